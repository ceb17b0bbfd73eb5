//! The parts of a verifier's trust as files, for whoever keeps them in no folder: a page, and the workers that it judges with.

use super::evidence::{HeldEvidence, file_name};
use super::held;
use attestat_credential::trust::{MAX_AGE_SECONDS_DEFAULT, RosterSource, Trust};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::note::Note;
use attestat_ledger::prefixes::Prefixes;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash};
use attestat_words::text::Text;
use attestat_words::{faults, text};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The files of a verifier's trust, each as its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustParts {
    /// The note of the roster.
    pub roster: String,
    /// The host whose own roster it is, where nobody has compared its hash.
    pub shown_by: Option<String>,
    /// The newest heads of logs.
    pub heads: Vec<String>,
    /// The newest status files of logs.
    pub status_files: Vec<String>,
    /// Heads with the smaller ones that they are proven to cover.
    pub prefixes: Vec<String>,
    /// Evidence that logs were signed in two histories, with the names of the files.
    pub forks: Vec<(String, String)>,
    /// Age of "not revoked as of", in seconds, above which a verdict turns amber.
    pub max_age_seconds: u64,
}

impl TrustParts {
    /// A roster and nothing else yet.
    pub fn of_roster(roster: String, shown_by: Option<String>) -> Self {
        Self {
            roster,
            shown_by,
            heads: Vec::new(),
            status_files: Vec::new(),
            prefixes: Vec::new(),
            forks: Vec::new(),
            max_age_seconds: MAX_AGE_SECONDS_DEFAULT,
        }
    }

    /// The files of a trust.
    pub fn of(trust: &Trust) -> Self {
        let forks = trust.forks.iter().map(|fork| (file_name(fork), fork.to_string()));
        let shown_by = match &trust.roster_from {
            RosterSource::Shown { by } => Some(by.clone()),
            RosterSource::Pinned => None,
        };
        Self {
            heads: trust.heads.iter().map(ToString::to_string).collect(),
            status_files: trust.status_files.iter().map(ToString::to_string).collect(),
            prefixes: trust.prefixes.iter().map(ToString::to_string).collect(),
            forks: forks.collect(),
            max_age_seconds: trust.max_age_seconds,
            ..Self::of_roster(trust.roster.note().to_string(), shown_by)
        }
    }

    /// The trust that these files are. Every file is checked as one in a folder of trust is.
    ///
    /// # Errors
    ///
    /// The first file that does not hold, in words.
    pub fn trust(&self) -> Result<Trust, Text> {
        let roster = self.pinned()?;
        let listed = roster.roster();
        let heads = self.heads.iter().map(|text| head(text, listed)).collect::<Result<_, Text>>()?;
        let status_files = self.status_files.iter().map(|text| status(text, listed)).collect::<Result<_, Text>>()?;
        let prefixes = self.prefixes.iter().map(|text| prefixes(text, listed)).collect::<Result<_, Text>>()?;
        let mut evidence = HeldEvidence::default();
        for (name, text) in &self.forks {
            evidence.take(PathBuf::from(name), Ok(text.clone()), listed);
        }
        let (forks, doubted) = (evidence.forks(), evidence.doubted(listed));
        let roster_from = match &self.shown_by {
            Some(by) => RosterSource::Shown { by: by.clone() },
            None => RosterSource::Pinned,
        };
        let max_age_seconds = self.max_age_seconds;
        Ok(Trust { roster, roster_from, heads, status_files, forks, doubted, prefixes, max_age_seconds })
    }

    /// The roster. Whether its hash was compared is said by [`Self::shown_by`]: here it is pinned by the hash that it has.
    ///
    /// # Errors
    ///
    /// A roster that its own governors did not sign.
    pub fn pinned(&self) -> Result<PinnedRoster, Text> {
        let note = Note::parse(self.roster.as_bytes()).map_err(|error| faults::note(&error))?;
        let hash = RosterHash::of(note.text());
        PinnedRoster::pin(self.roster.as_bytes(), hash).map_err(|error| faults::roster(&error))
    }
}

fn head(text: &str, roster: &Roster) -> Result<CheckpointNote, Text> {
    let head = CheckpointNote::parse(text.as_bytes()).map_err(|error| faults::checkpoint(&error))?;
    signed(&head, roster).map(|()| head)
}

fn status(text: &str, roster: &Roster) -> Result<StatusFile, Text> {
    let file = StatusFile::parse(text).map_err(|error| faults::status(&error))?;
    signed(file.anchor().checkpoint(), roster).map(|()| file)
}

fn prefixes(text: &str, roster: &Roster) -> Result<Prefixes, Text> {
    let prefixes = Prefixes::parse(text).map_err(|error| faults::prefixes(&error))?;
    signed(prefixes.head(), roster).map(|()| prefixes)
}

fn signed(head: &CheckpointNote, roster: &Roster) -> Result<(), Text> {
    let origin = &head.checkpoint().origin;
    held::check(origin, head, roster).map_err(|why| text!("trust-part-does-not-hold", log = origin.as_str(), why = why))
}

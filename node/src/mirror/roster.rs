//! The roster in force: a note in a file, trusted because its hash was compared by a person.

use crate::OpenError;
use crate::machine::config::{Config, ConfigError};
use crate::machine::folder::{Folder, FolderError, Layout};
use crate::mirror::evidence::EvidenceFolder;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, RosterHash, ToldHash};
use attestat_wire::limit::ROSTER_NOTE_BYTES_MAX;
use std::io::Read as _;
use std::path::Path;

pub(crate) mod kept;

use kept::KeptRosters;

/// Reason why there is no roster to work by.
#[derive(Debug, thiserror::Error)]
pub enum RosterFileError {
    /// The file cannot be read.
    #[error(
        "the roster {path} cannot be read: {source}. Name the right file, or put the signed roster back there: it is in the copy that you keep apart, and the consortium has it"
    )]
    Io {
        /// The file.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
    /// The file is not the roster that was pinned.
    #[error("{path}: {source}. Ask the consortium for the signed roster and its hash, and compare both")]
    Roster {
        /// The file.
        path: String,
        /// Fault of the note.
        source: RosterError,
    },
    /// The roster would undo the changes of a newer version.
    #[error(
        "this is version {given} of the roster, and the newer version {held} is in force here: keys, classes and cuts \
         that it changed would count as they did before. Ask the consortium for its newest version. If this one is to \
         be in force all the same, give --accept-roster and a reason, which goes on record"
    )]
    Older {
        /// The version in force.
        held: u64,
        /// The version of the note.
        given: u64,
    },
    /// The roster is not the version that is in force under this number.
    #[error(
        "another roster of the same version {version} is in force here, with the hash {held}: one of the two is not what \
         the consortium published, its governors signed two, or it is another consortium. Compare both hashes with the \
         consortium. If this one is to be in force, give --accept-roster and a reason, which goes on record"
    )]
    SameVersion {
        /// The version of both.
        version: u64,
        /// The hash of the one in force.
        held: RosterHash,
    },
    /// The roster has a higher number and nothing to do with the one in force, as far as is known here.
    #[error(
        "this roster of version {given} does not follow version {held}, which is in force here: too few of that one's \
         governors signed it, and no chain of versions leads to it. Ask the consortium for the versions between and pin \
         them one after the other. If it is another consortium, or you compared the hash with people whom you know, give \
         --accept-roster and a reason, which goes on record"
    )]
    Stranger {
        /// The version in force.
        held: u64,
        /// The version of the note.
        given: u64,
    },
    /// A person's word cannot be put on record; it counts only from then on.
    #[error(
        "the reason cannot be put on record in `evidence`: {0}. Nothing is changed; make room there, or see to the folder's owner, and pin it again"
    )]
    NoRecord(std::io::Error),
}

/// The roster in force: the one that the settings pin, or the one that it leads to through the versions that are kept
/// here, each signed by the governors of the one before. None when none is pinned.
pub fn load(layout: &Layout, config: &Config) -> Result<Option<PinnedRoster>, RosterFileError> {
    let Some(pinned) = load_pinned(layout, config)? else { return Ok(None) };
    let climbed = KeptRosters::of(layout).in_force(pinned, crate::machine::clock::today());
    Ok(Some(climbed.into_in_force()))
}

/// The roster that the settings pin; none when they pin none.
fn load_pinned(layout: &Layout, config: &Config) -> Result<Option<PinnedRoster>, RosterFileError> {
    let Some(hash) = config.roster_hash else { return Ok(None) };
    read(&layout.resolve(&config.roster), hash).map(Some)
}

/// Loads the roster at a start of the node: the version that the pinned one leads to is remembered, and kept for
/// others.
pub(crate) fn load_and_keep(layout: &Layout, config: &Config) -> Result<Option<PinnedRoster>, RosterFileError> {
    let (Some(pinned), Some(in_force)) = (load_pinned(layout, config)?, load(layout, config)?) else { return Ok(None) };
    let (kept, hash) = (KeptRosters::of(layout), pinned.roster().hash());
    // Whoever cannot remember it climbs again at the next start.
    if let Err(error) = kept.keep(&pinned).and_then(|()| kept.remember(&hash, &in_force)) {
        tracing::warn!("the roster in force is not kept for others: {error}");
    }
    if in_force.roster().version != pinned.roster().version {
        let (from, to) = (pinned.roster().version, in_force.roster().version);
        tracing::info!("version {to} of the roster is in force: it follows version {from}, which is pinned");
    }
    Ok(Some(in_force))
}

/// Reads a roster note whose hash must be `hash`.
pub fn read(path: &Path, hash: impl Into<ToldHash>) -> Result<PinnedRoster, RosterFileError> {
    let shown = || path.display().to_string();
    let note = bytes_of(path).map_err(|source| RosterFileError::Io { path: shown(), source })?;
    hash.into().pin(&note).map_err(|source| RosterFileError::Roster { path: shown(), source })
}

/// As much of a file as a roster note can have, and one byte beyond the limit.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut note = Vec::new();
    std::fs::File::open(path)?.take(ROSTER_NOTE_BYTES_MAX as u64 + 1).read_to_end(&mut note)?;
    Ok(note)
}

/// Puts a roster in force in the data folder of a stopped node: the note is copied there and its hash
/// written into the settings. Nothing changes unless the note is the one whose hash was compared. One that is not
/// newer than the roster in force is put in its place only for a reason that a person `accepted`.
pub fn pin(
    dir: &Path,
    note: &Path,
    hash: impl Into<ToldHash>,
    accepted: Option<&str>,
) -> Result<PinnedRoster, OpenError> {
    let folder = Folder::take(dir)?;
    let path = folder.layout().config();
    let config = Config::read(&path)?;
    let pinned = read(note, hash)?;
    let hash = pinned.roster().hash();
    check_follows(folder.layout(), &config, &pinned, accepted)?;
    let text = std::fs::read_to_string(&path).map_err(|error| FolderError::io(&path, error))?;
    let text = with_hash(&text, hash);
    if Config::parse(&text)?.roster_hash != Some(hash) {
        return Err(ConfigError::Toml(format!("write roster_hash = \"{hash}\" into it by hand")).into());
    }
    // The note first: a crash between the two leaves the old hash, which then names the file to replace.
    replace(&folder.layout().resolve(&config.roster), pinned.note().to_string().as_bytes())?;
    replace(&path, text.as_bytes())?;
    Ok(pinned)
}

/// Refuses a roster that does not follow the one in force, unless a person has a reason. One that cannot be read
/// is no reason to keep it.
fn check_follows(
    layout: &Layout,
    config: &Config,
    given: &PinnedRoster,
    accepted: Option<&str>,
) -> Result<(), OpenError> {
    let (kept, hash) = (KeptRosters::of(layout), given.roster().hash());
    let held = config.roster_hash.and_then(|pinned| Held::find(layout, config, pinned));
    let Some((held, objection)) = held.and_then(|held| Some((held.roster().clone(), held.objection(&kept, given)?)))
    else {
        kept.keep(given)?;
        return Ok(kept.refuse(None, &hash)?);
    };
    let Some(reason) = accepted else { return Err(objection.into()) };
    let text = format!(
        "attestat/override/v1\ntime {}\nby operator\nreason {reason}\naccept-roster {} {hash}\nin place of {} {}\n",
        crate::machine::clock::now(),
        given.roster().version,
        held.version,
        held.hash()
    );
    EvidenceFolder::new(layout.root()).record("override", &text).map_err(RosterFileError::NoRecord)?;
    // Or the next start would climb back to what a person put aside.
    kept.refuse(Some(held.hash()), &hash)?;
    Ok(kept.keep(given)?)
}

/// The roster that another is to take the place of.
enum Held {
    /// Signed as it must be.
    Signed(Box<PinnedRoster>),
    /// The one that the settings pin, with signatures that are spoilt.
    Spoilt(Box<Roster>),
}

impl Held {
    /// Finds the roster that a data folder has in force, whether or not the file is the one that the settings name: a
    /// crash while another one was pinned leaves the two apart. A text that its own governors did not sign was never in
    /// force.
    fn find(layout: &Layout, config: &Config, pinned: RosterHash) -> Option<Self> {
        let (kept, lies) = (KeptRosters::of(layout), bytes_of(&layout.resolve(&config.roster)).ok());
        let lies = lies.as_deref().and_then(|lies| Note::parse(lies).ok());
        let is_signed = |note: &Note| PinnedRoster::pin(note.to_string().as_bytes(), RosterHash::of(note.text())).ok();
        let copy = || PinnedRoster::pin(&kept.by_hash(&pinned)?, pinned).ok();
        if let Some(held) = lies.as_ref().and_then(is_signed).or_else(copy) {
            return Some(Self::Signed(Box::new(kept.in_force(held, crate::machine::clock::today()).into_in_force())));
        }
        let spoilt = lies.filter(|lies| RosterHash::of(lies.text()) == pinned)?;
        Roster::parse(spoilt.text()).ok().map(|roster| Self::Spoilt(Box::new(roster)))
    }

    fn roster(&self) -> &Roster {
        match self {
            Self::Signed(held) => held.roster(),
            Self::Spoilt(held) => held,
        }
    }

    /// Returns the objection to putting another roster in this one's place.
    fn objection(&self, kept: &KeptRosters, given: &PinnedRoster) -> Option<RosterFileError> {
        let (ours, theirs) = (self.roster(), given.roster());
        if ours.hash() == theirs.hash() {
            return None;
        }
        if ours.version == theirs.version {
            return Some(RosterFileError::SameVersion { version: ours.version, held: ours.hash() });
        }
        if ours.version > theirs.version {
            return Some(RosterFileError::Older { held: ours.version, given: theirs.version });
        }
        let signed = given.note().verify(&ours.governance.governors);
        let follows =
            signed.is_ok_and(|signed| signed.len() >= ours.governance.threshold) || self.leads_to(kept, given);
        (!follows).then_some(RosterFileError::Stranger { held: ours.version, given: theirs.version })
    }

    /// Returns true if the kept versions lead from this one to another, whose governors may be others altogether.
    fn leads_to(&self, kept: &KeptRosters, given: &PinnedRoster) -> bool {
        let Self::Signed(held) = self else { return false };
        let climbed = kept.climb((**held).clone()).end_of_kept(given.roster().issued);
        climbed.passed.iter().any(|version| version.roster().hash() == given.roster().hash())
            || climbed.in_force().succeed(given.note().to_string().as_bytes()).is_ok()
    }
}

/// The settings with another `roster_hash`: its line replaced, or put in front of everything.
fn with_hash(text: &str, hash: RosterHash) -> String {
    let line = format!("roster_hash = \"{hash}\"");
    let is_key = |line: &str| line.strip_prefix("roster_hash").is_some_and(|rest| rest.trim_start().starts_with('='));
    match text.lines().position(is_key) {
        None => format!("{line}\n{text}"),
        Some(at) => text.lines().enumerate().map(|(number, old)| if number == at { &line } else { old }).fold(
            String::new(),
            |mut text, line| {
                text.push_str(line);
                text.push('\n');
                text
            },
        ),
    }
}

/// Replaces a file whole and for good.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    crate::machine::replace::replace(path, bytes).map_err(|error| FolderError::io(path, error))
}

#[cfg(test)]
mod pinning;
#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn the_hash_is_replaced_where_it_stands_and_nothing_else_changes() {
        let hash = RosterHash([0xab; 32]);
        let before = Config::new("a.example".to_owned(), Vec::new());
        let text = with_hash(&before.to_toml(), hash);
        let after = Config { roster_hash: Some(hash), ..before.clone() };
        assert_eq!(text, after.to_toml());
        assert_eq!(with_hash(&text, RosterHash([0; 32])).len(), text.len());
        let short = with_hash("name = \"a.example\"\n", hash);
        assert_eq!(Config::parse(&short).unwrap(), after);
    }
}

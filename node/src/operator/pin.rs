//! Pinning: a person puts a roster in force whose hash was compared, in the folder of a stopped node.

use crate::OpenError;
use crate::machine::config::{Config, ConfigError};
use crate::machine::folder::{Folder, FolderError, Layout, replace};
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::roster::kept::KeptRosters;
use crate::mirror::roster::{RosterFileError, bytes_of, read};
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterHash, ToldHash};
use std::path::Path;

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
    let text = Config::with_roster_hash(&text, &hash)?;
    if Config::parse(&text)?.roster_hash != Some(hash) {
        return Err(ConfigError::ByHand(hash).into());
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
    let held = config.roster_hash.and_then(|pinned| RosterInForce::find(layout, config, pinned));
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
enum RosterInForce {
    /// Signed as it must be.
    Signed(Box<PinnedRoster>),
    /// The one that the settings pin, with signatures that are spoilt.
    Spoilt(Box<Roster>),
}

impl RosterInForce {
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

#[cfg(test)]
mod tests;

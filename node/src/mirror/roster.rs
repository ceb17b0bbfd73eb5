//! The roster in force: a note in a file, trusted because its hash was compared by a person.

use crate::machine::config::Config;
use crate::machine::folder::Layout;
use attestat_ledger::roster::{PinnedRoster, RosterError, RosterHash, ToldHash};
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
pub(crate) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut note = Vec::new();
    std::fs::File::open(path)?.take(ROSTER_NOTE_BYTES_MAX as u64 + 1).read_to_end(&mut note)?;
    Ok(note)
}

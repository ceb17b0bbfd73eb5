//! The roster in force: a note in a file, trusted because its hash was compared by a person.

use crate::config::Config;
use crate::folder::Layout;
use attestat_ledger::roster::{PinnedRoster, RosterError, RosterHash};
use attestat_wire::limit::ROSTER_NOTE_BYTES_MAX;
use std::io::Read as _;
use std::path::Path;

/// Why there is no roster to work by.
#[derive(Debug, thiserror::Error)]
pub enum RosterFileError {
    /// The file cannot be read.
    #[error(
        "the roster {path} cannot be read: {source}. Put the signed roster there, or empty `roster_hash` in node.toml"
    )]
    Io {
        /// The file.
        path: String,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The file is not the roster that was pinned.
    #[error("{path}: {source}")]
    Roster {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: RosterError,
    },
}

/// The roster that the settings pin; none when they pin none.
pub fn load(layout: &Layout, config: &Config) -> Result<Option<PinnedRoster>, RosterFileError> {
    let Some(hash) = config.roster_hash else { return Ok(None) };
    read(&layout.resolve(&config.roster), hash).map(Some)
}

/// Reads a roster note whose hash must be `hash`.
pub fn read(path: &Path, hash: RosterHash) -> Result<PinnedRoster, RosterFileError> {
    let shown = || path.display().to_string();
    let mut note = Vec::new();
    let file = std::fs::File::open(path);
    let limit = ROSTER_NOTE_BYTES_MAX as u64 + 1;
    let read = file.and_then(|file| file.take(limit).read_to_end(&mut note));
    read.map_err(|source| RosterFileError::Io { path: shown(), source })?;
    PinnedRoster::pin(&note, hash).map_err(|source| RosterFileError::Roster { path: shown(), source })
}

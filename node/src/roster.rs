//! The roster in force: a note in a file, trusted because its hash was compared by a person.

use crate::OpenError;
use crate::config::{Config, ConfigError};
use crate::folder::{Folder, FolderError, Layout};
use crate::replication::evidence::EvidenceFolder;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, RosterHash};
use attestat_wire::limit::ROSTER_NOTE_BYTES_MAX;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// Why there is no roster to work by.
#[derive(Debug, thiserror::Error)]
pub enum RosterFileError {
    /// The file cannot be read.
    #[error(
        "the roster {path} cannot be read: {source}. Name the right file, or put the signed roster back there: it is in the copy that you keep apart, and the consortium has it"
    )]
    Io {
        /// The file.
        path: String,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The file is not the roster that was pinned.
    #[error("{path}: {source}. Ask the consortium for the signed roster and its hash, and compare both")]
    Roster {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: RosterError,
    },
    /// It would put back what a newer version changed.
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
    /// It is not the version that is in force under this number.
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
    /// A person's word counts once it is on record.
    #[error(
        "the reason cannot be put on record in `evidence`: {0}. Nothing is changed; make room there, or see to the folder's owner, and pin it again"
    )]
    NoRecord(std::io::Error),
}

/// The roster that the settings pin; none when they pin none.
pub fn load(layout: &Layout, config: &Config) -> Result<Option<PinnedRoster>, RosterFileError> {
    let Some(hash) = config.roster_hash else { return Ok(None) };
    read(&layout.resolve(&config.roster), hash).map(Some)
}

/// Reads a roster note whose hash must be `hash`.
pub fn read(path: &Path, hash: RosterHash) -> Result<PinnedRoster, RosterFileError> {
    let shown = || path.display().to_string();
    let note = bytes_of(path).map_err(|source| RosterFileError::Io { path: shown(), source })?;
    PinnedRoster::pin(&note, hash).map_err(|source| RosterFileError::Roster { path: shown(), source })
}

/// As much of a file as a roster note can have, and a byte that is too many.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut note = Vec::new();
    std::fs::File::open(path)?.take(ROSTER_NOTE_BYTES_MAX as u64 + 1).read_to_end(&mut note)?;
    Ok(note)
}

/// Puts a roster in force in the data folder of a stopped node: the note is copied there and its hash
/// written into the settings. Nothing changes unless the note is the one whose hash was compared. One that is not
/// newer than the roster in force is put in its place only for a reason that a person `accepted`.
pub fn pin(dir: &Path, note: &Path, hash: RosterHash, accepted: Option<&str>) -> Result<PinnedRoster, OpenError> {
    let folder = Folder::take(dir)?;
    let path = folder.layout().config();
    let config = Config::read(&path)?;
    let pinned = read(note, hash)?;
    check_newer(folder.layout(), &config, pinned.roster(), accepted)?;
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

/// Refuses a roster that is not newer than the one in force, unless a person has a reason. One that cannot be read
/// is no reason to keep it.
fn check_newer(
    layout: &Layout,
    config: &Config,
    given: &Roster,
    accepted: Option<&str>,
) -> Result<(), RosterFileError> {
    let Some(held) = config.roster_hash.and_then(|_| as_it_lies(&layout.resolve(&config.roster))) else {
        return Ok(());
    };
    if held.version < given.version || held.hash() == given.hash() {
        return Ok(());
    }
    let Some(reason) = accepted else {
        return Err(if held.version == given.version {
            RosterFileError::SameVersion { version: held.version, held: held.hash() }
        } else {
            RosterFileError::Older { held: held.version, given: given.version }
        });
    };
    let text = format!(
        "attestat/override/v1\ntime {}\nby operator\nreason {reason}\naccept-roster {} {}\nin place of {} {}\n",
        crate::clock::now(),
        given.version,
        given.hash(),
        held.version,
        held.hash()
    );
    EvidenceFolder::new(layout.root()).record("override", &text).map(drop).map_err(RosterFileError::NoRecord)
}

/// The roster in a file, whether or not it is the one that the settings name: a crash while another one was pinned
/// leaves the two apart. One that its own governors did not sign was never in force.
fn as_it_lies(path: &Path) -> Option<Roster> {
    let note = bytes_of(path).ok()?;
    let hash = RosterHash::of(Note::parse(&note).ok()?.text());
    PinnedRoster::pin(&note, hash).ok().map(|pinned| pinned.roster().clone())
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

/// Replaces a file whole: written beside, synced, renamed.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let beside = path.with_extension("new");
    let written = std::fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| FolderError::io(path, error))
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

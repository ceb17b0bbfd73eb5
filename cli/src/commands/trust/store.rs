//! The folder of trust. All of it but `answers` is public; whoever can write it decides what is believed here.
//!
//! ```text
//! pinned                    hash of the roster in force
//! rosters/<hash>.note       that roster, and those before it
//! waiting/<hash>.note       rosters that follow it and are in force from a later day
//! heads/<origin>.note       the newest head of a log with a quorum, `/` written `_`
//! status/<origin>.status    the newest status file of a log
//! prefixes/<origin>.prefixes  what a confirmed head is proven to begin with, for documents of then
//! evidence/<origin>-<hash>.fork  what shows that a log was signed in two histories
//! evidence/<hash>.rosters   two rosters that governors signed under one number
//! answers                   hashes of the answers that `verify` has accepted, for its owner alone ([`super::answers`])
//! refused                   hashes of rosters that a person put another one in place of, a line each
//! lock, answers.lock        held while it is written
//! ```

use crate::files::disk::{self, Readers};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_checking::trust::evidence::name_of_log;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::{STATUS_FILE_BYTES_MAX, StatusFile};
use attestat_ledger::name::Origin;
use attestat_ledger::note::NOTE_BYTES_MAX;
use attestat_ledger::roster::PinnedRoster;
use attestat_terminal::system::system;
use attestat_words::text::Text;
use attestat_words::{faults, text};
use rustix::fs::FlockOperation;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Longest file with a hash in hex and a line feed.
pub(super) const PIN_BYTES_MAX: usize = 100;

/// The folder of trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrustStore(PathBuf);

/// The right to change the folder, until it is dropped.
pub(crate) struct Lock {
    _file: File,
}

impl TrustStore {
    /// The named folder, or `attestat/trust` in the user's data folder (XDG base directories).
    pub(crate) fn at(given: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = given {
            return Ok(Self(path.to_owned()));
        }
        let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let data = absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
        data.map(|data| Self(data.join("attestat/trust")))
            .ok_or_else(|| Failure::config("no-trust-folder", text!("trust-no-folder"), text!("trust-no-folder.next")))
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The pinned roster; without one nothing can be judged.
    pub(crate) fn require_roster(&self) -> Result<PinnedRoster, Failure> {
        self.roster()?
            .ok_or_else(|| Failure::config("no-trust", text!("trust-none", folder = &self.0), text!("trust-none.next")))
    }

    /// The newest head held of a log.
    pub(crate) fn head(&self, origin: &Origin) -> Result<Option<CheckpointNote>, Failure> {
        let bytes = disk::read_if_there(&self.head_path(origin), NOTE_BYTES_MAX)?;
        let head = bytes.map(|bytes| CheckpointNote::parse(&bytes)).transpose();
        head.map_err(|error| self.spoilt_file(&self.head_path(origin), faults::checkpoint(&error)))
    }

    /// The newest status file held of a log.
    pub(crate) fn status(&self, origin: &Origin) -> Result<Option<StatusFile>, Failure> {
        let Some(bytes) = disk::read_if_there(&self.status_path(origin), STATUS_FILE_BYTES_MAX)? else {
            return Ok(None);
        };
        let spoilt = |why: Text| self.spoilt_file(&self.status_path(origin), why);
        let text = String::from_utf8(bytes).map_err(|error| spoilt(faults::detail(&error)))?;
        StatusFile::parse(&text).map(Some).map_err(|error| spoilt(faults::status(&error)))
    }

    /// The files of a part of the folder that have an ending, by their names. A part that cannot be read whole is an error.
    pub(super) fn files_in(&self, part: &str, ending: &str) -> Result<Vec<PathBuf>, Failure> {
        let folder = self.0.join(part);
        let cannot = |error: std::io::Error| {
            let what = text!("trust-unreadable", path = &folder, why = system(&error));
            Failure::config("trust-unreadable", what, text!("trust-unreadable.next"))
        };
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(cannot(error)),
        };
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(cannot));
        let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == ending));
        paths.sort();
        Ok(paths)
    }

    /// Takes the folder, making it if need be; only one program at a time changes it.
    pub(crate) fn lock(&self) -> Result<Lock, Failure> {
        for folder in ["", "rosters", "waiting", "heads", "status", "evidence"] {
            disk::make_folder(&self.0.join(folder), Readers::Everyone)?;
        }
        let path = self.0.join("lock");
        let file = File::options().write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|error| Failure::internal(format!("{}: {error}", path.display())))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Failure::new(
                Exit::InUse,
                "in-use",
                text!("trust-in-use", folder = &self.0),
                text!("trust-in-use.next"),
            )),
            Err(error) => Err(Failure::internal(format!("{}: {error}", path.display()))),
        }
    }

    /// Keeps the newest head of a log.
    pub(crate) fn put_head(&self, _lock: &Lock, head: &CheckpointNote) -> Result<(), Failure> {
        let path = self.head_path(&head.checkpoint().origin);
        disk::write(&path, head.to_string().as_bytes(), Readers::Everyone)
    }

    /// Keeps the newest status file of a log.
    pub(super) fn put_status(&self, _lock: &Lock, status: &StatusFile) -> Result<(), Failure> {
        let path = self.status_path(&status.anchor().checkpoint().checkpoint().origin);
        disk::write(&path, status.to_string().as_bytes(), Readers::Everyone)
    }

    pub(super) fn head_path(&self, origin: &Origin) -> PathBuf {
        self.0.join("heads").join(format!("{}.note", name_of_log(origin)))
    }

    pub(super) fn status_path(&self, origin: &Origin) -> PathBuf {
        self.0.join("status").join(format!("{}.status", name_of_log(origin)))
    }

    /// The failure of a file in the folder.
    pub(super) fn spoilt_file(&self, path: &Path, why: impl Into<Text>) -> Failure {
        self.spoilt(&path.strip_prefix(&self.0).unwrap_or(path).display().to_string(), why)
    }

    pub(super) fn spoilt(&self, part: &str, why: impl Into<Text>) -> Failure {
        let what = text!("trust-spoilt", part = part, folder = &self.0, why = why.into());
        Failure::config("spoilt-trust", what, text!("trust-spoilt.next"))
    }
}

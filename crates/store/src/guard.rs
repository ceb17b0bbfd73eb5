//! The sign guard: a small file of its own that remembers how far the log was ever sealed.
//!
//! A registry that seals two histories is finished, and an old copy of its data folder would make it
//! do so honestly. So before a seal is made, its size and root are on disk here, and nothing is sealed
//! that does not extend them. `init` makes the file; where it is missing later, nothing is sealed.

use crate::slots::{OpenSlotsError, SlotFile};
use attestat_ledger::encoding::{parse_decimal, parse_hex};
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use std::io::ErrorKind;
use std::path::Path;

/// First line of a guard.
const HEADER: &str = "attestat/guard/v1";

/// Size and root up to which a log was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Size of the last sealed checkpoint.
    pub size: u64,
    /// Its root.
    pub root: RootHash,
}

/// Reason for which the guard cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// There is no guard: the folder may be an old copy, or put together by hand.
    #[error(
        "the sign guard {0} is missing, so nothing may be sealed; recover the log from its mirrors (attestat-node run DIR --recover)"
    )]
    Missing(String),
    /// Neither slot can be read.
    #[error(
        "the sign guard {0} is damaged, so nothing may be sealed; recover the log from its mirrors (attestat-node run DIR --recover)"
    )]
    Damaged(String),
    /// The guard belongs to another log.
    #[error("the sign guard {path} belongs to the log {origin}")]
    OtherLog {
        /// The file.
        path: String,
        /// The log that it names.
        origin: String,
    },
    /// The guard exists already.
    #[error("the sign guard {0} exists already; a registry is made once")]
    Exists(String),
    /// The guard could not be written.
    #[error("the sign guard cannot be written, so nothing more is sealed until a restart: {0}")]
    Write(String),
    /// The vault's witness could not be written or read.
    #[error("the vault's witness cannot be written, so nothing more is sealed until a restart: {0}")]
    Witness(String),
    /// The log is open for reading only.
    #[error("the log is open for reading only; nothing is sealed")]
    ReadsOnly,
    /// The guard was to be moved back or sideways.
    #[error("the sign guard stands at size {held}; it cannot go to {asked}")]
    NotForward {
        /// Size at which the guard stands.
        held: u64,
        /// Size that it was to be moved to.
        asked: u64,
    },
}

/// Remembers the last seal.
pub trait Guard: Send {
    /// Returns the size and root up to which the log was sealed.
    fn sealed(&self) -> &Sealed;

    /// Moves forward; durable when it returns. The first failure is final.
    fn advance(&mut self, to: Sealed) -> Result<(), GuardError>;
}

/// The guard as a file with two slots, written in turn, each with a checksum: a torn write leaves the
/// other slot.
#[derive(Debug)]
pub struct FileGuard {
    slots: SlotFile,
    origin: Origin,
    sealed: Sealed,
    failed: bool,
}

impl FileGuard {
    /// Makes the guard of a new log: nothing sealed yet.
    pub fn create(path: &Path, origin: &Origin) -> Result<Self, GuardError> {
        Self::create_at(path, origin, Sealed { size: 0, root: RootHash::empty() })
    }

    /// Makes the guard of a log that was recovered from its mirrors up to `sealed`.
    pub fn create_at(path: &Path, origin: &Origin, sealed: Sealed) -> Result<Self, GuardError> {
        let slots = SlotFile::create(path, HEADER, &lines(origin, &sealed)).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => GuardError::Exists(path.display().to_string()),
            _ => GuardError::Write(error.to_string()),
        })?;
        Ok(Self { slots, origin: origin.clone(), sealed, failed: false })
    }

    /// Returns true if one of the slots is damaged, so that the guard may have stood further on than it says. A crash
    /// leaves it so only where nothing was sealed since.
    pub fn is_torn(&self) -> bool {
        self.slots.is_torn()
    }

    /// Opens the guard of `origin`.
    pub fn open(path: &Path, origin: &Origin) -> Result<Self, GuardError> {
        let name = path.display().to_string();
        let (slots, lines) = SlotFile::open(path, HEADER).map_err(|error| match error {
            OpenSlotsError::Missing => GuardError::Missing(name.clone()),
            OpenSlotsError::Damaged => GuardError::Damaged(name.clone()),
            OpenSlotsError::Io(error) => GuardError::Write(error.to_string()),
        })?;
        let (found, sealed) = parse(&lines).ok_or_else(|| GuardError::Damaged(name.clone()))?;
        if found != origin.as_str() {
            return Err(GuardError::OtherLog { path: name, origin: found });
        }
        Ok(Self { slots, origin: origin.clone(), sealed, failed: false })
    }
}

/// The lines of a slot: origin, size, root.
fn lines(origin: &Origin, sealed: &Sealed) -> String {
    format!("{origin}\n{}\n{}\n", sealed.size, sealed.root)
}

fn parse(lines: &[String]) -> Option<(String, Sealed)> {
    let [origin, size, root] = lines else { return None };
    let sealed = Sealed { size: parse_decimal(size)?, root: RootHash::from_bytes(parse_hex(root)?) };
    Some((origin.clone(), sealed))
}

impl Guard for FileGuard {
    fn sealed(&self) -> &Sealed {
        &self.sealed
    }

    fn advance(&mut self, to: Sealed) -> Result<(), GuardError> {
        if self.failed {
            return Err(GuardError::Write("an earlier write of it failed".to_owned()));
        }
        check_forward(&self.sealed, &to)?;
        if let Err(error) = self.slots.write(&lines(&self.origin, &to)) {
            self.failed = true;
            return Err(GuardError::Write(error.to_string()));
        }
        self.sealed = to;
        Ok(())
    }
}

/// Checks that a guard moves forward only, and to the same size only with the same root.
pub(crate) fn check_forward(held: &Sealed, to: &Sealed) -> Result<(), GuardError> {
    if to.size > held.size || to == held {
        Ok(())
    } else {
        Err(GuardError::NotForward { held: held.size, asked: to.size })
    }
}

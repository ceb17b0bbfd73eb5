//! The sign guard: a small file of its own that remembers how far the log was ever sealed.
//!
//! A registry that seals two histories is finished, and an old copy of its data folder would make it
//! do so honestly. So before a seal is made, its size and root are on disk here, and nothing is sealed
//! that does not extend them. `init` makes the file; where it is missing later, nothing is sealed.

use attestat_ledger::encoding::{hex, parse_decimal, parse_hex};
use attestat_ledger::hash::{RootHash, sha256};
use attestat_ledger::name::Origin;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Bytes of one of the two slots: one sector, written whole.
const SLOT_BYTES: usize = 512;

/// How far a log was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Size of the last sealed checkpoint.
    pub size: u64,
    /// Its root.
    pub root: RootHash,
}

/// Why the guard cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// No guard: the folder may be an old copy, or put together by hand.
    #[error(
        "the sign guard {0} is missing, so nothing may be sealed; recover the log from its mirrors (attestat-node run --recover)"
    )]
    Missing(String),
    /// Neither slot can be read.
    #[error(
        "the sign guard {0} is damaged, so nothing may be sealed; recover the log from its mirrors (attestat-node run --recover)"
    )]
    Damaged(String),
    /// It belongs to another log.
    #[error("the sign guard {path} belongs to the log {origin}")]
    OtherLog {
        /// The file.
        path: String,
        /// The log that it names.
        origin: String,
    },
    /// It exists already.
    #[error("the sign guard {0} exists already; a registry is made once")]
    Exists(String),
    /// It could not be written.
    #[error("the sign guard cannot be written, so nothing more is sealed until a restart: {0}")]
    Write(String),
    /// An attempt to move it back or sideways.
    #[error("the sign guard stands at size {held}; it cannot go to {asked}")]
    NotForward {
        /// Where it stands.
        held: u64,
        /// What was asked.
        asked: u64,
    },
}

/// Remembers the last seal.
pub trait Guard: Send {
    /// How far the log was sealed.
    fn sealed(&self) -> &Sealed;

    /// Moves forward; durable when it returns. The first failure is final.
    fn advance(&mut self, to: Sealed) -> Result<(), GuardError>;
}

/// The guard as a file with two slots, written in turn, each with a checksum: a torn write leaves the
/// other slot.
#[derive(Debug)]
pub struct FileGuard {
    path: PathBuf,
    file: File,
    origin: Origin,
    sealed: Sealed,
    turn: u64,
    failed: bool,
}

impl FileGuard {
    /// Makes the guard of a new log: nothing sealed yet.
    pub fn create(path: &Path, origin: &Origin) -> Result<Self, GuardError> {
        Self::create_at(path, origin, Sealed { size: 0, root: RootHash::empty() })
    }

    /// Makes the guard of a log that was recovered from its mirrors up to `sealed`.
    pub fn create_at(path: &Path, origin: &Origin, sealed: Sealed) -> Result<Self, GuardError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => GuardError::Exists(path.display().to_string()),
            _ => GuardError::Write(error.to_string()),
        })?;
        let mut guard = Self { path: path.to_owned(), file, origin: origin.clone(), sealed, turn: 0, failed: false };
        guard.write()?;
        guard.sync_folder()?;
        Ok(guard)
    }

    /// Opens the guard of `origin`.
    pub fn open(path: &Path, origin: &Origin) -> Result<Self, GuardError> {
        let name = path.display().to_string();
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => GuardError::Missing(name.clone()),
            _ => GuardError::Write(error.to_string()),
        })?;
        let mut bytes = Vec::with_capacity(2 * SLOT_BYTES);
        let limit = 2 * SLOT_BYTES as u64;
        (&mut file).take(limit).read_to_end(&mut bytes).map_err(|_| GuardError::Damaged(name.clone()))?;
        let slots = bytes.chunks(SLOT_BYTES).filter_map(parse_slot);
        let (turn, found, sealed) =
            slots.max_by_key(|(turn, ..)| *turn).ok_or_else(|| GuardError::Damaged(name.clone()))?;
        if found != origin.as_str() {
            return Err(GuardError::OtherLog { path: name, origin: found });
        }
        Ok(Self { path: path.to_owned(), file, origin: origin.clone(), sealed, turn, failed: false })
    }

    fn write(&mut self) -> Result<(), GuardError> {
        let turn = self.turn + 1;
        let mut text =
            format!("attestat/guard/v1\n{turn}\n{}\n{}\n{}\n", self.origin, self.sealed.size, self.sealed.root);
        text.push_str(&hex(&sha256(text.as_bytes())));
        text.push('\n');
        let mut slot = text.into_bytes();
        slot.resize(SLOT_BYTES, b' ');
        let at = SeekFrom::Start((turn % 2) * SLOT_BYTES as u64);
        let written = self.file.seek(at).and_then(|_| self.file.write_all(&slot)).and_then(|()| self.file.sync_data());
        written.map_err(|error| GuardError::Write(error.to_string()))?;
        self.turn = turn;
        Ok(())
    }

    fn sync_folder(&self) -> Result<(), GuardError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| GuardError::Write(error.to_string()))
    }
}

/// Turn, origin and what was sealed, when the checksum holds.
fn parse_slot(slot: &[u8]) -> Option<(u64, String, Sealed)> {
    let text = std::str::from_utf8(slot).ok()?.trim_end_matches(' ');
    let (body, checksum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    let body = format!("{body}\n");
    if parse_hex::<32>(checksum)? != sha256(body.as_bytes()) {
        return None;
    }
    let mut lines = body.split('\n');
    if lines.next() != Some("attestat/guard/v1") {
        return None;
    }
    let turn = parse_decimal(lines.next()?)?;
    let origin = lines.next()?.to_owned();
    let size = parse_decimal(lines.next()?)?;
    let root = RootHash::from_bytes(parse_hex(lines.next()?)?);
    Some((turn, origin, Sealed { size, root }))
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
        let before = std::mem::replace(&mut self.sealed, to);
        let written = self.write();
        if written.is_err() {
            self.sealed = before;
            self.failed = true;
        }
        written
    }
}

/// Forward only; the same size only with the same root.
pub(crate) fn check_forward(held: &Sealed, to: &Sealed) -> Result<(), GuardError> {
    if to.size > held.size || to == held {
        Ok(())
    } else {
        Err(GuardError::NotForward { held: held.size, asked: to.size })
    }
}

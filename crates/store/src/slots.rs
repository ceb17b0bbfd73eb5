//! A small file of two slots, written in turn and synced: the sign guard ([`crate::guard`]) and the vault's
//! witness are such files.
//!
//! Each slot is one sector of text that ends in its own checksum, so that a torn write leaves the other one
//! (docs/decisions/0006).

use attestat_ledger::encoding::{hex, parse_decimal, parse_hex};
use attestat_ledger::hash::sha256;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Bytes of one of the two slots: one sector, written whole.
const SLOT_BYTES: usize = 512;

/// Reason for which such a file cannot be opened.
#[derive(Debug)]
pub enum OpenSlotsError {
    /// The file is missing.
    Missing,
    /// Neither slot can be read, or the file was cut: a crash tears a slot and shortens nothing.
    Damaged,
    /// The file system refused.
    Io(io::Error),
}

/// An open file of two slots.
#[derive(Debug)]
pub struct SlotFile {
    file: File,
    /// First line of every slot: the format of the file.
    header: &'static str,
    turn: u64,
    is_torn: bool,
}

impl SlotFile {
    /// Makes the file with its first slot, durably; refuses a file that exists. A crash leaves the whole file or
    /// none.
    pub fn create(path: &Path, header: &'static str, lines: &str) -> io::Result<Self> {
        if path.exists() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let draft = draft_path(path);
        match std::fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&draft)?;
        let mut slots = Self { file, header, turn: 0, is_torn: false };
        slots.write(lines)?;
        slots.file.sync_all()?;
        std::fs::rename(&draft, path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all())?;
        Ok(slots)
    }

    /// Opens the file and returns it with the lines of its newest sound slot, without header and turn.
    pub fn open(path: &Path, header: &'static str) -> Result<(Self, Vec<String>), OpenSlotsError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => OpenSlotsError::Missing,
            _ => OpenSlotsError::Io(error),
        })?;
        let mut bytes = Vec::with_capacity(2 * SLOT_BYTES);
        let limit = 2 * SLOT_BYTES as u64;
        (&mut file).take(limit).read_to_end(&mut bytes).map_err(|_| OpenSlotsError::Damaged)?;
        if bytes.len() < 2 * SLOT_BYTES {
            return Err(OpenSlotsError::Damaged);
        }
        let slots: Vec<_> = bytes.chunks(SLOT_BYTES).filter_map(|slot| parse_slot(slot, header)).collect();
        let sound = slots.len() as u64;
        let (turn, lines) = slots.into_iter().max_by_key(|(turn, _)| *turn).ok_or(OpenSlotsError::Damaged)?;
        // The first turn leaves one slot as the file was made.
        Ok((Self { file, header, turn, is_torn: sound < turn.min(2) }, lines))
    }

    /// Returns true if a slot that was written could not be read when the file was opened.
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// Writes the next slot; durable when it returns.
    pub fn write(&mut self, lines: &str) -> io::Result<()> {
        let turn = self.turn + 1;
        let mut text = format!("{}\n{turn}\n{lines}", self.header);
        text.push_str(&hex(&sha256(text.as_bytes())));
        text.push('\n');
        let mut slot = text.into_bytes();
        if slot.len() > SLOT_BYTES {
            return Err(io::Error::other("the text is longer than a slot"));
        }
        slot.resize(SLOT_BYTES, b' ');
        self.file.seek(SeekFrom::Start((turn % 2) * SLOT_BYTES as u64))?;
        self.file.write_all(&slot)?;
        self.file.sync_data()?;
        self.turn = turn;
        Ok(())
    }
}

fn draft_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// Returns turn and lines of a slot, when its checksum holds.
fn parse_slot(slot: &[u8], header: &str) -> Option<(u64, Vec<String>)> {
    let text = std::str::from_utf8(slot).ok()?.trim_end_matches(' ');
    let (body, checksum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    let body = format!("{body}\n");
    if parse_hex::<32>(checksum)? != sha256(body.as_bytes()) {
        return None;
    }
    let mut lines = body.lines();
    if lines.next() != Some(header) {
        return None;
    }
    let turn = parse_decimal(lines.next()?)?;
    Some((turn, lines.map(str::to_owned).collect()))
}

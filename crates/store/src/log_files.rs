//! RocksDB's own log files (write-ahead log, list of files), looked at before it reads them.
//!
//! A record whose type says "of a recycled log", behind records that are of none, makes RocksDB's reader begin
//! again at the same record for ever (`log_reader.cc`, `ReadPhysicalRecord`): one changed bit, and a node hangs at
//! its start without a word. We recycle no logs, so that such a type is damage.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// Bytes of a block. Records do not reach over its end; a record that would is divided into pieces (`log_format.h`).
const BLOCK_BYTES: usize = 32 << 10;
/// Bytes of a header: `checksum u32 ‖ length u16 ‖ type u8`, little-endian.
const HEADER_BYTES: usize = 7;

/// Finds the first log file in the folder with a record of a kind that is never written here; none where all are
/// well.
pub(crate) fn find_damage(folder: &Path) -> io::Result<Option<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let is_list = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("MANIFEST-"));
        if (is_list || path.extension() == Some(OsStr::new("log"))) && !is_readable(&path)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn is_readable(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    loop {
        block.clear();
        (&mut file).take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
        if block.is_empty() {
            return Ok(true);
        }
        if !is_block_readable(&block) {
            return Ok(false);
        }
    }
}

/// Returns true if every record up to the first that does not fit is of a kind that is written here. RocksDB leaves
/// out or refuses the bytes after a record that does not fit.
fn is_block_readable(mut block: &[u8]) -> bool {
    while let Some(([_, _, _, _, low, high, kind], rest)) = block.split_first_chunk::<HEADER_BYTES>() {
        if is_recycled(*kind) {
            return false;
        }
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        match rest.get(length..) {
            Some(next) if (*kind, length) != (0, 0) => block = next,
            _ => return true,
        }
    }
    true
}

/// Returns true for the types full, first, middle, last, size of timestamps, log before: each of a recycled log.
const fn is_recycled(kind: u8) -> bool {
    matches!(kind, 5..=8 | 11 | 131)
}

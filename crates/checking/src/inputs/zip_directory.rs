//! The directory of a .zip (PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4): its entries, as the end of the file tells them.
//!
//! A crate of its own would bring a source of randomness with it, which a page without imports cannot link; and of the format
//! only what people send is read: entries that are stored or deflated, without Zip64.

use super::crc::crc;
use crate::file::Pages;
use crate::obstacle::{Obstacle, Unopened};
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeSet;

/// Most bytes from the end of an archive within which the end of the directory lies: 22 bytes, a comment of 65,535, and
/// the 20 bytes before it that would name a Zip64 directory.
const TAIL_BYTES: u64 = 22 + 65_535 + 20;
/// Longest directory: 65,535 entries of 1 KiB each.
const DIRECTORY_BYTES_MAX: u64 = 64 << 20;
/// Beginning of the locator of a Zip64 directory (4.3.15).
pub(super) const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
/// Beginnings of the end of the directory (4.3.16), of an entry there (4.3.12), and of an entry itself (4.3.7).
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// Lengths of these headers without their texts.
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: u64 = 30;
/// Most bytes that are expected of the extra fields of an entry's own header: more are read, but asked for apart.
const LOCAL_EXTRA_BYTES: u64 = 64;
/// Stands in the place of a number that only Zip64 can hold.
const SEE_ZIP64: u64 = 0xffff_ffff;
/// Extra field with a name in UTF-8 (4.6.9).
const UNICODE_PATH: u16 = 0x7075;
/// Unix's kind of a file, and that of a symbolic link, in the external attributes.
const KIND_OF_FILE: u32 = 0o170_000;
const SYMBOLIC_LINK: u32 = 0o120_000;

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct DirectoryEntry {
    /// Its name as it was written.
    pub(super) name: Vec<u8>,
    /// True if it is encrypted.
    pub(super) is_encrypted: bool,
    /// Method of compression: 0 is stored, 8 deflated.
    pub(super) method: u16,
    /// CRC-32 of its bytes.
    pub(super) crc: u32,
    /// Number of its bytes in the archive.
    pub(super) packed: u64,
    /// Number of its bytes, as the directory claims.
    pub(super) size: u64,
    /// True if it is neither a folder nor a link.
    pub(super) is_file: bool,
    /// Place of its header in the file.
    at: u64,
}

/// Reads the directory of an archive. Archives that are ambiguous or too large are refused, with the reason.
pub(super) fn read(pages: &dyn Pages) -> Result<Vec<DirectoryEntry>, Obstacle> {
    let length = pages.length();
    let from = length.saturating_sub(TAIL_BYTES);
    let tail = bytes_at(pages, from, length - from).ok_or_else(|| broken(text!("zip-unreadable")))?;
    if tail.windows(4).any(|bytes| bytes == ZIP64_LOCATOR) {
        return Err(too_much());
    }
    let is_end = |at: &usize| tail.get(*at..).is_some_and(|end| end.starts_with(END) && comment_fits(end));
    let end_in_tail = (0..tail.len()).rev().find(is_end).ok_or_else(|| broken(text!("zip-no-end")))?;
    let end = tail.get(end_in_tail..).unwrap_or_default();
    let (size, offset) = (u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    if size > DIRECTORY_BYTES_MAX || size == SEE_ZIP64 || offset == SEE_ZIP64 {
        return Err(too_much());
    }
    // What stands before the archive moves every place in it.
    let begin = (from + end_in_tail as u64).checked_sub(size).ok_or_else(damaged)?;
    let shift = begin.checked_sub(offset).ok_or_else(damaged)?;
    let directory = bytes_at(pages, begin, size).ok_or_else(damaged)?;
    let entries = entries(&directory, usize::from(u16_at(end, 10)), shift)?;
    let mut names = BTreeSet::new();
    if !entries.iter().all(|entry| names.insert(entry.name.as_slice())) {
        return Err(broken(text!("zip-twins")));
    }
    if entries.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.packed)) > length {
        return Err(broken(text!("zip-overlap")));
    }
    Ok(entries)
}

impl DirectoryEntry {
    /// The place of the packed bytes: behind the entry's own header, whose texts may be others than the directory's.
    pub(super) fn place(&self, pages: &dyn Pages) -> Option<u64> {
        pages.expect(self.at, LOCAL_BYTES + self.name.len() as u64 + LOCAL_EXTRA_BYTES + self.packed);
        let header = bytes_at(pages, self.at, LOCAL_BYTES)?;
        let texts = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let place = self.at.checked_add(LOCAL_BYTES + texts)?;
        let ends = place.checked_add(self.packed)? <= pages.length();
        (header.starts_with(LOCAL) && ends).then_some(place)
    }
}

fn entries(directory: &[u8], count: usize, shift: u64) -> Result<Vec<DirectoryEntry>, Obstacle> {
    let (mut entries, mut rest) = (Vec::new(), directory);
    for _ in 0..count {
        let header = rest.get(..ENTRY_BYTES).filter(|header| header.starts_with(ENTRY)).ok_or_else(damaged)?;
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(header, at)));
        let texts = rest.get(ENTRY_BYTES..).unwrap_or_default();
        let (name, behind) = texts.split_at_checked(name).ok_or_else(damaged)?;
        let (extra, behind) = behind.split_at_checked(extra).ok_or_else(damaged)?;
        let [packed, size, offset] = [20, 24, 42].map(|at| u64::from(u32_at(header, at)));
        if [packed, size, offset].contains(&SEE_ZIP64) {
            return Err(too_much());
        }
        let is_unix = header.get(5) == Some(&3);
        let is_link = is_unix && (u32_at(header, 38) >> 16) & KIND_OF_FILE == SYMBOLIC_LINK;
        let name = unicode_path(name, extra).unwrap_or(name).to_vec();
        entries.push(DirectoryEntry {
            is_encrypted: u16_at(header, 8) & 1 != 0,
            method: u16_at(header, 10),
            crc: u32_at(header, 16),
            packed,
            size,
            is_file: !is_link && !name.ends_with(b"/") && !name.ends_with(b"\\"),
            at: offset.checked_add(shift).ok_or_else(damaged)?,
            name,
        });
        rest = behind.get(comment..).ok_or_else(damaged)?;
    }
    Ok(entries)
}

/// The name in UTF-8 beside a name in another alphabet, where it is still of that name.
fn unicode_path<'e>(name: &[u8], extra: &'e [u8]) -> Option<&'e [u8]> {
    let mut rest = extra;
    while rest.len() >= 4 {
        let (id, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        let (field, behind) = rest.get(4..)?.split_at_checked(length)?;
        if id == UNICODE_PATH {
            let is_of_name = field.first() == Some(&1) && u32_at(field, 1) == crc(name);
            return field.get(5..).filter(|path| is_of_name && str::from_utf8(path).is_ok());
        }
        rest = behind;
    }
    None
}

fn comment_fits(end: &[u8]) -> bool {
    end.len() >= END_BYTES + usize::from(u16_at(end, 20))
}

fn bytes_at(pages: &dyn Pages, at: u64, length: u64) -> Option<Vec<u8>> {
    if at.checked_add(length)? > pages.length() {
        return None;
    }
    let (mut bytes, mut filled) = (vec![0; usize::try_from(length).ok()?], 0);
    while filled < bytes.len() {
        let read = pages.read_at(bytes.get_mut(filled..)?, at + filled as u64).ok().filter(|read| *read > 0)?;
        filled += read;
    }
    Some(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn too_much() -> Obstacle {
    Obstacle::Unopened(Unopened::TooMuch)
}

fn damaged() -> Obstacle {
    broken(text!("zip-damaged"))
}

fn broken(why: Text) -> Obstacle {
    Obstacle::Unopened(Unopened::NoArchive(why))
}

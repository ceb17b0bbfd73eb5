//! A .zip of applications, by itself or inside another: entries are read one by one into memory of a known size, never
//! to disk.
//!
//! Possible abuses of an archive, and the measures against them:
//!
//! - entries that unpack to more than a presentation can be: each is read up to its limit and no further;
//! - entries that share their bytes, so that a small archive unpacks to a huge one: their sizes together may
//!   not exceed the archive's, so that all of it unpacks to at most 1,032 times (deflate's best) its size;
//! - a directory that claims billions of entries: archives of more than 65,535 entries (Zip64) are refused;
//! - names like `../../etc/passwd`: a name is shown and never opened;
//! - two entries of one name, of which programs show one or the other: refused.

use super::alphabet::Alphabet;
use super::crc::crc;
use super::zip_directory::{self, DirectoryEntry};
use crate::file::Pages;
use crate::obstacle::Obstacle;
use attestat_ledger::sorting::SharedSort as _;
use flate2::read::DeflateDecoder;
use std::io::Read;
use std::sync::Arc;

/// Beginnings of an archive: a local header, or the end of an empty directory.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Methods of compression (APPNOTE 4.4.5).
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Returns true if a file begins as an archive does.
pub(super) fn begins_as_one(beginning: &[u8]) -> bool {
    SIGNATURES.iter().any(|signature| beginning.starts_with(signature))
}

/// An open archive; threads read its entries side by side.
pub(super) struct Archive {
    pages: Arc<dyn Pages>,
    directory: Vec<DirectoryEntry>,
    /// The number of its bytes that are in memory.
    held: usize,
}

impl Archive {
    /// Opens an archive and looks at its directory alone; `held` of its bytes are in memory.
    pub(super) fn open(pages: Arc<dyn Pages>, held: usize) -> Result<Self, Obstacle> {
        let directory = zip_directory::read(&*pages)?;
        Ok(Self { pages, directory, held })
    }

    /// The number of its bytes that are in memory.
    pub(super) const fn bytes(&self) -> usize {
        self.held
    }

    /// The number of its entries.
    pub(super) const fn len(&self) -> usize {
        self.directory.len()
    }

    /// The entries that are files, each with its name, in the order of the names.
    pub(super) fn entries(&self) -> Vec<(usize, String)> {
        let files = self.directory.iter().enumerate().filter(|(_, entry)| entry.is_file);
        let mut entries: Vec<(usize, String)> = files.map(|(at, entry)| (at, name_of(&entry.name))).collect();
        entries.put_in_order_by(|one, other| one.1.cmp(&other.1));
        entries
    }

    /// Unpacks one entry of at most `limit` bytes.
    pub(super) fn read(&self, entry: usize, limit: usize) -> Result<Vec<u8>, Obstacle> {
        let entry = self.directory.get(entry).ok_or(Obstacle::DamagedEntry)?;
        if entry.is_encrypted {
            return Err(Obstacle::Encrypted);
        }
        if entry.method != STORED && entry.method != DEFLATED {
            return Err(Obstacle::UnknownPacking);
        }
        if entry.size > limit as u64 {
            return Err(Obstacle::TooLong { limit });
        }
        let at = entry.place(&*self.pages).ok_or(Obstacle::DamagedEntry)?;
        let packed = Reader { pages: self.pages.clone(), at }.take(entry.packed);
        let mut bytes = Vec::new();
        // The size in the directory is a claim: what counts is how much comes out.
        let most = limit as u64 + 1;
        let read = match entry.method {
            STORED => packed.take(most).read_to_end(&mut bytes),
            _ => DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes),
        };
        read.map_err(|_| Obstacle::DamagedEntry)?;
        match bytes.len() > limit {
            true => Err(Obstacle::TooLong { limit }),
            false if crc(&bytes) != entry.crc => Err(Obstacle::DamagedEntry),
            false => Ok(bytes),
        }
    }
}

/// The name of an entry: in UTF-8, or as Windows packs Russian names, in CP866.
fn name_of(raw: &[u8]) -> String {
    str::from_utf8(raw).map_or_else(|_| Alphabet::Ibm866.text(raw), str::to_owned)
}

/// Bytes read from a place on.
struct Reader {
    pages: Arc<dyn Pages>,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.pages.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::zip_directory::ZIP64_LOCATOR;
    use super::*;
    use crate::file::InMemory;
    use crate::obstacle::Unopened;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn opened(bytes: &[u8]) -> Result<Archive, Obstacle> {
        Archive::open(Arc::new(InMemory(bytes.to_vec())), bytes.len())
    }

    /// Every place where `what` stands.
    fn places(bytes: &[u8], what: &[u8]) -> Vec<usize> {
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(what)).collect()
    }

    #[test]
    fn entries_are_read_in_the_order_of_their_names_and_never_beyond_their_limit() {
        let bomb = vec![b' '; 1 << 20];
        let archive = opened(&packed(&[("z", b"last"), ("../../a", b"first"), ("folder/bomb", &bomb)])).unwrap();
        let entries = archive.entries();
        let names: Vec<&str> = entries.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["../../a", "folder/bomb", "z"]);
        let read = |at: usize, limit| archive.read(entries[at].0, limit);
        assert_eq!(read(0, 5).unwrap(), b"first");
        assert_eq!(read(1, 1000).unwrap_err(), Obstacle::TooLong { limit: 1000 });
        assert_eq!(read(1, bomb.len()).unwrap(), bomb);
        assert_eq!(read(2, 3).unwrap_err(), Obstacle::TooLong { limit: 3 });
    }

    /// As the archives of older Windows programs have them, without a word of it.
    #[test]
    fn a_russian_name_in_cp866_is_read_as_it_was_written() {
        let mut bytes = packed(&[("??????.attestat", b"{}")]);
        for at in places(&bytes, b"??????.attestat") {
            bytes[at..at + 6].copy_from_slice(&[0x8f, 0xa5, 0xe2, 0xe0, 0xae, 0xa2]);
        }
        let archive = opened(&bytes).unwrap();
        let entries = archive.entries();
        assert_eq!(entries[0].1, "Петров.attestat");
        assert_eq!(archive.read(entries[0].0, 10).unwrap(), b"{}");
    }

    #[test]
    fn an_entry_that_lies_about_its_size_is_cut_off() {
        let mut bytes = packed(&[("a", &[b' '; 100_000])]);
        // The sizes in the local header (22 bytes in) and in the directory (24 bytes in).
        for (magic, at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
            let place = places(&bytes, magic)[0] + at;
            bytes[place..place + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(opened(&bytes).unwrap().read(0, 1000).is_err());
    }

    #[test]
    fn encrypted_entries_and_other_packings_are_named_as_such() {
        let mut encrypted = packed(&[("a", b"secret")]);
        let mut strange = encrypted.clone();
        for (magic, flags, method) in [(b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)] {
            let place = places(&encrypted, magic)[0];
            encrypted[place + flags] |= 1;
            strange[place + method] = 12; // bzip2
        }
        assert_eq!(opened(&encrypted).unwrap().read(0, 100).unwrap_err(), Obstacle::Encrypted);
        assert_eq!(opened(&strange).unwrap().read(0, 100).unwrap_err(), Obstacle::UnknownPacking);
    }

    #[test]
    fn overlapping_entries_double_names_and_giant_directories_are_refused() {
        let bytes = packed(&[("a", &[7; 50_000]), ("b", &[7; 50_000])]);
        let mut overlapping = bytes.clone();
        for place in places(&bytes, b"PK\x01\x02") {
            overlapping[place + 20..place + 24].copy_from_slice(&(1_u32 << 20).to_le_bytes());
        }
        let mut twins = bytes.clone();
        let second = places(&bytes, b"PK\x01\x02")[1] + 46;
        twins[second] = b'a';
        let mut giant = bytes.clone();
        let end = places(&bytes, b"PK\x05\x06")[0];
        giant.splice(end..end, ZIP64_LOCATOR.iter().copied().chain([0; 16]));
        for (bytes, why) in [(overlapping, "overlap"), (twins, "same name")] {
            let obstacle = opened(&bytes).err().unwrap();
            assert!(
                matches!(&obstacle, Obstacle::Unopened(Unopened::NoArchive(known)) if known.to_string().contains(why)),
                "{obstacle:?}"
            );
        }
        assert_eq!(opened(&giant).err().unwrap(), Obstacle::Unopened(Unopened::TooMuch));
        assert!(opened(b"PK\x03\x04 but nothing behind it").is_err());
    }

    #[test]
    fn a_damaged_entry_is_an_obstacle_and_not_a_panic() {
        let whole = packed(&[("a", &(0..=255).collect::<Vec<u8>>())]);
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            if let Ok(archive) = opened(&bytes) {
                archive.entries().iter().for_each(|(entry, _)| _ = archive.read(*entry, 1000));
            }
        }
    }
}

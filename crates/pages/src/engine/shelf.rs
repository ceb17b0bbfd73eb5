//! Files that lie with the shell: what is asked of one is given at once where it was brought before, and noted as wanted
//! where it was not. Whoever finds that something was wanted begins again once it is there.

use attestat_checking::file::{File, Pages};
use attestat_checking::obstacle::Obstacle;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The number of the file.
    pub file: u32,
    /// Place of the first byte.
    pub at: u64,
    /// Number of bytes.
    pub length: u64,
}

impl Span {
    fn holds(&self, other: &Self) -> bool {
        self.file == other.file && self.at <= other.at && other.at + other.length <= self.at + self.length
    }
}

/// The parts of files that were brought, and those that are wanted.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf(Arc<Mutex<Parts>>);

#[derive(Debug, Default)]
struct Parts {
    brought: BTreeMap<(u32, u64), Vec<u8>>,
    wanted: BTreeSet<Span>,
    /// Files that cannot be read any more.
    lost: BTreeSet<u32>,
}

impl Shelf {
    /// Takes in a part of a file.
    pub(super) fn put(&self, file: u32, at: u64, bytes: Vec<u8>) {
        self.parts().brought.insert((file, at), bytes);
    }

    /// Notes that a file cannot be read: it was changed or taken away since it was chosen.
    pub(super) fn lose(&self, file: u32) {
        self.parts().lost.insert(file);
    }

    /// The parts that were wanted since the last call, each once.
    pub(super) fn take_wanted(&self) -> Vec<Span> {
        let wanted = std::mem::take(&mut self.parts().wanted);
        let is_alone = |span: &Span| !wanted.iter().any(|other| other != span && other.holds(span));
        wanted.iter().copied().filter(is_alone).collect()
    }

    /// Returns true if parts are wanted.
    pub(super) fn wants(&self) -> bool {
        !self.parts().wanted.is_empty()
    }

    /// Forgets what was brought.
    pub(super) fn clear(&self) {
        self.parts().brought.clear();
    }

    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part of a file; none where it is wanted first. A file that is lost has no parts.
    fn part(&self, span: Span) -> Result<Option<Vec<u8>>, Obstacle> {
        let mut parts = self.parts();
        if parts.lost.contains(&span.file) {
            return Err(Obstacle::Changed);
        }
        if span.length == 0 {
            return Ok(Some(Vec::new()));
        }
        let found = parts.brought.range(..=(span.file, span.at)).rev().take_while(|((file, _), _)| *file == span.file);
        let found = found.filter_map(|((_, at), bytes)| {
            let from = usize::try_from(span.at - at).ok()?;
            let to = from.checked_add(usize::try_from(span.length).ok()?)?;
            bytes.get(from..to).map(<[u8]>::to_vec)
        });
        let found = found.take(1).next();
        if found.is_none() {
            parts.wanted.insert(span);
        }
        Ok(found)
    }
}

/// A file as a browser names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// The number by which the shell knows it.
    pub file: u32,
    /// Its name, with the folders that it lies in.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// Its first bytes, so that pictures and archives are known without asking.
    pub beginning: Vec<u8>,
    /// True if it was found in a folder, false if a person named it.
    pub is_found: bool,
}

/// A file on the shelf.
#[derive(Debug, Clone)]
pub(super) struct ShelvedFile {
    shelf: Shelf,
    info: FileInfo,
}

impl ShelvedFile {
    pub(super) fn new(shelf: &Shelf, info: &FileInfo) -> Box<Self> {
        Box::new(Self { shelf: shelf.clone(), info: info.clone() })
    }

    fn span(&self, at: u64, length: u64) -> Span {
        let length = length.min(self.info.length.saturating_sub(at));
        Span { file: self.info.file, at, length }
    }
}

/// Stands for bytes that are on their way; the outcome in which it stands is thrown away.
fn on_its_way() -> Obstacle {
    Obstacle::Unreadable("…".into())
}

impl File for ShelvedFile {
    fn read(&self, limit: usize) -> Result<Vec<u8>, Obstacle> {
        if self.info.length > limit as u64 {
            return Err(Obstacle::TooLong { limit });
        }
        self.shelf.part(self.span(0, self.info.length))?.ok_or_else(on_its_way)
    }

    fn beginning(&self, bytes: usize) -> Vec<u8> {
        self.info.beginning.get(..bytes).unwrap_or(&self.info.beginning).to_vec()
    }

    fn open(&self) -> Result<Arc<dyn Pages>, Obstacle> {
        Ok(Arc::new(self.clone()))
    }

    /// A browser refuses to read a file that was changed since a person chose it.
    fn hold(&self) -> Result<(), Obstacle> {
        Ok(())
    }
}

impl Pages for ShelvedFile {
    fn length(&self) -> u64 {
        self.info.length
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let span = self.span(at, buffer.len() as u64);
        let part = self.shelf.part(span).map_err(|_| io::ErrorKind::NotFound)?.ok_or(io::ErrorKind::WouldBlock)?;
        buffer.get_mut(..part.len()).ok_or(io::ErrorKind::InvalidInput)?.copy_from_slice(&part);
        Ok(part.len())
    }

    fn expect(&self, at: u64, length: u64) {
        // Either it is there, or it is wanted now.
        _ = self.shelf.part(self.span(at, length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: u64) -> (Shelf, Box<ShelvedFile>) {
        let shelf = Shelf::default();
        let info = FileInfo { file: 7, name: "a".to_owned(), length, beginning: b"PK".to_vec(), is_found: false };
        (shelf.clone(), ShelvedFile::new(&shelf, &info))
    }

    #[test]
    fn a_part_is_wanted_once_and_given_once_it_was_brought() {
        let (shelf, file) = file(10);
        let mut buffer = [0; 4];
        assert_eq!(file.read_at(&mut buffer, 2).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        assert!(file.read(10).is_err());
        assert_eq!(
            shelf.take_wanted(),
            [Span { file: 7, at: 0, length: 10 }],
            "the smaller part lies in the larger one"
        );
        assert_eq!(shelf.take_wanted(), []);
        shelf.put(7, 0, b"0123456789".to_vec());
        assert_eq!((file.read_at(&mut buffer, 2).unwrap(), &buffer), (4, b"2345"));
        assert_eq!(file.read_at(&mut buffer, 8).unwrap(), 2, "no more than there is");
        assert_eq!(file.read_at(&mut buffer, 10).unwrap(), 0);
        assert_eq!(file.read(10).unwrap(), b"0123456789");
        assert_eq!(file.read(9).unwrap_err(), Obstacle::TooLong { limit: 9 });
        shelf.clear();
        assert!(file.read(10).is_err());
    }

    #[test]
    fn a_file_that_was_lost_is_wanted_no_more() {
        let (shelf, file) = file(10);
        shelf.lose(7);
        assert_eq!(file.read(10).unwrap_err(), Obstacle::Changed);
        assert_eq!(file.read_at(&mut [0; 1], 0).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(shelf.take_wanted(), []);
    }

    #[test]
    fn what_is_expected_is_asked_for_at_once() {
        let (shelf, file) = file(1000);
        file.expect(100, 50);
        _ = file.read_at(&mut [0; 30], 100);
        assert_eq!(shelf.take_wanted(), [Span { file: 7, at: 100, length: 50 }]);
        file.expect(990, 50);
        assert_eq!(shelf.take_wanted(), [Span { file: 7, at: 990, length: 10 }], "never behind the end");
    }
}

//! Containers of files: archives and letters, on the disk or inside one another.
//!
//! A container is opened when something in it is read, and stays open while its neighbours are: few at a time, and few
//! bytes. All that lies inside another is unpacked into memory of a known size, never to disk. One that is not opened has no
//! entries, and its verdict says why.

use super::archive::Archive;
use super::mail::{Mail, is_called_mail};
use super::trouble::{Shut, Trouble};
use crate::disk;
use std::collections::VecDeque;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest letter, and longest archive inside another.
const INNER_BYTES_MAX: usize = 64 << 20;
/// Most bytes of everything inside one file on the disk, in all containers that are opened there.
const UNPACKED_BYTES_MAX: u64 = 4 << 30;
/// Most entries of one file on the disk, with those of all containers that are opened there.
const ENTRIES_MAX: usize = 65_535;
/// Most containers that lie in one another.
const DEPTH_MAX: usize = 4;
/// Most containers that are kept open.
const OPEN_MAX: usize = 16;
/// Most bytes of the containers that are kept open.
const OPEN_BYTES_MAX: usize = 4 * INNER_BYTES_MAX;
/// Memory that the directory of an archive takes for an entry.
const ENTRY_BYTES: usize = 512;

/// The kind of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A .zip.
    Archive,
    /// An .eml.
    Mail,
}

impl Kind {
    /// The kind that a name says.
    pub(super) fn of(name: &str) -> Option<Self> {
        let is_zip = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("zip"));
        if is_zip { Some(Self::Archive) } else { is_called_mail(name).then_some(Self::Mail) }
    }
}

/// The place of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// On the disk, as it was when it was opened first.
    OnDisk(PathBuf, Stamp),
    /// An entry of another.
    Inside { container: usize, entry: usize },
}

/// The marks that tell a file from one that took its place: device, number, length and times.
type Stamp = (u64, u64, u64, i64, i64, i64);

/// A container and what is above it.
struct Container {
    kind: Kind,
    place: Place,
    depth: usize,
    /// The number of the one that lies on the disk.
    outermost: usize,
    /// The sum of everything that was opened in it; for a container on the disk only.
    spent: Spent,
}

/// The sum of all that was opened below one file on the disk.
#[derive(Debug, Clone, Copy, Default)]
struct Spent {
    entries: usize,
    bytes: u64,
}

/// All containers of a run.
#[derive(Default)]
pub(super) struct Containers {
    list: Vec<Container>,
    open: Mutex<VecDeque<(usize, Arc<Open>)>>,
}

/// A container that is open.
enum Open {
    Archive(Archive),
    Mail(Mail),
}

impl Open {
    fn entries(&self) -> Vec<(usize, String)> {
        match self {
            Self::Archive(archive) => archive.entries(),
            Self::Mail(mail) => mail.entries(),
        }
    }

    fn read(&self, entry: usize, limit: usize) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Archive(archive) => archive.read(entry, limit),
            Self::Mail(mail) => mail.read(entry, limit),
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Archive(archive) => archive.bytes() + archive.len() * ENTRY_BYTES,
            Self::Mail(mail) => mail.len(),
        }
    }
}

/// The number of a container, and its entries with their numbers and names.
pub(super) type Held = (usize, Vec<(usize, String)>);

impl Containers {
    /// Adds one that lies on the disk.
    pub(super) fn add(&mut self, path: &Path, kind: Kind) -> Result<Held, Trouble> {
        let place = Place::OnDisk(path.to_owned(), stamp(path)?);
        let outermost = self.list.len();
        self.put(Container { kind, place, depth: 1, outermost, spent: Spent::default() })
    }

    /// Adds one that is an entry of another.
    pub(super) fn add_inner(&mut self, container: usize, entry: usize, kind: Kind) -> Result<Held, Trouble> {
        let outer = self.list.get(container).ok_or(Trouble::DamagedEntry)?;
        let (depth, outermost) = (outer.depth + 1, outer.outermost);
        if depth > DEPTH_MAX {
            return Err(Trouble::Shut(Shut::TooDeep));
        }
        let place = Place::Inside { container, entry };
        self.put(Container { kind, place, depth, outermost, spent: Spent::default() })
    }

    fn put(&mut self, container: Container) -> Result<Held, Trouble> {
        let (number, outermost) = (self.list.len(), container.outermost);
        let is_inner = matches!(container.place, Place::Inside { .. });
        let spent = self.list.get(outermost).map(|outer| outer.spent).unwrap_or_default();
        if spent.bytes >= UNPACKED_BYTES_MAX {
            return Err(Trouble::Shut(Shut::TooMuch));
        }
        self.list.push(container);
        let open = self.opened(number);
        if let (Ok(open), Some(outer)) = (&open, self.list.get_mut(outermost)) {
            outer.spent.bytes += if is_inner { open.weight() as u64 } else { 0 };
        }
        let open = open?;
        let entries = open.entries();
        let outer = self.list.get_mut(outermost).ok_or(Trouble::DamagedEntry)?;
        if outer.spent.entries + entries.len() > ENTRIES_MAX {
            return Err(Trouble::Shut(Shut::TooMuch));
        }
        outer.spent.entries += entries.len();
        Ok((number, entries))
    }

    /// Reads an entry of at most `limit` bytes.
    pub(super) fn read(&self, container: usize, entry: usize, limit: usize) -> Result<Vec<u8>, Trouble> {
        self.opened(container)?.read(entry, limit)
    }

    /// A container, opened now or kept open.
    fn opened(&self, number: usize) -> Result<Arc<Open>, Trouble> {
        if let Some(open) = self.kept(number) {
            return Ok(open);
        }
        let container = self.list.get(number).ok_or(Trouble::DamagedEntry)?;
        let open = Arc::new(match (&container.place, container.kind) {
            (Place::OnDisk(path, known), Kind::Archive) => Open::Archive(Archive::open(unchanged(path, known)?)?),
            (Place::OnDisk(path, known), Kind::Mail) => Open::Mail(Mail::open(letter(unchanged(path, known)?)?)?),
            (Place::Inside { container, entry }, kind) => {
                let bytes = self.read(*container, *entry, INNER_BYTES_MAX).map_err(|trouble| match trouble {
                    Trouble::TooLong { .. } => Trouble::Shut(Shut::TooMuch),
                    trouble => trouble,
                })?;
                match kind {
                    Kind::Archive => Open::Archive(Archive::inner(bytes)?),
                    Kind::Mail => Open::Mail(Mail::open(bytes)?),
                }
            }
        });
        self.keep(number, &open);
        Ok(open)
    }

    fn kept(&self, number: usize) -> Option<Arc<Open>> {
        let mut kept = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| *known == number)?;
        let found = kept.remove(at)?;
        let open = found.1.clone();
        kept.push_front(found);
        Some(open)
    }

    /// Keeps one open in place of those that were not read for the longest time.
    fn keep(&self, number: usize, open: &Arc<Open>) {
        let mut kept = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((number, open.clone()));
        let mut bytes = 0;
        let is_kept = |(at, (_, open)): (usize, &(usize, Arc<Open>))| {
            bytes += open.weight();
            at < OPEN_MAX && bytes <= OPEN_BYTES_MAX
        };
        let most = kept.iter().enumerate().map(is_kept).take_while(|is_kept| *is_kept).count();
        kept.truncate(most.max(1));
    }
}

fn letter(path: &Path) -> Result<Vec<u8>, Trouble> {
    disk::read(path, INNER_BYTES_MAX).map_err(|failure| match failure.code.as_str() {
        "file-too-long" => Trouble::Shut(Shut::TooMuch),
        _ => Trouble::Unreadable(failure.what.to_string()),
    })
}

fn stamp(path: &Path) -> Result<Stamp, Trouble> {
    let of = std::fs::metadata(path).map_err(|error| Trouble::Unreadable(error.to_string()))?;
    Ok((of.dev(), of.ino(), of.size(), of.mtime(), of.mtime_nsec(), of.ctime_nsec()))
}

/// The path, if the file there is still the one that the numbers of entries are of.
fn unchanged<'p>(path: &'p Path, known: &Stamp) -> Result<&'p Path, Trouble> {
    if stamp(path)? == *known { Ok(path) } else { Err(Trouble::Changed) }
}

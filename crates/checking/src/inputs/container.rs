//! Containers of files: archives and letters, by themselves or inside one another.
//!
//! A container is opened when something in it is read, and stays open while its neighbours are: few at a time, and few
//! bytes. All that lies inside another is unpacked into memory of a known size, never to disk. One that is not opened has no
//! entries, and its verdict says why.

use super::archive::Archive;
use super::mail::{Mail, is_called_mail};
use crate::file::{File, InMemory};
use crate::obstacle::{Obstacle, Unopened};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Longest letter, and longest archive inside another.
const INNER_BYTES_MAX: usize = 64 << 20;
/// Most bytes of everything inside one file that lies by itself, in all containers that are opened there.
const UNPACKED_BYTES_MAX: u64 = 4 << 30;
/// Most entries of one file that lies by itself, with those of all containers that are opened there.
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
pub(super) enum ContainerKind {
    /// A .zip.
    Archive,
    /// An .eml.
    Mail,
}

impl ContainerKind {
    /// The kind that a name says.
    pub(super) fn of(name: &str) -> Option<Self> {
        let is_zip = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("zip"));
        if is_zip { Some(Self::Archive) } else { is_called_mail(name).then_some(Self::Mail) }
    }
}

/// The place of a container.
enum Place {
    /// By itself, as it was when it was opened first.
    Outermost(Box<dyn File>),
    /// An entry of another.
    Inside { container: usize, entry: usize },
}

/// A container and what is above it.
struct Container {
    kind: ContainerKind,
    place: Place,
    depth: usize,
    /// The number of the one that lies by itself.
    outermost: usize,
    /// The sum of everything that was opened in it; for a container that lies by itself only.
    spent: Spent,
}

/// The sum of all that was opened below one file that lies by itself.
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

    fn read(&self, entry: usize, limit: usize) -> Result<Vec<u8>, Obstacle> {
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
    /// Adds one that lies by itself.
    pub(super) fn add(&mut self, file: Box<dyn File>, kind: ContainerKind) -> Result<Held, Obstacle> {
        file.hold()?;
        let place = Place::Outermost(file);
        let outermost = self.list.len();
        self.put(Container { kind, place, depth: 1, outermost, spent: Spent::default() })
    }

    /// Adds one that is an entry of another.
    pub(super) fn add_inner(&mut self, container: usize, entry: usize, kind: ContainerKind) -> Result<Held, Obstacle> {
        let outer = self.list.get(container).ok_or(Obstacle::DamagedEntry)?;
        let (depth, outermost) = (outer.depth + 1, outer.outermost);
        if depth > DEPTH_MAX {
            return Err(Obstacle::Unopened(Unopened::TooDeep));
        }
        let place = Place::Inside { container, entry };
        self.put(Container { kind, place, depth, outermost, spent: Spent::default() })
    }

    fn put(&mut self, container: Container) -> Result<Held, Obstacle> {
        let (number, outermost) = (self.list.len(), container.outermost);
        let is_inner = matches!(container.place, Place::Inside { .. });
        let spent = self.list.get(outermost).map(|outer| outer.spent).unwrap_or_default();
        if spent.bytes >= UNPACKED_BYTES_MAX {
            return Err(Obstacle::Unopened(Unopened::TooMuch));
        }
        self.list.push(container);
        let open = self.opened(number);
        if let (Ok(open), Some(outer)) = (&open, self.list.get_mut(outermost)) {
            outer.spent.bytes += if is_inner { open.weight() as u64 } else { 0 };
        }
        let open = open?;
        let entries = open.entries();
        let outer = self.list.get_mut(outermost).ok_or(Obstacle::DamagedEntry)?;
        if outer.spent.entries + entries.len() > ENTRIES_MAX {
            return Err(Obstacle::Unopened(Unopened::TooMuch));
        }
        outer.spent.entries += entries.len();
        Ok((number, entries))
    }

    /// Reads an entry of at most `limit` bytes.
    pub(super) fn read(&self, container: usize, entry: usize, limit: usize) -> Result<Vec<u8>, Obstacle> {
        self.opened(container)?.read(entry, limit)
    }

    /// A container, opened now or kept open.
    fn opened(&self, number: usize) -> Result<Arc<Open>, Obstacle> {
        if let Some(open) = self.kept(number) {
            return Ok(open);
        }
        let container = self.list.get(number).ok_or(Obstacle::DamagedEntry)?;
        let open = Arc::new(match (&container.place, container.kind) {
            (Place::Outermost(file), ContainerKind::Archive) => Open::Archive(Archive::open(file.open()?, 0)?),
            (Place::Outermost(file), ContainerKind::Mail) => {
                Open::Mail(Mail::open(file.read(INNER_BYTES_MAX).map_err(too_much)?)?)
            }
            (Place::Inside { container, entry }, kind) => {
                let bytes = self.read(*container, *entry, INNER_BYTES_MAX).map_err(too_much)?;
                match kind {
                    ContainerKind::Archive => {
                        let held = bytes.len();
                        Open::Archive(Archive::open(Arc::new(InMemory(bytes)), held)?)
                    }
                    ContainerKind::Mail => Open::Mail(Mail::open(bytes)?),
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

/// A container that is too long to be opened.
fn too_much(obstacle: Obstacle) -> Obstacle {
    match obstacle {
        Obstacle::TooLong { .. } => Obstacle::Unopened(Unopened::TooMuch),
        other => other,
    }
}

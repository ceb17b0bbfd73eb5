//! Room in one run: so many files, and so many bytes of codes.
//!
//! Files that lie on the disk itself can be too many for a run, and end it: their owner can part them. Files that
//! somebody packed never end it: the archive or letter that brings most is grey by its name, and the files beside it are
//! judged.

use super::trouble::{Shut, Trouble};
use crate::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The limits of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Most files.
    pub(super) files: usize,
    /// Most bytes in the codes of all pictures: they are held until their verdicts.
    pub(super) code_bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { files: 1_000_000, code_bytes: 256 << 20 }
    }
}

/// Files that the archives and letters on the disk bring, each with its places among all files, ascending.
#[derive(Debug, Default)]
pub(super) struct Guests(Vec<Guest>);

/// An archive or a letter on the disk.
#[derive(Debug)]
struct Guest {
    name: String,
    places: Range<usize>,
}

impl Guests {
    /// Notes what one has brought.
    pub(super) fn add(&mut self, name: String, places: Range<usize>) {
        self.0.push(Guest { name, places });
    }

    /// Shuts the one that brings most files, so that its name takes their places; none where each brings but one.
    pub(super) fn shut_largest(&mut self) -> Option<(Range<usize>, String)> {
        let (at, largest) = self.0.iter_mut().enumerate().max_by_key(|(_, guest)| guest.places.len())?;
        let places = largest.places.clone();
        let fewer = places.len().checked_sub(1).filter(|fewer| *fewer > 0)?;
        let name = largest.name.clone();
        largest.places.end -= fewer;
        for later in self.0.iter_mut().skip(at + 1) {
            later.places = later.places.start - fewer..later.places.end - fewer;
        }
        Some((places, name))
    }

    /// The one that has brought the file at a place.
    fn of(&self, place: usize) -> Option<usize> {
        let at = self.0.partition_point(|guest| guest.places.end <= place);
        self.0.get(at).filter(|guest| guest.places.contains(&place)).map(|_| at)
    }
}

/// The hash of a picture, and the bytes of each code in it, or why there are none.
pub(super) type Coded = ([u8; 32], Result<Vec<Vec<u8>>, Trouble>);

/// The codes of all pictures, as they come in.
pub(super) struct Codes<'g> {
    guests: &'g Guests,
    most: usize,
    bytes: usize,
    /// The bytes of each guest.
    of_guests: BTreeMap<usize, usize>,
    /// Guests whose pictures are not read any more.
    shut: BTreeSet<usize>,
    /// Contents found in each file.
    found: Vec<Option<Coded>>,
}

impl<'g> Codes<'g> {
    /// None yet, of so many bytes at most.
    pub(super) fn new(guests: &'g Guests, most: usize) -> Self {
        let (of_guests, shut, found) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Self { guests, most, bytes: 0, of_guests, shut, found }
    }

    /// Takes in what was found in the next file.
    pub(super) fn take(&mut self, mut found: Option<Coded>) -> Result<(), Failure> {
        let guest = self.guests.of(self.found.len());
        if guest.is_some_and(|guest| self.shut.contains(&guest)) {
            found = found.map(shut);
        }
        let bytes = found.iter().flat_map(|(_, codes)| codes).flatten().map(Vec::len).sum::<usize>();
        self.bytes += bytes;
        if let Some(guest) = guest {
            *self.of_guests.entry(guest).or_default() += bytes;
        }
        self.found.push(found);
        while self.bytes > self.most {
            self.shut_largest()?;
        }
        Ok(())
    }

    /// Contents found, in the order of the files.
    pub(super) fn into_found(self) -> Vec<Option<Coded>> {
        self.found
    }

    fn shut_largest(&mut self) -> Result<(), Failure> {
        let largest = self.of_guests.iter().max_by_key(|(_, bytes)| **bytes).map(|(guest, bytes)| (*guest, *bytes));
        let Some((guest, bytes)) = largest.filter(|(_, bytes)| *bytes > 0) else {
            return Err(too_many("There are too many pictures for one run"));
        };
        self.shut.insert(guest);
        self.of_guests.remove(&guest);
        self.bytes -= bytes;
        let places = self.guests.0.get(guest).map(|guest| guest.places.clone()).unwrap_or_default();
        for found in self.found.iter_mut().take(places.end).skip(places.start) {
            *found = found.take().map(shut);
        }
        Ok(())
    }
}

/// A picture of which no code is held.
fn shut((hash, codes): Coded) -> Coded {
    (hash, codes.and(Err(Trouble::Shut(Shut::TooMuch))))
}

/// More lies there than one run takes.
pub(super) fn too_many(what: &str) -> Failure {
    Failure::usage("too-many", what.to_owned(), "Verify them folder by folder.")
}

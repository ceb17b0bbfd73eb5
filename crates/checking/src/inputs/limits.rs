//! Limits of one run: so many files, and so many bytes of codes.
//!
//! Files that lie by themselves can be too many for a run, and end it: their owner can part them. Files that
//! somebody packed never end it: the archive or letter that brings most is grey by its name, and the files beside it are
//! judged.

use crate::obstacle::{Obstacle, Unopened};
use crate::pictures::PictureFault;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// More lies there than one run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    /// Files; with the most that one run takes.
    #[error("There are more than {0} files")]
    Files(usize),
    /// Codes in pictures.
    #[error("There are too many pictures for one run")]
    Pictures,
}

/// The limits of a run.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most files.
    pub files: usize,
    /// Most bytes in the codes of all pictures: they are held until their verdicts.
    pub code_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 1_000_000, code_bytes: 256 << 20 }
    }
}

/// The archives and letters that lie by themselves, each with the places of its files among all files, ascending.
#[derive(Debug, Default)]
pub(super) struct Bundles(Vec<Bundle>);

/// An archive or a letter that lies by itself.
#[derive(Debug)]
struct Bundle {
    name: String,
    places: Range<usize>,
}

impl Bundles {
    /// Notes what one has brought.
    pub(super) fn add(&mut self, name: String, places: Range<usize>) {
        self.0.push(Bundle { name, places });
    }

    /// Shuts the one that brings most files, so that its name takes their places; none where each brings but one.
    pub(super) fn shut_largest(&mut self) -> Option<(Range<usize>, String)> {
        let (at, largest) = self.0.iter_mut().enumerate().max_by_key(|(_, bundle)| bundle.places.len())?;
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
        let at = self.0.partition_point(|bundle| bundle.places.end <= place);
        self.0.get(at).filter(|bundle| bundle.places.contains(&place)).map(|_| at)
    }
}

/// The hash of a picture, and the bytes of each code in it, or why none is read.
pub type PictureCodes = ([u8; 32], Result<Vec<Vec<u8>>, PictureFault>);

/// The hash of a picture, and the bytes of each code of it that is held, or why there are none.
pub(super) type HeldCodes = ([u8; 32], Result<Vec<Vec<u8>>, Obstacle>);

/// The codes of all pictures, as they come in.
pub(super) struct FoundCodes<'g> {
    bundles: &'g Bundles,
    most: usize,
    bytes: usize,
    /// The bytes of each bundle.
    of_bundles: BTreeMap<usize, usize>,
    /// Bundles whose pictures are not read any more.
    shut: BTreeSet<usize>,
    /// Contents found in each file.
    found: Vec<Option<HeldCodes>>,
}

impl<'g> FoundCodes<'g> {
    /// None yet, of so many bytes at most.
    pub(super) fn new(bundles: &'g Bundles, most: usize) -> Self {
        let (of_bundles, shut, found) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Self { bundles, most, bytes: 0, of_bundles, shut, found }
    }

    /// Takes in what was found in the next file.
    pub(super) fn take(&mut self, found: Option<PictureCodes>) -> Result<(), TooMany> {
        let mut found = found.map(|(hash, codes)| (hash, codes.map_err(Obstacle::NoCode)));
        let bundle = self.bundles.of(self.found.len());
        if bundle.is_some_and(|bundle| self.shut.contains(&bundle)) {
            found = found.map(shut);
        }
        let bytes = found.iter().flat_map(|(_, codes)| codes).flatten().map(Vec::len).sum::<usize>();
        self.bytes += bytes;
        if let Some(bundle) = bundle {
            *self.of_bundles.entry(bundle).or_default() += bytes;
        }
        self.found.push(found);
        while self.bytes > self.most {
            self.shut_largest()?;
        }
        Ok(())
    }

    /// Contents found, in the order of the files.
    pub(super) fn into_found(self) -> Vec<Option<HeldCodes>> {
        self.found
    }

    fn shut_largest(&mut self) -> Result<(), TooMany> {
        let largest = self.of_bundles.iter().max_by_key(|(_, bytes)| **bytes).map(|(bundle, bytes)| (*bundle, *bytes));
        let Some((bundle, bytes)) = largest.filter(|(_, bytes)| *bytes > 0) else {
            return Err(TooMany::Pictures);
        };
        self.shut.insert(bundle);
        self.of_bundles.remove(&bundle);
        self.bytes -= bytes;
        let places = self.bundles.0.get(bundle).map(|bundle| bundle.places.clone()).unwrap_or_default();
        for found in self.found.iter_mut().take(places.end).skip(places.start) {
            *found = found.take().map(shut);
        }
        Ok(())
    }
}

/// A picture of which no code is held.
fn shut((hash, codes): HeldCodes) -> HeldCodes {
    (hash, codes.and(Err(Obstacle::Unopened(Unopened::TooMuch))))
}

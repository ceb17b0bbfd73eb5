//! Codes in pictures, read by a module that is loaded only where there is a picture: what it has found is known by the
//! picture's hash, and what it has not looked at yet is wanted.

use attestat_checking::pictures::{PictureFault, Pictures};
use attestat_ledger::hash::sha256;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most bytes of a picture that is read, as the reader of codes has it.
const PICTURE_BYTES_MAX: usize = 32 << 20;
/// Beginnings of the pictures that are read: PNG and JPEG.
const SIGNATURES: [&[u8]; 2] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"];

/// The codes of one picture, or why none is read.
pub type FoundInPicture = Result<Vec<Vec<u8>>, PictureFault>;

/// Pictures of which the codes are known.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownPictures(Arc<Mutex<Found>>);

#[derive(Debug, Default)]
struct Found {
    known: BTreeMap<[u8; 32], FoundInPicture>,
    wanted: Option<Vec<u8>>,
}

impl KnownPictures {
    /// Takes in what was found in the picture that was wanted.
    pub(super) fn put(&self, picture: [u8; 32], found: FoundInPicture) {
        self.found().known.insert(picture, found);
    }

    /// The picture that is to be read next.
    pub(super) fn take_wanted(&self) -> Option<Vec<u8>> {
        self.found().wanted.take()
    }

    /// Returns true if a picture is to be read.
    pub(super) fn wants(&self) -> bool {
        self.found().wanted.is_some()
    }

    /// Forgets what was found.
    pub(super) fn clear(&self) {
        *self.found() = Found::default();
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pictures for KnownPictures {
    fn bytes_max(&self) -> usize {
        PICTURE_BYTES_MAX
    }

    fn is_picture(&self, bytes: &[u8]) -> bool {
        SIGNATURES.iter().any(|signature| bytes.starts_with(signature))
    }

    fn codes(&self, picture: &[u8]) -> Result<Vec<Vec<u8>>, PictureFault> {
        let mut found = self.found();
        if let Some(known) = found.known.get(&sha256(picture)) {
            return known.clone();
        }
        // One at a time: a picture may be large, and the reader has one at a time too.
        found.wanted.get_or_insert_with(|| picture.to_vec());
        Err(PictureFault::Damaged)
    }
}

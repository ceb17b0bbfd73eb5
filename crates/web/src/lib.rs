//! The module that a browser loads: the pages behind three functions over linear memory. It imports nothing.
//!
//! ```text
//! allocate(length) -> place           room for a message
//! step(place, length) -> place        takes the message and gives the answer: u32 length, little-endian, and the answer
//! release(place)                      gives the answer's room back
//! ```
//!
//! Everything else stands in `attestat-pages`, where unsafe code is forbidden.

use attestat_pages::Page;
use std::sync::{Mutex, PoisonError};

/// The page of this instance: a window has one, and each of its workers.
static PAGE: Mutex<Option<Page>> = Mutex::new(None);

/// Bytes of the length in front of an answer.
const LENGTH_BYTES: usize = 4;

/// Room for a message of a length.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Takes a message, and gives the answer.
///
/// # Safety
///
/// `place` is from [`allocate`] with this length, and was given to no `step` before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn step(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: the caller hands over what `allocate` gave.
    let message = unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, length)) };
    let mut page = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = page.get_or_insert_default().step(&message);
    let length = u32::try_from(answer.len()).unwrap_or_default();
    Box::into_raw([&length.to_le_bytes(), answer.as_slice()].concat().into_boxed_slice()).cast()
}

/// Gives the room of an answer back.
///
/// # Safety
///
/// `place` is from [`step`], and was not given back before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(place: *mut u8) {
    // SAFETY: `step` writes the length in front of every answer.
    let length = u32::from_le_bytes(unsafe { place.cast::<[u8; LENGTH_BYTES]>().read_unaligned() });
    let whole = LENGTH_BYTES + usize::try_from(length).unwrap_or_default();
    // SAFETY: this is the room that `step` gave, with its length.
    drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, whole)) });
}

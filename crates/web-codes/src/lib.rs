//! The module that a browser loads where somebody shows it a picture or a camera: reads codes. It imports nothing.
//!
//! ```text
//! allocate(length) -> place                          room for a picture
//! read_picture(place, length) -> place               the codes in a PNG or JPEG
//! read_pixels(place, width, height) -> place         the codes in grey pixels, a byte each, row by row
//! draw(place, length) -> place                       a code of these bytes, as SVG: its length and its text
//! release(place)                                     gives the answer's room back
//! ```
//!
//! An answer of a reader is, in numbers of 32 bits, little-endian: its length behind this number; 0, or what is wrong (1 too many pixels,
//! 2 no code, 3 damaged); the number of codes; and for each its length and bytes.

use attestat_codes::{Code, CodeError, Grey, codes_in, read};

/// Bytes of a number.
const NUMBER_BYTES: usize = 4;
/// Nothing is wrong.
const FINE: u32 = 0;
/// The picture has more pixels than are looked at.
const TOO_LARGE: u32 = 1;
/// No code is seen in it.
const NO_CODE: u32 = 2;
/// It is no picture, or a damaged one.
const DAMAGED: u32 = 3;

/// Room for a picture of a length.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Reads the codes in a PNG or JPEG.
///
/// # Safety
///
/// `place` is from [`allocate`] with this length, and was given to no function before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn read_picture(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: the caller hands over what `allocate` gave.
    let picture = unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, length)) };
    answer(read(&picture))
}

/// Reads the codes in grey pixels.
///
/// # Safety
///
/// `place` is from [`allocate`] with the length `width * height`, and was given to no function before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn read_pixels(place: *mut u8, width: usize, height: usize) -> *mut u8 {
    let length = width.saturating_mul(height);
    // SAFETY: the caller hands over what `allocate` gave.
    let pixels = unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, length)) };
    let codes = Grey::new(width, height, pixels.into_vec()).map(codes_in).unwrap_or_default();
    answer(if codes.is_empty() { Err(CodeError::NoCode) } else { Ok(codes) })
}

/// Draws the code of some bytes as SVG; nothing for more bytes than a code holds.
///
/// # Safety
///
/// `place` is from [`allocate`] with this length, and was given to no function before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn draw(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: the caller hands over what `allocate` gave.
    let bytes = unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, length)) };
    given(Code::of(&bytes).map(|code| code.svg()).unwrap_or_default().as_bytes())
}

/// Gives the room of an answer back.
///
/// # Safety
///
/// `place` is from this module's functions, and was not given back before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(place: *mut u8) {
    // SAFETY: every answer begins with its length.
    let length = u32::from_le_bytes(unsafe { place.cast::<[u8; NUMBER_BYTES]>().read_unaligned() });
    let whole = NUMBER_BYTES + usize::try_from(length).unwrap_or_default();
    // SAFETY: this is the room that was given, with its length.
    drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, whole)) });
}

fn answer(found: Result<Vec<Vec<u8>>, CodeError>) -> *mut u8 {
    let (fault, codes) = match found {
        Ok(codes) => (FINE, codes),
        Err(CodeError::TooLarge { .. }) => (TOO_LARGE, Vec::new()),
        Err(CodeError::NoCode) => (NO_CODE, Vec::new()),
        Err(CodeError::Picture(_) | CodeError::TooLong(_) | CodeError::Draw(_)) => (DAMAGED, Vec::new()),
    };
    let number = |number: usize| u32::try_from(number).unwrap_or_default().to_le_bytes();
    let mut body = [fault.to_le_bytes(), number(codes.len())].concat();
    for code in &codes {
        body.extend(number(code.len()));
        body.extend(code);
    }
    given(&body)
}

/// An answer with its length in front.
fn given(body: &[u8]) -> *mut u8 {
    let length = u32::try_from(body.len()).unwrap_or_default().to_le_bytes();
    Box::into_raw([length.as_slice(), body].concat().into_boxed_slice()).cast()
}

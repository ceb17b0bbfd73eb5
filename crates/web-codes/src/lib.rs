//! The module that a browser loads where somebody shows it a picture or a camera: reads codes. It imports nothing.
//!
//! ```text
//! allocate(length) -> place                          room for a picture
//! read_picture(place, length) -> place               the codes in a PNG or JPEG
//! allocate_pixels(width, height) -> place            room for grey pixels; 0 for none, or for more than are looked at
//! read_pixels(place, width, height) -> place         the codes in grey pixels, a byte each, row by row
//! draw(place, length) -> place                       a code of these bytes, as SVG: its length and its text
//! release(place)                                     gives the answer's room back
//! ```
//!
//! An answer of a reader is, in numbers of 32 bits, little-endian: its length behind this number; 0, or what is wrong (1 too many pixels,
//! 2 no code, 3 damaged); the number of codes; and for each its length and bytes.

use attestat_codes::{Code, CodeError, Grey, PIXELS_MAX, codes_in, read};

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

/// Room for grey pixels; nowhere for none of them, or for more than are looked at.
#[unsafe(no_mangle)]
pub extern "C" fn allocate_pixels(width: usize, height: usize) -> *mut u8 {
    pixels(width, height).map_or(core::ptr::null_mut(), |length| allocate(length))
}

/// Reads the codes in grey pixels.
///
/// # Safety
///
/// `place` is from [`allocate_pixels`] with these sides, and was given to no function before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn read_pixels(place: *mut u8, width: usize, height: usize) -> *mut u8 {
    let Some(length) = pixels(width, height).filter(|_| !place.is_null()) else {
        return answer(Err(CodeError::TooLarge { max: PIXELS_MAX }));
    };
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

/// The number of pixels of these sides; none for no pixel, or for more than are looked at.
fn pixels(width: usize, height: usize) -> Option<usize> {
    width.checked_mul(height).filter(|pixels| (1..=PIXELS_MAX as usize).contains(pixels))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers and bytes of an answer: what is wrong, and the codes.
    fn answered(place: *mut u8) -> (u32, Vec<Vec<u8>>) {
        let number = |bytes: &[u8]| u32::from_le_bytes(bytes[..NUMBER_BYTES].try_into().unwrap());
        // SAFETY: `place` is an answer of this module, which begins with its length.
        let length = number(unsafe { core::slice::from_raw_parts(place, NUMBER_BYTES) }) as usize;
        // SAFETY: so many bytes stand behind the length.
        let body = unsafe { core::slice::from_raw_parts(place.add(NUMBER_BYTES), length) }.to_vec();
        // SAFETY: it is given back once.
        unsafe { release(place) };
        let (fault, mut rest) = (number(&body), &body[2 * NUMBER_BYTES..]);
        let mut codes = Vec::new();
        for _ in 0..number(&body[NUMBER_BYTES..]) {
            let (code, after) = rest[NUMBER_BYTES..].split_at(number(rest) as usize);
            codes.push(code.to_vec());
            rest = after;
        }
        (fault, codes)
    }

    #[test]
    fn grey_pixels_of_a_camera_are_read_as_a_picture_is() {
        let png = Code::of(b"before a camera").unwrap().png().unwrap();
        let grey = Grey::decode(&png).unwrap();
        let place = allocate_pixels(grey.width(), grey.height());
        // SAFETY: there is room for all pixels.
        unsafe { core::ptr::copy_nonoverlapping(grey.pixels().as_ptr(), place, grey.pixels().len()) };
        // SAFETY: the room has these sides.
        let seen = answered(unsafe { read_pixels(place, grey.width(), grey.height()) });
        assert_eq!(seen, (FINE, vec![b"before a camera".to_vec()]));
    }

    #[test]
    fn room_for_pixels_is_refused_before_it_is_taken() {
        let most = PIXELS_MAX as usize;
        for (width, height) in [(0, 0), (0, 9), (most, 2), (most + 1, 1), (usize::MAX, usize::MAX)] {
            let place = allocate_pixels(width, height);
            assert!(place.is_null(), "{width} × {height}");
            // SAFETY: there is no room, which is answered.
            assert_eq!(answered(unsafe { read_pixels(place, width, height) }), (TOO_LARGE, Vec::new()));
        }
    }
}

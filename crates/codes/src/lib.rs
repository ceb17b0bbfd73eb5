//! QR codes: drawn for paper, screens and terminals, and read from pictures in PNG and JPEG and from a camera's pixels.
//!
//! A code carries bytes in byte mode alone, so that any bytes are read back as they were written.
//!
//! This crate does no I/O, knows no clock and throws no dice. It builds for `wasm32-unknown-unknown` with no imports,
//! and apart from the others, so that a page loads it only when somebody shows it a code.
#![forbid(unsafe_code)]

mod error;
mod picture;
mod read;
mod write;

pub use error::{CODE_BYTES_MAX, CodeError};
pub use picture::{Grey, IMAGE_BYTES_MAX, PIXELS_MAX, is_image};
pub use read::{codes_in, read};
pub use write::{Code, PAPER_COLUMNS};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn through_png(bytes: &[u8]) -> Vec<Vec<u8>> {
        read(&Code::of(bytes).unwrap().png().unwrap()).unwrap()
    }

    #[test]
    fn a_code_of_every_size_is_read_back() {
        for length in [1, 17, 100, 330, 600, 601, 700, CODE_BYTES_MAX] {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
            assert_eq!(through_png(&bytes), [bytes], "{length} bytes");
        }
        assert_eq!(Code::of(&[0; CODE_BYTES_MAX + 1]).err(), Some(CodeError::TooLong(CODE_BYTES_MAX + 1)));
    }

    #[test]
    fn every_code_in_one_picture_is_read() {
        let (one, two) = (Code::of(b"the first of two").unwrap(), Code::of(b"the second of two").unwrap());
        let mut found = read(&write::side_by_side(&one, &two)).unwrap();
        found.sort();
        assert_eq!(found, [b"the first of two".to_vec(), b"the second of two".to_vec()]);
    }

    #[test]
    fn a_picture_without_a_code_is_refused_with_advice() {
        assert_eq!(read(&write::picture(100, 100, &[255; 10_000])), Err(CodeError::NoCode));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn arbitrary_bytes_are_read_back_from_their_code(bytes in prop::collection::vec(any::<u8>(), 1..600)) {
            prop_assert_eq!(through_png(&bytes), [bytes]);
        }

        #[test]
        fn no_picture_panics_the_reader(seed in any::<u64>(), side in 1_u32..200, coarse in 1_usize..12) {
            let mut state = seed | 1;
            let mut noise = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[0]
            };
            let side = side as usize;
            let blocks: Vec<u8> = core::iter::repeat_with(&mut noise).take(side * side).collect();
            let pixel = |at: usize| blocks[at / side / coarse * side + at % side / coarse];
            _ = codes_in(Grey::new(side, side, (0..side * side).map(pixel).collect()).unwrap());
        }

        #[test]
        fn a_code_cropped_anywhere_does_not_panic_the_reader(width in 1_usize..480, height in 1_usize..480) {
            let png = Code::of(b"a code that will be cut").unwrap().png().unwrap();
            let whole = Grey::decode(&png).unwrap();
            let pixels = whole.pixels().chunks(whole.width()).take(height).flat_map(|row| &row[..width.min(row.len())]);
            let pixels: Vec<u8> = pixels.copied().collect();
            let width = width.min(whole.width());
            _ = codes_in(Grey::new(width, pixels.len() / width, pixels).unwrap());
        }

        #[test]
        fn damaged_files_are_refused_or_read_the_same(at in 0_usize..2_000, flip in 1_u8..=255) {
            let mut png = Code::of(b"a code that will be damaged").unwrap().png().unwrap();
            let whole = png.clone();
            let at = at % png.len();
            png[at] ^= flip;
            for damaged in [&png[..], &whole[..at]] {
                if let Ok(found) = read(damaged) {
                    prop_assert_eq!(found, [b"a code that will be damaged".to_vec()]);
                }
            }
        }
    }
}

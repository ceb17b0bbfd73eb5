//! QR codes: written as PNG, as SVG for paper and in half blocks for terminals; read from PNG.
//!
//! A code carries bytes in byte mode alone, so that what is read is what was written whatever it is.

mod files;
mod read;
mod write;

pub(crate) use files::{Content, read_content, refuse_any_there, write_all};
pub(crate) use read::{IMAGE_BYTES_MAX, is_image, read};
pub(crate) use write::{Code, PAPER_COLUMNS};

/// Most bytes in one code: version 40 with the low level of correction, byte mode (ISO/IEC 18004, table 7).
pub(crate) const CODE_BYTES_MAX: usize = 2953;

/// Why a code can be neither made nor read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CodeError {
    /// More than a code holds.
    #[error("a QR code holds at most {CODE_BYTES_MAX} bytes, and these are {0}; give the file instead")]
    TooLong(usize),
    /// The library refused what it should take.
    #[error("the QR code could not be drawn: {0}; give the file instead")]
    Draw(String),
    /// Not a PNG, or a damaged one.
    #[error("the picture is not a PNG that can be read ({0}); save it as PNG and try again")]
    Picture(String),
    /// More pixels than are looked at.
    #[error("the picture has more than {max} pixels; cut out the part with the code and try again")]
    TooLarge {
        /// The limit.
        max: u32,
    },
    /// Nothing in the picture can be read as a QR code.
    #[error("no QR code can be read in the picture; take it again straight on, sharp, with the whole code in it")]
    NoCode,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn through_png(bytes: &[u8]) -> Vec<Vec<u8>> {
        read(&Code::of(bytes).unwrap().png().unwrap()).unwrap()
    }

    #[test]
    fn what_was_written_is_read_at_every_size() {
        for length in [1, 17, 100, 330, 700, 1_500, 2_200, CODE_BYTES_MAX] {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
            assert_eq!(through_png(&bytes), [bytes], "{length} bytes");
        }
        assert_eq!(Code::of(&[0; CODE_BYTES_MAX + 1]).err(), Some(CodeError::TooLong(CODE_BYTES_MAX + 1)));
    }

    #[test]
    fn several_codes_in_one_picture_are_all_read() {
        let (one, two) = (Code::of(b"the first of two").unwrap(), Code::of(b"the second of two").unwrap());
        let mut found = read(&write::side_by_side(&one, &two)).unwrap();
        found.sort();
        assert_eq!(found, [b"the first of two".to_vec(), b"the second of two".to_vec()]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_bytes_survive(bytes in prop::collection::vec(any::<u8>(), 1..600)) {
            prop_assert_eq!(through_png(&bytes), [bytes]);
        }

        #[test]
        fn no_picture_makes_it_panic(seed in any::<u64>(), side in 1_u32..200) {
            let mut state = seed | 1;
            let noise = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[0]
            };
            let pixels: Vec<u8> = core::iter::repeat_with(noise).take((side * side) as usize).collect();
            _ = read(&write::picture(side, side, &pixels));
        }

        #[test]
        fn damaged_files_are_refused_or_say_the_same(at in 0_usize..2_000, flip in 1_u8..=255) {
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

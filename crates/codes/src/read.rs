//! The QR codes in a picture: looked for at several sizes, dark on light and light on dark.

use crate::error::CodeError;
use crate::picture::Grey;
use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult as _, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer as _, Luma8Source};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Most codes in one picture that are looked at.
const CODES_MAX: usize = 16;
/// Most corners of codes that are combined, three by three: four times as many as 16 codes have.
const CORNERS_MAX: usize = 4 * 3 * CODES_MAX;
/// Most combinations of corners that are read at one size.
const SETS_MAX: usize = 128;
/// Shortest side of a picture that is made smaller once more.
const HALVED_SIDE_MIN: usize = 128;

/// Returns the bytes of every code in a PNG or JPEG file, at least one, in the order of their finding.
pub fn read(file: &[u8]) -> Result<Vec<Vec<u8>>, CodeError> {
    let codes = codes_in(Grey::decode(file)?);
    if codes.is_empty() { Err(CodeError::NoCode) } else { Ok(codes) }
}

/// Returns the bytes of every code in a picture, in the order of their finding.
///
/// Noise on large modules looks like corners and edges, and goes when pixels are averaged; small modules go with it.
/// So every size is looked at.
pub fn codes_in(picture: Grey) -> Vec<Vec<u8>> {
    let mut codes = Vec::new();
    let mut next = Some(picture);
    while let Some(picture) = next {
        look(|| collect(&picture, &mut codes));
        look(|| collect(&picture.inverted(), &mut codes));
        next = (picture.width().min(picture.height()) >= HALVED_SIDE_MIN).then(|| picture.halved());
    }
    codes
}

/// Looks once. The reader is a large port and may panic on a picture that nobody thought of; then this look finds
/// nothing more, and the others and every other picture are looked at all the same.
fn look(once: impl FnOnce()) {
    _ = catch_unwind(AssertUnwindSafe(once));
}

/// Adds the codes that are dark on light and not found yet.
fn collect(picture: &Grey, codes: &mut Vec<Vec<u8>>) {
    let (Ok(width), Ok(height)) = (u32::try_from(picture.width()), u32::try_from(picture.height())) else { return };
    let Ok(source) = Luma8Source::new_with_slice(picture.pixels(), width, height) else { return };
    let binarizer = HybridBinarizer::new(source);
    let Ok(dark) = binarizer.get_black_matrix() else { return };
    let mut corners = corners(dark);
    for set in GenerateFinderPatternSets(&mut corners).into_iter().take(SETS_MAX) {
        if codes.len() == CODES_MAX {
            return;
        }
        let bytes = SampleQR(dark, &set).ok().and_then(|sampled| content(sampled.getBits()));
        codes.extend(bytes.filter(|bytes| !codes.contains(bytes)));
    }
}

/// Returns the patterns that may be corners of codes, few enough to be combined: the time grows with their third power.
fn corners(dark: &BitMatrix) -> Vec<ConcentricPattern> {
    let mut corners = FindFinderPatterns(dark, true, 0);
    corners.truncate(CORNERS_MAX);
    corners
}

/// Returns the content of the modules of a code, errors corrected.
fn content(modules: &BitMatrix) -> Option<Vec<u8>> {
    let decoded = Decode(modules).ok()?;
    decoded.isValid().then(|| decoded.content().bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with a finder pattern of modules of two pixels in every field of nine modules.
    fn full_of_corners(side: u32) -> BitMatrix {
        let corner = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
        let is_dark =
            |x: usize, y: usize| corner.get(y / 2 % 9).and_then(|row| row.as_bytes().get(x / 2 % 9)) == Some(&b'1');
        let mut dark = BitMatrix::new(side, side).unwrap();
        for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            if is_dark(x as usize, y as usize) {
                dark.set(x, y);
            }
        }
        dark
    }

    #[test]
    fn the_number_of_corners_in_a_picture_is_bounded() {
        let dark = full_of_corners(1_800);
        let found = FindFinderPatterns(&dark, true, 0).len();
        assert!(found > CORNERS_MAX, "the picture shows {found}");
        assert_eq!(corners(&dark).len(), CORNERS_MAX);
    }

    #[test]
    fn a_panic_of_the_decoding_library_becomes_an_error() {
        let mut found = Vec::new();
        look(|| {
            found.push(1);
            assert!(found.is_empty(), "a picture that nobody thought of");
        });
        look(|| found.push(2));
        assert_eq!(found, [1, 2]);
    }
}

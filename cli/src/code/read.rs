//! The QR codes in a picture, within limits: a picture comes from anybody.

use super::CodeError;
use rqrr::PreparedImage;

/// Longest picture file in bytes.
pub(crate) const IMAGE_BYTES_MAX: usize = 32 << 20;
/// Most pixels: what a telephone's camera takes. At four bytes each they are 96 MB while they are decoded.
const PIXELS_MAX: u32 = 24_000_000;
/// Most codes in one picture that are looked at.
const CODES_MAX: usize = 16;

/// How every PNG begins.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Whether bytes begin as a PNG does.
pub(crate) fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The bytes of every code in a PNG, at least one, in the order of their finding.
pub(crate) fn read(png: &[u8]) -> Result<Vec<Vec<u8>>, CodeError> {
    let grey = grey(png)?;
    let (width, height) = (grey.width, grey.pixels.len() / grey.width.max(1));
    let luma = |x: usize, y: usize| grey.pixels.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut image = PreparedImage::prepare_from_greyscale(width, height, luma);
    let mut codes = Vec::new();
    for grid in image.detect_grids().into_iter().take(CODES_MAX) {
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_ok() && !codes.contains(&bytes) {
            codes.push(bytes);
        }
    }
    if codes.is_empty() { Err(CodeError::NoCode) } else { Ok(codes) }
}

/// A picture in grey.
struct Grey {
    width: usize,
    pixels: Vec<u8>,
}

fn grey(png: &[u8]) -> Result<Grey, CodeError> {
    let refused = |error: png::DecodingError| CodeError::Picture(error.to_string());
    let limits = png::Limits { bytes: 4 * PIXELS_MAX as usize };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(png), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(refused)?;
    if header.width.checked_mul(header.height).is_none_or(|pixels| pixels > PIXELS_MAX) {
        return Err(CodeError::TooLarge { max: PIXELS_MAX });
    }
    let mut reader = decoder.read_info().map_err(refused)?;
    let size = reader.output_buffer_size().ok_or(CodeError::TooLarge { max: PIXELS_MAX })?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(refused)?;
    pixels.truncate(frame.buffer_size());
    let samples = frame.color_type.samples();
    let pixels = if samples == 1 { pixels } else { pixels.chunks_exact(samples).map(luma).collect() };
    Ok(Grey { width: frame.width as usize, pixels })
}

/// Lightness of a pixel of two to four samples, as it is seen on white.
fn luma(pixel: &[u8]) -> u8 {
    let on_white = |grey: u32, alpha: u8| (grey * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
    // ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B.
    let grey =
        |red: u8, green: u8, blue: u8| (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000;
    let light = match *pixel {
        [value, alpha] => on_white(u32::from(value), alpha),
        [red, green, blue] => grey(red, green, blue),
        [red, green, blue, alpha] => on_white(grey(red, green, blue), alpha),
        _ => 255,
    };
    u8::try_from(light).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::write::picture;

    #[test]
    fn what_is_no_picture_or_has_no_code_is_refused_with_advice() {
        assert!(matches!(read(b"attestat:ticket:"), Err(CodeError::Picture(_))));
        assert!(!is_image(b"attestat:ticket:"));
        let blank = picture(100, 100, &[255; 10_000]);
        assert!(is_image(&blank));
        assert_eq!(read(&blank), Err(CodeError::NoCode));
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused_by_its_header() {
        let mut png = picture(1, 1, &[0]);
        png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        // The header's checksum is looked at first, so it has to be right for the limit to be reached.
        let mut crc = flate2::Crc::new();
        crc.update(&png[12..29]);
        png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert_eq!(read(&png), Err(CodeError::TooLarge { max: PIXELS_MAX }));
    }

    #[test]
    fn lightness_is_what_an_eye_sees_on_white() {
        for (pixel, light) in [
            (&[0, 0][..], 255),
            (&[0, 255], 0),
            (&[255, 255, 255], 255),
            (&[0, 0, 0, 255], 0),
            (&[0, 0, 0, 0], 255),
            (&[255, 0, 0, 255], 76),
        ] {
            assert_eq!(luma(pixel), light, "{pixel:?}");
        }
    }
}

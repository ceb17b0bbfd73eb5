//! Pictures in grey, decoded within limits: a picture comes from anybody.

use crate::error::CodeError;
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Longest picture file in bytes.
pub const IMAGE_BYTES_MAX: usize = 32 << 20;
/// Most pixels: as many as a telephone's camera takes. At four bytes each they are 96 MB while they are decoded.
pub const PIXELS_MAX: u32 = 24_000_000;

/// First bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// First bytes of every JPEG.
const JPEG: &[u8] = b"\xff\xd8\xff";

/// Returns true if bytes begin as a picture does that can be decoded here.
pub fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(PNG) || bytes.starts_with(JPEG)
}

/// A picture in grey, row by row, as a camera gives it or a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    /// Makes a picture of these pixels, from black to white; none where their number is not that of the sides.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        let within = pixels.len() <= PIXELS_MAX as usize && width.checked_mul(height) == Some(pixels.len());
        within.then_some(Self { width, height, pixels })
    }

    /// Decodes the picture in a PNG or JPEG file.
    pub fn decode(file: &[u8]) -> Result<Self, CodeError> {
        if file.starts_with(JPEG) { jpeg(file) } else { png(file) }
    }

    /// Pixels of a row.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// Lightness of all pixels, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Returns the picture with dark and light exchanged.
    pub(crate) fn inverted(&self) -> Self {
        Self { pixels: self.pixels.iter().map(|pixel| !pixel).collect(), ..*self }
    }

    /// Returns the picture half as wide and half as high: each pixel is the mean of four.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact(2 * self.width.max(1)) {
            let (upper, lower) = pair.split_at(self.width);
            let means = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            pixels.extend(means.map(|(upper, lower)| mean(upper, lower)));
        }
        Self { width, height, pixels }
    }
}

const fn within_limits(width: u32, height: u32) -> Result<(), CodeError> {
    match width.checked_mul(height) {
        Some(pixels) if pixels <= PIXELS_MAX => Ok(()),
        _ => Err(CodeError::TooLarge { max: PIXELS_MAX }),
    }
}

fn png(file: &[u8]) -> Result<Grey, CodeError> {
    let refused = |error: png::DecodingError| CodeError::Picture(error.to_string());
    let limits = png::Limits { bytes: 4 * PIXELS_MAX as usize };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(refused)?;
    within_limits(header.width, header.height)?;
    let mut reader = decoder.read_info().map_err(refused)?;
    let size = reader.output_buffer_size().ok_or(CodeError::TooLarge { max: PIXELS_MAX })?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(refused)?;
    pixels.truncate(frame.buffer_size());
    let samples = frame.color_type.samples();
    let pixels = if samples == 1 { pixels } else { pixels.chunks_exact(samples).map(luma).collect() };
    whole(frame.width, frame.height, pixels)
}

fn jpeg(file: &[u8]) -> Result<Grey, CodeError> {
    let refused = |error: zune_jpeg::errors::DecodeErrors| CodeError::Picture(error.to_string());
    // The limit is the number of pixels, whatever the sides. A camera's picture has its lightness in a channel of its
    // own.
    let sides = usize::from(u16::MAX);
    let options = DecoderOptions::default().set_max_width(sides).set_max_height(sides);
    let options = options.jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(refused)?;
    let (width, height) = decoder.info().map_or((0, 0), |info| (info.width.into(), info.height.into()));
    within_limits(width, height)?;
    whole(width, height, decoder.decode().map_err(refused)?)
}

fn whole(width: u32, height: u32, pixels: Vec<u8>) -> Result<Grey, CodeError> {
    Grey::new(width as usize, height as usize, pixels)
        .ok_or_else(|| CodeError::Picture("pixels are missing".to_owned()))
}

fn mean(upper: &[u8], lower: &[u8]) -> u8 {
    let sum: u16 = upper.iter().chain(lower).map(|pixel| u16::from(*pixel)).sum();
    u8::try_from(sum / 4).unwrap_or(u8::MAX)
}

/// Returns the lightness of a pixel of two to four samples, as it is seen on white.
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
    use crate::write::picture;

    #[test]
    fn a_file_that_is_no_picture_is_refused_with_advice() {
        assert!(matches!(Grey::decode(b"attestat:ticket:"), Err(CodeError::Picture(_))));
        assert!(!is_image(b"attestat:ticket:"));
        let blank = picture(100, 100, &[255; 10_000]);
        assert!(is_image(&blank) && is_image(b"\xff\xd8\xff\xe0"));
        assert_eq!(Grey::decode(&blank).unwrap(), Grey::new(100, 100, vec![255; 10_000]).unwrap());
        assert_eq!(Grey::new(100, 100, vec![255; 9_999]), None);
    }

    #[test]
    fn a_picture_with_too_many_pixels_is_refused_by_its_header() {
        let mut png = picture(1, 1, &[0]);
        png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        // The header's checksum is looked at first, so it has to be right for the limit to be reached.
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(Grey::decode(&png), Err(CodeError::TooLarge { max: PIXELS_MAX }));

        let mut jpeg = Vec::new();
        jpeg_encoder::Encoder::new(&mut jpeg, 60).encode(&[0; 64], 8, 8, jpeg_encoder::ColorType::Luma).unwrap();
        let size = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap() + 5;
        jpeg[size..size + 4].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
        assert_eq!(Grey::decode(&jpeg), Err(CodeError::TooLarge { max: PIXELS_MAX }));
    }

    /// CRC-32 as PNG has it (ISO/IEC 15948, annex D).
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn a_halved_picture_has_means_and_lacks_an_odd_row_and_column() {
        let odd = Grey::new(3, 3, vec![0, 100, 9, 200, 100, 9, 9, 9, 9]).unwrap();
        assert_eq!(odd.halved(), Grey::new(1, 1, vec![100]).unwrap());
        assert_eq!(odd.inverted().inverted(), odd);
    }

    #[test]
    fn the_lightness_of_a_pixel_is_that_over_a_white_ground() {
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

//! A QR code drawn for paper, for a screen and for a terminal.

use crate::error::{CODE_BYTES_MAX, CodeError};
use qrcode::bits::Bits;
use qrcode::render::unicode::Dense1x2;
use qrcode::types::{Color, QrError};
use qrcode::{EcLevel, QrCode, Version};

/// Light modules around a code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;
/// Fewest pixels of a side, so that a phone reads it from a screen.
const SIDE_PIXELS: usize = 480;
/// Fewest pixels of a module: it is still read when a messenger has made the picture half as wide.
const MODULE_PIXELS: usize = 8;
/// Most bytes of a code that is made with the middle level of correction: paper is folded and stained.
const MIDDLE_LEVEL_BYTES_MAX: usize = 600;
/// The version that holds [`CODE_BYTES_MAX`] bytes.
const VERSION_MAX: i16 = 20;
/// Widest code in a text that is printed, in characters.
pub const PAPER_COLUMNS: usize = 120;

/// A QR code.
pub struct Code(QrCode);

impl Code {
    /// Makes the code of these bytes.
    pub fn of(bytes: &[u8]) -> Result<Self, CodeError> {
        if bytes.len() > CODE_BYTES_MAX {
            return Err(CodeError::TooLong(bytes.len()));
        }
        let level = if bytes.len() <= MIDDLE_LEVEL_BYTES_MAX { EcLevel::M } else { EcLevel::L };
        for version in 1..=VERSION_MAX {
            match with_version(bytes, Version::Normal(version), level) {
                Ok(code) => return Ok(Self(code)),
                Err(QrError::DataTooLong) => {}
                Err(error) => return Err(CodeError::Draw(error.to_string())),
            }
        }
        Err(CodeError::TooLong(bytes.len()))
    }

    /// Draws the code as a picture: one bit a pixel.
    pub fn png(&self) -> Result<Vec<u8>, CodeError> {
        let modules = self.0.width() + 2 * QUIET;
        let scale = SIDE_PIXELS.div_ceil(modules).max(MODULE_PIXELS);
        let side = modules * scale;
        let mut rows = Vec::with_capacity(side * side.div_ceil(8));
        for y in 0..side {
            let is_light = |x: usize| x < side && !self.is_dark(x / scale, y / scale);
            let byte = |at: usize| (0..8).fold(0, |byte, bit| byte << 1 | u8::from(is_light(at * 8 + bit)));
            rows.extend((0..side.div_ceil(8)).map(byte));
        }
        let side = u32::try_from(side).map_err(|error| CodeError::Draw(error.to_string()))?;
        encode(side, side, png::BitDepth::One, &rows).map_err(|error| CodeError::Draw(error.to_string()))
    }

    /// Draws the code as SVG to stand inside of HTML.
    pub fn svg(&self) -> String {
        let drawn = self.0.render::<qrcode::render::svg::Color<'_>>().module_dimensions(4, 4).build();
        drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned()
    }

    /// Number of columns of characters that it takes, its quiet zone included: 29 to 105.
    pub fn columns(&self) -> usize {
        self.0.width() + 2 * QUIET
    }

    /// Draws the code in half blocks, light on dark as terminals are; none where it is wider than this many columns.
    pub fn terminal(&self, columns: usize) -> Option<String> {
        (self.columns() <= columns)
            .then(|| self.0.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
    }

    /// Returns true if a module is dark, counted from the corner of the quiet zone.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let code = QUIET..QUIET + self.0.width();
        code.contains(&x) && code.contains(&y) && self.0[(x - QUIET, y - QUIET)] == Color::Dark
    }
}

fn with_version(bytes: &[u8], version: Version, level: EcLevel) -> Result<QrCode, QrError> {
    let mut bits = Bits::new(version);
    bits.push_byte_data(bytes)?;
    bits.push_terminator(level)?;
    QrCode::with_bits(bits, level)
}

fn encode(width: u32, height: u32, depth: png::BitDepth, rows: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rows)?;
    writer.finish()?;
    Ok(out)
}

/// A picture of these grey pixels, for tests.
#[cfg(test)]
pub(crate) fn picture(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    encode(width, height, png::BitDepth::Eight, pixels).unwrap()
}

/// Two codes in one picture, for tests.
#[cfg(test)]
pub(crate) fn side_by_side(one: &Code, two: &Code) -> Vec<u8> {
    let modules = one.0.width().max(two.0.width()) + 2 * QUIET;
    let grey = |code: &Code, x: usize, y: usize| if code.is_dark(x / 5, y / 5) { 0 } else { 255 };
    let (width, height) = (modules * 10, modules * 5);
    let pixel = |at: usize| {
        let (x, y) = (at % width, at / width);
        if x < modules * 5 { grey(one, x, y) } else { grey(two, x - modules * 5, y) }
    };
    let pixels: Vec<u8> = (0..width * height).map(pixel).collect();
    picture(u32::try_from(width).unwrap(), u32::try_from(height).unwrap(), &pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_only_in_terminals_that_are_wide_enough() {
        let drawn = Code::of(b"small").unwrap().terminal(29).unwrap();
        let widths: Vec<usize> = drawn.lines().map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|width| *width == 21 + 2 * QUIET), "{widths:?}");
        assert!(drawn.starts_with('█'), "the quiet zone is light");
        let largest = Code::of(&[b'a'; CODE_BYTES_MAX]).unwrap();
        assert_eq!((largest.columns(), largest.terminal(104)), (105, None));
        let drawn = largest.terminal(105).unwrap();
        assert!(drawn.lines().count() == 53 && drawn.lines().all(|line| line.chars().count() == 105));
    }

    #[test]
    fn an_svg_code_can_be_put_into_html() {
        let svg = Code::of(b"small").unwrap().svg();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
    }
}

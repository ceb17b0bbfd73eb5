//! Limits of a workbook's archive, checked before a part of it is read: a bomb is refused here.
//!
//! Every part is unpacked once through a small buffer and counted, whatever sizes the archive declares. Two counts
//! inside of parts are checked too, because the reader of workbooks would reserve memory by them.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::super::sheet::WorkbookFormat;
use super::WorkbookError;

/// Most parts of a workbook; one of a hundred worksheets with drawings has some 600.
const PARTS_MAX: usize = 2_000;
/// Most bytes of all parts unpacked: 10,000 rows of 200 cells of 60 bytes.
pub(super) const UNPACKED_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Largest list of shared strings unpacked.
const STRINGS_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Most shared strings; the reader reserves 24 bytes for each that the list announces.
const STRINGS_MAX: u64 = 2_000_000;
/// Largest list of styles unpacked.
const STYLES_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Most formats of cells in it: Excel allows 65,490. The reader copies font and borders into each.
const FORMATS_MAX: usize = 65_536;
/// Longest value of an attribute among the styles: the name of a font, or a pattern of numbers.
const STYLE_VALUE_BYTES_MAX: usize = 512;
/// Largest size of the small parts that give the places of the others, in bytes.
const DIRECTORY_BYTES_MAX: u64 = 1024 * 1024;

/// Checks all parts of an archive, and returns the format of the workbook.
pub(super) fn check(bytes: &[u8]) -> Result<WorkbookFormat, WorkbookError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?;
    if archive.len() > PARTS_MAX {
        return Err(WorkbookError::TooLarge);
    }
    let mut names = Vec::new();
    let mut left = UNPACKED_BYTES_MAX;
    for position in 0..archive.len() {
        let mut part = archive.by_index(position).map_err(|_| WorkbookError::Damaged)?;
        let name = part.name().map_err(|_| WorkbookError::Damaged)?.replace('\\', "/").to_ascii_lowercase();
        let limit = limit_of(&name).min(left);
        let unpacked = match PartCheck::of(&name) {
            PartCheck::Text => {
                let mut text = Vec::new();
                let unpacked = part.take(limit + 1).read_to_end(&mut text).map_err(|_| WorkbookError::Damaged)?;
                check_text(&name, &text)?;
                unpacked as u64
            }
            PartCheck::SizeOnly => std::io::copy(&mut part.by_ref().take(limit + 1), &mut std::io::sink())
                .map_err(|_| WorkbookError::Damaged)?,
        };
        if unpacked > limit {
            return Err(WorkbookError::TooLarge);
        }
        left -= unpacked;
        names.push(name);
    }
    format_of(&names)
}

/// Way to treat a part: its text is kept, or it is only counted.
enum PartCheck {
    Text,
    SizeOnly,
}

impl PartCheck {
    fn of(name: &str) -> Self {
        if name.ends_with("sharedstrings.xml") || name.ends_with("styles.xml") { Self::Text } else { Self::SizeOnly }
    }
}

fn limit_of(name: &str) -> u64 {
    if name.ends_with("sharedstrings.xml") {
        STRINGS_BYTES_MAX
    } else if name.ends_with("styles.xml") {
        STYLES_BYTES_MAX
    } else if name.ends_with("workbook.xml") || name.ends_with(".rels") || name.contains("theme/") {
        DIRECTORY_BYTES_MAX
    } else {
        UNPACKED_BYTES_MAX
    }
}

/// Returns the format of a workbook; refuses other files that are archives too.
fn format_of(names: &[String]) -> Result<WorkbookFormat, WorkbookError> {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if names.iter().any(|name| name.starts_with("xl/") && name.ends_with("workbook.bin")) {
        return Err(WorkbookError::Binary);
    }
    let is_workbook = names.iter().any(|name| name.ends_with("workbook.xml")) && has("[content_types].xml");
    if is_workbook {
        Ok(WorkbookFormat::Xlsx)
    } else if has("content.xml") && has("meta-inf/manifest.xml") {
        Ok(WorkbookFormat::Ods)
    } else {
        Err(WorkbookError::OtherArchive)
    }
}

/// Checks the counts in a list of strings or styles. It must be UTF-8, so that they can be found.
fn check_text(name: &str, text: &[u8]) -> Result<(), WorkbookError> {
    let text = core::str::from_utf8(text).ok().filter(|text| !text.contains('\0')).ok_or(WorkbookError::Damaged)?;
    let is_too_large = if name.ends_with("styles.xml") {
        text.matches("xf").count() > 2 * FORMATS_MAX
            || text.split(['"', '\'']).skip(1).step_by(2).any(|value| value.len() > STYLE_VALUE_BYTES_MAX)
    } else {
        announced(text).any(|count| count > STRINGS_MAX)
    };
    if is_too_large { Err(WorkbookError::TooLarge) } else { Ok(()) }
}

/// The numbers of strings that a list announces.
fn announced(text: &str) -> impl Iterator<Item = u64> {
    text.split("uniqueCount").skip(1).filter_map(|rest| {
        let digits =
            rest.trim_start_matches(|character: char| character.is_whitespace() || "='\"+".contains(character));
        let end = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
        let digits = digits.get(..end).filter(|digits| !digits.is_empty())?;
        // More digits than a number of 64 bits has are too many in any case.
        Some(digits.parse().unwrap_or(u64::MAX))
    })
}

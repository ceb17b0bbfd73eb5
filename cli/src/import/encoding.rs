//! From the bytes of a file to text: UTF-8 with or without a byte order mark, or windows-1251.
//!
//! Anything else is refused with the way to save the file as CSV. A file is never read by a guess that
//! would turn names into other letters.

use std::borrow::Cow;

/// Largest file in bytes: 10,000 rows of 1,600 bytes.
pub(crate) const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// How the characters of a file are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8 without a byte order mark; plain ASCII is this too.
    Utf8,
    /// UTF-8 after the bytes EF BB BF, as "CSV UTF-8" of Excel writes it.
    Utf8WithMark,
    /// windows-1251, as "CSV" of Excel writes it in Russia.
    Windows1251,
}

impl Encoding {
    /// The name to show.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with a byte order mark",
            Self::Windows1251 => "windows-1251",
        }
    }
}

/// Why a file is not text that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EncodingError {
    /// No bytes at all, or nothing after the byte order mark.
    #[error("the file is empty. Save the sheet with its rows as CSV and try again")]
    Empty,
    /// Over [`FILE_BYTES_MAX`].
    #[error("the file has {0} bytes and at most 16777216 are read. Split the sheet into several files")]
    TooLarge(usize),
    /// A spreadsheet in its own format.
    #[error(
        "this is {0}, not a CSV file. Open it, choose File, Save as, type \"CSV UTF-8 (comma delimited)\", and use the new file"
    )]
    Workbook(&'static str),
    /// Two bytes a character.
    #[error(
        "the file is written as UTF-16 (\"Unicode text\"). Save the sheet again as \"CSV UTF-8 (comma delimited)\" and use the new file"
    )]
    Utf16,
    /// Bytes that no text has.
    #[error(
        "the file is not text: it has a zero byte at position {0}. Choose the CSV file that was saved from the sheet"
    )]
    Binary(usize),
    /// UTF-8 in which some bytes were damaged.
    #[error(
        "the file is UTF-8, but the bytes in line {line} are damaged. Save the sheet again as CSV; do not edit the file with a program that changes its encoding"
    )]
    DamagedUtf8 {
        /// Line of the file from 1, counted by its line ends.
        line: usize,
    },
    /// Another single-byte encoding of Cyrillic.
    #[error(
        "the file looks like {0} and would be read with wrong letters. Save the sheet again as \"CSV UTF-8 (comma delimited)\""
    )]
    OtherCyrillic(&'static str),
}

/// Finds the encoding of a file and decodes it.
pub(super) fn decode(bytes: &[u8]) -> Result<(Encoding, Cow<'_, str>), EncodingError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(EncodingError::TooLarge(bytes.len()));
    }
    refuse_other_formats(bytes)?;
    let (text, encoding) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, Encoding::Utf8WithMark),
        None => (bytes, Encoding::Utf8),
    };
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(EncodingError::Empty);
    }
    match core::str::from_utf8(text) {
        Ok(text) => Ok((encoding, Cow::Borrowed(text))),
        Err(error) if encoding == Encoding::Utf8WithMark || is_mostly_utf8(text) => {
            Err(EncodingError::DamagedUtf8 { line: line_at(text, error.valid_up_to()) })
        }
        Err(_) => decode_windows_1251(text),
    }
}

/// The beginnings of files that people give in place of a CSV.
const OTHER_FORMATS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a workbook (.xlsx or .ods)"),
    (b"\xD0\xCF\x11\xE0", "an Excel 97-2003 workbook (.xls)"),
    (b"<", "a web page or XML that only bears the name of a table"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"%PDF", "a PDF"),
];

fn refuse_other_formats(bytes: &[u8]) -> Result<(), EncodingError> {
    if let Some((_, format)) = OTHER_FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(EncodingError::Workbook(format));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(EncodingError::Utf16);
    }
    let Some(zero) = bytes.iter().position(|byte| *byte == 0) else { return Ok(()) };
    // Separators, digits and line ends of a UTF-16 table are each a byte beside a zero.
    let beginning: Vec<&u8> = bytes.iter().take(4096).collect();
    let zeros = beginning.iter().filter(|byte| ***byte == 0).count();
    if zeros * 10 >= beginning.len() { Err(EncodingError::Utf16) } else { Err(EncodingError::Binary(zero + 1)) }
}

/// Whether more non-ASCII bytes stand in sound UTF-8 sequences than outside of them. In windows-1251 a
/// capital Р or С before a sign such as » makes a sound sequence, but letters after letters never do.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    sound > broken
}

fn line_at(bytes: &[u8], position: usize) -> usize {
    1 + bytes.iter().take(position).filter(|byte| **byte == b'\n').count()
}

fn decode_windows_1251(bytes: &[u8]) -> Result<(Encoding, Cow<'_, str>), EncodingError> {
    if looks_like_ibm866(bytes) {
        return Err(EncodingError::OtherCyrillic("IBM866 (the encoding of MS-DOS)"));
    }
    let (text, _) = encoding_rs::WINDOWS_1251.decode_without_bom_handling(bytes);
    if looks_like_koi8(&text) {
        return Err(EncodingError::OtherCyrillic("KOI8-R"));
    }
    Ok((Encoding::Windows1251, text))
}

/// Whether bytes that Russian text in windows-1251 hardly has are more than 15 % of the non-ASCII ones:
/// they are a third of Russian text in IBM866. The signs that people do type are not counted.
fn looks_like_ibm866(bytes: &[u8]) -> bool {
    let is_a_sign = |byte: u8| matches!(byte, 0x84 | 0x85 | 0x91..=0x97 | 0xA0 | 0xA7..=0xA9 | 0xAB | 0xAE);
    let non_ascii = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let strange = bytes.iter().filter(|byte| (0x80..=0xAF).contains(*byte) && !is_a_sign(**byte)).count();
    strange * 100 > non_ascii * 15
}

/// Whether more words begin small and go on in capitals than the other way round: that is what
/// KOI8-R, which has the two cases in each other's place, looks like in windows-1251.
fn looks_like_koi8(text: &str) -> bool {
    let (mut swapped, mut usual) = (0_usize, 0_usize);
    for word in text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_ascii()) {
        let mut letters = word.chars();
        let Some(first) = letters.next() else { continue };
        if letters.clone().count() < 2 {
            continue;
        }
        let rest_small = letters.clone().all(char::is_lowercase);
        let rest_capital = letters.all(char::is_uppercase);
        swapped += usize::from(first.is_lowercase() && rest_capital);
        usual += usize::from(rest_small);
    }
    swapped > usual
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "Фамилия;Имя;Школа\r\nОбразцова;Анна;МБОУ «СОШ № 12» — пример\r\n";

    fn bytes_in(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn the_three_encodings_give_the_same_text() {
        let with_mark = [b"\xEF\xBB\xBF", SAMPLE.as_bytes()].concat();
        let windows_1251 = bytes_in(encoding_rs::WINDOWS_1251, SAMPLE);
        for (bytes, encoding) in [
            (SAMPLE.as_bytes(), Encoding::Utf8),
            (&with_mark, Encoding::Utf8WithMark),
            (&windows_1251, Encoding::Windows1251),
        ] {
            let (found, text) = decode(bytes).expect("a good file");
            assert_eq!((found, text.as_ref()), (encoding, SAMPLE));
        }
    }

    #[test]
    fn other_files_are_refused_by_what_they_are() {
        let utf16: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_with_mark = [b"\xFF\xFE".as_slice(), &utf16].concat();
        let mut damaged = SAMPLE.as_bytes().to_vec();
        let second_line = SAMPLE.find("Обра").expect("in the sample");
        damaged[second_line] = b'?';
        let mut zero = SAMPLE.as_bytes().to_vec();
        zero[5] = 0;
        let capitals = bytes_in(encoding_rs::IBM866, &SAMPLE.to_uppercase().replace(['«', '»', '—'], "\""));
        let rows: &[(&str, &[u8], EncodingError)] = &[
            ("nothing in it", b"", EncodingError::Empty),
            ("only a mark and a line end", b"\xEF\xBB\xBF\r\n", EncodingError::Empty),
            ("xlsx", b"PK\x03\x04\x14\x00", EncodingError::Workbook("a workbook (.xlsx or .ods)")),
            ("xls", b"\xD0\xCF\x11\xE0\xA1", EncodingError::Workbook("an Excel 97-2003 workbook (.xls)")),
            ("UTF-16 with a mark", &utf16_with_mark, EncodingError::Utf16),
            ("UTF-16 without one", &utf16, EncodingError::Utf16),
            ("one zero byte", &zero, EncodingError::Binary(6)),
            ("one byte of UTF-8 lost", &damaged, EncodingError::DamagedUtf8 { line: 2 }),
            ("MS-DOS", &capitals, EncodingError::OtherCyrillic("IBM866 (the encoding of MS-DOS)")),
            ("KOI8-R", &bytes_in(encoding_rs::KOI8_R, SAMPLE), EncodingError::OtherCyrillic("KOI8-R")),
        ];
        for (why, bytes, error) in rows {
            assert_eq!(decode(bytes).expect_err(why), *error, "{why}");
        }
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let bytes = vec![b'a'; FILE_BYTES_MAX + 1];
        assert_eq!(decode(&bytes).expect_err("too large"), EncodingError::TooLarge(FILE_BYTES_MAX + 1));
    }
}

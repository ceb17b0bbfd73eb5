//! From the bytes of a file to text and back: UTF-8 with or without a byte order mark, UTF-16, windows-1251.
//!
//! Any other encoding is refused, with advice on saving the file. A file is never read by a guess that would turn names
//! into other letters.

use std::borrow::Cow;

use attestat_words::text;
use attestat_words::text::Text;

/// Largest file in bytes: 10,000 rows of 1,600 bytes.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Encoding of the characters of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextEncoding {
    /// UTF-8 without a byte order mark; plain ASCII is this too.
    Utf8,
    /// UTF-8 after the bytes EF BB BF, as "CSV UTF-8" of Excel writes it.
    Utf8WithMark,
    /// windows-1251, as "CSV" of Excel writes it in Russia.
    Windows1251,
    /// UTF-16, the lower byte first, as "Unicode text" of Excel writes it.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

impl TextEncoding {
    /// The name for programs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with a byte order mark",
            Self::Windows1251 => "windows-1251",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }

    /// A text as the bytes of a file; characters that windows-1251 lacks become question marks.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        let marked = || text.encode_utf16();
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8WithMark => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Self::Utf16Le => b"\xFF\xFE".iter().copied().chain(marked().flat_map(u16::to_le_bytes)).collect(),
            Self::Utf16Be => b"\xFE\xFF".iter().copied().chain(marked().flat_map(u16::to_be_bytes)).collect(),
            Self::Windows1251 => {
                let mut bytes = Vec::with_capacity(text.len());
                let mut letter = [0; 4];
                for character in text.chars() {
                    let (byte, _, lost) = encoding_rs::WINDOWS_1251.encode(character.encode_utf8(&mut letter));
                    bytes.extend_from_slice(if lost { b"?" } else { &byte });
                }
                bytes
            }
        }
    }
}

/// Reason for which a file is not text that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// The file has no bytes, or none after the byte order mark.
    Empty,
    /// The file is longer than [`FILE_BYTES_MAX`].
    TooLarge(usize),
    /// The file is of another kind.
    OtherFormat(Text),
    /// The file is UTF-16 in which bytes are missing or damaged.
    DamagedUtf16,
    /// The file has bytes that no text has.
    Binary(usize),
    /// The file is UTF-8 in which some bytes were damaged.
    DamagedUtf8 {
        /// Line of the file from 1, counted by its line ends.
        line: usize,
    },
    /// The file is in another single-byte encoding of Cyrillic.
    OtherCyrillic(&'static str),
}

/// The name of an encoding for people.
pub(super) fn text_of(name: &'static str) -> Text {
    if name == TextEncoding::Utf8WithMark.name() { text!("sheet-utf-8-with-mark") } else { Text::written(name) }
}

impl EncodingError {
    /// The reason, and the next step.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::Empty => text!("sheet-empty"),
            Self::TooLarge(bytes) => text!("sheet-too-large", bytes = *bytes, most = FILE_BYTES_MAX),
            Self::OtherFormat(format) => text!("sheet-other-format", format = format.clone()),
            Self::DamagedUtf16 => text!("sheet-damaged-utf-16"),
            Self::Binary(position) => text!("sheet-binary", position = *position),
            Self::DamagedUtf8 { line } => text!("sheet-damaged-utf-8", line = *line),
            Self::OtherCyrillic(name) => text!("sheet-other-cyrillic", name = *name),
        }
    }
}

impl core::fmt::Display for EncodingError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.text().fmt(f)
    }
}

/// Finds the encoding of a file and decodes it.
pub(super) fn decode(bytes: &[u8]) -> Result<(TextEncoding, Cow<'_, str>), EncodingError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(EncodingError::TooLarge(bytes.len()));
    }
    refuse_other_formats(bytes)?;
    if let Some(encoding) = utf16(bytes) {
        return decode_utf16(bytes, encoding);
    }
    if let Some(zero) = bytes.iter().position(|byte| *byte == 0) {
        return Err(EncodingError::Binary(zero + 1));
    }
    let (text, encoding) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, TextEncoding::Utf8WithMark),
        None => (bytes, TextEncoding::Utf8),
    };
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(EncodingError::Empty);
    }
    match core::str::from_utf8(text) {
        Ok(text) => Ok((encoding, Cow::Borrowed(text))),
        Err(error) if encoding == TextEncoding::Utf8WithMark || is_mostly_utf8(text) => {
            Err(EncodingError::DamagedUtf8 { line: line_at(text, error.valid_up_to()) })
        }
        Err(_) => decode_windows_1251(text),
    }
}

/// Refuses files that people give in place of a sheet, by their first bytes.
fn refuse_other_formats(bytes: &[u8]) -> Result<(), EncodingError> {
    match bytes {
        [b'<', ..] => Err(EncodingError::OtherFormat(text!("sheet-web-page"))),
        [b'{', b'\\', b'r', b't', b'f', ..] => Err(EncodingError::OtherFormat(text!("sheet-text-document"))),
        [b'%', b'P', b'D', b'F', ..] => Err(EncodingError::OtherFormat(text!("sheet-pdf"))),
        _ => Ok(()),
    }
}

/// Returns the form of UTF-16 that the bytes have, if any: by the mark, or because separators, digits and line ends are
/// each a byte beside a zero, on whichever side.
fn utf16(bytes: &[u8]) -> Option<TextEncoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(TextEncoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(TextEncoding::Utf16Be),
        _ => {}
    }
    let (mut first, mut second, mut looked_at) = (0, 0, 0);
    for pair in bytes.chunks_exact(2).take(2048) {
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
        looked_at += 2;
    }
    let is_utf16 = looked_at > 0 && (first + second) * 10 >= looked_at;
    is_utf16.then_some(if second > first { TextEncoding::Utf16Le } else { TextEncoding::Utf16Be })
}

fn decode_utf16(bytes: &[u8], encoding: TextEncoding) -> Result<(TextEncoding, Cow<'_, str>), EncodingError> {
    let decoder = if encoding == TextEncoding::Utf16Le { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    // Removes the mark, if there is one.
    let (text, damaged) = decoder.decode_with_bom_removal(bytes);
    if damaged || text.contains('\0') {
        return Err(EncodingError::DamagedUtf16);
    }
    if text.trim().is_empty() {
        return Err(EncodingError::Empty);
    }
    Ok((encoding, text))
}

/// Returns true if more non-ASCII bytes stand in sound UTF-8 sequences than outside of them. In windows-1251 a capital
/// Р or С before a sign such as » makes a sound sequence, but letters after letters never do.
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

fn decode_windows_1251(bytes: &[u8]) -> Result<(TextEncoding, Cow<'_, str>), EncodingError> {
    if looks_like_mac(bytes) {
        return Err(EncodingError::OtherCyrillic("MacCyrillic (the encoding of old Macs)"));
    }
    if looks_like_ibm866(bytes) {
        return Err(EncodingError::OtherCyrillic("IBM866 (the encoding of MS-DOS)"));
    }
    let (text, _) = encoding_rs::WINDOWS_1251.decode_without_bom_handling(bytes);
    if looks_like_koi8(&text) {
        return Err(EncodingError::OtherCyrillic("KOI8-R"));
    }
    if looks_like_iso(&text) {
        return Err(EncodingError::OtherCyrillic("ISO 8859-5"));
    }
    Ok((TextEncoding::Windows1251, text))
}

/// Returns true if words begin with the capitals of MacCyrillic more often than with those of windows-1251. The small
/// letters of the two are the same but for я, so that such a file reads nearly well.
fn looks_like_mac(bytes: &[u8]) -> bool {
    let is_small = |byte: u8| byte >= 0xE0;
    // Signs of windows-1251 in these places that people type before a word: quotation marks, dashes, an ellipsis.
    let is_a_sign = |byte: u8| matches!(byte, 0x82 | 0x84 | 0x85 | 0x8B | 0x91..=0x97 | 0x9B);
    let (mut mac, mut windows) = (0_usize, 0_usize);
    for pair in bytes.windows(2) {
        let [first, second] = *pair else { continue };
        if is_small(second) {
            mac += usize::from((0x80..=0x9F).contains(&first) && !is_a_sign(first));
            windows += usize::from((0xC0..=0xDE).contains(&first));
        }
    }
    let count = |from: u8, to: u8| bytes.iter().filter(|byte| (from..=to).contains(*byte)).count();
    // IBM866 has the capitals in the same places, and its small letters а to п below 0xB0.
    mac > windows && count(0xA0, 0xAF) < count(0xF0, 0xFE)
}

/// Returns true if more words go on in capitals after a small letter than are written in the usual way: ISO 8859-5
/// looks like that in windows-1251.
fn looks_like_iso(text: &str) -> bool {
    let words = text.split(|character: char| !character.is_alphabetic());
    let (mut mixed, mut usual) = (0_usize, 0_usize);
    for word in words.filter(|word| !word.is_ascii() && word.chars().count() > 2) {
        let letters: Vec<char> = word.chars().collect();
        let turns =
            letters.windows(2).any(|pair| matches!(pair, [one, next] if one.is_lowercase() && next.is_uppercase()));
        mixed += usize::from(turns);
        usual += usize::from(!turns);
    }
    mixed > usual
}

/// Returns true if bytes that Russian text in windows-1251 hardly has are more than 15 % of the non-ASCII ones: they
/// are a third of Russian text in IBM866. The signs that people do type are not counted.
fn looks_like_ibm866(bytes: &[u8]) -> bool {
    let is_a_sign = |byte: u8| matches!(byte, 0x84 | 0x85 | 0x91..=0x97 | 0xA0 | 0xA7..=0xA9 | 0xAB | 0xAE);
    let non_ascii = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let strange = bytes.iter().filter(|byte| (0x80..=0xAF).contains(*byte) && !is_a_sign(**byte)).count();
    strange * 100 > non_ascii * 15
}

/// Returns true if more words begin small and go on in capitals than the other way round: KOI8-R, which has the two
/// cases in each other's place, looks like that in windows-1251.
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
    fn every_encoding_gives_the_same_text_and_writes_it_back() {
        let unmarked: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let unmarked_be: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [
            (SAMPLE.as_bytes().to_vec(), TextEncoding::Utf8),
            ([b"\xEF\xBB\xBF", SAMPLE.as_bytes()].concat(), TextEncoding::Utf8WithMark),
            (bytes_in(encoding_rs::WINDOWS_1251, SAMPLE), TextEncoding::Windows1251),
            ([b"\xFF\xFE".as_slice(), &unmarked].concat(), TextEncoding::Utf16Le),
            ([b"\xFE\xFF".as_slice(), &unmarked_be].concat(), TextEncoding::Utf16Be),
        ] {
            let (found, text) = decode(&bytes).expect("a good file");
            assert_eq!((found, text.as_ref()), (encoding, SAMPLE));
            assert_eq!(encoding.encode(SAMPLE), bytes, "{encoding:?}");
        }
        for (bytes, encoding) in [(unmarked, TextEncoding::Utf16Le), (unmarked_be, TextEncoding::Utf16Be)] {
            assert_eq!(decode(&bytes).expect("no mark is needed"), (encoding, SAMPLE.into()));
        }
    }

    #[test]
    fn what_windows_1251_lacks_becomes_a_question_mark() {
        assert_eq!(TextEncoding::Windows1251.encode("«а»\u{2192}&#1;"), b"\xAB\xE0\xBB?&#1;");
    }

    #[test]
    fn other_files_are_refused_by_what_they_are() {
        let mut half: Vec<u8> = SAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        half.pop();
        let mut damaged = SAMPLE.as_bytes().to_vec();
        let second_line = SAMPLE.find("Обра").expect("in the sample");
        damaged[second_line] = b'?';
        let mut zero = SAMPLE.as_bytes().to_vec();
        zero[5] = 0;
        let capitals = bytes_in(encoding_rs::IBM866, &SAMPLE.to_uppercase().replace(['«', '»', '—'], "\""));
        let rows: &[(&str, &[u8], EncodingError)] = &[
            ("nothing in it", b"", EncodingError::Empty),
            ("only a mark and a line end", b"\xEF\xBB\xBF\r\n", EncodingError::Empty),
            ("pdf", b"%PDF-1.7", EncodingError::OtherFormat(text!("sheet-pdf"))),
            ("half a character of UTF-16", &half, EncodingError::DamagedUtf16),
            ("half a pair of UTF-16", b"\xFF\xFE\x00\xD8;\x00", EncodingError::DamagedUtf16),
            ("only the mark of UTF-16", b"\xFF\xFE\r\x00", EncodingError::Empty),
            ("one zero byte", &zero, EncodingError::Binary(6)),
            ("one byte of UTF-8 lost", &damaged, EncodingError::DamagedUtf8 { line: 2 }),
            ("MS-DOS", &capitals, EncodingError::OtherCyrillic("IBM866 (the encoding of MS-DOS)")),
            ("KOI8-R", &bytes_in(encoding_rs::KOI8_R, SAMPLE), EncodingError::OtherCyrillic("KOI8-R")),
            ("ISO 8859-5", &bytes_in(encoding_rs::ISO_8859_5, SAMPLE), EncodingError::OtherCyrillic("ISO 8859-5")),
            (
                "MacCyrillic",
                &bytes_in(encoding_rs::X_MAC_CYRILLIC, SAMPLE),
                EncodingError::OtherCyrillic("MacCyrillic (the encoding of old Macs)"),
            ),
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

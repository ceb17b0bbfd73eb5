//! Wrappings around a file that went through mail programs and editors: taken off where nothing is left to guess. A
//! file that is no document at all is named by its kind.

use crate::obstacle::{ForeignKind, Obstacle};
use attestat_credential::document::DOCUMENT_FORMAT;
use attestat_credential::presentation::PRESENTATION_FORMAT;
use attestat_credential::presentation::packing;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The mark of byte order that editors put before a text in UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Longest text that a mail program hangs on behind a document.
const SIGNATURE_BYTES_MAX: usize = 16 << 10;
/// Beginnings of files of other kinds.
const BEGINNINGS: [(&[u8], ForeignKind); 10] = [
    (b"%PDF", ForeignKind::Pdf),
    (b"PK\x03\x04", ForeignKind::Archive),
    (b"Rar!", ForeignKind::Archive),
    (b"7z\xbc\xaf\x27\x1c", ForeignKind::Archive),
    (b"\xd0\xcf\x11\xe0", ForeignKind::Office),
    (b"GIF8", ForeignKind::Picture),
    (b"BM", ForeignKind::Picture),
    (b"II*\0", ForeignKind::Picture),
    (b"MM\0*", ForeignKind::Picture),
    (b"RIFF", ForeignKind::Picture),
];
/// Base64 as mail programs write it, with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The document, presentation or frame in a file's bytes, or the kind of file that it is instead.
pub(super) fn unwrapped(bytes: Vec<u8>) -> Result<Vec<u8>, Obstacle> {
    if packing::looks_like(&bytes).is_some() {
        return Ok(bytes);
    }
    let text = plain_text(&bytes)?;
    let begin = text.trim_start();
    match begin.as_bytes().first() {
        None => Err(Obstacle::OtherKind(ForeignKind::Empty)),
        Some(b'{') => object(begin).map(String::into_bytes),
        Some(b'<') => Err(Obstacle::OtherKind(ForeignKind::Page)),
        Some(_) => {
            base64_bytes(begin.as_bytes()).map_or_else(|| Ok(bytes.clone()), |inner| unwrapped_once(inner, &bytes))
        }
    }
}

/// Takes the wrappings off bytes that base64 held; nothing is taken off twice.
fn unwrapped_once(inner: Vec<u8>, outer: &[u8]) -> Result<Vec<u8>, Obstacle> {
    let text = plain_text(&inner).ok().filter(|text| text.trim_start().starts_with('{'));
    match text {
        Some(text) => object(text.trim_start()).map(String::into_bytes),
        None => Ok(outer.to_vec()),
    }
}

/// The text of a file, from the encodings that editors save it in.
fn plain_text(bytes: &[u8]) -> Result<String, Obstacle> {
    let is_box = |kind: &[u8]| bytes.get(4..).is_some_and(|rest| rest.starts_with(kind));
    if is_box(b"ftyp") {
        return Err(Obstacle::OtherKind(ForeignKind::Picture));
    }
    if let Some((_, kind)) = BEGINNINGS.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Err(Obstacle::OtherKind(*kind));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return utf16(bytes).ok_or(Obstacle::OtherKind(ForeignKind::Unknown));
    }
    let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    String::from_utf8(bytes.to_vec()).map_err(|_| Obstacle::OtherKind(ForeignKind::Unknown))
}

/// The text of UTF-16 with its mark, which says the order of the bytes; none where it is damaged.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let unit = |pair: &[u8; 2]| if mark == b"\xff\xfe" { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let (pairs, odd) = rest.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(unit)).collect::<Result<String, _>>().ok()
}

/// One JSON object without the changes of a mail program. Where more than one could be meant, the text stays as it is,
/// and its verdict says so.
fn object(text: &str) -> Result<String, Obstacle> {
    // Strict JSON has no line that ends in `=`; quoted-printable breaks long lines so.
    let text =
        if text.contains("=\r\n") || text.contains("=\n") { from_quoted_printable(text) } else { text.to_owned() };
    let mut values = serde_json::Deserializer::from_str(&text).into_iter::<IgnoredAny>();
    let end = values.next().and_then(Result::ok).map(|_| values.byte_offset());
    let whole = match end.and_then(|end| text.split_at_checked(end)) {
        Some((object, rest)) if rest.len() <= SIGNATURE_BYTES_MAX && !rest.contains('{') => object.to_owned(),
        _ => text,
    };
    match serde_json::from_str::<FormatOnly>(&whole) {
        Ok(FormatOnly { format: Some(format) }) if is_newer(&format) => Err(Obstacle::NewerFormat(format)),
        _ => Ok(whole),
    }
}

/// The one key of a file that names its format.
#[derive(Deserialize)]
struct FormatOnly {
    format: Option<String>,
}

fn is_newer(format: &str) -> bool {
    let known = [DOCUMENT_FORMAT, PRESENTATION_FORMAT];
    let kind = |format: &str| format.rsplit_once("/v").map(|(kind, _)| kind.to_owned());
    !known.contains(&format) && known.iter().any(|known| kind(known) == kind(format))
}

fn from_quoted_printable(text: &str) -> String {
    String::from_utf8(quoted_printable_bytes(text.as_bytes())).unwrap_or_else(|_| text.to_owned())
}

/// Bytes from quoted-printable (RFC 2045, section 6.7); text that is no code of a byte stays.
pub(super) fn quoted_printable_bytes(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|code| *byte == b'=' && code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| str::from_utf8(code).ok());
        let broken = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).filter(|_| *byte == b'=');
        if let Some(next) = broken {
            rest = next;
        } else if let Some(decoded) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(decoded);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    bytes
}

/// Bytes from base64, whatever its lines.
pub(super) fn base64_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(letters).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "{\"format\":\"attestat/document/v1\",\"sd_jwt\":\"Школа\"}";

    fn unwrapped_text(bytes: &[u8]) -> String {
        String::from_utf8(unwrapped(bytes.to_vec()).unwrap()).unwrap()
    }

    #[test]
    fn wrappings_of_mail_programs_and_editors_are_taken_off_a_document() {
        let utf16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(DOCUMENT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let lines: String = BASE64
            .encode(DOCUMENT)
            .as_bytes()
            .chunks(40)
            .map(|line| format!("{}\r\n", str::from_utf8(line).unwrap()))
            .collect();
        let printable = "{\"format\":\"attestat/document/v1\",\"sd_jw=\r\nt\":\"=D0=A8=D0=BA=D0=BE=D0=BB=D0=B0\"}";
        for wrapped in [
            DOCUMENT.as_bytes().to_vec(),
            [UTF8_MARK, DOCUMENT.as_bytes()].concat(),
            utf16,
            lines.into_bytes(),
            printable.as_bytes().to_vec(),
            format!("\r\n{DOCUMENT}\r\n-- \r\nОтправлено с телефона\r\n").into_bytes(),
        ] {
            assert_eq!(unwrapped_text(&wrapped), DOCUMENT);
        }
    }

    #[test]
    fn a_wrapping_stays_where_two_documents_could_be_meant() {
        let two = format!("{DOCUMENT}\n{DOCUMENT}");
        assert_eq!(unwrapped_text(two.as_bytes()), two);
        for text in ["word", "QUJD", "[1]"] {
            assert_eq!(unwrapped_text(text.as_bytes()), text);
        }
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        for (bytes, kind) in [
            (b"".as_slice(), ForeignKind::Empty),
            (b" \n", ForeignKind::Empty),
            (b"%PDF-1.7", ForeignKind::Pdf),
            (b"<!DOCTYPE html>", ForeignKind::Page),
            (b"PK\x03\x04rest", ForeignKind::Archive),
            (b"\xd0\xcf\x11\xe0", ForeignKind::Office),
            (b"\0\0\0\x18ftypheic", ForeignKind::Picture),
            (b"\x80\x81\x82", ForeignKind::Unknown),
        ] {
            assert_eq!(unwrapped(bytes.to_vec()).unwrap_err(), Obstacle::OtherKind(kind), "{bytes:?}");
        }
        let newer = b"{\"format\":\"attestat/document/v2\",\"a\":{\"b\":{\"c\":{}}}}".to_vec();
        assert_eq!(unwrapped(newer).unwrap_err(), Obstacle::NewerFormat("attestat/document/v2".to_owned()));
    }
}

//! A letter as mail programs save it (`.eml`, RFC 5322 and MIME): the attached files, by name.
//!
//! A letter comes from anybody. Its parts are places in its bytes: nothing is decoded, and nothing grows, before a part is
//! asked for and its size is known. Parts, fields and depth have limits.

use super::envelope::{base64_bytes, quoted_printable_bytes};
use super::header::{Fields, fields};
use crate::obstacle::{Obstacle, Unopened};
use std::ops::Range;

/// Most parts of one letter.
const PARTS_MAX: usize = 1000;
/// Deepest part inside parts.
const DEPTH_MAX: usize = 8;
/// Longest boundary between parts; RFC 2046 has 70.
const BOUNDARY_BYTES_MAX: usize = 200;

/// A letter and the places of the attached files.
pub(super) struct Mail {
    bytes: Vec<u8>,
    attached: Vec<Attached>,
}

/// One attached file.
struct Attached {
    name: String,
    place: Range<usize>,
    encoding: TransferEncoding,
}

/// The way in which a part was made fit for mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TransferEncoding {
    /// The part was not changed.
    AsItIs,
    Base64,
    QuotedPrintable,
    Unknown,
}

impl TransferEncoding {
    fn of(fields: &Fields) -> Self {
        match fields.encoding.trim().to_ascii_lowercase().as_str() {
            "" | "7bit" | "8bit" | "binary" => Self::AsItIs,
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            _ => Self::Unknown,
        }
    }
}

impl Mail {
    /// Finds the attached files.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Obstacle> {
        let mut search = Search { bytes: &bytes, parts: 0, attached: Vec::new() };
        search.part(0..bytes.len(), 0)?;
        let attached = search.attached;
        Ok(Self { bytes, attached })
    }

    /// The number of its bytes.
    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The attached files, each with its number and name, in the order of the letter.
    pub(super) fn entries(&self) -> Vec<(usize, String)> {
        self.attached.iter().map(|one| one.name.clone()).enumerate().collect()
    }

    /// Decodes one of at most `limit` bytes.
    pub(super) fn read(&self, entry: usize, limit: usize) -> Result<Vec<u8>, Obstacle> {
        let one = self.attached.get(entry).ok_or(Obstacle::DamagedEntry)?;
        let bytes = self.bytes.get(one.place.clone()).ok_or(Obstacle::DamagedEntry)?;
        let letters = || bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
        let least = match one.encoding {
            TransferEncoding::AsItIs => bytes.len(),
            TransferEncoding::Base64 => (letters() / 4).saturating_sub(1) * 3,
            TransferEncoding::QuotedPrintable => letters() / 3,
            TransferEncoding::Unknown => return Err(Obstacle::UnknownPacking),
        };
        if least > limit {
            return Err(Obstacle::TooLong { limit });
        }
        let decoded = match one.encoding {
            TransferEncoding::Base64 => base64_bytes(bytes).ok_or(Obstacle::DamagedEntry)?,
            TransferEncoding::QuotedPrintable => quoted_printable_bytes(bytes),
            TransferEncoding::AsItIs | TransferEncoding::Unknown => bytes.to_vec(),
        };
        if decoded.len() > limit { Err(Obstacle::TooLong { limit }) } else { Ok(decoded) }
    }
}

/// The search through a letter.
struct Search<'a> {
    bytes: &'a [u8],
    parts: usize,
    attached: Vec<Attached>,
}

impl Search<'_> {
    /// Looks through a part: its fields, then its body as they tell.
    fn part(&mut self, place: Range<usize>, depth: usize) -> Result<(), Obstacle> {
        self.parts += 1;
        if self.parts > PARTS_MAX || depth > DEPTH_MAX {
            return Err(Obstacle::Unopened(Unopened::TooMuch));
        }
        let (fields, length) = fields(self.bytes.get(place.clone()).unwrap_or_default());
        let body = (place.start + length).min(place.end)..place.end;
        let kind = fields.kind.main.as_str();
        let boundary = fields.kind.text("boundary").filter(|text| (1..=BOUNDARY_BYTES_MAX).contains(&text.len()));
        if let (true, Some(boundary)) = (kind.starts_with("multipart/"), boundary) {
            let parts = self.between(body, boundary.as_bytes());
            return parts.into_iter().try_for_each(|part| self.part(part, depth + 1));
        }
        let named = fields.disposition.name("filename").or_else(|| fields.kind.name("name"));
        let number = self.parts;
        let name = match (named, kind) {
            (Some(name), "message/rfc822") if !is_called_mail(&name) => Some(format!("{name}.eml")),
            (None, "message/rfc822") => Some(format!("{number}.eml")),
            (None, "image/png") => Some(format!("{number}.png")),
            (None, "image/jpeg" | "image/jpg") => Some(format!("{number}.jpg")),
            // What is written in the letter itself.
            (None, "" | "text/plain" | "text/html") => None,
            (None, _) => Some(number.to_string()),
            (named, _) => named,
        };
        let attached = name.map(|name| Attached { name, place: body, encoding: TransferEncoding::of(&fields) });
        self.attached.extend(attached);
        Ok(())
    }

    /// The parts between the lines of a boundary (RFC 2046, 5.1.1), as many as are looked at.
    fn between(&self, body: Range<usize>, boundary: &[u8]) -> Vec<Range<usize>> {
        let (mut parts, mut begin, mut at) = (Vec::new(), None, body.start);
        while at < body.end && parts.len() <= PARTS_MAX {
            let rest = self.bytes.get(at..body.end).unwrap_or_default();
            let next = rest.iter().position(|byte| *byte == b'\n').map_or(body.end, |line| at + line + 1);
            let line = self.bytes.get(at..next).unwrap_or_default().trim_ascii_end();
            if let Some(after) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary))
                && (after.is_empty() || after == b"--")
            {
                parts.extend(begin.map(|begin| begin..self.before_break(begin, at)));
                begin = Some(next).filter(|_| after.is_empty());
                if begin.is_none() {
                    break;
                }
            }
            at = next;
        }
        // A letter that was cut off: its last part goes as far as it goes.
        parts.extend(begin.map(|begin| begin..body.end.max(begin)));
        parts
    }

    /// The end without the line break before a boundary, which is the boundary's.
    fn before_break(&self, begin: usize, end: usize) -> usize {
        let bytes = self.bytes.get(begin..end).unwrap_or_default();
        let bytes = bytes.strip_suffix(b"\n").map_or(bytes, |bytes| bytes.strip_suffix(b"\r").unwrap_or(bytes));
        begin + bytes.len()
    }
}

/// Returns true if a name is that of a letter.
pub(super) fn is_called_mail(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("eml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LETTER: &str = "From somebody\r\nReceived: by mail.example\r\nSubject: =?utf-8?B?0J7RgtCy0LXRgg==?=\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"=_outer\"\r\n\r\nnot for people\r\n\
        --=_outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n\
        --inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGood day\r\n\
        --inner\r\nContent-Type: text/html\r\n\r\n<p>Good day\r\n--inner--\r\n\r\n\
        --=_outer\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment;\r\n filename*0*=UTF-8''%D0%9E%D1%82%D0%B2%D0%B5;\r\n \
        filename*1*=%D1%82%2E;\r\n filename*2=attestat\r\n\r\neyJm\r\nb3JtYXQi\r\nOiAxfQ==\r\n\
        --=_outer\r\nContent-Type: text/plain; name=\"=?koi8-r?B?79TXxdQ=?= =?koi8-r?Q?=2Eattestat?=\"\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n{\"a\": =\r\n\"=D1=8F\"}\r\n\
        --=_outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: forwarded\r\n\r\nbody\r\n\
        --=_outer\r\nContent-Type: application/pdf; name=\"scan.pdf\"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nx\r\n\
        --=_outer--\r\nbehind it\r\n";

    fn opened(letter: &str) -> Mail {
        Mail::open(letter.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn files_attached_to_a_letter_are_found_with_their_names() {
        for letter in [LETTER.to_owned(), LETTER.replace("\r\n", "\n")] {
            let mail = opened(&letter);
            let names: Vec<String> = mail.entries().into_iter().map(|(_, name)| name).collect();
            assert_eq!(names, ["Ответ.attestat", "Ответ.attestat", "7.eml", "scan.pdf"]);
            assert_eq!(mail.read(0, 100).unwrap(), b"{\"format\": 1}");
            assert_eq!(mail.read(1, 100).unwrap(), "{\"a\": \"я\"}".as_bytes());
            assert!(mail.read(2, 100).unwrap().starts_with(b"Subject: forwarded"));
            assert_eq!(mail.read(3, 100).unwrap_err(), Obstacle::UnknownPacking);
        }
    }

    #[test]
    fn a_letter_that_is_one_file_or_is_cut_off_is_read_as_far_as_it_goes() {
        let alone = "Content-Type: application/json; name=a.attestat\n\n{}";
        assert_eq!(opened(alone).entries(), [(0, "a.attestat".to_owned())]);
        assert_eq!(opened(alone).read(0, 2).unwrap(), b"{}");
        let cut = &LETTER[..LETTER.find("OiAxfQ").unwrap() + 1];
        assert_eq!(opened(cut).entries().len(), 1);
        assert_eq!(opened(cut).read(0, 100).unwrap_err(), Obstacle::DamagedEntry);
        assert_eq!(opened("Subject: nothing attached\n\nGood day").entries(), []);
    }

    #[test]
    fn a_part_that_would_grow_is_refused_before_it_is_decoded() {
        let base64 = format!("Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n{}", "QUJD".repeat(100));
        assert_eq!(opened(&base64).entries(), [(0, "1.png".to_owned())]);
        assert_eq!(opened(&base64).read(0, 300).unwrap().len(), 300);
        assert_eq!(opened(&base64).read(0, 200).unwrap_err(), Obstacle::TooLong { limit: 200 });
        let many = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\n".repeat(PARTS_MAX + 1));
        assert_eq!(Mail::open(many.into_bytes()).err().unwrap(), Obstacle::Unopened(Unopened::TooMuch));
        let level = |at: usize| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
        let deep: String = (0..100_000).map(level).collect();
        assert_eq!(Mail::open(deep.into_bytes()).err().unwrap(), Obstacle::Unopened(Unopened::TooMuch));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_changed_letter_makes_no_panic(cut in 0_usize..2000, change in 0_usize..2000, to in any::<u8>()) {
            let mut bytes = LETTER.as_bytes().to_vec();
            let length = bytes.len();
            bytes[change % length] = to;
            bytes.truncate(cut);
            if let Ok(mail) = Mail::open(bytes) {
                mail.entries().iter().for_each(|(entry, _)| _ = mail.read(*entry, 1000));
            }
        }
    }
}

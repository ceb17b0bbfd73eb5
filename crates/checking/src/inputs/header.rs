//! The fields of a letter's part that tell its kind and its name: parameters (RFC 2045), in pieces and other alphabets
//! (RFC 2231), and words in other alphabets (RFC 2047), which many programs put in their place.

use super::alphabet::Alphabet;
use super::envelope::{base64_bytes, quoted_printable_bytes};

/// Longest header of a part: beyond it nothing is a field.
const HEADER_BYTES_MAX: usize = 256 << 10;
/// Most parameters of a field.
const PARAMETERS_MAX: usize = 64;

/// The fields in which a part tells its kind.
#[derive(Default)]
pub(super) struct Fields {
    /// `Content-Type`.
    pub(super) kind: Field,
    /// `Content-Disposition`.
    pub(super) disposition: Field,
    /// `Content-Transfer-Encoding`.
    pub(super) encoding: String,
}

/// A field with parameters.
#[derive(Default)]
pub(super) struct Field {
    /// The text before the parameters, in small letters.
    pub(super) main: String,
    parameters: Vec<(String, Vec<u8>)>,
}

/// The fields at the beginning of a part, each as it stands there first, and the number of their bytes with the empty
/// line behind them.
pub(super) fn fields(part: &[u8]) -> (Fields, usize) {
    let (mut fields, mut at, mut unfolded) = (Fields::default(), 0, Vec::new());
    for line in part.split_inclusive(|byte| *byte == b'\n') {
        let is_end = line.trim_ascii().is_empty();
        if is_end || !line.starts_with(b" ") && !line.starts_with(b"\t") {
            fields.take(&unfolded);
            unfolded.clear();
        }
        at += line.len();
        if is_end || at > HEADER_BYTES_MAX {
            return (fields, at);
        }
        unfolded.extend_from_slice(line.trim_ascii_end());
    }
    fields.take(&unfolded);
    (fields, at)
}

impl Fields {
    fn take(&mut self, line: &[u8]) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return };
        let (name, value) = (line.get(..colon).unwrap_or_default(), line.get(colon + 1..).unwrap_or_default());
        let place = match name.trim_ascii().to_ascii_lowercase().as_slice() {
            b"content-type" => &mut self.kind,
            b"content-disposition" => &mut self.disposition,
            b"content-transfer-encoding" if self.encoding.is_empty() => {
                self.encoding = String::from_utf8_lossy(value).into_owned();
                return;
            }
            _ => return,
        };
        if place.main.is_empty() {
            *place = Field::of(value);
        }
    }
}

impl Field {
    fn of(value: &[u8]) -> Self {
        let mut pieces = pieces(value).into_iter();
        let main = String::from_utf8_lossy(&pieces.next().unwrap_or_default()).trim().to_ascii_lowercase();
        let parameter = |piece: Vec<u8>| {
            let equals = piece.iter().position(|byte| *byte == b'=')?;
            let (name, value) = piece.split_at(equals);
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            Some((name, unquoted(value.get(1..).unwrap_or_default().trim_ascii())))
        };
        Self { main, parameters: pieces.take(PARAMETERS_MAX).filter_map(parameter).collect() }
    }

    fn parameter(&self, name: &str) -> Option<&[u8]> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// A parameter as it stands.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.parameter(name).and_then(|value| String::from_utf8(value.to_vec()).ok())
    }

    /// A parameter that names something, from whatever form it has.
    pub(super) fn name(&self, name: &str) -> Option<String> {
        let extended = || self.parameter(&format!("{name}*")).map(|value| Extended::of(value).text());
        let found = extended().or_else(|| self.pieced(name)).or_else(|| self.parameter(name).map(words));
        found.filter(|found| !found.trim().is_empty())
    }

    /// A parameter in numbered pieces, each of which may be in another alphabet (RFC 2231, 4.1).
    fn pieced(&self, name: &str) -> Option<String> {
        let mut whole: Option<Extended> = None;
        for number in 0..PARAMETERS_MAX {
            let encoded = self.parameter(&format!("{name}*{number}*"));
            let plain = || self.parameter(&format!("{name}*{number}"));
            match (encoded, &mut whole) {
                (Some(piece), None) => whole = Some(Extended::of(piece)),
                (Some(piece), Some(whole)) => whole.bytes.extend(without_percent(piece)),
                (None, whole) => match (plain(), whole) {
                    (Some(piece), Some(whole)) => whole.bytes.extend_from_slice(piece),
                    (Some(piece), whole) => *whole = Some(Extended { alphabet: Alphabet::Utf8, bytes: piece.to_vec() }),
                    (None, _) => break,
                },
            }
        }
        whole.map(|whole| whole.text())
    }
}

/// Text in an alphabet that it names: `alphabet'language'percent-encoded`.
struct Extended {
    alphabet: Alphabet,
    bytes: Vec<u8>,
}

impl Extended {
    fn of(value: &[u8]) -> Self {
        let mut parts = value.splitn(3, |byte| *byte == b'\'');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(alphabet), Some(_), Some(text)) => {
                Self { alphabet: Alphabet::named(alphabet), bytes: without_percent(text) }
            }
            _ => Self { alphabet: Alphabet::Utf8, bytes: without_percent(value) },
        }
    }

    fn text(&self) -> String {
        self.alphabet.text(&self.bytes)
    }
}

/// The pieces between semicolons that stand outside quotation marks.
fn pieces(value: &[u8]) -> Vec<Vec<u8>> {
    let (mut pieces, mut is_quoted, mut is_escaped) = (vec![Vec::new()], false, false);
    for byte in value {
        if *byte == b';' && !is_quoted {
            pieces.push(Vec::new());
            continue;
        }
        is_quoted ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        if let Some(piece) = pieces.last_mut() {
            piece.push(*byte);
        }
    }
    pieces
}

/// A value without its quotation marks, and without the signs that protect marks inside.
fn unquoted(value: &[u8]) -> Vec<u8> {
    let Some(inner) = value.strip_prefix(b"\"") else { return value.to_vec() };
    let (mut plain, mut bytes) = (Vec::with_capacity(inner.len()), inner.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => plain.extend(bytes.next()),
            byte => plain.push(*byte),
        }
    }
    plain
}

fn without_percent(text: &[u8]) -> Vec<u8> {
    // The same as the codes of quoted-printable, but for the sign.
    let swapped: Vec<u8> = text
        .iter()
        .flat_map(|byte| match byte {
            b'%' => b"=".to_vec(),
            b'=' => b"=3D".to_vec(),
            byte => vec![*byte],
        })
        .collect();
    quoted_printable_bytes(&swapped)
}

/// A text with words in other alphabets, `=?alphabet?B?…?=`; bytes of no named alphabet are UTF-8, or Windows' Russian.
fn words(value: &[u8]) -> String {
    let Ok(text) = str::from_utf8(value) else { return Alphabet::Windows1251.text(value) };
    let (mut shown, mut rest) = (String::new(), text);
    // The word before, whose last letter may end in the next.
    let mut open: Option<(Alphabet, Vec<u8>)> = None;
    while let Some(begin) = rest.find("=?") {
        let (before, from) = rest.split_at(begin);
        let Some((alphabet, bytes, after)) = word(from) else { break };
        if open.as_ref().is_none_or(|(known, _)| *known != alphabet) || !before.trim().is_empty() {
            shown.extend(open.take().map(|(alphabet, bytes)| alphabet.text(&bytes)));
            // Blanks between two words only part them.
            shown.push_str(if shown.is_empty() || !before.trim().is_empty() { before } else { "" });
        }
        open.get_or_insert((alphabet, Vec::new())).1.extend(bytes);
        rest = after;
    }
    shown.extend(open.map(|(alphabet, bytes)| alphabet.text(&bytes)));
    shown + rest
}

/// The word at the beginning of a text, and the text behind it.
fn word(text: &str) -> Option<(Alphabet, Vec<u8>, &str)> {
    let (alphabet, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (form, rest) = rest.split_once('?')?;
    let (letters, after) = rest.split_once("?=")?;
    let bytes = match form {
        "B" | "b" => base64_bytes(letters.as_bytes())?,
        "Q" | "q" => quoted_printable_bytes(letters.replace('_', " ").as_bytes()),
        _ => return None,
    };
    let alphabet = alphabet.split('*').next().unwrap_or_default();
    Some((Alphabet::named(alphabet.as_bytes()), bytes, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_form_that_programs_write() {
        for (value, name) in [
            ("attachment; filename=plain.attestat", "plain.attestat"),
            ("attachment; filename=\"a; \\\"b\\\".attestat\"", "a; \"b\".attestat"),
            ("attachment; filename*=UTF-8''%D0%B0%3D%25.attestat; filename=a", "а=%.attestat"),
            ("attachment; filename*=koi8-r'ru'%C1.attestat", "а.attestat"),
            ("attachment; filename*0=\"long-\"; filename*1=\"name.attestat\"", "long-name.attestat"),
            ("attachment; filename*0*=utf-8''%D0%B0%D0; filename*1*=%B1; filename*2=\".png\"", "аб.png"),
            ("attachment; filename=\"=?utf-8?B?0LA=?= =?utf-8?Q?_=D0=B1.png?=\"", "а б.png"),
            ("attachment; filename=\"=?utf-8?B?0A==?= =?utf-8?B?sC5wbmc=?=\"", "а.png"),
            ("attachment; filename=\"=?utf-8?X?0LA=?=.png\"", "=?utf-8?X?0LA=?=.png"),
            ("attachment; FileName = \"а.png\"", "а.png"),
        ] {
            assert_eq!(Field::of(value.as_bytes()).name("filename").as_deref(), Some(name), "{value}");
        }
        assert_eq!(Field::of(b"attachment; filename=\"\xe0.png\"").name("filename").as_deref(), Some("а.png"));
        assert_eq!(Field::of(b"attachment; filename=\" \"").name("filename"), None);
    }

    #[test]
    fn fields_are_unfolded_and_the_first_of_each_counts() {
        let part = b"content-TYPE: text/plain;\r\n name=a\r\nContent-Type: text/html\r\nOther: b\r\n\r\nbody: c\r\n";
        let (fields, length) = fields(part);
        assert_eq!((fields.kind.main.as_str(), fields.kind.name("name").as_deref()), ("text/plain", Some("a")));
        assert_eq!(part.get(length..), Some(b"body: c\r\n".as_slice()));
    }
}

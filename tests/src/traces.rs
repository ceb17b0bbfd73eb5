//! Traces of people: every form in which a name could lie in a file, looked for all at once.

use attestat_ledger::encoding::base64url;
use std::collections::HashMap;

/// Bytes by which a place is compared: of long traces, and of those that are too short for it.
const LONG: usize = 16;
const SHORT: usize = 8;

/// Many traces, to be looked for in one pass.
#[derive(Default)]
pub struct Traces {
    patterns: Vec<Pattern>,
    long: Beginnings<LONG>,
    short: Beginnings<SHORT>,
}

struct Pattern {
    what: String,
    form: &'static str,
    bytes: Vec<u8>,
}

impl Traces {
    /// Adds a text in every form; `what` names it where it is found.
    pub fn add(&mut self, what: &str, text: &str) {
        for (form, bytes) in forms(text) {
            let number = self.patterns.len();
            // What is shorter would be found by chance.
            if let Some(beginning) = bytes.first_chunk() {
                self.long.add(*beginning, number);
            } else if let Some(beginning) = bytes.first_chunk() {
                self.short.add(*beginning, number);
            } else {
                continue;
            }
            self.patterns.push(Pattern { what: what.to_owned(), form, bytes });
        }
    }

    /// The first trace that stands in these bytes: its name and its form.
    pub fn find(&self, bytes: &[u8]) -> Option<String> {
        let at = |from: usize, numbers: &[usize]| {
            let here = bytes.get(from..).unwrap_or_default();
            let found = numbers.iter().filter_map(|number| self.patterns.get(*number));
            found.into_iter().find(|pattern| here.starts_with(&pattern.bytes))
        };
        let found = self.long.find(bytes, &at).or_else(|| self.short.find(bytes, &at))?;
        Some(format!("{} as {}", found.what, found.form))
    }

    /// Number of traces.
    pub fn count(&self) -> usize {
        self.patterns.len()
    }
}

/// Traces by their first bytes, behind a table that most places of a file do not pass.
struct Beginnings<const N: usize> {
    may_begin: Vec<bool>,
    traces: HashMap<[u8; N], Vec<usize>>,
}

/// Entries of the table: many times as many as there are traces.
const TABLE: usize = 1 << 21;

impl<const N: usize> Default for Beginnings<N> {
    fn default() -> Self {
        Self { may_begin: vec![false; TABLE], traces: HashMap::new() }
    }
}

impl<const N: usize> Beginnings<N> {
    fn place(window: &[u8]) -> usize {
        let mut first = [0; 8];
        let mut last = [0; 8];
        first.iter_mut().zip(window).for_each(|(to, from)| *to = *from);
        last.iter_mut().zip(window.iter().rev()).for_each(|(to, from)| *to = *from);
        let mixed =
            (u64::from_le_bytes(first) ^ u64::from_le_bytes(last).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> 40).unwrap_or(0) % TABLE
    }

    fn add(&mut self, beginning: [u8; N], number: usize) {
        if let Some(entry) = self.may_begin.get_mut(Self::place(&beginning)) {
            *entry = true;
        }
        self.traces.entry(beginning).or_default().push(number);
    }

    fn find<'t>(&self, bytes: &[u8], at: &dyn Fn(usize, &[usize]) -> Option<&'t Pattern>) -> Option<&'t Pattern> {
        bytes.windows(N).enumerate().find_map(|(from, window)| {
            if !self.may_begin.get(Self::place(window)).is_some_and(|may| *may) {
                return None;
            }
            at(from, self.traces.get(window)?)
        })
    }
}

/// A text in every form in which it could lie somewhere.
fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf8 = text.as_bytes();
    let escaped: String = text.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect();
    let mut forms = vec![
        ("UTF-8", utf8.to_vec()),
        ("hex", utf8.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()),
        ("bytes in Debug", utf8.iter().map(u8::to_string).collect::<Vec<_>>().join(", ").into_bytes()),
    ];
    if !text.is_ascii() {
        let windows: Vec<u8> = text.chars().filter_map(windows_1251).collect();
        forms.push(("windows-1251", windows));
        forms.push(("JSON escapes", escaped.into_bytes()));
        forms.push(("Rust escapes", text.escape_unicode().to_string().into_bytes()));
    }
    for (begin, form) in [(0, "base64url"), (1, "base64url, shifted by one"), (2, "base64url, shifted by two")] {
        let shifted = base64url(&[&vec![0; begin][..], utf8].concat()).into_bytes();
        // The first and the last quartet also hold bits of what stands around the name.
        let inner = shifted.len().saturating_sub(4);
        forms.push((form, shifted.get(4..inner).unwrap_or_default().to_vec()));
    }
    forms
}

/// Cyrillic small letters and capitals; Latin ones, digits and signs as they are.
fn windows_1251(letter: char) -> Option<u8> {
    if letter.is_ascii() { u8::try_from(letter).ok() } else { u8::try_from(u32::from(letter) - 0x410 + 0xC0).ok() }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn every_form_is_found_wherever_it_stands() {
        let mut traces = Traces::default();
        traces.add("a name", "Образцова");
        traces.add("a day", "2008-03-15");
        for text in ["Образцова", "2008-03-15"] {
            for (form, bytes) in forms(text).into_iter().filter(|(_, bytes)| bytes.len() >= SHORT) {
                let around = [b"abcdefg".as_slice(), &bytes, b"xyz"].concat();
                assert!(traces.find(&around).unwrap().contains(form), "{form}");
                assert!(traces.find(around.get(..6 + bytes.len()).unwrap()).is_none(), "{form}");
            }
        }
        assert_eq!(traces.find(&[0; 1000]), None);
    }
}

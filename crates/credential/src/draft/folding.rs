//! Spellings that people and programs take for each other: one of them (NFC) is signed, and a text that must be
//! recognised is folded further before it is compared.
//!
//! A folded text is never shown and never signed. Folding does not guess: two names that differ in a letter differ.

use super::composing;
use super::spelling::alike;
use std::borrow::Cow;

/// The text with each letter and its accent as one character (Unicode NFC): й and ё are stored in two ways, which
/// look the same.
pub fn nfc(text: &str) -> Cow<'_, str> {
    composing::nfc(text)
}

/// A name or a title as it is compared: NFC, capitals, Ё as Е, look-alikes as Cyrillic, one space between words and
/// none beside a hyphen, one kind of hyphen, quotation mark and apostrophe.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in letters(text) {
        if letter.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if gap && letter != '-' && !out.ends_with('-') {
            out.push(' ');
        }
        gap = false;
        out.push(letter);
    }
    out
}

/// A number as it is compared: as [`folded`], and without any space.
pub fn folded_number(text: &str) -> String {
    letters(text).filter(|letter| !letter.is_whitespace()).collect()
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    let upper: String = nfc(text).chars().flat_map(char::to_uppercase).collect();
    let composed = nfc(&upper).into_owned();
    composed.chars().map(one_of_its_kind).collect::<Vec<_>>().into_iter()
}

fn one_of_its_kind(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '«' | '»' | '„' | '“' | '”' => '"',
        '’' | '‘' | 'ʼ' | '`' => '\'',
        // Many leave out its dots.
        'Ё' => 'Е',
        'A'..='Z' => alike(letter).unwrap_or(letter),
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("Семёнов", "Семенов"),
            ("Семёнов", "СЕМЁНОВ"),
            ("Андрей", "Андреи\u{306}"),
            ("Алёна", "Але\u{308}на"),
            ("Петров – Водкин", "Петров-Водкин"),
            ("О’Нил", "О'Нил"),
            ("Анна  Мария", "Анна Мария"),
            ("Oбразцов", "Образцов"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [("Семёнов", "Семина"), ("Андрей", "Андреи"), ("Анна Мария", "Аннамария"), ("Ли", "Лю")]
        {
            assert_ne!(folded(one), folded(other), "{one} {other}");
        }
    }

    #[test]
    fn spellings_of_one_number_are_one() {
        for other in ["ТС71001", "ТС\u{a0}71001", "TC 71001", "тс 71001"] {
            assert_eq!(folded_number("ТС 71001"), folded_number(other), "{other}");
        }
        assert_eq!(folded_number("2021–1"), folded_number("2021-1"));
        assert_ne!(folded_number("2021-1"), folded_number("20211"), "a hyphen parts a year from a number");
    }

    #[test]
    fn what_is_signed_is_composed() {
        assert_eq!(nfc("Андреи\u{306}"), "Андрей");
        assert!(matches!(nfc("Андрей"), Cow::Borrowed(_)));
    }
}

//! Unicode Normalization Form C (UAX #15): each letter and its accents as one character.
//!
//! The library's tables are those of every form of Unicode, three times as large as all that composing needs: a page would
//! carry 40 KB of them, and has 6 KB. A test holds the two against each other.

mod tables;

use attestat_ledger::sorting::SharedSort as _;
use std::borrow::Cow;
use tables::Tables;

/// The text in NFC.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_composed) {
        return Cow::Borrowed(text);
    }
    let composed: String = composed(decomposed(text)).into_iter().collect();
    if composed == text { Cow::Borrowed(text) } else { Cow::Owned(composed) }
}

/// Returns true for letters of our alphabets that stay as they are beside any other: they compose with nothing before them.
const fn is_composed(letter: char) -> bool {
    matches!(letter, ..'\u{300}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2010}'..='\u{205f}')
}

/// The characters with all accents apart, and accents in the order of their classes.
fn decomposed(text: &str) -> Vec<(u8, char)> {
    let mut letters = Vec::with_capacity(text.len());
    for letter in text.chars() {
        Tables::get().take_apart(letter, &mut letters);
    }
    for accents in letters.split_mut(|(class, _)| *class == 0) {
        accents.put_in_order_by_key(|(class, _)| *class);
    }
    letters
}

fn composed(letters: Vec<(u8, char)>) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(letters.len());
    // The place of the last character that others may join, and the class of what was put behind it.
    let (mut start, mut behind) = (None, None);
    for (class, letter) in letters {
        let is_free = behind.is_none_or(|behind: u8| behind < class);
        if let Some(started) = start.and_then(|at: usize| out.get_mut(at)).filter(|_| is_free)
            && let Some(joined) = Tables::get().join(*started, letter)
        {
            *started = joined;
            continue;
        }
        if class == 0 {
            (start, behind) = (Some(out.len()), None);
        } else {
            behind = Some(class);
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    #[track_caller]
    fn as_the_library(text: &str) {
        let expected: String = text.nfc().collect();
        assert_eq!(nfc(text), expected, "{text:?}");
    }

    #[test]
    fn every_character_is_composed_as_the_library_does() {
        for letter in '\0'..=char::MAX {
            as_the_library(&String::from(letter));
            let apart: String = [letter].into_iter().nfd().collect();
            as_the_library(&apart);
            as_the_library(&format!("и{letter}\u{306}"));
        }
    }

    /// Letters, accents of several classes, Hangul and what composes with it, and letters whose composition is excluded.
    const PARTS: &str = "[eиаÅ\u{306}\u{308}\u{301}\u{323}\u{31b}\u{345}\u{f71}\u{f72}\u{1100}\u{1161}\u{11a8}\u{ac00}\u{958}\u{2126}\u{212b}\u{9c7}\u{9be}\u{16d63}\u{16d67}\u{1d15f}]{0,12}";

    proptest! {
        #[test]
        fn any_text_is_composed_as_the_library_does(text in PARTS, any in "\\PC{0,30}") {
            as_the_library(&text);
            as_the_library(&any);
        }
    }
}

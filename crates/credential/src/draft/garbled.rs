//! Text that was read by another encoding than it was written in: «Îðëîâà» for «Орлова».
//!
//! The encoding of a file as a whole is recognised by its bytes. This module recognises text that was garbled before it
//! came into the file, and whose letters are valid Unicode one by one.

/// Letters that Latin-1 has in the place of the Russian letters of windows-1251.
const LATIN_1: core::ops::RangeInclusive<char> = '\u{c0}'..='\u{ff}';
/// Length from which a word of such letters alone is no word of any language.
const RUN_LEAST: usize = 3;

/// Characters of windows-1251 and windows-1252 for the second bytes of Russian letters in UTF-8, besides U+0080 to
/// U+00BF.
const SECOND_BYTES: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈ¤Ґ¦§Ё©Є«¬®Ї°±Ііґµ¶·ё№є»јЅѕїƒˆŠŒŽ˜šœžŸ";

/// Returns the mistake of encodings by which the text was garbled, if it looks garbled.
pub fn garbled(text: &str) -> Option<&'static str> {
    if text.contains("???") {
        return Some("question marks in the place of letters");
    }
    let letters: Vec<char> = text.chars().collect();
    let pairs = |firsts: [char; 2]| {
        let is_pair = |pair: &[char]| matches!(pair, [first, second] if firsts.contains(first) && is_second(*second));
        letters.windows(4).any(|four| four.chunks(2).all(is_pair))
    };
    if pairs(['Р', 'С']) {
        return Some("UTF-8 that was read as windows-1251");
    }
    if pairs(['Ð', 'Ñ']) {
        return Some("UTF-8 that was read as Latin-1");
    }
    let is_part = |letter: &char| letter.is_alphabetic() || LATIN_1.contains(letter);
    let mut words = letters.split(|letter| !is_part(letter));
    let only = |word: &[char]| word.len() >= RUN_LEAST && word.iter().all(|letter| LATIN_1.contains(letter));
    words.any(only).then_some("windows-1251 that was read as Latin-1")
}

/// Like [`garbled`], for a name, in which two such letters are enough.
pub fn garbled_name(name: &str) -> Option<&'static str> {
    let letters = || name.chars().filter(|letter| letter.is_alphabetic());
    let only = letters().count() > 1 && letters().all(|letter| LATIN_1.contains(&letter));
    garbled(name).or(only.then_some("windows-1251 that was read as Latin-1"))
}

fn is_second(character: char) -> bool {
    ('\u{80}'..='\u{bf}').contains(&character) || SECOND_BYTES.contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_another_encoding_are_found_and_foreign_names_are_not() {
        for (text, of) in [
            ("Îðëîâà", "windows-1251 that was read as Latin-1"),
            ("Øêîëà ¹ 12", "windows-1251 that was read as Latin-1"),
            ("РћСЂР»РѕРІР°", "UTF-8 that was read as windows-1251"),
            ("ÐžÑ€Ð»Ð¾Ð²Ð°", "UTF-8 that was read as Latin-1"),
            ("??????", "question marks in the place of letters"),
        ] {
            assert_eq!(garbled(text), Some(of), "{text}");
        }
        assert!(garbled_name("Ëè").is_some() && garbled_name("Ли").is_none());
        for right in
            ["Орлова", "СССР", "Ångström", "Élodie", "Søren Ærø", "МБОУ «Школа Р»", "Ђорђевић", "Óðinn", "5 °С"]
        {
            assert_eq!((garbled(right), garbled_name(right)), (None, None), "{right}");
        }
    }
}

//! Spellings of headings and words: folding, by which two spellings count as the same, and the search for the nearest
//! known one.
//!
//! Only ё and й lose their signs here. A decomposition of every letter (`unicode-normalization`) would also make і of ї
//! and у of ў, by which other languages of the country tell words apart; and the doubles of letters come from
//! [`attestat_credential::draft::spelling`], which says the place and the alphabet of each, as tables of confusable
//! letters (`unicode-security`) do not.

use std::borrow::Cow;

use attestat_credential::draft::spelling::{Alphabet, foreign_letters};

/// Least likeness of two spellings for one to be suggested for the other; 1 is equality.
const ALIKE_LEAST: f64 = 0.6;
/// Longest spelling that is compared with the known ones, in characters.
const COMPARED_CHARACTERS_MAX: usize = 80;

/// Folds a text to the characters that count for its spelling: letters and digits in lower case, one space between
/// words; ё is е, й is и (some systems write it as two characters), and № is the word "номер". A Latin letter in a
/// Cyrillic word is the Cyrillic one that looks the same.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in one_alphabet(text).chars() {
        match character {
            '\u{300}'..='\u{36f}' => {}
            '№' => push_word(&mut folded, "номер "),
            _ if character.is_alphanumeric() => folded.extend(character.to_lowercase().map(plain)),
            _ => push_word(&mut folded, ""),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The text with each Latin letter of a Cyrillic word as its Cyrillic double.
fn one_alphabet(text: &str) -> Cow<'_, str> {
    let foreign = foreign_letters(text);
    if foreign.is_empty() {
        return Cow::Borrowed(text);
    }
    let double = |at: usize| foreign.iter().find(|letter| letter.at == at + 1 && letter.alphabet == Alphabet::Latin);
    let letters = text.chars().enumerate();
    letters.map(|(at, letter)| double(at).and_then(|foreign| foreign.alike).unwrap_or(letter)).collect()
}

/// Begins a new word of a folded text.
fn push_word(folded: &mut String, word: &str) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded.push_str(word);
}

fn plain(letter: char) -> char {
    match letter {
        'ё' => 'е',
        'й' => 'и',
        _ => letter,
    }
}

/// The known spelling most like `text`, if any is like it at all.
pub(super) fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = fold(text);
    if text.is_empty() || text.chars().count() > COMPARED_CHARACTERS_MAX {
        return None;
    }
    let alike = |candidate: &str| strsim::normalized_damerau_levenshtein(&text, &fold(candidate));
    known
        .map(|candidate| (candidate, alike(candidate)))
        .filter(|(_, likeness)| *likeness >= ALIKE_LEAST)
        .max_by(|(_, left), (_, right)| left.total_cmp(right))
        .map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_differ_in_case_signs_and_dots_are_one() {
        for (left, right) in [
            ("Дата рождения", " дата  РОЖДЕНИЯ * "),
            ("Номер бланка", "№ бланка"),
            ("Населённый пункт", "населенный_пункт"),
            ("family_name", "Family Name"),
            ("Отчество (при наличии)", "отчество при наличии"),
            ("район", "раи\u{306}он"),
            ("Фaмилия", "Фамилия"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} and {right}");
        }
    }

    #[test]
    fn a_misspelling_finds_its_word_and_nonsense_finds_none() {
        let known = || ["Дата рождения", "Дата выдачи", "Фамилия"].into_iter();
        assert_eq!(nearest("Дата рожденя", known()), Some("Дата рождения"));
        assert_eq!(nearest("Фамлия", known()), Some("Фамилия"));
        assert_eq!(nearest("Телефон", known()), None);
        assert_eq!(nearest("***", known()), None);
    }
}

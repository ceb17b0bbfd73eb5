//! Numbers and names that mix two alphabets: «ТС 71001» with a Latin C is a different number for every program, and the
//! same number for every reader.
//!
//! Checked where a new document is issued, and not where a draft is parsed: documents that were issued before stay
//! readable.

use super::problem::Problem;

/// A letter of another alphabet than the rest of its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignLetter {
    /// Its position in characters from 1.
    pub at: usize,
    /// The letter.
    pub letter: char,
    /// Its alphabet.
    pub alphabet: Alphabet,
    /// The letter of the other alphabet that looks like it, if one does.
    pub alike: Option<char>,
}

/// An alphabet of numbers and names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// A to Z.
    Latin,
    /// А to Я, and the letters of other languages written with Cyrillic.
    Cyrillic,
}

impl Alphabet {
    /// The alphabet of a letter.
    pub fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | 'A'..='Z' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Cyrillic => "Cyrillic",
        }
    }
}

/// A Latin letter and the Cyrillic one that looks the same.
const ALIKE: &[(char, char)] = &[
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('J', 'Ј'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('S', 'Ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('j', 'ј'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('k', 'к'),
    ('m', 'м'),
    ('t', 'т'),
];

/// The letter of the other alphabet that looks like this one.
pub fn alike(letter: char) -> Option<char> {
    ALIKE.iter().find_map(|(latin, cyrillic)| match letter {
        _ if letter == *latin => Some(*cyrillic),
        _ if letter == *cyrillic => Some(*latin),
        _ => None,
    })
}

/// The letters that stand in a word of the other alphabet. `АА SAMPLE-1` mixes nothing: its words are each of one.
pub fn foreign_letters(text: &str) -> Vec<ForeignLetter> {
    let characters: Vec<(usize, char)> = text.chars().enumerate().collect();
    characters.split(|(_, letter)| !letter.is_alphabetic()).flat_map(foreign_in_word).collect()
}

fn foreign_in_word(word: &[(usize, char)]) -> Vec<ForeignLetter> {
    let of = |alphabet| word.iter().copied().filter(move |(_, letter)| Alphabet::of(*letter) == Some(alphabet));
    let (latin, cyrillic) = (of(Alphabet::Latin).count(), of(Alphabet::Cyrillic).count());
    if latin == 0 || cyrillic == 0 {
        return Vec::new();
    }
    // In «ПETP» no Latin letter looks like П, so that it is the three others that were typed with another keyboard.
    let could_be = |alphabet| of(alphabet).all(|(_, letter)| alike(letter).is_some());
    let foreign = match (could_be(Alphabet::Latin), could_be(Alphabet::Cyrillic)) {
        (true, false) => Alphabet::Latin,
        (false, true) => Alphabet::Cyrillic,
        _ if latin > cyrillic => Alphabet::Cyrillic,
        _ => Alphabet::Latin,
    };
    let told = |(at, letter)| ForeignLetter { at: at + 1, letter, alphabet: foreign, alike: alike(letter) };
    of(foreign).map(told).collect()
}

/// Refuses a text that mixes two alphabets in a word.
pub(super) fn one_alphabet(text: &str) -> Result<(), Problem> {
    match foreign_letters(text).first() {
        Some(ForeignLetter { at, letter, alphabet, .. }) => {
            Err(Problem::MixedAlphabets { at: *at, letter: *letter, alphabet: alphabet.name() })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_of_another_alphabet_is_found_with_its_place() {
        for (number, found) in [
            ("ТC 71001", Some((2, 'C', Alphabet::Latin))),
            ("77АB0123456", Some((4, 'B', Alphabet::Latin))),
            ("SAMРLE-1", Some((4, 'Р', Alphabet::Cyrillic))),
            ("АА SAMPLE-001", None),
            ("TC 71001", None),
            ("ТС 71001", None),
            ("2021-1", None),
        ] {
            let letter = foreign_letters(number).first().map(|found| (found.at, found.letter, found.alphabet));
            assert_eq!(letter, found, "{number}");
        }
    }

    #[test]
    fn each_foreign_letter_is_found_with_its_place_and_its_double() {
        let found = |text: &str| {
            foreign_letters(text).iter().map(|found| (found.at, found.letter, found.alike)).collect::<Vec<_>>()
        };
        assert_eq!(found("Oбpазцова"), [(1, 'O', Some('О')), (3, 'p', Some('р'))]);
        assert_eq!(found("Анна-Мaрия"), [(7, 'a', Some('а'))]);
        assert_eq!(found("Smіth"), [(3, 'і', Some('i'))], "a Cyrillic letter in a Latin name");
        assert_eq!(found("Иваноv"), [(6, 'v', None)]);
        let in_a_cyrillic_name = [(2, 'E', Some('Е')), (3, 'T', Some('Т')), (4, 'P', Some('Р'))];
        assert_eq!(found("ПETP"), in_a_cyrillic_name, "П has no double, so that the most letters are foreign");
        for pure in ["Образцова (SAMPLE)", "Smith", "Образцов-VII", "О'Нил", ""] {
            assert_eq!(found(pure), [], "{pure}");
        }
    }
}

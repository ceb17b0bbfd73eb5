//! Letters of one alphabet that look like letters of the other, and where they stand in a word.

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

/// An alphabet of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// A to Z.
    Latin,
    /// А to Я, and the letters of other languages written with Cyrillic.
    Cyrillic,
}

impl Alphabet {
    fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | 'A'..='Z' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }
}

/// A letter of the alphabet that the rest of its word is not written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stranger {
    /// Its position in the text, in characters from 1.
    pub(super) at: usize,
    /// The letter.
    pub(super) letter: char,
    /// Its alphabet.
    pub(super) alphabet: Alphabet,
    /// The letter of the other alphabet that looks like it, if one does.
    pub(super) alike: Option<char>,
}

/// Finds the letters that stand in a word of the other alphabet. Where a word has as many of both, it is
/// taken for a Cyrillic one.
pub(super) fn strangers(text: &str) -> Vec<Stranger> {
    let mut found = Vec::new();
    let mut word: Vec<(usize, char)> = Vec::new();
    for (at, character) in text.chars().chain([' ']).enumerate() {
        if character.is_alphabetic() {
            word.push((at + 1, character));
        } else {
            found.extend(strangers_in_word(&word));
            word.clear();
        }
    }
    found
}

fn strangers_in_word(word: &[(usize, char)]) -> Vec<Stranger> {
    let count = |alphabet| word.iter().filter(|(_, letter)| Alphabet::of(*letter) == Some(alphabet)).count();
    let (latin, cyrillic) = (count(Alphabet::Latin), count(Alphabet::Cyrillic));
    if latin == 0 || cyrillic == 0 {
        return Vec::new();
    }
    let strange = if latin > cyrillic { Alphabet::Cyrillic } else { Alphabet::Latin };
    let of_it = word.iter().filter(|(_, letter)| Alphabet::of(*letter) == Some(strange));
    of_it.map(|(at, letter)| Stranger { at: *at, letter: *letter, alphabet: strange, alike: alike(*letter) }).collect()
}

fn alike(letter: char) -> Option<char> {
    ALIKE.iter().find_map(|(latin, cyrillic)| match letter {
        _ if letter == *latin => Some(*cyrillic),
        _ if letter == *cyrillic => Some(*latin),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_strange_letter_is_found_with_its_place_and_its_double() {
        let found =
            |text: &str| strangers(text).iter().map(|found| (found.at, found.letter, found.alike)).collect::<Vec<_>>();
        assert_eq!(found("Oбpазцова"), [(1, 'O', Some('О')), (3, 'p', Some('р'))]);
        assert_eq!(found("Анна-Мaрия"), [(7, 'a', Some('а'))]);
        assert_eq!(found("Smіth"), [(3, 'і', Some('i'))], "a Cyrillic letter in a Latin name");
        assert_eq!(found("Иваноv"), [(6, 'v', None)]);
        for pure in ["Образцова (SAMPLE)", "Smith", "Образцов-VII", "О'Нил", ""] {
            assert_eq!(found(pure), [], "{pure}");
        }
    }
}

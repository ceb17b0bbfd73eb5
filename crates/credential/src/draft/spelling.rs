//! Numbers that mix two alphabets: «ТС 71001» with a Latin C is another number to every program, and the same to
//! every reader.
//!
//! Checked where something new is issued, and not where a draft is parsed: what was issued before stays readable.

use super::achievement::AchievementFields;
use super::problem::{FieldError, Problem};
use super::text::{BlankNumber, Text};
use super::{Document, Draft};

/// A letter of the alphabet that the other letters of its number are not written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignLetter {
    /// Its position in characters from 1.
    pub at: usize,
    /// The letter.
    pub letter: char,
    /// Whether it is a Latin one among Cyrillic ones; otherwise the other way round.
    pub alphabet: Alphabet,
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

/// The first letter of a run of letters that is not of the alphabet of most of them; where there are as many of
/// both, the Latin one is foreign. `АА SAMPLE-1` mixes nothing: its runs are each of one alphabet.
pub fn foreign_letter(number: &str) -> Option<ForeignLetter> {
    let characters: Vec<(usize, char)> = number.chars().enumerate().collect();
    characters.split(|(_, letter)| !letter.is_alphabetic()).find_map(|run| {
        let count = |alphabet| run.iter().filter(|(_, letter)| Alphabet::of(*letter) == Some(alphabet)).count();
        let (latin, cyrillic) = (count(Alphabet::Latin), count(Alphabet::Cyrillic));
        let alphabet = if latin > cyrillic { Alphabet::Cyrillic } else { Alphabet::Latin };
        let (at, letter) = run.iter().find(|(_, letter)| Alphabet::of(*letter) == Some(alphabet))?;
        (latin > 0 && cyrillic > 0).then_some(ForeignLetter { at: at + 1, letter: *letter, alphabet })
    })
}

impl Draft {
    /// Refuses a number, of the pupil or of the paper, that mixes two alphabets.
    pub fn check_numbers(&self) -> Result<(), FieldError> {
        let mut numbers = vec![("pupil_ref", self.pupil_ref().map(Text::expose))];
        numbers.extend(paper_numbers(self.document()));
        for (path, number) in numbers {
            if let Some(ForeignLetter { at, letter, alphabet }) = number.and_then(foreign_letter) {
                return Err(FieldError::new(path, Problem::MixedAlphabets { at, letter, alphabet: alphabet.name() }));
            }
        }
        Ok(())
    }
}

fn paper_numbers(document: &Document) -> Vec<(&'static str, Option<&str>)> {
    match document {
        Document::Basic(certificate) | Document::Secondary(certificate) => {
            let fields = certificate.fields();
            vec![
                ("document.blank_number", Some(fields.blank_number.expose())),
                ("document.supplement_number", Some(fields.supplement_number.expose())),
                ("document.registration_number", Some(fields.registration_number.expose())),
                ("document.replaces_number", fields.copy.replaces().map(BlankNumber::expose)),
            ]
        }
        Document::Achievement(achievement) => match achievement.fields() {
            AchievementFields::Olympiad(olympiad) => diploma(olympiad.diploma_number.as_ref()),
            AchievementFields::Contest(contest) => diploma(contest.diploma_number.as_ref()),
            AchievementFields::SportEvent(event) => diploma(event.diploma_number.as_ref()),
            AchievementFields::SportRank(rank) => vec![("document.order_number", Some(rank.order_number.expose()))],
            AchievementFields::ArtsSchool(school) => {
                vec![("document.certificate_number", Some(school.certificate_number.expose()))]
            }
            AchievementFields::Gto(gto) => vec![("document.certificate_number", Some(gto.certificate_number.expose()))],
        },
    }
}

fn diploma(number: Option<&Text<60>>) -> Vec<(&'static str, Option<&str>)> {
    vec![("document.diploma_number", number.map(Text::expose))]
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
            let letter = foreign_letter(number).map(|found| (found.at, found.letter, found.alphabet));
            assert_eq!(letter, found, "{number}");
        }
    }
}

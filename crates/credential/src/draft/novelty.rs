//! Further rules that a draft must keep for a new document to be issued by it.
//!
//! They are not checked where a draft is parsed: documents that were issued before these rules stay readable.

use super::claims::{ClaimValue, ClaimVisitor};
use super::folding::folded;
use super::garbled::{garbled, garbled_name};
use super::problem::{FieldError, Problem};
use super::spelling::{Alphabet, alike, one_alphabet};
use super::text::{Name, Text};
use super::{Basis, Draft, Person};
use crate::kind::mark::Mark;

/// Possible ages of a pupil on the day of a certificate; nobody is younger or older.
const CERTIFICATE_AGES: core::ops::RangeInclusive<u32> = 10..=100;
/// Possible ages of a pupil on the day of an achievement.
const ACHIEVEMENT_AGES: core::ops::RangeInclusive<u32> = 2..=100;

/// Words, folded, that people write for "there is none".
const NONE_WORDS: &[&str] = &[
    "НЕТ",
    "ОТСУТСТВУЕТ",
    "НЕ ИМЕЕТ",
    "НЕ ИМЕЕТСЯ",
    "НЕ УКАЗАНО",
    "НЕ УКАЗАН",
    "БЕЗ ОТЧЕСТВА",
    "НЕТ ОТЧЕСТВА",
    "БЕЗ ИМЕНИ",
    "ПРОЧЕРК",
    "ПУСТО",
];
/// Words in Latin letters for "there is none", as programs export them.
const NONE_WORDS_IN_LATIN: &[&str] = &["none", "null", "n.a."];

/// Words of names that begin with a small letter.
const SMALL_WORDS: &[&str] = &[
    "фон", "де", "ди", "да", "дю", "дос", "дас", "ду", "ван", "дер", "ден", "тер", "ла", "ле", "эль", "аль", "ал",
    "бин", "ибн", "бен", "бинт", "оглы", "оглу", "кызы", "гызы", "угли", "уулу", "улы", "кизи", "заде", "и", "von",
    "van", "der", "den", "de", "di", "da", "du", "dos", "das", "la", "le", "el", "al", "bin", "ibn", "bint", "ben",
    "e", "y", "ter", "ogly", "oglu", "kyzy", "ugli", "uulu",
];

impl Draft {
    /// Refuses values that are no name, number or text of a paper, and content that cannot be true: an impossible age,
    /// a distinction with a 3.
    pub fn check_new(&self) -> Result<(), FieldError> {
        self.check_numbers()?;
        self.pupil().check_names()?;
        self.check_texts()?;
        self.check_distinction()?;
        let (date, _) = self.document().date();
        let years = self.pupil().birth_date.age_on(date);
        let is_achievement = self.document().form().is_achievement();
        let possible = if is_achievement { ACHIEVEMENT_AGES } else { CERTIFICATE_AGES };
        if !possible.contains(&years) {
            return Err(FieldError::new("pupil.birth_date", Problem::ImpossibleAge { years }));
        }
        Ok(())
    }

    fn check_distinction(&self) -> Result<(), FieldError> {
        let has_three = self.document().marks().iter().any(|line| line.mark == Mark::Satisfactory);
        if has_three && self.document().text("distinction") == Some("with-distinction") {
            return Err(FieldError::new("document.distinction", Problem::DistinctionWithThree));
        }
        Ok(())
    }

    /// Refuses a number, of the pupil or of the paper, that mixes two alphabets.
    fn check_numbers(&self) -> Result<(), FieldError> {
        let pupil = self.pupil_ref().map(|number| ("pupil_ref".to_owned(), number.expose()));
        let document = self.document();
        let of_paper =
            document.form().numbers.iter().filter_map(|key| Some((format!("document.{key}"), document.text(key)?)));
        let mut numbers = pupil.into_iter().chain(of_paper);
        numbers.try_for_each(|(path, number)| one_alphabet(number).map_err(|problem| FieldError::new(path, problem)))
    }

    /// Refuses texts with the letters of another encoding.
    fn check_texts(&self) -> Result<(), FieldError> {
        let mut texts = Texts::default();
        self.document().visit(&mut texts);
        if let Some((field, of)) = texts.0 {
            return Err(FieldError::new(format!("document.{field}"), Problem::Garbled { of }));
        }
        let (Basis::Law(text) | Basis::Agreement(super::basis::Agreement { text, .. })) = self.basis();
        garbled(text.expose()).map_or(Ok(()), |of| Err(FieldError::new("basis.text", Problem::Garbled { of })))
    }
}

/// The first text of a document with the letters of another encoding.
#[derive(Default)]
struct Texts(Option<(&'static str, &'static str)>);

impl ClaimVisitor for Texts {
    fn claim(&mut self, name: &'static str, value: ClaimValue<'_>) {
        let found = match value {
            ClaimValue::Text(text) => garbled(text),
            ClaimValue::Lines(lines) => lines.iter().map(Text::expose).find_map(garbled),
            ClaimValue::Marks(marks) => marks.iter().find_map(|line| garbled(line.subject.expose())),
            ClaimValue::Date(_) | ClaimValue::Number(_) => None,
        };
        self.0 = self.0.or(found.map(|of| (name, of)));
    }
}

impl Person {
    /// Refuses names that no identity document has.
    pub fn check_names(&self) -> Result<(), FieldError> {
        let parts = [
            ("pupil.family_name", Some(&self.family_name)),
            ("pupil.given_name", self.given_name.as_ref()),
            ("pupil.patronymic", self.patronymic.as_ref()),
        ];
        let mut names = parts.iter().filter_map(|(path, name)| Some((*path, (*name)?)));
        names
            .clone()
            .try_for_each(|(path, name)| name.check_new().map_err(|problem| FieldError::new(path, problem)))?;
        // A name of Latin letters stands by itself; beside a Cyrillic one it was typed with the wrong keyboard.
        let is_cyrillic =
            |name: &Name| name.expose().chars().any(|letter| Alphabet::of(letter) == Some(Alphabet::Cyrillic));
        if names.clone().any(|(_, name)| is_cyrillic(name))
            && let Some((path, _)) = names.find(|(_, name)| name.is_latin_double())
        {
            return Err(FieldError::new(path, Problem::LatinDouble));
        }
        Ok(())
    }
}

impl Name {
    /// Refuses a text that stands in the place of a name and is none.
    pub fn check_new(&self) -> Result<(), Problem> {
        let text = self.expose();
        if NONE_WORDS.contains(&folded(text).as_str()) || NONE_WORDS_IN_LATIN.contains(&text.to_lowercase().as_str()) {
            return Err(Problem::SaysNone);
        }
        if let Some(of) = garbled_name(text) {
            return Err(Problem::Garbled { of });
        }
        one_alphabet(text)?;
        if text.starts_with('-') || text.ends_with('-') {
            return Err(Problem::HyphenAtEnd);
        }
        let words = || text.split([' ', '-']).filter(|word| word.chars().any(char::is_alphabetic));
        let is_initial = |word: &str| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_alphabetic) && letters.as_str().starts_with('.')
        };
        if words().any(is_initial) {
            return Err(Problem::Initial);
        }
        // Other scripts have letters of one size, which Unicode calls small.
        let is_small = |letter: char| letter.is_lowercase() && Alphabet::of(letter).is_some();
        let begins_small = |word: &str| {
            word.chars().find(|letter| letter.is_alphabetic()).is_some_and(is_small)
                && !word.starts_with('(')
                && !word.contains(['\'', '’'])
                && !SMALL_WORDS.contains(&word)
        };
        if words().any(begins_small) { Err(Problem::SmallLetter) } else { Ok(()) }
    }

    /// Returns true if every letter is a Latin one that looks like a Cyrillic one.
    fn is_latin_double(&self) -> bool {
        let mut letters = self.expose().chars().filter(|letter| letter.is_alphabetic());
        letters.all(|letter| Alphabet::of(letter) == Some(Alphabet::Latin) && alike(letter).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_refused_by_what_it_is() {
        for (name, problem) in [
            ("нет", Problem::SaysNone),
            ("Отсутствует", Problem::SaysNone),
            ("НЕ  ИМЕЕТ", Problem::SaysNone),
            ("None", Problem::SaysNone),
            ("иванова", Problem::SmallLetter),
            ("Римский-корсаков", Problem::SmallLetter),
            ("Образцова-", Problem::HyphenAtEnd),
            ("И.", Problem::Initial),
            ("И. П.", Problem::Initial),
            ("И.П.", Problem::Initial),
            ("Îðëîâà", Problem::Garbled { of: "windows-1251 that was read as Latin-1" }),
            ("ПETP", Problem::MixedAlphabets { at: 2, letter: 'E', alphabet: "Latin" }),
        ] {
            assert_eq!(Name::parse(name).unwrap().check_new(), Err(problem), "{name}");
        }
        for name in [
            "Образцова (SAMPLE)",
            "Римский-Корсаков",
            "фон Берг",
            "Гасан оглы",
            "Оглы",
            "О'Нил",
            "д'Артаньян",
            "Анна Мария",
            "СОЛОВЬЁВ",
            "Smith",
            "Ли",
            "Ю",
            "Нетай",
            "Салтыкова (Образцова)",
            "აბაშიძე",
            "Ван дер Ваальс",
            "St. John",
        ] {
            assert_eq!(Name::parse(name).unwrap().check_new(), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_latin_name_beside_a_cyrillic_one_is_refused_where_it_looks_like_one() {
        let person = |family: &str, given: &str| Person {
            family_name: Name::parse(family).unwrap(),
            given_name: Some(Name::parse(given).unwrap()),
            patronymic: None,
            birth_date: super::super::text::Date::parse("2008-03-12").unwrap(),
        };
        for (family, given) in [("COBA", "Пётр"), ("Соколов", "AHHA"), ("CAXAPOB", "Пётр")] {
            let error = person(family, given).check_names().unwrap_err();
            assert_eq!(error.problem(), &Problem::LatinDouble, "{family} {given}");
        }
        assert_eq!(person("Tom", "Max").check_names(), Ok(()), "all of it is Latin");
        assert_eq!(person("Smith", "Пётр").check_names(), Ok(()), "nobody reads it as Cyrillic");
    }
}

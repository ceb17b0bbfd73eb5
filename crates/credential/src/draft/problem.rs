//! Problems of the fields of a draft, worded so that the school can correct them.

use attestat_words::text;
use attestat_words::text::Text;

/// Problem of one field of a draft, with the path of the field. Never repeats the value of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct FieldError {
    path: String,
    problem: Problem,
}

impl FieldError {
    /// A problem of the field at `path`, such as `marks[3].mark`.
    pub fn new(path: impl Into<String>, problem: Problem) -> Self {
        Self { path: path.into(), problem }
    }

    /// The field as a stable path: the keys of `attestat/draft/v1`, list items counted from 0.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The problem of the field.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Returns the field, its problem and the fix for a person.
    pub fn text(&self) -> Text {
        text!("draft-fault", path = self.path.as_str(), problem = self.problem.text())
    }
}

/// Problem of one field, and the fix, in one phrase that follows the field's path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum Problem {
    /// A required field is absent.
    Missing,
    /// A field is there but blank.
    Empty,
    /// Text over the limit.
    TooLong {
        /// Characters received.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// A control, invisible or direction-changing character, or the mark of a broken encoding.
    HiddenCharacter {
        /// Position in characters from 1.
        at: usize,
    },
    /// A character in a name that no name has.
    NotInAName {
        /// Position in characters from 1.
        at: usize,
    },
    /// Letters of two alphabets in one word.
    MixedAlphabets {
        /// Position in characters from 1.
        at: usize,
        /// The letter that is not of the others' alphabet.
        letter: char,
        /// Its alphabet.
        alphabet: &'static str,
    },
    /// Letters of another encoding than the one by which they were read.
    Garbled {
        /// The two encodings: the one of the text, and the one by which it was read.
        of: &'static str,
    },
    /// A word for "none" where a name should be.
    SaysNone,
    /// A letter and a dot where a name should be.
    Initial,
    /// A name that begins with a small letter.
    SmallLetter,
    /// A name that ends or begins with a hyphen.
    HyphenAtEnd,
    /// A name of Latin letters that look like Cyrillic ones, beside a Cyrillic one.
    LatinDouble,
    /// A certificate with distinction and a 3 among its marks.
    DistinctionWithThree,
    /// An age that nobody has on the day of such a document.
    ImpossibleAge {
        /// Whole years.
        years: u32,
    },
    /// Marks without a supplement, or a supplement without marks.
    SupplementAndMarks,
    /// The value is not a day of the calendar.
    NotADate,
    /// The value is a day of the calendar that no document has.
    NotOfDocuments,
    /// A number outside its range.
    NotInRange {
        /// Smallest allowed.
        least: u32,
        /// Largest allowed.
        most: u32,
    },
    /// A word outside a closed list.
    UnknownWord {
        /// The allowed words.
        expected: &'static str,
    },
    /// The value is not a mark that a certificate can carry.
    NotAMark,
    /// The text is not the number of a certificate's blank.
    NotABlankNumber,
    /// The text is not the number of a participant in the GTO complex.
    NotAGtoNumber,
    /// Text that should be a measured result.
    NotAResult,
    /// A JSON value of another type.
    WrongType {
        /// The expected type, with its article.
        expected: &'static str,
    },
    /// A key that the format does not have.
    UnknownKey {
        /// The known key that looks most like it.
        nearest: Option<&'static str>,
    },
    /// A list that is too short or too long.
    WrongCount {
        /// Entries received.
        length: usize,
        /// Fewest allowed.
        least: usize,
        /// Most allowed.
        most: usize,
    },
    /// A subject that stands in the list already.
    SubjectTwice {
        /// Place of the first line with the subject, from 0.
        first: usize,
    },
    /// A day or year before the one that it must follow.
    Before {
        /// The field that must come first.
        other: &'static str,
    },
    /// A kind of basis that does not fit the document.
    AgreementNeeded,
    /// A certificate with an agreement in place of a law.
    LawNeeded,
    /// The wrong person agreed for the pupil's age.
    WrongPersonAgreed {
        /// Persons who must agree at that age.
        needed: &'static str,
    },
    /// The draft is not JSON at all.
    NotJson(String),
}

impl Problem {
    /// Returns the problem and the fix for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::Missing => text!("draft-missing"),
            Self::Empty => text!("draft-empty"),
            Self::TooLong { length, limit } => text!("draft-too-long", length = *length, limit = *limit),
            Self::HiddenCharacter { at } => text!("draft-hidden-character", at = *at),
            Self::NotInAName { .. }
            | Self::MixedAlphabets { .. }
            | Self::Garbled { .. }
            | Self::SaysNone
            | Self::Initial
            | Self::SmallLetter
            | Self::HyphenAtEnd
            | Self::LatinDouble => self.text_of_a_name(),
            Self::DistinctionWithThree => text!("draft-distinction-with-three"),
            Self::ImpossibleAge { years } => text!("draft-impossible-age", years = *years),
            Self::SupplementAndMarks => text!("draft-supplement-and-marks"),
            Self::NotADate => text!("draft-not-a-date"),
            Self::NotOfDocuments => text!("draft-not-of-documents"),
            Self::NotInRange { least, most } => text!("draft-not-in-range", least = *least, most = *most),
            Self::UnknownWord { expected } => text!("draft-unknown-word", expected = *expected),
            Self::NotAMark => text!("draft-not-a-mark"),
            Self::NotABlankNumber => text!("draft-not-a-blank-number"),
            Self::NotAGtoNumber => text!("draft-not-a-gto-number"),
            Self::NotAResult => text!("draft-not-a-result"),
            Self::WrongType { expected } => text!("draft-wrong-type", expected = phrase(expected)),
            Self::UnknownKey { nearest: None } => text!("draft-unknown-key"),
            Self::UnknownKey { nearest: Some(nearest) } => text!("draft-unknown-key-like", nearest = *nearest),
            Self::WrongCount { length, least, most } => {
                text!("draft-wrong-count", length = *length, least = *least, most = *most)
            }
            Self::SubjectTwice { first } => text!("draft-subject-twice", first = *first),
            Self::Before { other } => text!("draft-before", other = *other),
            Self::AgreementNeeded => text!("draft-agreement-needed"),
            Self::LawNeeded => text!("draft-law-needed"),
            Self::WrongPersonAgreed { needed } => text!("draft-wrong-person-agreed", needed = phrase(needed)),
            Self::NotJson(why) => text!("draft-not-json", why = why.as_str()),
        }
    }

    /// The same of a problem that names and other words of people have.
    fn text_of_a_name(&self) -> Text {
        match self {
            Self::NotInAName { at } => text!("draft-not-in-a-name", at = *at),
            Self::MixedAlphabets { at, letter, alphabet } => {
                text!("draft-mixed-alphabets", at = *at, letter = *letter, alphabet = phrase(alphabet))
            }
            Self::Garbled { of } => text!("draft-garbled", of = phrase(of)),
            Self::Initial => text!("draft-initial"),
            Self::SmallLetter => text!("draft-small-letter"),
            Self::HyphenAtEnd => text!("draft-hyphen-at-end"),
            Self::LatinDouble => text!("draft-latin-double"),
            _ => text!("draft-says-none"),
        }
    }
}

/// A phrase of which a problem is put together, by its words in English.
fn phrase(english: &'static str) -> Text {
    Text::new(match english {
        "Latin" => "draft-latin",
        "Cyrillic" => "draft-cyrillic",
        "UTF-8 that was read as windows-1251" => "draft-garbled-1251",
        "UTF-8 that was read as Latin-1" => "draft-garbled-utf8",
        "windows-1251 that was read as Latin-1" => "draft-garbled-latin1",
        "question marks in the place of letters" => "draft-garbled-question-marks",
        "an object" => "draft-object",
        "a text" => "draft-text",
        "a whole number" => "draft-whole-number",
        "a list" => "draft-list",
        "below 14 the guardian agrees (guardian)" => "draft-guardian-agrees",
        "from 14 to 17 guardian and pupil both agree (both)" => "draft-both-agree",
        "from 18 the pupil agrees (pupil)" => "draft-pupil-agrees",
        other => return Text::written(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;
    use crate::draft::basis::Agreement;
    use crate::draft::garbled::garbled;
    use crate::draft::text::{Date, Name, Text as DraftText};
    use crate::draft::words::AgreedBy;
    use crate::issue::IssueError;
    use attestat_ledger::day::Day;
    use attestat_words::english::english_words;
    use attestat_words::language::Language;

    /// One problem of each kind; a new kind does not compile before it is here.
    fn problems() -> Vec<Problem> {
        let first = Problem::Missing;
        core::iter::successors(Some(first), |problem| {
            Some(match problem {
                Problem::Missing => Problem::Empty,
                Problem::Empty => Problem::TooLong { length: 301, limit: 300 },
                Problem::TooLong { .. } => Problem::HiddenCharacter { at: 3 },
                Problem::HiddenCharacter { .. } => Problem::NotInAName { at: 2 },
                Problem::NotInAName { .. } => Problem::MixedAlphabets { at: 1, letter: 'a', alphabet: "Latin" },
                Problem::MixedAlphabets { .. } => Problem::Garbled { of: "UTF-8 that was read as Latin-1" },
                Problem::Garbled { .. } => Problem::SaysNone,
                Problem::SaysNone => Problem::Initial,
                Problem::Initial => Problem::SmallLetter,
                Problem::SmallLetter => Problem::HyphenAtEnd,
                Problem::HyphenAtEnd => Problem::LatinDouble,
                Problem::LatinDouble => Problem::DistinctionWithThree,
                Problem::DistinctionWithThree => Problem::ImpossibleAge { years: 200 },
                Problem::ImpossibleAge { .. } => Problem::SupplementAndMarks,
                Problem::SupplementAndMarks => Problem::NotADate,
                Problem::NotADate => Problem::NotOfDocuments,
                Problem::NotOfDocuments => Problem::NotInRange { least: 1, most: 9 },
                Problem::NotInRange { .. } => Problem::UnknownWord { expected: "guardian, pupil, both" },
                Problem::UnknownWord { .. } => Problem::NotAMark,
                Problem::NotAMark => Problem::NotABlankNumber,
                Problem::NotABlankNumber => Problem::NotAGtoNumber,
                Problem::NotAGtoNumber => Problem::NotAResult,
                Problem::NotAResult => Problem::WrongType { expected: "an object" },
                Problem::WrongType { .. } => Problem::UnknownKey { nearest: None },
                Problem::UnknownKey { nearest: None } => Problem::UnknownKey { nearest: Some("title") },
                Problem::UnknownKey { nearest: Some(_) } => Problem::WrongCount { length: 0, least: 1, most: 40 },
                Problem::WrongCount { .. } => Problem::SubjectTwice { first: 3 },
                Problem::SubjectTwice { .. } => Problem::Before { other: "basis.date" },
                Problem::Before { .. } => Problem::AgreementNeeded,
                Problem::AgreementNeeded => Problem::LawNeeded,
                Problem::LawNeeded => Problem::WrongPersonAgreed { needed: "from 18 the pupil agrees (pupil)" },
                Problem::WrongPersonAgreed { .. } => Problem::NotJson("broken".to_owned()),
                Problem::NotJson(_) => return None,
            })
        })
        .collect()
    }

    /// Problems whose phrases come from where they are found.
    fn found() -> Vec<FieldError> {
        let text = |name: &str| Name::parse(name).unwrap().check_new().unwrap_err();
        let names = ["ПETP", "Ivaнов"].map(text);
        let broken = ["РћСЂР»РѕРІР°", "ÐžÑ€Ð»Ð¾Ð²Ð°", "Îðëîâà Îðëîâà", "??????"];
        let broken = broken.map(|text| Problem::Garbled { of: garbled(text).unwrap() });
        let agreement = |by, born: &str| {
            let (date, text) = (Date::parse("2026-05-01").unwrap(), DraftText::parse("согласие").unwrap());
            Agreement { date, text, by }.fits(Date::parse(born).unwrap()).unwrap_err()
        };
        let agreed = [
            agreement(AgreedBy::Pupil, "2016-01-01"),
            agreement(AgreedBy::Pupil, "2010-01-01"),
            agreement(AgreedBy::Guardian, "2000-01-01"),
        ];
        let parsed = |json: &str| Draft::from_json(json.as_bytes()).err().unwrap();
        let json = ["[]", "{", r#"{"format": 7}"#, r#"{"format": "x"}"#, r#"{"formt": 7}"#].map(parsed);
        let problems = names.into_iter().chain(broken).chain(agreed);
        problems.map(|problem| FieldError::new("pupil.family_name", problem)).chain(json).collect()
    }

    #[test]
    fn each_problem_of_a_draft_is_told_in_russian() {
        let made = problems().into_iter().map(|problem| FieldError::new("document.title", problem));
        let drafts = made.chain(found()).map(|error| (error.text(), error.to_string()));
        let day = Day::parse("2026-05-01").unwrap();
        let issue = [IssueError::DatedAhead { field: "date", day }, IssueError::NotADuplicate, IssueError::Dice];
        let issue = issue.map(|error| (error.text(), error.to_string()));
        for (text, english) in drafts.chain(issue) {
            assert_eq!(text.told(Language::English), english);
            let russian = text.told(Language::Russian);
            assert_eq!(english_words(&russian), Vec::<String>::new(), "{russian}");
            assert!(russian.contains(|letter| ('а'..='я').contains(&letter)), "{russian}");
        }
    }
}

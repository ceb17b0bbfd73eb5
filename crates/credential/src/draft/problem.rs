//! Problems of the fields of a draft, worded so that the school can correct them.

use core::fmt;

/// Problem of one field of a draft, with the path of the field. Never repeats the value of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} {problem}")]
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
}

/// Problem of one field, and the fix, in one phrase that follows the field's path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A required field is absent.
    #[error("is missing: fill it in")]
    Missing,
    /// A field is there but blank.
    #[error("is empty: fill it in, or leave the whole field out where it is optional")]
    Empty,
    /// Text over the limit.
    #[error("has {length} characters and at most {limit} are allowed: shorten it")]
    TooLong {
        /// Characters received.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// A control, invisible or direction-changing character, or the mark of a broken encoding.
    #[error(
        "has an invisible or broken character at position {at}: type the text again by hand, or check the file's encoding"
    )]
    HiddenCharacter {
        /// Position in characters from 1.
        at: usize,
    },
    /// A character in a name that no name has.
    #[error(
        "has a character at position {at} that is not part of a name: use letters, spaces, hyphens, apostrophes and dots"
    )]
    NotInAName {
        /// Position in characters from 1.
        at: usize,
    },
    /// Letters of two alphabets in one word.
    #[error(
        "mixes two alphabets: at position {at} stands the {alphabet} letter «{letter}»; type it again with one keyboard"
    )]
    MixedAlphabets {
        /// Position in characters from 1.
        at: usize,
        /// The letter that is not of the others' alphabet.
        letter: char,
        /// Its alphabet.
        alphabet: &'static str,
    },
    /// Letters of another encoding than the one by which they were read.
    #[error("has wrong letters, as of {of}: copy the text again from its source")]
    Garbled {
        /// The two encodings: the one of the text, and the one by which it was read.
        of: &'static str,
    },
    /// A word for "none" where a name should be.
    #[error("says that there is none: leave the field out")]
    SaysNone,
    /// A letter and a dot where a name should be.
    #[error("is an initial: write the name in full, as the identity document does")]
    Initial,
    /// A name that begins with a small letter.
    #[error("has a word that begins with a small letter: write the name as the identity document does")]
    SmallLetter,
    /// A name that ends or begins with a hyphen.
    #[error("ends or begins with a hyphen: write the name in full, or remove the hyphen")]
    HyphenAtEnd,
    /// A name of Latin letters that look like Cyrillic ones, beside a Cyrillic one.
    #[error("is written with Latin letters that look like Cyrillic ones: type it again with the Russian keyboard")]
    LatinDouble,
    /// A certificate with distinction and a 3 among its marks.
    #[error("does not fit the marks: with a 3 there is no certificate with distinction")]
    DistinctionWithThree,
    /// An age that nobody has on the day of such a document.
    #[error("makes the pupil {years} years old on the day of the document: correct one of the two days")]
    ImpossibleAge {
        /// Whole years.
        years: u32,
    },
    /// Marks without a supplement, or a supplement without marks.
    #[error("must be there exactly when the other is: marks stand in the supplement")]
    SupplementAndMarks,
    /// The value is not a day of the calendar.
    #[error("is not a day of the calendar: write it as YYYY-MM-DD, from 1900 to 2199")]
    NotADate,
    /// A number outside its range.
    #[error("must be a whole number from {least} to {most}")]
    NotInRange {
        /// Smallest allowed.
        least: u32,
        /// Largest allowed.
        most: u32,
    },
    /// A word outside a closed list.
    #[error("must be one of: {expected}")]
    UnknownWord {
        /// The allowed words.
        expected: &'static str,
    },
    /// The value is not a mark that a certificate can carry.
    #[error("must be 3, 4 or 5: no other mark can stand in a certificate")]
    NotAMark,
    /// The text is not the number of a certificate's blank.
    #[error("must be 14 digits, or for a document issued before 2015 two digits, two letters and seven digits")]
    NotABlankNumber,
    /// The text is not the number of a participant in the GTO complex.
    #[error("must be written as 00-00-0000000, in digits")]
    NotAGtoNumber,
    /// Text that should be a measured result.
    #[error("must begin with a digit, such as 10.84 s or 3:1")]
    NotAResult,
    /// A JSON value of another type.
    #[error("must be {expected}")]
    WrongType {
        /// The expected type, with its article.
        expected: &'static str,
    },
    /// A key that the format does not have.
    #[error("is not a field of this object{}", Suggestion(*nearest))]
    UnknownKey {
        /// The known key that looks most like it.
        nearest: Option<&'static str>,
    },
    /// A list that is too short or too long.
    #[error("has {length} entries: {least} to {most} are allowed")]
    WrongCount {
        /// Entries received.
        length: usize,
        /// Fewest allowed.
        least: usize,
        /// Most allowed.
        most: usize,
    },
    /// A subject that stands in the list already.
    #[error("names the same subject as marks[{first}]: keep one of them")]
    SubjectTwice {
        /// Place of the first line with the subject, from 0.
        first: usize,
    },
    /// A day or year before the one that it must follow.
    #[error("is before {other}: one of the two is mistaken")]
    Before {
        /// The field that must come first.
        other: &'static str,
    },
    /// A kind of basis that does not fit the document.
    #[error("must be an agreement (date, text, by whom): an achievement is recorded only with the family's agreement")]
    AgreementNeeded,
    /// A certificate with an agreement in place of a law.
    #[error("must name the legal basis of the certificate (kind \"law\"), such as the order on its issue")]
    LawNeeded,
    /// The wrong person agreed for the pupil's age.
    #[error("does not fit the pupil's age on the day of the agreement: {needed}")]
    WrongPersonAgreed {
        /// Persons who must agree at that age.
        needed: &'static str,
    },
    /// The draft is not JSON at all.
    #[error("is {0}")]
    NotJson(String),
}

/// Suggestion for a misspelt key: `, did you mean …?`, or advice where no known key looks like it.
struct Suggestion(Option<&'static str>);

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(nearest) => write!(f, ": did you mean {nearest}?"),
            None => f.write_str(": remove it"),
        }
    }
}

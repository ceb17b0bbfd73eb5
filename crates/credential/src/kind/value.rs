//! Kinds of values that a field can have, and values that were read as one of them.

use super::mark::SubjectMark;
use super::name::FieldName;
use super::word::{Word, WordList};
use crate::draft::problem::Problem;
use crate::draft::text::{BlankNumber, Date, GtoNumber, Measure, Text, Year, clean, in_range, redacted_debug};

/// Kind of the values of a field.
#[derive(Debug, Clone, Copy)]
pub enum ValueKind {
    /// A text of at most so many characters.
    Text(usize),
    /// A number that is a name, such as one of a diploma, of at most so many characters.
    Identifier(usize),
    /// A whole number.
    Count {
        /// Smallest.
        least: u16,
        /// Largest.
        most: u16,
        /// Words that may follow it in a cell.
        units: &'static [&'static str],
    },
    /// A year from 1900 to 2199.
    Year,
    /// A day of the calendar.
    Day,
    /// A word of a closed list.
    Word(&'static WordList),
    /// The number of a blank; in a sheet its series may stand in a column apart.
    Blank {
        /// The column of the series.
        series: Option<&'static FieldName>,
    },
    /// A measured result.
    Measure,
    /// A participant's number in the GTO complex.
    GtoNumber,
    /// Final marks by subject.
    Marks,
    /// Lines of text.
    Lines,
}

impl ValueKind {
    /// Reads a text.
    pub fn read(self, text: &str) -> Result<Value, Problem> {
        match self {
            Self::Text(most) | Self::Identifier(most) => clean(text, most).map(Value::Text),
            Self::Day => Date::parse(text).map(Value::Day),
            Self::Word(list) => list.parse(text).map(Value::Word),
            Self::Blank { .. } => BlankNumber::parse(text).map(|number| Value::Text(number.expose().to_owned())),
            Self::Measure => Measure::parse(text).map(|measure| Value::Text(measure.expose().to_owned())),
            Self::GtoNumber => GtoNumber::parse(text).map(|number| Value::Text(number.expose().to_owned())),
            Self::Count { .. } | Self::Year => Err(Problem::WrongType { expected: "a whole number" }),
            Self::Marks | Self::Lines => Err(Problem::WrongType { expected: "a list" }),
        }
    }

    /// Reads a whole number.
    pub fn count(self, number: u32) -> Result<Value, Problem> {
        match self {
            Self::Count { least, most, .. } => {
                in_range(number, least, most).map(|number| Value::Count(u32::from(number)))
            }
            Self::Year => Year::new(number).map(|year| Value::Count(year.number())),
            _ => Err(Problem::WrongType { expected: "a text" }),
        }
    }

    /// Returns true if values are whole numbers.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Count { .. } | Self::Year)
    }
}

/// A value that was read as its field asks.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A text or number that is a name.
    Text(String),
    /// A word of a closed list.
    Word(&'static Word),
    /// A day.
    Day(Date),
    /// A whole number.
    Count(u32),
    /// Final marks.
    Marks(Vec<SubjectMark>),
    /// Lines of text.
    Lines(Vec<Text<300>>),
}

redacted_debug!(Value);

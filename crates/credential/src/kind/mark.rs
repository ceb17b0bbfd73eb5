//! Final marks, as the supplement of a certificate has them.

use crate::draft::problem::{FieldError, Problem};
use crate::draft::text::{Text, redacted_debug};

/// Most subjects in a supplement; the longest real ones have about thirty lines.
pub const MARKS_MAX: usize = 60;

/// A final mark that a certificate can carry; orders 545 and 546 know no other.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// 3 (удовлетворительно).
    Satisfactory,
    /// 4 (хорошо).
    Good,
    /// 5 (отлично).
    Excellent,
}

impl Mark {
    /// Takes the digit of a mark.
    pub fn new(digit: u32) -> Result<Self, Problem> {
        match digit {
            3 => Ok(Self::Satisfactory),
            4 => Ok(Self::Good),
            5 => Ok(Self::Excellent),
            _ => Err(Problem::NotAMark),
        }
    }

    /// The digit.
    pub const fn digit(self) -> u32 {
        match self {
            Self::Satisfactory => 3,
            Self::Good => 4,
            Self::Excellent => 5,
        }
    }

    /// The word that stands in brackets after the digit.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Satisfactory => "удовлетворительно",
            Self::Good => "хорошо",
            Self::Excellent => "отлично",
        }
    }
}

/// One line of a supplement: a subject and its final mark.
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectMark {
    /// The subject as the supplement names it, such as `Иностранный язык (английский)`.
    pub subject: Text<150>,
    /// The final mark.
    pub mark: Mark,
}

/// Checks a supplement's list: `least` to [`MARKS_MAX`] lines, no subject twice.
pub(super) fn marks_fit(marks: &[SubjectMark], least: usize) -> Result<(), FieldError> {
    if !(least..=MARKS_MAX).contains(&marks.len()) {
        let problem = Problem::WrongCount { length: marks.len(), least, most: MARKS_MAX };
        return Err(FieldError::new("marks", problem));
    }
    for (at, line) in marks.iter().enumerate() {
        if let Some(first) = marks.iter().take(at).position(|earlier| earlier.subject == line.subject) {
            return Err(FieldError::new(format!("marks[{at}].subject"), Problem::SubjectTwice { first }));
        }
    }
    Ok(())
}

redacted_debug!(Mark, SubjectMark);

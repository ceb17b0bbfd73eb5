//! School certificates (аттестаты): every field of the paper form and of its supplement.
//!
//! Forms: order of Minprosveshcheniya 545 of 05.10.2020; filling in: order 546 of the same day.

use super::problem::{FieldError, Problem};
use super::text::{BlankNumber, Date, Text, Year, redacted_debug};
use super::words::{Distinction, HeadCapacity};

/// Most subjects in a supplement; the longest real ones have about thirty lines.
pub const MARKS_MAX: usize = 60;
/// Most lines of additional information in a supplement.
pub const ADDITIONAL_LINES_MAX: usize = 40;

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

/// Copy of a certificate: the first paper, or one that replaces a lost or mistaken paper.
#[derive(Clone, PartialEq, Eq)]
pub enum Copy {
    /// The first one.
    Original,
    /// One that carries the word «дубликат».
    Duplicate {
        /// Number of the blank that it replaces, where it is known.
        replaces: Option<BlankNumber>,
    },
}

impl Copy {
    /// Number of the blank that it replaces, where it names one.
    pub fn replaces(&self) -> Option<&BlankNumber> {
        match self {
            Self::Original => None,
            Self::Duplicate { replaces } => replaces.as_ref(),
        }
    }
}

/// The fields of a certificate, each valid by itself; [`Certificate::new`] checks them together.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateFields {
    /// Ordinary or with distinction.
    pub distinction: Distinction,
    /// Number of the title sheet's blank.
    pub blank_number: BlankNumber,
    /// Number in the registration book.
    pub registration_number: Text<40>,
    /// Day of issue.
    pub issue_date: Date,
    /// Year in which the pupil finished the school.
    pub end_year: Year,
    /// Full official name of the school.
    pub school_name: Text<400>,
    /// Town or village of the school.
    pub locality: Text<200>,
    /// Surname and initials of the head.
    pub head: Text<120>,
    /// Head or acting head.
    pub head_capacity: HeadCapacity,
    /// Number of the supplement's blank; `None` where only the title sheet is recorded, as a register keeps it.
    pub supplement_number: Option<BlankNumber>,
    /// Final marks, in the order of the supplement; none without one.
    pub marks: Vec<SubjectMark>,
    /// Courses and modules without marks («Дополнительные сведения»), line by line.
    pub additional_information: Vec<Text<300>>,
    /// Original or duplicate.
    pub copy: Copy,
}

/// A certificate whose fields are valid by themselves and fit each other.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(CertificateFields);

impl Certificate {
    /// Checks the fields against each other: marks exactly where there is a supplement, no subject twice, the year
    /// not after the day of issue, and an old blank only on an old document.
    pub fn new(fields: CertificateFields) -> Result<Self, FieldError> {
        if fields.supplement_number.is_none() && !(fields.marks.is_empty() && fields.additional_information.is_empty())
        {
            return Err(FieldError::new("supplement_number", Problem::SupplementAndMarks));
        }
        marks_fit(&fields.marks, usize::from(fields.supplement_number.is_some()))?;
        let lines = fields.additional_information.len();
        if lines > ADDITIONAL_LINES_MAX {
            let problem = Problem::WrongCount { length: lines, least: 0, most: ADDITIONAL_LINES_MAX };
            return Err(FieldError::new("additional_information", problem));
        }
        if fields.issue_date.year() < fields.end_year {
            return Err(FieldError::new("issue_date", Problem::Before { other: "end_year" }));
        }
        let title = ("blank_number", &fields.blank_number);
        let supplement = fields.supplement_number.as_ref().map(|number| ("supplement_number", number));
        for (path, number) in [title].into_iter().chain(supplement) {
            if !number.is_current_form() && fields.issue_date.year().number() >= 2015 {
                return Err(FieldError::new(path, Problem::NotABlankNumber));
            }
        }
        Ok(Self(fields))
    }

    /// The fields.
    pub fn fields(&self) -> &CertificateFields {
        &self.0
    }
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

redacted_debug!(Mark, SubjectMark, Copy, CertificateFields, Certificate);

//! What is wrong with a cell and how to put it right, in the terms of a spreadsheet.

use attestat_credential::draft::problem::Problem;

/// A mistake in one cell: a stable code, what is wrong, and the fix. Never repeats the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    code: &'static str,
    what: String,
    fix: String,
}

impl Fault {
    /// A mistake of this code; `what` and `fix` are phrases without a full stop.
    pub(super) fn new(code: &'static str, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { code, what: what.into(), fix: fix.into() }
    }

    /// A required cell that is blank.
    pub(super) fn missing() -> Self {
        Self::new("missing", "is blank", "fill it in")
    }

    /// The code, which does not change between versions.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong, as a phrase that follows the cell.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// What to do about it.
    pub(crate) fn fix(&self) -> &str {
        &self.fix
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Missing | Problem::Empty => Self::missing(),
            Problem::TooLong { length, limit } => {
                Self::new("too-long", format!("has {length} characters and at most {limit} fit"), "shorten it")
            }
            Problem::HiddenCharacter { at } => Self::new(
                "hidden-character",
                format!("has an invisible or broken character at position {at}"),
                "type the text again by hand",
            ),
            Problem::NotInAName { at } => Self::new(
                "not-in-a-name",
                format!("has a character at position {at} that no name has"),
                "use letters, spaces, hyphens, apostrophes and dots",
            ),
            Problem::NotADate => not_a_date(),
            Problem::NotInRange { least, most } => Self::new(
                "out-of-range",
                "is outside the range of this column",
                format!("write a whole number from {least} to {most}"),
            ),
            Problem::NotAMark => not_a_mark(),
            Problem::NotABlankNumber => Self::new(
                "not-a-blank-number",
                "is not the number of a blank",
                "write its 14 digits; before 2015 also two digits, two letters and seven digits",
            ),
            Problem::NotAGtoNumber => {
                Self::new("not-a-gto-number", "is not a number of the GTO complex", "write it as 16-77-0012345")
            }
            Problem::NotAResult => Self::new(
                "not-a-result",
                "does not begin with a digit",
                "write the measured result, such as 10,84 с or 3:1",
            ),
            Problem::WrongCount { length, most, .. } => {
                Self::new("wrong-count", format!("has {length} entries"), format!("leave at most {most} of them"))
            }
            Problem::Before { other } => Self::new(
                "before",
                format!("is earlier than the column {other} allows"),
                format!("correct this cell or the one in {other}"),
            ),
            Problem::WrongPersonAgreed { needed } => Self::new(
                "wrong-person-agreed",
                format!("does not fit the pupil's age on the day of the agreement: {needed}"),
                "get the agreement that is needed, then write «представитель», «ученик» or «представитель и ученик»",
            ),
            // The other problems belong to drafts in JSON; a sheet gives none of them.
            other => Self::new("refused", other.to_string(), "correct the cell"),
        }
    }
}

/// Text that is not a day.
pub(super) fn not_a_date() -> Fault {
    Fault::new("not-a-date", "is not a day of the calendar", "write it as 25.06.2021 or 2021-06-25")
}

/// Text that is not a mark.
pub(super) fn not_a_mark() -> Fault {
    Fault::new("not-a-mark", "is not a mark that a certificate can carry", "write 3, 4 or 5, or leave the cell blank")
}

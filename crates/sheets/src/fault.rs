//! Faults of cells and their fixes, in the terms of a spreadsheet.

use attestat_credential::draft::problem::Problem;

use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;

/// A mistake in one cell: a stable code, a phrase for the mistake, and the fix. Never repeats the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    code: &'static str,
    what: Text,
    fix: Text,
    is_question: bool,
}

impl Fault {
    /// A mistake of this code; `what` and `fix` are phrases without a full stop.
    pub(super) const fn new(code: &'static str, what: Text, fix: Text) -> Self {
        Self { code, what, fix, is_question: false }
    }

    /// Makes a question about a value that is unlikely and may be right: a person can say so for the row
    /// (`--as-written`).
    pub(super) fn question(code: &'static str, what: Text, fix: Text) -> Self {
        Self { is_question: true, ..Self::new(code, what, fix) }
    }

    /// Returns true if a person can say that the cell is right as it stands.
    pub(crate) fn is_question(&self) -> bool {
        self.is_question
    }

    /// A required cell that is blank.
    pub(super) fn missing() -> Self {
        Self::new("missing", text!("cell-missing"), text!("cell-missing.fix"))
    }

    /// The code, which does not change between versions.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The mistake, as a phrase that follows the cell.
    pub(crate) fn what(&self, language: Language) -> String {
        self.what.told(language)
    }

    /// The fix.
    pub(crate) fn fix(&self, language: Language) -> String {
        self.fix.told(language)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        let fault = match &problem {
            Problem::Missing | Problem::Empty => Some(Self::missing()),
            problem => text_fault(problem)
                .or_else(|| name_fault(problem))
                .or_else(|| value_fault(problem))
                .or_else(|| fields_fault(problem)),
        };
        // The other problems belong to drafts in JSON; a sheet gives none of them.
        fault.unwrap_or_else(|| Self::new("refused", problem.text(), text!("cell-refused-fix")))
    }
}

/// Faults of texts of any column.
fn text_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::TooLong { length, limit } => too_long(*length, *limit),
        Problem::HiddenCharacter { at } => {
            Fault::new("hidden-character", text!("cell-hidden-character", at = *at), text!("cell-hidden-character.fix"))
        }
        Problem::Garbled { of } => garbled(of),
        _ => return None,
    };
    Some(fault)
}

/// Faults of names of people.
fn name_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::MixedAlphabets { .. } | Problem::LatinDouble => {
            Fault::new("two-alphabets", text!("cell-look-alike"), text!("cell-look-alike.fix"))
        }
        Problem::SaysNone => Fault::new("says-none", text!("cell-says-none"), text!("cell-says-none.fix")),
        Problem::Initial => Fault::new("initial", text!("cell-initial"), text!("cell-initial.fix")),
        Problem::SmallLetter => Fault::new("small-letter", text!("cell-small-letter"), text!("cell-small-letter.fix")),
        Problem::HyphenAtEnd => {
            Fault::new("hyphen-at-end", text!("cell-hyphen-at-end"), text!("cell-hyphen-at-end.fix"))
        }
        Problem::NotInAName { at } => {
            Fault::new("not-in-a-name", text!("cell-not-in-a-name", at = *at), text!("cell-not-in-a-name.fix"))
        }
        _ => return None,
    };
    Some(fault)
}

/// Faults of cells whose column allows certain values only.
fn value_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::NotADate => not_a_date(),
        Problem::NotInRange { least, most } => Fault::new(
            "out-of-range",
            text!("cell-out-of-range"),
            text!("cell-out-of-range.fix", least = *least, most = *most),
        ),
        Problem::NotAMark => not_a_mark(),
        Problem::NotABlankNumber => {
            Fault::new("not-a-blank-number", text!("cell-not-a-blank-number"), text!("cell-not-a-blank-number.fix"))
        }
        Problem::NotAGtoNumber => {
            Fault::new("not-a-gto-number", text!("cell-not-a-gto-number"), text!("cell-not-a-gto-number.fix"))
        }
        Problem::NotAResult => Fault::new("not-a-result", text!("cell-not-a-result"), text!("cell-not-a-result.fix")),
        _ => return None,
    };
    Some(fault)
}

/// Faults of fields that do not fit each other.
fn fields_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::DistinctionWithThree => Fault::new(
            "distinction-with-a-3",
            text!("cell-distinction-with-a-3"),
            text!("cell-distinction-with-a-3.fix"),
        ),
        Problem::ImpossibleAge { years } => {
            Fault::new("impossible-age", text!("cell-impossible-age", years = *years), text!("cell-impossible-age.fix"))
        }
        Problem::SupplementAndMarks => {
            Fault::new("no-supplement", text!("cell-no-supplement"), text!("cell-no-supplement.fix"))
        }
        Problem::WrongCount { length, most, .. } => Fault::new(
            "wrong-count",
            text!("cell-wrong-count", length = *length),
            text!("cell-wrong-count.fix", most = *most),
        ),
        Problem::Before { other } => Fault::new(
            "before",
            text!("cell-before-column", other = *other),
            text!("cell-before-column.fix", other = *other),
        ),
        Problem::WrongPersonAgreed { needed } => wrong_person(needed),
        _ => return None,
    };
    Some(fault)
}

fn garbled(of: &str) -> Fault {
    let of = match of {
        "UTF-8 that was read as windows-1251" => text!("cell-utf-8-as-windows-1251"),
        "UTF-8 that was read as Latin-1" => text!("cell-utf-8-as-latin-1"),
        "windows-1251 that was read as Latin-1" => text!("cell-windows-1251-as-latin-1"),
        _ => text!("cell-question-marks"),
    };
    Fault::new("wrong-letters", text!("cell-wrong-letters", of = of), text!("cell-wrong-letters.fix"))
}

fn too_long(length: usize, limit: usize) -> Fault {
    Fault::new("too-long", text!("cell-too-long", length = length, limit = limit), text!("cell-too-long.fix"))
}

fn wrong_person(needed: &str) -> Fault {
    let needed = match needed.split_once(" the ").map(|(age, _)| age) {
        Some("below 14") => text!("cell-agreement-below-14"),
        Some("from 18") => text!("cell-agreement-from-18"),
        _ => text!("cell-agreement-below-18"),
    };
    Fault::new(
        "wrong-person-agreed",
        text!("cell-wrong-person-agreed", needed = needed),
        text!("cell-wrong-person-agreed.fix"),
    )
}

/// Text that is not a day.
pub(super) fn not_a_date() -> Fault {
    Fault::new("not-a-date", text!("cell-not-a-date"), text!("cell-not-a-date.fix"))
}

/// Text that is not a mark.
pub(super) fn not_a_mark() -> Fault {
    Fault::new("not-a-mark", text!("cell-not-a-mark"), text!("cell-not-a-mark.fix"))
}

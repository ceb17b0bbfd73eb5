//! What is wrong with a cell and how to put it right, in the terms of a spreadsheet.

use attestat_credential::draft::problem::Problem;

use super::phrase::Phrase;
use crate::language::Language;

/// A mistake in one cell: a stable code, what is wrong, and the fix. Never repeats the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    code: &'static str,
    what: Phrase,
    fix: Phrase,
}

impl Fault {
    /// A mistake of this code; `what` and `fix` are phrases without a full stop.
    pub(super) fn new(code: &'static str, what: impl Into<Phrase>, fix: impl Into<Phrase>) -> Self {
        Self { code, what: what.into(), fix: fix.into() }
    }

    /// A required cell that is blank.
    pub(super) fn missing() -> Self {
        Self::new("missing", ("is blank", "не заполнено"), ("fill it in", "заполните"))
    }

    /// The code, which does not change between versions.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong, as a phrase that follows the cell.
    pub(crate) fn what(&self, language: Language) -> &str {
        self.what.told(language)
    }

    /// What to do about it.
    pub(crate) fn fix(&self, language: Language) -> &str {
        self.fix.told(language)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Missing | Problem::Empty => Self::missing(),
            Problem::TooLong { length, limit } => too_long(length, limit),
            Problem::HiddenCharacter { at } => Self::new(
                "hidden-character",
                (
                    format!("has an invisible or broken character at position {at}"),
                    format!("есть невидимый или испорченный знак в позиции {at}"),
                ),
                ("type the text again by hand", "наберите текст заново"),
            ),
            Problem::NotInAName { at } => Self::new(
                "not-in-a-name",
                (
                    format!("has a character at position {at} that no name has"),
                    format!("в позиции {at} стоит знак, которого в именах не бывает"),
                ),
                (
                    "use letters, spaces, hyphens, apostrophes and dots",
                    "оставьте буквы, пробелы, дефисы, апострофы и точки",
                ),
            ),
            Problem::NotADate => not_a_date(),
            Problem::NotInRange { least, most } => Self::new(
                "out-of-range",
                ("is outside the range of this column", "вне пределов этого столбца"),
                (
                    format!("write a whole number from {least} to {most}"),
                    format!("напишите целое число от {least} до {most}"),
                ),
            ),
            Problem::NotAMark => not_a_mark(),
            Problem::NotABlankNumber => Self::new(
                "not-a-blank-number",
                ("is not the number of a blank", "не номер бланка"),
                (
                    "write its 14 digits; before 2015 also two digits, two letters and seven digits",
                    "напишите 14 цифр; до 2015 года также две цифры, две буквы и семь цифр",
                ),
            ),
            Problem::NotAGtoNumber => Self::new(
                "not-a-gto-number",
                ("is not a number of the GTO complex", "не номер участника ГТО"),
                ("write it as 16-77-0012345", "напишите так: 16-77-0012345"),
            ),
            Problem::NotAResult => Self::new(
                "not-a-result",
                ("does not begin with a digit", "начинается не с цифры"),
                (
                    "write the measured result, such as 10,84 с or 3:1",
                    "напишите измеренный результат, например 10,84 с или 3:1",
                ),
            ),
            Problem::WrongCount { length, most, .. } => Self::new(
                "wrong-count",
                (format!("has {length} entries"), format!("записей: {length}")),
                (format!("leave at most {most} of them"), format!("оставьте не больше {most}")),
            ),
            Problem::Before { other } => Self::new(
                "before",
                (
                    format!("is earlier than the column {other} allows"),
                    format!("раньше, чем позволяет столбец {other}"),
                ),
                (format!("correct this cell or the one in {other}"), format!("исправьте эту ячейку или {other}")),
            ),
            Problem::WrongPersonAgreed { needed } => wrong_person(needed),
            // The other problems belong to drafts in JSON; a sheet gives none of them.
            other => Self::new("refused", Phrase::same(other.to_string()), ("correct the cell", "исправьте ячейку")),
        }
    }
}

fn too_long(length: usize, limit: usize) -> Fault {
    Fault::new(
        "too-long",
        (
            format!("has {length} characters and at most {limit} fit"),
            format!("знаков: {length}, а помещается не больше {limit}"),
        ),
        ("shorten it", "сократите"),
    )
}

fn wrong_person(needed: &str) -> Fault {
    Fault::new(
        "wrong-person-agreed",
        (
            format!("does not fit the pupil's age on the day of the agreement: {needed}"),
            "не подходит к возрасту ученика в день согласия: до 14 лет соглашается представитель, с 14 до 17 — представитель и ученик, с 18 — ученик",
        ),
        (
            "get the agreement that is needed, then write «представитель», «ученик» or «представитель и ученик»",
            "получите нужное согласие и напишите «представитель», «ученик» или «представитель и ученик»",
        ),
    )
}

/// Text that is not a day.
pub(super) fn not_a_date() -> Fault {
    Fault::new(
        "not-a-date",
        ("is not a day of the calendar", "такого дня в календаре нет"),
        ("write it as 25.06.2021 or 2021-06-25", "напишите так: 25.06.2021 или 2021-06-25"),
    )
}

/// Text that is not a mark.
pub(super) fn not_a_mark() -> Fault {
    Fault::new(
        "not-a-mark",
        ("is not a mark that a certificate can carry", "не отметка, которая бывает в аттестате"),
        ("write 3, 4 or 5, or leave the cell blank", "напишите 3, 4 или 5 или оставьте ячейку пустой"),
    )
}

//! Faults of cells and their fixes, in the terms of a spreadsheet.

use attestat_credential::draft::problem::Problem;

use super::phrase::Phrase;
use attestat_words::language::Language;

/// A mistake in one cell: a stable code, a phrase for the mistake, and the fix. Never repeats the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    code: &'static str,
    what: Phrase,
    fix: Phrase,
    is_question: bool,
}

impl Fault {
    /// A mistake of this code; `what` and `fix` are phrases without a full stop.
    pub(super) fn new(code: &'static str, what: impl Into<Phrase>, fix: impl Into<Phrase>) -> Self {
        Self { code, what: what.into(), fix: fix.into(), is_question: false }
    }

    /// Makes a question about a value that is unlikely and may be right: a person can say so for the row
    /// (`--as-written`).
    pub(super) fn question(code: &'static str, what: impl Into<Phrase>, fix: impl Into<Phrase>) -> Self {
        Self { is_question: true, ..Self::new(code, what, fix) }
    }

    /// Returns true if a person can say that the cell is right as it stands.
    pub(crate) fn is_question(&self) -> bool {
        self.is_question
    }

    /// A required cell that is blank.
    pub(super) fn missing() -> Self {
        Self::new("missing", ("is blank", "не заполнено"), ("fill it in", "заполните"))
    }

    /// The code, which does not change between versions.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The mistake, as a phrase that follows the cell.
    pub(crate) fn what(&self, language: Language) -> &str {
        self.what.text(language)
    }

    /// The fix.
    pub(crate) fn fix(&self, language: Language) -> &str {
        self.fix.text(language)
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
        fault.unwrap_or_else(|| {
            let [english, russian] = Language::ALL.map(|language| problem.text().told(language));
            Self::new("refused", (english, russian), ("correct the cell", "исправьте ячейку"))
        })
    }
}

/// Faults of texts of any column.
fn text_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::TooLong { length, limit } => too_long(*length, *limit),
        Problem::HiddenCharacter { at } => Fault::new(
            "hidden-character",
            (
                format!("has an invisible or broken character at position {at}"),
                format!("есть невидимый или испорченный знак в позиции {at}"),
            ),
            ("type the text again by hand", "наберите текст заново"),
        ),
        Problem::Garbled { of } => garbled(of),
        _ => return None,
    };
    Some(fault)
}

/// Faults of names of people.
fn name_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::MixedAlphabets { .. } | Problem::LatinDouble => Fault::new(
            "two-alphabets",
            (
                "has Latin letters that look like Cyrillic ones, and the rest of the name is Cyrillic",
                "набрано латинскими буквами, похожими на русские, а остальное имя — русскими",
            ),
            ("type it again with the Russian keyboard", "наберите заново в русской раскладке"),
        ),
        Problem::SaysNone => Fault::new(
            "says-none",
            ("is no name but says that there is none", "не имя, а слова о том, что его нет"),
            ("empty the cell", "очистите ячейку"),
        ),
        Problem::Initial => Fault::new(
            "initial",
            ("is an initial and no name", "инициал, а не имя"),
            ("write the name in full, as the identity document does", "напишите полностью, как в документе"),
        ),
        Problem::SmallLetter => Fault::new(
            "small-letter",
            ("has a word that begins with a small letter", "есть слово с маленькой буквы"),
            ("write the name as the identity document does", "напишите имя так, как в документе"),
        ),
        Problem::HyphenAtEnd => Fault::new(
            "hyphen-at-end",
            ("begins or ends with a hyphen", "начинается или кончается дефисом"),
            ("write the other half of the name, or remove the hyphen", "допишите вторую часть или уберите дефис"),
        ),
        Problem::NotInAName { at } => Fault::new(
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
            ("is outside the range of this column", "вне пределов этого столбца"),
            (
                format!("write a whole number from {least} to {most}"),
                format!("напишите целое число от {least} до {most}"),
            ),
        ),
        Problem::NotAMark => not_a_mark(),
        Problem::NotABlankNumber => Fault::new(
            "not-a-blank-number",
            ("is not the number of a blank", "не номер бланка"),
            (
                "write its 14 digits; before 2015 also two digits, two letters and seven digits",
                "напишите 14 цифр; до 2015 года также две цифры, две буквы и семь цифр",
            ),
        ),
        Problem::NotAGtoNumber => Fault::new(
            "not-a-gto-number",
            ("is not a number of the GTO complex", "не номер участника ГТО"),
            ("write it as 16-77-0012345", "напишите так: 16-77-0012345"),
        ),
        Problem::NotAResult => Fault::new(
            "not-a-result",
            ("does not begin with a digit", "начинается не с цифры"),
            (
                "write the measured result, such as 10,84 с or 3:1",
                "напишите измеренный результат, например 10,84 с или 3:1",
            ),
        ),
        _ => return None,
    };
    Some(fault)
}

/// Faults of fields that do not fit each other.
fn fields_fault(problem: &Problem) -> Option<Fault> {
    let fault = match problem {
        Problem::DistinctionWithThree => Fault::new(
            "distinction-with-a-3",
            (
                "says «with distinction», and among the marks of this pupil is a 3",
                "«с отличием», а среди отметок этого ученика есть 3",
            ),
            ("correct the cell or the mark", "исправьте эту ячейку или отметку"),
        ),
        Problem::ImpossibleAge { years } => Fault::new(
            "impossible-age",
            (
                format!("makes the pupil {years} years old on the day of the document"),
                format!("по этой дате ученику в день документа полных лет: {years}"),
            ),
            ("correct one of the two days", "исправьте одну из двух дат"),
        ),
        Problem::SupplementAndMarks => Fault::new(
            "no-supplement",
            (
                "says that there is no supplement, and marks or courses stand in the row",
                "сказано, что приложения нет, а в строке есть отметки или курсы",
            ),
            (
                "write the number of the supplement, or empty the marks and the courses",
                "впишите номер приложения или очистите отметки и курсы",
            ),
        ),
        Problem::WrongCount { length, most, .. } => Fault::new(
            "wrong-count",
            (format!("has {length} entries"), format!("записей: {length}")),
            (format!("leave at most {most} of them"), format!("оставьте не больше {most}")),
        ),
        Problem::Before { other } => Fault::new(
            "before",
            (format!("is earlier than the column {other} allows"), format!("раньше, чем позволяет столбец {other}")),
            (format!("correct this cell or the one in {other}"), format!("исправьте эту ячейку или {other}")),
        ),
        Problem::WrongPersonAgreed { needed } => wrong_person(needed),
        _ => return None,
    };
    Some(fault)
}

fn garbled(of: &str) -> Fault {
    let russian = match of {
        "UTF-8 that was read as windows-1251" => "UTF-8, прочитанный как windows-1251",
        "UTF-8 that was read as Latin-1" => "UTF-8, прочитанный как Latin-1",
        "windows-1251 that was read as Latin-1" => "windows-1251, прочитанный как Latin-1",
        _ => "вопросительные знаки вместо букв",
    };
    Fault::new(
        "wrong-letters",
        (format!("has wrong letters: {of}"), format!("неверные буквы: {russian}")),
        (
            "copy the text again from its source, or open the source in the right encoding and save it as .xlsx",
            "скопируйте текст из источника заново или откройте источник в верной кодировке и сохраните как .xlsx",
        ),
    )
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
        ("write 3, 4 or 5, or – where there is none", "напишите 3, 4 или 5 или поставьте «–», если отметки нет"),
    )
}

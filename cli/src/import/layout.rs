//! From the row of headings to columns: what each one means, and what to do about those that mean nothing.

use std::collections::{HashMap, HashSet};

use attestat_credential::draft::text::Text;
use attestat_credential::draft::words::DocumentKind;

use super::column::Column;
use super::fault::Fault;
use super::form::{self, Need};
use super::spelling;
use super::split::SheetRow;
use super::subject;
use super::vocabulary;

/// Longest heading that is shown, in characters.
const SHOWN_CHARACTERS_MAX: usize = 60;

/// One heading and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The heading, shortened where it is long.
    pub(crate) text: String,
    /// What stands below it.
    pub(crate) meaning: Meaning,
}

/// What stands below a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A field of a document.
    Field(Column),
    /// Marks in a subject.
    Mark(Text<150>),
    /// Left out: the heading begins with `#`.
    LeftOut,
    /// Nothing may stand there: the heading is blank.
    Blank,
    /// Not known; reported.
    Unknown,
}

/// A mistake in the headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeadingFault {
    /// The position of the column from 0; `None` for a column that is missing.
    pub(crate) position: Option<usize>,
    /// The heading as it is or as it should be.
    pub(crate) heading: String,
    /// What is wrong and the fix.
    pub(crate) fault: Fault,
}

/// The headings of a sheet, understood.
pub(super) struct Layout {
    pub(super) headings: Vec<Heading>,
    positions: HashMap<Column, usize>,
    /// Columns that no kind in the sheet has; they are reported once and not again in every row.
    unused: HashSet<usize>,
}

impl Layout {
    /// Understands the row of headings.
    pub(super) fn read(row: &SheetRow) -> (Self, Vec<HeadingFault>) {
        let mut layout = Self { headings: Vec::new(), positions: HashMap::new(), unused: HashSet::new() };
        let mut faults = Vec::new();
        let mut subjects: HashMap<String, usize> = HashMap::new();
        for (position, cell) in row.cells.iter().enumerate() {
            let text = one_line(cell);
            let mut fail = |fault| {
                faults.push(HeadingFault { position: Some(position), heading: shown(&text), fault });
                Meaning::Unknown
            };
            let meaning = match meaning(&text) {
                Ok(meaning) => meaning,
                Err(fault) => fail(fault),
            };
            let first = match &meaning {
                Meaning::Field(column) => layout.positions.get(column),
                Meaning::Mark(subject) => subjects.get(&spelling::fold(subject.expose())),
                Meaning::LeftOut | Meaning::Blank | Meaning::Unknown => None,
            };
            let meaning = match first {
                Some(first) => fail(twice(*first)),
                None => meaning,
            };
            match &meaning {
                Meaning::Field(column) => {
                    layout.positions.insert(*column, position);
                }
                Meaning::Mark(subject) => {
                    subjects.insert(spelling::fold(subject.expose()), position);
                }
                Meaning::LeftOut | Meaning::Blank | Meaning::Unknown => {}
            }
            layout.headings.push(Heading { text: shown(&text), meaning });
        }
        (layout, faults)
    }

    /// Compares the columns with the forms of the kinds in the sheet: none that is required may be
    /// missing, and none may hold anything that no kind has.
    pub(super) fn check(&mut self, kinds: &[DocumentKind], rows: &[SheetRow]) -> Vec<HeadingFault> {
        let mut faults = Vec::new();
        for column in Column::ALL.iter().filter(|column| !self.positions.contains_key(column)) {
            let needed_by = kinds.iter().find(|kind| is_required(**kind, *column));
            faults.extend(needed_by.map(|kind| missing(*column, *kind)));
        }
        let marks_needed = |kind: &&DocumentKind| form::marks_needed(**kind) == Some(Need::Required);
        if self.marks().next().is_none()
            && let Some(kind) = kinds.iter().find(marks_needed)
        {
            faults.push(no_marks(*kind));
        }
        let of_no_kind = |meaning: &Meaning| match meaning {
            Meaning::Field(column) => !kinds.iter().any(|kind| form::has(*kind, *column)),
            Meaning::Mark(_) => !kinds.iter().any(|kind| form::marks_needed(*kind).is_some()),
            Meaning::LeftOut | Meaning::Blank | Meaning::Unknown => false,
        };
        for (position, heading) in self.headings.iter().enumerate().filter(|(_, heading)| of_no_kind(&heading.meaning))
        {
            if kinds.is_empty() || !rows.iter().any(|row| !cell_at(row, position).is_empty()) {
                continue;
            }
            self.unused.insert(position);
            let fault = Fault::new(
                "unused-column",
                "belongs to no document in this file",
                "put # before the heading to leave the column out, or empty it",
            );
            faults.push(HeadingFault { position: Some(position), heading: heading.text.clone(), fault });
        }
        faults
    }

    /// Where a column stands, from 0.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.positions.get(&column).copied()
    }

    /// The columns of marks: position and subject.
    pub(super) fn marks(&self) -> impl Iterator<Item = (usize, &Text<150>)> {
        self.headings.iter().enumerate().filter_map(|(position, heading)| match &heading.meaning {
            Meaning::Mark(subject) => Some((position, subject)),
            Meaning::Field(_) | Meaning::LeftOut | Meaning::Blank | Meaning::Unknown => None,
        })
    }

    /// Whether a column has been reported as belonging to no kind.
    pub(super) fn is_unused(&self, position: usize) -> bool {
        self.unused.contains(&position)
    }

    /// The heading of a column as this sheet writes it, or as the template would.
    pub(super) fn heading_of(&self, column: Column) -> String {
        let heading = self.position(column).and_then(|position| self.headings.get(position));
        heading.map_or_else(|| column.heading().to_owned(), |heading| heading.text.clone())
    }
}

/// The text of a cell without white space around it; blank where the row is shorter.
pub(super) fn cell_at(row: &SheetRow, position: usize) -> &str {
    row.cells.get(position).map_or("", |cell| cell.trim())
}

fn is_required(kind: DocumentKind, column: Column) -> bool {
    form::entries(kind).any(|entry| entry.column == column && entry.need == Need::Required)
}

fn meaning(heading: &str) -> Result<Meaning, Fault> {
    if heading.is_empty() {
        return Ok(Meaning::Blank);
    }
    if heading.starts_with('#') {
        return Ok(Meaning::LeftOut);
    }
    if let Some(column) = Column::named(heading) {
        return Ok(Meaning::Field(column));
    }
    match subject::named(heading) {
        Some(subject::Named::Outright(subject) | subject::Named::Known(subject)) => {
            Text::parse(subject).map(Meaning::Mark).map_err(Fault::from)
        }
        None => Err(unknown(heading)),
    }
}

/// Headings that people do have and that are not taken, by a word in them, with the advice.
const NOT_TAKEN: &[(&[&str], &str, &str)] = &[
    (
        &[
            "снилс",
            "паспорт",
            "инн",
            "телефон",
            "адрес",
            "email",
            "гражданство",
            "пол",
            "snils",
            "passport",
            "phone",
            "address",
        ],
        "holds personal data that no document carries",
        "delete the column, or put # before its heading to leave it out",
    ),
    (
        &["фио", "ученик", "получатель"],
        "has the whole name in one cell",
        "split it into «Фамилия», «Имя» and «Отчество»",
    ),
    (&["серия"], "has one part of a number", "write series and number together in the column of the number"),
];

fn unknown(heading: &str) -> Fault {
    let folded = spelling::fold(heading);
    let named = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    if let Some((_, what, fix)) = NOT_TAKEN.iter().find(|(words, ..)| named(words)) {
        return Fault::new("column-not-taken", *what, *fix);
    }
    let known = Column::ALL.iter().flat_map(|column| column.spellings()).chain(subject::KNOWN.iter().copied());
    let fix = match spelling::nearest(heading, known) {
        Some(nearest) => format!("did you mean «{nearest}»? To leave the column out, put # before its heading"),
        None => "put # before the heading to leave the column out; write a subject as «Отметка: …»".to_owned(),
    };
    Fault::new("unknown-column", "is not a known column", fix)
}

fn twice(first: usize) -> Fault {
    let letters = super::split::column_letters(first);
    Fault::new("column-twice", format!("means the same as column {letters}"), "delete one of the two columns")
}

fn missing(column: Column, kind: DocumentKind) -> HeadingFault {
    let what = format!("is missing: every document of the kind «{}» needs it", shown_kind(kind));
    let fix = format!("add a column with this heading (or {})", column.key());
    HeadingFault {
        position: None,
        heading: column.heading().to_owned(),
        fault: Fault::new("missing-column", what, fix),
    }
}

fn no_marks(kind: DocumentKind) -> HeadingFault {
    let what = format!("is missing: the kind «{}» has final marks", shown_kind(kind));
    let fix = "add a column for each subject, such as «Алгебра» or «Отметка: Черчение»";
    HeadingFault {
        position: None, heading: "Отметка: …".to_owned(), fault: Fault::new("missing-column", what, fix)
    }
}

/// A kind as the sheet names it.
pub(super) fn shown_kind(kind: DocumentKind) -> &'static str {
    vocabulary::shown(vocabulary::KIND, kind.word())
}

/// A heading in one line: people break them to keep columns narrow.
fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading as messages show it.
fn shown(heading: &str) -> String {
    heading.chars().filter(|character| !character.is_control()).take(SHOWN_CHARACTERS_MAX).collect()
}

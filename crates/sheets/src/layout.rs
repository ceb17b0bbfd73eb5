//! Layout of a sheet: the meaning of each heading, and advice for headings without a known meaning.

use std::collections::{BTreeMap, BTreeSet};

use attestat_credential::draft::text::Text;
use attestat_credential::draft::words::DocumentKind;

use super::cell;
use super::column::Column;
use super::constant::Constants;
use super::fault::Fault;
use super::form::{self, Need};
use super::grid::SheetRow;
use super::heading::{Heading, HeadingFault, Meaning, one_line, shown};
use super::labels::kind_label;
use super::matching;
use super::profile::Profile;
use super::subject;
use super::unsupported_headings::{COUNTERS, OF_A_REGISTER, is_among, is_of_a_register, unknown};
use super::vocabulary;
use attestat_words::text;

/// The headings of a sheet with their meanings.
pub(super) struct Layout {
    pub(super) headings: Vec<Heading>,
    positions: BTreeMap<Column, usize>,
    /// Columns that no kind in the sheet has; they are reported once and not again in every row.
    unused: BTreeSet<usize>,
}

impl Layout {
    /// Finds the meanings of a row of headings: by the school's profile, else by the known spellings.
    pub(super) fn read(row: &SheetRow, profile: &Profile) -> (Self, Vec<HeadingFault>) {
        let mut layout = Self { headings: Vec::new(), positions: BTreeMap::new(), unused: BTreeSet::new() };
        let mut faults = Vec::new();
        let mut subjects: BTreeMap<String, usize> = BTreeMap::new();
        let of_a_register = is_of_a_register(row);
        for (position, cell) in row.cells.iter().enumerate() {
            let text = one_line(&cell.text);
            let mut fail = |fault| {
                faults.push(HeadingFault { position: Some(position), heading: shown(&text), fault });
                Meaning::Unknown
            };
            let meaning = match profile.meaning(&text).map_or_else(|| meaning(&text), Ok) {
                _ if of_a_register && profile.meaning(&text).is_none() && is_among(OF_A_REGISTER, &text) => {
                    Meaning::NotNeeded
                }
                // The register's second column of kinds says whether it is one with distinction.
                Ok(Meaning::Field(Column::KIND)) if of_a_register && matching::fold(&text) == "вид документа" => {
                    Meaning::Field(Column::DISTINCTION)
                }
                Ok(meaning) => meaning,
                Err(fault) => fail(fault),
            };
            let first = match &meaning {
                Meaning::Field(column) => layout.positions.get(column),
                Meaning::Mark(subject) => subjects.get(&matching::fold(subject.expose())),
                Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => None,
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
                    subjects.insert(matching::fold(subject.expose()), position);
                }
                Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => {}
            }
            layout.headings.push(Heading { text: shown(&text), full: text, meaning });
        }
        (layout, faults)
    }

    /// Compares the columns with the forms of the kinds in the sheet: none that is required may be
    /// missing, and none may hold anything that no kind has.
    pub(super) fn check<'a>(
        &mut self,
        kinds: &[DocumentKind],
        rows: impl Iterator<Item = &'a SheetRow> + Clone,
        constants: &Constants,
    ) -> Vec<HeadingFault> {
        let mut faults = self.check_names();
        for column in Column::all().iter().filter(|column| !self.is_there(**column, constants)) {
            let needed_by = kinds.iter().find(|kind| is_required(**kind, *column));
            faults.extend(needed_by.map(|kind| missing(*column, *kind)));
        }
        let marks_needed = |kind: &&DocumentKind| form::marks_needed(**kind) == Some(Need::Required);
        if self.marks().next().is_none()
            && !self.without_supplement(rows.clone(), constants)
            && let Some(kind) = kinds.iter().find(marks_needed)
        {
            faults.push(no_marks(*kind));
        }
        let of_no_kind = |meaning: &Meaning| match meaning {
            Meaning::Field(column) => !kinds.iter().any(|kind| form::has(*kind, *column)),
            Meaning::Mark(_) => !kinds.iter().any(|kind| form::marks_needed(*kind).is_some()),
            Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => false,
        };
        for (position, heading) in self.headings.iter().enumerate().filter(|(_, heading)| of_no_kind(&heading.meaning))
        {
            if kinds.is_empty() || rows.clone().all(|row| row.text(position).is_empty()) {
                continue;
            }
            self.unused.insert(position);
            let heading = heading.text.clone();
            faults.push(HeadingFault { position: Some(position), heading, fault: unused() });
        }
        faults
    }

    /// Returns true if the sheet has a column, or another source of its values.
    fn is_there(&self, column: Column, constants: &Constants) -> bool {
        let in_the_whole_name = [Column::FAMILY_NAME, Column::GIVEN_NAME].contains(&column);
        self.positions.contains_key(&column)
            || constants.of(column).is_some()
            || in_the_whole_name && self.positions.contains_key(&Column::FULL_NAME)
    }

    /// Refuses names that stand in the sheet twice, in one cell and in parts.
    fn check_names(&self) -> Vec<HeadingFault> {
        let parts = [Column::FAMILY_NAME, Column::GIVEN_NAME, Column::PATRONYMIC];
        let Some(whole) = self.position(Column::FULL_NAME) else { return Vec::new() };
        let second = parts.iter().filter_map(|part| self.position(*part)).min();
        let heading = |position: usize| self.headings.get(position).map_or("", |heading| heading.text.as_str());
        let fault =
            |part| HeadingFault { position: Some(whole), heading: heading(whole).to_owned(), fault: twice(part) };
        second.map(fault).into_iter().collect()
    }

    /// Returns true if every row says that it has no supplement, in which marks would stand.
    fn without_supplement<'a>(&self, mut rows: impl Iterator<Item = &'a SheetRow>, constants: &Constants) -> bool {
        let position = self.position(Column::SUPPLEMENT_NUMBER);
        let said = |row: &SheetRow| {
            let cell = position.map(|position| row.text(position)).filter(|cell| !cell.is_empty());
            cell.or(constants.of(Column::SUPPLEMENT_NUMBER)).is_some_and(cell::says_no_supplement)
        };
        rows.all(said)
    }

    /// Position of a column, from 0.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.positions.get(&column).copied()
    }

    /// The columns of marks: position and subject.
    pub(super) fn marks(&self) -> impl Iterator<Item = (usize, &Text<150>)> {
        self.headings.iter().enumerate().filter_map(|(position, heading)| match &heading.meaning {
            Meaning::Mark(subject) => Some((position, subject)),
            Meaning::Field(_) | Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => None,
        })
    }

    /// Returns true if a column has been reported as belonging to no kind.
    pub(super) fn is_unused(&self, position: usize) -> bool {
        self.unused.contains(&position)
    }

    /// The heading of a column as this sheet writes it, or as the template would.
    pub(super) fn heading_of(&self, column: Column) -> String {
        let heading = self.position(column).and_then(|position| self.headings.get(position));
        heading.map_or_else(|| column.heading().to_owned(), |heading| heading.text.clone())
    }
}

/// The kind of a row; `None` if nothing names it, which is a mistake of the headings.
pub(super) fn kind_of(
    row: &SheetRow,
    layout: &Layout,
    kind: Option<DocumentKind>,
) -> Result<Option<DocumentKind>, Fault> {
    let cell = layout.position(Column::KIND).map(|position| row.text(position));
    match (cell, kind) {
        (None | Some(""), Some(kind)) => Ok(Some(kind)),
        (None, None) => Ok(None),
        (Some(""), None) => Err(Fault::missing()),
        (Some(cell), _) => vocabulary::reader(&vocabulary::KIND, DocumentKind::parse)(cell).map(Some),
    }
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
    if is_among(COUNTERS, heading) {
        return Ok(Meaning::NotNeeded);
    }
    match subject::named(heading) {
        Some(named) => Text::parse(named.subject()).map(Meaning::Mark).map_err(Fault::from),
        None => Err(unknown(heading)),
    }
}

fn twice(first: usize) -> Fault {
    let letters = super::grid::column_letters(first);
    Fault::new("column-twice", text!("cell-column-twice", letters = letters), text!("cell-column-twice.fix"))
}

fn unused() -> Fault {
    Fault::new("unused-column", text!("cell-unused-column"), text!("cell-unused-column.fix"))
}

fn missing(column: Column, kind: DocumentKind) -> HeadingFault {
    let (kind, key) = (kind_label(kind), column.key());
    let what = text!("cell-missing-column", kind = kind);
    let fix = text!("cell-missing-column.fix", key = key);
    let heading = column.heading().to_owned();
    HeadingFault { position: None, heading, fault: Fault::new("missing-column", what, fix) }
}

fn no_marks(kind: DocumentKind) -> HeadingFault {
    let kind = kind_label(kind);
    let what = text!("cell-no-columns-of-marks", kind = kind);
    let fix = text!("cell-no-columns-of-marks.fix");
    HeadingFault {
        position: None, heading: "Отметка: …".to_owned(), fault: Fault::new("missing-column", what, fix)
    }
}

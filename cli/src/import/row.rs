//! Reads the cells of one row and keeps every mistake with its place.

use attestat_credential::draft::certificate::SubjectMark;
use attestat_credential::draft::problem::{FieldError, Problem};
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;

use super::cell;
use super::column::Column;
use super::day;
use super::fault::Fault;
use super::form::{self, Need};
use super::grid::{Epoch, Held, SheetRow, cell_address};
use super::layout::{Layout, Meaning, shown_kind};
use super::phrase::Phrase;
use crate::language::Language;

/// How much of a cell is shown, in characters.
const SHOWN_CHARACTERS_MAX: usize = 40;

/// A mistake in one cell. It holds what stands in the cell, for the registrar's own screen only: it has
/// no `Display` and no `Debug`, and its JSON leaves the content out.
#[derive(Clone)]
pub(crate) struct CellFault {
    /// The row as the spreadsheet numbers it.
    pub(crate) row: u32,
    /// The position of the column from 0; `None` when the row as a whole is meant.
    pub(crate) position: Option<usize>,
    /// The heading of the column.
    pub(crate) heading: String,
    /// What stands in the cell, shortened.
    pub(crate) content: String,
    /// What is wrong and the fix.
    pub(crate) fault: Fault,
}

impl CellFault {
    /// The place as the spreadsheet names it, such as `D14`.
    pub(crate) fn place(&self, language: Language) -> String {
        match (self.position, language) {
            (Some(position), _) => cell_address(position, self.row),
            (None, Language::English) => format!("row {}", self.row),
            (None, Language::Russian) => format!("строка {}", self.row),
        }
    }

    /// A mistake in the cell at `position`.
    pub(super) fn at(layout: &Layout, row: &SheetRow, position: usize, fault: Fault) -> Self {
        let printable = |character: char| if character.is_control() { ' ' } else { character };
        let heading = layout.headings.get(position).map(|heading| heading.text.clone());
        let mut content: String = row.text(position).chars().take(SHOWN_CHARACTERS_MAX).map(printable).collect();
        if row.text(position).chars().nth(SHOWN_CHARACTERS_MAX).is_some() {
            content.push('…');
        }
        Self { row: row.number, position: Some(position), heading: heading.unwrap_or_default(), content, fault }
    }
}

/// A cell that was read as something else than what stands in it; shown, so that nothing is done silently.
#[derive(Clone)]
pub(crate) struct Reading {
    /// The row as the spreadsheet numbers it.
    pub(crate) row: u32,
    /// The position of the column from 0.
    pub(crate) position: usize,
    /// What stands in the cell and as what it was read, for the registrar's own screen.
    pub(crate) what: Phrase,
}

/// The cells of one row, and the mistakes found in them so far.
pub(super) struct RowReader<'a> {
    layout: &'a Layout,
    row: &'a SheetRow,
    today: Date,
    epoch: Epoch,
    kind: Option<DocumentKind>,
    faults: Vec<CellFault>,
    readings: Vec<Reading>,
}

impl<'a> RowReader<'a> {
    /// Begins with a row of which nothing is known yet.
    pub(super) fn new(layout: &'a Layout, row: &'a SheetRow, today: Date, epoch: Epoch) -> Self {
        Self { layout, row, today, epoch, kind: None, faults: Vec::new(), readings: Vec::new() }
    }

    /// Says of what kind the row is: cells in columns of other kinds are mistakes from here on.
    pub(super) fn set_kind(&mut self, kind: DocumentKind) {
        self.kind = Some(kind);
        for (position, heading) in self.layout.headings.iter().enumerate() {
            let fits = match &heading.meaning {
                Meaning::Field(column) => form::has(kind, *column),
                Meaning::Mark(_) => form::marks_needed(kind).is_some(),
                Meaning::LeftOut | Meaning::Blank | Meaning::Unknown => true,
            };
            if !fits && !self.layout.is_unused(position) && !self.row.text(position).is_empty() {
                self.fail_at(position, not_in_this_kind(kind));
            }
        }
    }

    /// Reports what stands in cells that no heading is above.
    pub(super) fn check_cells_without_heading(&mut self) {
        for position in 0..self.row.cells.len() {
            let meaning = self.layout.headings.get(position).map(|heading| &heading.meaning);
            if matches!(meaning, None | Some(Meaning::Blank)) && !self.row.text(position).is_empty() {
                self.fail_at(position, no_heading());
            }
        }
    }

    /// Reads a cell that must be filled in. `None` means that a mistake is on record.
    pub(super) fn required<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let position = self.filled(column)?;
        self.parsed(position, parse)
    }

    /// Reads a cell that may be blank, or whose column may be absent.
    pub(super) fn optional<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let position = self.layout.position(column).filter(|position| !self.row.text(*position).is_empty())?;
        self.parsed(position, parse)
    }

    /// Reads a day that must be filled in and not be later than today.
    pub(super) fn past_day(&mut self, column: Column) -> Option<Date> {
        let position = self.filled(column)?;
        let day = self.day(position)?;
        if day > self.today {
            let what = ("is later than today", "позже сегодняшнего дня");
            self.fail_at(position, Fault::new("in-the-future", what, ("correct the day", "исправьте дату")));
            return None;
        }
        Some(day)
    }

    /// Reads a day that may be blank.
    pub(super) fn optional_day(&mut self, column: Column) -> Option<Date> {
        let position = self.layout.position(column).filter(|position| !self.row.text(*position).is_empty())?;
        self.day(position)
    }

    /// What stands in the cell of a column, blank where the column is absent.
    pub(super) fn text_of(&self, column: Column) -> &str {
        self.layout.position(column).map_or("", |position| self.row.text(position))
    }

    /// The position of a cell that holds something; `None` means that a mistake is on record.
    fn filled(&mut self, column: Column) -> Option<usize> {
        match self.layout.position(column) {
            None => {
                self.miss_column(column);
                None
            }
            Some(position) if self.row.text(position).is_empty() => {
                self.fail_at(position, Fault::missing());
                None
            }
            position => position,
        }
    }

    fn day(&mut self, position: usize) -> Option<Date> {
        let text = self.row.text(position);
        let read = cell::formula_error(text).map_or_else(|| day::date(text, self.epoch), Err);
        match read {
            Ok(day) => {
                if day::serial(text).is_some() {
                    let what =
                        (format!("«{text}» is the day {}", day.iso()), format!("«{text}» — это день {}", day.iso()));
                    self.readings.push(Reading { row: self.row.number, position, what: what.into() });
                }
                Some(day)
            }
            Err(fault) => {
                self.fail_at(position, fault);
                None
            }
        }
    }

    /// Reads the marks of the row, blank cells left out. `None` means that there must be some and are none.
    pub(super) fn marks(&mut self) -> Option<Vec<SubjectMark>> {
        let layout = self.layout;
        let mut marks = Vec::new();
        for (position, subject) in layout.marks() {
            if self.row.text(position).is_empty() {
                continue;
            }
            if let Some(Some(mark)) = self.parsed(position, cell::mark) {
                marks.push(SubjectMark { subject: subject.clone(), mark });
            }
        }
        if !marks.is_empty() || self.kind.and_then(form::marks_needed) != Some(Need::Required) {
            return Some(marks);
        }
        // A sheet without columns of marks was reported with the headings.
        let first = layout.marks().next().map(|(position, _)| position);
        if let Some(position) = first.filter(|_| !self.has_fault_in_marks()) {
            let what = ("and the other marks of this row are all blank", "и другие отметки этой строки пусты");
            let fix = ("fill in the final marks of this pupil", "впишите итоговые отметки этого ученика");
            self.fail_at(position, Fault::new("no-marks", what, fix));
        }
        None
    }

    fn has_fault_in_marks(&self) -> bool {
        self.faults.iter().any(|fault| self.layout.marks().any(|(position, _)| fault.position == Some(position)))
    }

    /// Whether a cell is filled in.
    pub(super) fn has(&self, column: Column) -> bool {
        self.layout.position(column).is_some_and(|position| !self.row.text(position).is_empty())
    }

    /// Records a mistake in a cell; in the row as a whole where the sheet has no such column.
    pub(super) fn fail(&mut self, column: Column, fault: Fault) {
        match self.layout.position(column) {
            Some(position) => self.fail_at(position, fault),
            None => self.fail_row(column.heading().to_owned(), fault),
        }
    }

    /// Records a mistake that the draft found between fields.
    pub(super) fn fail_between(&mut self, error: &FieldError) {
        let column = column_of(error.path());
        let fault = match error.problem() {
            Problem::Before { other } => {
                let other = column_of(other).map_or_else(String::new, |column| self.layout.heading_of(column));
                Fault::new(
                    "before",
                    (format!("is earlier than «{other}»"), format!("раньше, чем «{other}»")),
                    (
                        format!("correct this cell or the one in «{other}»"),
                        format!("исправьте эту ячейку или «{other}»"),
                    ),
                )
            }
            problem => Fault::from(problem.clone()),
        };
        let first_mark = self.layout.marks().next().map(|(position, _)| position);
        match (column, first_mark) {
            (Some(column), _) => self.fail(column, fault),
            (None, Some(position)) if error.path().ends_with("marks") => self.fail_at(position, fault),
            (None, _) => self.fail_row(error.path().to_owned(), fault),
        }
    }

    /// The mistakes of the row, from left to right, and what was read otherwise than it stands.
    pub(super) fn finish(mut self) -> (Vec<CellFault>, Vec<Reading>) {
        self.faults.sort_by_key(|fault| fault.position);
        (self.faults, self.readings)
    }

    /// Whether no mistake is on record.
    pub(super) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    fn parsed<T>(&mut self, position: usize, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let text = self.row.text(position);
        let day = (self.row.held(position) == Held::Day).then(day::turned_into_a_day);
        match cell::formula_error(text).or(day).map_or_else(|| parse(text), Err) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fail_at(position, fault);
                None
            }
        }
    }

    /// A column that every document of the kind needs was reported with the headings; one that only
    /// some of them need is reported with the row.
    fn miss_column(&mut self, column: Column) {
        let is_of_every_row =
            |kind| form::entries(kind).any(|entry| entry.column == column && entry.need == Need::Required);
        if !self.kind.is_none_or(is_of_every_row) {
            let (heading, key) = (column.heading(), column.key());
            let fix = (
                format!("add the column «{heading}» ({key}) and fill it in"),
                format!("добавьте столбец «{heading}» ({key}) и заполните его"),
            );
            let what = ("needs a column that is missing", "нужен столбец, которого нет");
            self.fail_row(heading.to_owned(), Fault::new("missing-column", what, fix));
        }
    }

    fn fail_at(&mut self, position: usize, fault: Fault) {
        self.faults.push(CellFault::at(self.layout, self.row, position, fault));
    }

    fn fail_row(&mut self, heading: String, fault: Fault) {
        self.faults.push(CellFault { row: self.row.number, position: None, heading, content: String::new(), fault });
    }
}

fn not_in_this_kind(kind: DocumentKind) -> Fault {
    let kind = shown_kind(kind);
    Fault::new(
        "not-in-this-kind",
        (
            format!("is filled in, and the kind «{kind}» has no such field"),
            format!("заполнено, а у вида «{kind}» такого поля нет"),
        ),
        ("empty the cell, or correct the kind", "очистите ячейку или исправьте вид документа"),
    )
}

fn no_heading() -> Fault {
    Fault::new(
        "no-heading",
        ("stands in a column without a heading", "стоит в столбце без заголовка"),
        (
            "give the column a heading, empty the cell, or put quote marks around a cell with a separator in it",
            "дайте столбцу заголовок, очистите ячейку или заключите в кавычки ячейку с разделителем внутри",
        ),
    )
}

/// The column of a field of the draft, by its path.
pub(super) fn column_of(path: &str) -> Option<Column> {
    match path {
        "basis.date" => Some(Column::AgreementDate),
        "basis.text" => Some(Column::AgreementText),
        "basis.by" | "basis" => Some(Column::AgreedBy),
        _ => {
            let key = path.rsplit('.').next().unwrap_or(path);
            Column::ALL.iter().find(|column| column.key() == key).copied()
        }
    }
}

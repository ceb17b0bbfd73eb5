//! Reads the cells of one row and keeps every mistake with its place.

use attestat_credential::draft::certificate::SubjectMark;
use attestat_credential::draft::problem::{FieldError, Problem};
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;

use super::cell;
use super::column::Column;
use super::fault::Fault;
use super::form::{self, Need};
use super::layout::{Layout, Meaning, cell_at, shown_kind};
use super::split::{SheetRow, cell_address};

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
    pub(crate) fn place(&self) -> String {
        match self.position {
            Some(position) => cell_address(position, self.row),
            None => format!("row {}", self.row),
        }
    }

    /// A mistake in the cell at `position`.
    pub(super) fn at(layout: &Layout, row: &SheetRow, position: usize, fault: Fault) -> Self {
        let printable = |character: char| if character.is_control() { ' ' } else { character };
        let heading = layout.headings.get(position).map(|heading| heading.text.clone());
        let mut content: String = cell_at(row, position).chars().take(SHOWN_CHARACTERS_MAX).map(printable).collect();
        if cell_at(row, position).chars().nth(SHOWN_CHARACTERS_MAX).is_some() {
            content.push('…');
        }
        Self { row: row.number, position: Some(position), heading: heading.unwrap_or_default(), content, fault }
    }
}

/// The cells of one row, and the mistakes found in them so far.
pub(super) struct RowReader<'a> {
    layout: &'a Layout,
    row: &'a SheetRow,
    today: Date,
    kind: Option<DocumentKind>,
    faults: Vec<CellFault>,
}

impl<'a> RowReader<'a> {
    /// Begins with a row of which nothing is known yet.
    pub(super) fn new(layout: &'a Layout, row: &'a SheetRow, today: Date) -> Self {
        Self { layout, row, today, kind: None, faults: Vec::new() }
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
            if !fits && !self.layout.is_unused(position) && !cell_at(self.row, position).is_empty() {
                let what = format!("is filled in, and the kind «{}» has no such field", shown_kind(kind));
                self.fail_at(position, Fault::new("not-in-this-kind", what, "empty the cell, or correct the kind"));
            }
        }
    }

    /// Reports what stands in cells that no heading is above.
    pub(super) fn check_cells_without_heading(&mut self) {
        for position in 0..self.row.cells.len() {
            let meaning = self.layout.headings.get(position).map(|heading| &heading.meaning);
            if matches!(meaning, None | Some(Meaning::Blank)) && !cell_at(self.row, position).is_empty() {
                let fix = "give the column a heading, empty the cell, or put quote marks around a cell with a separator in it";
                self.fail_at(position, Fault::new("no-heading", "stands in a column without a heading", fix));
            }
        }
    }

    /// Reads a cell that must be filled in. `None` means that a mistake is on record.
    pub(super) fn required<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match self.layout.position(column) {
            None => {
                self.miss_column(column);
                None
            }
            Some(position) if cell_at(self.row, position).is_empty() => {
                self.fail_at(position, Fault::missing());
                None
            }
            Some(position) => self.parsed(position, parse),
        }
    }

    /// Reads a cell that may be blank, or whose column may be absent.
    pub(super) fn optional<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let position = self.layout.position(column).filter(|position| !cell_at(self.row, *position).is_empty())?;
        self.parsed(position, parse)
    }

    /// Reads a day that must be filled in and not be later than today.
    pub(super) fn past_day(&mut self, column: Column) -> Option<Date> {
        let today = self.today;
        self.required(column, |text| {
            let day = cell::date(text)?;
            if day > today {
                return Err(Fault::new("in-the-future", "is later than today", "correct the day"));
            }
            Ok(day)
        })
    }

    /// Reads the marks of the row, blank cells left out. `None` means that there must be some and are none.
    pub(super) fn marks(&mut self) -> Option<Vec<SubjectMark>> {
        let layout = self.layout;
        let mut marks = Vec::new();
        for (position, subject) in layout.marks() {
            if cell_at(self.row, position).is_empty() {
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
            let fix = "fill in the final marks of this pupil";
            self.fail_at(position, Fault::new("no-marks", "and the other marks of this row are all blank", fix));
        }
        None
    }

    fn has_fault_in_marks(&self) -> bool {
        self.faults.iter().any(|fault| self.layout.marks().any(|(position, _)| fault.position == Some(position)))
    }

    /// Whether a cell is filled in.
    pub(super) fn has(&self, column: Column) -> bool {
        self.layout.position(column).is_some_and(|position| !cell_at(self.row, position).is_empty())
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
                let fix = format!("correct this cell or the one in «{other}»");
                Fault::new("before", format!("is earlier than «{other}»"), fix)
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

    /// The mistakes of the row, from left to right.
    pub(super) fn into_faults(mut self) -> Vec<CellFault> {
        self.faults.sort_by_key(|fault| fault.position);
        self.faults
    }

    /// Whether no mistake is on record.
    pub(super) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    fn parsed<T>(&mut self, position: usize, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match parse(cell_at(self.row, position)) {
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
            let fix = format!("add the column «{}» ({}) and fill it in", column.heading(), column.key());
            self.fail_row(
                column.heading().to_owned(),
                Fault::new("missing-column", "needs a column that is missing", fix),
            );
        }
    }

    fn fail_at(&mut self, position: usize, fault: Fault) {
        self.faults.push(CellFault::at(self.layout, self.row, position, fault));
    }

    fn fail_row(&mut self, heading: String, fault: Fault) {
        self.faults.push(CellFault { row: self.row.number, position: None, heading, content: String::new(), fault });
    }
}

/// The column of a field of the draft, by its path.
fn column_of(path: &str) -> Option<Column> {
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

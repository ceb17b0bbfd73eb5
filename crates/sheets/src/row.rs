//! Reads the cells of one row and keeps every mistake with its place.

use attestat_credential::draft::problem::{FieldError, Problem};
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;
use attestat_credential::kind::mark::SubjectMark;

use super::cell;
use super::cell_fault::{CellFault, InterpretedCell};
use super::column::Column;
use super::constant::Constants;
use super::day;
use super::fault::Fault;
use super::form::{self, Need};
use super::grid::{CellType, Epoch, SheetRow};
use super::heading::{HeadingFault, Meaning};
use super::labels::{column_of, kind_label};
use super::layout::Layout;
use super::name;
use attestat_words::text;
use attestat_words::text::Text;

/// The cells of one row, and the mistakes found in them so far.
pub(super) struct RowReader<'a> {
    layout: &'a Layout,
    row: &'a SheetRow,
    settings: &'a RowSettings<'a>,
    kind: Option<DocumentKind>,
    faults: Vec<CellFault>,
    constant_faults: Vec<HeadingFault>,
    readings: Vec<InterpretedCell>,
}

/// Settings of all rows of a table.
pub(super) struct RowSettings<'a> {
    /// Today, so that a day in the future is found.
    pub(super) today: Date,
    /// First day of the count for days that are kept as numbers.
    pub(super) epoch: Epoch,
    /// Fields that are the same in all rows.
    pub(super) constants: &'a Constants,
    /// Returns true if a person said that a row is right as it stands.
    pub(super) as_written: &'a dyn Fn(u32) -> bool,
}

/// Results of reading a row, beside its draft.
pub(super) struct RowOutcome {
    /// Mistakes in its cells, from left to right.
    pub(super) faults: Vec<CellFault>,
    /// Mistakes in constants.
    pub(super) constants: Vec<HeadingFault>,
    /// Cells that were read as another value than their text.
    pub(super) readings: Vec<InterpretedCell>,
}

/// Source of a value: a cell of the row, or a constant for all rows.
#[derive(Clone, Copy)]
enum ValueSource<'a> {
    Cell(usize),
    Constant(Column, &'a str),
}

impl<'a> RowReader<'a> {
    /// Begins to read a row of unknown kind.
    pub(super) fn new(layout: &'a Layout, row: &'a SheetRow, settings: &'a RowSettings<'a>) -> Self {
        let (faults, constant_faults, readings) = (Vec::new(), Vec::new(), Vec::new());
        Self { layout, row, settings, kind: None, faults, constant_faults, readings }
    }

    /// Sets the kind of the row: cells in columns of other kinds are mistakes from now on.
    pub(super) fn set_kind(&mut self, kind: DocumentKind) {
        self.kind = Some(kind);
        for (position, heading) in self.layout.headings.iter().enumerate() {
            let fits = match &heading.meaning {
                Meaning::Field(column) => form::has(kind, *column),
                Meaning::Mark(_) => form::marks_needed(kind).is_some(),
                Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => true,
            };
            if !fits && !self.layout.is_unused(position) && !self.row.text(position).is_empty() {
                self.fail_at(position, not_in_this_kind(kind));
            }
        }
    }

    /// Reports filled cells without a heading above them.
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
        let source = self.filled(column)?;
        self.parsed(source, parse)
    }

    /// Reads a cell that may be blank, or whose column may be absent.
    pub(super) fn optional<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let source = self.source(column)?;
        self.parsed(source, parse)
    }

    /// Source of the value of a column: the cell, else a constant.
    fn source(&self, column: Column) -> Option<ValueSource<'a>> {
        let cell = self.layout.position(column).filter(|position| !self.row.text(*position).is_empty());
        let constant = || Some(ValueSource::Constant(column, self.settings.constants.of(column)?));
        cell.map(ValueSource::Cell).or_else(constant)
    }

    fn text_at(&self, source: ValueSource<'a>) -> &'a str {
        match source {
            ValueSource::Cell(position) => self.row.text(position),
            ValueSource::Constant(_, text) => text,
        }
    }

    /// Reads a day that must be filled in and not be later than today.
    pub(super) fn past_day(&mut self, column: Column) -> Option<Date> {
        let source = self.filled(column)?;
        let day = self.day(source)?;
        if day > self.settings.today {
            let what = text!("cell-in-the-future");
            self.fail_in(source, Fault::new("in-the-future", what, text!("cell-in-the-future.fix")));
            return None;
        }
        Some(day)
    }

    /// Reads a day that may be blank.
    pub(super) fn optional_day(&mut self, column: Column) -> Option<Date> {
        let source = self.source(column)?;
        self.day(source)
    }

    /// Text in the cell of a column, or of its constant; blank where there is neither.
    pub(super) fn text_of(&self, column: Column) -> &'a str {
        self.source(column).map_or("", |source| self.text_at(source))
    }

    /// Source of a value that must be there; `None` means that a mistake is on record.
    fn filled(&mut self, column: Column) -> Option<ValueSource<'a>> {
        match (self.source(column), self.layout.position(column)) {
            (None, None) => {
                self.miss_column(column);
                None
            }
            (None, Some(position)) => {
                let is_given_name = column == Column::GIVEN_NAME;
                self.fail_at(position, if is_given_name { name::one_name_only() } else { Fault::missing() });
                None
            }
            (source, _) => source,
        }
    }

    fn day(&mut self, source: ValueSource<'a>) -> Option<Date> {
        let text = self.text_at(source);
        let mistake = cell::formula_error(text).or_else(|| cell::unseen(text));
        match mistake.map_or_else(|| day::date(text, self.settings.epoch), Err) {
            Ok(day) => {
                if let (Some(_), ValueSource::Cell(position)) = (day::serial(text), source) {
                    let (row, what) = (self.row.number, text!("reading-day", text = text, day = day.iso()));
                    self.readings.push(InterpretedCell { row, position, what, is_a_day: true });
                }
                Some(day)
            }
            Err(fault) => {
                self.fail_in(source, fault);
                None
            }
        }
    }

    /// Notes that a cell was read as another value than its text.
    pub(super) fn read_as(&mut self, column: Column, what: Text) {
        if let Some(position) = self.layout.position(column) {
            let row = self.row.number;
            self.readings.push(InterpretedCell { row, position, what, is_a_day: false });
        }
    }

    /// Asks a person about a cell, unless they said that the row is right as it stands.
    pub(super) fn ask(&mut self, column: Column, question: Option<Fault>) {
        if let Some(question) = question.filter(|_| !(self.settings.as_written)(self.row.number)) {
            self.fail(column, question);
        }
    }

    /// Reads the marks of the row, blank cells left out. `None` means that marks are required and there are none.
    pub(super) fn marks(&mut self, need: Option<Need>) -> Option<Vec<SubjectMark>> {
        let layout = self.layout;
        let mut marks = Vec::new();
        for (position, subject) in layout.marks() {
            if self.row.text(position).is_empty() {
                continue;
            }
            if let Some(Some(mark)) = self.parsed(ValueSource::Cell(position), cell::mark) {
                marks.push(SubjectMark { subject: subject.clone(), mark });
            }
        }
        if !marks.is_empty() || need != Some(Need::Required) {
            return Some(marks);
        }
        // A sheet without columns of marks was reported with the headings.
        let first = layout.marks().next().map(|(position, _)| position);
        if let Some(position) = first.filter(|_| !self.has_fault_in_marks()) {
            let what = text!("cell-no-marks");
            let fix = text!("cell-no-marks.fix");
            self.fail_at(position, Fault::new("no-marks", what, fix));
        }
        None
    }

    fn has_fault_in_marks(&self) -> bool {
        self.faults.iter().any(|fault| self.layout.marks().any(|(position, _)| fault.position == Some(position)))
    }

    /// Returns true if a column has a value, in its cell or as a constant.
    pub(super) fn has(&self, column: Column) -> bool {
        self.source(column).is_some()
    }

    /// Returns true if the sheet has the column.
    pub(super) fn has_column(&self, column: Column) -> bool {
        self.layout.position(column).is_some()
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
                Fault::new("before", text!("cell-before", other = &other), text!("cell-before.fix", other = other))
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

    /// Ends the row and returns its mistakes, from left to right, and the cells that were read as another value than
    /// their text.
    pub(super) fn finish(mut self) -> RowOutcome {
        self.faults.sort_by_key(|fault| fault.position);
        RowOutcome { faults: self.faults, constants: self.constant_faults, readings: self.readings }
    }

    /// Returns true if no mistake is on record.
    pub(super) fn is_clean(&self) -> bool {
        self.faults.is_empty() && self.constant_faults.is_empty()
    }

    fn parsed<T>(&mut self, source: ValueSource<'a>, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let text = self.text_at(source);
        let is_a_day = matches!(source, ValueSource::Cell(position) if self.row.cell_type(position) == CellType::Day);
        let day = is_a_day.then(day::turned_into_a_day);
        match cell::formula_error(text).or_else(|| cell::unseen(text)).or(day).map_or_else(|| parse(text), Err) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fail_in(source, fault);
                None
            }
        }
    }

    fn fail_in(&mut self, source: ValueSource<'a>, fault: Fault) {
        match source {
            ValueSource::Cell(position) => self.fail_at(position, fault),
            ValueSource::Constant(column, _) => {
                let heading = column.heading().to_owned();
                self.constant_faults.push(HeadingFault { position: None, heading, fault });
            }
        }
    }

    /// Reports a missing column. A column that every document of the kind needs was reported with the headings; one
    /// that only some of them need is reported with the row.
    fn miss_column(&mut self, column: Column) {
        let is_of_every_row =
            |kind| form::entries(kind).any(|entry| entry.column == column && entry.need == Need::Required);
        if !self.kind.is_none_or(is_of_every_row) {
            let (heading, key) = (column.heading(), column.key());
            let fix = text!("cell-column-needed.fix", heading = heading, key = key);
            let what = text!("cell-column-needed");
            self.fail_row(heading.to_owned(), Fault::new("missing-column", what, fix));
        }
    }

    fn fail_at(&mut self, position: usize, fault: Fault) {
        self.faults.push(CellFault::in_cell(&self.layout.headings, self.row, position, fault));
    }

    fn fail_row(&mut self, heading: String, fault: Fault) {
        self.faults.push(CellFault { row: self.row.number, position: None, heading, content: String::new(), fault });
    }
}

fn not_in_this_kind(kind: DocumentKind) -> Fault {
    let kind = kind_label(kind);
    Fault::new("not-in-this-kind", text!("cell-not-in-this-kind", kind = kind), text!("cell-not-in-this-kind.fix"))
}

fn no_heading() -> Fault {
    Fault::new("no-heading", text!("cell-no-heading"), text!("cell-no-heading.fix"))
}

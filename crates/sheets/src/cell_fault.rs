//! A mistake in one cell, and a cell that was read as another value.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::grid::{SheetRow, cell_address};
use super::heading::Heading;
use attestat_words::language::Language;
use attestat_words::say;
use attestat_words::text::Text;

/// Most characters of a cell that are shown.
const SHOWN_CHARACTERS_MAX: usize = 40;

/// A mistake in one cell. It holds the content of the cell, for the registrar's own screen only: it has no `Display`
/// and no `Debug`, and its JSON leaves the content out.
#[derive(Clone)]
pub(crate) struct CellFault {
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// The position of the column from 0; `None` when the row as a whole is meant.
    pub position: Option<usize>,
    /// The heading of the column.
    pub heading: String,
    /// Content of the cell, shortened.
    pub content: String,
    /// The mistake and the fix.
    pub fault: Fault,
}

impl CellFault {
    /// The place as the spreadsheet names it, such as `D14`.
    pub(crate) fn place(&self, language: Language) -> String {
        match self.position {
            Some(position) => cell_address(position, self.row),
            None => say!(language, "sheet-row", row = self.row),
        }
    }

    /// A mistake of a row as a whole.
    pub(super) fn of_row(row: &SheetRow, fault: Fault) -> Self {
        let (_, content) = row.texts().next().unwrap_or_default();
        let printable = content.chars().filter(|character| !character.is_control());
        let content = printable.take(SHOWN_CHARACTERS_MAX).collect();
        Self { row: row.number, position: None, heading: String::new(), content, fault }
    }

    /// A mistake in the cell at `position`.
    pub(super) fn in_cell(headings: &[Heading], row: &SheetRow, position: usize, fault: Fault) -> Self {
        let printable = |character: char| if character.is_control() { ' ' } else { character };
        let heading = headings.get(position).map(|heading| heading.text.clone());
        let mut content: String = row.text(position).chars().take(SHOWN_CHARACTERS_MAX).map(printable).collect();
        if row.text(position).chars().nth(SHOWN_CHARACTERS_MAX).is_some() {
            content.push('…');
        }
        Self { row: row.number, position: Some(position), heading: heading.unwrap_or_default(), content, fault }
    }
}

/// A cell that was read as another value than its text; it is shown, so that no cell is changed silently.
#[derive(Clone)]
pub(crate) struct InterpretedCell {
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// The position of the column from 0.
    pub position: usize,
    /// Content of the cell and the value that was read, for the registrar's own screen.
    pub what: Text,
    /// True if it is a number that was read as a day.
    pub is_a_day: bool,
}

/// Most mistakes in cells that are kept; further ones are counted. 20,000 of 300 bytes are 6 MB.
pub(super) const CELL_FAULTS_MAX: usize = 20_000;

/// The mistakes in the cells of a sheet, in the order of rows, then of columns.
#[derive(Default)]
pub(super) struct CellFaults {
    /// At most [`CELL_FAULTS_MAX`] of them.
    pub(super) kept: Vec<CellFault>,
    /// Number of all mistakes.
    pub(super) total: usize,
    /// The rows that have any.
    pub(super) rows: BTreeSet<u32>,
}

impl CellFaults {
    /// Puts them into the order of the rows.
    pub(super) fn sort(&mut self) {
        self.kept.sort_by_key(|fault| fault.row);
    }

    /// Keeps one more.
    pub(super) fn push(&mut self, fault: CellFault) {
        self.total += 1;
        self.rows.insert(fault.row);
        if self.kept.len() < CELL_FAULTS_MAX {
            self.kept.push(fault);
        }
    }
}

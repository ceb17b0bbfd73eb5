//! The rows of one table, read one by one.

use attestat_credential::draft::words::DocumentKind;

use super::cell_fault::{CELL_FAULTS_MAX, CellFault, CellFaults, InterpretedCell};
use super::column::Column;
use super::conflicts::RowDraft;
use super::document;
use super::fault::Fault;
use super::grid::SheetRow;
use super::heading::HeadingFault;
use super::layout::{Layout, kind_of};
use super::locator::RowId;
use super::row::{RowOutcome, RowReader, RowSettings};
use super::sheet::{Origin, Sheet};
use attestat_words::text;

/// Reads the rows of one table.
pub(super) struct TableReader<'a> {
    /// The table.
    pub(super) sheet: &'a Sheet,
    /// Its headings with their meanings.
    pub(super) layout: &'a Layout,
    /// Settings of all its rows.
    pub(super) settings: &'a RowSettings<'a>,
    /// Kind of the rows that do not name theirs.
    pub(super) kind: Option<DocumentKind>,
    /// Number of the table, from 0.
    pub(super) table: usize,
    /// Results so far.
    pub(super) read: ReadRows,
}

/// Results of reading the rows of a table.
#[derive(Default)]
pub(super) struct ReadRows {
    /// The drafts of the rows that have no mistake.
    pub(super) drafts: Vec<RowDraft>,
    /// Mistakes in cells.
    pub(super) cell_faults: CellFaults,
    /// Mistakes in constants.
    pub(super) constant_faults: Vec<HeadingFault>,
    /// Cells that were read as another value than their text.
    pub(super) readings: Vec<InterpretedCell>,
}

impl TableReader<'_> {
    /// Reads all rows.
    pub(super) fn read_rows(mut self) -> ReadRows {
        let last = self.layout.headings.iter().rposition(|heading| !heading.is_unread());
        let is_text = matches!(self.sheet.origin, Origin::Text { .. });
        for row in self.sheet.rows() {
            let columns = last.map_or(0, |last| last + 1);
            if is_text && row.cells.len() < columns {
                self.read.cell_faults.push(CellFault::of_row(row, cut_short(row.cells.len(), columns)));
            } else if row.texts().count() <= FRAGMENT_CELLS_MAX && columns > 2 * FRAGMENT_CELLS_MAX {
                self.read.cell_faults.push(CellFault::of_row(row, fragment()));
            } else {
                self.read_row(row);
            }
        }
        self.read
    }

    fn read_row(&mut self, row: &SheetRow) {
        let mut reader = RowReader::new(self.layout, row, self.settings);
        let kind = kind_of(row, self.layout, self.kind).unwrap_or_else(|fault| {
            reader.fail(Column::KIND, fault);
            None
        });
        if let Some(draft) = document::read(&mut reader, kind) {
            let row = RowId { table: self.table, number: row.number };
            self.read.drafts.push(RowDraft { row, draft });
        }
        let RowOutcome { faults, constants, readings } = reader.finish();
        faults.into_iter().for_each(|fault| self.read.cell_faults.push(fault));
        self.read.constant_faults.extend(constants.into_iter().take(CELL_FAULTS_MAX));
        self.read.readings.extend(readings);
    }
}

/// Most filled cells of a fragment: so few cells in a wide table are no document, and are reported as one mistake
/// rather than twenty.
const FRAGMENT_CELLS_MAX: usize = 2;

fn fragment() -> Fault {
    Fault::new("no-document", text!("cell-no-document"), text!("cell-no-document.fix"))
}

fn cut_short(cells: usize, columns: usize) -> Fault {
    Fault::new("row-cut", text!("cell-row-cut", cells = cells, columns = columns), text!("cell-row-cut.fix"))
}

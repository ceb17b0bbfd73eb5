//! Cells that a person corrected where the mistakes are shown, without the spreadsheet program.

use std::collections::BTreeMap;

use super::grid::{CELL_CHARACTERS_MAX, COLUMNS_MAX, CellType, SheetCell};
use super::sheet::Sheet;

/// A cell with the text that a person put there, for this run. It holds what a child's document says: it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct MendedCell {
    /// Number of the table, from 0.
    pub table: usize,
    /// The row as the spreadsheet numbers it.
    pub row: u32,
    /// The position of the column from 0.
    pub column: usize,
    /// The new text; cut where it is longer than a cell may be.
    pub text: String,
}

/// The cells of one table, by row and column; of two for one place the later counts.
pub(super) type MendedCells = BTreeMap<(u32, usize), String>;

/// Puts the cells into the rows of their table, and returns those that lie in one. Headings stay as they are: what a
/// column means is told by the school's profile.
pub(super) fn mend(sheet: &mut Sheet, table: usize, cells: &[MendedCell]) -> MendedCells {
    let of_table = cells.iter().filter(|cell| cell.table == table && cell.column < COLUMNS_MAX);
    let mut mended = MendedCells::new();
    for cell in of_table {
        let Some(row) = sheet.row_mut(cell.row) else { continue };
        let text: String = cell.text.chars().take(CELL_CHARACTERS_MAX).collect();
        if row.cells.len() <= cell.column {
            row.cells.resize(cell.column + 1, SheetCell::default());
        }
        if let Some(place) = row.cells.get_mut(cell.column) {
            *place = SheetCell { text: text.clone(), cell_type: CellType::Text };
        }
        mended.insert((cell.row, cell.column), text);
    }
    mended
}

//! Excel workbooks since 2007.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx, XlsxError};

use super::super::cell::FORMULA_WITHOUT_VALUE;
use super::super::grid::{Epoch, SheetCell, SheetRow};
use super::hidden;
use super::parts::Parts;
use super::{Budget, WorkbookError, WorksheetFilter, put_cell, value, worksheets};

/// An opened workbook.
pub(super) struct XlsxWorkbook<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    parts: Parts<'a>,
    /// The part of each worksheet.
    named: BTreeMap<String, String>,
}

impl<'a> XlsxWorkbook<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        let xlsx = Xlsx::new(Cursor::new(bytes))?;
        let mut parts = Parts::open(bytes)?;
        let named = parts.worksheets()?;
        Ok(Self { xlsx, parts, named })
    }

    pub(super) fn worksheets(&self, filter: WorksheetFilter) -> Vec<String> {
        worksheets(self.xlsx.sheets_metadata(), filter)
    }

    pub(super) fn epoch(&self) -> Epoch {
        if self.xlsx.has_1904_epoch() { Epoch::From1904 } else { Epoch::From1900 }
    }

    /// The rows of a worksheet up to the last that holds anything. Cells come one by one, so that a cell
    /// at the far end of the sheet costs nothing before it is refused.
    pub(super) fn grid(&mut self, name: &str, left: &mut Budget) -> Result<Vec<SheetRow>, WorkbookError> {
        let mut cells = self.xlsx.worksheet_cells_reader(name)?;
        let mut grid: Vec<SheetRow> = Vec::new();
        let mut struck: BTreeMap<usize, usize> = BTreeMap::new();
        while let Some((cell, style)) = cells.next_cell_with_style_id()? {
            let style = cells.styles().get(style);
            let format = style.and_then(|style| style.number_format.as_ref());
            let zeros = format.map_or(0, |format| value::zeros_of(&format.format_code));
            let content = value::shown(cell.get_value(), zeros);
            left.spend(&content.text)?;
            if content.text.trim().is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            if style.and_then(|style| style.font.as_ref()).is_some_and(calamine::Font::has_strikethrough) {
                *struck.entry(row as usize).or_default() += 1;
            }
            put_cell(&mut grid, (row as usize, column as usize), content, name)?;
        }
        drop(cells);
        self.add_hidden_content(name, &mut grid, left)?;
        for (position, cells) in struck {
            if let Some(row) = grid.get_mut(position) {
                // One word may be crossed out in a row that counts; most of them are not.
                row.is_struck = 2 * cells > row.texts().count();
            }
        }
        Ok(grid)
    }

    fn add_hidden_content(
        &mut self,
        name: &str,
        grid: &mut Vec<SheetRow>,
        left: &mut Budget,
    ) -> Result<(), WorkbookError> {
        let part = self.named.get(name).ok_or(WorkbookError::Damaged)?;
        let hidden = hidden::read(&self.parts.text(part)?)?;
        for (row, column) in hidden.without_value {
            left.spend(FORMULA_WITHOUT_VALUE)?;
            // Below the last row that holds anything, such formulas were copied down in advance.
            if grid.get(row).is_some_and(|row| !row.is_blank()) {
                put_cell(grid, (row, column), SheetCell::from(FORMULA_WITHOUT_VALUE.to_owned()), name)?;
            }
        }
        for position in hidden.hidden {
            if let Some(row) = grid.get_mut(position) {
                row.is_hidden = true;
            }
        }
        Ok(())
    }

    /// The blocks of merged cells.
    pub(super) fn merged(&mut self, name: &str) -> Vec<calamine::Dimensions> {
        self.xlsx.merge_cells_by_sheet_name(name).unwrap_or_default()
    }
}

/// The reader's own message is not passed on, because it may repeat the content of a cell.
impl From<XlsxError> for WorkbookError {
    fn from(_: XlsxError) -> Self {
        Self::Damaged
    }
}

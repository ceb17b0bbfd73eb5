//! Excel workbooks of 1997 to 2003, measured before their reader sees them.
//!
//! The reader lays out the whole rectangle of each worksheet, however few cells are in it. So the records are measured
//! first, and the reader is given only the measured records, in a file made here.

mod measure;
mod record;
mod strings;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use calamine::{Data, Reader as _, Xls};

use super::super::encoding::FILE_BYTES_MAX;
use super::super::grid::{Epoch, SheetRow};
use super::{Budget, WorkbookError, WorksheetFilter, put_cell, value, worksheets};
use measure::{WorksheetExtent, measure};

/// An opened workbook.
pub(super) struct XlsWorkbook {
    xls: Xls<Cursor<Vec<u8>>>,
    reaches: BTreeMap<String, WorksheetExtent>,
}

impl XlsWorkbook {
    pub(super) fn open(bytes: &[u8]) -> Result<Self, WorkbookError> {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?;
        let name = ["/Workbook", "/Book"].into_iter().find(|name| file.exists(name)).ok_or_else(|| other(&file))?;
        let mut records = Vec::new();
        let stream = file.open_stream(name).map_err(|_| WorkbookError::Damaged)?;
        stream.take(FILE_BYTES_MAX as u64).read_to_end(&mut records).map_err(|_| WorkbookError::Damaged)?;
        let reaches = measure(&mut records)?;
        let cleaned = single_stream_file(&records).map_err(|_| WorkbookError::Damaged)?;
        let xls = Xls::new(Cursor::new(cleaned)).map_err(|_| WorkbookError::Damaged)?;
        let reaches = xls.sheet_names().into_iter().zip(reaches).collect();
        Ok(Self { xls, reaches })
    }

    pub(super) fn worksheets(&self, filter: WorksheetFilter) -> Vec<String> {
        worksheets(self.xls.sheets_metadata(), filter)
    }

    pub(super) fn epoch(&self) -> Epoch {
        if self.xls.has_1904_epoch() { Epoch::From1904 } else { Epoch::From1900 }
    }

    pub(super) fn grid(&mut self, name: &str, left: &mut Budget) -> Result<Vec<SheetRow>, WorkbookError> {
        let range = self.xls.worksheet_range(name).map_err(|_| WorkbookError::Damaged)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let reach = self.reaches.get(name).ok_or(WorkbookError::Damaged)?;
        let mut grid: Vec<SheetRow> = Vec::new();
        for (row, column, data) in range.used_cells().filter(|(_, _, data)| **data != Data::Empty) {
            let at = (first_row as usize + row, first_column as usize + column);
            let content = value::shown_data(data, reach.zeros.get(&at).copied().unwrap_or_default());
            left.spend(&content.text)?;
            if !content.text.trim().is_empty() {
                put_cell(&mut grid, at, content, name)?;
            }
        }
        for position in &reach.hidden {
            if let Some(row) = grid.get_mut(*position) {
                row.is_hidden = true;
            }
        }
        Ok(grid)
    }

    /// The blocks of merged cells.
    pub(super) fn merged(&self, name: &str) -> Vec<calamine::Dimensions> {
        self.xls.merge_cells_by_sheet_name(name).unwrap_or_default()
    }
}

/// Returns the error for a compound file of another program, or a workbook under a password.
fn other(file: &cfb::CompoundFile<Cursor<&[u8]>>) -> WorkbookError {
    if file.exists("/EncryptedPackage") { WorkbookError::Password } else { WorkbookError::OtherArchive }
}

/// Makes a compound file with these records and nothing else. So the reader sees only one of several streams that could
/// be meant, and no chain of sectors that never ends.
fn single_stream_file(records: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    let mut stream = file.create_stream("/Workbook")?;
    stream.write_all(records)?;
    stream.flush()?;
    drop(stream);
    Ok(file.into_inner().into_inner())
}

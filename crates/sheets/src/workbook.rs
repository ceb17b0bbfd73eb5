//! Reader of workbooks (.xlsx, .xls, .ods): returns the rows of their worksheets.

mod annotate;
mod archive;
mod hidden;
mod ods;
mod parts;
mod value;
pub(super) mod write;
mod xls;
mod xlsx;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use attestat_credential::draft::folding::nfc;
use calamine::{Dimensions, SheetType, SheetVisible};

use super::grid::{
    CELL_CHARACTERS_MAX, COLUMNS_MAX, Epoch, GRID_ROWS_MAX, ROWS_MAX, SheetCell, SheetRow, cell_address,
};
use super::matching;
use super::sheet::{Origin, Sheet, TableOptions, WorkbookFormat};
use super::workbook_error::{WorkbookError, shortened};

/// Most worksheets that are looked into.
const WORKSHEETS_MAX: usize = 100;
/// Most cells that are read of all worksheets, blank ones that have a format included: two sheets full to
/// the limits. Several names may lead to one worksheet, so that the bytes of the archive do not bound them.
const CELLS_MAX: usize = 2 * ROWS_MAX * COLUMNS_MAX;
/// Most bytes of text that are read of all worksheets. One shared string may stand in any number of cells.
const TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Returns true if a file is an archive or a compound file, as workbooks are.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || is_compound(bytes)
}

fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0")
}

/// Reads the worksheets that were asked for, else all that are shown and hold a table with rows.
pub(super) fn read(bytes: &[u8], asked: &[String], options: TableOptions<'_>) -> Result<Vec<Sheet>, WorkbookError> {
    let format = if is_compound(bytes) { WorkbookFormat::Xls } else { archive::check(bytes)? };
    // The reader is foreign code, and adds up addresses of cells unchecked: where it panics, the file is
    // one that no program wrote.
    catch_unwind(AssertUnwindSafe(|| Workbook::open(bytes, format)?.sheets(asked, options)))
        .unwrap_or(Err(WorkbookError::Damaged))
}

/// An opened workbook.
struct Workbook<'a> {
    format: WorkbookFormat,
    reader: FormatReader<'a>,
    left: Budget,
}

/// Tables of a workbook, by its format.
enum FormatReader<'a> {
    Xlsx(Box<xlsx::XlsxWorkbook<'a>>),
    Xls(Box<xls::XlsWorkbook>),
    Ods(ods::OdsWorkbook),
}

/// Budget of cells and text that may still be read.
struct Budget {
    cells: usize,
    text_bytes: usize,
}

impl Budget {
    /// Takes one cell with so much text out of it.
    fn spend(&mut self, text: &str) -> Result<(), WorkbookError> {
        self.cells = self.cells.checked_sub(1).ok_or(WorkbookError::TooLarge)?;
        self.text_bytes = self.text_bytes.checked_sub(text.len()).ok_or(WorkbookError::TooLarge)?;
        Ok(())
    }
}

impl<'a> Workbook<'a> {
    fn open(bytes: &'a [u8], format: WorkbookFormat) -> Result<Self, WorkbookError> {
        let mut left = Budget { cells: CELLS_MAX, text_bytes: TEXT_BYTES_MAX };
        let reader = match format {
            WorkbookFormat::Xlsx => FormatReader::Xlsx(Box::new(xlsx::XlsxWorkbook::open(bytes)?)),
            WorkbookFormat::Xls => FormatReader::Xls(Box::new(xls::XlsWorkbook::open(bytes)?)),
            WorkbookFormat::Ods => FormatReader::Ods(ods::OdsWorkbook::open(bytes, &mut left)?),
        };
        Ok(Self { format, reader, left })
    }

    fn sheets(&mut self, asked: &[String], options: TableOptions<'_>) -> Result<Vec<Sheet>, WorkbookError> {
        let of_profile = options.profile.worksheet.as_slice();
        let asked = if asked.is_empty() { of_profile } else { asked };
        if asked.is_empty() {
            return self.filled_sheets(options);
        }
        let mut sheets = Vec::new();
        for asked in asked {
            let name = self.worksheet_like(asked)?;
            let sheet = self.table(&name, options)?.ok_or_else(|| WorkbookError::NoHeading(vec![name.clone()]))?;
            sheets.push(with_rows(sheet, name)?);
        }
        Ok(sheets)
    }

    /// The visible worksheets that hold a table with rows.
    fn filled_sheets(&mut self, options: TableOptions<'_>) -> Result<Vec<Sheet>, WorkbookError> {
        let (mut filled, mut bare) = (Vec::new(), None);
        let names = self.worksheets(WorksheetFilter::Visible);
        for name in &names {
            let Some(sheet) = self.table(name, options)? else { continue };
            if sheet.len() > 0 {
                filled.push(with_rows(sheet, name.clone())?);
            } else if bare.is_none() {
                bare = Some((name.clone(), sheet));
            }
        }
        match (filled.is_empty(), bare) {
            (false, _) => Ok(filled),
            (true, Some((name, sheet))) => with_rows(sheet, name).map(|sheet| vec![sheet]),
            (true, None) => Err(WorkbookError::NoHeading(names)),
        }
    }

    fn worksheets(&self, filter: WorksheetFilter) -> Vec<String> {
        match &self.reader {
            FormatReader::Xlsx(book) => book.worksheets(filter),
            FormatReader::Xls(book) => book.worksheets(filter),
            FormatReader::Ods(book) => book.worksheets(filter),
        }
    }

    /// The worksheet of a name, whatever its case and spaces; hidden ones can be asked for too.
    fn worksheet_like(&self, asked: &str) -> Result<String, WorkbookError> {
        let there = self.worksheets(WorksheetFilter::All);
        let exact = there.iter().find(|name| *name == asked);
        let found = exact.or_else(|| there.iter().find(|name| matching::fold(name) == matching::fold(asked)));
        match found {
            Some(name) => Ok(name.clone()),
            None => Err(WorkbookError::NoSuchWorksheet { asked: shortened(asked), there }),
        }
    }

    /// A worksheet as a table; `None` where it has no row of headings.
    fn table(&mut self, name: &str, options: TableOptions<'_>) -> Result<Option<Sheet>, WorkbookError> {
        let (mut grid, merged, epoch) = match &mut self.reader {
            FormatReader::Xlsx(book) => (book.grid(name, &mut self.left)?, book.merged(name), book.epoch()),
            FormatReader::Xls(book) => (book.grid(name, &mut self.left)?, book.merged(name), book.epoch()),
            FormatReader::Ods(book) => (book.grid(name)?, book.merged(name), Epoch::From1900),
        };
        spread_merged(&merged, &mut grid, &mut self.left)?;
        let origin = Origin::Workbook { format: self.format, worksheet: name.to_owned() };
        Ok(Sheet::of(grid, origin, epoch, options))
    }
}

/// Gives merged cells the content that people see: that of the first cell, and of none that lies below it. Cells that
/// are merged downwards have it in each of their rows; blocks of several columns are titles and have it once.
fn spread_merged(blocks: &[Dimensions], grid: &mut [SheetRow], left: &mut Budget) -> Result<(), WorkbookError> {
    for merged in blocks {
        let (first, column) = (merged.start.0 as usize, merged.start.1 as usize);
        let (last, last_column) = (merged.end.0 as usize, merged.end.1 as usize);
        let source = grid.get(first).and_then(|row| row.cells.get(column)).cloned().unwrap_or_default();
        for (at, row) in grid.iter_mut().enumerate().take(last.saturating_add(1)).skip(first) {
            left.spend("")?;
            let end = row.cells.len().min(last_column.saturating_add(1));
            if let Some(covered) = row.cells.get_mut(column + usize::from(at == first)..end) {
                covered.fill(SheetCell::default());
            }
            if at > first && column == last_column && !row.is_blank() {
                left.spend(&source.text)?;
                set_cell(row, column, source.clone());
            }
        }
    }
    Ok(())
}

/// The worksheets among the sheets of a workbook: charts are sheets too.
fn worksheets(sheets: &[calamine::Sheet], filter: WorksheetFilter) -> Vec<String> {
    let is_wanted = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && (filter == WorksheetFilter::All || sheet.visible == SheetVisible::Visible)
    };
    sheets.iter().filter(is_wanted).take(WORKSHEETS_MAX).map(|sheet| sheet.name.clone()).collect()
}

/// Worksheets that are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WorksheetFilter {
    Visible,
    All,
}

fn with_rows(sheet: Sheet, worksheet: String) -> Result<Sheet, WorkbookError> {
    match sheet.len() {
        0 => Err(WorkbookError::NoRows { worksheet, row: sheet.heading().number }),
        1..=ROWS_MAX => Ok(sheet),
        _ => Err(WorkbookError::TooManyRows(worksheet)),
    }
}

/// Puts a cell into its place; rows and cells before it that have not come yet are blank.
fn put_cell(
    grid: &mut Vec<SheetRow>,
    (row, column): (usize, usize),
    mut cell: SheetCell,
    name: &str,
) -> Result<(), WorkbookError> {
    if let Cow::Owned(composed) = nfc(&cell.text) {
        cell.text = composed;
    }
    if row >= GRID_ROWS_MAX {
        return Err(WorkbookError::TooManyRows(shortened(name)));
    }
    if column >= COLUMNS_MAX {
        return Err(WorkbookError::TooManyColumns(shortened(name)));
    }
    while grid.len() <= row {
        let number = u32::try_from(grid.len() + 1).unwrap_or(u32::MAX);
        grid.push(SheetRow::new(number, Vec::new()));
    }
    let Some(row) = grid.get_mut(row) else { return Ok(()) };
    if cell.text.chars().nth(CELL_CHARACTERS_MAX).is_some() {
        return Err(WorkbookError::CellTooLong(cell_address(column, row.number)));
    }
    set_cell(row, column, cell);
    Ok(())
}

fn set_cell(row: &mut SheetRow, column: usize, cell: SheetCell) {
    if row.cells.len() <= column {
        row.cells.resize(column + 1, SheetCell::default());
    }
    if let Some(place) = row.cells.get_mut(column) {
        *place = cell;
    }
}

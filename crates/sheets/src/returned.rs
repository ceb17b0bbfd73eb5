//! Returns the user's own sheet: same rows, same columns, and a last column that says what to fix.
//!
//! The last heading begins with `#`, so that the corrected sheet can be issued as it is. No cell of the
//! result is a formula, whatever it begins with.

use core::fmt::Write as _;
use std::collections::BTreeMap;

use super::cell_fault::CellFault;
use super::csv_text;
use super::encoding::TextEncoding;
use super::fault::Fault;
use super::grid::{SheetCell, column_letters};
use super::imported::{ImportedTable, ImportedTables};
use super::locator::RowId;
use super::sheet::{Origin, Separator};
#[cfg(feature = "workbooks")]
use super::workbook::write;
use attestat_words::formula;
use attestat_words::language::Language;
use attestat_words::say;
use attestat_words::text::Text;

/// The last heading, in English and in Russian.
const HEADINGS: [&str; 2] = ["#What to fix", "#Что исправить"];
/// Longest remark in characters: a cell of Excel holds 32,767.
const REMARK_CHARACTERS_MAX: usize = 8_000;

/// Form in which the sheet is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnFormat {
    /// An Excel workbook with the wrong cells marked.
    #[cfg(feature = "workbooks")]
    Workbook,
    /// CSV, in the encoding and with the separator of the user's own file.
    Text,
}

/// Reason for which a sheet cannot be given back in a form.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// There are several tables, and a text file holds one.
    #[error("a CSV file holds one table")]
    SeveralTables,
    /// The workbook could not be put together.
    #[cfg(feature = "workbooks")]
    #[error(transparent)]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl ImportedTables {
    /// The bytes of the tables with their mistakes.
    pub fn returned(&self, format: ReturnFormat, language: Language) -> Result<Vec<u8>, ReturnError> {
        #[cfg(feature = "workbooks")]
        if let (ReturnFormat::Workbook, Some(marked)) = (format, self.in_its_own_workbook(language)) {
            return Ok(marked);
        }
        returned(&self.tables, format, language)
    }

    /// Adds the node's words on a row, so that they come back with the sheet.
    pub fn object(&mut self, row: RowId, field: &str, words: impl Into<Text>) {
        let locator = self.locator();
        let Some(table) = self.tables.get_mut(row.table) else { return };
        let Some(sheet_row) = table.sheet.rows().find(|other| other.number == row.number) else { return };
        let fault = Fault::new("refused-by-node", words.into(), "".into());
        let fault = match locator.column(row.table, field) {
            Some((position, _)) => CellFault::in_cell(&table.headings, sheet_row, position, fault),
            None => CellFault::of_row(sheet_row, fault),
        };
        table.cell_faults.push(fault);
        table.cell_faults.sort();
    }
}

fn returned(tables: &[ImportedTable], format: ReturnFormat, language: Language) -> Result<Vec<u8>, ReturnError> {
    match (format, tables) {
        (ReturnFormat::Text, [table]) => Ok(table.as_text(&table.remarks(language))),
        (ReturnFormat::Text, _) => Err(ReturnError::SeveralTables),
        #[cfg(feature = "workbooks")]
        (ReturnFormat::Workbook, tables) => Ok(write::workbook(tables, language)?),
    }
}

impl ImportedTable {
    /// The bytes of the table with its mistakes.
    #[cfg(test)]
    pub(super) fn returned(&self, format: ReturnFormat, language: Language) -> Result<Vec<u8>, ReturnError> {
        returned(core::slice::from_ref(self), format, language)
    }

    /// Remarks on each row, by the number of the row: the faults to be fixed. Faults of headings stand in the row of
    /// headings.
    pub(super) fn remarks(&self, language: Language) -> BTreeMap<u32, String> {
        let mut remarks: BTreeMap<u32, String> = BTreeMap::new();
        let heading = remarks.entry(self.sheet.heading().number).or_default();
        let [english, russian] = HEADINGS;
        heading.push_str(language.of(english, russian));
        for fault in &self.heading_faults {
            let place = fault.position.map_or_else(String::new, |position| format!("{} ", column_letters(position)));
            let (what, fix) = (fault.fault.what(language), fault.fault.fix(language));
            remark(heading, &format!("{place}«{}» {what}: {fix}", fault.heading));
        }
        for fault in &self.cell_faults.kept {
            let (what, fix) = (fault.fault.what(language), fault.fault.fix(language));
            let until = if fix.is_empty() { "" } else { "; " };
            let heading = if fault.heading.is_empty() { String::new() } else { format!(" {}", fault.heading) };
            let text = format!("{}{heading}: {what}{until}{fix}", fault.place(language));
            remark(remarks.entry(fault.row).or_default(), &text);
        }
        for row in &self.cell_faults.rows {
            remarks.entry(*row).or_insert_with(|| say!(language, "sheet-more-mistakes"));
        }
        remarks
    }

    /// Number of the user's own columns, without the last one of an earlier return.
    pub(super) fn own_columns(&self) -> usize {
        let is_ours = |cell: &SheetCell| HEADINGS.iter().any(|ours| cell.text.starts_with(ours));
        let widest = || self.sheet.grid().iter().map(|row| row.cells.len()).max().unwrap_or(0);
        self.sheet.heading().cells.iter().position(is_ours).unwrap_or_else(widest)
    }

    fn as_text(&self, remarks: &BTreeMap<u32, String>) -> Vec<u8> {
        let (encoding, separator) = match &self.sheet.origin {
            Origin::Text { encoding, separator } => (*encoding, *separator),
            Origin::Workbook { .. } => (TextEncoding::Utf8WithMark, Separator::Semicolon),
        };
        let own = self.own_columns();
        let rows = self.sheet.grid().iter().map(|row| {
            let cells = (0..own).map(|position| row.cells.get(position).map_or("", |cell| cell.text.as_str()));
            let remark = remarks.get(&row.number).map_or("", String::as_str);
            // The reader takes the apostrophe before a formula away again.
            cells.chain([remark]).map(formula::guarded).collect()
        });
        encoding.encode(&csv_text::written(rows, separator))
    }
}

/// Adds a mistake to the remarks on a row.
fn remark(remarks: &mut String, text: &str) {
    if remarks.chars().count() + text.chars().count() < REMARK_CHARACTERS_MAX {
        let between = if remarks.is_empty() { "" } else { " · " };
        _ = write!(remarks, "{between}{}", text.replace(['\n', '\r', '\t'], " "));
    }
}

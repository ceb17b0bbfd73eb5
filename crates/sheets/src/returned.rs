//! Returns the user's own sheet: same rows, same columns, and a last column that says what to fix.
//!
//! The last heading begins with `#`, so that the corrected sheet can be issued as it is. No cell of the
//! result is a formula, whatever it begins with.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date as CivilDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::cell_fault::CellFault;
use super::csv_text;
use super::encoding::TextEncoding;
use super::fault::Fault;
use super::grid::{CellType, SheetCell, SheetRow, column_letters};
use super::imported::{ImportedTable, ImportedTables};
use super::locator::RowId;
use super::phrase::Phrase;
use super::sheet::{Origin, Separator};
use super::workbook::annotate::{WorksheetMarks, add_marks};
use attestat_words::formula;
use attestat_words::language::Language;

/// The last heading, in English and in Russian.
const HEADINGS: [&str; 2] = ["#What to fix", "#Что исправить"];
/// Width of the last column of a workbook, in characters.
const LAST_COLUMN_WIDTH: f64 = 80.0;
/// Greatest width of the other columns, in characters.
const COLUMN_WIDTH_MAX: usize = 40;
/// Longest remark in characters: a cell of Excel holds 32,767.
const REMARK_CHARACTERS_MAX: usize = 8_000;

/// Form in which the sheet is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnFormat {
    /// An Excel workbook with the wrong cells marked.
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
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

impl ImportedTables {
    /// The bytes of the tables with their mistakes.
    pub fn returned(&self, format: ReturnFormat, language: Language) -> Result<Vec<u8>, ReturnError> {
        if let (ReturnFormat::Workbook, Some(original)) = (format, &self.original)
            && let Some(marked) = self.in_its_own_workbook(original, language)
        {
            return Ok(marked);
        }
        returned(&self.tables, format, language)
    }

    /// Returns the user's workbook with remarks; none if it cannot be marked without loss.
    fn in_its_own_workbook(&self, original: &[u8], language: Language) -> Option<Vec<u8>> {
        let remarks: Vec<_> = self.tables.iter().map(|table| table.remarks(language)).collect();
        let marks = self.tables.iter().zip(&remarks).map(|(table, remarks)| {
            let (worksheet, column) = (table.sheet.worksheet()?, table.own_columns());
            Some(WorksheetMarks { worksheet, column, remarks, wrong: table.wrong_cells(column) })
        });
        add_marks(original, &marks.collect::<Option<Vec<_>>>()?).ok().flatten()
    }

    /// Adds the node's words on a row, so that they come back with the sheet.
    pub fn object(&mut self, row: RowId, field: &str, words: &str) {
        let locator = self.locator();
        let Some(table) = self.tables.get_mut(row.table) else { return };
        let Some(sheet_row) = table.sheet.rows().find(|other| other.number == row.number) else { return };
        let fault = Fault::new("refused-by-node", Phrase::same(words), Phrase::same(""));
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
        (ReturnFormat::Workbook, tables) => {
            let mut workbook = Workbook::new();
            for table in tables {
                table.write_to(workbook.add_worksheet(), &table.remarks(language))?;
            }
            Ok(workbook.save_to_buffer()?)
        }
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
    fn remarks(&self, language: Language) -> BTreeMap<u32, String> {
        let mut remarks: BTreeMap<u32, String> = BTreeMap::new();
        let heading = remarks.entry(self.sheet.heading().number).or_default();
        let [english, russian] = HEADINGS;
        heading.push_str(match language {
            Language::English => english,
            Language::Russian => russian,
        });
        for fault in &self.heading_faults {
            let place = fault.position.map_or_else(String::new, |position| format!("{} ", column_letters(position)));
            let (what, fix) = (fault.fault.what(language), fault.fault.fix(language));
            remark(heading, &format!("{place}«{}» {what}: {fix}", fault.heading.text(language)));
        }
        for fault in &self.cell_faults.kept {
            let (what, fix) = (fault.fault.what(language), fault.fault.fix(language));
            let until = if fix.is_empty() { "" } else { "; " };
            let heading = if fault.heading.is_empty() { String::new() } else { format!(" {}", fault.heading) };
            let text = format!("{}{heading}: {what}{until}{fix}", fault.place(language));
            remark(remarks.entry(fault.row).or_default(), &text);
        }
        let more = match language {
            Language::English => "there are more mistakes: correct the others first",
            Language::Russian => "есть ещё ошибки: сначала исправьте остальные",
        };
        for row in &self.cell_faults.rows {
            remarks.entry(*row).or_insert_with(|| more.to_owned());
        }
        remarks
    }

    /// Number of the user's own columns, without the last one of an earlier return.
    fn own_columns(&self) -> usize {
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

    fn write_to(&self, worksheet: &mut Worksheet, remarks: &BTreeMap<u32, String>) -> Result<(), XlsxError> {
        let name = if self.label.is_empty() { self.sheet.worksheet() } else { Some(self.label.as_str()) };
        // A name that Excel does not allow, or that is there already, is replaced by Excel's own.
        if let Some(name) = name {
            let _ = worksheet.set_name(name);
        }
        let own = self.own_columns();
        let last = u16::try_from(own).unwrap_or(u16::MAX);
        let formats = CellFormats::new();
        for row in self.sheet.grid() {
            let number = row.number.saturating_sub(1);
            for (position, cell) in row.cells.iter().take(own).enumerate() {
                let column = u16::try_from(position).unwrap_or(u16::MAX);
                write_cell(
                    worksheet,
                    (number, column),
                    cell,
                    formats.of(self.is_wrong(row, position), cell.cell_type),
                )?;
            }
            self.mark_blank_cells(worksheet, row, own, &formats)?;
            if let Some(text) = remarks.get(&row.number) {
                worksheet.write_string_with_format(number, last, text.as_str(), &formats.remark)?;
            }
        }
        for (position, width) in self.widths(own).into_iter().enumerate() {
            worksheet.set_column_width(u16::try_from(position).unwrap_or(u16::MAX), width)?;
        }
        worksheet.set_column_width(last, LAST_COLUMN_WIDTH)?;
        worksheet.set_freeze_panes(self.sheet.heading().number, 0)?;
        Ok(())
    }

    /// Marks wrong cells that are blank: they lie behind the end of their row, or hold nothing.
    fn mark_blank_cells(
        &self,
        worksheet: &mut Worksheet,
        row: &SheetRow,
        own: usize,
        formats: &CellFormats,
    ) -> Result<(), XlsxError> {
        for position in (0..own).filter(|position| row.text(*position).is_empty() && self.is_wrong(row, *position)) {
            let column = u16::try_from(position).unwrap_or(u16::MAX);
            worksheet.write_blank(row.number.saturating_sub(1), column, &formats.wrong)?;
        }
        Ok(())
    }

    /// The cells that are wrong, of the columns before this one.
    fn wrong_cells(&self, own: usize) -> BTreeSet<(u32, usize)> {
        let heading = self.sheet.heading().number;
        let headings = self.heading_faults.iter().filter_map(|fault| Some((heading, fault.position?)));
        let cells = self.cell_faults.kept.iter().filter_map(|fault| Some((fault.row, fault.position?)));
        headings.chain(cells).filter(|(_, column)| *column < own).collect()
    }

    fn is_wrong(&self, row: &SheetRow, position: usize) -> bool {
        if row.number == self.sheet.heading().number {
            return self.heading_faults.iter().any(|fault| fault.position == Some(position));
        }
        // Faults are sorted by row: those of this row are together.
        let first = self.cell_faults.kept.partition_point(|fault| fault.row < row.number);
        let mut of_row = self.cell_faults.kept.iter().skip(first).take_while(|fault| fault.row == row.number);
        of_row.any(|fault| fault.position == Some(position))
    }

    /// Width of each column, in characters; titles above the headings do not count.
    fn widths(&self, own: usize) -> Vec<f64> {
        let heading = self.sheet.heading();
        let rows = || core::iter::once(heading).chain(self.sheet.rows().take(100));
        let width = |position: usize| rows().map(|row| row.text(position).chars().count()).max().unwrap_or(0);
        let widths = (0..own).map(|position| width(position).clamp(6, COLUMN_WIDTH_MAX) + 2);
        widths.map(|width| u32::try_from(width).map_or(8.0, f64::from)).collect()
    }
}

/// Adds a mistake to the remarks on a row.
fn remark(remarks: &mut String, text: &str) {
    if remarks.chars().count() + text.chars().count() < REMARK_CHARACTERS_MAX {
        let between = if remarks.is_empty() { "" } else { " · " };
        _ = write!(remarks, "{between}{}", text.replace(['\n', '\r', '\t'], " "));
    }
}

/// Formats of the cells of a workbook.
struct CellFormats {
    wrong: Format,
    wrong_day: Format,
    day: Format,
    text: Format,
    remark: Format,
}

impl CellFormats {
    fn new() -> Self {
        let wrong = Format::new().set_background_color(Color::RGB(0x00FF_C7CE));
        let day = Format::new().set_num_format("dd.mm.yyyy");
        Self {
            wrong_day: wrong.clone().set_num_format("dd.mm.yyyy"),
            day,
            text: Format::new().set_num_format("@"),
            remark: Format::new().set_text_wrap().set_align(FormatAlign::Top).set_font_color(Color::RGB(0x009C_0006)),
            wrong: wrong.set_num_format("@"),
        }
    }

    fn of(&self, is_wrong: bool, cell_type: CellType) -> &Format {
        match (is_wrong, cell_type) {
            (true, CellType::Day) => &self.wrong_day,
            (true, _) => &self.wrong,
            (false, CellType::Day) => &self.day,
            (false, _) => &self.text,
        }
    }
}

/// Writes a cell by its type; never as a formula.
fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &SheetCell,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = match cell.cell_type {
        CellType::Day => serial(&cell.text),
        // A number whose digits are lost stays a number, so that it is found again.
        CellType::Number if cell.text.contains('E') => cell.text.replace(',', ".").parse().ok(),
        CellType::Number | CellType::Text => None,
    };
    match number {
        Some(number) => worksheet.write_number_with_format(row, column, number, format)?,
        None => worksheet.write_string_with_format(row, column, cell.text.as_str(), format)?,
    };
    Ok(())
}

/// The number by which Excel keeps a day written as 25.06.2021.
fn serial(text: &str) -> Option<f64> {
    let mut parts = text.split('.');
    let mut part = || parts.next()?.parse::<i16>().ok();
    let (day, month, year) = (part()?, part()?, part()?);
    let day = CivilDate::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let first = CivilDate::new(1899, 12, 30).ok()?;
    let days = (day - first).get_days();
    (days > 60).then(|| f64::from(days))
}

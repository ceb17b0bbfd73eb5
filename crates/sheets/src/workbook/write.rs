//! The sheet with its mistakes as an Excel workbook: the user's own with remarks added, else a new one.

use std::collections::{BTreeMap, BTreeSet};

use attestat_ledger::calendar::Date as CivilDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

use super::annotate::{WorksheetMarks, add_marks};
use crate::grid::{CellType, SheetCell, SheetRow};
use crate::imported::{ImportedTable, ImportedTables};
use attestat_words::language::Language;

/// Width of the last column of a workbook, in characters.
const LAST_COLUMN_WIDTH: f64 = 80.0;
/// Greatest width of the other columns, in characters.
const COLUMN_WIDTH_MAX: usize = 40;

/// A new workbook with the tables and their mistakes.
pub(crate) fn workbook(tables: &[ImportedTable], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for table in tables {
        table.write_to(workbook.add_worksheet(), &table.remarks(language))?;
    }
    workbook.save_to_buffer()
}

impl ImportedTables {
    /// Returns the user's workbook with remarks; none if it cannot be marked without loss.
    pub(crate) fn in_its_own_workbook(&self, language: Language) -> Option<Vec<u8>> {
        let original = self.original.as_ref()?;
        let remarks: Vec<_> = self.tables.iter().map(|table| table.remarks(language)).collect();
        let marks = self.tables.iter().zip(&remarks).map(|(table, remarks)| {
            let (worksheet, column) = (table.sheet.worksheet()?, table.own_columns());
            Some(WorksheetMarks { worksheet, column, remarks, wrong: table.wrong_cells(column), mended: &table.mended })
        });
        add_marks(original, &marks.collect::<Option<Vec<_>>>()?).ok().flatten()
    }
}

impl ImportedTable {
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
    let mut part = || parts.next()?.parse::<u16>().ok();
    let (day, month, year) = (part()?, part()?, part()?);
    let day = CivilDate::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    let days = day.days_after_1970() - CivilDate::new(1899, 12, 30)?.days_after_1970();
    i32::try_from(days).ok().filter(|days| *days > 60).map(f64::from)
}

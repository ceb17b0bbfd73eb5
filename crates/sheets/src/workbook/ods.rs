//! OpenDocument workbooks, cell by cell.
//!
//! A cell or row may be repeated a million times in a few bytes, so that each repetition is counted before it is made.

use std::collections::BTreeMap;

use calamine::{DataRef, Dimensions};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::super::cell::FORMULA_WITHOUT_VALUE;
use super::super::grid::{COLUMNS_MAX, CellType, GRID_ROWS_MAX, SheetCell, SheetRow};
use super::parts::{Parts, attribute};
use super::{Budget, WORKSHEETS_MAX, WorkbookError, WorksheetFilter, put_cell, shortened, value};

/// An opened workbook.
pub(super) struct OdsWorkbook {
    sheets: Vec<OdsWorksheet>,
}

/// One worksheet.
struct OdsWorksheet {
    name: String,
    is_hidden: bool,
    table: Result<OdsTable, WorkbookError>,
}

/// The cells of a worksheet.
#[derive(Default)]
struct OdsTable {
    grid: Vec<SheetRow>,
    /// The blocks of cells that are merged downwards.
    merged: Vec<Dimensions>,
}

impl OdsWorkbook {
    pub(super) fn open(bytes: &[u8], left: &mut Budget) -> Result<Self, WorkbookError> {
        let mut parts = Parts::open(bytes)?;
        if parts.text("META-INF/manifest.xml").is_ok_and(|manifest| manifest.contains("encryption-data")) {
            return Err(WorkbookError::Password);
        }
        let text = parts.text("content.xml")?;
        let mut content = ContentReader { reader: Reader::from_str(&text), left, styles: BTreeMap::new(), style: None };
        let sheets = content.sheets()?;
        if sheets.is_empty() { Err(WorkbookError::OtherArchive) } else { Ok(Self { sheets }) }
    }

    pub(super) fn worksheets(&self, filter: WorksheetFilter) -> Vec<String> {
        let sheets = self.sheets.iter().filter(|sheet| filter == WorksheetFilter::All || !sheet.is_hidden);
        sheets.take(WORKSHEETS_MAX).map(|sheet| sheet.name.clone()).collect()
    }

    pub(super) fn grid(&mut self, name: &str) -> Result<Vec<SheetRow>, WorkbookError> {
        match &mut self.sheets.iter_mut().find(|sheet| sheet.name == name).ok_or(WorkbookError::Damaged)?.table {
            Ok(table) => Ok(std::mem::take(&mut table.grid)),
            Err(error) => Err(error.clone()),
        }
    }

    /// The blocks of cells that are merged downwards. Cells that other blocks cover are left out already.
    pub(super) fn merged(&self, name: &str) -> Vec<Dimensions> {
        let table = self.sheets.iter().find(|sheet| sheet.name == name).and_then(|sheet| sheet.table.as_ref().ok());
        table.map(|table| table.merged.clone()).unwrap_or_default()
    }
}

/// Properties that a style gives to a table or a cell.
#[derive(Default, Clone, Copy)]
struct OdsStyle {
    is_hidden: bool,
    is_struck: bool,
}

/// The part that holds everything.
struct ContentReader<'a, 'b> {
    reader: Reader<&'a [u8]>,
    left: &'b mut Budget,
    styles: BTreeMap<String, OdsStyle>,
    /// The style that is being read.
    style: Option<String>,
}

/// A row that is being read, and its parts that may be repeated.
#[derive(Default)]
struct OdsRow {
    cells: Vec<(usize, SheetCell)>,
    /// Cells that reach over this many rows, by column.
    merged: Vec<(usize, usize)>,
    struck: usize,
    next: usize,
}

impl ContentReader<'_, '_> {
    fn sheets(&mut self) -> Result<Vec<OdsWorksheet>, WorkbookError> {
        let mut sheets = Vec::new();
        loop {
            match self.reader.read_event().map_err(|_| WorkbookError::Damaged)? {
                Event::Start(element) | Event::Empty(element) if element.name().as_ref() == "style:style" => {
                    self.style = attribute(&element, "style:name");
                }
                Event::Start(element) | Event::Empty(element) if element.name().as_ref().starts_with("style:") => {
                    self.take_style(&element);
                }
                Event::Start(element) if element.name().as_ref() == "table:table" => {
                    if sheets.len() == WORKSHEETS_MAX {
                        return Err(WorkbookError::TooLarge);
                    }
                    let name = attribute(&element, "table:name").unwrap_or_default();
                    let is_hidden = self.style_of(&element).is_hidden;
                    let table = self.sheet(&name)?;
                    sheets.push(OdsWorksheet { name, is_hidden, table });
                }
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    fn take_style(&mut self, element: &BytesStart<'_>) {
        let Some(name) = self.style.clone() else { return };
        let style = self.styles.entry(name).or_default();
        style.is_hidden |= attribute(element, "table:display").is_some_and(|display| display == "false");
        let line = attribute(element, "style:text-line-through-style");
        style.is_struck |= line.is_some_and(|line| line != "none");
    }

    fn style_of(&self, element: &BytesStart<'_>) -> OdsStyle {
        let name = attribute(element, "table:style-name");
        name.and_then(|name| self.styles.get(&name)).copied().unwrap_or_default()
    }

    /// Reads a worksheet to its end. A part that is too large is an error of this worksheet only; a table inside of a
    /// cell is passed over.
    fn sheet(&mut self, name: &str) -> Result<Result<OdsTable, WorkbookError>, WorkbookError> {
        let (mut table, mut wrong) = (OdsTable::default(), None);
        let mut next_row = 0_usize;
        loop {
            match self.reader.read_event().map_err(|_| WorkbookError::Damaged)? {
                Event::Start(element) if element.name().as_ref() == "table:table-row" => {
                    let times = repeated(&element, "table:number-rows-repeated");
                    let visibility = attribute(&element, "table:visibility");
                    let is_hidden = visibility.is_some_and(|visibility| visibility != "visible");
                    let row = self.row()?;
                    if wrong.is_none() {
                        wrong = self.put(&mut table, name, (next_row, times), &row, is_hidden).err();
                    }
                    next_row = next_row.saturating_add(times);
                }
                Event::Empty(element) if element.name().as_ref() == "table:table-row" => {
                    next_row = next_row.saturating_add(repeated(&element, "table:number-rows-repeated"));
                }
                Event::End(element) if element.name().as_ref() == "table:table" => {
                    return Ok(wrong.map_or(Ok(table), Err));
                }
                Event::Eof => return Err(WorkbookError::Damaged),
                _ => {}
            }
        }
    }

    fn put(
        &mut self,
        table: &mut OdsTable,
        name: &str,
        (first, times): (usize, usize),
        row: &OdsRow,
        is_hidden: bool,
    ) -> Result<(), WorkbookError> {
        if row.cells.is_empty() {
            return Ok(());
        }
        if first.saturating_add(times) > GRID_ROWS_MAX {
            return Err(WorkbookError::TooManyRows(shortened(name)));
        }
        for position in first..first + times {
            for (column, cell) in &row.cells {
                self.left.spend(&cell.text)?;
                put_cell(&mut table.grid, (position, *column), cell.clone(), name)?;
            }
            if let Some(placed) = table.grid.get_mut(position) {
                placed.is_hidden = is_hidden;
                placed.is_struck = 2 * row.struck > row.cells.len();
            }
            for (column, rows) in &row.merged {
                self.left.spend("")?;
                let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
                let start = (number(position), number(*column));
                let end = (number(position.saturating_add(rows - 1)), start.1);
                table.merged.push(Dimensions { start, end });
            }
        }
        Ok(())
    }

    fn row(&mut self) -> Result<OdsRow, WorkbookError> {
        let mut row = OdsRow::default();
        loop {
            match self.reader.read_event().map_err(|_| WorkbookError::Damaged)? {
                Event::Start(element) if is_cell(&element) => {
                    let element = element.into_owned();
                    let shown = self.text_of_cell(element.name().as_ref())?;
                    self.take(&mut row, &element, &shown)?;
                }
                Event::Empty(element) if is_cell(&element) => {
                    let element = element.into_owned();
                    self.take(&mut row, &element, "")?;
                }
                Event::End(element) if element.name().as_ref() == "table:table-row" => return Ok(row),
                Event::Eof => return Err(WorkbookError::Damaged),
                _ => {}
            }
        }
    }

    fn take(&mut self, row: &mut OdsRow, element: &BytesStart<'_>, shown: &str) -> Result<(), WorkbookError> {
        let times = repeated(element, "table:number-columns-repeated");
        let is_covered = element.name().as_ref() == "table:covered-table-cell";
        let cell = if is_covered { SheetCell::default() } else { cell(element, shown) };
        if !cell.text.trim().is_empty() {
            let rows = repeated(element, "table:number-rows-spanned");
            if rows > 1 && repeated(element, "table:number-columns-spanned") <= 1 {
                row.merged.push((row.next, rows));
            }
            let is_struck = self.style_of(element).is_struck;
            if row.next.saturating_add(times) > COLUMNS_MAX {
                return Err(WorkbookError::TooLarge);
            }
            for column in row.next..row.next + times {
                self.left.spend(&cell.text)?;
                row.cells.push((column, cell.clone()));
                row.struck += usize::from(is_struck);
            }
        }
        row.next = row.next.saturating_add(times);
        Ok(())
    }

    /// The text of a cell: paragraphs are lines; a note on the cell is no part of it.
    fn text_of_cell(&mut self, name: &str) -> Result<String, WorkbookError> {
        let (mut text, mut notes, mut paragraphs, mut inside) = (String::new(), 0_usize, 0_usize, 0_usize);
        loop {
            match self.reader.read_event().map_err(|_| WorkbookError::Damaged)? {
                Event::Start(element) if element.name().as_ref() == "office:annotation" => notes += 1,
                Event::End(element) if element.name().as_ref() == "office:annotation" => {
                    notes = notes.saturating_sub(1)
                }
                Event::Start(element) if element.name().as_ref() == "text:p" && notes == 0 => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    (paragraphs, inside) = (paragraphs + 1, inside + 1);
                }
                Event::End(element) if element.name().as_ref() == "text:p" && notes == 0 => {
                    inside = inside.saturating_sub(1)
                }
                Event::Empty(element) if inside > 0 && element.name().as_ref() == "text:s" => {
                    let spaces = attribute(&element, "text:c").and_then(|count| count.parse::<usize>().ok());
                    text.extend(core::iter::repeat_n(' ', spaces.unwrap_or(1).min(100)));
                }
                Event::Empty(element) if inside > 0 && element.name().as_ref() == "text:line-break" => text.push('\n'),
                Event::Text(part) if inside > 0 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) if inside > 0 => {
                    let character = reference.resolve_char_ref().ok().flatten();
                    text.extend(character);
                    text.push_str(resolve_predefined_entity(&reference).unwrap_or_default());
                }
                Event::End(element) if element.name().as_ref() == name => return Ok(text),
                Event::Eof => return Err(WorkbookError::Damaged),
                _ => {}
            }
        }
    }
}

fn is_cell(element: &BytesStart<'_>) -> bool {
    matches!(element.name().as_ref(), "table:table-cell" | "table:covered-table-cell")
}

fn repeated(element: &BytesStart<'_>, name: &str) -> usize {
    attribute(element, name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// The cell as a Russian spreadsheet program shows it.
fn cell(element: &BytesStart<'_>, shown: &str) -> SheetCell {
    let of = |name: &str| attribute(element, name);
    let number = || of("office:value").and_then(|value| value.parse::<f64>().ok());
    match (of("office:value-type").as_deref(), number()) {
        (Some("float" | "currency" | "percentage"), Some(number)) => {
            let zeros = if shown.starts_with('0') { value::zeros_of(&"0".repeat(shown.len())) } else { 0 };
            value::shown(&DataRef::Float(number), zeros)
        }
        (Some("date"), _) => of("office:date-value").map_or_else(SheetCell::default, |day| day_shown(&day)),
        (Some("boolean"), _) => value::shown(&DataRef::Bool(of("office:boolean-value").as_deref() == Some("true")), 0),
        (None, _) if of("table:formula").is_some() && shown.is_empty() => {
            SheetCell::from(FORMULA_WITHOUT_VALUE.to_owned())
        }
        _ => SheetCell::from(shown.to_owned()),
    }
}

/// A day as 25.06.2021, and a time behind it if there is one, from `2021-06-25T10:30:00`.
fn day_shown(iso: &str) -> SheetCell {
    let (day, time) = iso.split_once('T').unwrap_or((iso, ""));
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return SheetCell::from(iso.to_owned()) };
    let time = time.split('.').next().unwrap_or_default();
    let time = if time.is_empty() || time == "00:00:00" { String::new() } else { format!(" {time}") };
    SheetCell { text: format!("{day}.{month}.{year}{time}"), cell_type: CellType::Day }
}

//! Rows and cells of a file of any format, and the names that a spreadsheet program shows for them.

/// Most rows below the heading that hold anything.
pub(crate) const ROWS_MAX: usize = 10_000;
/// Number of rows from the top within which the heading must stand.
pub(super) const HEADING_ROWS_MAX: usize = 20;
/// Most rows of a sheet, those above the heading, the heading and blank ones included: 10,020.
pub(super) const GRID_ROWS_MAX: usize = ROWS_MAX + HEADING_ROWS_MAX;
/// Most columns of a row.
pub(crate) const COLUMNS_MAX: usize = 200;
/// Longest cell in characters: 40 lines of 300 are the longest field of any document.
pub(crate) const CELL_CHARACTERS_MAX: usize = 40 * 301;

/// Type of a cell in the program that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CellType {
    /// Text; every cell of a CSV file is this.
    #[default]
    Text,
    /// A number.
    Number,
    /// A day of the calendar, with or without a time.
    Day,
}

/// One cell: its text as a Russian spreadsheet program shows it, and its type.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct SheetCell {
    /// The text; numbers without grouping, fractions behind a comma, days as 25.06.2021.
    pub(super) text: String,
    /// Type of the cell.
    pub(super) cell_type: CellType,
}

impl From<String> for SheetCell {
    fn from(text: String) -> Self {
        Self { text, cell_type: CellType::Text }
    }
}

/// One row of the sheet.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// Its number in the spreadsheet, from 1.
    pub(super) number: u32,
    /// Its cells.
    pub(super) cells: Vec<SheetCell>,
    /// True if it is hidden, by hand or by a filter.
    pub(super) is_hidden: bool,
    /// True if it was crossed out.
    pub(super) is_struck: bool,
}

impl SheetRow {
    /// A row that is shown.
    pub(super) const fn new(number: u32, cells: Vec<SheetCell>) -> Self {
        Self { number, cells, is_hidden: false, is_struck: false }
    }

    /// Returns true if no cell holds anything.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.trim().is_empty())
    }

    /// The text of a cell without white space around it; blank where the row is shorter.
    pub(super) fn text(&self, position: usize) -> &str {
        self.cells.get(position).map_or("", |cell| cell.text.trim())
    }

    /// Type of a cell; text where the row is shorter.
    pub(super) fn cell_type(&self, position: usize) -> CellType {
        self.cells.get(position).map_or(CellType::Text, |cell| cell.cell_type)
    }

    /// The texts of the cells that hold any, each with its position.
    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        let texts = self.cells.iter().map(|cell| cell.text.trim()).enumerate();
        texts.filter(|(_, text)| !text.is_empty())
    }
}

/// The first day of the count by which a program keeps days as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    /// Day 61 is 1 March 1900; before it Excel counts a 29 February that never was.
    #[default]
    From1900,
    /// Day 0 is 1 January 1904, as old Excel for the Mac counted.
    From1904,
}

/// The address of a cell as the spreadsheet shows it: column 0 and row 1 are `A1`, column 26 is `AA`.
pub(super) fn cell_address(column: usize, row: u32) -> String {
    format!("{}{row}", column_letters(column))
}

/// The letters of a column as the spreadsheet shows them.
pub(super) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(u8::try_from(rest % 26).map_or('?', |letter| char::from(b'A' + letter)));
        if rest < 26 {
            return letters.iter().rev().collect();
        }
        rest = rest / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_columns() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}

//! Splitter of text into rows of cells: RFC 4180 with any separator and any line end.
//!
//! The rows carry the numbers that the spreadsheet shows, blank rows counted, line breaks inside quotes
//! not; and a quote that is never closed is found where it opens, not at the end of the file.
//!
//! The csv crate is not used for it, because it would change what is accepted and said: it passes over blank lines, so
//! that rows lose their numbers; it ends an open quote with the file and adds text behind a closing quote to the cell,
//! both without a word; and it has no limit for a cell. The tests hold the two against each other.

use core::iter::Peekable;
use core::str::Chars;

use super::grid::{CELL_CHARACTERS_MAX, COLUMNS_MAX, SheetCell, SheetRow, cell_address};
use attestat_words::formula;
use attestat_words::text;
use attestat_words::text::Text;

/// Reason for which a text cannot be split into cells. Shows positions only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// The file ends inside quotes.
    UnclosedQuote(String),
    /// Text stands between a closing quote and the separator.
    TextAfterQuote(String),
    /// A row has more columns than [`COLUMNS_MAX`].
    TooManyColumns(u32),
    /// A cell is longer than [`CELL_CHARACTERS_MAX`].
    CellTooLong(String),
}

impl SplitError {
    /// The reason, and the next step.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::UnclosedQuote(cell) => text!("sheet-unclosed-quote", cell = cell),
            Self::TextAfterQuote(cell) => text!("sheet-text-after-quote", cell = cell),
            Self::TooManyColumns(row) => text!("sheet-too-many-columns", row = *row, most = COLUMNS_MAX),
            Self::CellTooLong(cell) => text!("sheet-cell-too-long", cell = cell, most = CELL_CHARACTERS_MAX),
        }
    }
}

impl core::fmt::Display for SplitError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.text().fmt(f)
    }
}

/// Splits a text into rows, one at a time.
pub(super) struct Splitter<'a> {
    characters: Peekable<Chars<'a>>,
    separator: char,
    row: u32,
}

impl<'a> Splitter<'a> {
    /// Starts at the first row of `text`.
    pub(super) fn new(text: &'a str, separator: char) -> Self {
        Self { characters: text.chars().peekable(), separator, row: 0 }
    }

    /// The next row; `None` at the end of the text.
    pub(super) fn next_row(&mut self) -> Option<Result<SheetRow, SplitError>> {
        self.characters.peek()?;
        self.row = self.row.saturating_add(1);
        Some(self.read_row())
    }

    fn read_row(&mut self) -> Result<SheetRow, SplitError> {
        let mut cells = Vec::new();
        loop {
            if cells.len() == COLUMNS_MAX {
                return Err(SplitError::TooManyColumns(self.row));
            }
            let (cell, ends) = self.read_cell(cells.len())?;
            cells.push(SheetCell::from(formula::bare(cell)));
            if ends == CellEnd::Row {
                return Ok(SheetRow::new(self.row, cells));
            }
        }
    }

    fn read_cell(&mut self, column: usize) -> Result<(String, CellEnd), SplitError> {
        let address = || cell_address(column, self.row);
        if self.characters.next_if_eq(&'"').is_none() {
            return self.read_plain(column);
        }
        let mut cell = CellText::default();
        loop {
            let Some(character) = self.characters.next() else {
                return Err(SplitError::UnclosedQuote(address()));
            };
            // A quote inside quotes is written twice (RFC 4180 §2.7).
            if character == '"' && self.characters.next_if_eq(&'"').is_none() {
                break;
            }
            if !cell.push(character) {
                return Err(SplitError::CellTooLong(address()));
            }
        }
        match self.read_end() {
            Some(end) => Ok((cell.text, end)),
            None => Err(SplitError::TextAfterQuote(cell_address(column, self.row))),
        }
    }

    fn read_plain(&mut self, column: usize) -> Result<(String, CellEnd), SplitError> {
        let mut cell = CellText::default();
        loop {
            if let Some(end) = self.read_end() {
                return Ok((cell.text, end));
            }
            let fits = self.characters.next().is_some_and(|character| cell.push(character));
            if !fits {
                return Err(SplitError::CellTooLong(cell_address(column, self.row)));
            }
        }
    }

    /// Takes a separator, a line end (`\n`, `\r\n` or `\r`) or the end of the text, if one is next.
    fn read_end(&mut self) -> Option<CellEnd> {
        match self.characters.peek() {
            None => Some(CellEnd::Row),
            Some(character) if *character == self.separator => {
                self.characters.next();
                Some(CellEnd::Cell)
            }
            Some('\n') => {
                self.characters.next();
                Some(CellEnd::Row)
            }
            Some('\r') => {
                self.characters.next();
                self.characters.next_if_eq(&'\n');
                Some(CellEnd::Row)
            }
            Some(_) => None,
        }
    }
}

/// End of a cell: of the cell only, or of its row too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellEnd {
    Cell,
    Row,
}

/// The text of a cell, kept under the limit while it grows.
#[derive(Default)]
struct CellText {
    text: String,
    characters: usize,
}

impl CellText {
    /// Adds a character, unless the cell is full.
    fn push(&mut self, character: char) -> bool {
        let fits = self.characters < CELL_CHARACTERS_MAX;
        if fits {
            self.text.push(character);
            self.characters += 1;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str, separator: char) -> Result<Vec<(u32, Vec<String>)>, SplitError> {
        let mut splitter = Splitter::new(text, separator);
        core::iter::from_fn(|| splitter.next_row())
            .map(|row| row.map(|row| (row.number, row.cells.into_iter().map(|cell| cell.text).collect())))
            .collect()
    }

    #[test]
    fn rows_carry_the_numbers_of_the_spreadsheet() {
        let text = "a;b\r\n\r\n\"line 1\nline 2\";\"say \"\"yes\"\"\"\rlast;5\" tall";
        let rows = split(text, ';').expect("well formed");
        let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            rows,
            [
                (1, cells(&["a", "b"])),
                (2, cells(&[""])),
                (3, cells(&["line 1\nline 2", "say \"yes\""])),
                (4, cells(&["last", "5\" tall"])),
            ]
        );
    }

    #[test]
    fn what_cannot_be_split_is_named_by_its_cell() {
        let long = "x".repeat(CELL_CHARACTERS_MAX + 1);
        let wide = ",".repeat(COLUMNS_MAX);
        for (why, text, error) in [
            ("never closed", "a,b\n1,\"2\n3,4\n", SplitError::UnclosedQuote("B2".into())),
            ("quotes not doubled", "a\n\"МБОУ \"Школа\"\"\n", SplitError::TextAfterQuote("A2".into())),
            ("a column too many", wide.as_str(), SplitError::TooManyColumns(1)),
            ("a character too many", long.as_str(), SplitError::CellTooLong("A1".into())),
        ] {
            assert_eq!(split(text, ',').expect_err(why), error, "{why}");
        }
    }

    proptest! {
        /// Reads back the text that the csv crate writes, cell by cell.
        #[test]
        fn reads_what_the_csv_crate_writes(
            rows in prop::collection::vec(prop::collection::vec("[a-zё;,\t\"\r\n «]{0,8}", 2..6), 1..8),
            separator in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("written to memory");
            }
            let text = String::from_utf8(writer.into_inner().expect("flushed")).expect("UTF-8");
            let read: Vec<Vec<String>> =
                split(&text, char::from(separator)).expect("well formed").into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }

        /// The csv crate reads the same cells, if the text is well formed.
        #[test]
        fn reads_what_the_csv_crate_reads(text in "[ab;\"\n]{0,40}") {
            if let Ok(rows) = split(&text, ';') {
                let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).has_headers(false)
                    .from_reader(text.as_bytes());
                let theirs: Vec<Vec<String>> = reader.records()
                    .map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect()).collect();
                // The csv crate leaves out blank lines; a spreadsheet counts them.
                let ours: Vec<Vec<String>> =
                    rows.into_iter().map(|(_, cells)| cells).filter(|cells| cells.concat() != "" || cells.len() > 1).collect();
                let theirs: Vec<Vec<String>> =
                    theirs.into_iter().filter(|cells| cells.concat() != "" || cells.len() > 1).collect();
                prop_assert_eq!(ours, theirs);
            }
        }
    }
}

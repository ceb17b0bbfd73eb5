//! From text to a table: which character separates the cells, and which row is the heading.

use super::column::Column;
use super::encoding::Encoding;
use super::split::{SheetRow, SplitError, Splitter};
use super::subject;

/// Most rows of a sheet, title and blank rows included.
pub(crate) const ROWS_MAX: usize = 10_000;
/// Within how many rows from the top the heading must stand.
const HEADING_ROWS_MAX: usize = 20;
/// How many known columns make a row the heading.
const KNOWN_COLUMNS_LEAST: usize = 3;

/// The character between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// `;`, as spreadsheets write it in Russia.
    Semicolon,
    /// A tab.
    Tab,
    /// `,`.
    Comma,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Semicolon, Self::Tab, Self::Comma];

    const fn character(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Comma => ',',
        }
    }

    /// The name to show.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Comma => "comma",
        }
    }
}

/// Why no table was found in a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SheetError {
    /// No row with the names of columns.
    #[error(
        "no row of headings was found in the first 20 rows, read as {}: none names three known columns, such as «Фамилия», «Имя» and «Дата рождения». Begin with a file from `attestat template`",
        .0.name()
    )]
    NoHeading(Encoding),
    /// Nothing below the heading.
    #[error("row {0} is the heading and nothing stands below it. Write one document a row below it")]
    NoRows(u32),
    /// Over [`ROWS_MAX`].
    #[error("the sheet has more than 10000 rows. Split it into several files")]
    TooManyRows,
    /// The cells cannot be told apart.
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// A table with its heading found.
pub(super) struct Sheet {
    /// What separates the cells.
    pub(super) separator: Separator,
    /// The row of headings.
    pub(super) heading: SheetRow,
    /// The rows below it that hold anything.
    pub(super) rows: Vec<SheetRow>,
    /// How many rows below the heading hold nothing.
    pub(super) blank_rows: usize,
}

/// Finds separator and heading, and splits the whole text.
pub(super) fn read(text: &str, encoding: Encoding) -> Result<Sheet, SheetError> {
    let (separator, heading) = find_heading(text).ok_or(SheetError::NoHeading(encoding))?;
    let mut splitter = Splitter::new(text, separator.character());
    let mut sheet = Sheet { separator, heading, rows: Vec::new(), blank_rows: 0 };
    while let Some(row) = splitter.next_row() {
        let row = row?;
        if row.number as usize > ROWS_MAX {
            return Err(SheetError::TooManyRows);
        }
        if row.number <= sheet.heading.number {
            continue;
        }
        if row.is_blank() {
            sheet.blank_rows += 1;
        } else {
            sheet.rows.push(row);
        }
    }
    if sheet.rows.is_empty() { Err(SheetError::NoRows(sheet.heading.number)) } else { Ok(sheet) }
}

/// The separator and the row with which the most columns are known by their headings; of equals, the
/// first row and the separator more usual in Russia.
fn find_heading(text: &str) -> Option<(Separator, SheetRow)> {
    let mut best: Option<(usize, Separator, SheetRow)> = None;
    for separator in Separator::ALL {
        let mut splitter = Splitter::new(text, separator.character());
        for _ in 0..HEADING_ROWS_MAX {
            // With a wrong separator a row may not even split.
            let Some(Ok(row)) = splitter.next_row() else { break };
            let known = row.cells.iter().filter(|cell| is_heading(cell)).count();
            if known >= KNOWN_COLUMNS_LEAST && best.as_ref().is_none_or(|(most, ..)| known > *most) {
                best = Some((known, separator, row));
            }
        }
    }
    best.map(|(_, separator, row)| (separator, row))
}

/// Whether a cell can only be a heading; a bare subject may just as well stand in a row.
fn is_heading(cell: &str) -> bool {
    Column::named(cell).is_some() || matches!(subject::named(cell), Some(subject::Named::Outright(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &[&[&str]] = &[
        &["Сведения о выпускниках, 2021 (SAMPLE)"],
        &[],
        &["Фамилия", "Имя", "Дата рождения", "Алгебра"],
        &["Образцова", "Анна; Мария, и др.", "15.03.2004", "5"],
        &["", "", "", ""],
        &["Образцов", "Лев", "16.03.2004", "4"],
    ];

    fn text(separator: Separator, line_end: &str) -> String {
        let quoted = |cell: &&str| format!("\"{cell}\"");
        let row =
            |cells: &&[&str]| cells.iter().map(quoted).collect::<Vec<_>>().join(&separator.character().to_string());
        ROWS.iter().map(|cells| row(cells) + line_end).collect()
    }

    #[test]
    fn every_separator_and_line_end_gives_the_same_table() {
        for separator in Separator::ALL {
            for line_end in ["\n", "\r\n", "\r"] {
                let sheet = read(&text(separator, line_end), Encoding::Utf8).expect("a good table");
                assert_eq!((sheet.separator, sheet.heading.number, sheet.blank_rows), (separator, 3, 1));
                assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 6]);
                assert_eq!(sheet.rows[0].cells[1], "Анна; Мария, и др.");
            }
        }
    }

    #[test]
    fn tables_without_heading_or_rows_or_end_are_refused() {
        let heading = "Фамилия;Имя;Дата рождения\n";
        for (why, text, error) in [
            ("only subjects", "Алгебра;Физика;Химия\n5;5;5\n".to_owned(), SheetError::NoHeading(Encoding::Utf8)),
            ("two known columns", "Фамилия;Имя\nОбразцов;Лев\n".to_owned(), SheetError::NoHeading(Encoding::Utf8)),
            ("heading in row 21", "\n".repeat(20) + heading + "а;б;в\n", SheetError::NoHeading(Encoding::Utf8)),
            ("nothing below", heading.to_owned() + ";;\n\n", SheetError::NoRows(1)),
            ("row 10,001", heading.to_owned() + &"а;б;в\n".repeat(ROWS_MAX), SheetError::TooManyRows),
            (
                "a quote left open",
                heading.to_owned() + "а;\"б;в\n",
                SheetError::Split(SplitError::UnclosedQuote("B2".to_owned())),
            ),
        ] {
            assert_eq!(read(&text, Encoding::Utf8).err(), Some(error), "{why}");
        }
    }
}

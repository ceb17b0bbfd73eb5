//! Errors of reading a workbook.

use super::grid::{CELL_CHARACTERS_MAX, COLUMNS_MAX, HEADING_ROWS_MAX, ROWS_MAX};
use attestat_words::text;
use attestat_words::text::Text;

/// Longest name of a worksheet that is shown; Excel allows 31.
const NAME_CHARACTERS_MAX: usize = 40;

/// Reason for which no table was found in a workbook. Shows places and names of worksheets only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// The archive or a part of it cannot be read.
    Damaged,
    /// The workbook holds more than any class fills.
    TooLarge,
    /// The workbook is of the binary kind.
    Binary,
    /// The file is an archive of another kind.
    OtherArchive,
    /// This build reads no workbooks (docs/decisions/0097).
    #[cfg(not(feature = "workbooks"))]
    NotRead,
    /// The workbook is encrypted.
    Password,
    /// The workbook does not have the worksheet that was asked for.
    NoSuchWorksheet {
        /// The name that was given.
        asked: String,
        /// The names that there are.
        there: Vec<String>,
    },
    /// More than one worksheet holds a table.
    Several(Vec<String>),
    /// No worksheet has a row of headings.
    NoHeading(Vec<String>),
    /// The worksheet has no filled rows below the heading.
    NoRows {
        /// The worksheet.
        worksheet: String,
        /// The row of headings.
        row: u32,
    },
    /// The worksheet has more rows than [`ROWS_MAX`].
    TooManyRows(String),
    /// The worksheet has more columns than [`COLUMNS_MAX`].
    TooManyColumns(String),
    /// A cell is longer than [`CELL_CHARACTERS_MAX`].
    CellTooLong(String),
}

impl WorkbookError {
    /// The reason, and the next step.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::Damaged => text!("workbook-damaged"),
            Self::TooLarge => text!("workbook-too-large"),
            Self::Binary => text!("workbook-binary"),
            Self::OtherArchive => text!("workbook-other-archive"),
            #[cfg(not(feature = "workbooks"))]
            Self::NotRead => text!("workbook-not-read"),
            Self::Password => text!("workbook-password"),
            Self::NoSuchWorksheet { asked, there } => {
                text!("workbook-no-such-worksheet", asked = asked, there = named(there))
            }
            Self::Several(names) => text!("workbook-several", n = names.len(), names = named(names)),
            Self::NoHeading(names) => text!("workbook-no-heading", rows = HEADING_ROWS_MAX, names = named(names)),
            Self::NoRows { worksheet, row } => text!("workbook-no-rows", worksheet = worksheet, row = *row),
            Self::TooManyRows(name) => text!("workbook-too-many-rows", worksheet = name, most = ROWS_MAX),
            Self::TooManyColumns(name) => text!("workbook-too-many-columns", worksheet = name, most = COLUMNS_MAX),
            Self::CellTooLong(cell) => text!("workbook-cell-too-long", cell = cell, most = CELL_CHARACTERS_MAX),
        }
    }
}

impl core::fmt::Display for WorkbookError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.text().fmt(f)
    }
}

fn named(names: &[String]) -> String {
    let shown = names.iter().map(|name| format!("«{}»", shortened(name)));
    shown.collect::<Vec<_>>().join(", ")
}

pub(super) fn shortened(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(NAME_CHARACTERS_MAX).collect()
}

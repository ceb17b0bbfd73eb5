//! Sheet: a table in rows of cells, with its row of headings and the rows below it that hold anything.

use super::column::Column;
use super::encoding::{self, TextEncoding};
use super::grid::{Epoch, GRID_ROWS_MAX, HEADING_ROWS_MAX, ROWS_MAX, SheetCell, SheetRow};
use super::profile::Profile;
use super::skipped_rows::{self, SkipReason};
use super::split::{SplitError, Splitter};
use super::subject;
use attestat_credential::draft::folding::nfc;
use attestat_words::text;
use attestat_words::text::Text;

/// Least number of known columns that make a row the heading.
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

    /// The character itself.
    pub(super) const fn character(self) -> char {
        self.byte() as char
    }

    /// The byte that it is in CSV.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Comma => b',',
        }
    }

    /// The word for programs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Comma => "comma",
        }
    }

    /// The name for people.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Semicolon => text!("sheet-separator-semicolon"),
            Self::Tab => text!("sheet-separator-tab"),
            Self::Comma => text!("sheet-separator-comma"),
        }
    }
}

/// A format of workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorkbookFormat {
    /// Excel since 2007.
    Xlsx,
    /// Excel 97 to 2003.
    Xls,
    /// LibreOffice and others.
    Ods,
}

impl WorkbookFormat {
    /// The name to show, and the ending of its files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }
}

/// Format of the file that a sheet was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A text file.
    Text {
        /// Encoding of its characters.
        encoding: TextEncoding,
        /// Separator between its cells.
        separator: Separator,
    },
    /// A worksheet of a workbook.
    Workbook {
        /// Format of the workbook.
        format: WorkbookFormat,
        /// Its name.
        worksheet: String,
    },
}

/// Way to find a table and to choose its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableOptions<'a> {
    /// Profile with the meanings of the school's headings.
    pub(super) profile: &'a Profile,
    /// True if rows that are hidden or crossed out are read like the others.
    pub(super) hidden_too: bool,
}

/// A row below the headings that holds something and is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SkippedRow {
    /// The row as the spreadsheet numbers it.
    pub(super) row: u32,
    /// Reason for which it is not read.
    pub(super) reason: SkipReason,
}

/// Reason for which no table was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// No row has the names of columns.
    NoHeading(&'static str),
    /// The sheet has no filled rows below the heading.
    NoRows(u32),
    /// The sheet has more rows than [`ROWS_MAX`].
    TooManyRows,
    /// The cells cannot be told apart.
    Split(#[from] SplitError),
}

impl SheetError {
    /// The reason, and the next step.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::NoHeading(name) => {
                text!("sheet-no-heading", rows = HEADING_ROWS_MAX, encoding = encoding::text_of(name))
            }
            Self::NoRows(row) => text!("sheet-no-rows", row = *row),
            Self::TooManyRows => text!("sheet-too-many-rows", most = ROWS_MAX),
            Self::Split(error) => error.text(),
        }
    }
}

impl core::fmt::Display for SheetError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.text().fmt(f)
    }
}

/// A table with its heading found.
pub(super) struct Sheet {
    /// Format of the file that it was read from.
    pub(super) origin: Origin,
    /// First day of its count for days that are kept as numbers.
    pub(super) epoch: Epoch,
    /// Every row from the first to the last, titles and blank ones included.
    grid: Vec<SheetRow>,
    /// The headings; where they take two rows, the lower one counts.
    heading: SheetRow,
    /// Positions of the rows below it that hold anything.
    body: Vec<usize>,
    /// Number of rows below the heading that hold nothing, or the headings again.
    pub(super) blank_rows: usize,
    /// Rows below the heading that hold something and are not read.
    pub(super) skipped: Vec<SkippedRow>,
}

impl Sheet {
    /// Finds the heading among rows; `None` where no row is one.
    pub(super) fn of(grid: Vec<SheetRow>, origin: Origin, epoch: Epoch, options: TableOptions<'_>) -> Option<Self> {
        let (_, first) = best_heading(grid.iter(), options.profile)?;
        let (heading, last) = headings(&grid, first, options.profile)?;
        let (mut body, mut blank_rows, mut skipped) = (Vec::new(), 0, Vec::new());
        let mut below = grid.iter().enumerate().skip(last + 1);
        while let Some((position, row)) = below.next() {
            // Headings stand again on each printed page.
            if row.is_blank() || row.texts().eq(heading.texts()) || row.texts().eq(grid.get(first)?.texts()) {
                blank_rows += 1;
            } else if is_another_table(row, &heading, options.profile) {
                let rest = core::iter::once((position, row)).chain(below.by_ref()).filter(|(_, row)| !row.is_blank());
                skipped.extend(rest.map(|(_, row)| SkippedRow { row: row.number, reason: SkipReason::AnotherTable }));
            } else if let Some(reason) = skipped_rows::skip_reason(row, position == last + 1, options.hidden_too) {
                skipped.push(SkippedRow { row: row.number, reason });
            } else {
                body.push(position);
            }
        }
        Some(Self { origin, epoch, grid, heading, body, blank_rows, skipped })
    }

    /// The headings, with the number of their last row.
    pub(super) fn heading(&self) -> &SheetRow {
        &self.heading
    }

    /// The rows below the heading that hold anything.
    pub(super) fn rows(&self) -> impl Iterator<Item = &SheetRow> + Clone {
        self.body.iter().filter_map(|position| self.grid.get(*position))
    }

    /// A row below the heading that is read, by its number.
    pub(super) fn row_mut(&mut self, number: u32) -> Option<&mut SheetRow> {
        let is_it = |position: &usize| self.grid.get(*position).is_some_and(|row| row.number == number);
        let position = self.body.iter().copied().find(is_it)?;
        self.grid.get_mut(position)
    }

    /// The worksheet on which it stands.
    pub(super) fn worksheet(&self) -> Option<&str> {
        match &self.origin {
            Origin::Workbook { worksheet, .. } => Some(worksheet),
            Origin::Text { .. } => None,
        }
    }

    /// Number of rows that hold anything.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// Every row from the first to the last.
    pub(super) fn grid(&self) -> &[SheetRow] {
        &self.grid
    }
}

/// Reads a text: finds separator and heading, and splits all of it.
pub(super) fn read(text: &str, encoding: TextEncoding, options: TableOptions<'_>) -> Result<Sheet, SheetError> {
    let text = &*nfc(text);
    let separator = find_separator(text, options.profile).ok_or(SheetError::NoHeading(encoding.name()))?;
    let mut splitter = Splitter::new(text, separator.character());
    let mut grid = Vec::new();
    while let Some(row) = splitter.next_row() {
        let row = row?;
        if row.number as usize > GRID_ROWS_MAX {
            return Err(SheetError::TooManyRows);
        }
        grid.push(row);
    }
    let origin = Origin::Text { encoding, separator };
    let sheet = Sheet::of(grid, origin, Epoch::From1900, options).ok_or(SheetError::NoHeading(encoding.name()))?;
    match sheet.len() {
        0 => Err(SheetError::NoRows(sheet.heading().number)),
        1..=ROWS_MAX => Ok(sheet),
        _ => Err(SheetError::TooManyRows),
    }
}

/// The separator with which a row has the most known headings; of equals, the more usual in Russia.
fn find_separator(text: &str, profile: &Profile) -> Option<Separator> {
    let mut best: Option<(usize, Separator)> = None;
    for separator in Separator::ALL {
        let mut splitter = Splitter::new(text, separator.character());
        // With a wrong separator a row may not even split.
        let rows = core::iter::from_fn(|| splitter.next_row().and_then(Result::ok));
        let top: Vec<SheetRow> = rows.take(HEADING_ROWS_MAX).collect();
        let Some((known, _)) = best_heading(top.iter(), profile) else { continue };
        if best.is_none_or(|(most, _)| known > most) {
            best = Some((known, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// Finds the row with the most known headings; of equals, the first. Returns the number of known headings and the
/// position of the row.
fn best_heading<'a>(rows: impl Iterator<Item = &'a SheetRow>, profile: &Profile) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for (position, row) in rows.take(HEADING_ROWS_MAX).enumerate() {
        let known = row.texts().filter(|(_, text)| is_heading(text, profile)).count();
        if known >= KNOWN_COLUMNS_LEAST && best.is_none_or(|(most, _)| known > most) {
            best = Some((known, position));
        }
    }
    best
}

/// Returns the headings from their first row on, and the position of their last row: a second row names the columns
/// that a heading of the first one spans.
fn headings(grid: &[SheetRow], first: usize, profile: &Profile) -> Option<(SheetRow, usize)> {
    let upper = grid.get(first)?;
    let Some(lower) = grid.get(first + 1).filter(|row| is_second_heading(row, upper, profile)) else {
        return Some((upper.clone(), first));
    };
    let mut both = lower.clone();
    if both.cells.len() < upper.cells.len() {
        both.cells.resize(upper.cells.len(), SheetCell::default());
    }
    for (cell, above) in both.cells.iter_mut().zip(&upper.cells) {
        if cell.text.trim().is_empty() {
            *cell = above.clone();
        }
    }
    Some((both, first + 1))
}

/// Returns true if every cell of a row names a column or a subject, which no row of a pupil does, and the row does not
/// only repeat the headings above.
fn is_second_heading(row: &SheetRow, upper: &SheetRow, profile: &Profile) -> bool {
    let is_named = |text: &str| is_heading(text, profile) || subject::named(text).is_some();
    row.texts().count() > 1 && !row.texts().eq(upper.texts()) && row.texts().all(|(_, text)| is_named(text))
}

/// Returns true if a row below the headings holds those of another table.
fn is_another_table(row: &SheetRow, heading: &SheetRow, profile: &Profile) -> bool {
    let known = row.texts().filter(|(_, text)| is_heading(text, profile)).count();
    known >= KNOWN_COLUMNS_LEAST && !row.texts().eq(heading.texts())
}

/// Returns true if a cell can only be a heading; a bare subject may just as well stand in a row.
fn is_heading(cell: &str, profile: &Profile) -> bool {
    profile.meaning(cell).is_some()
        || Column::named(cell).is_some()
        || matches!(subject::named(cell), Some(subject::SubjectHeading::Outright(_)))
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
        &["Фамилия", "Имя", "Дата рождения", "Алгебра"],
        &["Образцов", "Лев", "16.03.2004", "4"],
    ];

    fn text(separator: Separator, line_end: &str) -> String {
        let quoted = |cell: &&str| format!("\"{cell}\"");
        let row =
            |cells: &&[&str]| cells.iter().map(quoted).collect::<Vec<_>>().join(&separator.character().to_string());
        ROWS.iter().map(|cells| row(cells) + line_end).collect()
    }

    fn read(text: &str) -> Result<Sheet, SheetError> {
        super::read(text, TextEncoding::Utf8, TableOptions { profile: &Profile::default(), hidden_too: false })
    }

    #[test]
    fn every_separator_and_line_end_gives_the_same_table() {
        for separator in Separator::ALL {
            for line_end in ["\n", "\r\n", "\r"] {
                let sheet = read(&text(separator, line_end)).expect("a good table");
                assert_eq!(sheet.origin, Origin::Text { encoding: TextEncoding::Utf8, separator });
                assert_eq!((sheet.heading().number, sheet.blank_rows), (3, 2), "the headings come twice");
                assert_eq!(sheet.rows().map(|row| row.number).collect::<Vec<_>>(), [4, 7]);
                assert_eq!(sheet.rows().next().expect("two rows").text(1), "Анна; Мария, и др.");
            }
        }
    }

    #[test]
    fn a_profile_makes_headings_known() {
        let table = "Ф.;И.;Д.\nОбразцов;Лев;16.03.2004\n";
        assert_eq!(read(table).err(), Some(SheetError::NoHeading("UTF-8")));
        let mut profile = Profile::default();
        for (heading, field) in [("Ф.", "family_name"), ("И.", "given_name"), ("Д.", "birth_date")] {
            profile.map(heading, field).expect("a field");
        }
        let options = TableOptions { profile: &profile, hidden_too: false };
        assert_eq!(super::read(table, TextEncoding::Utf8, options).expect("a table").len(), 1);
    }

    #[test]
    fn ten_thousand_rows_below_title_and_heading_are_a_sheet() {
        let title = "Сведения\n\nФамилия;Имя;Дата рождения\n".to_owned();
        let sheet = read(&(title + &"а;б;в\n".repeat(ROWS_MAX)));
        assert_eq!(sheet.map(|sheet| sheet.len()), Ok(10_000));
    }

    #[test]
    fn tables_without_heading_or_rows_or_end_are_refused() {
        let heading = "Фамилия;Имя;Дата рождения\n";
        for (why, text, error) in [
            ("only subjects", "Алгебра;Физика;Химия\n5;5;5\n".to_owned(), SheetError::NoHeading("UTF-8")),
            ("two known columns", "Фамилия;Имя\nОбразцов;Лев\n".to_owned(), SheetError::NoHeading("UTF-8")),
            ("heading in row 21", "\n".repeat(20) + heading + "а;б;в\n", SheetError::NoHeading("UTF-8")),
            ("nothing below", heading.to_owned() + ";;\n\n", SheetError::NoRows(1)),
            ("10,001 rows", heading.to_owned() + &"а;б;в\n".repeat(ROWS_MAX + 1), SheetError::TooManyRows),
            (
                "a quote left open",
                heading.to_owned() + "а;\"б;в\n",
                SheetError::Split(SplitError::UnclosedQuote("B2".to_owned())),
            ),
        ] {
            assert_eq!(read(&text).err(), Some(error), "{why}");
        }
    }
}

//! From rows of cells to a table: which row is the heading, and which rows below it hold anything.

use super::column::Column;
use super::encoding::Encoding;
use super::grid::{Epoch, GRID_ROWS_MAX, HEADING_ROWS_MAX, ROWS_MAX, SheetRow};
use super::phrase::Phrase;
use super::profile::Profile;
use super::split::{SplitError, Splitter};
use super::subject;
use attestat_credential::draft::folding::nfc;

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

    /// The character itself.
    pub(super) const fn character(self) -> char {
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

    /// The name to show in Russian.
    pub(super) const fn name_in_russian(self) -> &'static str {
        match self {
            Self::Semicolon => "точка с запятой",
            Self::Tab => "табуляция",
            Self::Comma => "запятая",
        }
    }
}

/// In what a sheet was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A text file.
    Text {
        /// How its characters are written as bytes.
        encoding: Encoding,
        /// What stands between its cells.
        separator: Separator,
    },
    /// A worksheet of an Excel workbook.
    Workbook {
        /// Its name.
        worksheet: String,
    },
}

/// Why no table was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SheetError {
    /// No row with the names of columns.
    #[error(
        "no row of headings was found in the first 20 rows, read as {0}: none names three known columns, such as «Фамилия», «Имя» and «Дата рождения». Begin with a file from `attestat template`"
    )]
    NoHeading(&'static str),
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

impl SheetError {
    /// The message in both languages.
    pub(super) fn phrase(&self) -> Phrase {
        let russian = match self {
            Self::NoHeading(name) => format!(
                "в первых {HEADING_ROWS_MAX} строках (прочитано как {name}) нет строки заголовков: ни в одной нет трёх известных столбцов, таких как «Фамилия», «Имя» и «Дата рождения». Начните с файла из `attestat template`"
            ),
            Self::NoRows(row) => {
                format!("строка {row} — заголовки, и ниже ничего нет. Пишите ниже по одному документу в строке")
            }
            Self::TooManyRows => format!("в таблице больше {ROWS_MAX} строк. Разделите её на несколько файлов"),
            Self::Split(error) => return error.phrase(),
        };
        Phrase::from((self.to_string(), russian))
    }
}

/// A table with its heading found.
pub(super) struct Sheet {
    /// In what it was written.
    pub(super) origin: Origin,
    /// How it counts days that are kept as numbers.
    pub(super) epoch: Epoch,
    /// Every row from the first to the last, titles and blank ones included.
    grid: Vec<SheetRow>,
    /// Where the row of headings stands in the grid.
    heading: usize,
    /// Where the rows below it stand that hold anything.
    body: Vec<usize>,
    /// How many rows below the heading hold nothing, or the headings again.
    pub(super) blank_rows: usize,
}

impl Sheet {
    /// Finds the heading among rows; `None` where no row is one.
    pub(super) fn of(grid: Vec<SheetRow>, origin: Origin, epoch: Epoch, profile: &Profile) -> Option<Self> {
        let (_, heading) = best_heading(grid.iter(), profile)?;
        let mut sheet = Self { origin, epoch, grid, heading, body: Vec::new(), blank_rows: 0 };
        for (position, row) in sheet.grid.iter().enumerate().skip(heading + 1) {
            // Headings stand again on each printed page, or in the second row of merged ones.
            if row.is_blank() || row.texts().eq(sheet.heading().texts()) {
                sheet.blank_rows += 1;
            } else {
                sheet.body.push(position);
            }
        }
        Some(sheet)
    }

    /// The row of headings.
    pub(super) fn heading(&self) -> &SheetRow {
        self.grid.get(self.heading).expect("the heading was found in the grid")
    }

    /// The rows below the heading that hold anything.
    pub(super) fn rows(&self) -> impl Iterator<Item = &SheetRow> + Clone {
        self.body.iter().filter_map(|position| self.grid.get(*position))
    }

    /// How many rows hold anything.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// Every row from the first to the last.
    pub(super) fn grid(&self) -> &[SheetRow] {
        &self.grid
    }
}

/// Reads a text: finds separator and heading, and splits all of it.
pub(super) fn read(text: &str, encoding: Encoding, profile: &Profile) -> Result<Sheet, SheetError> {
    let text = &*nfc(text);
    let separator = find_separator(text, profile).ok_or(SheetError::NoHeading(encoding.name()))?;
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
    let sheet = Sheet::of(grid, origin, Epoch::From1900, profile).ok_or(SheetError::NoHeading(encoding.name()))?;
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

/// How many columns the row with the most known headings names, and where it stands; of equals, the first.
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

/// Whether a cell can only be a heading; a bare subject may just as well stand in a row.
fn is_heading(cell: &str, profile: &Profile) -> bool {
    profile.meaning(cell).is_some()
        || Column::named(cell).is_some()
        || matches!(subject::named(cell), Some(subject::Named::Outright(_)))
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
        super::read(text, Encoding::Utf8, &Profile::default())
    }

    #[test]
    fn every_separator_and_line_end_gives_the_same_table() {
        for separator in Separator::ALL {
            for line_end in ["\n", "\r\n", "\r"] {
                let sheet = read(&text(separator, line_end)).expect("a good table");
                assert_eq!(sheet.origin, Origin::Text { encoding: Encoding::Utf8, separator });
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
        assert_eq!(super::read(table, Encoding::Utf8, &profile).expect("a table").len(), 1);
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

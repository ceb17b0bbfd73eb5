//! From the bytes of an Excel workbook (.xlsx) to the rows of one worksheet.

mod archive;
mod value;

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use attestat_credential::draft::folding::nfc;
use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::grid::{
    CELL_CHARACTERS_MAX, COLUMNS_MAX, Epoch, GRID_ROWS_MAX, ROWS_MAX, SheetCell, SheetRow, cell_address,
};
use super::phrase::Phrase;
use super::profile::Profile;
use super::sheet::{Origin, Sheet};
use super::spelling;

/// Most worksheets that are looked into.
const WORKSHEETS_MAX: usize = 100;
/// Most cells that are read of all worksheets, blank ones that have a format included: two sheets full to
/// the limits. Several names may lead to one worksheet, so that the bytes of the archive do not bound them.
const CELLS_MAX: usize = 2 * ROWS_MAX * COLUMNS_MAX;
/// Most bytes of text that are read of all worksheets. One shared string may stand in any number of cells.
const TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest name of a worksheet that is shown; Excel allows 31.
const NAME_CHARACTERS_MAX: usize = 40;

/// Why no table was found in a workbook. Shows places and names of worksheets only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WorkbookError {
    /// The archive or a part of it cannot be read.
    #[error(
        "the workbook is damaged. Open it, choose File, Save as, type \"Excel workbook (.xlsx)\", and use the new file"
    )]
    Damaged,
    /// More is packed into it than any class fills.
    #[error("the workbook holds more than is read: copy the worksheet of the class into a new workbook and use that")]
    TooLarge,
    /// The binary kind of workbook.
    #[error(
        "this is a binary workbook (.xlsb). Open it, choose File, Save as, type \"Excel workbook (.xlsx)\", and use the new file"
    )]
    Binary,
    /// An archive of another kind.
    #[error(
        "this is an archive or a document, and no Excel workbook (.xlsx). Open it in a spreadsheet program and save it as .xlsx"
    )]
    OtherArchive,
    /// The worksheet that was asked for is not there.
    #[error("the workbook has no worksheet «{asked}»; it has {}", named(.there))]
    NoSuchWorksheet {
        /// The name that was given.
        asked: String,
        /// The names that there are.
        there: Vec<String>,
    },
    /// More than one worksheet holds a table.
    #[error("{} worksheets hold a table: {}. Say which one with --worksheet NAME", .0.len(), named(.0))]
    Several(Vec<String>),
    /// No worksheet has a row of headings.
    #[error(
        "no worksheet has a row of headings in its first 20 rows, with three known columns, such as «Фамилия», «Имя» and «Дата рождения». Looked into: {}. Begin with a file from `attestat template`",
        named(.0)
    )]
    NoHeading(Vec<String>),
    /// Nothing below the heading.
    #[error(
        "row {row} of the worksheet «{worksheet}» is the heading and nothing stands below it. Write one document a row below it"
    )]
    NoRows {
        /// The worksheet.
        worksheet: String,
        /// The row of headings.
        row: u32,
    },
    /// Over [`ROWS_MAX`].
    #[error("the worksheet «{0}» has more than 10000 rows. Split it, or delete what is not needed")]
    TooManyRows(String),
    /// Over [`COLUMNS_MAX`].
    #[error("the worksheet «{0}» holds something to the right of 200 columns. Delete what stands there")]
    TooManyColumns(String),
    /// Over [`CELL_CHARACTERS_MAX`].
    #[error("the cell {0} has more than 12040 characters. Shorten it")]
    CellTooLong(String),
}

impl WorkbookError {
    /// The message in both languages.
    pub(super) fn phrase(&self) -> Phrase {
        let russian = match self {
            Self::Damaged => "книга повреждена. Откройте её, выберите «Файл», «Сохранить как», тип «Книга Excel (.xlsx)» и возьмите новый файл".to_owned(),
            Self::TooLarge => "в книге больше данных, чем читается: скопируйте лист класса в новую книгу и возьмите её".to_owned(),
            Self::Binary => "это двоичная книга (.xlsb). Откройте её, выберите «Файл», «Сохранить как», тип «Книга Excel (.xlsx)» и возьмите новый файл".to_owned(),
            Self::OtherArchive => "это архив или документ, а не книга Excel (.xlsx). Откройте его в программе электронных таблиц и сохраните как .xlsx".to_owned(),
            Self::NoSuchWorksheet { asked, there } => format!("в книге нет листа «{asked}»; есть {}", named(there)),
            Self::Several(names) => {
                format!("таблица есть на нескольких листах: {}. Укажите, на каком: --worksheet ИМЯ", named(names))
            }
            Self::NoHeading(names) => format!(
                "ни на одном листе в первых 20 строках нет строки заголовков с тремя известными столбцами, такими как «Фамилия», «Имя» и «Дата рождения». Просмотрены: {}. Начните с файла из `attestat template`",
                named(names)
            ),
            Self::NoRows { worksheet, row } => format!(
                "строка {row} листа «{worksheet}» — заголовки, и ниже ничего нет. Пишите ниже по одному документу в строке"
            ),
            Self::TooManyRows(name) => format!("на листе «{name}» больше {ROWS_MAX} строк. Разделите лист или удалите лишнее"),
            Self::TooManyColumns(name) => {
                format!("на листе «{name}» что-то стоит правее {COLUMNS_MAX} столбцов. Удалите лишнее")
            }
            Self::CellTooLong(cell) => format!("в ячейке {cell} больше {CELL_CHARACTERS_MAX} знаков. Сократите её"),
        };
        Phrase::from((self.to_string(), russian))
    }
}

/// The reader's own words may repeat what stands in a cell, so that they are not passed on.
impl From<XlsxError> for WorkbookError {
    fn from(_: XlsxError) -> Self {
        Self::Damaged
    }
}

fn named(names: &[String]) -> String {
    let shown = names.iter().map(|name| format!("«{}»", short(name)));
    shown.collect::<Vec<_>>().join(", ")
}

fn short(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(NAME_CHARACTERS_MAX).collect()
}

/// Whether a file is an archive, as workbooks are.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads the worksheet that was asked for, else the only one with a table.
pub(super) fn read(bytes: &[u8], asked: Option<&str>, profile: &Profile) -> Result<Sheet, WorkbookError> {
    archive::check(bytes)?;
    // The reader is foreign code, and adds up addresses of cells unchecked: where it panics, the file is
    // one that no program wrote.
    catch_unwind(AssertUnwindSafe(|| Book::open(bytes)?.sheet(asked, profile))).unwrap_or(Err(WorkbookError::Damaged))
}

/// An opened workbook.
struct Book<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    left: Budget,
}

/// What may still be read.
struct Budget {
    cells: usize,
    text_bytes: usize,
}

impl Budget {
    /// Takes one cell with so much text out of it.
    fn spend(&mut self, text: &str) -> Result<(), WorkbookError> {
        self.cells = self.cells.checked_sub(1).ok_or(WorkbookError::TooLarge)?;
        self.text_bytes = self.text_bytes.checked_sub(text.len()).ok_or(WorkbookError::TooLarge)?;
        Ok(())
    }
}

impl<'a> Book<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        let left = Budget { cells: CELLS_MAX, text_bytes: TEXT_BYTES_MAX };
        Ok(Self { xlsx: Xlsx::new(Cursor::new(bytes))?, left })
    }

    fn sheet(&mut self, asked: Option<&str>, profile: &Profile) -> Result<Sheet, WorkbookError> {
        match asked.or(profile.worksheet.as_deref()) {
            Some(asked) => {
                let name = self.worksheet_like(asked)?;
                let sheet = self.table(&name, profile)?.ok_or_else(|| WorkbookError::NoHeading(vec![name.clone()]))?;
                with_rows(sheet, name)
            }
            None => self.only_sheet(profile),
        }
    }

    /// The one visible worksheet that holds a table with rows.
    fn only_sheet(&mut self, profile: &Profile) -> Result<Sheet, WorkbookError> {
        let (mut filled, mut found) = (Vec::new(), None);
        let names = self.worksheets(Shown::Visible);
        for name in &names {
            let Some(sheet) = self.table(name, profile)? else { continue };
            if sheet.len() > 0 {
                filled.push(name.clone());
            }
            // A table with rows stands above one that is a bare heading.
            if found.is_none() || filled.len() == 1 && sheet.len() > 0 {
                found = Some((name.clone(), sheet));
            }
        }
        if filled.len() > 1 {
            return Err(WorkbookError::Several(filled));
        }
        let (name, sheet) = found.ok_or(WorkbookError::NoHeading(names))?;
        with_rows(sheet, name)
    }

    fn worksheets(&self, shown: Shown) -> Vec<String> {
        let is_wanted = |sheet: &&calamine::Sheet| {
            sheet.typ == SheetType::WorkSheet && (shown == Shown::All || sheet.visible == SheetVisible::Visible)
        };
        let sheets = self.xlsx.sheets_metadata().iter().filter(is_wanted).take(WORKSHEETS_MAX);
        sheets.map(|sheet| sheet.name.clone()).collect()
    }

    /// The worksheet of a name, whatever its case and spaces; hidden ones can be asked for too.
    fn worksheet_like(&self, asked: &str) -> Result<String, WorkbookError> {
        let there = self.worksheets(Shown::All);
        let exact = there.iter().find(|name| *name == asked);
        let found = exact.or_else(|| there.iter().find(|name| spelling::fold(name) == spelling::fold(asked)));
        match found {
            Some(name) => Ok(name.clone()),
            None => Err(WorkbookError::NoSuchWorksheet { asked: short(asked), there }),
        }
    }

    /// A worksheet as a table; `None` where it has no row of headings.
    fn table(&mut self, name: &str, profile: &Profile) -> Result<Option<Sheet>, WorkbookError> {
        let mut grid = self.grid(name)?;
        self.spread_merged(name, &mut grid)?;
        let epoch = if self.xlsx.has_1904_epoch() { Epoch::From1904 } else { Epoch::From1900 };
        Ok(Sheet::of(grid, Origin::Workbook { worksheet: name.to_owned() }, epoch, profile))
    }

    /// The rows of a worksheet up to the last that holds anything. Cells come one by one, so that a cell
    /// at the far end of the sheet costs nothing before it is refused.
    fn grid(&mut self, name: &str) -> Result<Vec<SheetRow>, WorkbookError> {
        let mut cells = self.xlsx.worksheet_cells_reader(name)?;
        let mut grid: Vec<SheetRow> = Vec::new();
        while let Some((cell, style)) = cells.next_cell_with_style_id()? {
            let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
            let zeros = format.map_or(0, |format| value::zeros_of(&format.format_code));
            let content = value::shown(cell.get_value(), zeros);
            self.left.spend(&content.text)?;
            if content.text.trim().is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            place(&mut grid, (row as usize, column as usize), content, name)?;
        }
        Ok(grid)
    }

    /// Writes what stands in cells that are merged downwards into each of their rows, as people see it.
    /// Merged blocks of several columns are titles and stay as they are.
    fn spread_merged(&mut self, name: &str, grid: &mut [SheetRow]) -> Result<(), WorkbookError> {
        for merged in self.xlsx.merge_cells_by_sheet_name(name).unwrap_or_default() {
            let ((first, column), (last, last_column)) = (merged.start, merged.end);
            let source = grid.get(first as usize).and_then(|row| row.cells.get(column as usize)).cloned();
            let Some(source) = source.filter(|_| column == last_column) else { continue };
            for row in grid.iter_mut().take((last as usize).saturating_add(1)).skip(first as usize + 1) {
                if !row.is_blank() {
                    self.left.spend(&source.text)?;
                    put(row, column as usize, source.clone());
                }
            }
        }
        Ok(())
    }
}

/// Which worksheets are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Visible,
    All,
}

fn with_rows(sheet: Sheet, worksheet: String) -> Result<Sheet, WorkbookError> {
    match sheet.len() {
        0 => Err(WorkbookError::NoRows { worksheet, row: sheet.heading().number }),
        1..=ROWS_MAX => Ok(sheet),
        _ => Err(WorkbookError::TooManyRows(worksheet)),
    }
}

/// Puts a cell into its place, with the rows and cells before it blank where nothing has come yet.
fn place(
    grid: &mut Vec<SheetRow>,
    (row, column): (usize, usize),
    mut cell: SheetCell,
    name: &str,
) -> Result<(), WorkbookError> {
    if let Cow::Owned(composed) = nfc(&cell.text) {
        cell.text = composed;
    }
    if row >= GRID_ROWS_MAX {
        return Err(WorkbookError::TooManyRows(short(name)));
    }
    if column >= COLUMNS_MAX {
        return Err(WorkbookError::TooManyColumns(short(name)));
    }
    while grid.len() <= row {
        let number = u32::try_from(grid.len() + 1).unwrap_or(u32::MAX);
        grid.push(SheetRow { number, cells: Vec::new() });
    }
    let Some(row) = grid.get_mut(row) else { return Ok(()) };
    if cell.text.chars().nth(CELL_CHARACTERS_MAX).is_some() {
        return Err(WorkbookError::CellTooLong(cell_address(column, row.number)));
    }
    put(row, column, cell);
    Ok(())
}

fn put(row: &mut SheetRow, column: usize, cell: SheetCell) {
    if row.cells.len() <= column {
        row.cells.resize(column + 1, SheetCell::default());
    }
    if let Some(place) = row.cells.get_mut(column) {
        *place = cell;
    }
}

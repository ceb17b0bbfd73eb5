//! Errors of reading a workbook.

use super::grid::{CELL_CHARACTERS_MAX, COLUMNS_MAX, ROWS_MAX};
use super::phrase::Phrase;

/// Longest name of a worksheet that is shown; Excel allows 31.
const NAME_CHARACTERS_MAX: usize = 40;

/// Reason for which no table was found in a workbook. Shows places and names of worksheets only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// The archive or a part of it cannot be read.
    #[error(
        "the workbook is damaged. Open it, choose File, Save as, type \"Excel workbook (.xlsx)\", and use the new file"
    )]
    Damaged,
    /// The workbook holds more than any class fills.
    #[error("the workbook holds more than is read: copy the worksheet of the class into a new workbook and use that")]
    TooLarge,
    /// The workbook is of the binary kind.
    #[error(
        "this is a binary workbook (.xlsb). Open it, choose File, Save as, type \"Excel workbook (.xlsx)\", and use the new file"
    )]
    Binary,
    /// The file is an archive of another kind.
    #[error(
        "this is an archive or a document, and no workbook (.xlsx, .xls or .ods). Open it in a spreadsheet program and save it as .xlsx"
    )]
    OtherArchive,
    /// This build reads no workbooks (docs/decisions/0097).
    #[cfg(not(feature = "workbooks"))]
    #[error("workbooks are not read here. Open it, choose File, Save as, type \"CSV UTF-8\", and use the new file")]
    NotRead,
    /// The workbook is encrypted.
    #[error("the workbook is under a password. Open it, remove the password under File, Info, and save it again")]
    Password,
    /// The workbook does not have the worksheet that was asked for.
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
    /// The worksheet has no filled rows below the heading.
    #[error(
        "row {row} of the worksheet «{worksheet}» is the heading, and nothing that is shown stands below it; hidden rows are read with --hidden-too. Write one document a row below it"
    )]
    NoRows {
        /// The worksheet.
        worksheet: String,
        /// The row of headings.
        row: u32,
    },
    /// The worksheet has more rows than [`ROWS_MAX`].
    #[error("the worksheet «{0}» has more than 10000 rows. Split it, or delete what is not needed")]
    TooManyRows(String),
    /// The worksheet has more columns than [`COLUMNS_MAX`].
    #[error("the worksheet «{0}» holds something to the right of 200 columns. Delete what stands there")]
    TooManyColumns(String),
    /// A cell is longer than [`CELL_CHARACTERS_MAX`].
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
            Self::OtherArchive => "это архив или документ, а не книга (.xlsx, .xls или .ods). Откройте его в программе электронных таблиц и сохраните как .xlsx".to_owned(),
            #[cfg(not(feature = "workbooks"))]
            Self::NotRead => "книги здесь не читаются. Откройте её, выберите «Файл», «Сохранить как», тип «CSV UTF-8» и возьмите новый файл".to_owned(),
            Self::Password => "книга под паролем. Откройте её, снимите пароль («Файл», «Сведения») и сохраните заново".to_owned(),
            Self::NoSuchWorksheet { asked, there } => format!("в книге нет листа «{asked}»; есть {}", named(there)),
            Self::Several(names) => {
                format!("таблица есть на нескольких листах: {}. Укажите, на каком: --worksheet ИМЯ", named(names))
            }
            Self::NoHeading(names) => format!(
                "ни на одном листе в первых 20 строках нет строки заголовков с тремя известными столбцами, такими как «Фамилия», «Имя» и «Дата рождения». Просмотрены: {}. Начните с файла из `attestat template`",
                named(names)
            ),
            Self::NoRows { worksheet, row } => format!(
                "строка {row} листа «{worksheet}» — заголовки, и ниже нет ничего видимого; скрытые строки читаются с --hidden-too. Пишите ниже по одному документу в строке"
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

fn named(names: &[String]) -> String {
    let shown = names.iter().map(|name| format!("«{}»", shortened(name)));
    shown.collect::<Vec<_>>().join(", ")
}

pub(super) fn shortened(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(NAME_CHARACTERS_MAX).collect()
}

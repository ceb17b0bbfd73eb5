//! Reading of files: their tables are found and read, row by row, and compared with each other.

use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;
use zeroize::Zeroizing;

use super::column::Column;
use super::conflicts;
use super::constant::Constants;
use super::encoding::{self, EncodingError};
use super::fault::Fault;
use super::form;
use super::grid::{ROWS_MAX, SheetRow};
use super::heading::HeadingFault;
use super::imported::{ImportedTable, ImportedTables};
use super::layout::{Layout, kind_of};
use super::locator::RowName;
use super::mended::{self, MendedCell};
use super::missing_marks;
use super::profile::Profile;
use super::row::RowSettings;
use super::sheet::{self, Origin, Sheet, SheetError, TableOptions, WorkbookFormat};
use super::table::{ReadRows, TableReader};
use super::workbook;
use super::workbook_error::WorkbookError;
use attestat_words::text;
use attestat_words::text::Text;

/// A file that is read.
pub struct SourceFile<'a> {
    /// Its name without folders.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Settings of a run.
#[derive(Clone)]
pub struct Settings {
    /// Kind of the rows that do not name theirs.
    pub kind: Option<DocumentKind>,
    /// Today, so that a birthday or an award in the future is found.
    pub today: Date,
    /// Fields that are the same in all rows, in addition to those of the profile.
    pub constants: Constants,
    /// Rows of which a person said that they are right as they stand.
    pub as_written: Vec<RowName>,
    /// True if no question is asked, because nothing is issued.
    pub asks_nothing: bool,
    /// True if rows that are hidden or crossed out are read like the others.
    pub hidden_too: bool,
    /// Cells that a person corrected in this run.
    pub mended: Vec<MendedCell>,
}

impl Settings {
    /// Settings where no option was given.
    pub fn on(today: Date) -> Self {
        let (constants, as_written) = (Constants::default(), Vec::new());
        Self { kind: None, today, constants, as_written, asks_nothing: false, hidden_too: false, mended: Vec::new() }
    }
}

/// Reason for which a file could not be read as a table at all. Names no person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The bytes are not text.
    Encoding(#[from] EncodingError),
    /// The text is not a table.
    Sheet(#[from] SheetError),
    /// The workbook holds no table.
    Workbook(#[from] WorkbookError),
    /// A worksheet of a text file was asked for.
    NoWorksheets,
}

impl ImportError {
    /// The reason, and the next step.
    pub fn text(&self) -> Text {
        match self {
            Self::Encoding(error) => error.text(),
            Self::Sheet(error) => error.text(),
            Self::Workbook(error) => error.text(),
            Self::NoWorksheets => text!("sheet-no-worksheets"),
        }
    }

    /// Returns true if the file may be sound, and was asked for a worksheet that it does not have.
    pub fn is_of_the_worksheet_asked_for(&self) -> bool {
        matches!(self, Self::NoWorksheets | Self::Workbook(WorkbookError::NoSuchWorksheet { .. }))
    }
}

impl core::fmt::Display for ImportError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.text().fmt(f)
    }
}

/// Reads the only table of a file by a school's profile; `worksheet` is the one of a workbook that was asked for.
pub fn read_by(
    bytes: &[u8],
    settings: &Settings,
    worksheet: Option<&str>,
    profile: &Profile,
) -> Result<ImportedTable, ImportError> {
    let options = TableOptions { profile, hidden_too: settings.hidden_too };
    let asked: Vec<String> = worksheet.map(str::to_owned).into_iter().collect();
    let mut sheets = open(bytes, &asked, options)?;
    let names: Vec<String> = sheets.iter().filter_map(Sheet::worksheet).map(str::to_owned).collect();
    match (sheets.pop(), sheets.is_empty()) {
        (Some(sheet), true) => {
            let mut import = read_table(sheet, settings, profile, 0, String::new());
            let conflicts = conflicts::find(import.drafts.iter(), |_, row| row.number.to_string());
            conflicts.into_iter().for_each(|conflict| import.add_conflict(conflict));
            import.cell_faults.sort();
            Ok(import)
        }
        _ => Err(WorkbookError::Several(names).into()),
    }
}

/// The tables of a file: those of the worksheets that were asked for, else all that are shown and hold rows.
fn open(bytes: &[u8], worksheets: &[String], options: TableOptions<'_>) -> Result<Vec<Sheet>, ImportError> {
    if workbook::is_workbook(bytes) {
        return Ok(workbook::read(bytes, worksheets, options)?);
    }
    if !worksheets.is_empty() {
        return Err(ImportError::NoWorksheets);
    }
    let (encoding, text) = encoding::decode(bytes)?;
    Ok(vec![sheet::read(&text, encoding, options)?])
}

/// Reads one table; rows that disagree with another row are found afterwards.
fn read_table(mut sheet: Sheet, settings: &Settings, profile: &Profile, table: usize, label: String) -> ImportedTable {
    let mended = mended::mend(&mut sheet, table, &settings.mended);
    let kind = settings.kind.or(profile.kind);
    let (mut layout, mut heading_faults) = Layout::read(sheet.heading(), profile);
    let kinds = kinds(&sheet, &layout, kind);
    let present: Vec<DocumentKind> = kinds.iter().map(|(kind, _)| *kind).collect();
    let constants = profile.constants.with(&settings.constants);
    heading_faults.extend(layout.check(&present, sheet.rows(), &constants));
    if kind.is_none() && layout.position(Column::KIND).is_none() {
        heading_faults.push(kind_missing());
    }
    let as_written = |number| settings.asks_nothing || settings.as_written.iter().any(|name| name.is(&label, number));
    let row_settings =
        RowSettings { today: settings.today, epoch: sheet.epoch, constants: &constants, as_written: &as_written };
    let reader =
        TableReader { sheet: &sheet, layout: &layout, settings: &row_settings, kind, table, read: ReadRows::default() };
    let ReadRows { drafts, mut cell_faults, constant_faults, readings } = reader.read_rows();
    for fault in constant_faults {
        if !heading_faults.contains(&fault) {
            heading_faults.push(fault);
        }
    }
    let lacking =
        missing_marks::find(&sheet, &layout, |row| kind_of(row, &layout, kind).ok().flatten(), &mut cell_faults);
    cell_faults.sort();
    let constants = used(&constants, &sheet, &layout, &present);
    let headings = layout.headings;
    ImportedTable {
        sheet,
        label,
        headings,
        kinds,
        heading_faults,
        cell_faults,
        readings,
        constants,
        lacking,
        drafts,
        mended,
    }
}

/// Counts the rows in which each constant stands in for a cell; only constants that a kind in the sheet has are
/// counted.
fn used(constants: &Constants, sheet: &Sheet, layout: &Layout, kinds: &[DocumentKind]) -> Vec<(Column, String, usize)> {
    let of_a_kind = |column: Column| kinds.iter().any(|kind| form::has(*kind, column));
    let is_blank =
        |row: &SheetRow, column| layout.position(column).is_none_or(|position| row.text(position).is_empty());
    let count = |column| sheet.rows().filter(|row| is_blank(row, column)).count();
    let used = constants.all().filter(|(column, _)| of_a_kind(*column));
    used.map(|(column, value)| (column, value.to_owned(), count(column))).collect()
}

/// Counts the rows of each kind that could be told.
fn kinds(sheet: &Sheet, layout: &Layout, kind: Option<DocumentKind>) -> Vec<(DocumentKind, usize)> {
    let of_rows: Vec<DocumentKind> = sheet.rows().filter_map(|row| kind_of(row, layout, kind).ok().flatten()).collect();
    let count = |kind: &DocumentKind| of_rows.iter().filter(|other| *other == kind).count();
    DocumentKind::ALL.iter().map(|kind| (*kind, count(kind))).filter(|(_, count)| *count > 0).collect()
}

fn kind_missing() -> HeadingFault {
    let key = Column::KIND.key();
    let fix = text!("cell-no-column-of-kinds.fix", key = key);
    let what = text!("cell-no-column-of-kinds");
    HeadingFault {
        position: None,
        heading: Column::KIND.heading().to_owned(),
        fault: Fault::new("missing-column", what, fix),
    }
}

/// Reads all files by a school's profile. Of each workbook, the worksheets that were asked for are read, else all that
/// are shown and hold a table. An error comes with the position of its file.
pub fn read_all(
    sources: &[SourceFile<'_>],
    worksheets: &[String],
    settings: &Settings,
    profile: &Profile,
) -> Result<ImportedTables, (usize, ImportError)> {
    let options = TableOptions { profile, hidden_too: settings.hidden_too };
    let mut sheets: Vec<(usize, Sheet)> = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        let of_file = open(source.bytes, worksheets, options).map_err(|error| (file, error))?;
        sheets.extend(of_file.into_iter().map(|sheet| (file, sheet)));
        if sheets.iter().map(|(_, sheet)| sheet.len()).sum::<usize>() > ROWS_MAX {
            return Err((file, SheetError::TooManyRows.into()));
        }
    }
    let is_xlsx =
        |(_, sheet): &(usize, Sheet)| matches!(sheet.origin, Origin::Workbook { format: WorkbookFormat::Xlsx, .. });
    let original = match sources {
        [source] if sheets.iter().all(is_xlsx) => Some(Zeroizing::new(source.bytes.to_vec())),
        _ => None,
    };
    let labels = labels(&sheets, sources);
    let tables = sheets.into_iter().zip(labels).enumerate();
    let tables = tables.map(|(table, ((_, sheet), label))| read_table(sheet, settings, profile, table, label));
    let mut class = ImportedTables { tables: tables.collect(), original };
    class.find_conflicts();
    Ok(class)
}

/// Labels of the tables: blank for an only table, else the worksheet, the file or both.
fn labels(sheets: &[(usize, Sheet)], sources: &[SourceFile<'_>]) -> Vec<String> {
    let label = |(file, sheet): &(usize, Sheet)| {
        let of_file = sheets.iter().filter(|(other, _)| other == file).count();
        let name = sources.get(*file).map_or("", |source| source.name);
        let label = match (sheets.len(), sources.len(), of_file, sheet.worksheet()) {
            (1, ..) => String::new(),
            (_, 1, _, Some(worksheet)) => worksheet.to_owned(),
            (_, _, 2.., Some(worksheet)) => format!("{name}/{worksheet}"),
            _ => name.to_owned(),
        };
        // These characters separate the rows in a list on the command line.
        label.split([',', '!', ' ']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    sheets.iter().map(label).collect()
}

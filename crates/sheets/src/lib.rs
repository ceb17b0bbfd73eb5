//! Import of sheets: reads the bytes of a sheet into drafts, and reports every mistake with its cell and fix.
//!
//! ```text
//! CSV   ─ encoding ─▶ text ─ split ─┐
//!                                   ├▶ rows ─ sheet, layout ─▶ columns ─ row, document ─▶ drafts ─ twins ─▶ Import
//! XLSX  ─ workbook ─────────────────┘
//! ```
//!
//! Nothing here reads a file, asks a node or prints. All rows are read before anything is reported, and a sheet with
//! one mistake gives no draft at all: a class is issued whole or not at all.

mod aside;
mod cell;
mod cell_fault;
mod class;
mod column;
mod constant;
mod day;
mod document;
mod encoding;
mod fault;
mod form;
mod full_name;
mod grid;
mod identifier;
mod layout;
mod missing_marks;
mod name;
mod not_read;
mod not_taken;
mod phrase;
mod place;
mod profile;
mod report;
mod returned;
mod row;
mod sheet;
mod shown;
mod spelling;
mod split;
mod subject;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod twins;
mod vocabulary;
mod workbook;

use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;

use cell_fault::{CellFault, Reading};
pub use class::{Class, Source, read_all};
pub use constant::Constants;
use encoding::EncodingError;
pub use encoding::FILE_BYTES_MAX;
use grid::SheetRow;
pub use layout::shown_kind;
use layout::{Heading, HeadingFault, Layout, Meaning};
use missing_marks::Lacking;
pub use name::says_one_name;
pub use phrase::Phrase;
pub use place::{Places, RowId, RowName};
pub use profile::{PROFILE_BYTES_MAX, Profile};
pub use returned::{Form, ReturnError};
use row::Said;
use sheet::{How, Sheet, SheetError};
pub use shown::{shown_field, shown_value};
use table::{CellFaults, Read, TableReader};
pub use template::template;
pub use twins::RowDraft;
pub use vocabulary::of_claim;
use workbook::WorkbookError;

use column::Column;
use fault::Fault;

/// Settings of a run.
#[derive(Debug, Clone)]
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
}

impl Settings {
    /// Settings where no option was given.
    pub fn on(today: Date) -> Self {
        let (constants, as_written) = (Constants::default(), Vec::new());
        Self { kind: None, today, constants, as_written, asks_nothing: false, hidden_too: false }
    }
}

/// Reason for which a file could not be read as a table at all. Names no person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The bytes are not text.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The text is not a table.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The workbook holds no table.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// A worksheet of a text file was asked for.
    #[error("a CSV file has no worksheets. Leave --worksheet out")]
    NoWorksheets,
}

impl ImportError {
    /// The message in both languages.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Encoding(error) => error.phrase(),
            Self::Sheet(error) => error.phrase(),
            Self::Workbook(error) => error.phrase(),
            Self::NoWorksheets => Phrase::from((self.to_string(), "в файле CSV листов нет. Уберите --worksheet")),
        }
    }
}

/// A table that was read: its columns, its drafts, and its mistakes.
pub struct Import {
    sheet: Sheet,
    /// Label of the table among several; blank if it is the only one.
    label: String,
    headings: Vec<Heading>,
    /// Number of rows of each kind, in the order of [`DocumentKind::ALL`].
    kinds: Vec<(DocumentKind, usize)>,
    heading_faults: Vec<HeadingFault>,
    cell_faults: CellFaults,
    /// Cells that were read as another value than their text.
    readings: Vec<Reading>,
    /// Constants that were used: the column, the value, and the number of rows.
    constants: Vec<(Column, String, usize)>,
    /// Pupils without a mark that a few others have.
    lacking: Vec<Lacking>,
    drafts: Vec<RowDraft>,
}

/// Reads a file by the known headings. An error means that there is no table in it; mistakes in the table
/// are in the [`Import`].
#[cfg(test)]
pub fn read(bytes: &[u8], settings: &Settings) -> Result<Import, ImportError> {
    read_by(bytes, settings, None, &Profile::default())
}

/// Reads the only table of a file by a school's profile; `worksheet` is the one of a workbook that was asked for.
pub fn read_by(
    bytes: &[u8],
    settings: &Settings,
    worksheet: Option<&str>,
    profile: &Profile,
) -> Result<Import, ImportError> {
    let how = How { profile, hidden_too: settings.hidden_too };
    let asked: Vec<String> = worksheet.map(str::to_owned).into_iter().collect();
    let mut sheets = open(bytes, &asked, how)?;
    let names: Vec<String> = sheets.iter().filter_map(Sheet::worksheet).map(str::to_owned).collect();
    match (sheets.pop(), sheets.is_empty()) {
        (Some(sheet), true) => {
            let mut import = read_table(sheet, settings, profile, 0, String::new());
            let twins = twins::find(import.drafts.iter(), |_, row| row.number.to_string());
            twins.into_iter().for_each(|twin| import.take_twin(twin));
            import.cell_faults.sort();
            Ok(import)
        }
        _ => Err(WorkbookError::Several(names).into()),
    }
}

/// The tables of a file: those of the worksheets that were asked for, else all that are shown and hold rows.
fn open(bytes: &[u8], worksheets: &[String], how: How<'_>) -> Result<Vec<Sheet>, ImportError> {
    if workbook::is_workbook(bytes) {
        return Ok(workbook::read(bytes, worksheets, how)?);
    }
    if !worksheets.is_empty() {
        return Err(ImportError::NoWorksheets);
    }
    let (encoding, text) = encoding::decode(bytes)?;
    Ok(vec![sheet::read(&text, encoding, how)?])
}

/// Reads one table; rows that disagree with another row are found afterwards.
fn read_table(sheet: Sheet, settings: &Settings, profile: &Profile, table: usize, label: String) -> Import {
    let kind = settings.kind.or(profile.kind);
    let (mut layout, mut heading_faults) = Layout::read(sheet.heading(), profile);
    let kinds = kinds(&sheet, &layout, kind);
    let present: Vec<DocumentKind> = kinds.iter().map(|(kind, _)| *kind).collect();
    let constants = profile.constants.with(&settings.constants);
    heading_faults.extend(layout.check(&present, sheet.rows(), &constants));
    if kind.is_none() && layout.position(Column::Kind).is_none() {
        heading_faults.push(kind_missing());
    }
    let as_written = |number| settings.asks_nothing || settings.as_written.iter().any(|name| name.is(&label, number));
    let said = Said { today: settings.today, epoch: sheet.epoch, constants: &constants, as_written: &as_written };
    let reader = TableReader { sheet: &sheet, layout: &layout, said: &said, kind, table, read: Read::default() };
    let Read { drafts, mut cell_faults, constant_faults, readings } = reader.read_rows();
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
    Import { sheet, label, headings, kinds, heading_faults, cell_faults, readings, constants, lacking, drafts }
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

/// The kind of a row; `None` if nothing names it, which is a mistake of the headings.
fn kind_of(row: &SheetRow, layout: &Layout, kind: Option<DocumentKind>) -> Result<Option<DocumentKind>, Fault> {
    let cell = layout.position(Column::Kind).map(|position| row.text(position));
    match (cell, kind) {
        (None | Some(""), Some(kind)) => Ok(Some(kind)),
        (None, None) => Ok(None),
        (Some(""), None) => Err(Fault::missing()),
        (Some(cell), _) => vocabulary::reader(vocabulary::KIND, DocumentKind::parse)(cell).map(Some),
    }
}

fn kind_missing() -> HeadingFault {
    let key = Column::Kind.key();
    let fix = (
        format!("add a column with this heading (or {key}) that says what each row is, or use --kind"),
        format!("добавьте столбец с этим заголовком (или {key}), где сказано, что в строке, или укажите --kind"),
    );
    let what = ("is missing: it says what is to be issued", "— нет такого столбца, а он говорит, что выдавать");
    HeadingFault {
        position: None,
        heading: Phrase::same(Column::Kind.heading()),
        fault: Fault::new("missing-column", what, fix),
    }
}

impl Import {
    /// The drafts of all rows, in the order of the sheet; the sheet back if there is any mistake in it.
    pub fn into_drafts(self) -> Result<Vec<RowDraft>, Box<Self>> {
        if self.is_ready() { Ok(self.drafts) } else { Err(Box::new(self)) }
    }

    /// Returns true if there is no mistake, so that every row has become a draft.
    pub fn is_ready(&self) -> bool {
        self.heading_faults.is_empty() && self.cell_faults.total == 0 && self.drafts.len() == self.rows()
    }

    /// Keeps that a row disagrees with another one.
    fn take_twin(&mut self, twin: twins::Twin) {
        let Some(row) = self.sheet.rows().find(|row| row.number == twin.row.number) else { return };
        let meaning = |heading: &Heading| heading.meaning == Meaning::Field(twin.column);
        let whole_name = |heading: &Heading| heading.meaning == Meaning::Field(Column::FullName);
        let position = self.headings.iter().position(meaning).or_else(|| self.headings.iter().position(whole_name));
        let fault = match position {
            Some(position) => CellFault::in_cell(&self.headings, row, position, twin.fault),
            None => CellFault::of_row(row, twin.fault),
        };
        self.cell_faults.push(fault);
    }

    /// Number of rows that hold anything.
    pub fn rows(&self) -> usize {
        self.sheet.len()
    }

    /// Number of rows that have a mistake of their own.
    pub fn bad_rows(&self) -> usize {
        self.cell_faults.rows.len()
    }

    /// Keeps in a profile the meanings that the headings of this sheet were found to have.
    pub fn teach(&self, profile: &mut Profile) {
        profile.learn_all(&self.headings);
    }

    /// The headings without a known meaning.
    pub fn unknown_headings(&self) -> Vec<String> {
        let unknown = self.headings.iter().filter(|heading| heading.meaning == Meaning::Unknown);
        unknown.map(|heading| heading.full.clone()).collect()
    }
}

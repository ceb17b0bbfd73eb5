//! From the bytes of a sheet to drafts: what was understood, and every mistake with its cell and fix.
//!
//! ```text
//! CSV   ─ encoding ─▶ text ─ split ─┐
//!                                   ├▶ rows ─ sheet, layout ─▶ columns ─ row, document ─▶ drafts ─ twins ─▶ Import
//! XLSX  ─ workbook ─────────────────┘
//! ```
//!
//! Nothing here reads a file, asks a node or prints. All rows are read before anything is said, and a
//! sheet with one mistake gives no draft at all: a class is issued whole or not at all.

mod cell;
mod column;
mod day;
mod document;
mod encoding;
mod fault;
mod form;
mod grid;
mod identifier;
mod layout;
mod lookalike;
mod phrase;
mod place;
mod profile;
mod report;
mod returned;
mod row;
mod sheet;
mod spelling;
mod split;
mod subject;
mod template;
#[cfg(test)]
mod tests;
mod twins;
mod vocabulary;
mod workbook;

use std::collections::BTreeSet;

use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;

use encoding::EncodingError;
pub(crate) use encoding::FILE_BYTES_MAX;
use grid::SheetRow;
pub(crate) use layout::shown_kind;
use layout::{Heading, HeadingFault, Layout, Meaning};
pub(crate) use phrase::Phrase;
pub(crate) use place::Places;
pub(crate) use profile::{PROFILE_BYTES_MAX, Profile};
pub(crate) use returned::Form;
use row::{CellFault, Reading, RowReader};
use sheet::{Sheet, SheetError};
pub(crate) use template::template;
pub(crate) use twins::RowDraft;
pub(crate) use vocabulary::of_claim;
use workbook::WorkbookError;

use column::Column;
use fault::Fault;

/// Most mistakes in cells that are kept; further ones are counted. 20,000 of 300 bytes are 6 MB.
const CELL_FAULTS_MAX: usize = 20_000;

/// What the reader must be told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// The kind of rows that do not say theirs.
    pub(crate) kind: Option<DocumentKind>,
    /// Today, so that a birthday or an award in the future is found.
    pub(crate) today: Date,
}

/// Why a file could not be read as a table at all. Names no person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ImportError {
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
    pub(crate) fn phrase(&self) -> Phrase {
        match self {
            Self::Encoding(error) => error.phrase(),
            Self::Sheet(error) => error.phrase(),
            Self::Workbook(error) => error.phrase(),
            Self::NoWorksheets => Phrase::from((self.to_string(), "в файле CSV листов нет. Уберите --worksheet")),
        }
    }
}

/// A sheet that was read: what was understood, its drafts, and its mistakes.
pub(crate) struct Import {
    sheet: Sheet,
    headings: Vec<Heading>,
    /// How many rows there are of each kind, in the order of [`DocumentKind::ALL`].
    kinds: Vec<(DocumentKind, usize)>,
    heading_faults: Vec<HeadingFault>,
    cell_faults: CellFaults,
    /// Cells that were read as something else than what stands in them.
    readings: Vec<Reading>,
    drafts: Vec<RowDraft>,
}

/// The mistakes in the cells of a sheet, in the order of rows, then of columns.
#[derive(Default)]
struct CellFaults {
    /// At most [`CELL_FAULTS_MAX`] of them.
    kept: Vec<CellFault>,
    total: usize,
    rows: BTreeSet<u32>,
}

impl CellFaults {
    fn push(&mut self, fault: CellFault) {
        self.total += 1;
        self.rows.insert(fault.row);
        if self.kept.len() < CELL_FAULTS_MAX {
            self.kept.push(fault);
        }
    }
}

/// Reads a file by the known headings. An error means that there is no table in it; mistakes in the table
/// are in the [`Import`].
#[cfg(test)]
pub(crate) fn read(bytes: &[u8], settings: &Settings) -> Result<Import, ImportError> {
    read_by(bytes, settings, None, &Profile::default())
}

/// Reads a file by a school's profile; `worksheet` is the one of a workbook that was asked for.
pub(crate) fn read_by(
    bytes: &[u8],
    settings: &Settings,
    worksheet: Option<&str>,
    profile: &Profile,
) -> Result<Import, ImportError> {
    let settings = Settings { kind: settings.kind.or(profile.kind), ..*settings };
    let sheet = open(bytes, worksheet, profile)?;
    let (mut layout, mut heading_faults) = Layout::read(sheet.heading(), profile);
    let kinds = kinds(&sheet, &layout, &settings);
    let present: Vec<DocumentKind> = kinds.iter().map(|(kind, _)| *kind).collect();
    heading_faults.extend(layout.check(&present, sheet.rows()));
    if settings.kind.is_none() && layout.position(Column::Kind).is_none() {
        heading_faults.push(kind_missing());
    }
    let (drafts, cell_faults, readings) = read_rows(&sheet, &layout, &settings);
    Ok(Import { sheet, headings: layout.headings, kinds, heading_faults, cell_faults, readings, drafts })
}

fn open(bytes: &[u8], worksheet: Option<&str>, profile: &Profile) -> Result<Sheet, ImportError> {
    if workbook::is_archive(bytes) {
        return Ok(workbook::read(bytes, worksheet, profile)?);
    }
    if worksheet.is_some() {
        return Err(ImportError::NoWorksheets);
    }
    let (encoding, text) = encoding::decode(bytes)?;
    Ok(sheet::read(&text, encoding, profile)?)
}

/// Counts the rows of each kind that could be told.
fn kinds(sheet: &Sheet, layout: &Layout, settings: &Settings) -> Vec<(DocumentKind, usize)> {
    let of_rows: Vec<DocumentKind> =
        sheet.rows().filter_map(|row| kind_of(row, layout, settings).ok().flatten()).collect();
    let count = |kind: &DocumentKind| of_rows.iter().filter(|other| *other == kind).count();
    DocumentKind::ALL.iter().map(|kind| (*kind, count(kind))).filter(|(_, count)| *count > 0).collect()
}

/// The kind of a row; `None` when nothing says it, which is a mistake of the headings.
fn kind_of(row: &SheetRow, layout: &Layout, settings: &Settings) -> Result<Option<DocumentKind>, Fault> {
    let cell = layout.position(Column::Kind).map(|position| row.text(position));
    match (cell, settings.kind) {
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

/// Reads every row, then compares the drafts with each other.
fn read_rows(sheet: &Sheet, layout: &Layout, settings: &Settings) -> (Vec<RowDraft>, CellFaults, Vec<Reading>) {
    let (mut drafts, mut sources, mut faults) = (Vec::new(), Vec::new(), CellFaults::default());
    let mut readings = Vec::new();
    for row in sheet.rows() {
        let mut reader = RowReader::new(layout, row, settings.today, sheet.epoch);
        let kind = kind_of(row, layout, settings).unwrap_or_else(|fault| {
            reader.fail(Column::Kind, fault);
            None
        });
        if let Some(draft) = document::read(&mut reader, kind) {
            drafts.push(RowDraft { row: row.number, draft });
            sources.push(row);
        }
        let (of_row, read_otherwise) = reader.finish();
        of_row.into_iter().for_each(|fault| faults.push(fault));
        readings.extend(read_otherwise);
    }
    for twin in twins::find(&drafts) {
        if let (Some(row), Some(position)) = (sources.get(twin.at), layout.position(twin.column)) {
            faults.push(CellFault::at(layout, row, position, twin.fault));
        }
    }
    faults.kept.sort_by_key(|fault| fault.row);
    (drafts, faults, readings)
}

impl Import {
    /// The drafts of all rows, in the order of the sheet; the sheet back if there is any mistake in it.
    pub(crate) fn into_drafts(self) -> Result<Vec<RowDraft>, Box<Self>> {
        if self.is_ready() { Ok(self.drafts) } else { Err(Box::new(self)) }
    }

    /// Whether there is no mistake, so that every row has become a draft.
    pub(crate) fn is_ready(&self) -> bool {
        self.heading_faults.is_empty() && self.cell_faults.total == 0 && self.drafts.len() == self.rows()
    }

    /// Rows with the person of a template's sample row.
    pub(crate) fn sample_rows(&self) -> Vec<u32> {
        let is_sample = |row: &&RowDraft| row.draft.pupil().family_name.expose() == form::SAMPLE_FAMILY_NAME;
        self.drafts.iter().filter(is_sample).map(|row| row.row).collect()
    }

    /// Where the fields of a draft stand in the sheet.
    pub(crate) fn places(&self) -> Places {
        Places::of(&self.headings)
    }

    /// How many rows hold anything.
    pub(crate) fn rows(&self) -> usize {
        self.sheet.len()
    }

    /// How many rows have a mistake of their own.
    pub(crate) fn bad_rows(&self) -> usize {
        self.cell_faults.rows.len()
    }

    /// Keeps in a profile what the headings of this sheet were understood as.
    pub(crate) fn teach(&self, profile: &mut Profile) {
        profile.learn_all(&self.headings);
    }

    /// The headings that mean nothing yet.
    pub(crate) fn unknown_headings(&self) -> Vec<String> {
        let unknown = self.headings.iter().filter(|heading| heading.meaning == Meaning::Unknown);
        unknown.map(|heading| heading.full.clone()).collect()
    }
}

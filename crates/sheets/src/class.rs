//! All the tables of one run: several worksheets and files, read and refused as one.

use super::grid::ROWS_MAX;
use super::place::row_name;
use super::sheet::{Format, How, Origin, Sheet, SheetError};
use super::{Import, ImportError, Places, Profile, RowDraft, RowId, Settings, form, open, read_table, twins};
use zeroize::Zeroizing;

/// A file that is read.
pub struct Source<'a> {
    /// Its name without folders.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The tables of a run, in the order of the files and of their worksheets.
pub struct Class {
    pub(super) tables: Vec<Import>,
    /// The file itself, where it is one Excel workbook: mistakes come back in it.
    pub(super) original: Option<Zeroizing<Vec<u8>>>,
}

/// Reads all files by a school's profile. Of each workbook, the worksheets that were asked for are read, else all that
/// are shown and hold a table. An error comes with the position of its file.
pub fn read_all(
    sources: &[Source<'_>],
    worksheets: &[String],
    settings: &Settings,
    profile: &Profile,
) -> Result<Class, (usize, ImportError)> {
    let how = How { profile, hidden_too: settings.hidden_too };
    let mut sheets: Vec<(usize, Sheet)> = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        let of_file = open(source.bytes, worksheets, how).map_err(|error| (file, error))?;
        sheets.extend(of_file.into_iter().map(|sheet| (file, sheet)));
        if sheets.iter().map(|(_, sheet)| sheet.len()).sum::<usize>() > ROWS_MAX {
            return Err((file, SheetError::TooManyRows.into()));
        }
    }
    let is_xlsx = |(_, sheet): &(usize, Sheet)| matches!(sheet.origin, Origin::Workbook { format: Format::Xlsx, .. });
    let original = match sources {
        [source] if sheets.iter().all(is_xlsx) => Some(Zeroizing::new(source.bytes.to_vec())),
        _ => None,
    };
    let labels = labels(&sheets, sources);
    let tables = sheets.into_iter().zip(labels).enumerate();
    let tables = tables.map(|(table, ((_, sheet), label))| read_table(sheet, settings, profile, table, label));
    let mut class = Class { tables: tables.collect(), original };
    class.find_twins();
    Ok(class)
}

/// Labels of the tables: blank for an only table, else the worksheet, the file or both.
fn labels(sheets: &[(usize, Sheet)], sources: &[Source<'_>]) -> Vec<String> {
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

impl Class {
    fn find_twins(&mut self) {
        let name = |here: RowId, row: RowId| match self.tables.get(row.table) {
            Some(table) if row.table != here.table => row_name(&table.label, row.number),
            _ => row.number.to_string(),
        };
        let twins = twins::find(self.tables.iter().flat_map(|table| &table.drafts), name);
        for twin in twins {
            if let Some(table) = self.tables.get_mut(twin.row.table) {
                table.take_twin(twin);
            }
        }
        self.tables.iter_mut().for_each(|table| table.cell_faults.sort());
    }

    /// Returns true if there is no mistake, so that every row has become a draft.
    pub fn is_ready(&self) -> bool {
        self.tables.iter().all(Import::is_ready)
    }

    /// The drafts of all rows; none while there is any mistake.
    pub fn drafts(&self) -> Vec<RowDraft> {
        if self.is_ready() { self.tables.iter().flat_map(|table| &table.drafts).cloned().collect() } else { Vec::new() }
    }

    /// Rows with the person of a template's sample row, as people name them.
    pub fn sample_rows(&self) -> Vec<String> {
        let of_table = |table: &Import| {
            let is_sample = |row: &&RowDraft| row.draft.pupil().family_name.expose() == form::SAMPLE_FAMILY_NAME;
            let names = table.drafts.iter().filter(is_sample).map(|row| row_name(&table.label, row.row.number));
            names.collect::<Vec<_>>()
        };
        self.tables.iter().flat_map(of_table).collect()
    }

    /// Places of the fields of a draft in the tables.
    pub fn places(&self) -> Places {
        Places::of(self.tables.iter().map(|table| (table.label.as_str(), table.headings.as_slice())))
    }

    /// Number of rows that hold anything.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(Import::rows).sum()
    }

    /// Keeps in a profile the meanings that the headings of the tables were found to have.
    pub fn teach(&self, profile: &mut Profile) {
        self.tables.iter().for_each(|table| table.teach(profile));
    }
}

//! Tables that were read: their drafts, or the mistakes for which there are none.

use attestat_credential::draft::words::DocumentKind;
use zeroize::Zeroizing;

use super::cell_fault::{CellFault, CellFaults, InterpretedCell};
use super::column::Column;
use super::conflicts::{self, RowDraft};
use super::form;
use super::heading::{Heading, HeadingFault, Meaning};
use super::locator::{CellLocator, RowId, row_name};
use super::mended::MendedCells;
use super::missing_marks::MissingMarks;
use super::profile::Profile;
use super::sheet::Sheet;

/// A table that was read: its columns, its drafts, and its mistakes.
pub struct ImportedTable {
    pub(super) sheet: Sheet,
    /// Label of the table among several; blank if it is the only one.
    pub(super) label: String,
    pub(super) headings: Vec<Heading>,
    /// Number of rows of each kind, in the order of [`DocumentKind::ALL`].
    pub(super) kinds: Vec<(DocumentKind, usize)>,
    pub(super) heading_faults: Vec<HeadingFault>,
    pub(super) cell_faults: CellFaults,
    /// Cells that were read as another value than their text.
    pub(super) readings: Vec<InterpretedCell>,
    /// Constants that were used: the column, the value, and the number of rows.
    pub(super) constants: Vec<(Column, String, usize)>,
    /// Pupils without a mark that a few others have.
    pub(super) lacking: Vec<MissingMarks>,
    pub(super) drafts: Vec<RowDraft>,
    /// Cells that a person corrected in this run.
    pub(super) mended: MendedCells,
}

impl ImportedTable {
    /// The drafts of all rows, in the order of the sheet; the sheet back if there is any mistake in it.
    pub fn into_drafts(self) -> Result<Vec<RowDraft>, Box<Self>> {
        if self.is_ready() { Ok(self.drafts) } else { Err(Box::new(self)) }
    }

    /// Returns true if there is no mistake, so that every row has become a draft.
    pub fn is_ready(&self) -> bool {
        self.heading_faults.is_empty() && self.cell_faults.total == 0 && self.drafts.len() == self.rows()
    }

    /// Keeps that a row disagrees with another one.
    pub(super) fn add_conflict(&mut self, conflict: conflicts::RowConflict) {
        let Some(row) = self.sheet.rows().find(|row| row.number == conflict.row.number) else { return };
        let meaning = |heading: &Heading| heading.meaning == Meaning::Field(conflict.column);
        let whole_name = |heading: &Heading| heading.meaning == Meaning::Field(Column::FULL_NAME);
        let position = self.headings.iter().position(meaning).or_else(|| self.headings.iter().position(whole_name));
        let fault = match position {
            Some(position) => CellFault::in_cell(&self.headings, row, position, conflict.fault),
            None => CellFault::of_row(row, conflict.fault),
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

/// The tables of a run, in the order of the files and of their worksheets.
pub struct ImportedTables {
    pub(super) tables: Vec<ImportedTable>,
    /// The file itself, where it is one Excel workbook: mistakes come back in it.
    pub(super) original: Option<Zeroizing<Vec<u8>>>,
}

impl ImportedTables {
    pub(super) fn find_conflicts(&mut self) {
        let name = |here: RowId, row: RowId| match self.tables.get(row.table) {
            Some(table) if row.table != here.table => row_name(&table.label, row.number),
            _ => row.number.to_string(),
        };
        let conflicts = conflicts::find(self.tables.iter().flat_map(|table| &table.drafts), name);
        for conflict in conflicts {
            if let Some(table) = self.tables.get_mut(conflict.row.table) {
                table.add_conflict(conflict);
            }
        }
        self.tables.iter_mut().for_each(|table| table.cell_faults.sort());
    }

    /// Returns true if there is no mistake, so that every row has become a draft.
    pub fn is_ready(&self) -> bool {
        self.tables.iter().all(ImportedTable::is_ready)
    }

    /// The drafts of all rows; none while there is any mistake.
    pub fn drafts(&self) -> Vec<RowDraft> {
        if self.is_ready() { self.tables.iter().flat_map(|table| &table.drafts).cloned().collect() } else { Vec::new() }
    }

    /// Rows with the person of a template's sample row, as people name them.
    pub fn sample_rows(&self) -> Vec<String> {
        let of_table = |table: &ImportedTable| {
            let is_sample = |row: &&RowDraft| row.draft.pupil().family_name.expose() == form::SAMPLE_FAMILY_NAME;
            let names = table.drafts.iter().filter(is_sample).map(|row| row_name(&table.label, row.row.number));
            names.collect::<Vec<_>>()
        };
        self.tables.iter().flat_map(of_table).collect()
    }

    /// Places of the fields of a draft in the tables.
    pub fn locator(&self) -> CellLocator {
        CellLocator::of(self.tables.iter().map(|table| (table.label.as_str(), table.headings.as_slice())))
    }

    /// Number of rows that hold anything.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(ImportedTable::rows).sum()
    }

    /// Keeps in a profile the meanings that the headings of the tables were found to have.
    pub fn teach(&self, profile: &mut Profile) {
        self.tables.iter().for_each(|table| table.teach(profile));
    }
}

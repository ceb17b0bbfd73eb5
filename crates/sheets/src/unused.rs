//! Arguments of a command line that mean nothing in the tables that they were given for.

use super::heading::one_line;
use super::imported::{ImportedTable, ImportedTables};
use super::locator::RowName;
use super::matching::fold;
use super::read::Settings;

/// An argument that changes nothing in any table: it was meant for another one, or is mistyped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unused {
    /// The meaning of a heading that no table has.
    Heading(String),
    /// A field for all rows, by its heading, that no kind of document in the tables has.
    Field(&'static str),
    /// A row that no table has.
    Row(RowName),
}

impl ImportedTables {
    /// Returns the first argument that means nothing here: of `mapped`, each `HEADING=FIELD` as
    /// [`Profile::map_argument`](super::Profile::map_argument) takes it, and of the settings.
    pub fn unused(&self, settings: &Settings, mapped: &[String]) -> Option<Unused> {
        find(&self.tables, settings, mapped)
    }
}

impl ImportedTable {
    /// Returns the first argument that means nothing here, as [`ImportedTables::unused`] does.
    pub fn unused(&self, settings: &Settings, mapped: &[String]) -> Option<Unused> {
        find(core::slice::from_ref(self), settings, mapped)
    }
}

fn find(tables: &[ImportedTable], settings: &Settings, mapped: &[String]) -> Option<Unused> {
    let headings = mapped.iter().filter_map(|argument| Some(argument.rsplit_once('=')?.0.trim()));
    let mut unknown = headings.filter(|heading| !tables.iter().any(|table| has_heading(table, heading)));
    if let Some(heading) = unknown.next() {
        return Some(Unused::Heading(heading.to_owned()));
    }
    // Where no row's kind is known, nothing is known of its fields.
    let has_kinds = tables.iter().any(|table| !table.kinds.is_empty());
    let is_used = |field| tables.iter().flat_map(|table| &table.constants).any(|(column, ..)| *column == field);
    let mut fields = settings.constants.all().filter(|(field, _)| has_kinds && !is_used(*field));
    if let Some((field, _)) = fields.next() {
        return Some(Unused::Field(field.heading()));
    }
    let has_row =
        |name: &RowName| tables.iter().any(|table| table.sheet.rows().any(|row| name.is(&table.label, row.number)));
    settings.as_written.iter().find(|name| !has_row(name)).cloned().map(Unused::Row)
}

/// Returns true if a table has a column whose meaning is looked up under this heading.
fn has_heading(table: &ImportedTable, heading: &str) -> bool {
    let asked = fold(&one_line(heading));
    table.headings.iter().any(|heading| !heading.full.starts_with('#') && fold(&heading.full) == asked)
}

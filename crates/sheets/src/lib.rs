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

mod cell;
mod cell_fault;
mod column;
mod conflicts;
mod constant;
mod csv_text;
mod day;
mod document;
mod encoding;
mod fault;
mod form;
mod full_name;
mod grid;
mod heading;
mod identifier;
mod imported;
mod labels;
mod layout;
mod locator;
mod matching;
mod missing_marks;
mod name;
mod phrase;
mod profile;
mod read;
mod report;
mod returned;
mod row;
mod sheet;
mod skipped_rows;
mod split;
mod subject;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod unsupported_headings;
mod vocabulary;
mod workbook;

pub use conflicts::RowDraft;
pub use constant::Constants;
pub use encoding::FILE_BYTES_MAX;
pub use imported::{ImportedTable, ImportedTables};
pub use labels::{field_label, kind_label, value_label};
pub use locator::{CellLocator, RowId, RowName};
pub use name::says_one_name;
pub use phrase::Phrase;
pub use profile::{PROFILE_BYTES_MAX, Profile};
pub use read::{ImportError, Settings, SourceFile, read_all, read_by};
pub use returned::{ReturnError, ReturnFormat};
pub use template::template;
pub use vocabulary::of_claim;

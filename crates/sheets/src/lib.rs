//! Sheets of schools: the bytes of a spreadsheet in; drafts, mistakes by cell and the corrected sheet out.
//!
//! ```text
//! CSV   ─ encoding ─▶ text ─ split ─┐
//!                                   ├▶ rows ─ sheet, layout ─▶ columns ─ row, document ─▶ drafts ─ conflicts ─▶ imported
//! XLSX  ─ workbook ─────────────────┘
//! ```
//!
//! [`read_all`] reads the files of a run, [`read_by`] the only table of one file. Both take [`Settings`], among them
//! today's date, and the school's [`Profile`]. [`ImportedTables`] gives the drafts if there is no mistake; otherwise the
//! report ([`ImportedTables::render`], [`ImportedTables::to_json`]) and the sheet with remarks
//! ([`ImportedTables::returned`]). [`template`] is the sheet to fill in.
//!
//! Nothing here reads a file, asks a node or prints. All rows are read before anything is reported, and a sheet with
//! one mistake gives no draft at all: a class is issued whole or not at all. Not checked here: whether a document was
//! issued before, and whether its number belongs to another; the node knows that.

#![cfg_attr(
    not(feature = "workbooks"),
    allow(dead_code, reason = "only workbooks have days, hidden rows and several tables")
)]

pub mod answers;
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
mod mended;
mod missing_marks;
mod mistake;
mod name;
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
mod unused;
mod vocabulary;
#[cfg(feature = "workbooks")]
mod workbook;
#[cfg(not(feature = "workbooks"))]
#[path = "no_workbooks.rs"]
mod workbook;
mod workbook_error;

pub use conflicts::RowDraft;
pub use constant::Constants;
pub use encoding::FILE_BYTES_MAX;
pub use imported::{ImportedTable, ImportedTables};
pub use labels::{field_label, kind_label, value_label};
pub use locator::{CellLocator, RowId, RowName};
pub use mended::MendedCell;
pub use mistake::Mistake;
pub use name::says_one_name;
pub use profile::{PROFILE_BYTES_MAX, Profile};
pub use read::{ImportError, Settings, SourceFile, read_all, read_by};
pub use returned::{ReturnError, ReturnFormat};
pub use template::template;
pub use unused::Unused;
pub use vocabulary::of_claim;

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
mod column;
mod constant;
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
mod layout;
mod missing_marks;
mod name;
mod not_taken;
mod phrase;
mod place;
mod profile;
mod read;
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

pub use constant::Constants;
pub use encoding::FILE_BYTES_MAX;
pub use imported::{Class, Import};
pub use name::says_one_name;
pub use phrase::Phrase;
pub use place::{Places, RowId, RowName};
pub use profile::{PROFILE_BYTES_MAX, Profile};
pub use read::{ImportError, Settings, Source, read_all, read_by};
pub use returned::{Form, ReturnError};
pub use shown::{shown_field, shown_kind, shown_value};
pub use template::template;
pub use twins::RowDraft;
pub use vocabulary::of_claim;

//! The engine of a verifier and an auditor: many files in; verdicts, rows, tables and receipts out.
//!
//! ```text
//! files ─▶ inputs (archives, letters, codes) ─▶ judge ─▶ row: words · CSV · JSON ─▶ receipt
//! ```
//!
//! This crate does no I/O, knows no clock and starts no thread: whoever calls it holds the files ([`file`]), says what time
//! it is and spreads the work ([`runner`]). It builds for `wasm32-unknown-unknown` with no imports, so that a page runs the
//! same engine as the command line.
#![forbid(unsafe_code)]

pub mod accepted;
pub mod audit;
pub mod completeness;
pub mod csv;
pub mod earlier;
pub mod file;
pub mod fork_file;
#[cfg(test)]
mod golden_tests;
pub mod inputs;
pub mod json;
pub mod judge;
pub mod obstacle;
pub mod pictures;
pub mod receipt;
pub mod rejudge;
pub mod repeats;
pub mod report;
pub mod request;
pub mod row;
pub mod runner;
#[cfg(test)]
mod russian_tests;
pub mod style;
pub mod trust;
pub mod uncovered;

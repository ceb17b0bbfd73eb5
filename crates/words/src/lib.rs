//! The room for words: languages, dates, numbers and text of others, as people read them.
//!
//! Nothing here does I/O, reads a clock or asks for the locale: the language is an argument.

pub mod advice;
pub mod catalogue;
pub mod dates;
pub mod english;
pub mod faults;
pub mod formula;
pub mod language;
pub mod numbers;
pub mod paint;
pub mod plain;
pub mod problem;
pub mod shell;
pub mod table;
pub mod text;
pub mod timestamp;

//! All that a person reads or is asked: results, failures, help, questions, exit codes.

pub(crate) mod confirm;
pub(crate) mod described;
pub(crate) mod exit;
pub(crate) mod failure;
pub(crate) mod field;
pub(crate) mod help;
pub(crate) mod language;
pub(crate) mod level;
pub(crate) mod output;
#[cfg(test)]
pub(crate) mod printed;
#[cfg(test)]
pub(crate) mod russian;

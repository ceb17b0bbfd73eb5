//! A verifier's record of a check, by which it can show later what it looked at and when (docs/spec/receipt.md).
//!
//! [`form`] writes one, [`read`] takes one apart, [`compare`] holds it against everything that it names.

pub mod basis;
pub mod compare;
pub mod finding;
pub mod form;
pub mod read;
pub mod report;
#[cfg(test)]
mod tests;

//! Rosters in the hands of governors: made, changed, compared, cut, signed together and merged.
//!
//! ```text
//! files ─▶ draft ─▶ working: entry · change · cut ─▶ quorum, edit ─▶ draft
//!            └────▶ proposal ─▶ review, words ─▶ signing, merge ─▶ signed versions
//! ```
//!
//! This crate does no I/O, knows no clock and has no keys: whoever calls it holds the files ([`files`]), says what day it is,
//! asks nodes, and signs. The rules of a roster itself are in `attestat_ledger::roster`.
#![forbid(unsafe_code)]

pub mod change;
pub mod cut;
pub mod cut_check;
pub mod diff;
pub mod draft;
pub mod edit;
pub mod entry;
pub mod files;
pub mod first;
pub mod merge;
pub mod objection;
pub mod proposal;
pub mod quorum;
pub mod record;
pub mod review;
pub mod show;
pub mod signing;
pub mod telephone;
pub mod words;
pub mod working;

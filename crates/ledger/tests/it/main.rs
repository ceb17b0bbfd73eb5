//! Tests of the ledger: published vectors, frozen bytes, an independent naive tree, logs built and
//! broken by single mutations.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "tests fail loudly")]
#![allow(clippy::type_complexity, reason = "the rows of a table are tuples")]

mod audit;
mod audit_bounds;
mod audit_reported;
mod audit_signed;
mod batch;
mod chain;
mod checkpoint;
mod climb;
mod evidence;
mod fork;
mod generation;
mod governance;
mod hostile;
mod key;
mod log;
mod naive;
mod note;
mod objections;
mod policy;
mod prefixes;
mod proof;
mod record;
mod refusals;
mod roster;
mod status;
mod text;
mod tile;
mod tree;
mod vectors;

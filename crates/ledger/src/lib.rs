//! The ledger of Attestat: records, chain, Merkle tree, seals, signed notes, cosignatures, roster,
//! quorum policy, status evidence and audit.
//!
//! This crate does no I/O and does not know what time it is. It turns bytes into values that cannot
//! be wrong, checks that one follows from another, and says where it does not.
//!
//! Read it in this order: [`record`] → [`batch`] → [`chain`] → [`tree`] → [`checkpoint`] →
//! [`cosignature`] → [`status`] → [`roster`] → [`audit`].

pub mod audit;
pub mod batch;
pub mod calendar;
pub mod chain;
pub mod checkpoint;
pub mod cosignature;
pub mod culprit;
pub mod day;
pub mod encoding;
pub mod evidence;
pub mod fork;
pub mod generation;
pub mod hash;
pub mod key;
pub mod name;
pub mod note;
pub mod policy;
pub mod prefixes;
pub mod proof;
pub mod record;
pub mod roster;
pub mod section;
pub mod segment;
pub mod sorting;
pub mod status;
pub mod tile;
pub mod tree;

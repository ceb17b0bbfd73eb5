//! A node of Attestat: where clock, disk and network meet.
//!
//! One process hosts registries of its own and mirrors others. Its rooms, from the ground up: [`machine`] (clock, keys, folder,
//! settings), [`writer`] (the log of one registry), [`mirror`] (the logs of others), [`office`] (what a registrar and a family
//! ask for), [`service`] (what programs on the network ask), [`web`] (what browsers ask), [`operator`] (making, checking, running). Read [`Node`] first, then
//! [`machine::folder`] for the layout of its data, [`writer::pipeline`] for how a record is written, [`service::listen`] for
//! what others may ask.

pub mod machine;
pub mod mirror;
mod node;
pub mod office;
pub mod operator;
pub mod service;
pub mod web;
pub mod writer;

pub use crate::node::{Node, OpenError, beside, open_ledger, open_vault, read_ledger, set_ledger_aside};

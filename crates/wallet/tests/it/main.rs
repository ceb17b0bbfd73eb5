//! The wallet from outside: vectors computed elsewhere, files altered byte by byte, sharing, recovery.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests fail loudly")]

mod enrolling;
mod file;
mod flows;
mod frozen;
mod generations;
mod keys;
mod mailbox;
mod portfolio;
mod recovery;
mod sharing;
mod sheets;
mod support;
mod ticket;
mod words;

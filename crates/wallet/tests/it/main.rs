//! The wallet from outside: vectors computed elsewhere, files altered byte by byte, sharing, recovery.

mod enrolling;
mod file;
mod frozen;
mod keys;
mod mailbox;
mod portfolio;
mod recovery;
mod sharing;
mod sheets;
mod support;
mod ticket;
mod words;

//! The family's side: keyring, encrypted file, enrolment, sharing, mailboxes, recovery.
//!
//! Bytes in, bytes out: this crate does no I/O, knows no clock and throws no dice; all three come from the
//! caller. It knows no protobuf either: [`proof`] and [`enrol`] make the signed pieces that a call is built
//! of. It builds for `wasm32-unknown-unknown` with no imports. Formats: docs/spec/wallet.md and
//! docs/spec/enrolment.md.
//!
//! One [`wallet::Wallet`] is one child. Everything it does follows from 24 words
//! ([`seed::Mnemonic`]): keys per registry ([`keyring::Keyring`]), and from them the tags by which
//! [`recovery::Search`] finds every record of the child on any replica.
#![forbid(unsafe_code)]

pub mod address;
pub mod child_label;
pub mod document_id;
pub mod enrol;
pub mod file;
pub mod flow;
pub mod heads;
pub mod holdings;
pub mod keyring;
pub mod mailbox;
pub mod proof;
pub mod reader;
pub mod recovery;
pub mod roster;
pub mod seed;
pub mod share;
pub mod sheet;
pub mod ticket;
pub mod title;
pub mod told;
pub mod wallet;

//! Storage of Attestat: the ledger database, the sign guard and the encrypted vault.
//!
//! This is the only crate that links RocksDB. Read [`writer`] first: it tells how a record comes to be stored, and
//! what a crash at each step leaves behind. [`engine`] is the seam below, [`guard`] keeps a restored disk from
//! forking the log, [`index`] follows behind, [`vault`] holds the personal data, and [`witness`] remembers how far
//! the vault was.

pub mod batches;
mod checksum;
pub mod commit;
pub mod database;
pub mod engine;
pub mod guard;
mod heads;
pub mod index;
pub mod inspect;
pub mod kept;
pub mod latch;
mod layout;
pub mod log;
mod log_files;
pub mod lookup;
pub mod memory;
pub mod read;
pub mod rocks;
mod rows;
mod slots;
mod standing;
mod stored;
mod tail;
mod tree;
pub mod vault;
pub mod witness;
pub mod writer;

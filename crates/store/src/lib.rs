//! Storage of Attestat: the ledger database and the sign guard.
//!
//! This is the only crate that links RocksDB. Read [`writer`] first: it tells how a record comes to be stored, and
//! what a crash at each step leaves behind. [`engine`] is the seam below, [`guard`] keeps a restored disk from
//! forking the log, and [`index`] follows behind. The vault is another crate, with a database and a witness of its own;
//! it takes the engines from here, and [`checksum`], [`lock`] and [`slots`] with them.

pub mod batches;
pub mod checksum;
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
pub mod lock;
pub mod log;
mod log_files;
pub mod lookup;
pub mod memory;
pub mod read;
pub mod rocks;
mod rows;
pub mod slots;
mod standing;
mod stored;
mod tail;
mod tree;
pub mod writer;

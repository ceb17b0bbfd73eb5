//! Storage of Attestat: the ledger database and the sign guard.
//!
//! This is the only crate that links RocksDB. Read [`writer`] first: it tells how a record comes to be stored, and
//! what a crash at each step leaves behind. [`engine`] is the seam below, [`guard`] keeps a restored disk from
//! forking the log, and [`index`] follows behind. The vault is another crate, with a database and a witness of its own;
//! it takes the engines from here, and [`checksum`], [`lock`] and [`slot_file`] with them.

mod awarded_slots;
pub mod batches;
pub mod checksum;
pub mod commit;
pub mod database;
pub mod engine;
pub mod guard;
pub mod index;
pub mod inspect;
pub mod latch;
mod layout;
pub mod lock;
pub mod log;
mod log_files;
pub mod lookup;
pub mod memory;
mod published_heads;
pub mod read;
pub mod rocks;
pub mod slot_file;
mod stored_state;
pub mod stored_text;
mod tail;
mod tile_rows;
mod tree;
pub mod writer;

//! The store's tests: one contract suite on both engines, a table of every write that can fail, damage
//! of every stored value, races, and the vault.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests fail loudly"
)]

mod bit_flips;
mod destroyed;
mod engine_contract;
mod erasing;
mod faults;
mod holders;
mod log_contract;
mod mailboxes;
mod old_copy;
mod races;
mod replaced;
mod rewriting;
mod rocks_damage;
mod set_aside;
mod slots;
mod support;
mod vault;
mod vault_backup;
mod vault_witness;

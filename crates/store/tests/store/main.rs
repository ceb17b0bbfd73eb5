//! The store's tests: one contract suite on both engines, a table of every write that can fail, damage
//! of every stored value, and races.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests fail loudly"
)]

mod bit_flips;
mod engine_contract;
mod faults;
mod log_contract;
mod old_copy;
mod races;
mod rocks_damage;
mod set_aside;
mod slots;
mod support;

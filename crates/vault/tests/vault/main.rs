//! The vault's tests: what it keeps and recognises, what it forgets, its backup and its witness, every write that can
//! fail and damage of every stored value.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests fail loudly"
)]

mod backup;
mod destroyed;
mod documents;
mod erasing;
mod holders;
mod mailboxes;
mod replaced;
mod rewriting;
mod support;
mod witness;

//! Work of an operator on a node: making, checking, running and auditing it.

pub mod address;
pub mod assembly;
pub mod audit;
pub mod check;
#[cfg(test)]
pub(crate) mod damage;
pub mod init;
pub(crate) mod monitor;
pub mod pin;
pub mod run;
pub mod told;

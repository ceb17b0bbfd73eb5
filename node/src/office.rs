//! The office of a school: what a registrar and a family ask for, as acts on the vault and the log. Nothing here knows
//! the network's protocol.

pub(crate) mod accesses;
pub mod act;
pub(crate) mod actor;
pub mod cover;
pub(crate) mod decoys;
pub(crate) mod describe;
pub mod desk;
pub(crate) mod document;
#[cfg(test)]
pub(crate) mod doubted;
pub mod erase;
pub mod issue;
pub(crate) mod merge;
pub(crate) mod not_held;
pub(crate) mod papers;
pub(crate) mod pupil;
pub mod rebind;
pub mod reissue;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod status_change;
pub(crate) mod successors;
pub mod supersede;
pub(crate) mod tags;
pub(crate) mod tickets;
pub mod unexplained;

//! The office of a school: what a registrar and a family ask for, as acts on the vault and the log. Nothing here knows
//! the network's protocol.

pub(crate) mod access_log;
pub mod act;
pub(crate) mod anchor;
#[cfg(test)]
pub(crate) mod client;
pub mod cover;
pub(crate) mod decoys;
pub(crate) mod describe;
pub mod described;
pub(crate) mod document;
#[cfg(test)]
pub(crate) mod doubted;
pub mod entitlement;
pub mod erase;
pub mod error;
pub mod issue;
pub(crate) mod merge;
pub(crate) mod missing_document;
pub mod objection;
pub mod opening;
pub(crate) mod papers;
pub(crate) mod person;
pub mod pupil;
pub mod rebind;
pub mod recent_tags;
pub mod registry_office;
pub mod reissue;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod status_change;
pub(crate) mod successors;
pub mod supersede;
pub(crate) mod tags;
pub(crate) mod tickets;
pub mod unexplained;
pub mod vault_words;

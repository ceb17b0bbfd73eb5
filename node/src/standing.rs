//! What each log of this node is at the moment, as far as it is not written in the log itself.

use attestat_ledger::name::Origin;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What a log is to this node. That it forked is known from the evidence stored with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Hosted and written here.
    Own,
    /// Hosted here, reads only; why, in words.
    ReadOnly(String),
    /// Copied and verified here.
    Mirrored,
    /// No longer followed; why, in words.
    Stopped(String),
}

/// The standing of every log; a log without an entry is mirrored. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Standings(Arc<RwLock<BTreeMap<Origin, Standing>>>);

impl Standings {
    /// Notes what a log is from here on.
    pub fn set(&self, origin: &Origin, standing: Standing) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(origin.clone(), standing);
    }

    /// What a log is.
    pub fn get(&self, origin: &Origin) -> Standing {
        let standings = self.0.read().unwrap_or_else(PoisonError::into_inner);
        standings.get(origin).cloned().unwrap_or(Standing::Mirrored)
    }
}

//! Leaves and awards of a log in memory, with the slow and plain tree over them.

use attestat_ledger::chain::{Appended, Awards, ChainError};
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::record::Award;
use attestat_ledger::roster::Roster;
use attestat_ledger::tree::{NodeSource, prove_consistency, root_at};
use attestat_replica::copy::{CopyError, OwnCopy, Succession};
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub(crate) struct Records {
    pub(crate) leaves: Vec<LeafHash>,
    awards: BTreeMap<u64, Award>,
    /// Standing of the log to the generation before it.
    pub(crate) succession: Succession,
}

impl Default for Records {
    fn default() -> Self {
        Self { leaves: Vec::new(), awards: BTreeMap::new(), succession: Succession::Kept }
    }
}

impl Records {
    pub(crate) fn add(&mut self, appended: &Appended) {
        assert_eq!(appended.first(), self.leaves.len() as u64, "batches are stored in order, none twice");
        self.leaves.extend_from_slice(appended.leaves());
        self.awards.extend(appended.awards().iter().cloned());
    }

    pub(crate) fn truncate(&mut self, size: u64) {
        self.leaves.truncate(size as usize);
        self.awards.retain(|index, _| *index < size);
    }

    pub(crate) fn award_indexes(&self) -> Vec<(u64, u32)> {
        self.awards.iter().map(|(index, award)| (*index, award.slot)).collect()
    }
}

impl NodeSource for Records {
    type Error = CopyError;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, CopyError> {
        if level == 0 {
            let leaf = self.leaves.get(index as usize).ok_or_else(|| CopyError(format!("no record {index}")))?;
            return Ok(leaf.node());
        }
        Ok(NodeHash::join(&self.node(level - 1, 2 * index)?, &self.node(level - 1, 2 * index + 1)?))
    }
}

impl Awards for Records {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        if index < self.leaves.len() as u64 {
            Ok(self.awards.get(&index).cloned())
        } else {
            Err(ChainError::TargetUnreadable(index))
        }
    }
}

impl OwnCopy for Records {
    fn root_at(&self, size: u64) -> Result<RootHash, CopyError> {
        root_at(self, size)
    }

    fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, CopyError> {
        prove_consistency(self, old, new).map_err(|error| CopyError(format!("{error:?}")))
    }

    fn succession(&self, _: &Roster, _: u64) -> Result<Succession, CopyError> {
        Ok(self.succession.clone())
    }
}

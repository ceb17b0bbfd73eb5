//! A mirror's disk in memory: what was written since the last sync is lost in a crash.

use super::records::Records;
use super::roster::origin;
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::chain::{LogState, VerifiedBatch};
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::name::Origin;
use attestat_replica::follower::Resume;

#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    pub(crate) origin: Origin,
    pub(crate) records: Records,
    pub(crate) batches: Vec<SealedBatch>,
    heads: Vec<(LogState, SignedCheckpoint)>,
    pub(crate) durable: u64,
}

impl Shelf {
    pub(crate) fn empty(school: u8) -> Self {
        let origin = origin(school);
        Self { origin, records: Records::default(), batches: Vec::new(), heads: Vec::new(), durable: 0 }
    }

    pub(crate) fn size(&self) -> u64 {
        self.heads.last().map_or(0, |(state, _)| state.size())
    }

    pub(crate) fn put(&mut self, batch: &VerifiedBatch) {
        self.records.add(batch.appended());
        self.batches.push(sealed(batch));
        self.heads.push((batch.appended().next().clone(), batch.seal().clone()));
    }

    /// The newest head that survives a power cut.
    pub(crate) fn newest_durable(&self) -> Option<&SignedCheckpoint> {
        self.heads.iter().rev().map(|(_, seal)| seal).find(|seal| seal.checkpoint().size <= self.durable)
    }

    /// A power cut: everything durable stays, and of the rest perhaps the first batches.
    pub(crate) fn crash(&mut self, kept_beside: usize) {
        let durable = self.heads.iter().filter(|(state, _)| state.size() <= self.durable).count();
        self.batches.truncate(durable + kept_beside);
        self.heads.truncate(durable + kept_beside);
        self.records.truncate(self.size());
        self.durable = self.size();
    }

    pub(crate) fn resume(&self) -> Resume {
        let state = self.heads.last().map_or_else(|| LogState::empty(self.origin.clone()), |(state, _)| state.clone());
        Resume::new(state, self.heads.last().map(|(_, seal)| seal.clone()))
    }

    pub(crate) fn batch_from(&self, index: u64) -> Option<&SealedBatch> {
        let at = self.batches.partition_point(|batch| batch.first <= index);
        self.batches.get(at.checked_sub(1)?).filter(|_| index < self.size())
    }
}

/// A verified batch as it is sent on.
pub(crate) fn sealed(batch: &VerifiedBatch) -> SealedBatch {
    SealedBatch {
        first: batch.appended().first(),
        bodies: batch.appended().bodies().clone(),
        root: batch.seal().checkpoint().root,
        seal: *batch.seal().seal(),
    }
}

//! Doubts about one log: each is kept until it is settled, whatever becomes of the others.

use crate::standing::{Doubt, HeadSizes};
use attestat_ledger::checkpoint::SignedCheckpoint;

/// Most doubts that are kept. One that is kept goes only when it is settled, so that nobody pushes it out with others.
pub(super) const DOUBTS_MAX: usize = 16;

/// Doubts that are not settled, ascending by the size of the head that was shown.
#[derive(Debug, Default)]
pub(super) struct Doubts(Vec<Doubt>);

impl Doubts {
    /// Goes on with what an earlier run kept.
    pub(super) fn resume(kept: Vec<Doubt>) -> Self {
        let mut doubts = Self::default();
        for doubt in kept {
            doubts.add(doubt);
        }
        doubts
    }

    /// Adds a doubt, unless its head is doubted already; returns whether it is kept now and was not before.
    pub(super) fn add(&mut self, doubt: Doubt) -> bool {
        let theirs = doubt.theirs.checkpoint();
        if self.0.len() == DOUBTS_MAX || self.0.iter().any(|held| held.theirs.checkpoint() == theirs) {
            return false;
        }
        let at = self.0.partition_point(|held| held.theirs.checkpoint().size <= theirs.size);
        self.0.insert(at, doubt);
        true
    }

    /// The heads that a copy of `size` records can judge.
    pub(super) fn reached(&self, size: u64) -> Vec<SignedCheckpoint> {
        self.heads().filter(|head| head.checkpoint().size <= size).cloned().collect()
    }

    /// Settles the doubt about a head that the copy agrees with; returns whether there was one.
    pub(super) fn settle(&mut self, head: &SignedCheckpoint) -> bool {
        let before = self.0.len();
        self.0.retain(|held| held.theirs.checkpoint() != head.checkpoint());
        self.0.len() < before
    }

    /// The heads that are doubted.
    pub(super) fn heads(&self) -> impl Iterator<Item = &SignedCheckpoint> {
        self.0.iter().map(|doubt| &doubt.theirs)
    }

    /// The sizes of these heads; none where nothing is in doubt.
    pub(super) fn sizes(&self) -> Option<HeadSizes> {
        let sizes: Vec<u64> = self.heads().map(|head| head.checkpoint().size).collect();
        (!sizes.is_empty()).then_some(HeadSizes(sizes))
    }

    /// All of them, to be kept.
    pub(super) fn all(&self) -> Vec<Doubt> {
        self.0.clone()
    }
}

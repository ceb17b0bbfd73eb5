//! Doubts about one log: each is kept until it is settled, whatever becomes of the others.

use crate::standing::{Doubt, HeadSizes};
use attestat_ledger::checkpoint::SignedCheckpoint;

/// Most doubts that are kept. A kept doubt goes only when it is settled, so that nobody can push it out with others.
pub(super) const DOUBTS_MAX: usize = 16;

/// Most doubts beside the kept ones. Both together are as many as there is room on record for about one log.
const WAITING_MAX: usize = 100 - DOUBTS_MAX;

/// Doubts that are not settled.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// The kept doubts, ascending by the size of the head that was shown.
    kept: Vec<Doubt>,
    /// Doubts that are on record only, until a place is free.
    waiting: Vec<Doubt>,
}

/// Result of adding a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddedDoubt {
    /// The doubt is kept from now on.
    Kept,
    /// The doubt waits for a place.
    Waiting,
    /// The doubt's head was doubted before.
    Known,
}

impl Doubts {
    /// Goes on with the doubts that an earlier run kept, and with those that it put on record only.
    pub(super) fn resume(kept: Vec<Doubt>) -> Self {
        let mut doubts = Self::default();
        for doubt in kept {
            doubts.add(doubt);
        }
        doubts
    }

    /// Adds a doubt, unless its head is doubted already.
    pub(super) fn add(&mut self, doubt: Doubt) -> AddedDoubt {
        let theirs = doubt.theirs.checkpoint();
        if self.kept.iter().chain(&self.waiting).any(|held| held.theirs.checkpoint() == theirs) {
            return AddedDoubt::Known;
        }
        if self.kept.len() == DOUBTS_MAX {
            if self.waiting.len() < WAITING_MAX {
                self.waiting.push(doubt);
            }
            return AddedDoubt::Waiting;
        }
        let at = self.kept.partition_point(|held| held.theirs.checkpoint().size <= theirs.size);
        self.kept.insert(at, doubt);
        AddedDoubt::Kept
    }

    /// The heads that a copy of `size` records can judge.
    pub(super) fn reached(&self, size: u64) -> Vec<SignedCheckpoint> {
        let heads = self.kept.iter().chain(&self.waiting).map(|doubt| &doubt.theirs);
        heads.filter(|head| head.checkpoint().size <= size).cloned().collect()
    }

    /// Settles the doubt about a head that the copy agrees with; its place goes to a doubt that waits. Returns true
    /// if there was such a doubt.
    pub(super) fn settle(&mut self, head: &SignedCheckpoint) -> bool {
        let is_other = |held: &Doubt| held.theirs.checkpoint() != head.checkpoint();
        let before = self.kept.len() + self.waiting.len();
        self.kept.retain(is_other);
        self.waiting.retain(is_other);
        let is_settled = self.kept.len() + self.waiting.len() < before;
        core::mem::take(&mut self.waiting).into_iter().for_each(|doubt| _ = self.add(doubt));
        is_settled
    }

    /// The heads of the doubts that are kept.
    pub(super) fn heads(&self) -> impl Iterator<Item = &SignedCheckpoint> {
        self.kept.iter().map(|doubt| &doubt.theirs)
    }

    /// Returns the sizes of the heads of the kept doubts; none where nothing is in doubt.
    pub(super) fn sizes(&self) -> Option<HeadSizes> {
        let sizes: Vec<u64> = self.heads().map(|head| head.checkpoint().size).collect();
        (!sizes.is_empty()).then_some(HeadSizes(sizes))
    }

    /// Returns all kept doubts, to be written to the disk.
    pub(super) fn all(&self) -> Vec<Doubt> {
        self.kept.clone()
    }
}

//! The slots that are not valid, and the tree over them.
//!
//! An author appends a snapshot daily and after every change, and every follower recomputes it. So
//! the tree's hashes are kept, and only those from the first changed leaf on are computed again: none
//! at all for the snapshot of a quiet day.

use super::{ProvenLeaf, SlotEvidence, Snapshot, Status, StatusLeaf};
use crate::hash::{NodeHash, RootHash};
use crate::tree::{CompactRange, NodeSource, prove_inclusion, root_at};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Most leaves whose tree is kept: 72 bytes each, 19 MB, and twice that while it changes. Larger sets
/// are hashed anew for each question.
const KEPT_LEAVES_MAX: usize = 1 << 18;

/// The slots that are not valid after some record of a log.
#[derive(Debug, Clone, Default)]
pub struct StatusSet {
    listed: BTreeMap<u32, Status>,
    /// The tree of `listed` as it is, once somebody asked for it.
    tree: OnceLock<Arc<StatusTree>>,
    /// The tree of an earlier state, and the lowest slot that changed since.
    earlier: Option<(Arc<StatusTree>, u32)>,
}

impl PartialEq for StatusSet {
    fn eq(&self, other: &Self) -> bool {
        self.listed == other.listed
    }
}

impl Eq for StatusSet {}

impl StatusSet {
    /// Sets the status of a slot.
    pub fn set(&mut self, slot: u32, status: Status) {
        let before = match status {
            Status::Valid => self.listed.remove(&slot),
            listed => self.listed.insert(slot, listed),
        };
        if before.unwrap_or(Status::Valid) == status {
            return;
        }
        match (self.tree.take(), &mut self.earlier) {
            (Some(tree), earlier) => *earlier = Some((tree, slot)),
            (None, Some((_, lowest))) => *lowest = slot.min(*lowest),
            (None, None) => {}
        }
    }

    /// The status of a slot: valid unless listed.
    pub fn get(&self, slot: u32) -> Status {
        self.listed.get(&slot).copied().unwrap_or(Status::Valid)
    }

    /// Number of slots that are not valid.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// Whether every slot is valid.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The leaves, ascending by slot.
    pub fn leaves(&self) -> impl DoubleEndedIterator<Item = StatusLeaf> + '_ {
        self.listed.iter().map(|(slot, status)| StatusLeaf { slot: *slot, status: *status })
    }

    /// The snapshot of this state.
    pub fn snapshot(&self) -> Snapshot {
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let root = if self.len() > KEPT_LEAVES_MAX {
            let mut range = CompactRange::empty(0);
            self.leaves().for_each(|leaf| range.push(leaf.hash()));
            range.root()
        } else {
            root_at(&**self.kept_tree(), u64::from(count)).ok()
        };
        Snapshot { count, root: root.unwrap_or_else(RootHash::empty) }
    }

    /// Evidence of one slot's status under [`StatusSet::snapshot`].
    pub fn prove(&self, slot: u32) -> SlotEvidence {
        if self.len() > KEPT_LEAVES_MAX {
            StatusTree::default().grown(self.leaves()).prove(slot)
        } else {
            self.kept_tree().prove(slot)
        }
    }

    fn kept_tree(&self) -> &Arc<StatusTree> {
        self.tree.get_or_init(|| {
            let unchanged = self.earlier.as_ref().map(|(tree, lowest)| tree.below(*lowest));
            Arc::new(unchanged.unwrap_or_default().grown(self.leaves()))
        })
    }
}

impl FromIterator<StatusLeaf> for StatusSet {
    fn from_iter<I: IntoIterator<Item = StatusLeaf>>(leaves: I) -> Self {
        let mut set = Self::default();
        leaves.into_iter().for_each(|leaf| set.set(leaf.slot, leaf.status));
        set
    }
}

/// The leaves of one state, and the hashes of all their perfect subtrees.
#[derive(Debug, Default)]
struct StatusTree {
    leaves: Vec<StatusLeaf>,
    /// Row `level` has the subtrees of `2^level` leaves, from the left.
    rows: Vec<Vec<NodeHash>>,
}

impl StatusTree {
    /// The part over the leaves below a slot.
    fn below(&self, slot: u32) -> Self {
        let count = self.leaves.partition_point(|leaf| leaf.slot < slot);
        let leaves = self.leaves.iter().copied().take(count).collect();
        let rows = self.rows.iter().enumerate().map(|(level, row)| row.iter().copied().take(count >> level).collect());
        Self { leaves, rows: rows.collect() }
    }

    /// Takes in the rest of `leaves`, of which it has the first ones already.
    fn grown(mut self, leaves: impl Iterator<Item = StatusLeaf>) -> Self {
        self.leaves.extend(leaves.skip(self.leaves.len()));
        let mut row: Vec<NodeHash> = self.rows.first().cloned().unwrap_or_default();
        row.extend(self.leaves.iter().skip(row.len()).map(|leaf| leaf.hash().node()));
        let mut rows = Vec::new();
        while !row.is_empty() {
            let known = self.rows.get(rows.len() + 1).map(Vec::as_slice).unwrap_or_default();
            let new = row.chunks_exact(2).skip(known.len()).filter_map(|pair| match pair {
                [left, right] => Some(NodeHash::join(left, right)),
                _ => None,
            });
            let above = known.iter().copied().chain(new).collect();
            rows.push(core::mem::replace(&mut row, above));
        }
        self.rows = rows;
        self
    }

    fn prove(&self, slot: u32) -> SlotEvidence {
        let at = self.leaves.partition_point(|leaf| leaf.slot < slot);
        let wanted = match self.leaves.get(at) {
            Some(leaf) if leaf.slot == slot => at..at + 1,
            _ => at.saturating_sub(1)..self.leaves.len().min(at + 1),
        };
        let proven = wanted.filter_map(|position| {
            let path = prove_inclusion(self, position as u64, self.leaves.len() as u64).ok()?;
            Some(ProvenLeaf { position: u32::try_from(position).ok()?, leaf: *self.leaves.get(position)?, path })
        });
        SlotEvidence(proven.collect())
    }
}

/// A subtree was asked for that the leaves do not fill.
struct NoSuchSubtree;

impl NodeSource for StatusTree {
    type Error = NoSuchSubtree;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, NoSuchSubtree> {
        let row = self.rows.get(usize::from(level)).ok_or(NoSuchSubtree)?;
        usize::try_from(index).ok().and_then(|index| row.get(index)).copied().ok_or(NoSuchSubtree)
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT_LEAVES_MAX, Status, StatusLeaf, StatusSet};

    /// Sets too large to keep their tree give the same answers as one that keeps it.
    #[test]
    fn large_sets_are_proven_like_small_ones() {
        let leaf = |number: u32| StatusLeaf { slot: number * 3, status: Status::Revoked };
        let mut large: StatusSet = (0..).take(KEPT_LEAVES_MAX).map(leaf).collect();
        let kept = large.snapshot();
        large.set(1, Status::Suspended);
        let snapshot = large.snapshot();
        assert_eq!(snapshot.count, kept.count + 1);
        for (slot, status) in [(0, Status::Revoked), (1, Status::Suspended), (2, Status::Valid), (3, Status::Revoked)] {
            assert_eq!(large.prove(slot).verify(slot, &snapshot), Ok(status));
        }
        large.set(1, Status::Valid);
        assert_eq!(large.snapshot(), kept);
    }
}

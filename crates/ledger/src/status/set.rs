//! The slots that are not valid, and the tree over them.
//!
//! An author appends a snapshot daily and after every change, and every follower recomputes it. So
//! the tree's hashes are kept, and only those from the first changed leaf on are computed again: none
//! at all for the snapshot of a quiet day.

use super::{LISTED_SLOTS_MAX, ProvenLeaf, SlotEvidence, Snapshot, Status, StatusLeaf};
use crate::hash::{NodeHash, RootHash};
use crate::tree::{NodeSource, prove_inclusion, root_at};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Subtrees of fewer than `2^6` leaves are hashed when they are asked for: a proof then costs at most 63
/// leaf hashes and 62 joins more, and a kept tree takes 8 bytes a leaf and 1 for its hashes (64 bytes for each
/// 64 leaves) instead of 72. The largest set there can be, 2^24 leaves, takes 144 MiB.
const LOWEST_ROW: u8 = 6;
const _: () = assert!(size_of::<StatusLeaf>() == 8 && (LISTED_SLOTS_MAX * 9) >> 20 <= 144, "what a kept tree takes");

/// The slots that are not valid after some record of a log.
#[derive(Debug, Clone, Default)]
pub struct StatusSet {
    listed: BTreeMap<u32, Status>,
    /// The tree of `listed` as it is, kept from the first time that it was needed.
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

    /// Returns true if every slot is valid.
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
        let root = root_at(&**self.kept_tree(), u64::from(count)).ok();
        Snapshot { count, root: root.unwrap_or_else(RootHash::empty) }
    }

    /// Evidence of one slot's status under [`StatusSet::snapshot`].
    pub fn prove(&self, slot: u32) -> SlotEvidence {
        self.kept_tree().prove(slot)
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

/// The leaves of one state, and the hashes of their perfect subtrees from [`LOWEST_ROW`] up.
#[derive(Debug, Default)]
struct StatusTree {
    leaves: Vec<StatusLeaf>,
    /// Row `at` has the subtrees of `2^(LOWEST_ROW + at)` leaves, from the left.
    rows: Vec<Vec<NodeHash>>,
}

impl StatusTree {
    /// Returns the part over the leaves below a slot.
    fn below(&self, slot: u32) -> Self {
        let count = self.leaves.partition_point(|leaf| leaf.slot < slot);
        let leaves = self.leaves.iter().copied().take(count).collect();
        let kept = (usize::from(LOWEST_ROW)..).map(|level| count >> level);
        let rows = self.rows.iter().zip(kept).map(|(row, kept)| row.iter().copied().take(kept).collect());
        Self { leaves, rows: rows.collect() }
    }

    /// Takes in the rest of `leaves`, the first of which it has already.
    fn grown(mut self, leaves: impl Iterator<Item = StatusLeaf>) -> Self {
        self.leaves.extend(leaves.skip(self.leaves.len()));
        let mut row: Vec<NodeHash> = self.rows.first().cloned().unwrap_or_default();
        let new = self.leaves.chunks_exact(1 << LOWEST_ROW).skip(row.len());
        row.extend(new.filter_map(perfect_subtree));
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

/// Error for a subtree that the leaves do not fill.
struct NoSuchSubtree;

impl NodeSource for StatusTree {
    type Error = NoSuchSubtree;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, NoSuchSubtree> {
        let index = usize::try_from(index).map_err(|_| NoSuchSubtree)?;
        if let Some(kept) = level.checked_sub(LOWEST_ROW) {
            return self.rows.get(usize::from(kept)).and_then(|row| row.get(index)).copied().ok_or(NoSuchSubtree);
        }
        let width = 1_usize << level;
        let first = index.checked_mul(width).ok_or(NoSuchSubtree)?;
        let leaves = self.leaves.get(first..first.saturating_add(width));
        leaves.and_then(perfect_subtree).ok_or(NoSuchSubtree)
    }
}

/// Hash of a perfect subtree over `2^n` leaves, by the halves of RFC 9162 §2.1.1; none over any other number.
fn perfect_subtree(leaves: &[StatusLeaf]) -> Option<NodeHash> {
    match leaves {
        [] => None,
        [leaf] => Some(leaf_node(*leaf)),
        _ => {
            let (left, right) = leaves.split_at(leaves.len() / 2);
            if left.len() != right.len() {
                return None;
            }
            Some(NodeHash::join(&perfect_subtree(left)?, &perfect_subtree(right)?))
        }
    }
}

fn leaf_node(leaf: StatusLeaf) -> NodeHash {
    #[cfg(test)]
    tests::LEAVES_HASHED.with(|count| count.set(count.get() + 1));
    leaf.hash().node()
}

#[cfg(test)]
mod tests {
    use super::{LOWEST_ROW, Status, StatusLeaf, StatusSet};
    use crate::tree::CompactRange;
    use core::cell::Cell;

    thread_local! {
        /// Leaves that this thread has hashed: the cost of a proof, without a clock.
        pub(super) static LEAVES_HASHED: Cell<usize> = const { Cell::new(0) };
    }

    fn hashed(act: impl FnOnce()) -> usize {
        let before = LEAVES_HASHED.get();
        act();
        LEAVES_HASHED.get() - before
    }

    fn leaf(number: u32) -> StatusLeaf {
        StatusLeaf { slot: number * 3, status: Status::Revoked }
    }

    /// Row L13: above 262,144 slots every proof hashed the whole set.
    #[test]
    fn a_proof_from_a_large_set_costs_a_few_hashes() {
        const LEAVES: u32 = (1 << 18) + 12_345;
        let mut set: StatusSet = (0..LEAVES).map(leaf).collect();
        let mut snapshot = set.snapshot();
        // The tree is built once; only the right edge, below the lowest kept row, is hashed again.
        let edge = (LEAVES % (1 << LOWEST_ROW)) as usize;
        assert_eq!(hashed(|| snapshot = set.snapshot()), edge);
        for slot in [0, 1, 2, 300_000, 300_001, LEAVES * 3 - 3, LEAVES * 3, u32::MAX] {
            let status = if slot % 3 == 0 && slot / 3 < LEAVES { Status::Revoked } else { Status::Valid };
            let cost = hashed(|| {
                let evidence = set.prove(slot);
                assert_eq!(evidence.verify(slot, &snapshot), Ok(status), "slot {slot}");
            });
            // Two leaves, each with up to 63 others in its lowest kept subtree; the right edge is walked too.
            assert!(cost <= 4 << LOWEST_ROW, "slot {slot}: {cost} leaves hashed");
        }
        // A clone shares the tree, and a change near the end hashes what stands behind it.
        assert_eq!(hashed(|| snapshot = set.clone().snapshot()), edge);
        set.set(LEAVES * 3, Status::Suspended);
        assert!(hashed(|| snapshot = set.snapshot()) <= 2 << LOWEST_ROW);
        assert_eq!(set.prove(LEAVES * 3).verify(LEAVES * 3, &snapshot), Ok(Status::Suspended));
    }

    /// The root is that of the leaves hashed one by one, in whatever order they changed.
    #[test]
    fn a_cached_status_tree_equals_the_tree_computed_from_its_leaves() {
        let mut set = StatusSet::default();
        for step in 0..600_u32 {
            let slot = step.wrapping_mul(2_654_435_761) % 331;
            let status = match step % 3 {
                0 => Status::Valid,
                1 => Status::Revoked,
                _ => Status::Suspended,
            };
            set.set(slot, status);
            let mut plain = CompactRange::empty(0);
            set.leaves().for_each(|leaf| plain.push(leaf.hash()));
            let snapshot = set.snapshot();
            assert_eq!(Some(snapshot.root), plain.root(), "step {step}");
            assert_eq!(set.prove(slot).verify(slot, &snapshot), Ok(status), "step {step}");
        }
    }
}

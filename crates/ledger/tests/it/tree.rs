//! The tree against published roots, and every proof against the naive tree.

use crate::naive::NaiveTree;
use crate::vectors;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::tree::{
    CompactRange, NodeSource, ProofError, ProveError, frontier_at, prove_consistency, prove_inclusion, root_at,
    subtrees, verify_consistency, verify_inclusion,
};
use core::convert::Infallible;
use proptest::prelude::*;

/// Sizes up to which every case is tried.
const SIZES: usize = 130;

impl NodeSource for NaiveTree {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error> {
        let width = 1 << level;
        let begin = index as usize * width;
        Ok(NodeHash::from_bytes(self.mth(begin, begin + width)))
    }
}

#[test]
fn a_compact_range_has_the_roots_of_the_reference_tree() {
    let vector = vectors::rfc6962_tree();
    let leaves: Vec<Vec<u8>> = vector["leaf_inputs_hex"].as_array().unwrap().iter().map(vectors::bytes).collect();
    let roots = vectors::strings(&vector["root_hashes_by_size_hex"]);
    assert_eq!((leaves.len(), roots.len()), (8, 9));
    let mut range = CompactRange::empty(0);
    assert_eq!(hex(range.root().unwrap().as_bytes()), roots[0]);
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        range.push(LeafHash::of(leaf));
        assert_eq!(hex(range.root().unwrap().as_bytes()), *root);
    }
    // The tests' own tree is held to the same roots, or its agreement would mean little.
    let naive = NaiveTree::new(leaves);
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(hex(naive.root(size).as_bytes()), *root);
    }
}

#[test]
fn inclusion_is_proven_in_every_small_tree() {
    let naive = NaiveTree::of_size(SIZES);
    for size in 1..=SIZES {
        let root = naive.root(size);
        assert_eq!(root_at(&naive, size as u64).unwrap(), root);
        for index in 0..size {
            let path = prove_inclusion(&naive, index as u64, size as u64).unwrap();
            assert_eq!(path, naive.path(index, size), "record {index} of {size}");
            verify_inclusion(naive.leaf(index), index as u64, size as u64, &path, &root).unwrap();
        }
    }
}

#[test]
fn consistency_is_proven_between_every_two_sizes_of_small_trees() {
    let naive = NaiveTree::of_size(SIZES);
    for new in 0..=SIZES {
        for old in 0..=new {
            let path = prove_consistency(&naive, old as u64, new as u64).unwrap();
            assert_eq!(path, naive.consistency(old, new), "from {old} to {new}");
            verify_consistency(old as u64, &naive.root(old), new as u64, &naive.root(new), &path).unwrap();
        }
    }
}

#[test]
fn a_proof_out_of_range_is_refused() {
    let naive = NaiveTree::of_size(4);
    let out_of_range = |result| matches!(result, Err(ProveError::Request(ProofError::OutOfRange { .. })));
    assert!(out_of_range(prove_inclusion(&naive, 4, 4)));
    assert!(out_of_range(prove_inclusion(&naive, 0, 0)));
    assert!(out_of_range(prove_consistency(&naive, 4, 3)));
}

/// Every single change of a proof's hashes: one dropped, one added, one bit flipped, two swapped.
fn mutations(path: &[NodeHash]) -> Vec<(String, Vec<NodeHash>)> {
    let mut mutated = Vec::new();
    for at in 0..path.len() {
        let mut dropped = path.to_vec();
        dropped.remove(at);
        mutated.push((format!("hash {at} dropped"), dropped));
        let mut flipped = path.to_vec();
        let mut bytes = *path[at].as_bytes();
        bytes[at % 32] ^= 1 << (at % 8);
        flipped[at] = NodeHash::from_bytes(bytes);
        mutated.push((format!("hash {at} flipped"), flipped));
        if at + 1 < path.len() && path[at] != path[at + 1] {
            let mut swapped = path.to_vec();
            swapped.swap(at, at + 1);
            mutated.push((format!("hashes {at} and the next swapped"), swapped));
        }
    }
    for at in 0..=path.len() {
        for (what, extra) in [
            ("zeros", NodeHash::from_bytes([0; 32])),
            ("a neighbour", path.first().copied().unwrap_or(NodeHash::from_bytes([7; 32]))),
        ] {
            let mut added = path.to_vec();
            added.insert(at, extra);
            if added != path {
                mutated.push((format!("{what} added at {at}"), added));
            }
        }
    }
    mutated
}

#[test]
fn every_single_change_of_an_inclusion_proof_is_refused() {
    let naive = NaiveTree::of_size(40);
    for size in 1..=40_usize {
        let root = naive.root(size);
        for index in 0..size {
            let path = naive.path(index, size);
            let refused = |leaf: LeafHash, index: u64, size: u64, path: &[NodeHash], root: &RootHash, why: &str| {
                let verdict = verify_inclusion(leaf, index, size, path, root);
                assert!(verdict.is_err(), "record {index} of {size}: {why}");
            };
            let leaf = naive.leaf(index);
            let (at, count) = (index as u64, size as u64);
            for (why, changed) in mutations(&path) {
                refused(leaf, at, count, &changed, &root, &why);
            }
            for other in (0..size + 2).filter(|other| *other != index) {
                refused(leaf, other as u64, count, &path, &root, "another index");
            }
            refused(naive.leaf((index + 1) % 40), at, count, &path, &root, "another record");
            refused(leaf, at, count, &path, &RootHash::empty(), "another root");
            refused(leaf, u64::MAX, count, &path, &root, "the greatest index");
        }
    }
}

#[test]
fn every_single_change_of_a_consistency_proof_is_refused() {
    let naive = NaiveTree::of_size(36);
    for new in 2..=36_usize {
        for old in 1..new {
            let path = naive.consistency(old, new);
            let (from, to) = (old as u64, new as u64);
            let (old_root, new_root) = (naive.root(old), naive.root(new));
            let refused =
                |from: u64, old_root: &RootHash, to: u64, new_root: &RootHash, path: &[NodeHash], why: &str| {
                    assert!(
                        verify_consistency(from, old_root, to, new_root, path).is_err(),
                        "from {old} to {new}: {why}"
                    );
                };
            for (why, changed) in mutations(&path) {
                refused(from, &old_root, to, &new_root, &changed, &why);
            }
            for other in (0..=new).filter(|other| *other != old) {
                refused(other as u64, &old_root, to, &new_root, &path, "another old size");
            }
            refused(from, &naive.root(old - 1), to, &new_root, &path, "another old root");
            refused(from, &old_root, to, &naive.root(new - 1), &path, "another new root");
            refused(to, &new_root, from, &old_root, &path, "backwards");
        }
    }
}

/// The size of a tree is signed together with its root, and some proofs hold under more sizes than
/// one; none may hold under a size that would move the record or the old tree elsewhere.
#[test]
fn a_proof_under_a_wrong_size_holds_only_for_paths_of_the_same_shape() {
    let naive = NaiveTree::of_size(40);
    for size in 1..=40_usize {
        for index in 0..size {
            let path = naive.path(index, size);
            for wrong in (index + 1..=80).filter(|wrong| *wrong != size) {
                let verdict = verify_inclusion(naive.leaf(index), index as u64, wrong as u64, &path, &naive.root(size));
                // It can hold only where the shape of the path is the same at both sizes.
                let same_shape = shape(index, size) == shape(index, wrong);
                assert_eq!(verdict.is_ok(), same_shape, "record {index} of {size}, taken for {wrong}");
            }
        }
    }
}

/// On which side each hash of a path stands.
fn shape(index: usize, size: usize) -> Vec<bool> {
    let (mut begin, mut end, mut sides) = (0, size, Vec::new());
    while end - begin > 1 {
        let middle = begin + (end - begin).next_power_of_two() / 2;
        let is_left = index >= middle;
        if is_left {
            begin = middle
        } else {
            end = middle
        }
        sides.push(is_left);
    }
    sides
}

#[test]
fn consistency_with_an_empty_or_equal_tree_takes_no_other_root_or_hash() {
    let (root, other, empty) = (RootHash::from_bytes([1; 32]), RootHash::from_bytes([2; 32]), RootHash::empty());
    let extra = [NodeHash::from_bytes([0; 32])];
    let rows: [(u64, &RootHash, u64, &RootHash, &[NodeHash], bool, &str); 8] = [
        (0, &empty, 0, &empty, &[], true, "nothing is nothing"),
        (0, &empty, 9, &root, &[], true, "everything extends nothing"),
        (0, &root, 9, &other, &[], false, "nothing has one root only"),
        (0, &empty, 0, &root, &[], false, "nothing has one root only"),
        (9, &root, 9, &root, &[], true, "the same log"),
        (9, &root, 9, &other, &[], false, "two roots at one size: a fork"),
        (9, &root, 9, &root, &extra, false, "a hash too many"),
        (0, &empty, 9, &root, &extra, false, "a hash too many"),
    ];
    for (old, old_root, new, new_root, path, holds, why) in rows {
        assert_eq!(verify_consistency(old, old_root, new, new_root, path).is_ok(), holds, "{why}");
    }
}

#[test]
fn hostile_sizes_end_in_an_error() {
    let (leaf, root) = (LeafHash::of(b"x"), RootHash::from_bytes([3; 32]));
    let path = [NodeHash::from_bytes([9; 32]); 70];
    for size in [1, 2, 3, 1 << 32, 1 << 63, (1 << 63) + 1, u64::MAX - 1, u64::MAX] {
        for index in [0, 1, size / 2, size - 1] {
            for length in [0, 1, 63, 64, 65, 70] {
                assert!(verify_inclusion(leaf, index, size, &path[..length], &root).is_err());
                assert!(
                    verify_consistency(index, &root, size, &RootHash::from_bytes([4; 32]), &path[..length]).is_err()
                );
            }
        }
    }
}

#[test]
fn subtrees_cover_ranges_up_to_the_greatest_u64() {
    let greatest = u64::MAX;
    let rows =
        [(0, greatest), (1, greatest), (greatest - 1, greatest), (greatest, greatest), (1 << 63, greatest), (5, 3)];
    for (begin, end) in rows {
        let mut at = begin;
        for (level, index) in subtrees(begin, end) {
            assert_eq!(index << level, at, "from {begin} to {end}");
            at += 1 << level;
        }
        assert_eq!(at, end.max(begin));
        assert!(subtrees(begin, end).count() <= 126);
    }
}

#[test]
fn a_compact_range_near_the_greatest_u64_has_no_root_and_does_not_panic() {
    let mut range = CompactRange::empty(u64::MAX - 1);
    for _ in 0..4 {
        range.push(LeafHash::of(b"x"));
    }
    assert_eq!(range.root(), None);
    let hashes = vec![NodeHash::from_bytes([1; 32]); subtrees(0, u64::MAX).count()];
    let mut whole = CompactRange::from_nodes(0, u64::MAX, &hashes).unwrap();
    whole.push(LeafHash::of(b"x"));
    assert_eq!(whole.end(), u64::MAX);
    assert!(CompactRange::from_nodes(3, 2, &[]).is_none());
    assert!(CompactRange::from_nodes(0, 3, &hashes[..1]).is_none());
}

proptest! {
    #[test]
    fn joined_compact_ranges_have_the_root_of_the_naive_tree(cuts in prop::collection::vec(0_usize..=700, 0..8), size in 0_usize..=700) {
        let naive = NaiveTree::of_size(size);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(size)).collect();
        cuts.extend([0, size]);
        cuts.sort_unstable();
        let mut whole = CompactRange::empty(0);
        for pair in cuts.windows(2) {
            let mut part = CompactRange::empty(pair[0] as u64);
            (pair[0]..pair[1]).for_each(|index| part.push(naive.leaf(index)));
            // A part is what its own subtrees make it, and goes through bytes and back.
            let hashes: Vec<NodeHash> = part.nodes().collect();
            let expected: Vec<NodeHash> = subtrees(part.begin(), part.end()).map(|(level, index)| naive.node(level, index).unwrap()).collect();
            prop_assert_eq!(&hashes, &expected);
            let again = CompactRange::from_nodes(part.begin(), part.end(), &hashes).unwrap();
            prop_assert_eq!(&again, &part);
            prop_assert!(whole.extend(&again));
        }
        prop_assert_eq!(whole.root().unwrap(), naive.root(size));
        prop_assert_eq!(whole, frontier_at(&naive, size as u64).unwrap());
    }

    #[test]
    fn compact_ranges_that_do_not_meet_are_not_joined(begin in 0_u64..100, gap in 1_u64..100) {
        let mut left = CompactRange::empty(begin);
        let before = left.clone();
        prop_assert!(!left.extend(&CompactRange::empty(begin + gap)));
        prop_assert_eq!(left, before);
    }
}

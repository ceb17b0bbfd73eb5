//! The Merkle tree of a log: compact ranges, inclusion and consistency proofs (RFC 6962 §2.1, RFC 9162 §2.1), checked
//! without ever holding the tree.

use crate::hash::{LeafHash, NodeHash, RootHash};

/// Longest proof that a `u64` tree can need.
pub const PATH_LENGTH_MAX: usize = 64;

/// Reason for which a proof does not prove its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index is not below the size, or the old size is above the new.
    #[error("position {position} does not exist in a log of {size} records")]
    OutOfRange {
        /// The index or the old size.
        position: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The proof has more or fewer hashes than the shape of the tree allows.
    #[error("the proof has {given} hashes where this tree needs another number")]
    WrongLength {
        /// Hashes in the proof.
        given: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to another root than the one that was signed")]
    WrongRoot,
}

/// Perfect subtrees that cover the leaves `begin..end`, left to right, each as large as its
/// alignment allows. `0..n` is the frontier of a log of n records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactRange {
    begin: u64,
    end: u64,
    nodes: Vec<(u8, NodeHash)>,
}

impl CompactRange {
    /// The empty range at `begin`.
    pub const fn empty(begin: u64) -> Self {
        Self { begin, end: begin, nodes: Vec::new() }
    }

    /// Puts a range together from the hashes of its canonical subtrees, left to right; `None` when
    /// their number does not fit.
    pub fn from_nodes(begin: u64, end: u64, hashes: &[NodeHash]) -> Option<Self> {
        let levels: Vec<u8> = subtrees(begin, end).map(|(level, _)| level).collect();
        if levels.len() != hashes.len() || begin > end {
            return None;
        }
        Some(Self { begin, end, nodes: levels.into_iter().zip(hashes.iter().copied()).collect() })
    }

    /// First leaf covered.
    pub const fn begin(&self) -> u64 {
        self.begin
    }

    /// First leaf not covered.
    pub const fn end(&self) -> u64 {
        self.end
    }

    /// The hashes of the subtrees, left to right.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeHash> + ExactSizeIterator {
        self.nodes.iter().map(|(_, hash)| *hash)
    }

    /// Appends the leaf `end`.
    pub fn push(&mut self, leaf: LeafHash) {
        self.push_subtree(0, leaf.node(), |_| {});
    }

    /// Appends the leaf `end` and notes the hashes of the larger subtrees that it completes, smallest
    /// first: whoever stores the tree needs to hash nothing again.
    pub fn push_noting(&mut self, leaf: LeafHash, completed: &mut Vec<NodeHash>) {
        self.push_subtree(0, leaf.node(), |hash| completed.push(hash));
    }

    /// Appends a perfect subtree of `2^level` leaves; the callers ensure that `end` is a multiple of that, as it is
    /// for the canonical subtrees of any range that begins here.
    ///
    /// A subtree whose left sibling is the last one of the range joins it, and so on upwards.
    fn push_subtree(&mut self, level: u8, hash: NodeHash, mut note: impl FnMut(NodeHash)) {
        let mut at = self.end >> level;
        let (mut level, mut hash) = (level, hash);
        // Nobody can hash 2^64 leaves, but a range can be put together near there; it stays there.
        self.end = self.end.saturating_add(1 << level);
        while at & 1 == 1 {
            match self.nodes.last() {
                Some((left_level, left)) if *left_level == level => {
                    hash = NodeHash::join(left, &hash);
                    note(hash);
                    self.nodes.pop();
                }
                _ => break,
            }
            level += 1;
            at >>= 1;
        }
        self.nodes.push((level, hash));
    }

    /// Appends the range that begins where this one ends; returns false if `next` begins elsewhere.
    #[must_use]
    pub fn extend(&mut self, next: &Self) -> bool {
        if next.begin != self.end {
            return false;
        }
        for (level, hash) in &next.nodes {
            self.push_subtree(*level, *hash, |_| {});
        }
        true
    }

    /// Root of the tree of `end` leaves; `None` unless the range begins at 0.
    pub fn root(&self) -> Option<RootHash> {
        if self.begin != 0 {
            return None;
        }
        Some(fold_right(self.nodes()).map_or_else(RootHash::empty, NodeHash::root))
    }
}

/// Joins subtrees from the right: `MTH` of RFC 9162 §2.1.1 over perfect pieces.
fn fold_right(nodes: impl DoubleEndedIterator<Item = NodeHash>) -> Option<NodeHash> {
    nodes.rev().reduce(|right, left| NodeHash::join(&left, &right))
}

/// The canonical perfect subtrees of `begin..end` as (level, index at that level), left to right.
pub fn subtrees(begin: u64, end: u64) -> impl Iterator<Item = (u8, u64)> {
    let mut at = begin;
    core::iter::from_fn(move || {
        if at >= end {
            return None;
        }
        let aligned = if at == 0 { 63 } else { at.trailing_zeros().min(63) };
        let fitting = (end - at).ilog2();
        let level = u8::try_from(aligned.min(fitting)).unwrap_or(63);
        let index = at >> level;
        at += 1 << level;
        Some((level, index))
    })
}

/// A store from which the hashes of a tree are read.
pub trait NodeSource {
    /// Reason for which a stored hash could not be read.
    type Error;

    /// Hash of the perfect subtree `index` of `2^level` leaves: leaves `index·2^level ..`.
    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error>;
}

/// Reason for which a proof could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ProveError<E> {
    /// The requested proof does not exist.
    #[error(transparent)]
    Request(ProofError),
    /// A stored hash could not be read.
    #[error("a stored tree hash could not be read")]
    Source(E),
}

/// Root of the tree of the first `size` leaves.
pub fn root_at<S: NodeSource>(source: &S, size: u64) -> Result<RootHash, S::Error> {
    Ok(range_hash(source, 0, size)?.map_or_else(RootHash::empty, NodeHash::root))
}

/// The frontier of the first `size` leaves.
pub fn frontier_at<S: NodeSource>(source: &S, size: u64) -> Result<CompactRange, S::Error> {
    let mut range = CompactRange::empty(0);
    for (level, index) in subtrees(0, size) {
        range.push_subtree(level, source.node(level, index)?, |_| {});
    }
    Ok(range)
}

fn range_hash<S: NodeSource>(source: &S, begin: u64, end: u64) -> Result<Option<NodeHash>, S::Error> {
    let nodes: Result<Vec<_>, _> = subtrees(begin, end).map(|(level, index)| source.node(level, index)).collect();
    Ok(fold_right(nodes?.into_iter()))
}

/// Largest power of two below `width`, where a tree of `width` leaves splits (RFC 9162 §2.1.1).
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// Makes the inclusion proof of leaf `index` in the tree of `size` leaves: `PATH`, RFC 9162 §2.1.3.1.
pub fn prove_inclusion<S: NodeSource>(
    source: &S,
    index: u64,
    size: u64,
) -> Result<Vec<NodeHash>, ProveError<S::Error>> {
    if index >= size {
        return Err(ProveError::Request(ProofError::OutOfRange { position: index, size }));
    }
    let mut path = Vec::new();
    let (mut begin, mut end) = (0, size);
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        let other = if index < middle {
            let right = (middle, end);
            end = middle;
            right
        } else {
            let left = (begin, middle);
            begin = middle;
            left
        };
        path.extend(range_hash(source, other.0, other.1).map_err(ProveError::Source)?);
    }
    path.reverse();
    Ok(path)
}

/// Makes the consistency proof from `old` to `new` leaves: `SUBPROOF`, RFC 9162 §2.1.4.1.
pub fn prove_consistency<S: NodeSource>(source: &S, old: u64, new: u64) -> Result<Vec<NodeHash>, ProveError<S::Error>> {
    if old > new {
        return Err(ProveError::Request(ProofError::OutOfRange { position: old, size: new }));
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(path);
    }
    let (mut begin, mut end) = (0, new);
    // Walk down to where the old tree ends exactly at a subtree's end.
    while end != old {
        let middle = begin + split(end - begin);
        let other = if old <= middle {
            let right = (middle, end);
            end = middle;
            right
        } else {
            let left = (begin, middle);
            begin = middle;
            left
        };
        path.extend(range_hash(source, other.0, other.1).map_err(ProveError::Source)?);
    }
    // The verifier knows the old root itself; it needs the last subtree only when that is not it.
    if begin != 0 {
        path.extend(range_hash(source, begin, end).map_err(ProveError::Source)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that `leaf` is record `index` of the log of `size` records with this root
/// (RFC 9162 §2.1.3.2). It does not check who signed the root.
pub fn verify_inclusion(
    leaf: LeafHash,
    index: u64,
    size: u64,
    path: &[NodeHash],
    root: &RootHash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { position: index, size });
    }
    let wrong_length = ProofError::WrongLength { given: path.len() };
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf.node();
    for sibling in path {
        if last == 0 {
            return Err(wrong_length);
        }
        if at & 1 == 1 || at == last {
            hash = NodeHash::join(sibling, &hash);
            // Skip the levels at which the rightmost node has no sibling.
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = NodeHash::join(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash.root() == *root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// Checks that the log with `new` records extends the one with `old` (RFC 9162 §2.1.4.2).
pub fn verify_consistency(
    old: u64,
    old_root: &RootHash,
    new: u64,
    new_root: &RootHash,
    path: &[NodeHash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange { position: old, size: new });
    }
    if old == 0 || old == new {
        return verify_trivial_consistency(old, old_root, new, new_root, path);
    }
    let wrong_length = ProofError::WrongLength { given: path.len() };
    let (mut at, mut last) = (old - 1, new - 1);
    // A complete old tree is its own first hash.
    let (mut old_hash, siblings) = if old.is_power_of_two() {
        (NodeHash::from_bytes(*old_root.as_bytes()), path)
    } else {
        let (first, rest) = path.split_first().ok_or(wrong_length)?;
        (*first, rest)
    };
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let mut new_hash = old_hash;
    for sibling in siblings {
        if last == 0 {
            return Err(wrong_length);
        }
        if at & 1 == 1 || at == last {
            old_hash = NodeHash::join(sibling, &old_hash);
            new_hash = NodeHash::join(sibling, &new_hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = NodeHash::join(&new_hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if old_hash.root() == *old_root && new_hash.root() == *new_root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// Checks a proof from nothing, or from the same size: the proof is empty and the roots speak for themselves.
fn verify_trivial_consistency(
    old: u64,
    old_root: &RootHash,
    new: u64,
    new_root: &RootHash,
    path: &[NodeHash],
) -> Result<(), ProofError> {
    if !path.is_empty() {
        return Err(ProofError::WrongLength { given: path.len() });
    }
    let empty_is_empty = |size: u64, root: &RootHash| size != 0 || *root == RootHash::empty();
    let same = old != new || old_root == new_root;
    if same && empty_is_empty(old, old_root) && empty_is_empty(new, new_root) {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}

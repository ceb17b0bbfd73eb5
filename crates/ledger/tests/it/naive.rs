//! The Merkle tree written straight from RFC 9162 §2.1, recursive and sharing nothing with the crate.

use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The leaves and every subtree hash asked for so far.
pub(crate) struct NaiveTree {
    leaves: Vec<Vec<u8>>,
    known: RefCell<BTreeMap<(usize, usize), [u8; 32]>>,
}

impl NaiveTree {
    pub(crate) fn new(leaves: Vec<Vec<u8>>) -> Self {
        Self { leaves, known: RefCell::default() }
    }

    /// A tree of `count` leaves that differ.
    pub(crate) fn of_size(count: usize) -> Self {
        Self::new((0..count).map(|number| format!("record {number}").into_bytes()).collect())
    }

    pub(crate) fn leaf(&self, index: usize) -> LeafHash {
        LeafHash::of(&self.leaves[index])
    }

    pub(crate) fn root(&self, size: usize) -> RootHash {
        RootHash::from_bytes(self.mth(0, size))
    }

    /// `MTH(D[begin:end])`, §2.1.1.
    pub(crate) fn mth(&self, begin: usize, end: usize) -> [u8; 32] {
        if let Some(hash) = self.known.borrow().get(&(begin, end)) {
            return *hash;
        }
        let hash = match end - begin {
            0 => Sha256::digest(b"").into(),
            1 => Sha256::digest([&[0x00], self.leaves[begin].as_slice()].concat()).into(),
            width => {
                let k = largest_power_of_two_below(width);
                let (left, right) = (self.mth(begin, begin + k), self.mth(begin + k, end));
                Sha256::digest([[0x01].as_slice(), &left, &right].concat()).into()
            }
        };
        self.known.borrow_mut().insert((begin, end), hash);
        hash
    }

    /// `PATH(m, D_n)`, §2.1.3.1.
    pub(crate) fn path(&self, m: usize, size: usize) -> Vec<NodeHash> {
        self.path_in(m, 0, size).into_iter().map(NodeHash::from_bytes).collect()
    }

    fn path_in(&self, m: usize, begin: usize, end: usize) -> Vec<[u8; 32]> {
        if end - begin == 1 {
            return Vec::new();
        }
        let middle = begin + largest_power_of_two_below(end - begin);
        let (mut path, other) = if m < middle {
            (self.path_in(m, begin, middle), self.mth(middle, end))
        } else {
            (self.path_in(m, middle, end), self.mth(begin, middle))
        };
        path.push(other);
        path
    }

    /// `PROOF(m, D_n)`, §2.1.4.1.
    pub(crate) fn consistency(&self, m: usize, size: usize) -> Vec<NodeHash> {
        if m == 0 {
            return Vec::new();
        }
        self.subproof(m, 0, size, true).into_iter().map(NodeHash::from_bytes).collect()
    }

    fn subproof(&self, m: usize, begin: usize, end: usize, is_old_tree: bool) -> Vec<[u8; 32]> {
        if m == end {
            return if is_old_tree { Vec::new() } else { vec![self.mth(begin, end)] };
        }
        let middle = begin + largest_power_of_two_below(end - begin);
        let (mut proof, other) = if m <= middle {
            (self.subproof(m, begin, middle, is_old_tree), self.mth(middle, end))
        } else {
            (self.subproof(m, middle, end, false), self.mth(begin, middle))
        };
        proof.push(other);
        proof
    }
}

fn largest_power_of_two_below(width: usize) -> usize {
    let mut power = 1;
    while power * 2 < width {
        power *= 2;
    }
    power
}

//! SHA-256 hashes of the tree, one type per role, and the three formulas that make them.
//!
//! RFC 6962 §2.1 / RFC 9162 §2.1.1: `leaf = SHA-256(0x00 ‖ body)`, `node = SHA-256(0x01 ‖ l ‖ r)`,
//! `root of nothing = SHA-256("")`.

use sha2::{Digest, Sha256};

/// Length of every hash in bytes.
pub const HASH_BYTES: usize = 32;

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; HASH_BYTES] {
    Sha256::digest(bytes).into()
}

macro_rules! hash_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; HASH_BYTES]);

        impl $name {
            /// Takes 32 bytes as this hash.
            pub const fn from_bytes(bytes: [u8; HASH_BYTES]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                crate::encoding::write_hex(f, &self.0)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

hash_type! {
    /// Hash of one record's body: a leaf of the tree, and the `previous` of the next record.
    LeafHash
}
hash_type! {
    /// Hash of a perfect subtree of any height; a leaf hash is one of height 0.
    NodeHash
}
hash_type! {
    /// Root of a whole tree at one size: the hash that a seal signs.
    RootHash
}

impl LeafHash {
    /// The `previous` of the first record of a log.
    pub const ZERO: Self = Self([0; HASH_BYTES]);

    /// `SHA-256(0x00 ‖ body)`, RFC 6962 §2.1.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0x00]).chain_update(body).finalize().into())
    }

    /// The same hash seen as a subtree of height 0.
    pub const fn node(self) -> NodeHash {
        NodeHash(self.0)
    }
}

impl NodeHash {
    /// `SHA-256(0x01 ‖ left ‖ right)`, RFC 6962 §2.1.
    pub fn join(left: &Self, right: &Self) -> Self {
        let mut block = [0x01_u8; 1 + 2 * HASH_BYTES];
        block[1..=HASH_BYTES].copy_from_slice(&left.0);
        block[1 + HASH_BYTES..].copy_from_slice(&right.0);
        Self(sha256(&block))
    }

    /// The same hash seen as the root of a tree that is one perfect subtree.
    pub const fn root(self) -> RootHash {
        RootHash(self.0)
    }
}

impl RootHash {
    /// Root of the empty tree: `SHA-256("")`.
    pub fn empty() -> Self {
        Self(sha256(b""))
    }
}

//! The status of documents: changes, the snapshot that commits to all of them, and the evidence that one slot was or
//! was not revoked (docs/spec/status.md).
//!
//! A snapshot's root is the RFC 6962 root over leaves `slot u32 ‖ status u8`, ascending by slot, of the slots that
//! are not valid. A slot that is not listed is valid, and two neighbouring leaves prove it.

mod set;

pub use set::StatusSet;

use crate::hash::{LeafHash, NodeHash, RootHash};
use crate::tree::{ProofError, verify_inclusion};

/// Most slots that are not valid in one registry: 16 lists of 2^20, far above any school's.
pub const LISTED_SLOTS_MAX: usize = 1 << 24;

/// Status of a document; the numbers are those of the Token Status List.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Status {
    /// In force.
    Valid = 0,
    /// Withdrawn for good.
    Revoked = 1,
    /// Withdrawn for now.
    Suspended = 2,
}

impl Status {
    /// The status with this number.
    pub fn parse(byte: u8) -> Option<Self> {
        [Self::Valid, Self::Revoked, Self::Suspended].into_iter().find(|status| *status as u8 == byte)
    }
}

/// Reason for a change of status: a code, never a text. The reason in words stays in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reason {
    /// No reason is given.
    Unspecified = 0,
    /// The document should not have been issued.
    IssuedInError = 1,
    /// A corrected document or a duplicate took its place.
    Superseded = 2,
    /// The document was lost.
    DocumentLost = 3,
    /// A key was stolen.
    KeyCompromised = 4,
}

impl Reason {
    /// All reasons, by number.
    pub const ALL: [Self; 5] =
        [Self::Unspecified, Self::IssuedInError, Self::Superseded, Self::DocumentLost, Self::KeyCompromised];

    /// The reason with this number.
    pub fn parse(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| *reason as u8 == byte)
    }
}

/// Kind 3: number of slots that are not valid, and the root over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// Number of leaves.
    pub count: u32,
    /// RFC 6962 root of the leaves; `SHA-256("")` for none.
    pub root: RootHash,
}

/// One leaf of a snapshot's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatusLeaf {
    /// The document's slot.
    pub slot: u32,
    /// Its status, never [`Status::Valid`].
    pub status: Status,
}

impl StatusLeaf {
    /// `SHA-256(0x00 ‖ slot u32 ‖ status u8)`.
    pub fn hash(self) -> LeafHash {
        let [a, b, c, d] = self.slot.to_be_bytes();
        LeafHash::of(&[a, b, c, d, self.status as u8])
    }
}

/// A leaf of a snapshot's tree with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenLeaf {
    /// Position among the leaves, from 0.
    pub position: u32,
    /// The leaf.
    pub leaf: StatusLeaf,
    /// Siblings from the leaf upwards.
    pub path: Vec<NodeHash>,
}

/// The slot's own leaf, or the leaves around the place where it would stand; none for an empty
/// snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotEvidence(pub Vec<ProvenLeaf>);

/// Reason for which evidence does not show a slot's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// A leaf is not in the snapshot's tree.
    #[error("a leaf of the status evidence is not in the snapshot: {0}")]
    Proof(#[from] ProofError),
    /// The leaves are neither the slot's own nor the neighbours of its place.
    #[error("the status evidence speaks of other slots than the document's")]
    NotAroundSlot,
}

impl SlotEvidence {
    /// Returns the status of `slot` under `snapshot`. It does not check that the snapshot is the log's own, nor how
    /// fresh it is.
    pub fn verify(&self, slot: u32, snapshot: &Snapshot) -> Result<Status, EvidenceError> {
        for proven in &self.0 {
            let (position, size) = (u64::from(proven.position), u64::from(snapshot.count));
            verify_inclusion(proven.leaf.hash(), position, size, &proven.path, &snapshot.root)?;
        }
        let first = 0;
        let last = snapshot.count.wrapping_sub(1);
        match self.0.as_slice() {
            [] if snapshot.count == 0 && snapshot.root == RootHash::empty() => Ok(Status::Valid),
            [own] if own.leaf.slot == slot => Ok(own.leaf.status),
            [lowest] if lowest.leaf.slot > slot && lowest.position == first => Ok(Status::Valid),
            [highest] if highest.leaf.slot < slot && highest.position == last => Ok(Status::Valid),
            [left, right]
                if left.leaf.slot < slot
                    && slot < right.leaf.slot
                    && left.position.checked_add(1) == Some(right.position) =>
            {
                Ok(Status::Valid)
            }
            _ => Err(EvidenceError::NotAroundSlot),
        }
    }
}

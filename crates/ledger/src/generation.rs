//! Obligations of a later generation of a log to the one before it (docs/spec/record.md, docs/spec/status.md).
//!
//! The genesis of a generation above 1 names the cut of the log before it. Its first snapshot must carry over every
//! status that was not valid at that cut, and a document that was revoked stays revoked for good. This is no rule of
//! [`crate::chain`], which knows one log at a time: a mirror checks it before it cosigns, and an audit reports it.

use crate::hash::RootHash;
use crate::name::Origin;
use crate::record::{Content, Predecessor, Record};
use crate::roster::Roster;
use crate::status::{Status, StatusSet};

/// Breach of an obligation to the generation before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The genesis names another end of the log before it than the roster's cut.
    #[error("the genesis names the log {origin} at {size} records, which is not where the roster cut that log")]
    OtherCut {
        /// The log before.
        origin: Origin,
        /// The size that the genesis names.
        size: u64,
    },
    /// The first snapshot lacks a status that was not valid at the cut.
    #[error(
        "status snapshot {index} does not carry over the status of slot {slot}, which an earlier generation withdrew"
    )]
    Forgotten {
        /// Index of the first snapshot.
        index: u64,
        /// The lowest slot that is missing or milder.
        slot: u32,
    },
    /// A status record takes back a revocation by an earlier generation.
    #[error("status record {index} takes back the revocation of slot {slot} by an earlier generation")]
    TakenBack {
        /// Index of the status record.
        index: u64,
        /// Slot of the status record.
        slot: u32,
    },
}

/// The statuses that a log which was cut leaves to the next generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legacy {
    /// The log, with the size and root at which the roster cut it.
    pub cut: Predecessor,
    /// The slots that are not valid at the cut, those among them that the log itself owed.
    pub statuses: StatusSet,
}

/// Compares the end that a genesis names with the roster's cut of that log; `Ok(false)` when the roster at hand does
/// not cut it, which accuses nobody.
pub fn names_cut(predecessor: &Predecessor, roster: &Roster) -> Result<bool, SuccessionError> {
    match roster.cut(&predecessor.origin) {
        None => Ok(false),
        Some(cut) if (cut.size, cut.root) == (predecessor.size, predecessor.root) => Ok(true),
        Some(_) => Err(SuccessionError::OtherCut { origin: predecessor.origin.clone(), size: predecessor.size }),
    }
}

/// Follows how one generation treats the statuses that it owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryOver {
    owed: StatusSet,
    /// The log's own statuses until its first snapshot; none after it.
    until_snapshot: Option<StatusSet>,
}

impl CarryOver {
    /// Begins before a log's first record, with the statuses that the log before it left. A first generation owes the
    /// empty set.
    pub fn new(owed: StatusSet) -> Self {
        Self { owed, until_snapshot: Some(StatusSet::default()) }
    }

    /// Returns true if the first snapshot was seen: the statuses were carried over.
    pub fn is_carried(&self) -> bool {
        self.until_snapshot.is_none()
    }

    /// Takes the next record; awards may be left out.
    pub fn take(&mut self, record: &Record) -> Result<(), SuccessionError> {
        let index = record.index;
        match &record.content {
            Content::Status(change) => {
                let slot = change.slot;
                if let Some(own) = &mut self.until_snapshot {
                    own.set(slot, change.status);
                }
                match (self.owed.get(slot), change.status) {
                    (Status::Revoked, Status::Valid | Status::Suspended) => {
                        Err(SuccessionError::TakenBack { index, slot })
                    }
                    _ => Ok(()),
                }
            }
            Content::Snapshot(_) => match self.until_snapshot.take() {
                Some(own) => self.check_carried(index, &own),
                None => Ok(()),
            },
            Content::Genesis(_) | Content::Award(_) | Content::Rotate(_) => Ok(()),
        }
    }

    /// Checks that every owed status is there, or a graver one.
    fn check_carried(&self, index: u64, own: &StatusSet) -> Result<(), SuccessionError> {
        let mut leaves = self.owed.leaves();
        match leaves.find(|owed| own.get(owed.slot) != owed.status && own.get(owed.slot) != Status::Revoked) {
            Some(owed) => Err(SuccessionError::Forgotten { index, slot: owed.slot }),
            None => Ok(()),
        }
    }

    /// Returns the statuses that the log leaves to the next generation, when `own` are its statuses at its cut. An
    /// owed status that it had not carried over yet is still owed, and a document that was revoked before it stays
    /// revoked.
    pub fn leave(&self, own: &StatusSet) -> StatusSet {
        let mut left = own.clone();
        for owed in self.owed.leaves() {
            let is_open = !self.is_carried() && left.get(owed.slot) == Status::Valid;
            if owed.status == Status::Revoked || is_open {
                left.set(owed.slot, owed.status);
            }
        }
        left
    }
}

impl Legacy {
    /// Returns true if this is the end that a genesis names.
    pub fn is_of(&self, predecessor: &Predecessor) -> bool {
        self.cut == *predecessor
    }

    /// The legacy of a log with these statuses at its cut.
    pub fn new(origin: Origin, size: u64, root: RootHash, statuses: StatusSet) -> Self {
        Self { cut: Predecessor { origin, size, root }, statuses }
    }
}

//! Errors of the store.

use crate::commit::CommitError;
use crate::engine::{EngineError, Family};
use crate::guard::GuardError;
use attestat_ledger::chain::ChainError;

/// Reason for which the store cannot do its work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The storage below failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The commit log refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The sign guard refused.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// A batch does not continue the log.
    #[error(transparent)]
    Chain(ChainError),
    /// A stored value is damaged; it is named.
    #[error("stored data is damaged: {what}; recover the log from its mirrors (attestat-node run DIR --recover)")]
    Damaged {
        /// Name of the value.
        what: String,
    },
    /// A value of the derived index is damaged; the index is built again from the records.
    #[error("stored data is damaged: {what}")]
    Index {
        /// Name of the value.
        what: String,
    },
    /// A published head that is kept is damaged; it gives way to the next one.
    #[error("stored data is damaged: the published head `{what}`")]
    Head {
        /// Name of the damaged head.
        what: String,
    },
    /// The requested record is beyond the log.
    #[error("record {index} does not exist; the log has {size} records")]
    NoRecord {
        /// Index of the requested record.
        index: u64,
        /// The log's size.
        size: u64,
    },
    /// The guard is ahead of or beside the log: this folder is an old copy.
    #[error(
        "the log has {size} records, but {sealed} were sealed once: this data folder is older than the last run. Nothing is sealed; recover the log from its mirrors (attestat-node run DIR --recover)"
    )]
    OlderThanGuard {
        /// Records in the log.
        size: u64,
        /// Size in the guard.
        sealed: u64,
    },
    /// The guard's root is not the log's.
    #[error(
        "the log's root at size {0} is not the one that was sealed; nothing is sealed. Recover the log from its mirrors"
    )]
    NotWhatWasSealed(u64),
    /// A head has another root than the log.
    #[error("the head of size {0} has another root than the log that is stored here")]
    NotThisRoot(u64),
    /// The signing key is not the one in force.
    #[error("the registry's key is not the one that the log says is in force")]
    WrongKey,
    /// A rotation was to be committed while earlier batches wait for a seal that only the old key can make.
    #[error("the log is sealed up to size {0} only: seal every batch with the old key before the key is rotated")]
    SealFirst(u64),
    /// An award was to be committed in a slot that has one in the log.
    #[error("slot {0} has an award in the log already, and a slot is given once")]
    SlotStands(u32),
    /// A change was to be committed to the status that a slot has already.
    #[error("document {0} has this status already")]
    StatusUnchanged(u32),
    /// A change was to be committed of a status that is final.
    #[error("document {0} is revoked, and a revocation is final")]
    StatusFinal(u32),
    /// A batch was checked against another log.
    #[error("the batch does not continue the log {0}: it was checked against another one")]
    OtherLog(String),
    /// The log's own key signed two histories: it is read, and never written again.
    #[error(
        "two histories of this log were signed, and the evidence is kept with it; nothing more is written. The consortium has to cut the log, and the registry goes on in its next generation"
    )]
    Forked,
    /// No log of this origin is stored.
    #[error("no log {0} is kept here")]
    NoLog(String),
    /// The log is there already.
    #[error("the log {0} is there already")]
    LogExists(String),
}

/// A record of the log itself that a rule needs and that cannot be read is damage, and no fault of the records that
/// were to be appended.
impl From<ChainError> for StoreError {
    fn from(error: ChainError) -> Self {
        match error {
            ChainError::TargetUnreadable(index) => Self::Damaged { what: format!("record {index}") },
            error => Self::Chain(error),
        }
    }
}

impl StoreError {
    /// Returns true if stored data was found damaged, and not if the disk is full or refuses to write.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::Index { .. } | Self::Head { .. } | Self::Commit(CommitError::Damaged(_)) => {
                true
            }
            Self::Engine(error) | Self::Commit(CommitError::Engine(error)) => error.is_damage(),
            _ => false,
        }
    }

    /// Returns true if the damage is in a published head only, so that no record is lost.
    pub fn is_head_damage(&self) -> bool {
        matches!(self, Self::Head { .. })
    }

    /// Returns true if the damage is in the derived index only, so that no record is lost.
    pub fn is_index_damage(&self) -> bool {
        match self {
            Self::Index { .. } => true,
            Self::Engine(EngineError::Read { family, .. }) => *family == Family::Index.name() && self.is_damage(),
            _ => false,
        }
    }
}

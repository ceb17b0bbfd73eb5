//! Errors of the start: the reasons why a registry stays read-only.

use attestat_store::log::StoreError;

/// Reason for which a registry stays read-only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The disk or the guard failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log has two histories.
    #[error(
        "the registry signed a head of {0} records that its records here contradict; the evidence is kept and told to the peers. Nothing is written; the consortium has to cut this log"
    )]
    Contradicted(u64),
    /// The suffix that was sealed is nowhere.
    #[error(
        "{sealed} records were signed once, {held} are here and no mirror has brought the rest. Nothing is written. If a mirror refused them because they are dated ahead, its operator can let them in (`records_ahead` in node.toml); otherwise the consortium has to cut this log at {held}, and the registry goes on in its next generation"
    )]
    SuffixLost {
        /// Size in the guard.
        sealed: u64,
        /// The most that a mirror holds.
        held: u64,
    },
    /// Recovery ended before everything was here.
    #[error("{size} records were signed, and recovery from the mirrors ended at {held}: {why} Nothing is written")]
    NotRecovered {
        /// Records that were signed.
        size: u64,
        /// Records that are here.
        held: u64,
        /// Standing of the log.
        why: String,
    },
    /// The guard is missing and nobody allowed a new one.
    #[error("{0}")]
    NoGuard(String),
    /// The guard is missing and nobody can say how far the log was signed.
    #[error(
        "{0}. No mirror of another organisation has shown a head of this log, so nobody can say how far it was \
         signed, and no new guard is made. Connect one that holds it; if there is none, the consortium cuts this log \
         at what is held here, and the registry goes on in its next generation"
    )]
    NobodyVouches(String),
    /// A decision or head that must be on record could not be put there.
    #[error(
        "what this start rests on cannot be put on record in `evidence`: {0}. Nothing is written; make room there, or see to the folder's owner, and start again"
    )]
    NoRecord(String),
    /// The record of signed heads cannot be read.
    #[error(
        "which heads were signed cannot be read from the record, {0}. Nothing is written, since more may have been signed than is here. Look at the disk and at the folder's owner, put the file back from a copy of `evidence`, and start again"
    )]
    UnreadableRecord(String),
    /// The node is stopping.
    #[error("the node is stopping")]
    Stopping,
}

impl StartError {
    pub(super) fn no_record(error: std::io::Error) -> Self {
        Self::NoRecord(error.to_string())
    }
}

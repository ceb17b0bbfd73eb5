//! Errors of appending records.

use super::REQUEST_RECORDS_MAX;
use crate::writer::closed::Closed;
use crate::writer::day_rule::ClockError;
use attestat_store::log::StoreError;

/// Reason for which records were not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The request has more than [`REQUEST_RECORDS_MAX`] records, or none.
    #[error("a request appends 1 to {REQUEST_RECORDS_MAX} records")]
    RequestSize,
    /// The clock of this machine is wrong, or nobody confirms the time.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log takes no more records, for good.
    #[error("nothing more is written into this log: {0}")]
    Closed(Closed),
    /// An earlier failure ended all writing.
    #[error("the node has stopped writing after a failure and is shutting down: {0}")]
    Stopped(String),
    /// The node is shutting down.
    #[error("the node is shutting down; nothing was appended")]
    ShuttingDown,
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, so records cannot be shuffled")]
    NoRandomness,
}

/// Part of a stored log that is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// The index that is derived from its records.
    Index,
    /// The records, or what is kept beside them.
    Records,
}

impl AppendError {
    /// The log refused before anything was written.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Clock(_) | Self::Closed(_) => true,
            Self::Store(error) => matches!(
                error,
                StoreError::Chain(_)
                    | StoreError::SlotStands(_)
                    | StoreError::StatusUnchanged(_)
                    | StoreError::StatusFinal(_)
            ),
            _ => false,
        }
    }

    /// Damage to the stored log: in its index, which is built again, or in the records.
    pub(super) fn damage(&self) -> Option<Damage> {
        match self {
            Self::Store(error) if error.is_index_damage() => Some(Damage::Index),
            Self::Store(error) if error.is_damage() => Some(Damage::Records),
            _ => None,
        }
    }
}

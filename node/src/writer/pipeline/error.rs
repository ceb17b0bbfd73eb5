//! Errors of appending records.

use super::REQUEST_RECORDS_MAX;
use crate::writer::closed::Closed;
use crate::writer::day_rule::Reference;
use attestat_ledger::day::Day;
use attestat_store::log::StoreError;

/// Reason for which records were not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The request has more than [`REQUEST_RECORDS_MAX`] records, or none.
    #[error("a request appends 1 to {REQUEST_RECORDS_MAX} records")]
    RequestSize,
    /// The clock is further behind the last record than a log may be ahead.
    #[error("this machine's clock says {today}, but the last record is dated {last}: set the clock and try again")]
    ClockBehind {
        /// Day by the clock.
        today: Day,
        /// Day of the last record.
        last: Day,
    },
    /// The clock is further ahead of the known time than a record may be dated.
    #[error(
        "this machine's clock says {today}, but {reference}: set the clock and try again. If the clock is right, \
         start the node once with `attestat-node run FOLDER --accept-day {today} REASON`"
    )]
    ClockAhead {
        /// Day by the clock.
        today: Day,
        /// Source from which the time is known.
        reference: Reference,
    },
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
            Self::ClockBehind { .. } | Self::ClockAhead { .. } | Self::Closed(_) => true,
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

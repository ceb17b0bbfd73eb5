//! Errors of appending records.

use super::REQUEST_RECORDS_MAX;
use crate::writer::closed::Closed;
use crate::writer::day_rule::ClockError;
use crate::writer::store_words::store_words;
use attestat_store::log::StoreError;
use attestat_words::text;
use attestat_words::text::Text;

/// Reason for which records were not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum AppendError {
    /// The request has more than [`REQUEST_RECORDS_MAX`] records, or none.
    RequestSize,
    /// The clock of this machine is wrong, or nobody confirms the time.
    Clock(#[from] ClockError),
    /// The store refused or failed.
    Store(#[from] StoreError),
    /// The log takes no more records, for good.
    Closed(Closed),
    /// An earlier failure ended all writing.
    Stopped(String),
    /// The node is shutting down.
    ShuttingDown,
    /// The operating system gave no random bytes.
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
    /// Returns the reason for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::RequestSize => text!("append-request-size", most = REQUEST_RECORDS_MAX),
            Self::Clock(error) => error.text(),
            Self::Store(error) => store_words(error),
            Self::Closed(why) => text!("append-closed", why = why.text()),
            Self::Stopped(why) => text!("append-stopped", why = why.as_str()),
            Self::ShuttingDown => text!("append-shutting-down"),
            Self::NoRandomness => text!("append-no-randomness"),
        }
    }

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

//! Entitlement to issue: by the roster, and by the state of the log.

use crate::writer::closed::Closed;
use attestat_ledger::name::{Origin, RegistryId};

/// Reason for which a registry may not issue documents of a class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotEntitled {
    /// Its log takes no more records.
    #[error("nothing more is written into the log {origin}: {closed}")]
    Closed {
        /// The log.
        origin: Origin,
        /// The reason.
        closed: Closed,
    },
    /// The roster does not say that it is active.
    #[error("the roster does not let {0} issue for now")]
    NotActive(RegistryId),
    /// The roster does not allow it the class.
    #[error("the roster does not let {0} issue documents of this class")]
    Class(RegistryId),
}

//! What a machine reads of the copy of a log on its own disk.

use attestat_ledger::chain::Awards;
use attestat_ledger::hash::{NodeHash, RootHash};

/// Our own disk could not be read or written. Nobody else is to blame, and nothing goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CopyError(pub String);

/// The stored copy of a log: every read takes O(log n) values.
pub trait OwnCopy: Awards {
    /// The root at a size up to the stored one.
    fn root_at(&self, size: u64) -> Result<RootHash, CopyError>;

    /// The consistency proof between two sizes up to the stored one.
    fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, CopyError>;
}

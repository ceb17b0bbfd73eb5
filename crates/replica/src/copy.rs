//! What a machine reads of the copy of a log on its own disk.

use attestat_ledger::chain::Awards;
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::Roster;

/// Our own disk could not be read or written. Nobody else is to blame, and nothing goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CopyError(pub String);

/// How a log keeps what the generation before it withdrew (`attestat_ledger::generation`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Succession {
    /// It owes nothing, or it keeps what it owes.
    Kept,
    /// It cannot be told yet, in words: the log before is not here up to its cut, or the roster does not cut
    /// it. Nobody is accused, and nothing is cosigned.
    Unknown(String),
    /// It breaks what it owes.
    Broken(SuccessionError),
}

/// The stored copy of a log: every read takes O(log n) values.
pub trait OwnCopy: Awards {
    /// The root at a size up to the stored one.
    fn root_at(&self, size: u64) -> Result<RootHash, CopyError>;

    /// The consistency proof between two sizes up to the stored one.
    fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, CopyError>;

    /// Whether the first `size` records keep what earlier generations withdrew. Asked before a head is
    /// cosigned; sizes do not fall.
    fn succession(&self, roster: &Roster, size: u64) -> Result<Succession, CopyError>;
}

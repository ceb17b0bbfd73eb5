//! Reading of the copy of a log on the machine's own disk.

use attestat_ledger::chain::Awards;
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::Roster;

/// Error of our own disk: it could not be read or written. Nobody else is to blame, and nothing goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CopyError(pub String);

/// Result of asking whether a log keeps the statuses that the generation before it withdrew
/// (`attestat_ledger::generation`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Succession {
    /// The log owes nothing, or it keeps everything that it owes.
    Kept,
    /// Not known yet, with the reason in words: the log before is not here up to its cut, or the roster does not cut
    /// it. Nobody is accused, and nothing is cosigned.
    Unknown(String),
    /// The log breaks an obligation to the generation before.
    Broken(SuccessionError),
}

/// The stored copy of a log: every read takes O(log n) values.
pub trait OwnCopy: Awards {
    /// The root at a size up to the stored one.
    fn root_at(&self, size: u64) -> Result<RootHash, CopyError>;

    /// The consistency proof between two sizes up to the stored one.
    fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, CopyError>;

    /// Returns whether the first `size` records keep the statuses that earlier generations withdrew. Called before a
    /// head is cosigned; sizes do not fall.
    fn succession(&self, roster: &Roster, size: u64) -> Result<Succession, CopyError>;
}

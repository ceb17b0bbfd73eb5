//! Level of a record, and waiting for it: `LOCAL` → `WITNESSED` → `MIRRORED`.
//!
//! The publisher moves the sizes forward as cosignatures arrive; the issuing calls wait here.

use std::time::Duration;
use tokio::sync::watch;

/// Distance that a record has come from its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Durable on this node.
    Local,
    /// Covered by a head with a quorum of cosignatures.
    Witnessed,
    /// Held and served by the mirrors that the roster asks for.
    Mirrored,
}

/// Sizes of a log that have reached a level; a record is covered when its index is below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    /// Covered by a head with a quorum of cosignatures.
    pub witnessed: u64,
    /// Held and served by the mirrors that the roster asks for.
    pub mirrored: u64,
    /// Covered by the newest head that is kept on disk, whoever has cosigned it.
    pub kept: u64,
}

impl Reached {
    /// Notes that the head of `size` records is kept; returns true if it is the newest.
    pub(crate) fn note_kept(&mut self, size: u64) -> bool {
        let is_newest = self.kept < size;
        self.kept = self.kept.max(size);
        is_newest
    }
}

/// Time that a caller waits for a level before it is told the level reached.
pub const LEVEL_TIMEOUT: Duration = Duration::from_secs(30);

/// Waits until the first `size` records have reached `wanted`, at most [`LEVEL_TIMEOUT`]; returns the
/// level that was reached.
pub async fn wait(mut reached: watch::Receiver<Reached>, size: u64, wanted: Level) -> Level {
    if wanted != Level::Local {
        let enough = reached.wait_for(|reached| level(reached, size) >= wanted);
        // A closed channel or the end of the patience: the answer says how far it came.
        let _ = tokio::time::timeout(LEVEL_TIMEOUT, enough).await;
    }
    level(&reached.borrow(), size)
}

/// The level of a log's first `size` records, which are durable here.
fn level(reached: &Reached, size: u64) -> Level {
    if reached.mirrored >= size {
        Level::Mirrored
    } else if reached.witnessed >= size {
        Level::Witnessed
    } else {
        Level::Local
    }
}

//! State that a follower goes on from.

use crate::standing::{Doubt, Standing};
use attestat_ledger::chain::LogState;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;

/// The copy that a follower goes on from.
#[derive(Debug, Clone)]
pub struct Resume {
    /// The state after the last record stored.
    pub state: LogState,
    /// The newest head stored; none for an empty copy.
    pub seal: Option<SignedCheckpoint>,
    /// Evidence kept from an earlier run: the log then stays stopped.
    pub fork: Option<Box<ForkEvidence>>,
    /// Heads that an earlier run could not connect.
    pub doubts: Vec<Doubt>,
    /// The standing that [`Standing::remembered`] kept of an earlier run.
    pub standing: Option<Standing>,
    /// The published head that is kept, so that an older one does not take its place.
    pub head: Option<CheckpointNote>,
    /// The newest head of a copy that is gone and whose place this one took: it may have been cosigned, so the records
    /// must lead to it, and nothing smaller is cosigned.
    pub before: Option<SignedCheckpoint>,
}

impl Resume {
    /// Goes on from a copy without evidence, doubts or a remembered standing.
    pub fn new(state: LogState, seal: Option<SignedCheckpoint>) -> Self {
        Self { state, seal, fork: None, doubts: Vec::new(), standing: None, head: None, before: None }
    }
}

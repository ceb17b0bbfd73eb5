//! The heads that are kept of logs from earlier runs.

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::name::Origin;
use std::collections::BTreeMap;

/// The head that is kept of each log.
#[derive(Debug, Default)]
pub struct KeptHeads(BTreeMap<Origin, CheckpointNote>);

impl KeptHeads {
    /// Adds the head of a log.
    pub fn put(&mut self, head: CheckpointNote) {
        self.0.insert(head.checkpoint().origin.clone(), head);
    }

    /// The head that is kept of a log.
    pub fn of(&self, origin: &Origin) -> Option<&CheckpointNote> {
        self.0.get(origin)
    }
}

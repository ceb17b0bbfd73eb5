//! Remains: facts still known of copies of a log that were set aside.

use super::Log;
use crate::engine::Engine;
use crate::layout::LogNumber;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use std::sync::Arc;

/// Facts still known of a log that could not be opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remains {
    /// The largest size that is stored with a seal: nothing smaller may be cosigned any more.
    pub sealed: u64,
    /// The newest published head.
    pub head: Option<CheckpointNote>,
    /// Evidence that the log forked.
    pub fork: Option<ForkEvidence>,
    /// True if it can no longer be read how far the log was sealed, or whether it forked.
    pub is_lost: bool,
}

/// Most copies that replaced each other and are still looked at: each was damaged.
const COPIES_MAX: usize = 64;

impl Remains {
    /// Reads a log and all the logs that it replaced, as far as they can be read.
    pub(crate) fn read(engine: &Arc<dyn Engine>, number: LogNumber, origin: &Origin) -> Self {
        let (mut remains, mut next) = (Self::default(), Some(number));
        for _ in 0..COPIES_MAX {
            let Some(number) = next else { break };
            let log = Log::unread(engine.clone(), number, origin.clone());
            remains.take(&log);
            let before = log.aside_number();
            remains.is_lost |= before.is_err();
            next = before.ok().flatten();
        }
        remains
    }

    /// Remains of a copy that cannot be found.
    pub(crate) fn of_an_unknown_copy() -> Self {
        Self { is_lost: true, ..Self::default() }
    }

    /// Reads everything known of the copies that a log replaced; nothing where it replaced none.
    pub(crate) fn of_the_copies_before(log: &Log) -> Self {
        let before = log.aside_number().ok().flatten();
        before.map(|number| Self::read(&log.engine, number, &log.origin)).unwrap_or_default()
    }

    fn take(&mut self, log: &Log) {
        let size = |head: &Option<CheckpointNote>| head.as_ref().map_or(0, |head| head.checkpoint().size);
        let head = log.head().ok().flatten();
        let sealed = log.sealed_at_most();
        self.is_lost |= sealed.is_err();
        self.sealed = self.sealed.max(sealed.unwrap_or(0)).max(size(&head));
        if size(&head) > size(&self.head) {
            self.head = head;
        }
        let fork = log.fork();
        self.is_lost |= fork.is_err();
        self.fork = self.fork.take().or_else(|| fork.ok().flatten());
    }
}

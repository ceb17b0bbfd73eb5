//! Remains: facts still known of copies of a log that were set aside.

use super::{Log, StoreError};
use crate::engine::Engine;
use crate::layout::LogNumber;
use crate::stored_text::StoredText;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use std::sync::Arc;

/// Facts still known of a log that could not be opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remains {
    /// The largest size that is stored with a seal: nothing smaller may be cosigned any more.
    pub sealed: u64,
    /// The head of that size, or of a smaller one where it cannot be read: what takes the log's place must lead to it.
    pub seal: Option<SignedCheckpoint>,
    /// The newest published head.
    pub head: Option<CheckpointNote>,
    /// True if anybody else ever confirmed the log, or if that cannot be read.
    pub is_confirmed: bool,
    /// Evidence that the log forked.
    pub fork: Option<ForkEvidence>,
    /// True if it cannot be read any more how far the log was sealed and with which root, or whether it forked.
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
        let (sealed, seal) = (log.sealed_at_most(), log.newest_seal());
        self.is_lost |= sealed.is_err() || seal.is_err();
        let seal = seal.ok().flatten();
        if seal.as_ref().map(|seal| seal.checkpoint().size) > self.seal.as_ref().map(|seal| seal.checkpoint().size) {
            self.seal = seal;
        }
        self.sealed = self.sealed.max(sealed.unwrap_or(0)).max(size(&head));
        self.is_confirmed |= has_lines(head.as_ref()) || !matches!(log.stored_text(StoredText::Confirmed), Ok(None));
        if size(&head) > size(&self.head) {
            self.head = head;
        }
        let fork = log.fork();
        self.is_lost |= fork.is_err();
        self.fork = self.fork.take().or_else(|| fork.ok().flatten());
    }
}

/// Returns true if a head carries more lines than the log's own.
fn has_lines(head: Option<&CheckpointNote>) -> bool {
    head.is_some_and(|head| head.note().signatures().len() > 1)
}

impl Log {
    /// True if anybody else ever confirmed the log, or a copy whose place it took. The newest head tells no more than of
    /// itself: the next one is kept without any line where the quorum needs none, and none is kept where fewer lines than
    /// the quorum came. A mark that cannot be read is there.
    pub fn was_confirmed(&self) -> Result<bool, StoreError> {
        match self.stored_text(StoredText::Confirmed) {
            Ok(None) => {}
            Err(error) if !error.is_damage() => return Err(error),
            Ok(Some(_)) | Err(_) => return Ok(true),
        }
        // By a version that noted nothing.
        let heads = self.mending_heads(|log| Ok([log.head()?, log.status_head()?]))?;
        let is_confirmed = heads.iter().any(|head| has_lines(head.as_ref()));
        Ok(is_confirmed || Remains::of_the_copies_before(self).is_confirmed)
    }
}

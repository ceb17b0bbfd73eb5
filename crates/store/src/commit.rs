//! The commit log: the one seam between a batch that is wished for and a batch that happened.
//!
//! Here it is one synced write on this machine. For a registry that must survive the loss of a
//! machine it is a majority of a Raft group; the rest of the node cannot tell (architecture §2b).

use crate::engine::{Batch, Durability, Engine, EngineError, Family};
use crate::layout::LogNumber;
use attestat_ledger::batch::Entry;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

/// Why an entry was not committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The entry was made for another size: build it anew.
    #[error("the batch was made for a log of {given} records; the commit log stands at {expected}")]
    WrongBase {
        /// Where the commit log stands.
        expected: u64,
        /// What the entry was made for.
        given: u64,
    },
    /// An entry in the commit log does not parse.
    #[error("the commit log's entry at size {0} is damaged; recover the log from its mirrors")]
    Damaged(u64),
    /// The storage below failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Where batches are committed.
pub trait CommitLog: Send + Sync {
    /// Commits an entry. When it returns, the batch happened: it is durable here, or on a majority.
    fn commit(&self, entry: &Entry) -> Result<(), CommitError>;

    /// Committed entries from a log size on, in order: what a crash left to be applied.
    fn entries_from(&self, size: u64) -> Result<Vec<Entry>, CommitError>;
}

/// The commit log of a registry on one machine, in the ledger database itself.
///
/// An entry may be forgotten once its application is on disk. Both go through one write-ahead log, in
/// order: the synced write of the next entry carries the application of this one to disk, so that
/// write forgets this one.
pub struct LocalCommitLog {
    engine: Arc<dyn Engine>,
    log: LogNumber,
    held: Mutex<Vec<u64>>,
}

impl LocalCommitLog {
    pub(crate) fn open(engine: Arc<dyn Engine>, log: LogNumber) -> Result<Self, CommitError> {
        let mut held = Vec::new();
        engine.scan(Family::Commit, &log.first(), &log.end(), &mut |key, _| {
            held.extend(crate::layout::last_number(key));
            ControlFlow::Continue(())
        })?;
        Ok(Self { engine, log, held: Mutex::new(held) })
    }
}

impl CommitLog for LocalCommitLog {
    fn commit(&self, entry: &Entry) -> Result<(), CommitError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(newest) = held.last().filter(|newest| **newest >= entry.base_size) {
            return Err(CommitError::WrongBase { expected: newest + 1, given: entry.base_size });
        }
        let mut batch = Batch::default();
        for base in held.iter() {
            batch.delete(Family::Commit, self.log.numbered(*base));
        }
        batch.put(Family::Commit, self.log.numbered(entry.base_size), entry.encode());
        self.engine.write(batch, Durability::Synced)?;
        *held = vec![entry.base_size];
        Ok(())
    }

    fn entries_from(&self, size: u64) -> Result<Vec<Entry>, CommitError> {
        let mut entries = Vec::new();
        let mut damaged = None;
        self.engine.scan(Family::Commit, &self.log.numbered(size), &self.log.end(), &mut |key, value| {
            let base = crate::layout::last_number(key).unwrap_or(size);
            match Entry::parse(value) {
                Ok(entry) if entry.base_size == base => entries.push(entry),
                _ => damaged = Some(base),
            }
            if damaged.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        match damaged {
            Some(base) => Err(CommitError::Damaged(base)),
            None => Ok(entries),
        }
    }
}

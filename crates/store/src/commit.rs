//! The commit log: the one seam between a batch that is wished for and a batch that happened.
//!
//! Here it is one synced write on this machine. For a registry that must survive the loss of a machine it is a
//! majority of a Raft group, which is not built yet (docs/ARCHITECTURE.md, "What comes later, and is not here"); the
//! rest of the node cannot tell.

use crate::checksum;
use crate::engine::{Batch, Durability, Engine, EngineError, Family};
use crate::layout::{LogNumber, last_number};
use crate::lock::lock;
use attestat_ledger::batch::Entry;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

/// Reason for which an entry was not committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The entry was made for another size: build it anew.
    #[error("the batch was made for a log of {given} records; the commit log stands at {expected}")]
    WrongBase {
        /// Size at which the commit log stands.
        expected: u64,
        /// Size that the entry was made for.
        given: u64,
    },
    /// An entry in the commit log does not parse.
    #[error("the commit log's entry at size {0} is damaged; recover the log from its mirrors")]
    Damaged(u64),
    /// The log is open for reading only.
    #[error("the log is open for reading only; nothing is committed")]
    ReadsOnly,
    /// The storage below failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// A log in which batches are committed.
pub trait CommitLog: Send + Sync {
    /// Commits an entry. When this returns, the batch happened: it is durable here, or on a majority.
    fn commit(&self, entry: &Entry) -> Result<(), CommitError>;

    /// Returns the committed entries from a log size on, in order: those that a crash left to be applied.
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
    held: Mutex<Held>,
}

/// Contents of the commit log: the base sizes of its entries, and the size that the last one leads to.
struct Held {
    bases: Vec<u64>,
    next: u64,
}

impl LocalCommitLog {
    pub(crate) fn open(engine: Arc<dyn Engine>, log: LogNumber) -> Result<Self, CommitError> {
        let held = Held { bases: Vec::new(), next: 0 };
        let commits = Self { engine, log, held: Mutex::new(held) };
        let entries = commits.entries_from(0)?;
        let next = entries.last().map_or(0, next_base);
        *lock(&commits.held) = Held { bases: entries.iter().map(|entry| entry.base_size).collect(), next };
        Ok(commits)
    }
}

/// Returns the size that an entry leads to.
fn next_base(entry: &Entry) -> u64 {
    entry.base_size.saturating_add(entry.contents.len() as u64)
}

impl CommitLog for LocalCommitLog {
    fn commit(&self, entry: &Entry) -> Result<(), CommitError> {
        let mut held = lock(&self.held);
        // A log that was recovered from its mirrors may be beyond the last entry, never below its end.
        if entry.base_size < held.next {
            return Err(CommitError::WrongBase { expected: held.next, given: entry.base_size });
        }
        let mut batch = Batch::default();
        for base in &held.bases {
            batch.delete(Family::Commit, self.log.numbered(*base));
        }
        checksum::put(&mut batch, Family::Commit, self.log.numbered(entry.base_size), entry.encode());
        self.engine.write(batch, Durability::Synced)?;
        *held = Held { bases: vec![entry.base_size], next: next_base(entry) };
        Ok(())
    }

    fn entries_from(&self, size: u64) -> Result<Vec<Entry>, CommitError> {
        let mut entries = Vec::new();
        let mut damaged = None;
        self.engine.scan(Family::Commit, &self.log.numbered(size), &self.log.end(), &mut |key, value| {
            let base = last_number(key).unwrap_or(size);
            let entry = checksum::check(key, value).and_then(|entry| Entry::parse(entry).ok());
            match entry.filter(|entry| entry.base_size == base) {
                Some(entry) => {
                    entries.push(entry);
                    ControlFlow::Continue(())
                }
                None => {
                    damaged = Some(base);
                    ControlFlow::Break(())
                }
            }
        })?;
        match damaged {
            Some(base) => Err(CommitError::Damaged(base)),
            None => Ok(entries),
        }
    }
}

//! Replication: keeps this node in step with others, and drives the machines of `attestat-replica` with the network,
//! the disk and the clock.
//!
//! Every mirrored log has a [`follow`] thread, every log of our own a [`publish`] thread, and before
//! that a [`start`] check. A thread takes one event at a time and carries out what its machine asks
//! for: requests go to the network's runtime, writes to the one [`disk`] thread, and their outcomes
//! come back as events.

pub mod accused;
pub(crate) mod admission;
pub mod disk;
pub mod evidence;
pub(crate) mod fetch;
pub mod follow;
mod lost_copy;
pub mod peers;
pub(crate) mod persistence;
pub mod publish;
pub mod roster;
mod second_copy;
mod shown_heads;
mod signed_heads;
pub(crate) mod slow_peers;
pub mod start;
mod succession;
pub mod surroundings;
mod unconfirmed;

use attestat_ledger::chain::{Awards, ChainError};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::record::Award;
use attestat_ledger::roster::Roster;
use attestat_replica::copy::{CopyError, OwnCopy, Succession};
use attestat_replica::pace::Pace;
use attestat_replica::time::Moment;
use attestat_store::database::Database;
use attestat_store::log::{Log, StoreError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The stored copy of a log as the machines read it.
pub(crate) struct StoredCopy {
    log: Arc<Log>,
    succession: succession::SuccessionWatch,
    /// The first read that met damage.
    damage: Mutex<Option<String>>,
}

impl StoredCopy {
    /// The copy of `log`; earlier generations of it are looked up in `database`.
    pub(crate) fn new(log: Arc<Log>, database: Arc<Database>) -> Self {
        Self { succession: succession::SuccessionWatch::new(log.clone(), database), log, damage: Mutex::default() }
    }

    /// Takes the damage that a read found, once.
    pub(crate) fn take_damage(&self) -> Option<String> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn failed(&self, error: &StoreError) -> CopyError {
        if error.is_damage() {
            *self.damage.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
        }
        CopyError(error.to_string())
    }
}

impl Awards for StoredCopy {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        let award = self.log.award(index);
        if award.is_err()
            && let Err(error) = self.log.record(index)
        {
            self.failed(&error);
        }
        award
    }
}

impl OwnCopy for StoredCopy {
    fn root_at(&self, size: u64) -> Result<RootHash, CopyError> {
        self.log.root_at(size).map_err(|error| self.failed(&error))
    }

    fn consistency(&self, old: u64, new: u64) -> Result<Vec<NodeHash>, CopyError> {
        self.log.consistency(old, new).map_err(|error| self.failed(&error))
    }

    fn succession(&self, roster: &Roster, size: u64) -> Result<Succession, CopyError> {
        self.succession.check(roster, size).map_err(|error| self.failed(&error))
    }
}

/// Moments for one machine: the wall clock at its start and the time that has passed since. A clock that is set,
/// forward or back, changes no pause; the clock for the calendar and cosignatures is told beside it.
#[derive(Debug)]
pub(crate) struct Ticker {
    start: Moment,
    began: Instant,
}

impl Default for Ticker {
    fn default() -> Self {
        Self { start: Moment::from_unix_millis(crate::machine::clock::now_millis()), began: Instant::now() }
    }
}

impl Ticker {
    pub(crate) fn now(&self) -> Moment {
        self.start.plus(self.began.elapsed())
    }

    /// Time until `at`; none when it never comes.
    pub(crate) fn until(&self, at: Moment) -> Option<Duration> {
        if at == Moment::NEVER {
            return None;
        }
        Some(Duration::from_millis(at.unix_millis().saturating_sub(self.now().unix_millis())))
    }
}

/// Pace of this node's work.
pub(crate) fn pace(config: &crate::machine::config::Config) -> Pace {
    Pace { poll: config.pull_every, recosign: config.cosign_every, ..Pace::default() }
}

/// A number to spread retries with; it protects nothing.
pub(crate) fn jitter() -> u64 {
    getrandom::u64().unwrap_or(1)
}

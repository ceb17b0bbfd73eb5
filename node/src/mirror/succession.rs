//! Check that a mirrored log keeps what the generation before it withdrew: the rule of `attestat_ledger::generation`
//! over the copies on this disk.

use attestat_ledger::generation::{CarryOver, SuccessionError, names_cut};
use attestat_ledger::record::{Content, Predecessor};
use attestat_ledger::roster::Roster;
use attestat_ledger::status::StatusSet;
use attestat_replica::copy::Succession;
use attestat_store::database::Database;
use attestat_store::log::{Log, StoreError};
use std::sync::{Arc, Mutex, PoisonError};

/// Follows one log; each record is looked at once.
pub(super) struct SuccessionWatch {
    log: Arc<Log>,
    database: Arc<Database>,
    state: Mutex<CarryState>,
}

enum CarryState {
    /// Not begun, or the log before was not at hand.
    Waiting,
    /// The records below `next` keep the statuses owed.
    Following { carry: Box<CarryOver>, next: u64 },
    /// A first generation owes nothing.
    First,
    /// It broke the rule: final.
    Broken(SuccessionError),
}

/// Result of the search for the statuses that a log owes.
enum Owed {
    Nothing,
    Statuses(StatusSet),
    Unknown(String),
    Broken(SuccessionError),
}

impl SuccessionWatch {
    pub(super) fn new(log: Arc<Log>, database: Arc<Database>) -> Self {
        Self { log, database, state: Mutex::new(CarryState::Waiting) }
    }

    /// Looks at the records up to `size`.
    pub(super) fn check(&self, roster: &Roster, size: u64) -> Result<Succession, StoreError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, CarryState::Waiting) && size > 0 {
            *state = match owed(&self.database, &self.log, roster)? {
                Owed::Nothing => CarryState::First,
                Owed::Statuses(statuses) => {
                    CarryState::Following { carry: Box::new(CarryOver::new(statuses)), next: 0 }
                }
                Owed::Unknown(why) => return Ok(Succession::Unknown(why)),
                Owed::Broken(error) => CarryState::Broken(error),
            };
        }
        if let CarryState::Following { carry, next } = &mut *state
            && let Err(error) = follow(&self.log, carry, *next, size)?
        {
            *state = CarryState::Broken(error);
        }
        Ok(match &mut *state {
            CarryState::Broken(error) => Succession::Broken(error.clone()),
            CarryState::Following { next, .. } => {
                *next = size.max(*next);
                Succession::Kept
            }
            CarryState::First | CarryState::Waiting => Succession::Kept,
        })
    }
}

/// Takes the records from `from` up to `until`.
fn follow(log: &Log, carry: &mut CarryOver, from: u64, until: u64) -> Result<Result<(), SuccessionError>, StoreError> {
    let mut outcome = Ok(());
    log.scan_records(from, until.max(from), &mut |record| {
        if outcome.is_ok() {
            outcome = carry.take(&record);
        }
    })?;
    Ok(outcome)
}

/// Statuses that a log owes to the generation before it, by the copies here.
fn owed(database: &Database, log: &Log, roster: &Roster) -> Result<Owed, StoreError> {
    let Content::Genesis(genesis) = log.record(0)?.content else { return Ok(Owed::Nothing) };
    let Some(before) = genesis.predecessor else { return Ok(Owed::Nothing) };
    match names_cut(&before, roster) {
        Ok(true) => {}
        Ok(false) => return Ok(Owed::Unknown(format!("the roster at hand does not cut {}", before.origin))),
        Err(error) => return Ok(Owed::Broken(error)),
    }
    // A damaged copy of the log before is no fault of this one.
    let unreadable = |error| Ok(Owed::Unknown(format!("the copy of {} cannot be read: {error}", before.origin)));
    left_by(database, &before, roster).or_else(unreadable)
}

/// Statuses that the log before left at its cut. The chain of logs ends at generation 1: each genesis names the
/// generation right before its own (`Genesis::opens`).
fn left_by(database: &Database, cut: &Predecessor, roster: &Roster) -> Result<Owed, StoreError> {
    let log = match database.log(&cut.origin) {
        Ok(log) => log,
        Err(StoreError::NoLog(origin)) => return Ok(Owed::Unknown(format!("the log {origin} is not kept here"))),
        Err(error) => return Err(error),
    };
    let size = log.state().size();
    if size < cut.size {
        let why = format!("the copy of {} has {size} of {} records up to its cut", cut.origin, cut.size);
        return Ok(Owed::Unknown(why));
    }
    if log.root_at(cut.size)? != cut.root {
        return Ok(Owed::Unknown(format!("the copy of {} has another root at its cut", cut.origin)));
    }
    let own = log.mending_index(|log| log.statuses_at(cut.size))?;
    let owed = if cut.size == 0 { Owed::Nothing } else { owed(database, &log, roster)? };
    let statuses = match owed {
        Owed::Nothing => return Ok(Owed::Statuses((*own).clone())),
        Owed::Statuses(statuses) => statuses,
        Owed::Unknown(_) | Owed::Broken(_) => return Ok(owed),
    };
    let mut carry = CarryOver::new(statuses);
    match follow(&log, &mut carry, 0, cut.size)? {
        Ok(()) => Ok(Owed::Statuses(carry.leave(&own))),
        Err(error) => Ok(Owed::Broken(error)),
    }
}

#[cfg(test)]
mod tests;

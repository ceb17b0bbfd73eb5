//! Keeps the derived indexes of all logs close behind their records.

use crate::writer::standings::{Standings, Subject};
use attestat_ledger::name::Origin;
use attestat_store::database::Database;
use attestat_store::index::RUN_RECORDS;
use attestat_store::log::{Log, StoreError};
use attestat_words::text;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// Time between two looks at the logs.
const PERIOD: Duration = Duration::from_secs(1);
/// Records that are worth a run of their own; fewer wait for company or for shutdown.
const WORTHWHILE: u64 = RUN_RECORDS / 4;
/// Looks that a log is passed over after its run failed, doubled each time: 2 seconds to 17 minutes.
const PAUSE_MIN: u32 = 2;
const PAUSE_MAX: u32 = 1024;

/// Runs until the sender of `stop` is dropped. A run that fails concerns one log, which is left alone for a while: the
/// indexes can always be built again, and their readers learn how far they have come.
pub fn run(database: &Arc<Database>, standings: &Standings, stop: &Receiver<()>) {
    let mut pauses = Pauses::default();
    while stop.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
        for log in database.logs() {
            look(&log, standings, &mut pauses);
        }
    }
}

/// Number of looks for which each log that failed is still passed over, and its next pause.
#[derive(Debug, Default)]
struct Pauses(BTreeMap<Origin, (u32, u32)>);

impl Pauses {
    fn is_paused(&mut self, origin: &Origin) -> bool {
        match self.0.get_mut(origin) {
            Some((left, _)) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    fn fail(&mut self, origin: &Origin) {
        let (left, next) = self.0.entry(origin.clone()).or_insert((0, PAUSE_MIN));
        (*left, *next) = (*next, next.saturating_mul(2).min(PAUSE_MAX));
    }
}

/// Takes the records that are worth a run into the index of one log.
fn look(log: &Log, standings: &Standings, pauses: &mut Pauses) {
    let origin = log.origin();
    if pauses.is_paused(origin) {
        return;
    }
    match index(log) {
        Ok(()) => {
            if pauses.0.remove(origin).is_some() {
                tracing::info!(%origin, "the derived index goes on");
                standings.forget_note(origin, Subject::Index);
            }
        }
        Err(error) => {
            let (stood, is_its_own) = (log.indexed_size(), error.is_index_damage());
            if !is_its_own {
                standings.report(log, &error);
            }
            // What was derived while the records could be read is sound, and cannot be derived again.
            let mended = if is_its_own { log.discard_index() } else { Ok(()) };
            tracing::error!(%origin, "the derived index stands at {stood} records: {error}");
            match (is_its_own, mended) {
                (true, Ok(())) => tracing::warn!(%origin, "the derived index was thrown away and is built again"),
                (_, Ok(())) => {}
                (_, Err(error)) => tracing::error!(%origin, "the derived index cannot be thrown away: {error}"),
            }
            standings.note(origin, Subject::Index, text!("standing-index-stands-still"));
            pauses.fail(origin);
        }
    }
}

fn index(log: &Log) -> Result<(), StoreError> {
    let mut covered = 0;
    loop {
        let size = log.index_run(WORTHWHILE)?;
        if size <= covered || log.state().size().saturating_sub(size) < WORTHWHILE {
            return Ok(());
        }
        covered = size;
    }
}

#[cfg(test)]
mod tests;

//! Keeps the derived indexes of all logs close behind their records.

use attestat_store::database::Database;
use attestat_store::index::RUN_RECORDS;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often the logs are looked at.
const PERIOD: Duration = Duration::from_secs(1);
/// Records that are worth a run of their own; fewer wait for company or for shutdown.
const WORTHWHILE: u64 = RUN_RECORDS / 4;

/// Runs until the sender of `stop` is dropped. A failure ends only the indexing: the indexes can
/// always be built again, and whoever asks them learns how far they have come.
pub fn run(database: &Arc<Database>, stop: &Receiver<()>) {
    while stop.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
        for log in database.logs() {
            let mut covered = 0;
            loop {
                match log.index_run(WORTHWHILE) {
                    Ok(size) if size > covered && log.state().size() - size >= WORTHWHILE => covered = size,
                    Ok(_) => break,
                    Err(error) => {
                        tracing::error!(origin = %log.origin(), "the derived index stands still: {error}");
                        return;
                    }
                }
            }
        }
    }
}

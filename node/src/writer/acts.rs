//! Acts under way in a registry, counted, and its turn: the lock that one act holds at a time.
//!
//! How an act is run is for the office to say (`office/act.rs`).

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

/// The acts of one registry that are under way; clones share them.
#[derive(Clone)]
pub struct Acts {
    running: Arc<watch::Sender<usize>>,
    turn: Arc<Mutex<()>>,
}

impl Default for Acts {
    fn default() -> Self {
        Self { running: Arc::new(watch::Sender::new(0)), turn: Arc::default() }
    }
}

/// The right to make, replace, change and erase a registry's documents: one at a time has it. It is given back when
/// the act and everything that it began on other threads have ended.
#[derive(Clone)]
pub struct Turn {
    _held: Arc<OwnedMutexGuard<()>>,
}

impl Acts {
    /// Counts an act from here on, until what is returned is dropped.
    pub(crate) fn begin(&self) -> Running {
        self.running.send_modify(|running| *running += 1);
        Running(self.running.clone())
    }

    /// Waits for the right to make, replace, change and erase documents.
    pub async fn turn(&self) -> Turn {
        Turn { _held: Arc::new(self.turn.clone().lock_owned().await) }
    }

    /// Waits until no act is under way, for at most `patience`; returns true if none is.
    pub async fn ended(&self, patience: Duration) -> bool {
        let mut running = self.running.subscribe();
        tokio::time::timeout(patience, running.wait_for(|running| *running == 0)).await.is_ok()
    }
}

/// One act under way, counted until it is dropped.
pub(crate) struct Running(Arc<watch::Sender<usize>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running = running.saturating_sub(1));
    }
}

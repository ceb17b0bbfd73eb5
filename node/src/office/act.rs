//! Acts: work that a client began and that is carried out although the client leaves.
//!
//! The transport drops a handler's future when its connection goes. A future that was dropped between a record and
//! the vault's note of it would leave the one without the other, with its lock free for the next request. So
//! whatever writes runs in a task of its own ([`Acts::run`]) that the handler only waits for, and whatever needs a
//! registry's documents to stand still holds its [`Turn`] until the last of its work has ended.
//!
//! Waiting for a level is no act: it changes nothing, and whoever leaves need not be waited for. Nobody waits for a
//! turn on a thread: the act that has it may need that thread to end.

use crate::office::desk::Desk;
use attestat_wire::refusal::{self, Refusal};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tonic::{Code, Status};

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
    /// Runs an act to its end, also when nobody listens any more. Nothing happens before this is polled for the first
    /// time.
    pub async fn run<T: Send + 'static>(
        &self,
        act: impl Future<Output = Result<T, Status>> + Send + 'static,
    ) -> Result<T, Status> {
        let running = Running::begin(self.running.clone());
        let task = tokio::spawn(async move {
            let done = act.await;
            drop(running);
            done
        });
        task.await.unwrap_or_else(|_| Err(interrupted().into()))
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

impl Turn {
    /// Runs work that takes the processor or the disk away from the network threads. The turn ends with the work
    /// and not before it, even if nobody waits for it any more.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        desk: &Arc<Desk>,
        work: impl FnOnce(&Desk) -> T + Send + 'static,
    ) -> Result<T, Status> {
        self.begin(desk, work).await.map_err(|_| interrupted().into())
    }

    /// Begins work as [`Self::blocking`] does, without waiting for it.
    pub(crate) fn begin<T: Send + 'static>(
        &self,
        desk: &Arc<Desk>,
        work: impl FnOnce(&Desk) -> T + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        let (turn, desk) = (self.clone(), desk.clone());
        tokio::task::spawn_blocking(move || {
            let done = work(&desk);
            drop(turn);
            done
        })
    }
}

/// The answer to whoever waits for an act that ended with the node.
pub(crate) fn interrupted() -> Refusal {
    let what = "The node stopped in the middle of this request; it may have been done.";
    let todo = "Start the node and run the same command again: it is safe.";
    Refusal::new(Code::Unavailable, refusal::UNREACHABLE, what, todo)
}

/// One act under way, counted until it is dropped.
struct Running(Arc<watch::Sender<usize>>);

impl Running {
    fn begin(acts: Arc<watch::Sender<usize>>) -> Self {
        acts.send_modify(|running| *running += 1);
        Self(acts)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running = running.saturating_sub(1));
    }
}

#[cfg(test)]
mod leaving;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::leaving::leave_after;
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[tokio::test]
    async fn an_act_ends_although_its_client_left() {
        let (acts, done) = (Acts::default(), Arc::new(AtomicBool::new(false)));
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let act = acts.run({
            let done = done.clone();
            async move {
                let _ = wait.await;
                done.store(true, Ordering::SeqCst);
                Ok(())
            }
        });
        assert!(leave_after(act, 1).await.is_none());
        assert!(!acts.ended(Duration::ZERO).await, "it is still under way");
        go.send(()).unwrap();
        assert!(acts.ended(Duration::from_secs(20)).await);
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn an_act_that_panics_gives_its_turn_back() {
        let acts = Acts::default();
        let holding = acts.clone();
        let act = acts.run::<()>(async move {
            let _turn = holding.turn().await;
            panic!("as a defect would");
        });
        assert_eq!(act.await.unwrap_err().code(), Code::Unavailable);
        let _turn = acts.turn().await;
        assert!(acts.ended(Duration::ZERO).await);
    }
}

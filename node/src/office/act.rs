//! Acts: work that a client began and that is carried out although the client leaves.
//!
//! The transport drops a handler's future when its connection goes. A future that was dropped between a record and
//! the vault's note of it would leave the one without the other, with its lock free for the next request. So
//! whatever writes runs in a task of its own ([`Acts::run`]) that the handler only waits for, and whatever needs a
//! registry's documents to stand still holds its [`Turn`] until the last of its work has ended.
//!
//! Waiting for a level is no act: it changes nothing, and whoever leaves need not be waited for. Nobody waits for a
//! turn on a thread: the act that has it may need that thread to end.

pub use crate::writer::acts::{Acts, Turn};

use std::future::Future;
use std::sync::Arc;

/// The node stopped in the middle of an act, which may have been carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the node stopped in the middle of this request; it may have been done")]
pub struct Interrupted;

impl Acts {
    /// Runs an act to its end, also when nobody listens any more. Nothing happens before this is polled for the first
    /// time.
    pub async fn run<T: Send + 'static, E: From<Interrupted> + Send + 'static>(
        &self,
        act: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, E> {
        let running = self.begin();
        let task = tokio::spawn(async move {
            let done = act.await;
            drop(running);
            done
        });
        task.await.unwrap_or_else(|_| Err(Interrupted.into()))
    }
}

impl Turn {
    /// Runs work that takes the processor or the disk away from the network threads. The turn ends with the work
    /// and not before it, even if nobody waits for it any more.
    pub(crate) async fn blocking<D: Send + Sync + 'static, T: Send + 'static>(
        &self,
        office: &Arc<D>,
        work: impl FnOnce(&D) -> T + Send + 'static,
    ) -> Result<T, Interrupted> {
        self.begin(office, work).await.map_err(|_| Interrupted)
    }

    /// Begins work as [`Self::blocking`] does, without waiting for it.
    pub(crate) fn begin<D: Send + Sync + 'static, T: Send + 'static>(
        &self,
        office: &Arc<D>,
        work: impl FnOnce(&D) -> T + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        let (turn, office) = (self.clone(), office.clone());
        tokio::task::spawn_blocking(move || {
            let done = work(&office);
            drop(turn);
            done
        })
    }
}

/// Runs work that takes the processor or the disk away from the network threads.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Interrupted> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Interrupted)
}

#[cfg(test)]
mod leaving;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::leaving::leave_after;
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[tokio::test]
    async fn an_act_is_finished_although_its_client_left() {
        let (acts, done) = (Acts::default(), Arc::new(AtomicBool::new(false)));
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let act = acts.run({
            let done = done.clone();
            async move {
                let _ = wait.await;
                done.store(true, Ordering::SeqCst);
                Ok::<(), Interrupted>(())
            }
        });
        assert!(leave_after(act, 1).await.is_none());
        assert!(!acts.ended(Duration::ZERO).await, "it is still under way");
        go.send(()).unwrap();
        assert!(acts.ended(Duration::from_secs(20)).await);
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn an_act_that_panics_releases_its_turn() {
        let acts = Acts::default();
        let holding = acts.clone();
        let act = acts.run::<(), Interrupted>(async move {
            let _turn = holding.turn().await;
            panic!("as a defect would");
        });
        assert_eq!(act.await, Err(Interrupted));
        let _turn = acts.turn().await;
        assert!(acts.ended(Duration::ZERO).await);
    }
}

//! Stopping: asked for by a signal, or forced by a failure; every long-running part listens here.

use crate::machine::fault::{self, OnPanic};
use std::sync::Arc;
use tokio::sync::watch;

/// Reason for which the node stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Someone asked for it.
    Asked,
    /// Going on would risk acknowledged records; the reason in words.
    Failed(String),
}

/// A handle on the node's end; clones share it. The first reason stays.
#[derive(Debug, Clone)]
pub struct Shutdown(Arc<watch::Sender<Option<Stop>>>);

impl Default for Shutdown {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Shutdown {
    /// Asks everyone to finish.
    pub fn ask(&self) {
        self.set(Stop::Asked);
    }

    /// Stops the node because of a failure; it ends with exit code 1.
    pub fn fail(&self, why: impl Into<String>) {
        self.set(Stop::Failed(why.into()));
    }

    /// Owned by a part that the node cannot do without: stops the node where that panics.
    pub fn on_panic(&self, part: &'static str) -> OnPanic<impl FnOnce() + Send + use<>> {
        let shutdown = self.clone();
        OnPanic::new(move || {
            let why = fault::words(part);
            tracing::error!("{why}");
            shutdown.fail(why);
        })
    }

    /// Starts a task that the node cannot do without.
    pub fn spawn(&self, part: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let told = self.on_panic(part);
        tokio::spawn(async move {
            let _told = told;
            task.await;
        });
    }

    fn set(&self, stop: Stop) {
        self.0.send_if_modified(|held| {
            let first = held.is_none();
            held.get_or_insert(stop);
            first
        });
    }

    /// Returns the reason for which the node stops; none while it runs.
    pub fn reason(&self) -> Option<Stop> {
        self.0.borrow().clone()
    }

    /// Waits until the node stops.
    pub async fn wait(&self) -> Stop {
        let mut receiver = self.0.subscribe();
        // This handle keeps the sender alive, so the wait ends with a reason.
        let held = receiver.wait_for(Option::is_some).await;
        held.ok().and_then(|held| held.clone()).unwrap_or(Stop::Asked)
    }
}

#[cfg(test)]
mod tests {
    use super::{Shutdown, Stop};
    use std::time::Duration;

    #[tokio::test]
    async fn a_shutdown_keeps_its_first_reason() {
        let shutdown = Shutdown::default();
        assert_eq!(shutdown.reason(), None);
        let waiting = tokio::spawn({
            let shutdown = shutdown.clone();
            async move { shutdown.wait().await }
        });
        shutdown.fail("the disk is full");
        shutdown.ask();
        let failed = Stop::Failed("the disk is full".to_owned());
        assert_eq!(waiting.await.ok(), Some(failed.clone()));
        assert_eq!(shutdown.wait().await, failed);
    }

    #[tokio::test]
    async fn a_task_that_panics_stops_the_node_and_one_that_ends_does_not() {
        let shutdown = Shutdown::default();
        shutdown.spawn("the task that ends", async {});
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(shutdown.reason(), None);
        shutdown.spawn("the task that panics", async {
            tokio::task::yield_now().await;
            panic!("on purpose");
        });
        let Stop::Failed(why) = shutdown.wait().await else { panic!("it was not asked to stop") };
        assert!(why.contains("a fault of this program ended the task that panics"), "{why}");
    }
}

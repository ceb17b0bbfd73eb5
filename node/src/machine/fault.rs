//! Faults of this program: what the node cannot do without says in its last moment that it panicked, so that nobody
//! goes on as if all were well.

/// Does one thing when the thread or the task that owns it panics, and nothing otherwise.
pub struct OnPanic<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> OnPanic<F> {
    /// Waits for a panic with `then`.
    pub fn new(then: F) -> Self {
        Self(Some(then))
    }
}

impl<F: FnOnce()> Drop for OnPanic<F> {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(then) = self.0.take()
        {
            then();
        }
    }
}

/// Words about a part of the node that panicked.
pub fn words(part: &str) -> String {
    format!("a fault of this program ended {part}; report it, with the lines of the log before this one")
}

/// Does work that waits for the disk on a thread of its own. Where it panics, the part of the node that waits for it
/// panics too and is told of; where the runtime ends first, nobody waits any more.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => std::future::pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::blocking;
    use crate::machine::shutdown::{Shutdown, Stop};

    #[tokio::test]
    async fn a_panic_on_another_thread_ends_the_waiting_part() {
        let shutdown = Shutdown::default();
        shutdown.spawn("the part that waits", async { blocking(|| panic!("on purpose")).await });
        let Stop::Failed(why) = shutdown.wait().await else { panic!("it was not asked to stop") };
        assert!(why.contains("the part that waits"), "{why}");
    }
}

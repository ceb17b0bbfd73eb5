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

/// What is said of a part of the node that panicked.
pub fn words(part: &str) -> String {
    format!("a fault of this program ended {part}; report it, with the lines of the log before this one")
}

//! The spread of work: many tasks, whose results are taken in their order.

/// Does tasks, on as many threads as it likes.
pub trait Runner {
    /// Does the tasks `0..count`, each thread with a worker of its own, and hands the results to `take` in order.
    ///
    /// # Errors
    ///
    /// The first error of `take`, after which nothing more is taken.
    fn in_order<W, T: Send, E>(
        &self,
        count: usize,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, usize) -> T + Sync,
        take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E>;
}

/// Does one task after the other.
#[derive(Debug, Clone, Copy, Default)]
pub struct OneByOne;

impl Runner for OneByOne {
    fn in_order<W, T: Send, E>(
        &self,
        count: usize,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, usize) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut worker = worker();
        (0..count).try_for_each(|task| take(work(&mut worker, task)))
    }
}

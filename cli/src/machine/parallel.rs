//! Work on all cores whose results come in the order of the tasks, in bounded memory: of tasks that are known by number
//! ([`Cores`]), and of pieces that come from a stream ([`stream_in_order`]).

use crate::render::failure::Failure;
use attestat_checking::runner::Runner;
use indicatif::ProgressBar;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use tokio::task::JoinHandle;

/// Number of tasks that a thread takes at a time.
const TAKE: usize = 16;
/// Most tasks by which the threads may be ahead of the results that were taken in: so many results are held at most.
const AHEAD_MAX: usize = 1024;
const _: () = assert!(AHEAD_MAX > TAKE, "the first task that is missing is always under way");

/// Progress of all tasks.
#[derive(Default)]
struct Progress {
    /// Number of results that were taken in, from the first.
    taken: usize,
    /// True if nobody waits for results any more.
    stopped: bool,
}

/// State that the threads share.
#[derive(Default)]
struct Window {
    next: AtomicUsize,
    progress: Mutex<Progress>,
    moved: Condvar,
}

impl Window {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress());
        self.moved.notify_all();
    }

    /// Waits until the task at `from` lies in the window; returns false when nobody waits for it any more.
    fn wait(&self, from: usize) -> bool {
        let ahead = |progress: &mut Progress| !progress.stopped && from >= progress.taken + AHEAD_MAX;
        let progress = self.moved.wait_while(self.progress(), ahead).unwrap_or_else(PoisonError::into_inner);
        !progress.stopped
    }
}

/// Ends the waiting of the others, however the thread that holds it ends.
struct StopAtEnd<'w>(&'w Window);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.change(|progress| progress.stopped = true);
        }
    }
}

/// All cores, with a bar that counts the results.
#[derive(Debug, Clone)]
pub(crate) struct Cores(ProgressBar);

impl Cores {
    /// The cores, with this bar; it is cleared when the last result was taken in.
    pub(crate) const fn showing(bar: ProgressBar) -> Self {
        Self(bar)
    }

    /// The cores, without a bar.
    pub(crate) fn silent() -> Self {
        Self(ProgressBar::hidden())
    }
}

impl Runner for Cores {
    fn in_order<W, T: Send, E>(
        &self,
        count: usize,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, usize) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        self.0.inc_length(count as u64);
        in_order(count, worker, work, |result| {
            self.0.inc(1);
            take(result)
        })?;
        self.0.finish_and_clear();
        Ok(())
    }
}

fn in_order<W, T: Send, E>(
    count: usize,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (window, (send, results)) = (Window::default(), channel());
    std::thread::scope(|scope| {
        for _ in 0..cores.min(count.div_ceil(TAKE)).max(1) {
            let (send, window, worker, work) = (send.clone(), &window, &worker, &work);
            scope.spawn(move || {
                let _stop = StopAtEnd(window);
                work_off(count, window, &mut worker(), work, &send);
            });
        }
        drop(send);
        let taken = take_all(&window, &results, &mut take);
        window.change(|progress| progress.stopped = true);
        taken
    })
}

/// One thread: takes tasks until there are none.
fn work_off<W, T>(
    count: usize,
    window: &Window,
    worker: &mut W,
    work: impl Fn(&mut W, usize) -> T,
    send: &Sender<(usize, T)>,
) {
    loop {
        let from = window.next.fetch_add(TAKE, Ordering::Relaxed);
        if from >= count || !window.wait(from) {
            return;
        }
        for at in from..count.min(from + TAKE) {
            if send.send((at, work(worker, at))).is_err() {
                return;
            }
        }
    }
}

fn take_all<T, E>(
    window: &Window,
    results: &Receiver<(usize, T)>,
    take: &mut impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let (mut early, mut taken) = (BTreeMap::new(), 0);
    for (at, result) in results {
        early.insert(at, result);
        let before = taken;
        while let Some(result) = early.remove(&taken) {
            take(result)?;
            taken += 1;
        }
        // Waking the others costs something: only when there is something to take again.
        if taken / TAKE != before / TAKE {
            window.change(|progress| progress.taken = taken);
        }
    }
    Ok(())
}

/// Does work on pieces as they come from a stream, and hands the results to `take` in order, until it returns false. At most
/// two pieces more than there are cores are held.
pub(crate) async fn stream_in_order<S: Send + 'static, T: Send + 'static>(
    mut next: impl AsyncFnMut() -> Option<S>,
    work: impl Fn(S) -> T + Clone + Send + 'static,
    mut take: impl FnMut(T) -> bool,
) -> Result<(), Failure> {
    let width = std::thread::available_parallelism().map_or(1, usize::from) + 2;
    let mut flying: VecDeque<JoinHandle<T>> = VecDeque::new();
    loop {
        while flying.len() < width {
            let Some(piece) = next().await else { break };
            let work = work.clone();
            flying.push_back(tokio::task::spawn_blocking(move || work(piece)));
        }
        let Some(first) = flying.pop_front() else { return Ok(()) };
        let done = first.await.map_err(|error| Failure::internal(format!("A hashing thread ended: {error}")))?;
        if !take(done) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_come_in_order_although_some_tasks_take_longer() {
        for count in [0, 1, TAKE, TAKE + 1, 3 * AHEAD_MAX + 5] {
            let mut seen = Vec::new();
            let work = |worker: &mut usize, at: usize| {
                *worker += 1;
                if at.is_multiple_of(1000) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                at
            };
            in_order(
                count,
                || 0,
                work,
                |at| {
                    seen.push(at);
                    Ok::<(), ()>(())
                },
            )
            .unwrap();
            assert_eq!(seen, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn results_held_never_exceed_the_window() {
        let (started, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |_: &mut (), at: usize| {
            started.fetch_add(1, Ordering::SeqCst);
            at
        };
        in_order(
            5 * AHEAD_MAX,
            || (),
            work,
            |_| {
                let done = finished.fetch_add(1, Ordering::SeqCst);
                if done % 100 == 0 {
                    std::thread::sleep(Duration::from_millis(1));
                }
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                assert!(started.load(Ordering::SeqCst) <= done + AHEAD_MAX + (cores + 1) * TAKE);
                Ok::<(), ()>(())
            },
        )
        .unwrap();
        assert_eq!(finished.into_inner(), 5 * AHEAD_MAX);
    }

    #[test]
    fn a_failure_at_the_end_stops_the_threads() {
        let work = |_: &mut (), at: usize| at;
        let failure = in_order(1_000_000, || (), work, |at| if at == 10 { Err("full") } else { Ok(()) });
        assert_eq!(failure, Err("full"));
    }
}

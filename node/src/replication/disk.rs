//! The one thread that writes mirrored logs: in order, and one sync for whatever waits for one.

use attestat_ledger::chain::VerifiedBatch;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_store::log::{Log, StoreError};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What comes of a job.
pub type Outcome = Result<u64, StoreError>;
/// Whom to tell; called on the disk thread, so it only passes the outcome on.
pub type Tell = Box<dyn FnOnce(Outcome) + Send>;

enum Job {
    Store(Arc<Log>, Box<VerifiedBatch>, Tell),
    Sync(Arc<Log>, u64, Tell),
    Head(Arc<Log>, CheckpointNote),
}

/// A handle on the disk thread; it ends when the last handle is dropped.
#[derive(Clone)]
pub struct Disk(Sender<Job>);

impl Disk {
    /// Starts the thread.
    pub fn start() -> (Self, std::thread::JoinHandle<()>) {
        let (sender, jobs) = channel();
        (Self(sender), std::thread::spawn(move || run(&jobs)))
    }

    /// Writes a verified batch; tells the size stored.
    pub fn store(&self, log: Arc<Log>, batch: Box<VerifiedBatch>, tell: Tell) {
        let _ = self.0.send(Job::Store(log, batch, tell));
    }

    /// Makes everything written so far durable; tells `size`.
    pub fn sync(&self, log: Arc<Log>, size: u64, tell: Tell) {
        let _ = self.0.send(Job::Sync(log, size, tell));
    }

    /// Keeps a published head to serve it.
    pub fn head(&self, log: Arc<Log>, head: CheckpointNote) {
        let _ = self.0.send(Job::Head(log, head));
    }
}

fn run(jobs: &Receiver<Job>) {
    let mut waiting: Vec<(Arc<Log>, u64, Tell)> = Vec::new();
    while let Ok(job) = jobs.recv() {
        take(job, &mut waiting);
        // What is queued behind a sync is written first, so that one sync serves it too.
        while let Ok(job) = jobs.try_recv() {
            take(job, &mut waiting);
        }
        if let Some((log, ..)) = waiting.first() {
            let synced = log.sync();
            for (_, size, tell) in waiting.drain(..) {
                tell(synced.clone().map(|()| size));
            }
        }
    }
}

fn take(job: Job, waiting: &mut Vec<(Arc<Log>, u64, Tell)>) {
    match job {
        Job::Store(log, batch, tell) => {
            let stored = log.append_verified(&batch);
            tell(stored.map(|()| batch.appended().next().size()));
        }
        Job::Sync(log, size, tell) => waiting.push((log, size, tell)),
        Job::Head(log, head) => {
            if let Err(error) = log.set_head(&head) {
                tracing::error!(origin = %log.origin(), "a published head cannot be kept: {error}");
            }
        }
    }
}

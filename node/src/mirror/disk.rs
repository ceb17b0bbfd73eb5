//! The one thread that writes mirrored logs: in order, and with one sync for all that wait for one.

use crate::machine::shutdown::Shutdown;
use attestat_ledger::chain::VerifiedBatch;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_store::log::{Log, StoreError};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Outcome of a job: the size.
pub type Outcome = Result<u64, StoreError>;
/// Callback for the outcome; called on the disk thread, so it only passes the outcome on.
pub type Tell = Box<dyn FnOnce(Outcome) + Send>;

/// Jobs that are done while somebody waits for a sync, before it is made: 64 batches of at most 1 MiB. Without such a
/// bound full queues put off every sync, and with it every cosignature of this node.
const JOBS_BEFORE_SYNC: usize = 64;

enum DiskJob {
    Write(Box<dyn FnOnce() + Send>),
    Sync(Arc<Log>, u64, Tell),
}

/// A handle on the disk thread; it ends when the last handle is dropped.
#[derive(Clone)]
pub struct Disk(Sender<DiskJob>);

impl Disk {
    /// Starts the thread; where it panics, the node stops.
    pub fn start(shutdown: &Shutdown) -> (Self, std::thread::JoinHandle<()>) {
        let (sender, jobs) = channel();
        let told = shutdown.on_panic("the thread that writes mirrored logs");
        let thread = std::thread::spawn(move || {
            let _told = told;
            run(&jobs);
        });
        (Self(sender), thread)
    }

    /// Writes a verified batch; tells the size stored.
    pub fn store(&self, log: Arc<Log>, batch: Box<VerifiedBatch>, tell: Tell) {
        self.write(move || {
            let stored = log.append_verified(&batch);
            tell(stored.map(|()| batch.appended().next().size()));
        });
    }

    /// Makes everything written so far durable; tells `size`.
    pub fn sync(&self, log: Arc<Log>, size: u64, tell: Tell) {
        let _ = self.0.send(DiskJob::Sync(log, size, tell));
    }

    /// Keeps a published head to serve it.
    pub fn head(&self, log: Arc<Log>, head: CheckpointNote) {
        self.write(move || {
            if let Err(error) = log.set_head(&head) {
                tracing::error!(origin = %log.origin(), "a published head cannot be kept: {error}");
            }
        });
    }

    fn write(&self, job: impl FnOnce() + Send + 'static) {
        let _ = self.0.send(DiskJob::Write(Box::new(job)));
    }
}

fn run(jobs: &Receiver<DiskJob>) {
    let mut waiting: Vec<(Arc<Log>, u64, Tell)> = Vec::new();
    while let Ok(job) = jobs.recv() {
        take(job, &mut waiting);
        // Some of what is queued behind a sync is done first, so that one sync serves it too.
        for job in jobs.try_iter().take(JOBS_BEFORE_SYNC) {
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

fn take(job: DiskJob, waiting: &mut Vec<(Arc<Log>, u64, Tell)>) {
    match job {
        DiskJob::Write(write) => write(),
        DiskJob::Sync(log, size, tell) => waiting.push((log, size, tell)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::{Disk, JOBS_BEFORE_SYNC};
    use crate::machine::shutdown::{Shutdown, Stop};
    use attestat_ledger::name::Origin;
    use attestat_store::database::Database;
    use attestat_store::memory::Memory;
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};

    /// Row L12: writes that never end must not put off the sync that a cosignature waits for.
    #[test]
    fn full_queues_do_not_delay_a_sync() {
        let database = Database::open(Arc::new(Memory::open(&attestat_store::memory::Disk::default()))).unwrap();
        let log = database.create(&Origin::parse("school-12.example/1").unwrap()).unwrap();
        let (disk, thread) = Disk::start(&Shutdown::default());
        let (begin, wait) = channel::<()>();
        let done = Arc::new(Mutex::new((0_usize, None)));
        disk.write(move || wait.recv().unwrap());
        let counted = done.clone();
        disk.sync(
            log,
            1,
            Box::new(move |_| {
                let mut done = counted.lock().unwrap();
                done.1 = Some(done.0);
            }),
        );
        for _ in 0..10 * JOBS_BEFORE_SYNC {
            let counted = done.clone();
            disk.write(move || counted.lock().unwrap().0 += 1);
        }
        begin.send(()).unwrap();
        drop(disk);
        thread.join().unwrap();
        let (written, at_sync) = *done.lock().unwrap();
        assert_eq!(written, 10 * JOBS_BEFORE_SYNC, "nothing is lost");
        assert!(at_sync.is_some_and(|at| at <= JOBS_BEFORE_SYNC), "synced after {at_sync:?} writes");
    }

    #[tokio::test]
    async fn a_panic_of_the_disk_thread_stops_the_node() {
        let shutdown = Shutdown::default();
        let (disk, _) = Disk::start(&shutdown);
        disk.write(|| panic!("on purpose"));
        assert!(matches!(shutdown.wait().await, Stop::Failed(why) if why.contains("writes mirrored logs")));
    }
}

//! The writer of one registry: gathers requests, commits them, applies them, answers, and seals.
//!
//! Two threads tell the write path of [`attestat_store::writer`] in order. The **committer** gathers
//! whatever is waiting into one batch (an idle one starts at once), commits and applies it. The **sealer** moves the
//! guard over the applied batches, answers `LOCAL`, and signs; several batches share one guard write. The first failure
//! of either is final: nothing more is acknowledged and the node shuts down.
//!
//! Awards are shuffled within their batch, so that the order of a class list is nowhere public.

mod arrange;
mod error;

pub use arrange::{Order, shuffle};
pub use error::AppendError;

use crate::machine::fault::{self, OnPanic};
use crate::writer::closed::{Closed, Closing};
use crate::writer::day_rule::DayRule;
use arrange::{Arranged, appendages, arrange};
use attestat_ledger::batch::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX};
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::day::Day;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Class, Content, RECORD_BYTES_MAX};
use attestat_store::writer::{OwnLog, UnsignedBatchEnds};
use error::Damage;
use std::sync::{Arc, mpsc as std_mpsc};
use tokio::sync::{mpsc, oneshot, watch};

/// Most records of one request: a batch less the status snapshot that may end it.
pub const REQUEST_RECORDS_MAX: usize = BATCH_RECORDS_MAX - 1;
/// Requests that wait while the committer is busy; beyond it callers wait for a place.
const QUEUE_REQUESTS: usize = 4096;
const _: () =
    assert!(BATCH_RECORDS_MAX * (RECORD_BYTES_MAX + 2) <= BATCH_BYTES_MAX, "a batch is bounded by its records");

/// Choice of the batches that end in a status snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// Only if the statuses change.
    AsNeeded,
    /// In any case: the caller wants fresh status evidence, or the daily snapshot is due.
    Always,
}

/// Place of a request's records in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appendage {
    /// Index of each record, in the order of the request.
    pub indexes: Vec<u64>,
    /// Size of the log at the end of their batch.
    pub size: u64,
}

/// Callers whose records are applied and who are answered when the guard covers them.
type Applied = Vec<(Reply, Appendage)>;
type Reply = oneshot::Sender<Result<Appendage, AppendError>>;

struct AppendRequest {
    contents: Vec<Content>,
    snapshot: Snapshot,
    reply: Reply,
}

/// A handle on a registry's writer; clones share it.
#[derive(Clone)]
pub struct Pipeline {
    queue: mpsc::Sender<AppendRequest>,
    sealed: watch::Receiver<Option<SignedCheckpoint>>,
    failed: watch::Receiver<Option<String>>,
}

/// State that the threads of a pipeline share.
struct Shared {
    own: Arc<OwnLog>,
    secret: Arc<SecretKey>,
    today: fn() -> Day,
    order: Order,
    days: DayRule,
    closing: Closing,
    failed: watch::Sender<Option<String>>,
}

/// The threads of a pipeline; joining them waits until everything accepted is sealed.
pub struct Threads {
    committer: std::thread::JoinHandle<()>,
    sealer: std::thread::JoinHandle<()>,
}

impl Threads {
    /// Waits for the end, which comes when every [`Pipeline`] handle is dropped.
    pub fn join(self) {
        let _ = self.committer.join();
        let _ = self.sealer.join();
    }
}

/// Starts the writer of a registry. Records that were applied before and not sealed are sealed first. Nothing is
/// committed, signed or answered once `closing` is closed.
pub fn start(
    own: Arc<OwnLog>,
    secret: Arc<SecretKey>,
    today: fn() -> Day,
    days: DayRule,
    order: Order,
    closing: Closing,
) -> (Pipeline, Threads) {
    let (queue, requests) = mpsc::channel(QUEUE_REQUESTS);
    let (seal_sender, sealed) = watch::channel(own.log().newest_seal().ok().flatten());
    let (fail_sender, failed) = watch::channel(None);
    let shared = Arc::new(Shared { own, secret, today, order, days, closing, failed: fail_sender });
    let (applied, to_seal) = std_mpsc::channel();
    let _ = applied.send(Vec::new());
    let committer = std::thread::spawn({
        let shared = shared.clone();
        move || {
            let _told = shared.on_panic("the committer");
            Committer { shared: shared.clone(), requests, applied, carried: None }.run();
        }
    });
    let sealer = std::thread::spawn(move || {
        let _told = shared.on_panic("the sealer");
        run_sealer(&shared, &to_seal, &seal_sender);
    });
    (Pipeline { queue, sealed, failed }, Threads { committer, sealer })
}

impl Pipeline {
    /// The writer of a log that is only read: it takes nothing.
    pub fn reads_only() -> Self {
        let (queue, _) = mpsc::channel(1);
        let (sealed, failed) = (watch::channel(None).1, watch::channel(None).1);
        Self { queue, sealed, failed }
    }

    /// Appends records; answers when they are durable on this node (`LOCAL`).
    pub async fn append(&self, contents: Vec<Content>, snapshot: Snapshot) -> Result<Appendage, AppendError> {
        let is_empty = contents.is_empty() && snapshot == Snapshot::AsNeeded;
        if is_empty || contents.len() > REQUEST_RECORDS_MAX {
            return Err(AppendError::RequestSize);
        }
        let (reply, answer) = oneshot::channel();
        let request = AppendRequest { contents, snapshot, reply };
        if self.queue.send(request).await.is_err() {
            return Err(self.ended().await);
        }
        match answer.await {
            Ok(answer) => answer,
            Err(_) => Err(self.ended().await),
        }
    }

    /// Reason why nobody answers. A writer that panics drops its callers before it says so.
    async fn ended(&self) -> AppendError {
        match self.failed.clone().wait_for(Option::is_some).await {
            Ok(why) => AppendError::Stopped(why.clone().unwrap_or_default()),
            Err(_) => AppendError::ShuttingDown,
        }
    }

    /// The newest seal, and every one after it as it is made.
    pub fn sealed(&self) -> watch::Receiver<Option<SignedCheckpoint>> {
        self.sealed.clone()
    }

    /// The failure that ended this writer, once there is one.
    pub fn failed(&self) -> watch::Receiver<Option<String>> {
        self.failed.clone()
    }
}

impl Shared {
    /// Closes the pipeline for good.
    fn fail(&self, error: &impl std::fmt::Display) {
        tracing::error!(origin = %self.own.log().origin(), "writing ends: {error}");
        self.failed.send_if_modified(|failed| {
            let first = failed.is_none();
            failed.get_or_insert_with(|| error.to_string());
            first
        });
    }

    /// Weighs whether an error ends writing for good: damage to the records closes the log, and the node goes on with
    /// what it mirrors and confirms for others; an index that is damaged is built again.
    fn weigh(&self, error: AppendError) -> Result<(), AppendError> {
        match error.damage() {
            None => return Err(error),
            Some(Damage::Index) => tracing::error!(origin = %self.own.log().origin(), "nothing was appended: {error}"),
            Some(Damage::Records) => {
                if self.closing.close(Closed::Damaged) {
                    tracing::error!(origin = %self.own.log().origin(), "the stored log is damaged: {error}");
                }
            }
        }
        Ok(())
    }

    /// Owned by a thread of the pipeline: closes it where the thread panics.
    fn on_panic(&self, part: &'static str) -> OnPanic<impl FnOnce()> {
        OnPanic::new(move || self.fail(&fault::words(part)))
    }

    /// The day for new records.
    fn day(&self) -> Result<Day, AppendError> {
        Ok(self.days.day((self.today)(), self.own.log().state().day)?)
    }
}

struct Committer {
    shared: Arc<Shared>,
    requests: mpsc::Receiver<AppendRequest>,
    applied: std_mpsc::Sender<Applied>,
    /// A request that did not fit into the last batch.
    carried: Option<AppendRequest>,
}

impl Committer {
    fn run(mut self) {
        while let Some(batch) = self.gather() {
            if let Err(error) = self.write(batch) {
                self.shared.fail(&error);
                return;
            }
        }
    }

    /// **Step 1, gather:** the first request waiting, and whatever else fits into its batch.
    fn gather(&mut self) -> Option<Vec<AppendRequest>> {
        let first = match self.carried.take() {
            Some(request) => request,
            None => self.requests.blocking_recv()?,
        };
        let mut count = first.contents.len();
        let mut batch = vec![first];
        while let Ok(next) = self.requests.try_recv() {
            if count + next.contents.len() > REQUEST_RECORDS_MAX {
                self.carried = Some(next);
                break;
            }
            count += next.contents.len();
            batch.push(next);
        }
        Some(batch)
    }

    /// Steps 2 and 3 for a batch. A request that the log refuses is answered alone and hurts no other;
    /// damage closes the log, and any other failure of the store ends the writer.
    fn write(&self, batch: Vec<AppendRequest>) -> Result<(), AppendError> {
        let contents: Vec<&[Content]> = batch.iter().map(|request| request.contents.as_slice()).collect();
        let snapshot = batch.iter().any(|request| request.snapshot == Snapshot::Always);
        match self.append(&contents, if snapshot { Snapshot::Always } else { Snapshot::AsNeeded }) {
            Ok(appendages) => {
                let replies = batch.into_iter().map(|request| request.reply);
                self.hand_over(replies.zip(appendages).collect())
            }
            Err(error) if error.is_refusal() && batch.len() > 1 => {
                batch.into_iter().try_for_each(|request| self.write(vec![request]))
            }
            Err(error) => {
                // Closed before anybody hears of it.
                let weighed = if error.is_refusal() { Ok(()) } else { self.shared.weigh(error.clone()) };
                for request in batch {
                    let _ = request.reply.send(Err(error.clone()));
                }
                weighed
            }
        }
    }

    /// Hands over to the sealer, who moves the guard while the next batch is committed. Where nothing waits, the guard
    /// moves here, which saves a lone caller the way through another thread.
    fn hand_over(&self, mut applied: Applied) -> Result<(), AppendError> {
        let idle = self.carried.is_none() && self.requests.is_empty();
        let applied = match idle.then(|| answer(&self.shared, std::mem::take(&mut applied))) {
            None => applied,
            Some(Ok(_) | Err(AppendError::Closed(_))) => Vec::new(),
            Some(Err(error)) => {
                self.shared.weigh(error)?;
                Vec::new()
            }
        };
        // The sealer ends only with a failure of its own, which it has noted.
        self.applied.send(applied).map_err(|_| AppendError::Stopped("nothing can be sealed any more".to_owned()))
    }

    fn append(&self, requests: &[&[Content]], snapshot: Snapshot) -> Result<Vec<Appendage>, AppendError> {
        if let Some(closed) = self.shared.closing.closed() {
            return Err(AppendError::Closed(closed));
        }
        let day = self.shared.day()?;
        let Arranged { mut contents, places } = arrange(requests, self.shared.order)?;
        let changed = contents.iter().any(|content| matches!(content, Content::Status(_)));
        if changed || snapshot == Snapshot::Always {
            contents.push(Content::Snapshot(self.snapshot_after(&contents)));
        }
        let own = &self.shared.own;
        let entry = own.entry(day, contents);
        let appended = own.commit(&entry)?;
        own.apply_appended(&appended)?;
        tell(own.log().origin(), &appended);
        Ok(appendages(&appended, places))
    }

    fn snapshot_after(&self, contents: &[Content]) -> attestat_ledger::status::Snapshot {
        let mut statuses = (*self.shared.own.log().state().statuses).clone();
        for content in contents {
            if let Content::Status(change) = content {
                statuses.set(change.slot, change.status);
            }
        }
        statuses.snapshot()
    }
}

/// Logs one line about an append, in numbers; digests come by the thousand and are logged at debug level.
fn tell(origin: &Origin, appended: &attestat_ledger::chain::Appended) {
    let documents = appended.awards().iter().filter(|(_, award)| award.class != Class::Digest).count();
    let (digests, statuses, size) =
        (appended.awards().len() - documents, appended.changes().len(), appended.next().size());
    if documents + statuses > 0 {
        tracing::info!(%origin, documents, statuses, size, "records were appended");
    } else {
        tracing::debug!(%origin, digests, size, "records were appended");
    }
}

/// **Step 4, seal,** for everything that was applied since the last time: the guard first, then the
/// answers, then the signatures.
fn run_sealer(
    shared: &Shared,
    applied: &std_mpsc::Receiver<Applied>,
    sealed: &watch::Sender<Option<SignedCheckpoint>>,
) {
    while let Ok(mut waiting) = applied.recv() {
        // Several batches share one guard write.
        while let Ok(more) = applied.try_recv() {
            waiting.extend(more);
        }
        match seal(shared, waiting) {
            Ok(Some(newest)) => drop(sealed.send_replace(Some(newest))),
            // Who waited was told; what is applied and not sealed stays so.
            Ok(None) | Err(AppendError::Closed(_)) => {}
            Err(error) => {
                if let Err(error) = shared.weigh(error) {
                    return shared.fail(&error);
                }
            }
        }
    }
}

fn seal(shared: &Shared, waiting: Applied) -> Result<Option<SignedCheckpoint>, AppendError> {
    let due = answer(shared, waiting)?;
    let signed = shared.closing.while_open(|| shared.own.sign(due, &shared.secret)).map_err(AppendError::Closed)?;
    Ok(signed?.pop())
}

/// Moves the guard over everything applied, and then answers those whose records it covers.
fn answer(shared: &Shared, waiting: Applied) -> Result<UnsignedBatchEnds, AppendError> {
    let advanced = shared.closing.while_open(|| shared.own.advance_guard(&shared.secret));
    match advanced.map_err(AppendError::Closed).and_then(|advanced| advanced.map_err(AppendError::from)) {
        Ok(due) => {
            waiting.into_iter().for_each(|(reply, appendage)| drop(reply.send(Ok(appendage))));
            Ok(due)
        }
        Err(error) => {
            waiting.into_iter().for_each(|(reply, _)| drop(reply.send(Err(error.clone()))));
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests;

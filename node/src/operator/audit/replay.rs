//! Replaying a stored log on every core.
//!
//! ```text
//! reader ──stretches of 64 bundles──▶ workers ──hashed──▶ here: absorb in order
//!   ▲                                    ▲                   │
//!   └───────────── tickets ──────────────┼───────────────────┤
//!                                        └── roots agree, signature to check
//! ```
//!
//! The reader needs a ticket for every stretch and gets it back when the stretch is absorbed, so that
//! only a few are in memory, however long the log is.

use super::tags::TagSum;
use super::tiles::{LeafTiles, TileLevels};
use super::{Seals, finding};
use attestat_ledger::audit::{Audit, ComparedSeal, FolderGap};
use attestat_ledger::batch::split_bodies;
use attestat_ledger::record::Content;
use attestat_ledger::segment::Segment;
use attestat_ledger::tile::TILE_WIDTH;
use attestat_store::inspect::StoredEnd;
use attestat_store::log::{Log, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Bundles in a stretch: 16,384 records, 1.7 MB of awards.
const STRETCH_BUNDLES: usize = 64;
/// Stretches in memory for each worker: one being hashed, one waiting, one done.
const STRETCHES_PER_WORKER: usize = 3;

/// Extent of a replay.
pub(super) struct ReplayPlan<'a> {
    pub(super) log: &'a Log,
    /// Records, by the log's state.
    pub(super) size: u64,
    /// Records that the derived indexes cover.
    pub(super) indexed: u64,
    /// Sizes at which the root is wanted.
    pub(super) marks: BTreeSet<u64>,
    pub(super) seals: Seals,
}

/// Results of a replay beside the audit.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    /// Tags of the awards that the index covers.
    pub(super) tags: TagSum,
    /// Tags that the index holds, read beside the replay where every seal is checked.
    pub(super) indexed_tags: Option<Result<TagSum, StoreError>>,
    /// Number of the awards that the index covers.
    pub(super) awards: u64,
    /// Batch ends without a seal.
    pub(super) unsealed: u64,
    /// The stored tiles above the lowest level, as far as they were compared.
    pub(super) tiles: TileLevels,
}

/// Bundles one after another, as they were read.
#[derive(Default)]
struct Stretch {
    number: u64,
    first: u64,
    bytes: Vec<u8>,
    /// Ends of the bundles in `bytes`.
    ends: Vec<usize>,
}

/// A stretch with the results of its hashing.
struct Hashed {
    number: u64,
    segment: Segment,
    /// Stored values that are not what the records make them.
    wrong: Vec<String>,
    tags: TagSum,
    sealed: Vec<StoredEnd>,
    unsealed: u64,
}

enum ReplayJob {
    Hash(Stretch),
    Verify(Vec<ComparedSeal>),
}

enum ReplayOutcome {
    Hashed(Box<Result<Hashed, StoreError>>),
    Verified(Vec<(u64, bool)>),
    /// The reader is through; the number of stretches that it handed out.
    Read(Result<u64, StoreError>),
}

/// Replays the log into `audit` and tells `progress` of every stretch.
pub(super) fn replay(plan: &ReplayPlan<'_>, audit: &mut Audit, progress: &mut dyn FnMut(u64)) -> Replayed {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (jobs, waiting) = channel();
    let waiting = Mutex::new(waiting);
    let (done, results) = channel();
    let (ticket, tickets) = sync_channel(workers * STRETCHES_PER_WORKER);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (done, waiting) = (done.clone(), &waiting);
            scope.spawn(move || work(plan, waiting, &done));
        }
        let reader = Reader { plan, jobs: jobs.clone(), ticket, stretch: Stretch::default() };
        scope.spawn(move || _ = done.send(ReplayOutcome::Read(reader.read())));
        let index = (plan.seals == Seals::Every).then(|| scope.spawn(|| TagSum::of_index(plan.log)));
        let replayed = Replayed::default();
        let absorber = Absorber { plan, audit, replayed, jobs, tickets: Some(tickets), verifying: 0, progress };
        let mut replayed = absorber.run(&results);
        replayed.indexed_tags = index.and_then(|index| index.join().ok());
        replayed
    })
}

/// Reads bundles in order and hands stretches of them out.
struct Reader<'a> {
    plan: &'a ReplayPlan<'a>,
    jobs: Sender<ReplayJob>,
    ticket: SyncSender<()>,
    stretch: Stretch,
}

impl Reader<'_> {
    /// Returns the number of stretches, or of those that were handed out before nobody wanted more.
    fn read(mut self) -> Result<u64, StoreError> {
        let (log, filled) = (self.plan.log, self.plan.size / TILE_WIDTH);
        log.scan_bundles(0, &mut |number, bodies| {
            if number < filled { self.take(number * TILE_WIDTH, bodies) } else { ControlFlow::Break(()) }
        })?;
        if !self.plan.size.is_multiple_of(TILE_WIDTH) {
            let tail = log.bundle(filled)?;
            _ = self.take(filled * TILE_WIDTH, &tail);
        }
        _ = self.hand_out();
        Ok(self.stretch.number)
    }

    fn take(&mut self, first: u64, bodies: &[u8]) -> ControlFlow<()> {
        let next = self.stretch.first + self.stretch.ends.len() as u64 * TILE_WIDTH;
        if first != next || self.stretch.ends.len() == STRETCH_BUNDLES {
            self.hand_out()?;
            self.stretch.first = first;
        }
        self.stretch.bytes.extend_from_slice(bodies);
        self.stretch.ends.push(self.stretch.bytes.len());
        ControlFlow::Continue(())
    }

    /// Waits for a ticket; breaks when nobody takes stretches any more.
    fn hand_out(&mut self) -> ControlFlow<()> {
        if self.stretch.ends.is_empty() {
            return ControlFlow::Continue(());
        }
        let next = Stretch { number: self.stretch.number + 1, ..Stretch::default() };
        let stretch = std::mem::replace(&mut self.stretch, next);
        self.stretch.bytes.reserve(stretch.bytes.len());
        match self.ticket.send(()).is_ok() && self.jobs.send(ReplayJob::Hash(stretch)).is_ok() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }
}

/// Does jobs until there are no more.
fn work(plan: &ReplayPlan<'_>, jobs: &Mutex<Receiver<ReplayJob>>, done: &Sender<ReplayOutcome>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let result = match job {
            Ok(ReplayJob::Hash(stretch)) => ReplayOutcome::Hashed(Box::new(hash(plan, &stretch))),
            Ok(ReplayJob::Verify(seals)) => {
                ReplayOutcome::Verified(seals.iter().map(|seal| (seal.size(), seal.is_valid())).collect())
            }
            Err(_) => return,
        };
        if done.send(result).is_err() {
            return;
        }
    }
}

fn hash(plan: &ReplayPlan<'_>, stretch: &Stretch) -> Result<Hashed, StoreError> {
    let last = stretch.first + stretch.ends.len() as u64 * TILE_WIDTH;
    let (sealed, unsealed) = match plan.seals {
        Seals::Every => batch_ends(plan, stretch.first, last.min(plan.size))?,
        Seals::LastOfEachKey => (Vec::new(), 0),
    };
    let marks: BTreeSet<u64> =
        plan.marks.range(stretch.first..=last).copied().chain(sealed.iter().map(|end| end.size)).collect();
    let marks: Vec<u64> = marks.into_iter().collect();
    let mut tags = TagSum::default();
    let mut tiles = LeafTiles::new(plan.log, plan.size, stretch.first);
    let bodies = split_bodies(&stretch.bytes).map_while(Result::ok);
    let segment = Segment::read_with(stretch.first, bodies, &marks, |record, leaf| {
        tiles.compare(leaf);
        match &record.content {
            Content::Award(award) if plan.seals == Seals::Every && record.index < plan.indexed => {
                tags.add(award.tag, record.index)
            }
            _ => {}
        }
    });
    let mut wrong = tiles.finish()?;
    wrong.extend(wrong_bundles(plan, stretch));
    Ok(Hashed { number: stretch.number, segment, wrong, tags, sealed, unsealed })
}

/// Batch ends behind `first`, up to `last`, with their seals; and how many have none.
fn batch_ends(plan: &ReplayPlan<'_>, first: u64, last: u64) -> Result<(Vec<StoredEnd>, u64), StoreError> {
    let (mut sealed, mut unsealed) = (Vec::new(), 0);
    plan.log.scan_seals(first, &mut |size, root, seal| {
        if size > last {
            return ControlFlow::Break(());
        }
        match seal {
            Some(seal) => sealed.push(StoredEnd { size, root, seal }),
            None => unsealed += 1,
        }
        ControlFlow::Continue(())
    })?;
    Ok((sealed, unsealed))
}

/// Bundles that do not hold the number of records that they must.
fn wrong_bundles(plan: &ReplayPlan<'_>, stretch: &Stretch) -> Vec<String> {
    let mut begin = 0;
    let mut wrong = Vec::new();
    for (number, end) in (stretch.first / TILE_WIDTH..).zip(&stretch.ends) {
        let bodies = stretch.bytes.get(begin..*end).unwrap_or_default();
        let expected = TILE_WIDTH.min(plan.size - number * TILE_WIDTH);
        let whole = split_bodies(bodies).filter(Result::is_ok).count() as u64 == expected;
        if !whole || split_bodies(bodies).any(|body| body.is_err()) {
            wrong.push(format!("bundle {number}"));
        }
        begin = *end;
    }
    wrong
}

/// Takes hashed stretches up in their order.
struct Absorber<'a, 'p> {
    plan: &'a ReplayPlan<'p>,
    audit: &'a mut Audit,
    replayed: Replayed,
    jobs: Sender<ReplayJob>,
    /// Tickets to be given back to the reader; none when the audit has stopped.
    tickets: Option<Receiver<()>>,
    /// Lists of seals whose signatures are being checked.
    verifying: usize,
    progress: &'a mut dyn FnMut(u64),
}

impl Absorber<'_, '_> {
    fn run(mut self, results: &Receiver<ReplayOutcome>) -> Replayed {
        let (mut early, mut absorbed, mut stretches) = (BTreeMap::new(), 0, None);
        while self.verifying > 0 || (self.tickets.is_some() && stretches != Some(absorbed)) {
            match results.recv() {
                Ok(ReplayOutcome::Verified(seals)) => {
                    self.verifying -= 1;
                    seals.into_iter().for_each(|(size, valid)| self.audit.judge_seal(size, valid));
                }
                Ok(ReplayOutcome::Read(Ok(count))) => stretches = Some(count),
                Ok(ReplayOutcome::Read(Err(error))) => self.stop(error),
                Ok(ReplayOutcome::Hashed(result)) => match *result {
                    Ok(hashed) => _ = early.insert(hashed.number, hashed),
                    Err(error) => self.stop(error),
                },
                Err(_) => break,
            }
            while let Some(hashed) = early.remove(&absorbed).filter(|_| self.tickets.is_some()) {
                absorbed += 1;
                self.absorb(hashed);
            }
        }
        self.replayed
    }

    /// Stops the replay after a failed read: nothing above it can be looked at.
    fn stop(&mut self, error: StoreError) {
        self.audit.find(finding(error));
        self.audit.not_checked(FolderGap::Unread(self.audit.size()));
        self.tickets = None;
    }

    fn absorb(&mut self, hashed: Hashed) {
        let Hashed { segment, wrong, tags, sealed, unsealed, .. } = hashed;
        let (before, indexed) = (self.audit.size(), self.plan.indexed);
        self.replayed.tags.join(tags);
        self.replayed.awards += segment.awards_below(indexed);
        self.replayed.unsealed += unsealed;
        let full = segment.full_tiles().to_vec();
        wrong.into_iter().for_each(|what| self.audit.find(attestat_ledger::audit::Finding::Stored { what }));
        let goes_on = self.audit.absorb(segment);
        for root in full {
            if let Err(error) = self.replayed.tiles.push(self.plan.log, root, self.audit) {
                self.audit.find(finding(error));
            }
        }
        self.judge_targets();
        self.send_seals(&sealed);
        (self.progress)(self.audit.size() - before);
        match &self.tickets {
            Some(tickets) if goes_on => _ = tickets.recv(),
            _ => self.tickets = None,
        }
    }

    /// Status records point to awards below them, which are read one by one.
    fn judge_targets(&mut self) {
        for pending in self.audit.take_pending() {
            let below = pending.change.target < pending.index;
            let target = if below { self.plan.log.record(pending.change.target).ok() } else { None };
            self.audit.judge_target(pending, target.as_ref());
        }
    }

    /// Compares the roots here and lets the workers check the signatures.
    fn send_seals(&mut self, sealed: &[StoredEnd]) {
        let compared: Vec<ComparedSeal> =
            sealed.iter().filter_map(|end| self.audit.compare_seal(end.size, end.root, &end.seal)).collect();
        // In parts, so that one stretch of many small batches keeps every core busy.
        for part in compared.chunks(64) {
            self.verifying += usize::from(self.jobs.send(ReplayJob::Verify(part.to_vec())).is_ok());
        }
    }
}

//! One log from its first record to its end: read in order, hashed chunk by chunk, on as many threads as the caller has, and
//! folded in order. Memory is bounded by the chunks in flight, not by the log.
//!
//! ```text
//! batches ─▶ Chunks ─▶ hash (any thread) ─▶ LogReplay::absorb (in order) ─▶ ReplayedCopy
//! ```

use super::copy::LogCopy;
use attestat_ledger::audit::{Audit, AuditGap, PendingTarget, Repeats};
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::day::Day;
use attestat_ledger::generation::Legacy;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::Signature;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Content, Record};
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of records after which a chunk is hashed: some 10,000 records.
const CHUNK_BYTES: usize = 1 << 20;
/// Place of a record's kind in its body, and the kind of a key rotation (docs/spec/record.md).
const KIND_AT: usize = 1;
const KIND_ROTATE: u8 = 4;

/// Selection of the seals that are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seals {
    /// No seal: the records are held against a head alone.
    None,
    /// The last one of each key.
    Last,
    /// Every seal.
    Every,
}

/// Knowledge of the generations around a log before it is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Generations<'a> {
    /// Legacies that the logs audited before leave to the next generation.
    pub legacies: &'a [Legacy],
    /// Size at which the roster cut this log.
    pub cut: Option<u64>,
}

/// A log that was replayed as far as it could be.
pub struct ReplayedCopy {
    /// The fold.
    pub audit: Audit,
    /// Status records whose targets are still to be looked at.
    pub pending: Vec<PendingTarget>,
    /// True if the stream was cut before its end.
    cut: bool,
}

/// A seal that may be checked: size, root, signature.
struct Seal {
    size: u64,
    root: RootHash,
    signature: Signature,
}

/// Batches that follow one another.
#[derive(Default)]
pub struct Chunk {
    first: u64,
    batches: Vec<SealedBatch>,
    records: u64,
    bytes: usize,
}

/// A chunk after hashing.
pub struct HashedChunk<P> {
    segment: Segment,
    seals: Vec<Seal>,
    batches: u64,
    /// The parts of records that were picked.
    pub picked: Vec<P>,
}

impl<P> HashedChunk<P> {
    /// Number of its records.
    pub fn records(&self) -> u64 {
        self.segment.count()
    }
}

/// Puts batches together to chunks of batches that follow one another.
#[derive(Default)]
pub struct Chunks {
    chunk: Chunk,
    /// A chunk to which the batch that came last did not belong.
    full: Option<Chunk>,
}

impl Chunks {
    /// Adds a batch; returns true once a chunk is full.
    pub fn push(&mut self, batch: SealedBatch) -> bool {
        let follows = batch.first == self.chunk.first + self.chunk.records;
        if !self.chunk.batches.is_empty() && !follows {
            self.full = Some(core::mem::take(&mut self.chunk));
        }
        if self.chunk.batches.is_empty() {
            self.chunk.first = batch.first;
        }
        self.chunk.records += batch.bodies.iter().count() as u64;
        self.chunk.bytes += batch.bodies.as_bytes().len();
        self.chunk.batches.push(batch);
        self.full.is_some() || self.chunk.bytes >= CHUNK_BYTES
    }

    /// Takes a full chunk out, or, at the end of the batches, what there is.
    pub fn take(&mut self) -> Option<Chunk> {
        let chunk = self.full.take().unwrap_or_else(|| core::mem::take(&mut self.chunk));
        (!chunk.batches.is_empty()).then_some(chunk)
    }
}

/// The replay of one log under way.
pub struct LogReplay {
    /// The fold.
    pub audit: Audit,
    seals: Seals,
    /// Seals that may turn out to be the last of a key.
    kept: BTreeMap<u64, Seal>,
    batches: u64,
    checked: u64,
    pending: Vec<PendingTarget>,
    cut: bool,
}

impl LogReplay {
    /// Begins with the first record; the roots at these sizes are kept.
    pub fn new(origin: Origin, marks: &[u64], seals: Seals) -> Self {
        let mut audit = Audit::new(origin);
        audit.keep_roots(marks.iter().copied());
        Self { audit, seals, kept: BTreeMap::new(), batches: 0, checked: 0, pending: Vec::new(), cut: false }
    }

    /// Notes what is known before the log is read: the day, from which on records are from the future, and the
    /// generations around it.
    pub fn note(&mut self, today: Day, generations: &Generations<'_>) {
        self.audit.note_today(today);
        self.audit.offer_legacies(generations.legacies);
        generations.cut.into_iter().for_each(|size| self.audit.expect_cut(size));
    }

    /// Takes in the next chunk; returns false where nothing above it can be checked.
    pub fn absorb<P>(&mut self, hashed: HashedChunk<P>) -> bool {
        self.batches += hashed.batches;
        let goes_on = self.audit.absorb(hashed.segment);
        self.pending.append(&mut self.audit.take_pending());
        match self.seals {
            Seals::None => {}
            Seals::Every => hashed.seals.iter().for_each(|seal| self.check(seal)),
            Seals::Last => {
                self.kept.extend(hashed.seals.into_iter().map(|seal| (seal.size, seal)));
                self.audit.forget_other_roots();
                let wanted: BTreeSet<u64> = self.audit.last_seals_of_keys().into_iter().collect();
                self.kept.retain(|size, _| wanted.contains(size));
            }
        }
        goes_on
    }

    fn check(&mut self, seal: &Seal) {
        self.audit.check_seal(seal.size, seal.root, &seal.signature);
        self.checked += 1;
    }

    /// Notes that the records ended before their end.
    pub fn cut_short(&mut self, why: &str) {
        self.cut = true;
        let from = self.audit.size();
        self.audit.not_checked(AuditGap::MissingRecords { from, why: why.to_owned() });
    }

    /// Ends the replay: the seals that turned out to be the last of a key are checked.
    pub fn finish(mut self) -> ReplayedCopy {
        for (_, seal) in core::mem::take(&mut self.kept) {
            self.check(&seal);
        }
        self.audit.skip_seals(self.batches.saturating_sub(self.checked));
        ReplayedCopy { audit: self.audit, pending: self.pending, cut: self.cut }
    }
}

impl ReplayedCopy {
    /// Checks the heads that the node itself showed. A cut stream accuses nobody of missing records.
    pub fn check_own_heads(&mut self, copy: &LogCopy, roster: Option<&Roster>) {
        for head in &copy.heads {
            let size = head.checkpoint().size;
            if self.cut && size > self.audit.size() {
                self.audit.not_checked(AuditGap::HeadBeyondStream(size));
            } else {
                self.audit.check_head(head, roster);
            }
        }
        if copy.heads.is_empty() && self.audit.size() > 0 {
            self.audit.not_checked(AuditGap::NoHead);
        }
        if copy.says_forked && copy.forks.is_empty() {
            self.audit.not_checked(AuditGap::NoEvidence);
        }
    }
}

/// Hashes a chunk, picks the seals that may be checked (all, or the last one of the chunk and those right before a
/// batch that rotates the key), and picks parts of its records.
pub fn hash<P>(chunk: &Chunk, marks: &[u64], seals: Seals, pick: impl Fn(&Record) -> Option<P>) -> HashedChunk<P> {
    let candidates = if seals == Seals::None { Vec::new() } else { candidate_seals(chunk, seals) };
    let mut all: Vec<u64> = candidates.iter().map(|seal| seal.size).chain(marks.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    let bodies = chunk.batches.iter().flat_map(|batch| batch.bodies.iter());
    let mut picked = Vec::new();
    let segment = Segment::read_with(chunk.first, bodies, &all, |record, _| picked.extend(pick(record)));
    HashedChunk { segment, seals: candidates, batches: chunk.batches.len() as u64, picked }
}

fn candidate_seals(chunk: &Chunk, seals: Seals) -> Vec<Seal> {
    let mut candidates: Vec<Seal> = Vec::new();
    let mut size = chunk.first;
    let mut before: Option<Seal> = None;
    for batch in &chunk.batches {
        let rotates = batch.bodies.iter().any(|body| body.get(KIND_AT) == Some(&KIND_ROTATE));
        candidates.extend(before.take().filter(|_| seals == Seals::Every || rotates));
        size += batch.bodies.iter().count() as u64;
        before = Some(Seal { size, root: batch.root, signature: batch.seal });
    }
    candidates.extend(before);
    candidates
}

/// A second reading of a log, for the awards of slots that are used again.
pub struct RepeatedSlots {
    before: Repeats,
    seen: Repeats,
    slots: BTreeSet<u32>,
}

impl RepeatedSlots {
    /// The slots that are used again in a log that was replayed; none where there are none.
    pub fn of(audit: &mut Audit) -> Option<Self> {
        let repeats = audit.take_repeats();
        let slots = repeats.slots();
        (!repeats.is_empty()).then(|| Self { before: repeats.clone(), seen: repeats, slots })
    }

    /// The slots.
    pub const fn slots(&self) -> &BTreeSet<u32> {
        &self.slots
    }

    /// Picks the award of one of the slots.
    pub fn pick(slots: &BTreeSet<u32>, record: &Record) -> Option<(u64, Award)> {
        match &record.content {
            Content::Award(award) if slots.contains(&award.slot) => Some((record.index, award.clone())),
            _ => None,
        }
    }

    /// Takes in awards that were picked.
    pub fn see(&mut self, awards: &[(u64, Award)]) {
        awards.iter().for_each(|(index, award)| self.seen.see(*index, award));
    }

    /// Judges the awards that a second reading picked, if it came to the same root.
    pub fn judge(self, audit: &mut Audit, again: &LogReplay) {
        let size = audit.size();
        let is_the_same = again.audit.root_at(size).is_some_and(|root| audit.root_at(size) == Some(root));
        audit.judge_repeats(if is_the_same { self.seen } else { self.before });
    }
}

//! One log from its first record to its end: read in order, hashed on all cores, folded in order.
//!
//! Memory is bounded by the chunks in flight, not by the log: a chunk is at most [`CHUNK_BYTES`] and
//! there are at most two more of them than cores.

use super::gather::LogCopy;
use super::{Generations, Seals};
use crate::failure::Failure;
use crate::remote::Remote;
use attestat_ledger::audit::{Audit, PendingTarget, Repeats};
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::Signature;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Content};
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::Segment;
use attestat_wire::v1;
use indicatif::ProgressBar;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use tokio::task::JoinHandle;
use tonic::Streaming;

/// Bytes of records after which a chunk is hashed: some 10,000 records.
const CHUNK_BYTES: usize = 1 << 20;
/// Place of a record's kind in its body, and the kind of a key rotation (docs/spec/record.md).
const KIND_AT: usize = 1;
const KIND_ROTATE: u8 = 4;

/// A log that was replayed as far as it could be.
pub(super) struct Replayed {
    /// The fold.
    pub(super) audit: Audit,
    /// Status records whose targets are still to be looked at.
    pub(super) pending: Vec<PendingTarget>,
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
struct Chunk {
    first: u64,
    batches: Vec<SealedBatch>,
    records: u64,
    bytes: usize,
}

/// A chunk after hashing.
struct Hashed {
    segment: Segment,
    seals: Vec<Seal>,
    batches: u64,
    /// Awards of the slots that are compared.
    awards: Vec<(u64, Award)>,
}

/// Replays the log `origin` of a node.
pub(super) async fn replay(
    node: &Remote,
    origin: &Origin,
    marks: &[u64],
    seals: Seals,
    generations: &Generations<'_>,
    bar: &ProgressBar,
) -> Result<Replayed, Failure> {
    let mut fold = Fold::new(origin.clone(), marks, seals);
    fold.audit.offer_legacies(generations.legacies);
    generations.cut.into_iter().for_each(|size| fold.audit.expect_cut(size));
    let request = v1::StreamBatchesRequest { origin: origin.to_string(), from_index: 0 };
    match node.answer(node.log().stream_batches(request)).await {
        Ok(stream) => {
            let mut reader = Reader { node, stream, held: None, ended: None };
            fold.run(&mut reader, Arc::from(marks), bar).await?;
            if let Some(Err(why)) = reader.ended {
                fold.cut_short(&why);
            }
        }
        Err(failure) => fold.cut_short(&failure.what.to_string()),
    }
    Ok(fold.finish())
}

/// Compares the awards of slots that are used again, in a second reading that must come to the same root.
pub(super) async fn compare_repeats(audit: &mut Audit, node: &Remote, origin: &Origin) -> Result<(), Failure> {
    let repeats = audit.take_repeats();
    if repeats.is_empty() {
        return Ok(());
    }
    let size = audit.size();
    let mut again = Fold::new(origin.clone(), &[size], Seals::Last);
    again.wanted = Arc::new(repeats.slots());
    again.repeats = repeats.clone();
    let request = v1::StreamBatchesRequest { origin: origin.to_string(), from_index: 0 };
    if let Ok(stream) = node.answer(node.log().stream_batches(request)).await {
        let mut reader = Reader { node, stream, held: None, ended: None };
        again.run(&mut reader, Arc::from([size]), &ProgressBar::hidden()).await?;
    }
    let is_the_same = again.audit.root_at(size).is_some_and(|root| audit.root_at(size) == Some(root));
    audit.judge_repeats(if is_the_same { again.repeats } else { repeats });
    Ok(())
}

/// Reads batches from a stream and puts them together to chunks.
struct Reader<'a> {
    node: &'a Remote,
    stream: Streaming<v1::SealedBatch>,
    /// A batch that did not follow the chunk before it.
    held: Option<SealedBatch>,
    /// Outcome of the stream, set at its end: well, or with the reason for which it ended.
    ended: Option<Result<(), String>>,
}

impl Reader<'_> {
    async fn batch(&mut self) -> Option<SealedBatch> {
        if self.held.is_some() || self.ended.is_some() {
            return self.held.take();
        }
        let read = self.stream.message().await.map_err(|status| self.node.refusal(status).what.to_string());
        let parsed =
            read.and_then(|batch| batch.map(SealedBatch::try_from).transpose().map_err(|error| error.to_string()));
        match parsed {
            Ok(Some(batch)) => Some(batch),
            Ok(None) => {
                self.ended = Some(Ok(()));
                None
            }
            Err(why) => {
                self.ended = Some(Err(why));
                None
            }
        }
    }

    /// The next stretch of batches that follow one another.
    async fn chunk(&mut self) -> Option<Chunk> {
        let mut chunk = Chunk::default();
        while chunk.bytes < CHUNK_BYTES {
            let Some(batch) = self.batch().await else { break };
            if chunk.batches.is_empty() {
                chunk.first = batch.first;
            } else if batch.first != chunk.first + chunk.records {
                self.held = Some(batch);
                break;
            }
            chunk.records += batch.bodies.iter().count() as u64;
            chunk.bytes += batch.bodies.as_bytes().len();
            chunk.batches.push(batch);
        }
        if chunk.batches.is_empty() { None } else { Some(chunk) }
    }
}

/// The fold of one log under way.
struct Fold {
    audit: Audit,
    seals: Seals,
    /// Seals that may turn out to be the last of a key.
    kept: BTreeMap<u64, Seal>,
    batches: u64,
    checked: u64,
    pending: Vec<PendingTarget>,
    /// Slots whose awards are compared in a second reading.
    repeats: Repeats,
    wanted: Arc<BTreeSet<u32>>,
    cut: bool,
}

impl Fold {
    fn new(origin: Origin, marks: &[u64], seals: Seals) -> Self {
        let mut audit = Audit::new(origin);
        audit.note_today(crate::clock::today());
        audit.keep_roots(marks.iter().copied());
        Self {
            audit,
            seals,
            kept: BTreeMap::new(),
            batches: 0,
            checked: 0,
            pending: Vec::new(),
            repeats: Repeats::default(),
            wanted: Arc::default(),
            cut: false,
        }
    }

    /// Keeps every core hashing, and absorbs the chunks in order.
    async fn run(&mut self, reader: &mut Reader<'_>, marks: Arc<[u64]>, bar: &ProgressBar) -> Result<(), Failure> {
        let width = std::thread::available_parallelism().map_or(1, usize::from) + 2;
        let mut flying: VecDeque<JoinHandle<Hashed>> = VecDeque::new();
        loop {
            while flying.len() < width {
                let Some(chunk) = reader.chunk().await else { break };
                let (marks, seals, wanted) = (marks.clone(), self.seals, self.wanted.clone());
                flying.push_back(tokio::task::spawn_blocking(move || hash(&chunk, &marks, seals, &wanted)));
            }
            let Some(next) = flying.pop_front() else { return Ok(()) };
            let hashed = next.await.map_err(|error| Failure::internal(format!("A hashing thread ended: {error}")))?;
            let records = hashed.segment.count();
            if !self.absorb(hashed) {
                return Ok(());
            }
            bar.inc(records);
        }
    }

    fn absorb(&mut self, hashed: Hashed) -> bool {
        self.batches += hashed.batches;
        hashed.awards.iter().for_each(|(index, award)| self.repeats.see(*index, award));
        let goes_on = self.audit.absorb(hashed.segment);
        self.pending.append(&mut self.audit.take_pending());
        match self.seals {
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

    fn cut_short(&mut self, why: &str) {
        self.cut = true;
        self.audit.not_checked(format!("the records from {} on: {why}", self.audit.size()));
    }

    fn finish(mut self) -> Replayed {
        for (_, seal) in core::mem::take(&mut self.kept) {
            self.check(&seal);
        }
        self.audit.skip_seals(self.batches.saturating_sub(self.checked));
        Replayed { audit: self.audit, pending: self.pending, cut: self.cut }
    }
}

impl Replayed {
    /// Checks the heads that the node itself showed. A cut stream accuses nobody of missing records.
    pub(super) fn check_own_heads(&mut self, copy: &LogCopy, roster: Option<&Roster>) {
        for head in &copy.heads {
            let size = head.checkpoint().size;
            if self.cut && size > self.audit.size() {
                self.audit.not_checked(format!("the head at size {size}, beyond where the stream was cut"));
            } else {
                self.audit.check_head(head, roster);
            }
        }
        if copy.heads.is_empty() && self.audit.size() > 0 {
            self.audit.not_checked("any head: the node showed none".to_owned());
        }
        if copy.standing == v1::Standing::Forked && copy.forks.is_empty() {
            self.audit.not_checked("why the node calls this log forked: it gave no evidence".to_owned());
        }
    }
}

/// Hashes a chunk and picks the seals that may be checked: all, or the last one of the chunk and those right before a
/// batch that rotates the key.
fn hash(chunk: &Chunk, marks: &[u64], seals: Seals, wanted: &BTreeSet<u32>) -> Hashed {
    let mut picked: Vec<Seal> = Vec::new();
    let mut size = chunk.first;
    let mut before: Option<Seal> = None;
    for batch in &chunk.batches {
        let rotates = batch.bodies.iter().any(|body| body.get(KIND_AT) == Some(&KIND_ROTATE));
        picked.extend(before.take().filter(|_| seals == Seals::Every || rotates));
        size += batch.bodies.iter().count() as u64;
        before = Some(Seal { size, root: batch.root, signature: batch.seal });
    }
    picked.extend(before);
    let mut all: Vec<u64> = picked.iter().map(|seal| seal.size).chain(marks.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    let bodies = chunk.batches.iter().flat_map(|batch| batch.bodies.iter());
    let mut awards = Vec::new();
    let segment = Segment::read_with(chunk.first, bodies, &all, |record, _| {
        if let Content::Award(award) = &record.content
            && wanted.contains(&award.slot)
        {
            awards.push((record.index, award.clone()));
        }
    });
    Hashed { segment, seals: picked, batches: chunk.batches.len() as u64, awards }
}

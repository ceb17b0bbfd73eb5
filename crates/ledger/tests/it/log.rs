//! A small writer: builds logs with `append`, seals them, and offers what a follower needs.

use crate::key::secret;
use attestat_ledger::batch::{Bodies, Entry, SealedBatch};
use attestat_ledger::chain::{Awards, BatchContext, ChainError, LogState, VerifiedBatch, append, verify_next};
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::day::Day;
use attestat_ledger::hash::{LeafHash, NodeHash, RootHash};
use attestat_ledger::key::{PublicKey, SecretKey, Signature};
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Class, Content, Genesis, Predecessor, Record, Rotation, StatusChange};
use attestat_ledger::status::{Reason, Status};
use attestat_ledger::tree::{CompactRange, NodeSource, prove_inclusion};
use core::convert::Infallible;
use core::num::NonZeroU32;

pub(crate) const ORIGIN: &str = "school-12.example.org/main/1";
/// The day on which the tests' followers live.
pub(crate) const TODAY: u32 = 20_000;
/// Seeds of the log's first and second key.
pub(crate) const FIRST: [u8; 32] = [11; 32];
pub(crate) const SECOND: [u8; 32] = [12; 32];

pub(crate) fn origin() -> Origin {
    Origin::parse(ORIGIN).unwrap()
}

/// Every body of a log, for the rules that look back and for proofs.
#[derive(Clone, Default)]
pub(crate) struct Records(pub(crate) Vec<Vec<u8>>);

impl Awards for Records {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        let body = self.0.get(index as usize).ok_or(ChainError::TargetUnreadable(index))?;
        match Record::parse(body).unwrap().content {
            Content::Award(award) => Ok(Some(award)),
            _ => Ok(None),
        }
    }
}

impl NodeSource for Records {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<NodeHash, Self::Error> {
        let width = 1 << level;
        let bodies = &self.0[index as usize * width..][..width];
        let mut range = CompactRange::empty(0);
        bodies.iter().for_each(|body| range.push(LeafHash::of(body)));
        Ok(NodeHash::from_bytes(*range.root().unwrap().as_bytes()))
    }
}

/// A log that its author writes.
pub(crate) struct Writer {
    pub(crate) state: LogState,
    pub(crate) secret: SecretKey,
    pub(crate) records: Records,
    pub(crate) batches: Vec<SealedBatch>,
}

impl Writer {
    /// A log that begins with its genesis, sealed.
    pub(crate) fn open(origin: &str) -> Self {
        let origin = Origin::parse(origin).unwrap();
        let (secret, genesis) = (secret(FIRST), genesis(origin.as_str(), FIRST));
        let (state, records) = (LogState::empty(origin), Records::default());
        let mut writer = Self { state, secret, records, batches: Vec::new() };
        writer.append(TODAY - 100, vec![genesis]);
        writer
    }

    /// Appends a batch and seals it.
    pub(crate) fn append(&mut self, day: u32, contents: Vec<Content>) {
        let entry =
            Entry { base_size: self.state.size(), base_root: self.state.root(), day: Day::from_number(day), contents };
        let appended = append(&self.state, &entry, &self.records).unwrap();
        self.records.0.extend(appended.bodies().iter().map(<[u8]>::to_vec));
        self.state = appended.next().clone();
        let sealed = self.state.seal(&self.secret).unwrap();
        let (root, seal) = (self.state.root(), *sealed.seal());
        self.batches.push(SealedBatch { first: appended.first(), bodies: appended.bodies().clone(), root, seal });
    }

    /// Rotates to another key in a batch of its own.
    pub(crate) fn rotate(&mut self, day: u32, seed: [u8; 32]) {
        let new = secret(seed);
        let rotation = Rotation::prove(&self.state.origin, self.state.size(), &self.secret.public(), &new);
        self.secret = new;
        self.append(day, vec![Content::Rotate(rotation)]);
    }

    /// Appends the snapshot of the statuses as they are.
    pub(crate) fn snapshot(&mut self, day: u32) {
        self.append(day, vec![Content::Snapshot(self.state.statuses.snapshot())]);
    }

    pub(crate) fn checkpoint(&self) -> SignedCheckpoint {
        SignedCheckpoint::sign(self.state.checkpoint(), &self.secret)
    }

    /// The proof of a record to the log's end.
    pub(crate) fn proof(&self, index: u64) -> TlogProof {
        let path = prove_inclusion(&self.records, index, self.state.size()).unwrap();
        TlogProof { extra: None, index, path, checkpoint: self.checkpoint().note().to_string() }
    }
}

/// The genesis of a log, which continues the generation before it if there is one.
pub(crate) fn genesis(origin: &str, seed: [u8; 32]) -> Content {
    let origin = Origin::parse(origin).unwrap();
    let before = NonZeroU32::new(origin.generation() - 1);
    let predecessor = before.map(|generation| Predecessor {
        origin: Origin::new(origin.registry().clone(), generation),
        size: 77,
        root: RootHash::from_bytes([0xaa; 32]),
    });
    Content::Genesis(Genesis { key: secret(seed).public(), origin, predecessor })
}

pub(crate) fn award(slot: u32) -> Content {
    let seed = slot.to_be_bytes();
    let (mut tag, mut commitment) = ([0xA5; 16], [0x5A; 32]);
    tag[..4].copy_from_slice(&seed);
    commitment[..4].copy_from_slice(&seed);
    Content::Award(Award { class: Class::Certificate, slot, tag, commitment })
}

pub(crate) fn status(target: u64, slot: u32, status: Status) -> Content {
    Content::Status(StatusChange { target, slot, status, reason: Reason::IssuedInError })
}

/// A log with every kind of record: genesis · 5 awards · revoke, suspend, snapshot · reinstate, award,
/// snapshot · rotation · award, snapshot; 14 records in 6 batches, slot = 100 × index.
pub(crate) fn sample() -> Writer {
    let mut log = Writer::open(ORIGIN);
    log.append(TODAY - 90, (1..=5).map(|index| award(100 * index)).collect());
    let mut statuses = (*log.state.statuses).clone();
    statuses.set(200, Status::Revoked);
    statuses.set(400, Status::Suspended);
    let snapshot = Content::Snapshot(statuses.snapshot());
    log.append(TODAY - 80, vec![status(2, 200, Status::Revoked), status(4, 400, Status::Suspended), snapshot]);
    statuses.set(400, Status::Valid);
    let snapshot = Content::Snapshot(statuses.snapshot());
    log.append(TODAY - 70, vec![status(4, 400, Status::Valid), award(1000), snapshot]);
    log.rotate(TODAY - 60, SECOND);
    log.append(TODAY - 50, vec![award(1300)]);
    log
}

/// Follows a log of the tests: lists the first key up to `rotated_at` and the second above it.
pub(crate) fn follow(
    state: &LogState,
    batch: SealedBatch,
    records: &Records,
    is_listed: &dyn Fn(&PublicKey, u64) -> bool,
) -> Result<VerifiedBatch, ChainError> {
    let context = BatchContext { today: Day::from_number(TODAY), is_listed, awards: records };
    verify_next(state, batch, &context)
}

/// The sizes at which the sample's keys are listed: the first up to its rotation, the second from it on.
pub(crate) fn sample_lists(key: &PublicKey, size: u64) -> bool {
    *key == secret(if size <= 12 { FIRST } else { SECOND }).public()
}

/// Bodies put together from slices.
pub(crate) fn bodies<'a>(list: impl IntoIterator<Item = &'a [u8]>) -> Bodies {
    let mut bodies = Bodies::default();
    list.into_iter().for_each(|body| bodies.push(body));
    bodies
}

/// Seals records on top of a state as a forger would who holds `secret`, whatever they say.
pub(crate) fn forge(state: &LogState, records: &[Vec<u8>], secret: &SecretKey) -> SealedBatch {
    let mut tree = state.tree.clone();
    records.iter().for_each(|body| tree.push(LeafHash::of(body)));
    let mut checkpoint = state.checkpoint();
    (checkpoint.size, checkpoint.root) = (tree.end(), tree.root().unwrap());
    let seal: Signature = checkpoint.seal(secret);
    SealedBatch { first: state.size(), bodies: bodies(records.iter().map(Vec::as_slice)), root: checkpoint.root, seal }
}

/// Records that follow a state, chained and indexed, whatever they say.
pub(crate) fn chained(state: &LogState, day: u32, contents: Vec<Content>) -> Vec<Record> {
    let mut previous = state.last;
    let mut records = Vec::new();
    for (index, content) in (state.size()..).zip(contents) {
        let record = Record { index, previous, day: Day::from_number(day), content };
        previous = LeafHash::of(&record.body());
        records.push(record);
    }
    records
}

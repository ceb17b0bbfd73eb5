//! The chain: how a log grows by one batch, for its author and for everyone who follows it.
//!
//! The author's [`append`] and a follower's [`verify_next`] share one step per record, so that a
//! mirror refuses exactly what an author could not have written.

use crate::batch::{BATCH_RECORDS_MAX, Bodies, Entry, SealedBatch};
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::day::Day;
use crate::hash::{LeafHash, RootHash};
use crate::key::{PublicKey, SecretKey};
use crate::name::Origin;
use crate::record::{Award, Content, Genesis, Record, RecordError, StatusChange, TARGET_EARLIER_GENERATION, rotation_message};
use crate::status::StatusSet;
use crate::tree::CompactRange;
use std::sync::Arc;

/// What there is to know of a log in order to follow it further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogState {
    /// Whose log, and which generation.
    pub origin: Origin,
    /// Leaf hash of the last record; zeros before the first.
    pub last: LeafHash,
    /// Day of the last record.
    pub day: Day,
    /// Frontier of the tree; its end is the log's size.
    pub tree: CompactRange,
    /// The key in force; none before the genesis.
    pub key: Option<PublicKey>,
    /// The slots that are not valid.
    pub statuses: Arc<StatusSet>,
}

/// Why a batch does not continue a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The batch begins elsewhere than the log ends.
    #[error("the batch begins at record {given}; the log has {expected} records")]
    WrongIndex {
        /// The log's size.
        expected: u64,
        /// Where the batch or the record says it stands.
        given: u64,
    },
    /// The entry was made for a log with another root.
    #[error("the entry was made for a log of {0} records with another root")]
    WrongBase(u64),
    /// A record does not parse.
    #[error("record {index}: {source}")]
    Record {
        /// Index of the record.
        index: u64,
        /// What is wrong with it.
        source: RecordError,
    },
    /// `previous` is not the hash of the record before.
    #[error("record {0} does not name the record before it")]
    WrongPrevious(u64),
    /// The day goes back.
    #[error("record {index} is dated {day}, before the record in front of it")]
    DayGoesBack {
        /// Index of the record.
        index: u64,
        /// Its day.
        day: Day,
    },
    /// The day is after the follower's own tomorrow.
    #[error("record {index} is dated {day}, which has not come yet")]
    DayAhead {
        /// Index of the record.
        index: u64,
        /// Its day.
        day: Day,
    },
    /// The first record is not a genesis of this origin, or a later one is a genesis.
    #[error("record {0} breaks the rule that a log begins with its own genesis and has no other")]
    Genesis(u64),
    /// A status record's target is not an award below it with the same slot.
    #[error("status record {0} does not point to an award with its slot")]
    StatusTarget(u64),
    /// A snapshot is not the state below it.
    #[error("status snapshot {0} is not the state of the records below it")]
    Snapshot(u64),
    /// A snapshot that other records follow in its batch.
    #[error("status snapshot {0} is not the last record of its batch")]
    SnapshotNotLast(u64),
    /// The new key did not sign the rotation.
    #[error("key rotation {0} is not signed by the new key")]
    Rotation(u64),
    /// The key is not in the roster at hand: get a newer one. No accusation.
    #[error("the log signs with a key that the roster at hand does not list; update the roster")]
    KeyNotListed,
    /// The root does not follow from the records.
    #[error("the batch claims another root at size {0} than its records have")]
    WrongRoot(u64),
    /// The seal is not by the key in force.
    #[error("the seal at size {0} was not made by the key in force")]
    BadSeal(u64),
    /// More records than a batch can have.
    #[error("a batch has at most 1,000 records")]
    TooLarge,
    /// The award that a status record points to could not be read here.
    #[error("record {0}, which a status record points to, could not be read")]
    TargetUnreadable(u64),
}

impl ChainError {
    /// Whether this shows misbehaviour of the author, and not that we lack a roster, an upgrade or a
    /// readable disk.
    pub fn is_misbehaviour(&self) -> bool {
        match self {
            Self::Record { source, .. } => !source.needs_upgrade(),
            Self::KeyNotListed | Self::TargetUnreadable(_) | Self::WrongIndex { .. } => false,
            _ => true,
        }
    }
}

/// Reads the award at an index below the log's size, for the rules that look back.
pub trait Awards {
    /// The award at `index`; `Ok(None)` when another kind of record stands there.
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError>;
}

/// What a follower knows beside the log itself.
pub struct Follower<'a> {
    /// Its own today; records may be dated at most one day later.
    pub today: Day,
    /// Whether the roster lists this key for this log.
    pub is_listed: &'a dyn Fn(&PublicKey) -> bool,
    /// Its copy of the log.
    pub awards: &'a dyn Awards,
}

/// Records that follow from a state, with their bytes, hashes and the state after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    first: u64,
    bodies: Bodies,
    leaves: Vec<LeafHash>,
    awards: Vec<(u64, Award)>,
    changes: Vec<StatusChange>,
    next: LogState,
}

impl Appended {
    /// Index of the first record.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The records as bytes.
    pub fn bodies(&self) -> &Bodies {
        &self.bodies
    }

    /// Their leaf hashes.
    pub fn leaves(&self) -> &[LeafHash] {
        &self.leaves
    }

    /// The awards among them, with their indexes.
    pub fn awards(&self) -> &[(u64, Award)] {
        &self.awards
    }

    /// The status changes among them, in order.
    pub fn changes(&self) -> &[StatusChange] {
        &self.changes
    }

    /// The state of the log after them.
    pub fn next(&self) -> &LogState {
        &self.next
    }
}

/// A batch that was checked against the log it continues. Only [`verify_next`] makes one, and a
/// mirror stores nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBatch {
    appended: Appended,
    seal: SignedCheckpoint,
}

impl VerifiedBatch {
    /// The records and what follows from them.
    pub fn appended(&self) -> &Appended {
        &self.appended
    }

    /// The seal, checked.
    pub fn seal(&self) -> &SignedCheckpoint {
        &self.seal
    }
}

impl LogState {
    /// A log of no records.
    pub fn empty(origin: Origin) -> Self {
        Self {
            origin,
            last: LeafHash::ZERO,
            day: Day::from_number(0),
            tree: CompactRange::empty(0),
            key: None,
            statuses: Arc::default(),
        }
    }

    /// Number of records.
    pub fn size(&self) -> u64 {
        self.tree.end()
    }

    /// Root of the tree.
    pub fn root(&self) -> RootHash {
        self.tree.root().unwrap_or_else(RootHash::empty)
    }

    /// The checkpoint at this state, unsigned.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { origin: self.origin.clone(), size: self.size(), root: self.root() }
    }

    /// Seals this state with the key in force; `None` with any other key.
    pub fn seal(&self, secret: &SecretKey) -> Option<SignedCheckpoint> {
        let in_force = self.key.as_ref() == Some(&secret.public());
        in_force.then(|| SignedCheckpoint::sign(self.checkpoint(), secret))
    }

    /// One record further: the rules that author and follower share.
    fn step(&mut self, record: &Record, body: &[u8], awards: &dyn Awards) -> Result<LeafHash, ChainError> {
        let index = self.size();
        if record.index != index {
            return Err(ChainError::WrongIndex { expected: index, given: record.index });
        }
        if record.previous != self.last {
            return Err(ChainError::WrongPrevious(index));
        }
        if record.day < self.day {
            return Err(ChainError::DayGoesBack { index, day: record.day });
        }
        match &record.content {
            Content::Genesis(genesis) => self.open(index, genesis)?,
            _ if index == 0 => return Err(ChainError::Genesis(0)),
            Content::Award(_) => {}
            Content::Status(change) => self.change_status(index, change, awards)?,
            Content::Snapshot(snapshot) if *snapshot == self.statuses.snapshot() => {}
            Content::Snapshot(_) => return Err(ChainError::Snapshot(index)),
            Content::Rotate(rotation) => {
                let old = self.key.as_ref().ok_or(ChainError::Genesis(index))?;
                let message = rotation_message(&self.origin, index, old, &rotation.key);
                rotation.key.verify(&message, &rotation.proof).map_err(|_| ChainError::Rotation(index))?;
                self.key = Some(rotation.key.clone());
            }
        }
        let leaf = LeafHash::of(body);
        self.tree.push(leaf);
        self.last = leaf;
        self.day = record.day;
        Ok(leaf)
    }

    fn open(&mut self, index: u64, genesis: &Genesis) -> Result<(), ChainError> {
        if index != 0 || genesis.origin != self.origin {
            return Err(ChainError::Genesis(index));
        }
        self.key = Some(genesis.key.clone());
        Ok(())
    }

    fn change_status(&mut self, index: u64, change: &StatusChange, awards: &dyn Awards) -> Result<(), ChainError> {
        if change.target != TARGET_EARLIER_GENERATION {
            let award = if change.target < index { awards.award(change.target)? } else { None };
            if award.map(|award| award.slot) != Some(change.slot) {
                return Err(ChainError::StatusTarget(index));
            }
        }
        Arc::make_mut(&mut self.statuses).set(change.slot, change.status);
        Ok(())
    }
}

/// The batch's own awards first, then the log below it.
struct WithBatch<'a> {
    batch: &'a [(u64, Award)],
    below: &'a dyn Awards,
    first: u64,
}

impl Awards for WithBatch<'_> {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        if index < self.first {
            return self.below.award(index);
        }
        Ok(self.batch.iter().find(|(at, _)| *at == index).map(|(_, award)| award.clone()))
    }
}

/// Collects records while a state steps over them.
struct Appending<'a> {
    appended: Appended,
    below: &'a dyn Awards,
}

impl<'a> Appending<'a> {
    fn new(state: &LogState, below: &'a dyn Awards) -> Self {
        let appended = Appended {
            first: state.size(),
            bodies: Bodies::default(),
            leaves: Vec::new(),
            awards: Vec::new(),
            changes: Vec::new(),
            next: state.clone(),
        };
        Self { appended, below }
    }

    fn push(&mut self, record: Record, body: &[u8]) -> Result<(), ChainError> {
        let Appended { first, leaves, awards, changes, next, .. } = &mut self.appended;
        let look_back = WithBatch { batch: awards, below: self.below, first: *first };
        leaves.push(next.step(&record, body, &look_back)?);
        match record.content {
            Content::Award(award) => awards.push((record.index, award)),
            Content::Status(change) => changes.push(change),
            _ => {}
        }
        Ok(())
    }
}

/// Appends a committed entry: a pure function of the state and the entry, for the author and for
/// every replay of its commit log.
pub fn append(state: &LogState, entry: &Entry, awards: &dyn Awards) -> Result<Appended, ChainError> {
    if entry.base_size != state.size() {
        return Err(ChainError::WrongIndex { expected: state.size(), given: entry.base_size });
    }
    if entry.base_root != state.root() {
        return Err(ChainError::WrongBase(state.size()));
    }
    if entry.contents.len() > BATCH_RECORDS_MAX {
        return Err(ChainError::TooLarge);
    }
    let mut appending = Appending::new(state, awards);
    let mut body = Vec::new();
    for (at, content) in entry.contents.iter().enumerate() {
        let (index, previous) = (appending.appended.next.size(), appending.appended.next.last);
        if matches!(content, Content::Snapshot(_)) && at + 1 != entry.contents.len() {
            return Err(ChainError::SnapshotNotLast(index));
        }
        let record = Record { index, previous, day: entry.day, content: content.clone() };
        body.clear();
        record.put(&mut body);
        appending.appended.bodies.push(&body);
        appending.push(record, &body)?;
    }
    Ok(appending.appended)
}

/// Checks that a sealed batch continues a log: every record, the chain, statuses, snapshots, the
/// root and the seal. It does not check slots for duplicates; an audit does.
pub fn verify_next(state: &LogState, batch: SealedBatch, follower: &Follower<'_>) -> Result<VerifiedBatch, ChainError> {
    if batch.first != state.size() {
        return Err(ChainError::WrongIndex { expected: state.size(), given: batch.first });
    }
    let mut appending = Appending::new(state, follower.awards);
    let mut snapshot_at = None;
    for body in batch.bodies.iter() {
        let index = appending.appended.next.size();
        let record = Record::parse(body).map_err(|source| ChainError::Record { index, source })?;
        if let Some(at) = snapshot_at {
            return Err(ChainError::SnapshotNotLast(at));
        }
        if matches!(record.content, Content::Snapshot(_)) {
            snapshot_at = Some(index);
        }
        if record.day > follower.today.next() {
            return Err(ChainError::DayAhead { index, day: record.day });
        }
        appending.push(record, body)?;
    }
    let mut appended = appending.appended;
    appended.bodies = batch.bodies;
    let checkpoint = appended.next.checkpoint();
    if checkpoint.root != batch.root {
        return Err(ChainError::WrongRoot(checkpoint.size));
    }
    let key = appended.next.key.clone().ok_or(ChainError::Genesis(0))?;
    if !(follower.is_listed)(&key) {
        return Err(ChainError::KeyNotListed);
    }
    let size = checkpoint.size;
    let seal = SignedCheckpoint::verify(checkpoint, &key, batch.seal).map_err(|_| ChainError::BadSeal(size))?;
    Ok(VerifiedBatch { appended, seal })
}

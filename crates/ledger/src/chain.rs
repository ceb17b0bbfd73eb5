//! The chain: the step by which a log grows by one batch, for its author and for everyone who follows it.
//!
//! The author's [`append`] and a follower's [`verify_next`] share one step per record, so that a mirror refuses
//! exactly the batches that an author could not have written.

mod state;

pub use state::LogState;

use crate::batch::{BATCH_RECORDS_MAX, Bodies, Entry, SealedBatch};
use crate::checkpoint::SignedCheckpoint;
use crate::day::Day;
use crate::hash::{LeafHash, NodeHash};
use crate::key::PublicKey;
use crate::record::{Award, Content, Record, RecordError, StatusChange};

/// Reason for which a batch does not continue a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The batch does not begin where the log ends. No accusation: ask for the batch that follows.
    #[error("the batch begins at record {given}; the log has {expected} records")]
    WrongIndex {
        /// The log's size.
        expected: u64,
        /// Index at which the batch says that it begins.
        given: u64,
    },
    /// A record of the batch says that it stands elsewhere.
    #[error("record {index} says that it is record {given}")]
    Misplaced {
        /// Index at which the record stands.
        index: u64,
        /// Index that the record gives.
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
        /// The error of the record.
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
        /// Day of the record.
        day: Day,
    },
    /// The day is after the follower's own tomorrow. No accusation: the follower's clock may be behind.
    #[error("record {index} is dated {day}, which has not come yet")]
    DayAhead {
        /// Index of the record.
        index: u64,
        /// Day of the record.
        day: Day,
    },
    /// The first record is not a genesis of this origin, or a later one is a genesis.
    #[error("record {0} breaks the rule that a log begins with its own genesis and has no other")]
    Genesis(u64),
    /// A status record's target is not an award below it with the same slot.
    #[error("status record {0} does not point to an award with its slot")]
    StatusTarget(u64),
    /// A snapshot is not the state of the records below it.
    #[error("status snapshot {0} is not the state of the records below it")]
    Snapshot(u64),
    /// Other records follow a snapshot in its batch.
    #[error("status snapshot {0} is not the last record of its batch")]
    SnapshotNotLast(u64),
    /// A key rotation is not signed by the new key.
    #[error("key rotation {0} is not signed by the new key")]
    Rotation(u64),
    /// The key is not in the roster at hand for this size: get a newer one. No accusation.
    #[error("at size {0} the log signs with a key that the roster at hand does not list for it; update the roster")]
    KeyNotListed(u64),
    /// The root does not follow from the records.
    #[error("the batch claims another root at size {0} than its records have")]
    WrongRoot(u64),
    /// The seal is not by the key in force.
    #[error("the seal at size {0} was not made by the key in force")]
    BadSeal(u64),
    /// The batch has no records, or more than a batch can have.
    #[error("a batch has 1 to 1,000 records, not {0}")]
    BatchLength(usize),
    /// The award that a status record points to could not be read here.
    #[error("record {0}, which a status record points to, could not be read")]
    TargetUnreadable(u64),
}

impl ChainError {
    /// Returns true if this error shows misbehaviour, and not the lack of a roster, an upgrade, the right time or a
    /// readable disk on our side. [`crate::culprit::culprit`] says whether the author or the sender misbehaved.
    pub fn is_misbehaviour(&self) -> bool {
        match self {
            Self::Record { source, .. } => !source.needs_upgrade(),
            Self::KeyNotListed(_) | Self::TargetUnreadable(_) | Self::WrongIndex { .. } | Self::DayAhead { .. } => {
                false
            }
            _ => true,
        }
    }
}

/// Reads the award at an index below the log's size, for the rules that look back.
pub trait Awards {
    /// The award at `index`; `Ok(None)` when another kind of record stands there.
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError>;
}

/// Facts by which a follower checks a batch, beside the log itself.
pub struct BatchContext<'a> {
    /// The follower's own day; records may be dated at most one day later.
    pub today: Day,
    /// Returns true if the roster lists this key for checkpoints of this size of this log
    /// ([`crate::roster::Roster::lists_key`]). The size matters: a key that was rotated away stays listed for old
    /// checkpoints, and a thief of it must not rotate back to it.
    pub is_listed: &'a dyn Fn(&PublicKey, u64) -> bool,
    /// The follower's copy of the log.
    pub awards: &'a dyn Awards,
}

/// Records that follow from a state, with their bytes, hashes and the state after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    first: u64,
    bodies: Bodies,
    leaves: Vec<LeafHash>,
    completed: Vec<NodeHash>,
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

    /// Leaf hashes of the records.
    pub fn leaves(&self) -> &[LeafHash] {
        &self.leaves
    }

    /// Hashes of the subtrees that the records complete: after record i one for each power of two above 1 that
    /// divides i + 1, smallest first.
    pub fn completed(&self) -> &[NodeHash] {
        &self.completed
    }

    /// The awards among the records, with their indexes.
    pub fn awards(&self) -> &[(u64, Award)] {
        &self.awards
    }

    /// The status changes among the records, in order.
    pub fn changes(&self) -> &[StatusChange] {
        &self.changes
    }

    /// The state of the log after the records.
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
    /// Joins the records that [`check_next`] checked with the bodies that it read them from.
    pub(crate) fn of(mut appended: Appended, bodies: Bodies, seal: SignedCheckpoint) -> Self {
        appended.bodies = bodies;
        Self { appended, seal }
    }

    /// The records and the hashes and state that follow from them.
    pub fn appended(&self) -> &Appended {
        &self.appended
    }

    /// The seal, checked.
    pub fn seal(&self) -> &SignedCheckpoint {
        &self.seal
    }
}

/// Awards of the batch first, then of the log below it.
struct AwardsWithBatch<'a> {
    batch: &'a [(u64, Award)],
    below: &'a dyn Awards,
    first: u64,
}

impl Awards for AwardsWithBatch<'_> {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        if index < self.first {
            return self.below.award(index);
        }
        Ok(self.batch.iter().find(|(at, _)| *at == index).map(|(_, award)| award.clone()))
    }
}

/// Collects records while a state steps over them.
struct BatchBuilder<'a> {
    appended: Appended,
    below: &'a dyn Awards,
}

impl<'a> BatchBuilder<'a> {
    fn new(state: &LogState, below: &'a dyn Awards) -> Self {
        let appended = Appended {
            first: state.size(),
            bodies: Bodies::default(),
            leaves: Vec::new(),
            completed: Vec::new(),
            awards: Vec::new(),
            changes: Vec::new(),
            next: state.clone(),
        };
        Self { appended, below }
    }

    fn push(&mut self, record: Record, body: &[u8]) -> Result<(), ChainError> {
        let Appended { first, leaves, completed, awards, changes, next, .. } = &mut self.appended;
        let look_back = AwardsWithBatch { batch: awards, below: self.below, first: *first };
        leaves.push(next.step(&record, body, &look_back, completed)?);
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
    check_length(entry.contents.len())?;
    let mut builder = BatchBuilder::new(state, awards);
    let mut body = Vec::new();
    for (at, content) in entry.contents.iter().enumerate() {
        let (index, previous) = (builder.appended.next.size(), builder.appended.next.last);
        if matches!(content, Content::Snapshot(_)) && at + 1 != entry.contents.len() {
            return Err(ChainError::SnapshotNotLast(index));
        }
        let record = Record { index, previous, day: entry.day, content: content.clone() };
        body.clear();
        record.put(&mut body);
        builder.appended.bodies.push(&body);
        builder.push(record, &body)?;
    }
    Ok(builder.appended)
}

fn check_length(records: usize) -> Result<(), ChainError> {
    if (1..=BATCH_RECORDS_MAX).contains(&records) { Ok(()) } else { Err(ChainError::BatchLength(records)) }
}

/// Checks that a sealed batch continues a log: every record, the chain, statuses, snapshots, the
/// root and the seal. It does not check slots for duplicates; an audit does.
pub fn verify_next(
    state: &LogState,
    batch: SealedBatch,
    context: &BatchContext<'_>,
) -> Result<VerifiedBatch, ChainError> {
    let (appended, seal) = check_next(state, &batch, context)?;
    Ok(VerifiedBatch::of(appended, batch.bodies, seal))
}

/// Does the work of [`verify_next`] on a borrowed batch, which the caller takes apart on success.
pub(crate) fn check_next(
    state: &LogState,
    batch: &SealedBatch,
    context: &BatchContext<'_>,
) -> Result<(Appended, SignedCheckpoint), ChainError> {
    if batch.first != state.size() {
        return Err(ChainError::WrongIndex { expected: state.size(), given: batch.first });
    }
    check_length(batch.bodies.iter().take(BATCH_RECORDS_MAX + 1).count())?;
    let mut builder = BatchBuilder::new(state, context.awards);
    let mut snapshot_at = None;
    for body in batch.bodies.iter() {
        let index = builder.appended.next.size();
        let record = Record::parse(body).map_err(|source| ChainError::Record { index, source })?;
        if let Some(at) = snapshot_at {
            return Err(ChainError::SnapshotNotLast(at));
        }
        if matches!(record.content, Content::Snapshot(_)) {
            snapshot_at = Some(index);
        }
        if record.day > context.today.next() {
            return Err(ChainError::DayAhead { index, day: record.day });
        }
        builder.push(record, body)?;
    }
    let appended = builder.appended;
    let checkpoint = appended.next.checkpoint();
    if checkpoint.root != batch.root {
        return Err(ChainError::WrongRoot(checkpoint.size));
    }
    let key = appended.next.key.clone().ok_or(ChainError::Genesis(0))?;
    let size = checkpoint.size;
    if !(context.is_listed)(&key, size) {
        return Err(ChainError::KeyNotListed(size));
    }
    let seal = SignedCheckpoint::verify(checkpoint, &key, batch.seal).map_err(|_| ChainError::BadSeal(size))?;
    Ok((appended, seal))
}

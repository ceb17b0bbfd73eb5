//! Report of an audit: findings, each with its place, and the parts that were not looked at.

use super::gap::AuditGap;
use crate::day::Day;
use crate::fork::ForkEvidence;
use crate::generation::{Legacy, SuccessionError};
use crate::hash::RootHash;
use crate::name::Origin;
use crate::note::NoteError;
use crate::roster::Quorum;
use crate::segment::RecordFault;

/// Most findings kept for one log; more are counted.
pub const FINDINGS_MAX: usize = 1000;

/// Something that an honest registry, an honest node and a sound disk cannot produce together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A record breaks the log; nothing above it could be checked.
    #[error("record {index}: {fault}")]
    Record {
        /// Index of the record.
        index: u64,
        /// The fault of the record.
        fault: RecordFault,
    },
    /// Records are missing between two stretches that were read.
    #[error("records {from} to {to} are missing")]
    Gap {
        /// First missing record.
        from: u64,
        /// First record that is there again.
        to: u64,
    },
    /// The first record is not a genesis of this origin, or a later one is a genesis.
    #[error("record {0} breaks the rule that a log begins with its own genesis and has no other")]
    Genesis(u64),
    /// A slot was given to two different awards.
    #[error("slot {slot} is used a second time, at or after record {near}")]
    DuplicateSlot {
        /// The slot.
        slot: u32,
        /// First record of the stretch that uses the slot again.
        near: u64,
    },
    /// A status record's target is not an award below it with the same slot.
    #[error("status record {0} does not point to an award with its slot")]
    StatusTarget(u64),
    /// A snapshot is not the state of the records below it: a revocation was left out or made up.
    #[error("status snapshot {0} is not the state of the records below it")]
    Snapshot(u64),
    /// A key rotation is not signed by the new key.
    #[error("key rotation {0} is not signed by the new key")]
    Rotation(u64),
    /// A seal or a head has another root than the records.
    #[error("the signed root at size {0} is not the root of the records")]
    Root(u64),
    /// A seal is not by the key in force.
    #[error("the seal at size {0} was not made by the key in force")]
    Seal(u64),
    /// A published head is of another log, no key is in force at its size, or a signature on it does not verify.
    #[error("the published head at size {size}: {why}")]
    Head {
        /// Size of the head.
        size: u64,
        /// The reason.
        why: HeadFault,
    },
    /// A seal or a published head is beyond the records that the node has.
    #[error("the registry signed {head} records, but only {records} are there")]
    Short {
        /// Size of the seal or head.
        head: u64,
        /// Records that are there.
        records: u64,
    },
    /// A stored tile, index or bundle is not what the records make it.
    #[error("stored {what} is not what the records make it")]
    Stored {
        /// The stored thing that differs, with its place.
        what: String,
    },
    /// A log is missing or cannot be opened, although something else here knows of it.
    #[error("the log is not there, although {0}")]
    Absent(super::folder_gap::Expected),
    /// Other knowledge of the log lies here and cannot be read.
    #[error("what is known of the log cannot be read: {0}")]
    Unreadable(String),
    /// The log does not keep what the generation before it withdrew, or does not continue it.
    #[error("{0}")]
    Succession(#[from] SuccessionError),
    /// The root of the log at the roster's cut is not the root of the cut.
    #[error(
        "the records up to the roster's cut at size {0} have another root than the cut: this is not the history that counts"
    )]
    CutRoot(u64),
    /// Records were signed beyond the roster's cut.
    #[error("{beyond} records lie beyond the roster's cut at size {size}: they are signed, and nothing of them counts")]
    BeyondCut {
        /// Size at which the roster cut the log.
        size: u64,
        /// Number of records beyond the cut.
        beyond: u64,
    },
    /// The registry signed two histories.
    #[error("two histories of {} were signed: {}; the evidence holds both", .0.origin(), .0.sizes())]
    Fork(Box<ForkEvidence>),
}

/// Fault of a published head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadFault {
    /// The head is of this other log.
    #[error("it is a head of {0}")]
    OfAnotherLog(Origin),
    /// No key is in force at its size.
    #[error("no key is in force there")]
    NoKey,
    /// A signature on it does not verify.
    #[error(transparent)]
    Signature(#[from] NoteError),
}

impl Finding {
    /// The finding's kind for programs: lower-case words joined by `-`, the same in every version.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Record { .. } => "record",
            Self::Gap { .. } => "gap",
            Self::Genesis(_) => "genesis",
            Self::DuplicateSlot { .. } => "duplicate-slot",
            Self::StatusTarget(_) => "status-target",
            Self::Snapshot(_) => "snapshot",
            Self::Rotation(_) => "rotation",
            Self::Root(_) => "root",
            Self::Seal(_) => "seal",
            Self::Head { .. } => "head",
            Self::Short { .. } => "short",
            Self::Stored { .. } => "stored",
            Self::Absent(_) => "absent",
            Self::Unreadable(_) => "unreadable",
            Self::Succession(_) => "succession",
            Self::CutRoot(_) => "cut-root",
            Self::BeyondCut { .. } => "beyond-cut",
            Self::Fork(_) => "fork",
        }
    }

    /// The record's index, or the size, that the finding is about.
    pub fn place(&self) -> Option<u64> {
        match self {
            Self::Record { index, .. } => Some(*index),
            Self::Gap { from, .. } => Some(*from),
            Self::DuplicateSlot { near, .. } => Some(*near),
            Self::Genesis(at) | Self::StatusTarget(at) | Self::Snapshot(at) | Self::Rotation(at) => Some(*at),
            Self::Root(size) | Self::Seal(size) | Self::CutRoot(size) => Some(*size),
            Self::Head { size, .. } | Self::BeyondCut { size, .. } => Some(*size),
            Self::Short { head, .. } => Some(*head),
            Self::Fork(fork) => Some(fork.smaller.checkpoint().size),
            Self::Stored { .. } | Self::Absent(_) | Self::Unreadable(_) | Self::Succession(_) => None,
        }
    }
}

/// Records dated after the auditor's tomorrow, which are the log's last records: the registry's clock was ahead, or
/// the auditor's clock is behind. Nobody is accused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "records {first} to {last} are from the future, up to {day}: the registry's clock was ahead, or this one is behind"
)]
pub struct Ahead {
    /// Index of the first such record.
    pub first: u64,
    /// Index of the last such record.
    pub last: u64,
    /// Day of the last such record.
    pub day: Day,
}

/// An award that stands in the log more than once with every field equal: harmless, and no misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the award of slot {slot} stands {times} times with every field equal, first as record {first} and again as record {again}: a harmless repetition after an interrupted request, and no misbehaviour"
)]
pub struct Repetition {
    /// The slot.
    pub slot: u32,
    /// Index of the first record with the award.
    pub first: u64,
    /// Index of the second record with the award.
    pub again: u64,
    /// Number of times that the award stands there.
    pub times: u64,
}

/// A published head and the quorum that its cosignatures make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedHead {
    /// Size of the head.
    pub size: u64,
    /// Root of the head.
    pub root: RootHash,
    /// Its cosignatures, judged by the roster; none when there is no roster or it lacks the registry.
    pub quorum: Option<Quorum>,
}

/// Comparison of the roster's cut of a log with the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedCut {
    /// Size at which the roster cut the log.
    pub size: u64,
    /// True if the records up to the cut have the cut's root; none where they do not reach the cut, or could not be
    /// followed so far.
    pub agrees: Option<bool>,
    /// Number of records beyond the cut.
    pub beyond: u64,
}

/// Result of the audit of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// The log.
    pub origin: Origin,
    /// Records replayed.
    pub records: u64,
    /// Root of these records.
    pub root: RootHash,
    /// Day of the last record.
    pub last_day: Day,
    /// Status snapshots recomputed.
    pub snapshots: u64,
    /// Seals whose signature and root were checked.
    pub seals_checked: u64,
    /// Seals that are there and were not checked.
    pub seals_not_checked: u64,
    /// Heads checked.
    pub heads: Vec<CheckedHead>,
    /// Records from the future.
    pub ahead: Option<Ahead>,
    /// The roster's cut of this log, compared with its records; none where the roster does not cut it.
    pub cut: Option<CheckedCut>,
    /// Findings, at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// Findings beyond those.
    pub more_findings: u64,
    /// Awards that stand more than once with every field equal, at most [`FINDINGS_MAX`]: harmless, no findings.
    pub repetitions: Vec<Repetition>,
    /// Repetitions beyond those.
    pub more_repetitions: u64,
    /// Things that could not be or were not checked, in words for people.
    pub not_checked: Vec<String>,
    /// The same things, one by one.
    pub gaps: Vec<AuditGap>,
    /// The statuses that the log leaves to the next generation; none for a log that was not cut, or not read so far.
    pub legacy: Option<Legacy>,
}

impl AuditReport {
    /// The forks among the findings.
    pub fn forks(&self) -> impl Iterator<Item = &ForkEvidence> {
        self.findings.iter().filter_map(|finding| match finding {
            Finding::Fork(fork) => Some(&**fork),
            _ => None,
        })
    }
}

//! Things that an audit could not look at.

use super::folder_gap::FolderGap;
use crate::fork::ForkError;
use crate::name::Origin;
use crate::record::RecordError;

/// Something that could not be or was not checked; nobody is accused by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditGap {
    /// Records of a newer format.
    #[error("the records from {from} on: {error}")]
    NewerRecords {
        /// Index of the first.
        from: u64,
        /// The reason.
        error: RecordError,
    },
    /// Records that a node did not give.
    #[error("the records from {from} on: {why}")]
    MissingRecords {
        /// Index of the first.
        from: u64,
        /// The reason, in words.
        why: String,
    },
    /// The keys of the log, without a roster.
    #[error("whether the log's keys are admitted: no roster was given")]
    NoRoster,
    /// The keys of the log, which the roster does not list.
    #[error(
        "whether the log's keys are admitted: the roster at hand does not list them for the sizes that they sign; update the roster"
    )]
    KeysNotListed,
    /// So many status records.
    #[error("the targets of {0} status records")]
    Targets(u64),
    /// So many slots.
    #[error("whether {0} slots that are used again hold the same awards again or other ones")]
    RepeatedSlots(u64),
    /// A cut beyond the records.
    #[error("the root at the roster's cut at size {size}: only {held} records are here")]
    BelowCut {
        /// Size of the cut.
        size: u64,
        /// Number of records.
        held: u64,
    },
    /// The root at the cut of this size.
    #[error("the root at the roster's cut at size {0}")]
    CutRoot(u64),
    /// A head of this size above the records that were read.
    #[error("the published head at size {0}, beyond where the audit stopped")]
    HeadBeyond(u64),
    /// The root of a head of this size.
    #[error("the root of the published head at size {0}")]
    HeadRoot(u64),
    /// A head of this size above the records that came.
    #[error("the head at size {0}, beyond where the stream was cut")]
    HeadBeyondStream(u64),
    /// Heads, of which there are none.
    #[error("any head: the node showed none")]
    NoHead,
    /// A fork that a node claims.
    #[error("why the node calls this log forked: it gave no evidence")]
    NoEvidence,
    /// Evidence of a fork that a node holds.
    #[error("the node's evidence of a fork: {0}")]
    Evidence(ForkError),
    /// The evidence of a second history at a size.
    #[error("the evidence of a second history at size {size}: {why}")]
    SecondHistory {
        /// The size.
        size: u64,
        /// The reason, in words.
        why: String,
    },
    /// The end of the log before this one.
    #[error("where {0} was cut: the roster at hand does not say; update the roster")]
    CutOf(Origin),
    /// Statuses of the log before this one.
    #[error(
        "whether this log carries over what the generation before it withdrew: that log was not audited up to its cut"
    )]
    CarriedOver,
    /// Slots of earlier generations.
    #[error("that no slot of an earlier generation is used again")]
    EarlierSlots,
    /// The head that is kept.
    #[error("whether it continues the head that is kept here: that has {kept} records, this node gave {given}")]
    KeptHead {
        /// Records of the head.
        kept: u64,
        /// Records of the node.
        given: u64,
    },
    /// Confirmations by others.
    #[error(
        "whether others saw the same records: no head over them has a quorum ({have} cosignatures, {} needed)", number(*.needed)
    )]
    NoQuorum {
        /// Number of cosignatures.
        have: usize,
        /// Number that must be; none if the roster names too few.
        needed: Option<usize>,
    },
    /// A confirmation at a time that is to come.
    #[error("when it was confirmed: by its cosigners' clocks at {0}, which is to come")]
    ConfirmedAhead(String),
    /// Records since a time at which a head was confirmed last.
    #[error("what came since {0}, when its head was confirmed last")]
    Since(String),
    /// A part of a data folder.
    #[error(transparent)]
    Folder(#[from] FolderGap),
    /// Something else, in words.
    #[error("{0}")]
    Other(String),
}

fn number(needed: Option<usize>) -> String {
    needed.map_or_else(|| "no number".to_owned(), |needed| needed.to_string())
}

impl From<String> for AuditGap {
    fn from(what: String) -> Self {
        Self::Other(what)
    }
}

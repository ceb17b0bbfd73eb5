//! The parts of a log that an audit did not look at, each with the reason.

use crate::fork::ForkError;
use crate::name::Origin;
use crate::record::RecordError;

/// Something that could not be or was not checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unchecked {
    /// Records of a newer program.
    #[error("the records from {from} on: {why}")]
    Records {
        /// Index of the first of them.
        from: u64,
        /// The reason.
        why: RecordError,
    },
    /// A published head of this size behind a break.
    #[error("the published head at size {0}, beyond where the audit stopped")]
    PublishedHead(u64),
    /// The root of a published head of this size.
    #[error("the root of the published head at size {0}")]
    PublishedRoot(u64),
    /// The place at which the roster cut the log before.
    #[error("where {0} was cut: the roster at hand does not say; update the roster")]
    Predecessor(Origin),
    /// The statuses of the generation before.
    #[error(
        "whether this log carries over what the generation before it withdrew: that log was not audited up to its cut"
    )]
    CarriedOver,
    /// The slots of earlier generations.
    #[error("that no slot of an earlier generation is used again")]
    EarlierSlots,
    /// The keys of the log, without a roster.
    #[error("whether the log's keys are admitted: no roster was given")]
    KeysWithoutRoster,
    /// The keys of the log, by a roster that lacks them.
    #[error(
        "whether the log's keys are admitted: the roster at hand does not list them for the sizes that they sign; update the roster"
    )]
    KeysNotListed,
    /// The targets of so many status records.
    #[error("the targets of {0} status records")]
    Targets(u64),
    /// So many slots that are used again.
    #[error("whether {0} slots that are used again hold the same awards again or other ones")]
    Repeats(u64),
    /// The roster's cut, which the records do not reach.
    #[error("the root at the roster's cut at size {size}: only {held} records are here")]
    CutBeyond {
        /// Size of the cut.
        size: u64,
        /// Records that are there.
        held: u64,
    },
    /// The root at the roster's cut at this size.
    #[error("the root at the roster's cut at size {0}")]
    CutRoot(u64),
    /// All that is stored beside records that break off.
    #[error("stored tiles, keys and indexes: the records do not lead to them")]
    Stored,
    /// The seals of the key that signs from this size on.
    #[error("seals by the key that signs from size {0} on: there is none")]
    SealsOfKey(u64),
    /// So many batches without a seal.
    #[error("{0} batches that were not sealed yet when the node stopped")]
    Unsealed(u64),
    /// So many records that are committed and not applied.
    #[error("{0} records that are committed; the node's next start adds them")]
    Committed(u64),
    /// Records from this index on that cannot be read.
    #[error("records from {0} on, which could not all be read")]
    Unread(u64),
    /// The whole log.
    #[error("anything of this log: no record of it could be read")]
    Everything,
    /// Fork evidence that does not hold.
    #[error("the fork evidence that is held: {0}")]
    Fork(ForkError),
    /// Fork evidence, without a roster.
    #[error("the fork evidence that is held: this folder has no roster")]
    ForkWithoutRoster,
    /// A head of this size that is in doubt.
    #[error("a head of {0} records that is in doubt: its records are not here")]
    DoubtedHead(u64),
    /// A head on record of this size that the log did not sign.
    #[error("the head on record at size {0}: no key of this log signed it")]
    UnsignedHead(u64),
    /// A head on record of this size behind a break.
    #[error("the head on record at size {0}, beyond where the audit stopped")]
    RecordedHead(u64),
    /// A sign guard of this size behind a break.
    #[error("the sign guard at size {0}, beyond where the audit stopped")]
    Guard(u64),
    /// Something else, in words.
    #[error("{0}")]
    Other(String),
}

impl From<String> for Unchecked {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

/// Reason for which a log should be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Expected {
    /// The settings of the node name it.
    #[error("node.toml names it as a registry of this node")]
    BySettings,
    /// The roster lists it.
    #[error("the roster in force lists it")]
    ByRoster,
    /// A sign guard remembers that so many records of it were sealed.
    #[error("a sign guard here knows that {0} records of it were sealed")]
    ByGuard(u64),
    /// A sign guard that cannot be read is called after it.
    #[error("a sign guard of it is here")]
    ByUnreadableGuard,
    /// A head of so many records is on record.
    #[error("a head of {0} records is on record in `evidence`")]
    ByHead(u64),
}

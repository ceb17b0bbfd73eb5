//! Things that the audit of a data folder could not look at, and the reasons for which a folder should have a log.

use crate::fork::ForkError;

/// Something in a data folder that could not be or was not checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FolderGap {
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
}

/// Reason for which a data folder should have a log.
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

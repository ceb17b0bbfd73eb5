//! The seam under the store: ordered keys and values in families, written in atomic batches.
//!
//! RocksDB stands behind it in a node, and a memory store that fails on command stands behind it in
//! tests; both pass one contract suite.

use std::ops::ControlFlow;

/// A column family. The text of each says what a thief or a forger of its contents could do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Entries committed and not yet known to be applied on disk. Public content: stolen, it harms nobody;
    /// altered, the batch no longer parses or its base no longer fits, and the node stops.
    Commit,
    /// 256 record bodies a value. Public; altered, its hashes no longer lead to the sealed root.
    Bundle,
    /// 256 hashes a value. Public; altered, proofs fail and an audit names the tile.
    Tile,
    /// The unfilled last bundle and tiles, in pieces. Public; as `Bundle` and `Tile`.
    Tail,
    /// Root and seal at the end of each batch. Public; altered, the signature fails.
    Seal,
    /// The catalogue of logs, their state, heads and fork evidence. Public; altered, opening refuses.
    Meta,
    /// Derived from the records and rebuilt from them: tags, slots, statuses. Public; altered, a lookup
    /// misses or an audit differs; deleting it costs only time.
    Index,
    /// A data key per pupil, wrapped by the vault key. Stolen, it needs the vault key.
    Pupil,
    /// Documents, encrypted under their pupil's data key. As `Pupil`.
    Document,
    /// Keyed hashes of issued documents, to recognise a repetition. Useless without the vault key.
    Issued,
    /// Everything that is held on a pupil beside the documents, under the pupil's data key: the wallet's key and link
    /// secret, tag counters, the list of documents, the access log. As `Pupil`; it shows how many entries each
    /// nameless pupil has, and not who the pupil is.
    Holding,
    /// Lookups of a pupil by a wallet's key or a ticket: keyed hashes. Stolen, it redeems no ticket and names no
    /// wallet; altered, a lookup is refused.
    Find,
    /// Copies of wallets that the pupils of other schools keep here, encrypted by them. Stolen, it needs their 24
    /// words, and it does not name the pupils; altered, the wallet finds it.
    Mailbox,
}

/// The families of the ledger database.
pub const LEDGER_FAMILIES: &[Family] =
    &[Family::Commit, Family::Bundle, Family::Tile, Family::Tail, Family::Seal, Family::Meta, Family::Index];
/// The families of the vault database.
///
/// The order of the families is frozen: it numbers them in a backup.
pub const VAULT_FAMILIES: &[Family] =
    &[Family::Pupil, Family::Document, Family::Issued, Family::Holding, Family::Find, Family::Mailbox];

impl Family {
    /// The family's name on disk.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Bundle => "bundle",
            Self::Tile => "tile",
            Self::Tail => "tail",
            Self::Seal => "seal",
            Self::Meta => "meta",
            Self::Index => "index",
            Self::Pupil => "pupil",
            Self::Document => "document",
            Self::Issued => "issued",
            Self::Holding => "holding",
            Self::Find => "find",
            Self::Mailbox => "mailbox",
        }
    }
}

/// Moment at which a write returns: before or after it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// In order, on disk with the next synced write.
    Unsynced,
    /// On disk when the call returns, and everything before it too.
    Synced,
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets a value.
    Put(Family, Vec<u8>, Vec<u8>),
    /// Removes a key.
    Delete(Family, Vec<u8>),
}

impl Change {
    /// Returns the family and the key that the change is about.
    pub fn place(&self) -> (Family, &[u8]) {
        match self {
            Self::Put(family, key, _) | Self::Delete(family, key) => (*family, key),
        }
    }
}

/// Changes that happen together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch(pub Vec<Change>);

impl Batch {
    /// Sets a value.
    pub fn put(&mut self, family: Family, key: Vec<u8>, value: Vec<u8>) {
        self.0.push(Change::Put(family, key, value));
    }

    /// Removes a key.
    pub fn delete(&mut self, family: Family, key: Vec<u8>) {
        self.0.push(Change::Delete(family, key));
    }
}

/// Reason for which the storage below failed. The first failed write is final: the engine then refuses every further
/// one, because the contents of the disk after a failed sync cannot be known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The database could not be opened.
    #[error("the database {path} cannot be opened: {why}")]
    Open {
        /// Path of the database.
        path: String,
        /// The error of the engine.
        why: String,
    },
    /// There is no database, and none was to be made.
    #[error("there is no database in {path}")]
    Missing {
        /// Path at which it should be.
        path: String,
    },
    /// Another process has it open.
    #[error("the data folder {path} is in use by another process")]
    InUse {
        /// Path of the database.
        path: String,
    },
    /// A read failed or found a damaged block.
    #[error("a stored value in `{family}` cannot be read: {why}")]
    Read {
        /// The family.
        family: &'static str,
        /// The error of the engine.
        why: String,
    },
    /// A write or sync failed.
    #[error("a write to disk failed, so nothing more is written until a restart: {why}")]
    Write {
        /// The error of the engine.
        why: String,
    },
    /// A family's files could not be rewritten: values that were removed from it may still stand in one of them.
    #[error("the files of `{family}` are not all rewritten: {file} is still there; this is tried again later")]
    NotRewritten {
        /// The family.
        family: &'static str,
        /// A file that is left.
        file: String,
    },
    /// A write was refused because an earlier one failed.
    #[error("writing stopped after an earlier failure: {why}")]
    Stopped {
        /// The earlier failure.
        why: String,
    },
    /// The system had no room for a write.
    #[error("the disk of {path} is full; free some space and start the node again ({why})")]
    NoSpace {
        /// The database's folder.
        path: String,
        /// The error of the engine.
        why: String,
    },
    /// The disk is nearly full.
    #[error(
        "only {free_mib} MiB are free in the data folder's disk and {reserve_mib} MiB are kept in reserve; free some space and start the node again"
    )]
    DiskFull {
        /// Free space in MiB.
        free_mib: u64,
        /// Space in MiB that must stay free.
        reserve_mib: u64,
    },
}

impl EngineError {
    /// Returns true if stored data was found damaged, and not if the disk is full, locked, or refuses to write.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Read { why, .. } | Self::Open { why, .. } if is_damage(why))
    }
}

/// Returns true for RocksDB's words for a block whose checksum fails, and the system's words for a sector that cannot
/// be read and for a file of the database that is gone.
pub(crate) fn is_damage(why: &str) -> bool {
    ["Corruption", "Input/output error", "No such file or directory"].iter().any(|words| why.contains(words))
}

/// Returns true for the system's words for a disk or a quota that is used up.
pub(crate) fn is_no_space(why: &str) -> bool {
    ["No space left on device", "Disk quota exceeded"].iter().any(|words| why.contains(words))
}

/// A stored key with its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The key.
    pub key: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
}

/// Ordered storage of keys and values.
pub trait Engine: Send + Sync {
    /// The value of a key.
    fn get(&self, family: Family, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError>;

    /// Visits keys from `from` (included) to `until` (excluded), ascending, until told to stop.
    fn scan(&self, family: Family, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), EngineError>;

    /// The greatest key below `until` and not below `from`, with its value.
    fn last(&self, family: Family, from: &[u8], until: &[u8]) -> Result<Option<Pair>, EngineError>;

    /// Writes a batch.
    fn write(&self, batch: Batch, durability: Durability) -> Result<(), EngineError>;

    /// Makes everything written so far durable.
    fn sync(&self) -> Result<(), EngineError>;

    /// Adds pairs, ascending by key, to a derived family, all at once and durably, beside the write-ahead log.
    fn ingest(&self, family: Family, pairs: Vec<Pair>) -> Result<(), EngineError>;

    /// Writes the values in memory to their final files, so that a restart has nothing to replay.
    fn flush(&self) -> Result<(), EngineError>;

    /// Rewrites a family's files, so that removed values are in no file of the database any more. Takes as long as
    /// copying the family.
    fn compact(&self, family: Family) -> Result<(), EngineError>;
}

/// Function that a scan calls for each pair.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_texts_of_damage_are_told_apart_from_those_of_a_full_disk() {
        let rows = [
            ("Corruption: block checksum mismatch: stored = 1, computed = 2 in ledger/000033.sst", true, false),
            ("Corruption: Sst file size mismatch: ledger/000075.sst", true, false),
            ("IO error: While pread offset 4096 len 512: ledger/000033.sst: Input/output error", true, false),
            ("IO error: No such file or directory: While open a file for random read: ledger/000121.sst", true, false),
            ("IO error: No space left on device: While appending to file: ledger/000200.log", false, true),
            ("IO error: While lock file: ledger/LOCK: Resource temporarily unavailable", false, false),
        ];
        for (why, damage, no_space) in rows {
            assert_eq!((is_damage(why), is_no_space(why)), (damage, no_space), "{why}");
            assert_eq!(EngineError::Read { family: "index", why: why.to_owned() }.is_damage(), damage, "{why}");
        }
    }
}

//! Layout of the ledger database: its keys (docs/spec/store.md).
//!
//! Every key of a log begins with the log's number in this database, so that one write-ahead log and
//! one sync serve all the logs of a node.

use attestat_ledger::name::Origin;
use attestat_ledger::tile::{TILE_WIDTH, TileId};

/// A log's number in this database; never sent anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogNumber(pub(crate) u32);

/// Length of the log number in front of every key.
const PREFIX: usize = 4;

impl LogNumber {
    fn key(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut key = Vec::with_capacity(PREFIX + parts.iter().map(|part| part.len()).sum::<usize>());
        key.extend_from_slice(&self.0.to_be_bytes());
        parts.iter().for_each(|part| key.extend_from_slice(part));
        key
    }

    /// First key of the log in a family.
    pub(crate) fn first(self) -> Vec<u8> {
        self.key(&[])
    }

    /// First key after the log in a family.
    pub(crate) fn end(self) -> Vec<u8> {
        self.0.wrapping_add(1).to_be_bytes().to_vec()
    }

    /// A commit-log entry, a bundle or a seal: the base size, the bundle's number, the size.
    pub(crate) fn numbered(self, number: u64) -> Vec<u8> {
        self.key(&[&number.to_be_bytes()])
    }

    pub(crate) fn tile(self, id: TileId) -> Vec<u8> {
        self.key(&[&[id.level], &id.number.to_be_bytes()])
    }

    /// A piece of the unfilled bundle, by the index of its first record.
    pub(crate) fn tail_bodies(self, first: u64) -> Vec<u8> {
        self.key(&[&[0], &first.to_be_bytes()])
    }

    /// A hash of an unfilled tile above level 0.
    pub(crate) fn tail_hash(self, level: u8, index: u64) -> Vec<u8> {
        self.key(&[&[level], &index.to_be_bytes()])
    }

    /// A named value of the log.
    pub(crate) fn named(self, name: &str) -> Vec<u8> {
        self.key(&[name.as_bytes()])
    }

    /// A signing key, by the first sealed size that it signs.
    pub(crate) fn key_from(self, size: u64) -> Vec<u8> {
        self.key(&[b"key/", &size.to_be_bytes()])
    }

    pub(crate) fn tag(self, tag: &[u8], index: u64) -> Vec<u8> {
        self.key(&[b"t", tag, &index.to_be_bytes()])
    }

    pub(crate) fn slot_page(self, page: u32) -> Vec<u8> {
        self.key(&[b"b", &page.to_be_bytes()])
    }

    /// A status change, by the index of its record.
    pub(crate) fn status(self, index: u64) -> Vec<u8> {
        self.key(&[b"s", &index.to_be_bytes()])
    }

    pub(crate) fn index_named(self, name: &[u8]) -> Vec<u8> {
        self.key(&[name])
    }
}

/// The number at the end of a key made by [`LogNumber::numbered`] or one of the tail keys.
pub(crate) fn last_number(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>().map(|number| u64::from_be_bytes(*number))
}

/// Key of a log in the catalogue; number 0 is never given to a log.
pub(crate) fn catalogue(origin: &Origin) -> Vec<u8> {
    LogNumber(0).key(&[origin.as_str().as_bytes()])
}

/// The origin in a catalogue key.
pub(crate) fn catalogue_origin(key: &[u8]) -> Option<Origin> {
    Origin::parse(std::str::from_utf8(key.get(PREFIX..)?).ok()?).ok()
}

/// The bundle that holds a record, and the record's place in it.
pub(crate) fn bundle_of(index: u64) -> (u64, usize) {
    (index / TILE_WIDTH, usize::try_from(index % TILE_WIDTH).unwrap_or(0))
}

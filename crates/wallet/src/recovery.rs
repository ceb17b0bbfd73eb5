//! Search for a child's records with nothing but the words: by tags, on any replica (docs/spec/wallet.md, "Recovery
//! search").
//!
//! A [`Search`] looks through the logs of one registry; it does no I/O. It asks for buckets of the tag index
//! ([`Query`]: a prefix of so few bits that at least 1,000 records are expected to share it, so that the node does not
//! learn which of them are meant), takes their entries, and returns in the end the child's records and the next
//! counters. Use one connection for a registry: a node that is asked for two registries over one connection could link
//! them.
//!
//! | rule | |
//! | --- | --- |
//! | years | from the log's first to its last |
//! | counters | from 0 until 64 in a row are not found, in each year |
//! | epochs | from 0 until three in a row have no record at all |
//!
//! Records that a node leaves out cannot be noticed here: ask two nodes, and take the records that either has found.

mod bucket;
mod window;

use std::collections::BTreeMap;

use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::TAG_BYTES;

pub use bucket::{BUCKET_RECORDS_MIN, Prefix, prefix_bits};

use crate::keyring::{Epoch, Keyring};
use bucket::{ENTRY_BYTES, Entries};
use window::Window;

/// Number of counters in a row that must be absent for a year to end.
pub const GAP_LIMIT: u32 = 64;
/// Number of epochs in a row that must be empty for the search to end.
pub const EMPTY_EPOCHS: u32 = 3;
/// Most logs of one registry, one for each generation.
pub const LOGS_MAX: usize = 32;
/// Most years of one registry's logs.
pub const YEARS_MAX: u16 = 100;

/// Reason for which a search cannot begin, or an answer is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// No log was given, or too many.
    #[error("{0} logs of one registry were given; give 1 to 32")]
    Logs(usize),
    /// A log of another registry was given.
    #[error("{0} is a log of another registry; search each registry by itself")]
    OtherRegistry(Origin),
    /// The years do not ascend, or span more than [`YEARS_MAX`].
    #[error("{0} claims records of the years {1} to {2}, which cannot be; ask another node about it")]
    Years(Origin, u16, u16),
    /// The answer does not consist of whole entries.
    #[error("the node's entries are not whole; ask another node")]
    Torn,
    /// An entry lies outside of the bucket, or is out of order.
    #[error("the node answered with entries that were not asked for; ask another node")]
    NotAsked,
    /// The answer has more entries than any bucket of an honest log.
    #[error("the node answered with more entries than there can be; ask another node")]
    TooMany,
}

/// One log, as a node's head and first record describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogExtent {
    /// The log.
    pub origin: Origin,
    /// Its records.
    pub size: u64,
    /// UTC year of its first record's day.
    pub first_year: u16,
    /// UTC year of its last record's day.
    pub last_year: u16,
}

/// One bucket of a log's tag index: `FindTags`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The log.
    pub origin: Origin,
    /// The first bits of the tags wanted.
    pub prefix: Prefix,
    log: usize,
}

/// A record that carries one of the child's tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The log.
    pub origin: Origin,
    /// Its index there.
    pub index: u64,
    /// The epoch of the link secret.
    pub epoch: Epoch,
    /// The year of the tag.
    pub year: u16,
    /// The counter of the tag.
    pub counter: u32,
}

/// Result of a search in one registry's logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The registry.
    pub registry: RegistryId,
    /// The child's records, by epoch, year and counter.
    pub records: Vec<Found>,
    /// The counter that comes next, by epoch and year, where there are records.
    pub next_counters: BTreeMap<(Epoch, u16), u32>,
    /// The newest epoch with records: the registry should know the child by the keys of this epoch.
    pub newest_epoch: Option<Epoch>,
    /// Number of records that were not searched: those at the logs' ends that the nodes had not indexed yet, and those
    /// of buckets for which no node answered.
    pub not_looked_at: u64,
}

/// A search through the logs of one registry.
pub struct Search<'k> {
    keys: &'k Keyring,
    registry: RegistryId,
    logs: Vec<LogExtent>,
    years: (u16, u16),
    windows: Vec<Window>,
    epochs_open: u32,
    pending: BTreeMap<(usize, Prefix), BTreeMap<[u8; TAG_BYTES], Wanted>>,
    asked: Option<Asked>,
    found: BTreeMap<(Epoch, u16, u32), (usize, u64)>,
    not_covered: BTreeMap<usize, u64>,
}

/// A tag that is looked for.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    window: usize,
    counter: u32,
}

/// The bucket that is being answered.
struct Asked {
    query: Query,
    wanted: BTreeMap<[u8; TAG_BYTES], Wanted>,
    entries: Entries,
}

impl<'k> Search<'k> {
    /// Begins a search through `logs`, which are all of one registry.
    pub fn new(keys: &'k Keyring, registry: &RegistryId, logs: Vec<LogExtent>) -> Result<Self, SearchError> {
        if logs.is_empty() || logs.len() > LOGS_MAX {
            return Err(SearchError::Logs(logs.len()));
        }
        if let Some(other) = logs.iter().find(|log| log.origin.registry() != registry) {
            return Err(SearchError::OtherRegistry(other.origin.clone()));
        }
        let possible =
            |log: &&LogExtent| log.last_year.checked_sub(log.first_year).is_some_and(|span| span < YEARS_MAX);
        if let Some(log) = logs.iter().find(|log| !possible(log)) {
            return Err(SearchError::Years(log.origin.clone(), log.first_year, log.last_year));
        }
        let first = logs.iter().map(|log| log.first_year).min().unwrap_or_default();
        let last = logs.iter().map(|log| log.last_year).max().unwrap_or_default();
        if last - first >= YEARS_MAX {
            let log = logs.first().map(|log| log.origin.clone()).ok_or(SearchError::Logs(0))?;
            return Err(SearchError::Years(log, first, last));
        }
        let mut search = Self {
            keys,
            registry: registry.clone(),
            logs,
            years: (first, last),
            windows: Vec::new(),
            epochs_open: 0,
            pending: BTreeMap::new(),
            asked: None,
            found: BTreeMap::new(),
            not_covered: BTreeMap::new(),
        };
        search.advance();
        Ok(search)
    }

    /// The bucket to ask for next; `None` when the search is over. A bucket that was handed out before and
    /// neither completed nor given up is handed out again.
    pub fn next_query(&mut self) -> Option<Query> {
        if let Some(asked) = &mut self.asked {
            asked.entries = Entries::default();
            return Some(asked.query.clone());
        }
        if self.pending.is_empty() {
            self.advance();
        }
        let ((log, prefix), wanted) = self.pending.pop_first()?;
        let origin = self.logs.get(log)?.origin.clone();
        let query = Query { origin, prefix, log };
        self.asked = Some(Asked { query: query.clone(), wanted, entries: Entries::default() });
        Some(query)
    }

    /// Takes entries of the bucket that was asked for, `(tag [16] ‖ index u64)` each, as they come. After an
    /// error the bucket counts as not asked: ask another node for it, or give it up.
    pub fn take_entries(&mut self, entries: &[u8]) -> Result<(), SearchError> {
        let Some(asked) = &mut self.asked else { return Err(SearchError::NotAsked) };
        let (whole, []) = entries.as_chunks::<ENTRY_BYTES>() else { return Err(SearchError::Torn) };
        for entry in whole {
            let (tag, index) = asked.entries.accept(entry, &asked.query.prefix)?;
            if asked.wanted.contains_key(&tag) {
                asked.entries.hits.entry(tag).or_insert(index);
            }
        }
        Ok(())
    }

    /// Ends the bucket, which is complete. The node's index covered the log's first `indexed_size` records; entries
    /// about later ones do not count.
    pub fn complete(&mut self, indexed_size: u64) {
        let Some(Asked { query, wanted, entries }) = self.asked.take() else { return };
        let size = self.logs.get(query.log).map_or(0, |log| log.size);
        self.uncovered(query.log, size.saturating_sub(indexed_size));
        for (tag, index) in entries.hits.into_iter().filter(|(_, index)| *index < indexed_size) {
            let Some(wanted) = wanted.get(&tag) else { continue };
            let Some(window) = self.windows.get_mut(wanted.window) else { continue };
            window.note(wanted.counter);
            self.found.entry((window.epoch, window.year, wanted.counter)).or_insert((query.log, index));
        }
    }

    /// Gives up the bucket that was asked for, because no node answers: the search goes on without it, and the outcome
    /// says so.
    pub fn give_up(&mut self) {
        if let Some(asked) = self.asked.take() {
            let size = self.logs.get(asked.query.log).map_or(0, |log| log.size);
            self.uncovered(asked.query.log, size);
        }
    }

    /// Ends the search and returns its result.
    pub fn outcome(self) -> Outcome {
        let record = |((epoch, year, counter), (log, index)): (&(Epoch, u16, u32), &(usize, u64))| {
            let origin = self.logs.get(*log)?.origin.clone();
            Some(Found { origin, index: *index, epoch: *epoch, year: *year, counter: *counter })
        };
        let mut next_counters = BTreeMap::new();
        for (epoch, year, counter) in self.found.keys() {
            next_counters.insert((*epoch, *year), counter.saturating_add(1));
        }
        Outcome {
            records: self.found.iter().filter_map(record).collect(),
            newest_epoch: self.found.keys().map(|(epoch, _, _)| *epoch).max(),
            next_counters,
            not_looked_at: self.not_covered.values().sum(),
            registry: self.registry,
        }
    }

    fn uncovered(&mut self, log: usize, records: u64) {
        if records > 0 {
            let most = self.not_covered.entry(log).or_default();
            *most = records.max(*most);
        }
    }

    /// Opens the epochs and extends the windows that the records found so far call for; a search is over when no tag is
    /// left to look for.
    fn advance(&mut self) {
        let newest = self.found.keys().map(|(epoch, _, _)| epoch.number()).max();
        let epochs = newest.map_or(EMPTY_EPOCHS, |epoch| epoch.saturating_add(1 + EMPTY_EPOCHS)).min(Epoch::LIMIT);
        for epoch in self.epochs_open..epochs {
            let link = self.keys.link_secret(&self.registry, Epoch::from_number(epoch));
            let windows = (self.years.0..=self.years.1).map(|year| Window::new(Epoch::from_number(epoch), year, &link));
            self.windows.extend(windows);
        }
        self.epochs_open = self.epochs_open.max(epochs);
        for (at, window) in self.windows.iter_mut().enumerate() {
            for (counter, tag) in window.extend() {
                let wanted = Wanted { window: at, counter };
                for (log, extent) in self.logs.iter().enumerate() {
                    if (extent.first_year..=extent.last_year).contains(&window.year) {
                        let prefix = Prefix::of(&tag, prefix_bits(extent.size));
                        self.pending.entry((log, prefix)).or_default().insert(tag, wanted);
                    }
                }
            }
        }
    }
}

impl core::fmt::Debug for Search<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Search(redacted)")
    }
}

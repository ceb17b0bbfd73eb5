//! A store in memory that fails on command, for tests of the state that a crash, a failed write or a lost write
//! leaves.
//!
//! It keeps durable values apart from values that are only written, as a disk behind a cache does.

use crate::engine::{Batch, Change, Durability, Engine, EngineError, Family, Pair, Visit};
use crate::guard::{Guard, GuardError, Sealed, check_forward};
use crate::latch::Latch;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Fate of the write that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The write never reached the disk.
    Lost,
    /// The write is on the disk although the caller was told that it failed.
    Persisted,
}

/// The disk: survives a crash of the process that uses it.
#[derive(Debug, Clone, Default)]
pub struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    durable: Contents,
    written: Contents,
    /// Writes since the last sync, in order.
    unsynced: Vec<Batch>,
    writes: u64,
    fail: Option<(u64, Fate)>,
    /// Sign guards, files of their own: durable when written.
    guards: BTreeMap<Origin, Sealed>,
    /// True while compactions wait before they end.
    paused: bool,
    /// Compactions that began.
    compactions: u64,
}

/// Guard during whose life compactions wait before they end.
#[derive(Debug)]
pub struct PausedCompaction(Disk);

impl PausedCompaction {
    /// Waits until a compaction has begun.
    pub fn wait_until_one_began(&self) {
        while self.0.state().compactions == 0 {
            std::thread::sleep(PAUSE);
        }
    }
}

impl Drop for PausedCompaction {
    fn drop(&mut self) {
        self.0.state().paused = false;
    }
}

/// Sleep between two looks at the state that a thread waits for.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(1);

#[derive(Debug, Clone, Default)]
struct Contents(BTreeMap<(Family, Vec<u8>), Vec<u8>>);

impl Contents {
    fn apply(&mut self, batch: &Batch) {
        for change in &batch.0 {
            match change {
                Change::Put(family, key, value) => {
                    self.0.insert((*family, key.clone()), value.clone());
                }
                Change::Delete(family, key) => {
                    self.0.remove(&(*family, key.clone()));
                }
            }
        }
    }
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets write number `number` (counted from 0 over all handles) fail.
    pub fn fail_write(&self, number: u64, fate: Fate) {
        self.state().fail = Some((number, fate));
    }

    /// Writes seen so far.
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// Cuts the power: of the writes since the last sync only the first `kept` stay.
    pub fn crash(&self, kept: usize) {
        let mut state = self.state();
        state.fail = None;
        let unsynced = std::mem::take(&mut state.unsynced);
        for batch in unsynced.iter().take(kept) {
            state.durable.apply(batch);
        }
        state.written = state.durable.clone();
    }

    /// Lets compactions that begin from now on wait before they end.
    pub fn pause_compactions(&self) -> PausedCompaction {
        let mut state = self.state();
        (state.paused, state.compactions) = (true, 0);
        PausedCompaction(self.clone())
    }

    /// Writes since the last sync.
    pub fn unsynced(&self) -> usize {
        self.state().unsynced.len()
    }

    /// Flips one bit of the stored value number `at` (counted over all families in key order); returns
    /// its family, or none when there is no such value.
    pub fn flip_bit(&self, at: usize, bit: usize) -> Option<Family> {
        let mut state = self.state();
        let ((family, key), value) = state.durable.0.iter().nth(at).map(|(key, value)| (key.clone(), value.clone()))?;
        let mut value = value;
        if value.is_empty() {
            return None;
        }
        let position = bit / 8 % value.len();
        if let Some(byte) = value.get_mut(position) {
            *byte ^= 1 << (bit % 8);
        }
        state.durable.0.insert((family, key.clone()), value.clone());
        state.written.0.insert((family, key), value);
        Some(family)
    }

    /// Number of stored values.
    pub fn values(&self) -> usize {
        self.state().durable.0.len()
    }

    /// Copies the disk as it is now, as a backup tool would.
    pub fn copy(&self) -> Self {
        let state = self.state();
        let copied = State {
            durable: state.durable.clone(),
            written: state.durable.clone(),
            unsynced: Vec::new(),
            writes: 0,
            fail: None,
            guards: state.guards.clone(),
            ..State::default()
        };
        Self(Arc::new(Mutex::new(copied)))
    }
}

/// A process's handle on a [`Disk`].
#[derive(Debug)]
pub struct Memory {
    disk: Disk,
    latch: Latch,
}

impl Memory {
    /// Opens the disk.
    pub fn open(disk: &Disk) -> Self {
        Self { disk: disk.clone(), latch: Latch::default() }
    }
}

/// A sign guard on a [`Disk`]: its writes are counted, and fail, in one numbering with the store's.
#[derive(Debug)]
pub struct MemoryGuard {
    disk: Disk,
    origin: Origin,
    sealed: Sealed,
    failed: bool,
}

impl MemoryGuard {
    /// Makes the guard of a new log: nothing sealed yet.
    pub fn create(disk: &Disk, origin: &Origin) -> Result<Self, GuardError> {
        let sealed = Sealed { size: 0, root: RootHash::empty() };
        if disk.state().guards.contains_key(origin) {
            return Err(GuardError::Exists(origin.to_string()));
        }
        disk.state().guards.insert(origin.clone(), sealed);
        Self::open(disk, origin)
    }

    /// Opens the guard of a log.
    pub fn open(disk: &Disk, origin: &Origin) -> Result<Self, GuardError> {
        let sealed = disk.state().guards.get(origin).cloned();
        let sealed = sealed.ok_or_else(|| GuardError::Missing(origin.to_string()))?;
        Ok(Self { disk: disk.clone(), origin: origin.clone(), sealed, failed: false })
    }
}

impl Guard for MemoryGuard {
    fn sealed(&self) -> &Sealed {
        &self.sealed
    }

    fn advance(&mut self, to: Sealed) -> Result<(), GuardError> {
        if self.failed {
            return Err(GuardError::Write("an earlier write of it failed".to_owned()));
        }
        check_forward(&self.sealed, &to)?;
        let mut state = self.disk.state();
        let fate = state.next_write();
        if fate != Some(Fate::Lost) {
            state.guards.insert(self.origin.clone(), to.clone());
        }
        if fate.is_some() {
            self.failed = true;
            return Err(GuardError::Write("told to fail".to_owned()));
        }
        self.sealed = to;
        Ok(())
    }
}

impl State {
    /// Counts a write; `Some` when it is the one that fails.
    fn next_write(&mut self) -> Option<Fate> {
        let number = self.writes;
        self.writes += 1;
        self.fail.filter(|(at, _)| *at == number).map(|(_, fate)| fate)
    }

    fn settle(&mut self) {
        self.durable = self.written.clone();
        self.unsynced.clear();
    }

    fn write(&mut self, batch: Batch, durability: Durability) -> Result<(), EngineError> {
        let fate = self.next_write();
        if fate != Some(Fate::Lost) {
            self.written.apply(&batch);
            self.unsynced.push(batch);
            if durability == Durability::Synced {
                self.settle();
            }
        }
        match fate {
            None => Ok(()),
            Some(_) => Err(EngineError::Write { why: "told to fail".to_owned() }),
        }
    }
}

impl Engine for Memory {
    fn get(&self, family: Family, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        Ok(self.disk.state().written.0.get(&(family, key.to_vec())).cloned())
    }

    fn scan(&self, family: Family, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), EngineError> {
        let range = (family, from.to_vec())..(family, until.to_vec());
        if range.start >= range.end {
            return Ok(());
        }
        let pairs: Vec<_> =
            self.disk.state().written.0.range(range).map(|(key, value)| (key.1.clone(), value.clone())).collect();
        for (key, value) in pairs {
            if visit(&key, &value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn last(&self, family: Family, from: &[u8], until: &[u8]) -> Result<Option<Pair>, EngineError> {
        let range = (family, from.to_vec())..(family, until.to_vec());
        if range.start >= range.end {
            return Ok(None);
        }
        let state = self.disk.state();
        let last = state.written.0.range(range).next_back();
        Ok(last.map(|((_, key), value)| Pair { key: key.clone(), value: value.clone() }))
    }

    fn write(&self, batch: Batch, durability: Durability) -> Result<(), EngineError> {
        self.latch.check()?;
        self.latch.watch(self.disk.state().write(batch, durability))
    }

    fn sync(&self) -> Result<(), EngineError> {
        self.latch.check()?;
        self.latch.watch(self.disk.state().write(Batch::default(), Durability::Synced))
    }

    fn ingest(&self, family: Family, pairs: Vec<Pair>) -> Result<(), EngineError> {
        self.latch.check()?;
        let changes = pairs.into_iter().map(|Pair { key, value }| Change::Put(family, key, value)).collect();
        let mut state = self.disk.state();
        let fate = state.next_write();
        if fate != Some(Fate::Lost) {
            // An ingested file is durable by itself, whatever was written before it.
            let batch = Batch(changes);
            state.durable.apply(&batch);
            state.written.apply(&batch);
        }
        let result = match fate {
            None => Ok(()),
            Some(_) => Err(EngineError::Write { why: "told to fail".to_owned() }),
        };
        drop(state);
        self.latch.watch(result)
    }

    fn flush(&self) -> Result<(), EngineError> {
        self.sync()
    }

    /// Settles what is written: removed values are gone at once, and only writes that were not synced could still
    /// hold them.
    fn compact(&self, _: Family) -> Result<(), EngineError> {
        self.disk.state().compactions += 1;
        while self.disk.state().paused {
            std::thread::sleep(PAUSE);
        }
        self.sync()
    }
}

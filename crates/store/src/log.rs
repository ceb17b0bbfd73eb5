//! One stored log: growing it, and the few values that give its state.

mod error;
mod open;
mod remains;

pub use error::StoreError;
pub use remains::Remains;

use crate::checksum::{self, CheckedValue};
use crate::engine::{Batch, Durability, Engine, Family, Pair};
use crate::index::Progress;
use crate::layout::{LogNumber, last_number};
use crate::lock::lock;
use crate::stored_state::{StoredSeal, StoredState};
use crate::tail::Tail;
use crate::tree::{TileCache, Tree};
use attestat_ledger::chain::{Appended, Awards, ChainError, LogState, VerifiedBatch};
use attestat_ledger::checkpoint::{Checkpoint, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::{PublicKey, Signature};
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Content, Record};
use attestat_ledger::status::StatusSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Treatment of a damaged index on opening; it can be built again from the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexRepair {
    /// Names the damage and leaves everything as it lies: for audits.
    Leave,
    /// Throws the index away; the indexer builds it again.
    Mend,
}

/// A log in the ledger database.
pub struct Log {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) number: LogNumber,
    pub(crate) tiles: TileCache,
    pub(crate) progress: Progress,
    /// The statuses at the one earlier size that was asked for last: 8 bytes of a tree map's entry and 9 of the tree
    /// for each slot, as in the state itself.
    pub(crate) asked_statuses: Mutex<Option<(u64, Arc<StatusSet>)>>,
    origin: Origin,
    writing: Mutex<()>,
    view: RwLock<Arc<View>>,
}

/// A log at one moment, which a reader holds while the writer goes on. Bundles and tiles that are full in it are on
/// disk and never change; the rest is here.
pub(crate) struct View {
    pub(crate) state: Arc<LogState>,
    pub(crate) tail: Tail,
}

impl Log {
    /// Makes a log of which nothing was read yet.
    pub(crate) fn unread(engine: Arc<dyn Engine>, number: LogNumber, origin: Origin) -> Self {
        let empty = View { state: Arc::new(LogState::empty(origin.clone())), tail: Tail::default() };
        Self {
            engine,
            number,
            tiles: TileCache::default(),
            progress: Progress::default(),
            asked_statuses: Mutex::default(),
            origin,
            writing: Mutex::default(),
            view: RwLock::new(Arc::new(empty)),
        }
    }

    /// Number that tells this copy of the log from those that it replaced.
    pub fn copy_number(&self) -> u32 {
        self.number.0
    }

    /// The log's origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The state after the last stored record.
    pub fn state(&self) -> Arc<LogState> {
        self.view().state.clone()
    }

    /// Returns the tree of the log as it is in a view.
    pub(crate) fn tree<'a>(&'a self, view: &'a View) -> Tree<'a> {
        let (engine, tiles) = (&*self.engine, &self.tiles);
        Tree { engine, number: self.number, tiles, size: view.state.size(), tail: &view.tail }
    }

    pub(crate) fn view(&self) -> Arc<View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_view(&self, state: LogState, tail: Tail) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(View { state: Arc::new(state), tail });
    }

    /// Stores records that follow from the current state: bundles, tiles, pieces, state and the root
    /// of the batch, in one atomic write that nothing waits for.
    ///
    /// A crash before it is on disk loses it; the commit log or the mirror's next pull brings it back.
    pub(crate) fn apply(&self, appended: &Appended, seal: Option<&Signature>) -> Result<(), StoreError> {
        let _writing = lock(&self.writing);
        let View { state, tail } = &*self.view();
        self.check_continues(state, appended)?;
        let next = appended.next();
        let mut tail = tail.clone();
        let mut batch = Batch::default();
        let whole = tail.append(self.number, appended, &mut batch);
        whole.ok_or_else(|| StoreError::OtherLog(self.origin.to_string()))?;
        checksum::put(&mut batch, Family::Meta, self.number.named(STATE), StoredState::of(next).bytes());
        if let Some(key) = next.key.as_ref().filter(|key| state.key.as_ref() != Some(key)) {
            checksum::put(&mut batch, Family::Meta, self.number.key_from(next.size()), key.as_bytes().to_vec());
        }
        let end = StoredSeal { root: next.root(), seal: seal.copied() };
        checksum::put(&mut batch, Family::Seal, self.number.numbered(next.size()), end.bytes());
        self.engine.write(batch, Durability::Unsynced)?;
        self.set_view(next.clone(), tail);
        Ok(())
    }

    /// Checks that the records were made or verified for the current state.
    fn check_continues(&self, state: &LogState, appended: &Appended) -> Result<(), StoreError> {
        if appended.first() != state.size() {
            return Err(ChainError::WrongIndex { expected: state.size(), given: appended.first() }.into());
        }
        let first = appended.bodies().iter().next().and_then(|body| Record::parse(body).ok());
        let continues = first.is_some_and(|record| record.previous == state.last);
        if continues && appended.next().origin == self.origin {
            Ok(())
        } else {
            Err(StoreError::OtherLog(self.origin.to_string()))
        }
    }

    /// Stores a batch of a mirrored log. Only a [`VerifiedBatch`] can be stored, and only after the record that it
    /// was verified against.
    pub fn append_verified(&self, batch: &VerifiedBatch) -> Result<(), StoreError> {
        self.apply(batch.appended(), Some(batch.seal().seal()))
    }

    /// Makes everything stored so far durable. A mirror does so before it cosigns.
    pub fn sync(&self) -> Result<(), StoreError> {
        Ok(self.engine.sync()?)
    }

    /// Keeps fork evidence, durably: from here on every answer about this log carries it.
    pub fn set_fork(&self, fork: &ForkEvidence) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        Self::put_fork(&mut batch, self.number, fork);
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    pub(crate) fn put_fork(batch: &mut Batch, number: LogNumber, fork: &ForkEvidence) {
        checksum::put(batch, Family::Meta, number.named(FORK), fork.to_string().into_bytes());
    }

    /// Returns the fork evidence, if this log forked.
    pub fn fork(&self) -> Result<Option<ForkEvidence>, StoreError> {
        let parse = |text: Vec<u8>| ForkEvidence::parse(std::str::from_utf8(&text).ok()?).ok();
        let text = self.named(FORK, "the fork evidence")?;
        text.map(|text| parse(text).ok_or_else(|| damaged("the fork evidence"))).transpose()
    }

    /// Notes the number `old` of the log that `number` replaces.
    pub(crate) fn put_aside_number(batch: &mut Batch, number: LogNumber, old: LogNumber) {
        checksum::put(batch, Family::Meta, number.named(ASIDE), old.0.to_be_bytes().to_vec());
    }

    /// Returns the number of the log that this one replaced.
    pub(crate) fn aside_number(&self) -> Result<Option<LogNumber>, StoreError> {
        let number = self.named(ASIDE, "the number of the log that was set aside")?;
        Ok(number.and_then(|number| number.try_into().ok()).map(|number| LogNumber(u32::from_be_bytes(number))))
    }

    /// The seal at exactly this size, if the log was sealed there.
    pub fn seal_at(&self, size: u64) -> Result<Option<SignedCheckpoint>, StoreError> {
        let Some(stored) = self.stored_seal(size)? else { return Ok(None) };
        let Some(seal) = stored.seal else { return Ok(None) };
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root: stored.root };
        let key = self.key_at(size)?.ok_or_else(|| damaged_seal(size))?;
        SignedCheckpoint::verify(checkpoint, &key, seal).map(Some).map_err(|_| damaged_seal(size))
    }

    /// The newest size at which the log was sealed, with its seal.
    pub fn newest_seal(&self) -> Result<Option<SignedCheckpoint>, StoreError> {
        match self.newest_sealed_size()? {
            0 => Ok(None),
            size => self.seal_at(size),
        }
    }

    /// Returns the newest size that has a seal; 0 when none has. Batch ends that wait for their seal stand above it.
    pub(crate) fn newest_sealed_size(&self) -> Result<u64, StoreError> {
        let mut until = self.number.end();
        while let Some(Pair { key, value }) = self.engine.last(Family::Seal, &self.number.first(), &until)? {
            let (size, stored) = parse_end(&key, &value)?;
            if stored.seal.is_some() {
                return Ok(size);
            }
            until = key;
        }
        Ok(0)
    }

    /// Returns a size above which there is no seal, also where the values of the newest cannot be read.
    pub(crate) fn sealed_at_most(&self) -> Result<u64, StoreError> {
        match self.newest_sealed_size() {
            Err(StoreError::Damaged { .. }) => {
                let last = self.engine.last(Family::Seal, &self.number.first(), &self.number.end())?;
                Ok(last.and_then(|last| last_number(&last.key)).unwrap_or(0))
            }
            size => size,
        }
    }

    /// Returns the key that signs checkpoints of `size`: the one in force now, or one that a later rotation replaced.
    pub(crate) fn key_at(&self, size: u64) -> Result<Option<PublicKey>, StoreError> {
        let state = self.state();
        if size == state.size() {
            return Ok(state.key.clone());
        }
        let (first, until) = (self.number.key_from(0), self.number.key_from(size.saturating_add(1)));
        let Some(Pair { key, value }) = self.engine.last(Family::Meta, &first, &until)? else { return Ok(None) };
        let public = checksum::check(&key, &value).and_then(|bytes| PublicKey::parse(bytes.try_into().ok()?).ok());
        public.map(Some).ok_or_else(|| StoreError::Damaged { what: format!("the key that signs size {size}") })
    }

    fn stored_seal(&self, size: u64) -> Result<Option<StoredSeal>, StoreError> {
        let key = self.number.numbered(size);
        let value = self.engine.get(Family::Seal, &key)?;
        value.map(|value| parse_end(&key, &value).map(|(_, stored)| stored)).transpose()
    }

    fn newest_root(&self) -> Result<Option<(u64, RootHash)>, StoreError> {
        let newest = self.engine.last(Family::Seal, &self.number.first(), &self.number.end())?;
        newest.map(|Pair { key, value }| parse_end(&key, &value).map(|(size, stored)| (size, stored.root))).transpose()
    }

    pub(crate) fn named(&self, name: &str, what: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match checksum::get(&*self.engine, Family::Meta, &self.number.named(name))? {
            CheckedValue::Absent => Ok(None),
            CheckedValue::Sound(value) => Ok(Some(value)),
            CheckedValue::Damaged => Err(damaged(what)),
        }
    }
}

impl Awards for Log {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        match self.record(index) {
            Ok(record) => Ok(match record.content {
                Content::Award(award) => Some(award),
                _ => None,
            }),
            Err(_) => Err(ChainError::TargetUnreadable(index)),
        }
    }
}

const STATE: &str = "state";
const FORK: &str = "fork";
const ASIDE: &str = "aside";

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged { what: what.to_owned() }
}

fn damaged_seal(size: u64) -> StoreError {
    StoreError::Damaged { what: format!("the seal at size {size}") }
}

/// Parses a stored batch end into its size, root and seal.
pub(crate) fn parse_end(key: &[u8], value: &[u8]) -> Result<(u64, StoredSeal), StoreError> {
    let size = last_number(key).ok_or_else(|| damaged("the key of a seal"))?;
    let stored = checksum::check(key, value).and_then(StoredSeal::parse);
    stored.map(|stored| (size, stored)).ok_or_else(|| damaged_seal(size))
}

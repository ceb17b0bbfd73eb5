//! One stored log: opening it, growing it, reading it.
//!
//! Opening reads a state of fixed size, the unfilled end and O(log n) tiles; it never replays the log.

use crate::commit::CommitError;
use crate::engine::{Batch, Durability, Engine, EngineError, Family};
use crate::guard::GuardError;
use crate::index;
use crate::layout::LogNumber;
use crate::tail::Tail;
use attestat_ledger::chain::{Appended, Awards, ChainError, LogState, VerifiedBatch};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::day::Day;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{HASH_BYTES, LeafHash, RootHash};
use attestat_ledger::key::{KEY_BYTES, PublicKey, SIGNATURE_BYTES, Signature};
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Content};
use attestat_ledger::tile::Tiles;
use attestat_ledger::tree::{CompactRange, frontier_at};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Why the store cannot do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The storage below failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The commit log refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The sign guard refused.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// A batch does not continue the log.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A stored value is not what it should be; it is named.
    #[error("stored data is damaged: {what}; recover the log from its mirrors (attestat-node run --recover)")]
    Damaged {
        /// Which value.
        what: String,
    },
    /// What was asked for is beyond the log.
    #[error("record {index} does not exist; the log has {size} records")]
    NoRecord {
        /// The index asked for.
        index: u64,
        /// The log's size.
        size: u64,
    },
    /// The guard is ahead of or beside the log: this folder is an old copy.
    #[error(
        "the log has {size} records, but {sealed} were sealed once: this data folder is older than the last run. Nothing is sealed; recover the log from its mirrors (attestat-node run --recover)"
    )]
    OlderThanGuard {
        /// Records in the log.
        size: u64,
        /// Size in the guard.
        sealed: u64,
    },
    /// The guard's root is not the log's.
    #[error("the log's root at size {0} is not the one that was sealed; nothing is sealed. Recover the log from its mirrors")]
    NotWhatWasSealed(u64),
    /// The signing key is not the one in force.
    #[error("the registry's key is not the one that the log says is in force")]
    WrongKey,
    /// No log of this origin is stored.
    #[error("no log {0} is kept here")]
    NoLog(String),
    /// The log is there already.
    #[error("the log {0} is there already")]
    LogExists(String),
}

/// A log in the ledger database.
pub struct Log {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) number: LogNumber,
    origin: Origin,
    writing: Mutex<Tail>,
    view: RwLock<Arc<LogState>>,
    pub(crate) indexed: Mutex<index::Progress>,
}

impl Log {
    /// Opens a stored log. What its last state says must agree with its tiles and its last root.
    pub(crate) fn open(engine: Arc<dyn Engine>, number: LogNumber, origin: Origin) -> Result<Self, StoreError> {
        let empty = LogState::empty(origin.clone());
        let log = Self {
            engine,
            number,
            origin,
            writing: Mutex::default(),
            view: RwLock::new(Arc::new(empty)),
            indexed: Mutex::default(),
        };
        if let Some(state) = log.engine.get(Family::Meta, &number.named(STATE))? {
            log.load(&state)?;
        }
        Ok(log)
    }

    fn load(&self, state: &[u8]) -> Result<(), StoreError> {
        let damaged = |what: &str| StoreError::Damaged { what: what.to_owned() };
        let state = StoredState::parse(state).ok_or_else(|| damaged("the log's state"))?;
        let tail = Tail::read(&*self.engine, self.number, state.size)?;
        *lock(&self.writing) = tail;
        // Tiles are read for the size in the view, so the view is set in two steps.
        let mut loaded = LogState {
            origin: self.origin.clone(),
            last: state.last,
            day: state.day,
            tree: CompactRange::empty(0),
            key: state.key,
            statuses: Arc::default(),
        };
        loaded.tree = frontier_at(&Tiles(self), state.size)?;
        let newest = self.newest_root()?;
        if newest != Some((loaded.size(), loaded.root())) {
            return Err(damaged("the tree does not lead to the last root"));
        }
        self.set_view(loaded.clone());
        loaded.statuses = Arc::new(index::load_statuses(self)?);
        self.set_view(loaded);
        Ok(())
    }

    /// The log's origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The state after the last stored record.
    pub fn state(&self) -> Arc<LogState> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_view(&self, state: LogState) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
    }

    /// Stores records that follow from the current state: bundles, tiles, pieces, state and the root
    /// of the batch, in one atomic write that nothing waits for.
    ///
    /// A crash before it is on disk loses it; the commit log or the mirror's next pull brings it back.
    pub(crate) fn apply(&self, appended: &Appended, seal: Option<&Signature>) -> Result<(), StoreError> {
        let mut tail = lock(&self.writing);
        let state = self.state();
        if appended.first() != state.size() {
            return Err(ChainError::WrongIndex { expected: state.size(), given: appended.first() }.into());
        }
        let next = appended.next();
        let mut batch = Batch::default();
        tail.append(self.number, appended, &mut batch);
        batch.put(Family::Meta, self.number.named(STATE), StoredState::of(next).bytes());
        if let Some(key) = next.key.as_ref().filter(|key| state.key.as_ref() != Some(key)) {
            batch.put(Family::Meta, self.number.key_from(next.size()), key.as_bytes().to_vec());
        }
        batch.put(Family::Seal, self.number.numbered(next.size()), StoredSeal { root: next.root(), seal: seal.copied() }.bytes());
        self.engine.write(batch, Durability::Unsynced)?;
        self.set_view(next.clone());
        Ok(())
    }

    /// Stores a batch of a mirrored log. Only a [`VerifiedBatch`] can be stored, and only behind the
    /// record that it was verified against.
    pub fn append_verified(&self, batch: &VerifiedBatch) -> Result<(), StoreError> {
        self.apply(batch.appended(), Some(batch.seal().seal()))
    }

    /// Makes everything stored so far durable: what a mirror does before it cosigns.
    pub fn sync(&self) -> Result<(), StoreError> {
        Ok(self.engine.sync()?)
    }

    /// Notes the newest published head of the log, with its cosignatures.
    pub fn set_head(&self, head: &CheckpointNote) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.put(Family::Meta, self.number.named(HEAD), head.to_string().into_bytes());
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }

    /// The newest published head.
    pub fn head(&self) -> Result<Option<CheckpointNote>, StoreError> {
        let note = self.engine.get(Family::Meta, &self.number.named(HEAD))?;
        let damaged = |_| StoreError::Damaged { what: "the published head".to_owned() };
        note.map(|note| CheckpointNote::parse(&note).map_err(damaged)).transpose()
    }

    /// Keeps fork evidence, durably: from here on every answer about this log carries it.
    pub fn set_fork(&self, fork: &ForkEvidence) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.put(Family::Meta, self.number.named(FORK), fork.to_string().into_bytes());
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Fork evidence, if this log forked.
    pub fn fork(&self) -> Result<Option<ForkEvidence>, StoreError> {
        let text = self.engine.get(Family::Meta, &self.number.named(FORK))?;
        let damaged = || StoreError::Damaged { what: "the fork evidence".to_owned() };
        let parse = |text: Vec<u8>| ForkEvidence::parse(std::str::from_utf8(&text).ok()?).ok();
        text.map(|text| parse(text).ok_or_else(damaged)).transpose()
    }

    /// The seal at exactly this size, if the log was sealed there.
    pub fn seal_at(&self, size: u64) -> Result<Option<SignedCheckpoint>, StoreError> {
        let Some(stored) = self.stored_seal(size)? else { return Ok(None) };
        let Some(seal) = stored.seal else { return Ok(None) };
        let checkpoint =
            attestat_ledger::checkpoint::Checkpoint { origin: self.origin.clone(), size, root: stored.root };
        let damaged = || StoreError::Damaged { what: format!("the seal at size {size}") };
        let key = self.key_at(size)?.ok_or_else(damaged)?;
        SignedCheckpoint::verify(checkpoint, &key, seal).map(Some).map_err(|_| damaged())
    }

    /// The newest size at which the log was sealed, with its seal.
    pub fn newest_seal(&self) -> Result<Option<SignedCheckpoint>, StoreError> {
        match self.newest_sealed_size()? {
            0 => Ok(None),
            size => self.seal_at(size),
        }
    }

    /// The newest size that has a seal; 0 when none has. Batch ends that wait for their seal stand
    /// above it.
    pub(crate) fn newest_sealed_size(&self) -> Result<u64, StoreError> {
        let mut until = self.number.end();
        while let Some((key, value)) = self.engine.last(Family::Seal, &self.number.first(), &until)? {
            if StoredSeal::parse(&value).is_some_and(|stored| stored.seal.is_some()) {
                return Ok(crate::layout::last_number(&key).unwrap_or(0));
            }
            until = key;
        }
        Ok(0)
    }

    /// The key that signs checkpoints of `size`: the one in force now, or the one that a later rotation
    /// replaced.
    fn key_at(&self, size: u64) -> Result<Option<PublicKey>, StoreError> {
        let state = self.state();
        if size == state.size() {
            return Ok(state.key.clone());
        }
        let (first, until) = (self.number.key_from(0), self.number.key_from(size.saturating_add(1)));
        let key = self.engine.last(Family::Meta, &first, &until)?.map(|(_, key)| key);
        Ok(key.and_then(|key| PublicKey::parse(key.as_slice().try_into().ok()?).ok()))
    }

    pub(crate) fn stored_seal(&self, size: u64) -> Result<Option<StoredSeal>, StoreError> {
        let value = self.engine.get(Family::Seal, &self.number.numbered(size))?;
        let damaged = || StoreError::Damaged { what: format!("the seal at size {size}") };
        value.map(|value| StoredSeal::parse(&value).ok_or_else(damaged)).transpose()
    }

    fn newest_root(&self) -> Result<Option<(u64, RootHash)>, StoreError> {
        let newest = self.engine.last(Family::Seal, &self.number.first(), &self.number.end())?;
        let parse = |(key, value): (Vec<u8>, Vec<u8>)| {
            Some((crate::layout::last_number(&key)?, StoredSeal::parse(&value)?.root))
        };
        Ok(newest.and_then(parse))
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
const HEAD: &str = "head";
const FORK: &str = "fork";

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `size u64 ‖ last [32] ‖ day u32 ‖ key [32]`, the key zero before the genesis.
struct StoredState {
    size: u64,
    last: LeafHash,
    day: Day,
    key: Option<PublicKey>,
}

impl StoredState {
    fn of(state: &LogState) -> Self {
        Self { size: state.size(), last: state.last, day: state.day, key: state.key.clone() }
    }

    fn bytes(&self) -> Vec<u8> {
        let key = self.key.as_ref().map_or(&[0; KEY_BYTES], PublicKey::as_bytes);
        [self.size.to_be_bytes().as_slice(), self.last.as_bytes(), &self.day.number().to_be_bytes(), key].concat()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_first_chunk::<8>()?;
        let (last, rest) = rest.split_first_chunk::<HASH_BYTES>()?;
        let (day, key) = rest.split_first_chunk::<4>()?;
        let key: &[u8; KEY_BYTES] = key.try_into().ok()?;
        let key = if *key == [0; KEY_BYTES] { None } else { Some(PublicKey::parse(key).ok()?) };
        Some(Self {
            size: u64::from_be_bytes(*size),
            last: LeafHash::from_bytes(*last),
            day: Day::from_number(u32::from_be_bytes(*day)),
            key,
        })
    }
}

/// `root [32]`, then `seal [64]` once it is made.
pub(crate) struct StoredSeal {
    pub(crate) root: RootHash,
    pub(crate) seal: Option<Signature>,
}

impl StoredSeal {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let seal = self.seal.as_ref().map_or(&[][..], |seal| seal.as_bytes());
        [self.root.as_bytes(), seal].concat()
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (root, seal) = bytes.split_first_chunk::<HASH_BYTES>()?;
        let seal = match seal {
            [] => None,
            seal => Some(Signature::from_bytes(<[u8; SIGNATURE_BYTES]>::try_from(seal).ok()?)),
        };
        Some(Self { root: RootHash::from_bytes(*root), seal })
    }
}

//! An open vault; one module for each kind of entry that it keeps.

pub mod access;
mod alias;
mod backup;
pub(crate) mod decoy;
mod destroyed;
pub mod destruction_acts;
pub(crate) mod documents;
pub(crate) mod doubt;
pub(crate) mod erase;
pub(crate) mod holder;
pub mod mailbox;
pub(crate) mod merge;
pub mod note;
pub(crate) mod paper;
pub(crate) mod person;
pub(crate) mod pupil_documents;
pub(crate) mod rebinding;
mod substitute;
mod successor;
pub(crate) mod supersession;
mod tags;
pub(crate) mod ticket;
pub(crate) mod unreadable;

use crate::counting_engine::{self, CountingEngine, StoredPosition};
use crate::crypto::{DataKey, VaultKey, VaultKeys};
use crate::doubt::Doubt;
use crate::error::VaultError;
use crate::pupil::PupilId;
use crate::witness::{self, Mark, Witness, WitnessState};
use attestat_store::engine::{Batch, Durability, Engine, EngineError, Family, VAULT_FAMILIES};
use attestat_store::guard::GuardError;
use attestat_store::lock::lock;
use attestat_store::rocks::Rocks;
use doubt::GuardState;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// An open vault.
pub struct Vault {
    /// Counts every write; no module of the vault holds another engine.
    engine: Arc<dyn Engine>,
    counted: Arc<CountingEngine>,
    /// The doubt for which nothing is issued from the vault.
    doubt: Mutex<Option<Doubt>>,
    witness_was_made: bool,
    is_shut: bool,
    /// File that remembers who was destroyed; none in a vault that nobody witnesses.
    destroyed: Option<PathBuf>,
    keys: VaultKeys,
    /// Data keys that were made and are not yet on disk, so that two documents of one pupil share one.
    fresh: Mutex<BTreeMap<PupilId, Arc<DataKey>>>,
    /// The next tag number of a pupil's year, by its key in the vault, since this start.
    counters: Mutex<tags::Counters>,
    /// The room that the mailboxes take, once it was counted.
    mailboxes: Mutex<Option<mailbox::MailboxUsage>>,
    /// Held by a thread that writes values depending on what it has read.
    turn: Mutex<()>,
}

const CANARY: &[u8] = b"canary";

fn lost() -> GuardError {
    GuardError::Witness("it was there a moment ago".to_owned())
}

impl Vault {
    /// Opens a vault that has no witness; a new vault remembers its key, an old one refuses another key.
    pub fn open(engine: Arc<dyn Engine>, key: &VaultKey) -> Result<Self, VaultError> {
        let keys = VaultKeys::derive(key);
        Self::is_empty(engine.as_ref(), &keys)?;
        let stored = counting_engine::stored(engine.as_ref())?;
        if let StoredPosition::Torn(family, _) = stored {
            return Err(VaultError::InDoubt(Doubt::Torn(family)));
        }
        Self::over(CountingEngine::new(engine, &stored)?, keys).begin()
    }

    /// Opens a vault and compares it with its witness at `path`, which follows it from here on. A vault that is
    /// behind its witness, or beside it, opens and is in doubt ([`Vault::doubt`]).
    pub fn open_witnessed(
        engine: Arc<dyn Engine>,
        key: &VaultKey,
        path: &Path,
        guards: GuardState,
    ) -> Result<Self, VaultError> {
        let keys = VaultKeys::derive(key);
        let empty = Self::is_empty(engine.as_ref(), &keys)?;
        let (stored, found) = (counting_engine::stored(engine.as_ref())?, witness::look(path)?);
        let doubt = doubt::compare(&stored, &found, empty, guards);
        let mut vault = Self::over(CountingEngine::new(engine, &stored)?, keys);
        match (&doubt, found) {
            (None, WitnessState::Missing) => {
                // A crash after this leaves a witness of nothing, which the next opening goes on with.
                let witness = Witness::create(path, Mark { line: counting_engine::new_line()?, count: 0 })?;
                vault.counted.follow(Arc::new(witness));
                vault.witness_was_made = true;
            }
            (None, _) => vault.counted.follow(Arc::new(Witness::open(path)?.ok_or_else(lost)?)),
            (Some(doubt), WitnessState::At(known) | WitnessState::Outrun(known)) => {
                if *doubt == Doubt::Outrun {
                    // The sign guard will move on, and this must stay known.
                    Witness::outrun(path, known)?;
                }
                vault.counted.leave(known.line);
            }
            (Some(_), _) => {}
        }
        let destroyed = Some(destroyed::path_beside(path));
        let vault = Self { doubt: Mutex::new(doubt), destroyed, ..vault }.begin()?;
        if vault.doubt().is_none() && vault.counted.mark().is_none() {
            vault.counted.begin_line(Batch::default())?;
        }
        Ok(vault)
    }

    /// Returns the doubt with which [`Vault::open_witnessed`] would open the vault at `folder`, or its error (another
    /// key, damage). Nothing is made or written. The caller holds the data folder.
    pub fn look(
        folder: &Path,
        key: &VaultKey,
        witness: &Path,
        guards: GuardState,
    ) -> Result<Option<Doubt>, VaultError> {
        let found = witness::look(witness)?;
        if !Rocks::is_there(folder) {
            return Ok(doubt::compare(&StoredPosition::Uncounted, &found, true, guards));
        }
        let engine = Rocks::open_as_it_lies(folder, VAULT_FAMILIES)?;
        let empty = Self::is_empty(&engine, &VaultKeys::derive(key))?;
        Ok(doubt::compare(&counting_engine::stored(&engine)?, &found, empty, guards))
    }

    /// Returns true if nothing was ever written into the vault; refuses a vault of another key.
    fn is_empty(engine: &dyn Engine, keys: &VaultKeys) -> Result<bool, VaultError> {
        match engine.get(Family::Issued, CANARY)? {
            Some(canary) if canary == keys.canary() => Ok(false),
            Some(_) => Err(VaultError::WrongKey),
            None => Ok(true),
        }
    }

    fn over(counted: CountingEngine, keys: VaultKeys) -> Self {
        let counted = Arc::new(counted);
        let (fresh, counters, mailboxes, turn) = Default::default();
        let engine = counted.clone();
        Self {
            engine,
            counted,
            doubt: Mutex::default(),
            witness_was_made: false,
            is_shut: false,
            destroyed: None,
            keys,
            fresh,
            counters,
            mailboxes,
            turn,
        }
    }

    /// Writes the first entries of a new vault, and finishes work that a crash cut off.
    fn begin(self) -> Result<Self, VaultError> {
        if Self::is_empty(self.engine.as_ref(), &self.keys)? {
            let mut batch = Batch::default();
            batch.put(Family::Issued, CANARY.to_vec(), self.keys.canary());
            self.engine.write(batch, Durability::Synced)?;
        }
        self.rewrite_what_is_left()?;
        Ok(self)
    }

    /// Rewrites the files from which something was removed before. Where some stay as they are, the notes of it stay
    /// ([`Vault::rewriting_is_pending`]) and the vault opens all the same; a disk that takes no write keeps it
    /// closed, as nothing could be written afterwards. A vault in doubt is left as it is.
    fn rewrite_what_is_left(&self) -> Result<(), VaultError> {
        if self.doubt().is_some() {
            return Ok(());
        }
        for rewritten in [self.finish_erasure(), self.rewrite_mailboxes()] {
            match rewritten {
                Ok(()) | Err(VaultError::Engine(EngineError::NotRewritten { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Returns true if the files may still hold something that was erased or dropped.
    pub fn rewriting_is_pending(&self) -> Result<bool, VaultError> {
        Ok(self.erasure_is_pending()? || self.drops_are_pending()?)
    }

    /// The witness that follows this vault's writes; none in a vault that is in doubt or that has no witness.
    pub fn witness(&self) -> Option<Arc<Witness>> {
        self.counted.witness()
    }

    /// Makes everything written so far durable, and known to the witness.
    pub fn flush(&self) -> Result<(), VaultError> {
        self.engine.flush()?;
        Ok(self.witness().map_or(Ok(()), |witness| witness.settle())?)
    }

    /// Returns the pupil of a school's pupil key (`Draft::pupil_key`), known or not. The key names the school too, so
    /// that no two registries share a pupil.
    pub fn pupil(&self, pupil_key: &[u8]) -> PupilId {
        let hash = self.keys.keyed_hash(b"pupil", pupil_key);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        PupilId(id)
    }

    /// Returns true if anything is kept on the pupil.
    pub fn is_known(&self, pupil: PupilId) -> Result<bool, VaultError> {
        Ok(self.engine.get(Family::Pupil, &pupil.0)?.is_some())
    }

    /// Returns the pupil's data key, and its wrapped form when it still has to be written.
    fn data_key(&self, pupil: PupilId) -> Result<(Arc<DataKey>, Option<Vec<u8>>), VaultError> {
        let mut fresh = lock(&self.fresh);
        if let Some(key) = fresh.get(&pupil) {
            return Ok((key.clone(), Some(self.keys.wrap(key, &pupil.0)?)));
        }
        if let Some(key) = self.stored_key(pupil)? {
            return Ok((Arc::new(key), None));
        }
        let key = Arc::new(DataKey::generate()?);
        fresh.insert(pupil, key.clone());
        Ok((key.clone(), Some(self.keys.wrap(&key, &pupil.0)?)))
    }

    /// The data key of a known pupil.
    fn stored_key(&self, pupil: PupilId) -> Result<Option<DataKey>, VaultError> {
        let Some(wrapped) = self.engine.get(Family::Pupil, &pupil.0)? else { return Ok(None) };
        let key = self.keys.unwrap(&wrapped, &pupil.0);
        key.map(Some).ok_or_else(|| VaultError::Damaged("of a pupil's key".to_owned()))
    }

    /// Returns the pupil's data key for a batch, which writes a new one first where there is none.
    fn data_key_in(&self, pupil: PupilId, batch: &mut Batch) -> Result<Arc<DataKey>, VaultError> {
        let (key, wrapped) = self.data_key(pupil)?;
        if let Some(wrapped) = wrapped {
            batch.put(Family::Pupil, pupil.0.to_vec(), wrapped);
        }
        Ok(key)
    }
}

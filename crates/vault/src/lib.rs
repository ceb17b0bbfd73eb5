//! The vault: personal data, encrypted, in a database of its own, on the issuing node only.
//!
//! Each pupil has a data key, wrapped by the vault key; everything about the pupil is encrypted under it: documents
//! ([`documents`]), the enrolled wallet ([`holder`]), tag counters ([`tags`]), the access log ([`access`]).
//! Forgetting the data key forgets the pupil ([`erase`]). Entries that must be found without decrypting (a pupil, a
//! wallet, a ticket, a repeated request) are found by keyed hashes, so that a stolen disk cannot be searched for a
//! name without the vault key.
//!
//! Every module writes through the one engine of the vault, which counts ([`Vault::open_witnessed`]): so a vault
//! whose end is lost, an older one and another one can be told from the one that was here last.
//!
//! A document is prepared, synced, before its award is committed, and placed when the log holds it. A document that a
//! crash leaves prepared and not placed is looked up in the log by its commitment.

pub mod access;
pub mod acts;
mod alias;
pub mod backup;
mod counted;
mod crypto;
pub mod decoy;
mod destroyed;
pub mod documents;
pub mod doubt;
pub mod erase;
pub mod holder;
pub mod holding;
mod keyspace;
pub mod mailbox;
pub mod merge;
pub mod note;
pub mod paper;
pub mod person;
pub mod rebinding;
mod shut;
mod successor;
pub mod supersession;
pub mod tags;
pub mod ticket;
mod unreadable;
pub mod witness;

pub use access::{Access, AccessKind};
pub use crypto::{VAULT_KEY_BYTES, VaultKey};
pub use decoy::{Decoy, Sown};
pub use documents::{DOCUMENT_BYTES_MAX, Document, Encrypted, Known, NewDocument};
pub use doubt::{Beside, Doubt, Loss};
pub use erase::Erased;
pub use holder::{Enrolment, Holder};
pub use holding::HeldDocument;
pub use merge::Merged;
pub use paper::Paper;
pub use person::KnownPerson;
pub use rebinding::Rebinding;
pub use supersession::Supersession;
pub use ticket::NewTicket;
pub use unreadable::Unreadable;

use attestat_store::engine::{Batch, Durability, Engine, EngineError, Family, VAULT_FAMILIES};
use attestat_store::guard::GuardError;
use attestat_store::lock::lock;
use attestat_store::rocks::Rocks;
use counted::{Counted, Stored};
use crypto::{DataKey, VaultKeys};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use witness::{Found, Mark, Witness};

/// Reason for which the vault cannot do its work. Nothing personal is in these words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The storage below failed.
    #[error(transparent)]
    Engine(EngineError),
    /// The vault's witness could not be written or read.
    #[error(transparent)]
    Witness(#[from] GuardError),
    /// The vault is not known to be the one that was here last.
    #[error("{0}")]
    InDoubt(String),
    /// A value does not decrypt: it is damaged, or made under another vault key.
    #[error(
        "vault entry {0} does not decrypt: it is damaged, or the vault key is not the one it was made with; restore the vault from a backup"
    )]
    Damaged(String),
    /// The vault key does not belong to this vault.
    #[error("this vault was made with another vault key; put back the key file that belongs to it")]
    WrongKey,
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, so nothing can be encrypted")]
    NoRandomness,
    /// The document is longer than [`DOCUMENT_BYTES_MAX`].
    #[error("the document is {0} bytes long; the vault takes at most 296,960")]
    TooLong(usize),
    /// The pupil was erased after a document was encrypted for them.
    #[error("a pupil was erased while a document was made for them; the document was not written")]
    PupilErased,
    /// A pupil was destroyed, and it cannot be written down outside of the vault.
    #[error(
        "what was held on the pupil is destroyed, and that it is cannot be written beside the vault's witness, so that a backup from before would bring it back: {0}"
    )]
    NotRemembered(String),
    /// A backup file cannot be used.
    #[error("the backup cannot be used: {0}")]
    Backup(String),
    /// A backup cannot be written to its end: the disk is full, or the command was stopped.
    #[error("the backup cannot be written: {0}")]
    BackupNotWritten(String),
    /// A year's tags of one pupil are used up, which no school reaches.
    #[error("a pupil has no more tags in this year")]
    NoMoreTags,
    /// The name of the actor that touched a document is too long.
    #[error("the name of who did it is longer than 128 bytes")]
    ActorTooLong,
    /// A mailbox's content is too long.
    #[error("the mailbox is {0} bytes long; a mailbox takes at most 1,048,576")]
    MailboxTooLong(usize),
    /// There is no room for more mailboxes.
    #[error("the mailboxes kept here take all the room that `mailbox_mib` in node.toml gives them")]
    MailboxesFull,
}

/// A file of the vault that cannot be read is damage of the entries in it, and of these alone.
impl From<EngineError> for VaultError {
    fn from(error: EngineError) -> Self {
        match &error {
            EngineError::Read { family, why } if error.is_damage() => {
                Self::Damaged(format!("in a file of `{family}` ({why})"))
            }
            _ => Self::Engine(error),
        }
    }
}

impl VaultError {
    /// Returns true if stored data was found damaged, and not if the disk is full, locked, or refuses to write.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Engine(error) => error.is_damage(),
            _ => false,
        }
    }
}

/// A pupil as the vault knows them: a keyed hash of the school's own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PupilId([u8; 16]);

impl PupilId {
    /// The id, to be hashed with other values.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// An open vault.
pub struct Vault {
    /// Counts every write; no module of the vault holds another engine.
    engine: Arc<dyn Engine>,
    counted: Arc<Counted>,
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
    mailboxes: Mutex<Option<mailbox::Taken>>,
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
        let stored = counted::stored(engine.as_ref())?;
        if let Stored::Torn(family, _) = stored {
            return Err(VaultError::InDoubt(Doubt::Torn(family).to_string()));
        }
        Self::over(Counted::new(engine, &stored)?, keys).begin()
    }

    /// Opens a vault and compares it with its witness at `path`, which follows it from here on. A vault that is
    /// behind its witness, or beside it, opens and is in doubt ([`Vault::doubt`]).
    pub fn open_witnessed(
        engine: Arc<dyn Engine>,
        key: &VaultKey,
        path: &Path,
        beside: Beside,
    ) -> Result<Self, VaultError> {
        let keys = VaultKeys::derive(key);
        let empty = Self::is_empty(engine.as_ref(), &keys)?;
        let (stored, found) = (counted::stored(engine.as_ref())?, witness::look(path)?);
        let doubt = doubt::compare(&stored, &found, empty, beside);
        let mut vault = Self::over(Counted::new(engine, &stored)?, keys);
        match (&doubt, found) {
            (None, Found::Missing) => {
                // A crash after this leaves a witness of nothing, which the next opening goes on with.
                let witness = Witness::create(path, Mark { line: counted::new_line()?, count: 0 })?;
                vault.counted.follow(Arc::new(witness));
                vault.witness_was_made = true;
            }
            (None, _) => vault.counted.follow(Arc::new(Witness::open(path)?.ok_or_else(lost)?)),
            (Some(doubt), Found::At(known) | Found::Outrun(known)) => {
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
    pub fn look(folder: &Path, key: &VaultKey, witness: &Path, beside: Beside) -> Result<Option<Doubt>, VaultError> {
        let found = witness::look(witness)?;
        if !Rocks::is_there(folder) {
            return Ok(doubt::compare(&Stored::Uncounted, &found, true, beside));
        }
        let engine = Rocks::open_as_it_lies(folder, VAULT_FAMILIES)?;
        let empty = Self::is_empty(&engine, &VaultKeys::derive(key))?;
        Ok(doubt::compare(&counted::stored(&engine)?, &found, empty, beside))
    }

    /// Returns true if nothing was ever written into the vault; refuses a vault of another key.
    fn is_empty(engine: &dyn Engine, keys: &VaultKeys) -> Result<bool, VaultError> {
        match engine.get(Family::Issued, CANARY)? {
            Some(canary) if canary == keys.canary() => Ok(false),
            Some(_) => Err(VaultError::WrongKey),
            None => Ok(true),
        }
    }

    fn over(counted: Counted, keys: VaultKeys) -> Self {
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

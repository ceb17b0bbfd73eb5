//! The vault: what is personal, encrypted, in a database of its own, on the issuing node only.
//!
//! Each pupil has a data key, wrapped by the vault key; everything about the pupil is encrypted under
//! it: documents ([`documents`]), the enrolled wallet ([`holder`]), tag counters ([`tags`]), who touched
//! what ([`access`]). Forgetting the data key forgets the pupil ([`erase`]). What must be found without
//! decrypting (a pupil, a wallet, a ticket, a repeated request) is found by keyed hashes, so that a
//! stolen disk cannot be searched for a name without the vault key.
//!
//! A document is prepared, synced, before its award is committed, and placed when the log holds it.
//! What a crash leaves prepared and not placed is looked up in the log by its commitment.

pub mod access;
mod alias;
pub mod backup;
mod crypto;
pub mod decoy;
pub mod documents;
pub mod erase;
pub mod holder;
pub mod holding;
mod keyspace;
pub mod mailbox;
pub mod note;
pub mod rebinding;
pub mod supersession;
pub mod tags;
pub mod ticket;

pub use access::{Access, AccessKind};
pub use crypto::{VAULT_KEY_BYTES, VaultKey};
pub use decoy::Decoy;
pub use documents::{DOCUMENT_BYTES_MAX, Document, Encrypted, Known, NewDocument};
pub use erase::Erased;
pub use holder::{Enrolment, Holder};
pub use holding::HeldDocument;
pub use rebinding::Rebinding;
pub use supersession::Supersession;

use crate::engine::{Batch, Durability, Engine, EngineError, Family};
use crate::log::lock;
use crypto::{DataKey, VaultKeys};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Why the vault cannot do what was asked. Nothing personal is in these words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The storage below failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A value does not decrypt: damaged, or under another vault key.
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
    /// Longer than [`DOCUMENT_BYTES_MAX`].
    #[error("the document is {0} bytes long; the vault takes at most 296,960")]
    TooLong(usize),
    /// A backup file cannot be used.
    #[error("the backup cannot be used: {0}")]
    Backup(String),
    /// A year's tags of one pupil are used up, which no school reaches.
    #[error("a pupil has no more tags in this year")]
    NoMoreTags,
    /// The name of who touched a document is too long.
    #[error("the name of who did it is longer than 128 bytes")]
    ActorTooLong,
    /// A mailbox's content is too long.
    #[error("the mailbox is {0} bytes long; a mailbox takes at most 1,048,576")]
    MailboxTooLong(usize),
    /// No room for more mailboxes.
    #[error("the mailboxes kept here take all the room that `mailbox_mib` in node.toml gives them")]
    MailboxesFull,
}

/// A pupil as the vault knows them: a keyed hash of the school's own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PupilId([u8; 16]);

/// An open vault.
pub struct Vault {
    engine: Arc<dyn Engine>,
    keys: VaultKeys,
    /// Data keys made and not yet on disk, so that two documents of one pupil share one.
    fresh: Mutex<BTreeMap<PupilId, Arc<DataKey>>>,
    /// The next tag of a pupil's year, by its key in the vault, since this start.
    counters: Mutex<BTreeMap<Vec<u8>, u32>>,
    /// Held by the one who writes what they have read.
    turn: Mutex<()>,
}

const CANARY: &[u8] = b"canary";

impl Vault {
    /// Opens a vault; a new one remembers its key, an old one refuses another.
    pub fn open(engine: Arc<dyn Engine>, key: &VaultKey) -> Result<Self, VaultError> {
        let keys = VaultKeys::derive(key);
        match engine.get(Family::Issued, CANARY)? {
            Some(canary) if canary == keys.canary() => {}
            Some(_) => return Err(VaultError::WrongKey),
            None => {
                let mut batch = Batch::default();
                batch.put(Family::Issued, CANARY.to_vec(), keys.canary());
                engine.write(batch, Durability::Synced)?;
            }
        }
        let (fresh, counters, turn) = (Mutex::default(), Mutex::default(), Mutex::default());
        let vault = Self { engine, keys, fresh, counters, turn };
        vault.finish_erasure()?;
        vault.rewrite_mailboxes()?;
        Ok(vault)
    }

    /// Makes everything written so far durable.
    pub fn flush(&self) -> Result<(), VaultError> {
        Ok(self.engine.flush()?)
    }

    /// The pupil of a school's pupil key (`Draft::pupil_key`), known or not. The key names the school too,
    /// so that no two registries share a pupil.
    pub fn pupil(&self, pupil_key: &[u8]) -> PupilId {
        let hash = self.keys.keyed_hash(b"pupil", pupil_key);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        PupilId(id)
    }

    /// Whether anything is kept on the pupil.
    pub fn is_known(&self, pupil: PupilId) -> Result<bool, VaultError> {
        Ok(self.engine.get(Family::Pupil, &pupil.0)?.is_some())
    }

    /// The pupil's data key, and its wrapped form when it still has to be written.
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

    /// The pupil's data key for a batch, which makes it first where there is none.
    fn data_key_in(&self, pupil: PupilId, batch: &mut Batch) -> Result<Arc<DataKey>, VaultError> {
        let (key, wrapped) = self.data_key(pupil)?;
        if let Some(wrapped) = wrapped {
            batch.put(Family::Pupil, pupil.0.to_vec(), wrapped);
        }
        Ok(key)
    }
}

//! The vault: what is personal, encrypted, in a database of its own, on the issuing node only.
//!
//! Each pupil has a data key, wrapped by the vault key; each document is encrypted under its pupil's
//! data key. Forgetting the data key forgets the pupil. What must be found without decrypting (a
//! pupil, a repeated request) is found by keyed hashes, so that a stolen disk cannot be searched for a
//! name without the vault key.
//!
//! An entry is prepared, synced, before its award is committed, and placed when the log holds it.
//! What a crash leaves prepared and not placed is looked up in the log by its commitment.

pub mod backup;
mod crypto;

pub use crypto::{VAULT_KEY_BYTES, VaultKey};

use crate::engine::{Batch, Durability, Engine, EngineError, Family};
use crate::layout::last_number;
use crate::log::lock;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::{Award, Content};
use crypto::{DataKey, VaultKeys};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// Longest document in the vault in bytes: an SD-JWT of 160 KiB, its draft of 128 KiB, and the award.
pub const DOCUMENT_BYTES_MAX: usize = 290 << 10;

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
}

/// A pupil as the vault knows them: a keyed hash of the school's own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PupilId([u8; 16]);

/// What was issued, as the vault keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// The public record of it.
    pub award: Award,
    /// The salt of the award's commitment.
    pub salt: Zeroizing<[u8; 32]>,
    /// The SD-JWT with all disclosures.
    pub sd_jwt: Zeroizing<String>,
    /// The draft that it was made from, with the agreement or the legal basis.
    pub draft: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document(slot {}, redacted)", self.award.slot)
    }
}

/// A document about to be issued, with what recognises it.
pub struct NewDocument<'a> {
    /// The registry that issues it.
    pub registry: &'a RegistryId,
    /// The school's own id of the pupil.
    pub pupil: &'a [u8],
    /// Hash of (school, pupil, kind, title, date, number).
    pub idempotency_key: [u8; 32],
    /// Hash of everything in the draft.
    pub content_digest: [u8; 32],
    /// The document.
    pub document: Document,
    /// Size of the log when it was prepared: where looking for its award begins.
    pub log_size: u64,
}

/// What the vault knows of a request to issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing like it was issued.
    New,
    /// The same document was issued in this slot.
    Same {
        /// Its slot.
        slot: u32,
    },
    /// A document with the same key and other content stands in this slot: it is to be corrected, not
    /// issued again.
    Different {
        /// Its slot.
        slot: u32,
    },
}

/// A document that is encrypted and ready to be written.
pub struct Encrypted {
    pupil: PupilId,
    pupil_key: Option<Vec<u8>>,
    document: (Vec<u8>, Vec<u8>),
    issued: (Vec<u8>, Vec<u8>),
    waiting: (Vec<u8>, Vec<u8>),
}

/// An open vault.
pub struct Vault {
    engine: Arc<dyn Engine>,
    keys: VaultKeys,
    /// Data keys made and not yet on disk, so that two documents of one pupil share one.
    fresh: Mutex<BTreeMap<PupilId, Arc<DataKey>>>,
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
        Ok(Self { engine, keys, fresh: Mutex::default() })
    }

    /// Whether this request was seen before.
    pub fn known(&self, idempotency_key: &[u8; 32], content_digest: &[u8; 32]) -> Result<Known, VaultError> {
        let key = self.issued_key(idempotency_key);
        let Some(value) = self.engine.get(Family::Issued, &key)? else { return Ok(Known::New) };
        let damaged = || VaultError::Damaged("of a repeated request".to_owned());
        let value = self.keys.authentic(&key, &value).ok_or_else(damaged)?;
        let (digest, slot) = value.split_last_chunk::<4>().ok_or_else(damaged)?;
        let slot = u32::from_be_bytes(*slot);
        let same = digest == self.keys.keyed_hash(b"content", content_digest);
        Ok(if same { Known::Same { slot } } else { Known::Different { slot } })
    }

    /// Encrypts a document. Nothing is written yet, so that many can be encrypted at once.
    pub fn encrypt(&self, new: &NewDocument<'_>) -> Result<Encrypted, VaultError> {
        let plain = encode(&new.document);
        if plain.len() > DOCUMENT_BYTES_MAX {
            return Err(VaultError::TooLong(plain.len()));
        }
        let pupil = self.pupil_id(new.pupil);
        let slot = new.document.award.slot;
        let key = document_key(new.registry, slot);
        let (data_key, pupil_key) = self.data_key(pupil)?;
        // Whose document it is, is closed to whoever has the disk and not the vault key.
        let mut value = self.keys.close_pupil(&pupil.0, &key)?;
        value.extend(data_key.encrypt(&plain, &key)?);
        let mut issued = self.keys.keyed_hash(b"content", &new.content_digest).to_vec();
        issued.extend_from_slice(&slot.to_be_bytes());
        Ok(Encrypted {
            pupil,
            pupil_key,
            document: (key, value),
            issued: self.keys.authenticate(self.issued_key(&new.idempotency_key), issued),
            waiting: self.keys.authenticate(waiting_key(new.registry, slot), new.log_size.to_be_bytes().to_vec()),
        })
    }

    /// Writes prepared documents, synced: after this the award may be committed.
    pub fn prepare(&self, documents: Vec<Encrypted>) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        let pupils: Vec<PupilId> = documents.iter().map(|document| document.pupil).collect();
        for Encrypted { pupil, pupil_key, document, issued, waiting } in documents {
            if let Some(wrapped) = pupil_key {
                batch.put(Family::Pupil, pupil.0.to_vec(), wrapped);
            }
            batch.put(Family::Document, document.0, document.1);
            batch.put(Family::Issued, issued.0, issued.1);
            batch.put(Family::Issued, waiting.0, waiting.1);
        }
        self.engine.write(batch, Durability::Synced)?;
        let mut fresh = lock(&self.fresh);
        pupils.iter().for_each(|pupil| {
            fresh.remove(pupil);
        });
        Ok(())
    }

    /// Notes where in the log the awards of prepared documents stand.
    pub fn place(&self, registry: &RegistryId, placed: &[(u32, u64)]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        for (slot, index) in placed {
            let (key, value) = self.keys.authenticate(placed_key(registry, *slot), index.to_be_bytes().to_vec());
            batch.put(Family::Issued, key, value);
            batch.delete(Family::Issued, waiting_key(registry, *slot));
        }
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }

    /// Index of a document's award; none while it is prepared and not in the log.
    pub fn placed(&self, registry: &RegistryId, slot: u32) -> Result<Option<u64>, VaultError> {
        let key = placed_key(registry, slot);
        let Some(index) = self.engine.get(Family::Issued, &key)? else { return Ok(None) };
        let index = self.keys.authentic(&key, &index).and_then(last_number);
        index.map(Some).ok_or_else(|| VaultError::Damaged(format!("of the place of slot {slot}")))
    }

    /// Documents that are prepared and not known to be in the log: slot, and the log size when they were
    /// prepared.
    pub fn waiting(&self, registry: &RegistryId) -> Result<Vec<(u32, u64)>, VaultError> {
        let mut waiting = Vec::new();
        let mut result = Ok(());
        let (from, until) = (waiting_key(registry, 0), placed_end(&waiting_key(registry, u32::MAX)));
        self.engine.scan(Family::Issued, &from, &until, &mut |key, value| {
            let slot = key.last_chunk::<4>().map_or(0, |slot| u32::from_be_bytes(*slot));
            match self.keys.authentic(key, value).and_then(last_number) {
                Some(size) => waiting.push((slot, size)),
                None => result = Err(VaultError::Damaged(format!("of the waiting slot {slot}"))),
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result.map(|()| waiting)
    }

    /// Slots of all documents of a registry, ascending.
    pub fn slots(&self, registry: &RegistryId) -> Result<Vec<u32>, VaultError> {
        let mut slots = Vec::new();
        let (from, until) = (document_key(registry, 0), placed_end(&document_key(registry, u32::MAX)));
        self.engine.scan(Family::Document, &from, &until, &mut |key, _| {
            slots.extend(key.last_chunk::<4>().map(|slot| u32::from_be_bytes(*slot)));
            ControlFlow::Continue(())
        })?;
        Ok(slots)
    }

    /// A document, decrypted.
    pub fn document(&self, registry: &RegistryId, slot: u32) -> Result<Option<Document>, VaultError> {
        let key = document_key(registry, slot);
        let damaged = || VaultError::Damaged(format!("of slot {slot}"));
        let Some(value) = self.engine.get(Family::Document, &key)? else { return Ok(None) };
        let (pupil, encrypted) = self.keys.open_pupil(&value, &key).ok_or_else(damaged)?;
        let wrapped = self.engine.get(Family::Pupil, &pupil)?.ok_or_else(damaged)?;
        let data_key = self.keys.unwrap(&wrapped, &pupil).ok_or_else(damaged)?;
        let plain = data_key.decrypt(encrypted, &key).ok_or_else(damaged)?;
        decode(&plain).map(Some).ok_or_else(damaged)
    }

    /// Makes everything written so far durable.
    pub fn flush(&self) -> Result<(), VaultError> {
        Ok(self.engine.flush()?)
    }

    fn pupil_id(&self, pupil: &[u8]) -> PupilId {
        let hash = self.keys.keyed_hash(b"pupil", pupil);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        PupilId(id)
    }

    fn issued_key(&self, idempotency_key: &[u8; 32]) -> Vec<u8> {
        [b"i".as_slice(), &self.keys.keyed_hash(b"request", idempotency_key)].concat()
    }

    /// The pupil's data key, and its wrapped form when it still has to be written.
    fn data_key(&self, pupil: PupilId) -> Result<(Arc<DataKey>, Option<Vec<u8>>), VaultError> {
        let mut fresh = lock(&self.fresh);
        if let Some(key) = fresh.get(&pupil) {
            return Ok((key.clone(), Some(self.keys.wrap(key, &pupil.0)?)));
        }
        if let Some(wrapped) = self.engine.get(Family::Pupil, &pupil.0)? {
            let key = self.keys.unwrap(&wrapped, &pupil.0);
            let key = key.ok_or_else(|| VaultError::Damaged("of a pupil's key".to_owned()))?;
            return Ok((Arc::new(key), None));
        }
        let key = Arc::new(DataKey::generate()?);
        fresh.insert(pupil, key.clone());
        Ok((key.clone(), Some(self.keys.wrap(&key, &pupil.0)?)))
    }
}

/// `registry [8] ‖ slot u32`, the registry as the first bytes of the hash of its id.
fn document_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    let hash = attestat_ledger::hash::sha256(registry.as_str().as_bytes());
    [hash.get(..8).unwrap_or_default(), &slot.to_be_bytes()].concat()
}

fn waiting_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [b"w".as_slice(), &document_key(registry, slot)].concat()
}

fn placed_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [b"p".as_slice(), &document_key(registry, slot)].concat()
}

/// First key behind `last`.
fn placed_end(last: &[u8]) -> Vec<u8> {
    [last, &[0]].concat()
}

/// `fields of the award, lp ‖ salt [32] ‖ u32 length ‖ sd_jwt ‖ draft`.
fn encode(document: &Document) -> Zeroizing<Vec<u8>> {
    let mut fields = Vec::new();
    Content::Award(document.award.clone()).put_fields(&mut fields);
    let mut out = Zeroizing::new(Vec::with_capacity(128 + document.sd_jwt.len() + document.draft.len()));
    attestat_ledger::encoding::put_prefixed(&mut out, &fields);
    out.extend_from_slice(&*document.salt);
    let length = u32::try_from(document.sd_jwt.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(document.sd_jwt.as_bytes());
    out.extend_from_slice(&document.draft);
    out
}

fn decode(plain: &[u8]) -> Option<Document> {
    let (length, rest) = plain.split_first_chunk::<2>()?;
    let (fields, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let Content::Award(award) = Content::parse(1, fields).ok()? else { return None };
    let (salt, rest) = rest.split_first_chunk::<32>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (sd_jwt, draft) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some(Document {
        award,
        salt: Zeroizing::new(*salt),
        sd_jwt: Zeroizing::new(std::str::from_utf8(sd_jwt).ok()?.to_owned()),
        draft: Zeroizing::new(draft.to_vec()),
    })
}

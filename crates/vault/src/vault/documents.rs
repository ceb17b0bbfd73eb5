//! Documents: encrypted, prepared before their award is committed, and placed when the log holds it.

use super::Vault;
use super::access::{Access, AccessNotes};
use super::alias::Alias;
use super::paper::{Paper, RecognitionEntries};
use super::pupil_documents::{HeldDocument, held_key};
use crate::crypto::DataKey;
use crate::error::VaultError;
use crate::keyspace::{after, document_key, last_number, placed_key, waiting_key};
use crate::pupil::PupilId;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::{Award, Content};
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::ControlFlow;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Longest document in the vault in bytes: an SD-JWT of 160 KiB, its draft of 128 KiB, and the award.
pub const DOCUMENT_BYTES_MAX: usize = 290 << 10;

/// An issued document, as the vault keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// The award of the document, which is public.
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

/// A document about to be issued, with the values that recognise it.
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
    /// Size of the log when it was prepared: the search for its award begins there.
    pub log_size: u64,
    /// The holder's key that it is bound to; none for a bearer copy.
    pub holder: Option<[u8; 32]>,
    /// Year and number of its tag, from [`Vault::reserve_tag`]; none for a random tag.
    pub tag_counter: Option<(u16, u32)>,
    /// Entries for the pupil's access log about it and about the document that it replaces; written with the document
    /// or not at all.
    pub accesses: Vec<Access>,
}

/// Knowledge of the vault about a request to issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// No document with this key was issued.
    New,
    /// The same document was issued in this slot.
    Same {
        /// Slot of the document.
        slot: u32,
    },
    /// A document with the same key and other content stands in this slot: it is to be corrected, not issued again.
    Different {
        /// Slot of the document.
        slot: u32,
    },
}

/// A document that is encrypted and ready to be written.
pub struct EncryptedDocument {
    pupil: PupilId,
    data_key: Arc<DataKey>,
    pupil_key: Option<Vec<u8>>,
    document: (Vec<u8>, Vec<u8>),
    held: (Vec<u8>, Vec<u8>),
    issued: (Vec<u8>, Vec<u8>),
    waiting: (Vec<u8>, Vec<u8>),
    tag_counter: Option<(Vec<u8>, u32)>,
    accesses: Vec<Access>,
    alias: Option<Alias>,
    recognised: RecognitionEntries,
}

impl Vault {
    /// Tells whether this request was seen before.
    pub fn request_state(
        &self,
        idempotency_key: &[u8; 32],
        content_digest: &[u8; 32],
    ) -> Result<RequestState, VaultError> {
        let key = self.issued_key(idempotency_key);
        let Some(value) = self.engine.get(Family::Issued, &key)? else { return Ok(RequestState::New) };
        let damaged = || VaultError::Damaged("of a repeated request".to_owned());
        let value = self.keys.authentic(&key, &value).ok_or_else(damaged)?;
        let (digest, slot) = value.split_last_chunk::<4>().ok_or_else(damaged)?;
        let slot = u32::from_be_bytes(*slot);
        let same = digest == self.keys.keyed_hash(b"content", content_digest);
        Ok(if same { RequestState::Same { slot } } else { RequestState::Different { slot } })
    }

    /// Encrypts a document. Nothing is written yet, so that many can be encrypted at once.
    pub fn encrypt(&self, new: &NewDocument<'_>) -> Result<EncryptedDocument, VaultError> {
        self.encrypt_for(self.pupil(new.pupil), new)
    }

    /// Encrypts a document for a pupil of the vault, whatever name the draft has now: a corrected name stays with its
    /// pupil.
    pub fn encrypt_for(&self, pupil: PupilId, new: &NewDocument<'_>) -> Result<EncryptedDocument, VaultError> {
        let plain = encode(&new.document);
        if plain.len() > DOCUMENT_BYTES_MAX {
            return Err(VaultError::TooLong(plain.len()));
        }
        let slot = new.document.award.slot;
        let key = document_key(new.registry, slot);
        let (data_key, pupil_key) = self.data_key(pupil)?;
        // The pupil of a document is closed to a reader who has the disk and not the vault key.
        let mut value = self.keys.close_pupil(&pupil.0, &key)?;
        value.extend(data_key.encrypt(&plain, &key)?);
        let issued_key = self.issued_key(&new.idempotency_key);
        let mut issued = self.keys.keyed_hash(b"content", &new.content_digest).to_vec();
        issued.extend_from_slice(&slot.to_be_bytes());
        let held_key = held_key(&self.keys, pupil, new.registry, slot);
        let held = HeldDocument { slot, holder: new.holder }.encode(&issued_key);
        let held = data_key.encrypt(&held, &held_key)?;
        let tag_counter =
            new.tag_counter.map(|(year, number)| (super::tags::counter_key(pupil, new.registry, year), number));
        let alias = self.alias(pupil, &data_key, new.pupil)?;
        Ok(EncryptedDocument {
            pupil,
            data_key,
            pupil_key,
            document: (key, value),
            held: (held_key, held),
            issued: self.keys.authenticate(issued_key, issued),
            waiting: self.keys.authenticate(waiting_key(new.registry, slot), new.log_size.to_be_bytes().to_vec()),
            tag_counter,
            accesses: new.accesses.clone(),
            alias,
            recognised: RecognitionEntries::default(),
        })
    }

    /// Adds to a document that is to be prepared the entries that will recognise it.
    pub fn recognise(&self, mut encrypted: EncryptedDocument, paper: &Paper) -> Result<EncryptedDocument, VaultError> {
        encrypted.recognised = self.recognised(encrypted.pupil, &encrypted.data_key, paper)?;
        Ok(encrypted)
    }

    /// Writes prepared documents, synced: after this the award may be committed. A tag's counter is in the same
    /// write, so that no tag is used before its number is taken for good. A document under another key than the one
    /// that its pupil has now is refused: nobody could ever read it.
    pub fn prepare(&self, documents: Vec<EncryptedDocument>) -> Result<(), VaultError> {
        self.check_settled()?;
        let _turn = lock(&self.turn);
        self.check_keys(&documents)?;
        let mut batch = Batch::default();
        let mut notes = AccessNotes::default();
        let mut counters = BTreeMap::new();
        let pupils: Vec<PupilId> = documents.iter().map(|document| document.pupil).collect();
        for document in documents {
            if let Some(wrapped) = document.pupil_key {
                batch.put(Family::Pupil, document.pupil.0.to_vec(), wrapped);
            }
            for access in &document.accesses {
                notes.add(self, &mut batch, document.pupil, &document.data_key, access)?;
            }
            if let Some((key, number)) = document.tag_counter {
                counters.insert(key.clone(), self.counter_entry(&document.data_key, key, number)?);
            }
            // The first pupil with a name keeps it: were the lookup written over, a ticket asked for by the name
            // would go to another family.
            if let Some(Alias { lookup, held }) = document.alias
                && self.alias_is_free(&lookup.0, document.pupil)?
            {
                batch.put(Family::Find, lookup.0, lookup.1);
                batch.put(Family::Holding, held.0, held.1);
            }
            self.put_recognised(&mut batch, document.pupil, document.recognised)?;
            batch.put(Family::Document, document.document.0, document.document.1);
            batch.put(Family::Holding, document.held.0, document.held.1);
            batch.put(Family::Issued, document.issued.0, document.issued.1);
            batch.put(Family::Issued, document.waiting.0, document.waiting.1);
        }
        counters.into_iter().for_each(|(key, value)| batch.put(Family::Holding, key, value));
        // In the order of the keys, the numbers that the engine gives its writes do not say which entries
        // were made together.
        batch.0.sort_by(|one, other| one.place().cmp(&other.place()));
        self.engine.write(batch, Durability::Synced)?;
        let mut fresh = lock(&self.fresh);
        pupils.iter().for_each(|pupil| {
            fresh.remove(pupil);
        });
        Ok(())
    }

    /// Checks that each document is under its pupil's key: the stored one, or the new one that is stored with it.
    fn check_keys(&self, documents: &[EncryptedDocument]) -> Result<(), VaultError> {
        let mut keys: BTreeMap<PupilId, Option<Arc<DataKey>>> = BTreeMap::new();
        for document in documents {
            let key = match keys.entry(document.pupil) {
                Entry::Occupied(held) => held.into_mut(),
                Entry::Vacant(empty) => {
                    let stored = self.stored_key(document.pupil)?.map(Arc::new);
                    empty.insert(stored.or_else(|| lock(&self.fresh).get(&document.pupil).cloned()))
                }
            };
            if !key.as_ref().is_some_and(|key| key.is(&document.data_key)) {
                return Err(VaultError::PupilErased);
            }
        }
        Ok(())
    }

    /// Notes the indexes of the awards of prepared documents.
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

    /// Returns the documents that are prepared and not known to be in the log: slot, and the log size when they were
    /// prepared; none where that does not decrypt.
    pub fn waiting(&self, registry: &RegistryId) -> Result<Vec<(u32, Option<u64>)>, VaultError> {
        let mut waiting = Vec::new();
        let (from, until) = (waiting_key(registry, 0), after(&waiting_key(registry, u32::MAX)));
        self.engine.scan(Family::Issued, &from, &until, &mut |key, value| {
            let slot = key.last_chunk::<4>().map_or(0, |slot| u32::from_be_bytes(*slot));
            waiting.push((slot, self.keys.authentic(key, value).and_then(last_number)));
            ControlFlow::Continue(())
        })?;
        Ok(waiting)
    }

    /// Slots of all documents of a registry, ascending.
    pub fn slots(&self, registry: &RegistryId) -> Result<Vec<u32>, VaultError> {
        let mut slots = Vec::new();
        let (from, until) = (document_key(registry, 0), after(&document_key(registry, u32::MAX)));
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

    /// Returns the pupil of a document; none when there is no such document.
    pub fn pupil_of(&self, registry: &RegistryId, slot: u32) -> Result<Option<PupilId>, VaultError> {
        let key = document_key(registry, slot);
        let Some(value) = self.engine.get(Family::Document, &key)? else { return Ok(None) };
        let opened =
            self.keys.open_pupil(&value, &key).ok_or_else(|| VaultError::Damaged(format!("of slot {slot}")))?;
        Ok(Some(PupilId(opened.0)))
    }

    fn issued_key(&self, idempotency_key: &[u8; 32]) -> Vec<u8> {
        [b"i".as_slice(), &self.keys.keyed_hash(b"request", idempotency_key)].concat()
    }
}

/// Encodes `fields of the award, lp ‖ salt [32] ‖ u32 length ‖ sd_jwt ‖ draft`.
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

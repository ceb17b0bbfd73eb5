//! Documents that a newer one took the place of, and whose own status is still to change.
//!
//! Between the new award and the old one's status lie a random time and other people's records, so that
//! the log does not pair them; until then the pair stands here, closed to whoever has the disk and not the
//! vault key.

use super::keyspace::{Kind, after, document_key, holding_key, registry_prefix};
use super::{PupilId, Vault, VaultError};
use crate::engine::{Batch, Durability, Family};
use crate::log::lock;
use attestat_ledger::name::RegistryId;
use attestat_ledger::status::Reason;
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// A document whose status is to change because another one is in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supersession {
    /// Slot of the old document.
    pub old: u32,
    /// Slot of the new one; none once nobody needs to know any more which it was.
    pub new: Option<u32>,
    /// The reason that the old one's status will have.
    pub reason: Reason,
    /// When it is to change, Unix seconds.
    pub due: u64,
}

/// Length of an entry: `old u32 ‖ has a new one u8 ‖ new u32 ‖ reason u8 ‖ due u64`.
const ENTRY_BYTES: usize = 4 + 1 + 4 + 1 + 8;

impl Supersession {
    fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut out = Vec::with_capacity(ENTRY_BYTES);
        out.extend_from_slice(&self.old.to_be_bytes());
        out.push(u8::from(self.new.is_some()));
        out.extend_from_slice(&self.new.unwrap_or_default().to_be_bytes());
        out.push(self.reason as u8);
        out.extend_from_slice(&self.due.to_be_bytes());
        out.first_chunk().copied().unwrap_or([0; ENTRY_BYTES])
    }

    fn decode(plain: &[u8]) -> Option<Self> {
        let (old, rest) = plain.split_first_chunk::<4>()?;
        let ([has_new], rest) = rest.split_first_chunk::<1>()?;
        let (new, rest) = rest.split_first_chunk::<4>()?;
        let ([reason], due) = rest.split_first_chunk::<1>()?;
        Some(Self {
            old: u32::from_be_bytes(*old),
            new: (*has_new == 1).then_some(u32::from_be_bytes(*new)),
            reason: Reason::parse(*reason)?,
            due: u64::from_be_bytes(due.try_into().ok()?),
        })
    }
}

impl Vault {
    /// Notes documents that are being replaced, synced: before the new ones are prepared, so that no crash
    /// leaves a replaced document in force for good.
    pub fn supersede(&self, registry: &RegistryId, supersessions: &[Supersession]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        for supersession in supersessions {
            let key = self.supersession_key(registry, supersession.old);
            let value = self.keys.close(&supersession.encode(), &key)?;
            batch.put(Family::Find, key, value);
        }
        // In the order of the keys, which are hashes.
        batch.0.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// What is still to change, in no particular order.
    pub fn supersessions(&self, registry: &RegistryId) -> Result<Vec<Supersession>, VaultError> {
        let (mut found, mut result) = (Vec::new(), Ok(()));
        let prefix = [b"q".as_slice(), &registry_prefix(registry)].concat();
        let until = [prefix.as_slice(), &[0xFF; 17]].concat();
        self.engine.scan(Family::Find, &prefix, &until, &mut |key, value| {
            match self.keys.open(value, key).as_deref().and_then(|plain| Supersession::decode(plain)) {
                Some(supersession) => found.push(supersession),
                None => result = Err(VaultError::Damaged("of a document that was replaced".to_owned())),
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result.map(|()| found)
    }

    /// What is still to change for one document.
    pub fn supersession_of(&self, registry: &RegistryId, old: u32) -> Result<Option<Supersession>, VaultError> {
        let key = self.supersession_key(registry, old);
        let Some(value) = self.engine.get(Family::Find, &key)? else { return Ok(None) };
        let found = self.keys.open(&value, &key).as_deref().and_then(|plain| Supersession::decode(plain));
        found.map(Some).ok_or_else(|| VaultError::Damaged(format!("of the replaced document {old}")))
    }

    /// Forgets supersessions that are done, synced.
    pub fn superseded(&self, registry: &RegistryId, old: &[u32]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        old.iter().for_each(|old| batch.delete(Family::Find, self.supersession_key(registry, *old)));
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// `"q" ‖ <registry> ‖ first 16 bytes of hash("superseded", <registry> ‖ slot)`.
    fn supersession_key(&self, registry: &RegistryId, old: u32) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"superseded", &document_key(registry, old));
        [b"q".as_slice(), &registry_prefix(registry), hash.get(..16).unwrap_or_default()].concat()
    }

    /// Keeps the registrar's note on a document, synced, under its pupil's data key: it goes with the pupil.
    pub fn put_note(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        slot: u32,
        note: &Zeroizing<String>,
    ) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        let data_key = self.data_key_in(pupil, &mut batch)?;
        let key = self.note_key(registry, pupil, slot);
        let value = data_key.encrypt(note.as_bytes(), &key)?;
        batch.put(Family::Holding, key, value);
        self.write_holder(batch, pupil)
    }

    /// The registrar's note on a document.
    pub fn note(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        slot: u32,
    ) -> Result<Option<Zeroizing<String>>, VaultError> {
        let key = self.note_key(registry, pupil, slot);
        let Some(value) = self.engine.get(Family::Holding, &key)? else { return Ok(None) };
        let damaged = || VaultError::Damaged(format!("of the note on slot {slot}"));
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        let plain = data_key.decrypt(&value, &key).ok_or_else(damaged)?;
        let text = std::str::from_utf8(&plain).map_err(|_| damaged())?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }

    /// `pupil ‖ "n" ‖ <registry> ‖ first 16 bytes of hash("note", <registry> ‖ slot)`.
    fn note_key(&self, registry: &RegistryId, pupil: PupilId, slot: u32) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"note", &document_key(registry, slot));
        let rest = [registry_prefix(registry).as_slice(), hash.get(..16).unwrap_or_default()].concat();
        holding_key(pupil, Kind::Note, &rest)
    }
}

/// A decoy: an award that is nobody's, in the log so that others are not alone in their batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoy {
    /// Its slot.
    pub slot: u32,
    /// Index of its award.
    pub index: u64,
    /// Class of its award.
    pub class: u8,
}

impl Vault {
    /// Remembers decoys, to be revoked beside documents one day. Not synced: a decoy that a crash lets
    /// forget stays in force, and harms nobody.
    pub fn put_decoys(&self, registry: &RegistryId, decoys: &[Decoy]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        for Decoy { slot, index, class } in decoys {
            let value = [index.to_be_bytes().as_slice(), &[*class]].concat();
            let (key, value) = self.keys.authenticate(decoy_key(registry, *slot), value);
            batch.put(Family::Find, key, value);
        }
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }

    /// The decoys that are left, by slot.
    pub fn decoys(&self, registry: &RegistryId) -> Result<Vec<Decoy>, VaultError> {
        let (mut found, mut result) = (Vec::new(), Ok(()));
        let (from, until) = (decoy_key(registry, 0), after(&decoy_key(registry, u32::MAX)));
        self.engine.scan(Family::Find, &from, &until, &mut |key, value| {
            match key.last_chunk::<4>().zip(self.keys.authentic(key, value)) {
                Some((slot, [index @ .., class])) if index.len() == 8 => found.push(Decoy {
                    slot: u32::from_be_bytes(*slot),
                    index: crate::layout::last_number(index).unwrap_or_default(),
                    class: *class,
                }),
                _ => result = Err(VaultError::Damaged("of a decoy".to_owned())),
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result.map(|()| found)
    }

    /// Forgets decoys that were revoked.
    pub fn drop_decoys(&self, registry: &RegistryId, slots: &[u32]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        slots.iter().for_each(|slot| batch.delete(Family::Find, decoy_key(registry, *slot)));
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }
}

/// `"d" ‖ <registry> ‖ slot u32`. The slots of documents stand open beside it, so that it gives nothing away.
fn decoy_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [b"d".as_slice(), &document_key(registry, slot)].concat()
}

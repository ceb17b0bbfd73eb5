//! The registrar's notes on documents: the reason for a correction, in words that no record and no credential has.
//! Encrypted under the pupil's data key, they go with the pupil.

use crate::keyspace::{Kind, document_key, holding_key, registry_prefix};
use crate::{PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Family};
use attestat_store::lock::lock;
use zeroize::Zeroizing;

/// Longest note in bytes.
pub const NOTE_BYTES_MAX: usize = 4096;

impl Vault {
    /// Keeps the registrar's note on a document, synced, under its pupil's data key: it goes with the pupil.
    pub fn put_note(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        slot: u32,
        note: &Zeroizing<String>,
    ) -> Result<(), VaultError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(VaultError::TooLong(note.len()));
        }
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        let data_key = self.data_key_in(pupil, &mut batch)?;
        let key = self.note_key(registry, pupil, slot);
        let value = data_key.encrypt(note.as_bytes(), &key)?;
        batch.put(Family::Holding, key, value);
        self.write_holder(batch, pupil)
    }

    /// Returns the registrar's note on a document.
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

    /// Returns `pupil ‖ "n" ‖ <registry> ‖ first 16 bytes of hash("note", <registry> ‖ slot)`.
    fn note_key(&self, registry: &RegistryId, pupil: PupilId, slot: u32) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"note", &document_key(registry, slot));
        let rest = [registry_prefix(registry).as_slice(), hash.get(..16).unwrap_or_default()].concat();
        holding_key(pupil, Kind::Note, &rest)
    }
}

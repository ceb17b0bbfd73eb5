//! Entries that cannot be read any more: those under a data key that an erasure destroyed, and damaged ones. Neither
//! may keep a registry from opening or a pupil from being erased.
//!
//! The pupil's id stands in front of a document under the vault key, so that it is known also where the document
//! itself does not decrypt.

use super::Vault;
use super::erase::Erased;
use super::pupil_documents::held_key;
use super::rebinding::rebinding_key;
use crate::crypto::DataKey;
use crate::error::VaultError;
use crate::keyspace::{Kind, document_key, waiting_key};
use crate::pupil::PupilId;
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family, Pair};
use attestat_store::lock::lock;
use std::ops::ControlFlow;

/// Result of looking at a prepared document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgetOutcome {
    /// The document decrypts; nothing was changed.
    Readable,
    /// The document did not decrypt and was forgotten, with the entries left under its pupil's destroyed key.
    Forgotten,
    /// The document does not decrypt, and it cannot be said that nothing ever will: it was left as it is.
    SetAside,
}

impl Vault {
    /// Returns the pupil's data key where one is stored and opens.
    pub(crate) fn readable_key(&self, pupil: PupilId) -> Result<Option<DataKey>, VaultError> {
        match self.stored_key(pupil) {
            Err(VaultError::Damaged(_)) => Ok(None),
            found => found,
        }
    }

    /// Forgets a prepared document that nothing can read and that is not in the log, synced: nobody was ever told of
    /// it. The caller knows that no award of it stands in the log.
    pub fn forget_unreadable(&self, registry: &RegistryId, slot: u32) -> Result<ForgetOutcome, VaultError> {
        let _turn = lock(&self.turn);
        match self.document(registry, slot) {
            Ok(Some(_)) => return Ok(ForgetOutcome::Readable),
            Ok(None) | Err(VaultError::Damaged(_)) => {}
            Err(error) => return Err(error),
        }
        let place = document_key(registry, slot);
        let mut batch = Batch::default();
        let value = match self.engine.get(Family::Document, &place).map_err(VaultError::from) {
            // The contents of a file that cannot be read are not known.
            Err(VaultError::Damaged(_)) => return Ok(ForgetOutcome::SetAside),
            value => value?,
        };
        if let Some(value) = value {
            let Some((pupil, _)) = self.keys.open_pupil(&value, &place) else { return Ok(ForgetOutcome::SetAside) };
            let pupil = PupilId(pupil);
            // A key that is there and does not open may be put back from a backup.
            let Ok(data_key) = self.stored_key(pupil) else { return Ok(ForgetOutcome::SetAside) };
            batch.delete(Family::Holding, held_key(&self.keys, pupil, registry, slot));
            self.forget_left_behind(&mut batch, pupil, data_key.as_ref())?;
        }
        batch.delete(Family::Document, place);
        batch.delete(Family::Issued, waiting_key(registry, slot));
        self.engine.write(batch, Durability::Synced)?;
        Ok(ForgetOutcome::Forgotten)
    }

    /// Removes the entries that the writing of a document left beside it under a key that is no longer the pupil's:
    /// notes of the access log, tag counters and other names.
    fn forget_left_behind(
        &self,
        batch: &mut Batch,
        pupil: PupilId,
        data_key: Option<&DataKey>,
    ) -> Result<(), VaultError> {
        for Pair { key, value } in self.entries_of(pupil)? {
            let kind = key.get(pupil.0.len()).copied();
            let is_beside = [Kind::Access, Kind::Counter, Kind::Alias].into_iter().any(|of| kind == Some(of as u8));
            if !is_beside || data_key.is_some_and(|data_key| data_key.decrypt(&value, &key).is_some()) {
                continue;
            }
            if kind == Some(Kind::Alias as u8) {
                let lookup = [b"n".as_slice(), key.get(pupil.0.len() + 1..).unwrap_or_default()].concat();
                if matches!(self.alias_of(&lookup), Ok(Some(whose)) if whose == pupil) {
                    batch.delete(Family::Find, lookup);
                }
            }
            batch.delete(Family::Holding, key);
        }
        Ok(())
    }

    /// Removes the entries that a pupil's unreadable entries led to, found by the pupil's id in front of them: the
    /// pupil's documents, and lookups by wallet, ticket and other names.
    pub(crate) fn remove_unread(
        &self,
        batch: &mut Batch,
        erased: &mut Erased,
        pupil: PupilId,
    ) -> Result<(), VaultError> {
        let of_pupil =
            |value: &[u8], key: &[u8]| self.keys.open_pupil(value, key).is_some_and(|(whose, _)| whose == pupil.0);
        self.engine.scan(Family::Document, &[], &[0xFF; 13], &mut |key, value| {
            let known = key
                .split_first_chunk::<8>()
                .and_then(|(registry, slot)| Some((registry, <[u8; 4]>::try_from(slot).ok()?)));
            if let Some((registry, slot)) = known.filter(|_| of_pupil(value, key)) {
                let slot = u32::from_be_bytes(slot);
                if !erased.slots.contains(&slot) {
                    batch.delete(Family::Document, key.to_vec());
                    batch.delete(Family::Issued, [b"w".as_slice(), key].concat());
                    batch.delete(Family::Issued, [b"p".as_slice(), key].concat());
                    batch.delete(Family::Find, rebinding_key(registry, pupil));
                    erased.documents = erased.documents.saturating_add(1);
                    erased.slots.push(slot);
                }
            }
            ControlFlow::Continue(())
        })?;
        self.engine.scan(Family::Find, &[], &[0xFF; 65], &mut |key, value| {
            if of_pupil(value, key) {
                batch.delete(Family::Find, key.to_vec());
            }
            ControlFlow::Continue(())
        })?;
        Ok(())
    }

    /// Returns true if a document decrypts; none where there is no document.
    pub fn is_readable(&self, registry: &RegistryId, slot: u32) -> Result<Option<bool>, VaultError> {
        match self.document(registry, slot) {
            Ok(document) => Ok(document.map(|_| true)),
            Err(VaultError::Damaged(_)) => Ok(Some(false)),
            Err(error) => Err(error),
        }
    }
}

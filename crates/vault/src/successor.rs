//! Successors: the link from an old document to the one that replaced it, for as long as the pupil is kept.
//!
//! An act on the old document alone would leave its successor as it was, so that a request for such an act is sent to
//! the successor. The pair stands under the pupil's data key and goes with the pupil. It is written before the
//! successor is made; a successor that was never made counts for nothing, and the next one is written over it.

use crate::keyspace::{Kind, document_key, holding_key, registry_prefix};
use crate::{PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::ops::ControlFlow;

/// Key of the note that the pairs which an earlier version left are joined.
fn joined_key(registry: &RegistryId) -> Vec<u8> {
    [b"j".as_slice(), &registry_prefix(registry)].concat()
}

impl Vault {
    /// Returns the slot of the document that was to replace a document, made or not; none where there is none.
    pub fn successor(&self, registry: &RegistryId, old: u32) -> Result<Option<u32>, VaultError> {
        let damaged = || VaultError::Damaged(format!("of what replaced document {old}"));
        let Some(pupil) = self.pupil_of(registry, old)? else { return Ok(None) };
        let key = self.successor_key(registry, pupil, old);
        let Some(value) = self.engine.get(Family::Holding, &key)? else { return Ok(None) };
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        let plain = data_key.decrypt(&value, &key).ok_or_else(damaged)?;
        let (stored, new) = plain.split_first_chunk::<4>().ok_or_else(damaged)?;
        let new: [u8; 4] = new.try_into().map_err(|_| damaged())?;
        if u32::from_be_bytes(*stored) == old { Ok(Some(u32::from_be_bytes(new))) } else { Err(damaged()) }
    }

    /// Joins old documents to their successors, as an earlier version left them, and the links of enrolled wallets to
    /// their pupils, synced and once for a registry. Of several pairs of one old document the last counts.
    pub fn join(&self, registry: &RegistryId, pairs: &[(u32, u32)]) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        for (old, new) in pairs {
            self.join_in(&mut batch, registry, *old, *new)?;
        }
        self.link_all_in(&mut batch, registry)?;
        let (key, value) = self.keys.authenticate(joined_key(registry), Vec::new());
        batch.put(Family::Issued, key, value);
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Returns true if [`Vault::join`] was done for a registry.
    pub fn is_joined(&self, registry: &RegistryId) -> Result<bool, VaultError> {
        Ok(self.engine.get(Family::Issued, &joined_key(registry))?.is_some())
    }

    /// Joins one old document to its successor in a batch; does nothing where no pupil's data key can be found to
    /// encrypt the pair.
    pub(crate) fn join_in(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        old: u32,
        new: u32,
    ) -> Result<(), VaultError> {
        let readable = |error| if matches!(error, VaultError::Damaged(_)) { Ok(None) } else { Err(error) };
        let Some(pupil) = self.pupil_of(registry, old).or_else(readable)? else { return Ok(()) };
        let Some(data_key) = self.readable_key(pupil)? else { return Ok(()) };
        let key = self.successor_key(registry, pupil, old);
        let value = data_key.encrypt(&[old.to_be_bytes(), new.to_be_bytes()].concat(), &key)?;
        batch.put(Family::Holding, key, value);
        Ok(())
    }

    /// Returns the number of entries that do not decrypt and are passed over: of a registry's queues (replaced
    /// documents, documents to issue again, decoys), and lookups by a wallet's link.
    pub fn damaged_in_queues(&self, registry: &RegistryId) -> Result<usize, VaultError> {
        let mut damaged = 0;
        for kind in [b'q', b'r', b'd'] {
            let prefix = [&[kind], registry_prefix(registry).as_slice()].concat();
            let until = [prefix.as_slice(), &[0xFF; 17]].concat();
            self.engine.scan(Family::Find, &prefix, &until, &mut |key, value| {
                let sound = match kind {
                    b'q' => self.keys.open(value, key).is_some(),
                    _ => self.keys.authentic(key, value).is_some(),
                };
                damaged += usize::from(!sound);
                ControlFlow::Continue(())
            })?;
        }
        self.engine.scan(Family::Find, b"l", &[b"l".as_slice(), &[0xFF; 33]].concat(), &mut |key, value| {
            damaged += usize::from(self.keys.open_pupil(value, key).is_none());
            ControlFlow::Continue(())
        })?;
        Ok(damaged)
    }

    /// Returns `pupil ‖ "s" ‖ <registry> ‖ first 16 bytes of hash("successor", <registry> ‖ slot)`.
    fn successor_key(&self, registry: &RegistryId, pupil: PupilId, old: u32) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"successor", &document_key(registry, old));
        let rest = [registry_prefix(registry).as_slice(), hash.get(..16).unwrap_or_default()].concat();
        holding_key(pupil, Kind::Successor, &rest)
    }
}

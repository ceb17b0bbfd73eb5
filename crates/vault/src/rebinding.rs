//! The queue of pupils whose documents are to be issued again, bound to the wallet that was enrolled.

use crate::crypto::VaultKeys;
use crate::keyspace::last_number;
use crate::keyspace::{after, registry_prefix};
use crate::{PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::ops::ControlFlow;

/// A pupil whose documents wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebinding {
    /// The pupil.
    pub pupil: PupilId,
    /// Time at which they are to be issued again, in Unix seconds.
    pub due: u64,
}

/// Makes the entry `"r" ‖ <registry> ‖ pupil` → `due u64 ‖ tag`.
pub(crate) fn rebinding_entry(keys: &VaultKeys, registry: &RegistryId, pupil: PupilId, due: u64) -> (Vec<u8>, Vec<u8>) {
    keys.authenticate(rebinding_key(&registry_prefix(registry), pupil), due.to_be_bytes().to_vec())
}

pub(crate) fn rebinding_key(registry: &[u8; 8], pupil: PupilId) -> Vec<u8> {
    [b"r".as_slice(), registry, &pupil.0].concat()
}

impl Vault {
    /// Queues a pupil's documents, synced; a pupil that waits already waits until `due` instead.
    pub fn queue_rebinding(&self, registry: &RegistryId, pupil: PupilId, due: u64) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        let (key, value) = rebinding_entry(&self.keys, registry, pupil, due);
        batch.put(Family::Find, key, value);
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Returns the pupils whose documents wait at a registry, in no particular order. An entry that is not as it was
    /// written is passed over, so that it holds up no other ([`Vault::damaged_in_queues`] counts them).
    pub fn rebinding_queue(&self, registry: &RegistryId) -> Result<Vec<Rebinding>, VaultError> {
        let mut found = Vec::new();
        let registry = registry_prefix(registry);
        let (from, until) =
            (rebinding_key(&registry, PupilId([0; 16])), after(&rebinding_key(&registry, PupilId([0xFF; 16]))));
        self.engine.scan(Family::Find, &from, &until, &mut |key, value| {
            let pupil = key.last_chunk::<16>().map(|pupil| PupilId(*pupil));
            let entry = pupil.zip(self.keys.authentic(key, value).and_then(last_number));
            found.extend(entry.map(|(pupil, due)| Rebinding { pupil, due }));
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Returns the time at which a pupil's documents are to be issued again; none when none wait.
    pub fn rebinding_due(&self, registry: &RegistryId, pupil: PupilId) -> Result<Option<u64>, VaultError> {
        let key = rebinding_key(&registry_prefix(registry), pupil);
        let Some(value) = self.engine.get(Family::Find, &key)? else { return Ok(None) };
        let due = self.keys.authentic(&key, &value).and_then(last_number);
        due.map(Some).ok_or_else(|| VaultError::Damaged("of the queue of documents to issue again".to_owned()))
    }

    /// Takes a pupil from the queue, synced, unless another enrolment has queued it anew meanwhile.
    pub fn rebinding_done(&self, registry: &RegistryId, done: Rebinding) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        if self.rebinding_due(registry, done.pupil)? != Some(done.due) {
            return Ok(());
        }
        let mut batch = Batch::default();
        batch.delete(Family::Find, rebinding_key(&registry_prefix(registry), done.pupil));
        Ok(self.engine.write(batch, Durability::Synced)?)
    }
}

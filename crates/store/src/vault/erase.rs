//! Erasure: everything kept on a pupil, and the key that could open a copy of it.

use super::holder;
use super::holding::HeldDocument;
use super::keyspace::{Kind, pupil_end};
use super::rebinding::rebinding_key;
use super::{PupilId, Vault, VaultError};
use crate::engine::{Batch, Durability, Family, Pair};
use crate::log::lock;

/// What an erasure destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many documents.
    pub documents: u32,
    /// Their slots, ascending.
    pub slots: Vec<u32>,
    /// Entries of the access log.
    pub accesses: u32,
    /// Whether a wallet was enrolled.
    pub enrolled: bool,
}

/// The families that hold anything of a pupil.
const PERSONAL: [Family; 5] = [Family::Pupil, Family::Document, Family::Issued, Family::Holding, Family::Find];

/// Where it is noted that something was removed and the files are not rewritten yet.
const ERASING: &[u8] = b"erasing";

impl Vault {
    /// Destroys everything kept on a pupil, synced, and rewrites the files so that not even its
    /// ciphertext stays in the database. The caller sees to it that nothing is being issued to the pupil.
    ///
    /// A crash before the write leaves everything; one after it leaves nothing that the vault knows, and the
    /// next start rewrites the files. Backups made before keep what they hold.
    pub fn erase(&self, pupil: PupilId) -> Result<Erased, VaultError> {
        let erased = self.remove(pupil)?;
        self.rewrite()?;
        Ok(erased)
    }

    /// Finishes an erasure that a crash cut off before the files were rewritten.
    pub(super) fn finish_erasure(&self) -> Result<(), VaultError> {
        if self.engine.get(Family::Issued, ERASING)?.is_some() { self.rewrite() } else { Ok(()) }
    }

    fn rewrite(&self) -> Result<(), VaultError> {
        for family in PERSONAL {
            self.engine.compact(family)?;
        }
        let mut batch = Batch::default();
        batch.delete(Family::Issued, ERASING.to_vec());
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    fn remove(&self, pupil: PupilId) -> Result<Erased, VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        let mut erased = Erased::default();
        let entries = self.entries_of(pupil)?;
        if let Some(data_key) = self.stored_key(pupil)? {
            for Pair { key, value } in &entries {
                let plain = data_key.decrypt(value, key);
                let found = plain.and_then(|plain| self.remove_entry(&mut batch, &mut erased, pupil, key, &plain));
                found.ok_or_else(|| VaultError::Damaged("of a pupil's holdings".to_owned()))?;
            }
        }
        entries.into_iter().for_each(|entry| batch.delete(Family::Holding, entry.key));
        batch.delete(Family::Pupil, pupil.0.to_vec());
        batch.put(Family::Issued, ERASING.to_vec(), Vec::new());
        self.engine.write(batch, Durability::Synced)?;
        lock(&self.fresh).remove(&pupil);
        lock(&self.counters).retain(|key, _| !key.starts_with(&pupil.0));
        erased.slots.sort_unstable();
        Ok(erased)
    }

    fn entries_of(&self, pupil: PupilId) -> Result<Vec<Pair>, VaultError> {
        let mut entries = Vec::new();
        self.engine.scan(Family::Holding, &pupil.0, &pupil_end(pupil), &mut |key, value| {
            entries.push(Pair { key: key.to_vec(), value: value.to_vec() });
            std::ops::ControlFlow::Continue(())
        })?;
        Ok(entries)
    }

    /// Removes what an entry leads to; none when the entry is not as it was written.
    fn remove_entry(
        &self,
        batch: &mut Batch,
        erased: &mut Erased,
        pupil: PupilId,
        key: &[u8],
        plain: &[u8],
    ) -> Option<()> {
        let (kind, rest) = key.get(pupil.0.len()..)?.split_first()?;
        if *kind == Kind::Document as u8 {
            let (registry, _) = rest.split_first_chunk::<8>()?;
            let (held, issued_key) = HeldDocument::decode(plain)?;
            let document = [registry.as_slice(), &held.slot.to_be_bytes()].concat();
            batch.delete(Family::Issued, issued_key.to_vec());
            batch.delete(Family::Issued, [b"w".as_slice(), &document].concat());
            batch.delete(Family::Issued, [b"p".as_slice(), &document].concat());
            batch.delete(Family::Document, document);
            batch.delete(Family::Find, rebinding_key(registry, pupil));
            erased.documents = erased.documents.saturating_add(1);
            erased.slots.push(held.slot);
        } else if *kind == Kind::Holder as u8 {
            let (registry, _) = rest.split_first_chunk::<8>()?;
            let holder = holder::decode(plain)?;
            batch.delete(Family::Find, self.lookup_key_by(registry, &holder.key));
            erased.enrolled = true;
        } else if *kind == Kind::Ticket as u8 || *kind == Kind::Alias as u8 {
            batch.delete(Family::Find, plain.to_vec());
        } else if *kind == Kind::Access as u8 {
            erased.accesses = erased.accesses.saturating_add(1);
        }
        Some(())
    }
}

//! Erasure of everything kept on a pupil, and of the key that could open a copy of it.

use super::Vault;
use super::holder;
use super::person::KnownPerson;
use super::pupil_documents::HeldDocument;
use super::rebinding::rebinding_key;
use crate::crypto::random_mark;
use crate::error::VaultError;
use crate::keyspace::{Kind, pupil_end};
use crate::pupil::PupilId;
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family, Pair};
use attestat_store::lock::lock;

/// Contents that an erasure destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Number of documents.
    pub documents: u32,
    /// Their slots, ascending.
    pub slots: Vec<u32>,
    /// Ids of other names that led to the pupil, and of those that stood under the pupil.
    pub names: Vec<PupilId>,
    /// Entries of the access log.
    pub accesses: u32,
    /// True if a wallet was enrolled.
    pub enrolled: bool,
}

/// The families that hold anything of a pupil.
const PERSONAL: [Family; 5] = [Family::Pupil, Family::Document, Family::Issued, Family::Holding, Family::Find];

/// Key of the note that something was removed and the files are not rewritten yet. Every removal notes another value:
/// a thread that rewrites the files takes back no note of a removal that came meanwhile, whoever finished in between.
const ERASING: &[u8] = b"erasing";

impl Vault {
    /// Destroys everything kept on a pupil, synced, and rewrites the files so that not even its ciphertext stays in
    /// the database. The caller ensures that nothing is being issued to the pupil.
    ///
    /// A crash before the write leaves everything; one after it leaves nothing that the vault knows, and the next
    /// start rewrites the files. Backups made before keep their contents.
    pub fn erase(&self, pupil: PupilId) -> Result<Erased, VaultError> {
        let erased = self.remove(pupil, |_, _| Ok::<_, VaultError>(()))?.0;
        self.rewrite_erased()?;
        Ok(erased)
    }

    /// Destroys everything kept on a pupil and keeps the act that `sign` makes of it, in one synced write: there is
    /// no moment at which the pupil is gone and nothing says so. The files are still to be rewritten, by
    /// [`Vault::rewrite_erased`] or the next start. The status of a replaced document still changes; the pair with
    /// the document that replaced it is forgotten in the same write.
    ///
    /// The act is kept with the pupil's id, so that a request that is sent again finds it ([`Vault::act_of`]).
    pub fn erase_with_act<E: From<VaultError>>(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        sign: impl FnOnce(&Erased) -> Result<String, E>,
    ) -> Result<(Erased, String), E> {
        let mark = self.mark_of(pupil)?;
        let (erased, act) = self.remove(pupil, |erased, batch| {
            let act = sign(erased)?;
            self.unpair_in(batch, registry, &erased.slots)?;
            self.keep_act(batch, registry, pupil, erased, &act)?;
            Ok::<_, E>(act)
        })?;
        // Behind the write: nobody is ever destroyed by a backup who was not destroyed before.
        mark.map_or(Ok(()), |mark| self.remember_destroyed(registry, mark, &act))?;
        Ok((erased, act))
    }

    /// Finishes an erasure that was cut off before the files were rewritten; nothing where none was.
    pub fn finish_erasure(&self) -> Result<(), VaultError> {
        if self.erasure_is_pending()? { self.rewrite_erased() } else { Ok(()) }
    }

    /// Returns true if something was erased whose ciphertext may still stand in the vault's files.
    pub fn erasure_is_pending(&self) -> Result<bool, VaultError> {
        Ok(self.engine.get(Family::Issued, ERASING)?.is_some())
    }

    /// Rewrites the files from which something was erased; takes as long as copying the vault. Where it fails,
    /// the next start does it.
    pub fn rewrite_erased(&self) -> Result<(), VaultError> {
        let begun = self.engine.get(Family::Issued, ERASING)?;
        for family in PERSONAL {
            // The marker stays if this fails.
            self.engine.compact(family)?;
        }
        let _turn = lock(&self.turn);
        if self.engine.get(Family::Issued, ERASING)? != begun {
            return Ok(());
        }
        let mut batch = Batch::default();
        batch.delete(Family::Issued, ERASING.to_vec());
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Removes everything of a pupil, in one write with the changes that `beside` adds to the batch.
    fn remove<T, E: From<VaultError>>(
        &self,
        pupil: PupilId,
        beside: impl FnOnce(&Erased, &mut Batch) -> Result<T, E>,
    ) -> Result<(Erased, T), E> {
        // The act would speak of the entries here, and more may be in the vault that is missing.
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let (batch, erased, beside) = self.removal(pupil, beside)?;
        self.engine.write(batch, Durability::Synced).map_err(VaultError::from)?;
        self.forget_in_memory(pupil);
        Ok((erased, beside))
    }

    pub(crate) fn forget_in_memory(&self, pupil: PupilId) {
        lock(&self.fresh).remove(&pupil);
        lock(&self.counters).retain(|key, _| !key.starts_with(&pupil.0));
    }

    /// The write that removes everything of a pupil, with what `beside` adds to it. The caller has the turn.
    pub(crate) fn removal<T, E: From<VaultError>>(
        &self,
        pupil: PupilId,
        beside: impl FnOnce(&Erased, &mut Batch) -> Result<T, E>,
    ) -> Result<(Batch, Erased, T), E> {
        let mut batch = Batch::default();
        let mut erased = Erased::default();
        let entries = self.entries_of(pupil)?;
        let data_key = self.readable_key(pupil)?;
        let mut unread = false;
        for Pair { key, value } in &entries {
            let plain = data_key.as_ref().and_then(|data_key| data_key.decrypt(value, key));
            let removed = plain.and_then(|plain| self.remove_entry(&mut batch, &mut erased, pupil, key, &plain));
            unread |= removed.is_none();
        }
        // Entries that an unreadable entry led to are found without it.
        if unread {
            self.remove_unread(&mut batch, &mut erased, pupil)?;
        }
        entries.into_iter().for_each(|entry| batch.delete(Family::Holding, entry.key));
        batch.delete(Family::Pupil, pupil.0.to_vec());
        batch.put(Family::Issued, ERASING.to_vec(), random_mark()?);
        erased.slots.sort_unstable();
        let beside = beside(&erased, &mut batch)?;
        Ok((batch, erased, beside))
    }

    pub(crate) fn entries_of(&self, pupil: PupilId) -> Result<Vec<Pair>, VaultError> {
        let mut entries = Vec::new();
        self.engine.scan(Family::Holding, &pupil.0, &pupil_end(pupil), &mut |key, value| {
            entries.push(Pair { key: key.to_vec(), value: value.to_vec() });
            std::ops::ControlFlow::Continue(())
        })?;
        Ok(entries)
    }

    /// Removes the entries that an entry leads to; none when the entry is not as it was written.
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
            batch.delete(Family::Find, self.link_key_by(registry, &holder.link));
            erased.enrolled = true;
        } else if *kind == Kind::Ticket as u8 {
            batch.delete(Family::Find, plain.to_vec());
        } else if *kind == Kind::Alias as u8 {
            erased.names.extend(rest.first_chunk::<16>().map(|id| PupilId(*id)));
            // The lookup is another pupil's, where an earlier version let a second one of that name write over it.
            if !matches!(self.alias_of(plain), Ok(Some(other)) if other != pupil) {
                batch.delete(Family::Find, plain.to_vec());
            }
        } else if *kind == Kind::Person as u8 {
            batch.delete(Family::Find, super::person::find_key_of(plain)?.to_vec());
            erased.names.push(self.pupil(&KnownPerson::decode(plain)?.digest));
        } else if *kind == Kind::Paper as u8 {
            super::paper::find_keys_of(plain)?.for_each(|key| batch.delete(Family::Find, key.to_vec()));
        } else if *kind == Kind::Access as u8 {
            erased.accesses = erased.accesses.saturating_add(1);
        }
        Some(())
    }
}

//! Values that only one document may have (a blank, a number, a pupil's one original), kept so that no second
//! document gets one, in whichever sheet and year it comes.
//!
//! Each document has its own entries under keyed hashes of these values. The node, which knows the documents in
//! force, decides whether one of them is in anybody's way. The keys of a document's entries stand under its pupil as
//! well, so that erasure finds them. A reader of the disk without the vault key learns the number of papers.

use super::Vault;
use super::person::{KnownPerson, PersonEntries};
use crate::error::VaultError;
use crate::keyspace::{Kind, document_key, holding_key, registry_prefix};
use crate::pupil::PupilId;
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::ops::ControlFlow;

/// Most keys of one document: a certificate has five.
const PAPER_KEYS_MAX: usize = 16;
/// Length of a key `"u" ‖ hash [32] ‖ hash of the slot [16]`.
const FIND_KEY_BYTES: usize = 1 + 32 + 16;
/// Documents that are indexed in one write.
const INDEXED_AT_ONCE: usize = 256;
/// Key in front of a registry: the rules by which its papers are indexed.
const INDEXED: &[u8] = b"papers";
/// The rules by which papers are indexed now; a later set of rules has another number, and is applied at opening.
const RULES: u8 = 1;

/// Values that recognise a document and its pupil.
#[derive(Clone)]
pub struct Paper {
    /// Registry of the document.
    pub registry: RegistryId,
    /// Slot of the document.
    pub slot: u32,
    /// The person that the document names.
    pub person: KnownPerson,
    /// Values that only this document may have (`Draft::paper_keys`).
    pub keys: Vec<[u8; 32]>,
    /// Another pupil key that leads to the pupil (`Draft::folded_pupil_key`).
    pub called: [u8; 32],
}

/// Encrypted entries that go into the write of their document.
#[derive(Default)]
pub(crate) struct RecognitionEntries {
    person: Option<PersonEntries>,
    held: Option<(Vec<u8>, Vec<u8>)>,
    finds: Vec<(Vec<u8>, Vec<u8>)>,
    called: Option<super::alias::Alias>,
}

/// Returns the keys in `find` that an entry leads to; none when it is not as it was written.
pub(crate) fn find_keys_of(plain: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let (keys, rest) = plain.as_chunks::<FIND_KEY_BYTES>();
    rest.is_empty().then(|| keys.iter().map(<[u8; FIND_KEY_BYTES]>::as_slice))
}

impl Vault {
    pub(crate) fn recognised(
        &self,
        pupil: PupilId,
        data_key: &crate::crypto::DataKey,
        paper: &Paper,
    ) -> Result<RecognitionEntries, VaultError> {
        if paper.keys.len() > PAPER_KEYS_MAX {
            return Err(VaultError::TooLong(paper.keys.len()));
        }
        let slot = self.paper_slot(&paper.registry, paper.slot);
        let held = self.paper_held_key(pupil, &paper.registry, paper.slot);
        let mut finds = Vec::with_capacity(paper.keys.len());
        for hash in &paper.keys {
            let key = [self.paper_prefix(hash).as_slice(), &slot].concat();
            let value = self.keys.close(&paper.slot.to_be_bytes(), &key)?;
            finds.push((key, value));
        }
        let keys: Vec<u8> = finds.iter().flat_map(|(key, _)| key.iter().copied()).collect();
        let value = data_key.encrypt(&keys, &held)?;
        Ok(RecognitionEntries {
            person: Some(self.person_entries(pupil, data_key, &paper.person)?),
            held: Some((held, value)),
            finds,
            called: self.alias(pupil, data_key, &paper.called)?,
        })
    }

    /// Puts the entries into a document's write. The caller has the turn.
    pub(crate) fn put_recognised(
        &self,
        batch: &mut Batch,
        pupil: PupilId,
        recognised: RecognitionEntries,
    ) -> Result<(), VaultError> {
        let RecognitionEntries { person, held, finds, called } = recognised;
        person.into_iter().for_each(|person| person.put(batch));
        held.into_iter().for_each(|(key, value)| batch.put(Family::Holding, key, value));
        finds.into_iter().for_each(|(key, value)| batch.put(Family::Find, key, value));
        // The first pupil with a name keeps it.
        if let Some(called) = called
            && self.alias_is_free(&called.lookup.0, pupil)?
        {
            batch.put(Family::Find, called.lookup.0, called.lookup.1);
            batch.put(Family::Holding, called.held.0, called.held.1);
        }
        Ok(())
    }

    /// Returns the slots of the documents that have this value, which only one may have; ascending, in force or not,
    /// prepared or placed.
    pub fn slots_with(&self, hash: &[u8; 32]) -> Result<Vec<u32>, VaultError> {
        let (mut found, mut result) = (Vec::new(), Ok(()));
        let from = self.paper_prefix(hash);
        let until = [from.as_slice(), &[0xFF; 17]].concat();
        self.engine.scan(Family::Find, &from, &until, &mut |key, value| {
            let plain = self.keys.open(value, key);
            match plain.and_then(|plain| Some(u32::from_be_bytes(plain.as_slice().try_into().ok()?))) {
                Some(slot) => found.push(slot),
                None => result = Err(VaultError::Damaged("of a paper's number".to_owned())),
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result?;
        found.sort_unstable();
        Ok(found)
    }

    /// Returns true if every document of a registry is indexed by the rules of this version.
    pub fn papers_are_indexed(&self, registry: &RegistryId) -> Result<bool, VaultError> {
        let key = indexed_key(registry);
        let Some(value) = self.engine.get(Family::Issued, &key)? else { return Ok(false) };
        match self.keys.authentic(&key, &value) {
            Some([rules]) => Ok(*rules == RULES),
            _ => Err(VaultError::Damaged("of the index of papers".to_owned())),
        }
    }

    /// Indexes documents that a version without the index left, and notes that it is done. Begun again after a crash,
    /// it does the same once more.
    pub fn index_papers(&self, registry: &RegistryId, papers: &[(PupilId, Paper)]) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        for part in papers.chunks(INDEXED_AT_ONCE) {
            let mut batch = Batch::default();
            for (pupil, paper) in part {
                let Some(data_key) = self.stored_key(*pupil)? else { continue };
                let recognised = self.recognised(*pupil, &data_key, paper)?;
                self.put_recognised(&mut batch, *pupil, recognised)?;
            }
            // In the order of the keys, which are hashes: a write does not say which entries belong together.
            batch.0.sort_by(|one, other| one.place().cmp(&other.place()));
            self.engine.write(batch, Durability::Unsynced)?;
        }
        let mut batch = Batch::default();
        let (key, value) = self.keys.authenticate(indexed_key(registry), vec![RULES]);
        batch.put(Family::Issued, key, value);
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Lets the next opening index every document again.
    pub fn index_again(&self) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        self.forget_index(&mut batch)?;
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Removes the notes of the index in a batch: after a restore, the next opening indexes every document again.
    pub(crate) fn forget_index(&self, batch: &mut Batch) -> Result<(), VaultError> {
        self.engine.scan(Family::Issued, INDEXED, &[INDEXED, &[0xFF; 9]].concat(), &mut |key, _| {
            batch.delete(Family::Issued, key.to_vec());
            ControlFlow::Continue(())
        })?;
        Ok(())
    }

    /// Returns `"u" ‖ hash("paper", hash of the value)`.
    fn paper_prefix(&self, hash: &[u8; 32]) -> Vec<u8> {
        [b"u".as_slice(), &self.keys.keyed_hash(b"paper", hash)].concat()
    }

    /// Returns the first 16 bytes of `hash("paper-slot", <registry> ‖ slot)`.
    fn paper_slot(&self, registry: &RegistryId, slot: u32) -> [u8; 16] {
        let hash = self.keys.keyed_hash(b"paper-slot", &document_key(registry, slot));
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// Returns `pupil ‖ "u" ‖ <registry> ‖ first 16 bytes of hash("paper-slot", <registry> ‖ slot)`.
    fn paper_held_key(&self, pupil: PupilId, registry: &RegistryId, slot: u32) -> Vec<u8> {
        let rest = [registry_prefix(registry).as_slice(), &self.paper_slot(registry, slot)].concat();
        holding_key(pupil, Kind::Paper, &rest)
    }
}

/// Returns `"papers" ‖ <registry>`.
fn indexed_key(registry: &RegistryId) -> Vec<u8> {
    [INDEXED, &registry_prefix(registry)].concat()
}

//! Joining of two pupils of the vault that are one child: documents, names, notes, access log and the wallet of the
//! one go over to the other, in one synced write.
//!
//! A crash before the write leaves two pupils, one after it leaves one. The names of the pupil that goes lead to the
//! one that remains from then on.

use super::Vault;
use super::access::{Access, access_key, within_limit};
use super::paper::Paper;
use super::person::KnownPerson;
use super::pupil_documents::{HeldDocument, held_key};
use super::rebinding::{rebinding_entry, rebinding_key};
use crate::crypto::DataKey;
use crate::error::VaultError;
use crate::keyspace::{Kind, after, document_key, registry_prefix};
use crate::pupil::PupilId;
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family, Pair};
use attestat_store::lock::lock;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Result of joining two pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// The two are one.
    Done {
        /// Documents that went over.
        documents: u32,
        /// True if documents wait for being issued again, bound to the wallet of the pupil that remains.
        rebinding: bool,
        /// True if a ticket that was out for the pupil that goes is worth nothing any more.
        ticket_ended: bool,
    },
    /// Each pupil has a wallet of their own: nothing was written.
    BothEnrolled,
}

/// The two pupils that are joined.
struct PupilPair {
    keep: PupilId,
    keep_key: Arc<DataKey>,
    join: PupilId,
    join_key: DataKey,
}

/// Persons under the pupil that remains, by name and birth date.
#[derive(Default)]
struct PersonsByName(BTreeMap<[u8; 32], KnownPerson>);

impl PersonsByName {
    /// Adds a person. Of equal ones the first stays, except that one with the school's number replaces one without;
    /// the newer time is kept.
    fn add(&mut self, person: KnownPerson) {
        match self.0.get_mut(&person.digest) {
            Some(kept) => {
                let time = kept.time.max(person.time);
                if kept.reference.is_empty() && !person.reference.is_empty() {
                    *kept = person;
                }
                kept.time = time;
            }
            None => drop(self.0.insert(person.digest, person)),
        }
    }
}

impl Vault {
    /// Joins `join` to `keep`. `papers` recognise the documents of `join` under `keep`; at `due`, documents are
    /// issued again that are not bound to the wallet. The caller ensures that nothing is being issued.
    pub fn merge(
        &self,
        registry: &RegistryId,
        keep: PupilId,
        join: PupilId,
        papers: &[Paper],
        due: u64,
    ) -> Result<Merged, VaultError> {
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let (kept, joined) = (self.holder(registry, keep)?, self.holder(registry, join)?);
        if kept.is_some() && joined.is_some() {
            return Ok(Merged::BothEnrolled);
        }
        let mut batch = Batch::default();
        let keep_key = self.data_key_in(keep, &mut batch)?;
        let damaged = || VaultError::Damaged("of a pupil's key".to_owned());
        let two = PupilPair { keep, keep_key, join, join_key: self.stored_key(join)?.ok_or_else(damaged)? };
        self.merge_accesses(&mut batch, &two)?;
        let (mut documents, mut ticket_ended) = (0_u32, false);
        let mut persons = PersonsByName::default();
        self.persons(keep)?.into_iter().for_each(|person| persons.add(person));
        for entry in self.entries_of(join)? {
            match self.move_entry(&mut batch, registry, &two, &mut persons, entry)? {
                Some(Kind::Document) => documents = documents.saturating_add(1),
                Some(Kind::Ticket) => ticket_ended = true,
                _ => {}
            }
        }
        for paper in papers {
            let recognised = self.recognised(keep, &two.keep_key, paper)?;
            self.put_recognised(&mut batch, keep, recognised)?;
            persons.add(paper.person.clone());
        }
        for person in persons.0.values() {
            self.person_entries(keep, &two.keep_key, person)?.put(&mut batch);
        }
        let called = self.alias_to(keep, &two.keep_key, join)?;
        batch.put(Family::Find, called.lookup.0, called.lookup.1);
        batch.put(Family::Holding, called.held.0, called.held.1);
        batch.delete(Family::Pupil, join.0.to_vec());
        batch.delete(Family::Find, rebinding_key(&registry_prefix(registry), join));
        let wallet = kept.or(joined).map(|holder| holder.key);
        let rebinding = self.merge_rebinding(&mut batch, registry, &two, wallet, due)?;
        self.engine.write(batch, Durability::Synced)?;
        // A later erasure of the remaining pupil destroys both.
        self.remember_joined(registry, self.mark(join, &two.join_key), self.mark(keep, &two.keep_key))?;
        let mut fresh = lock(&self.fresh);
        fresh.remove(&keep);
        fresh.remove(&join);
        drop(fresh);
        lock(&self.counters).retain(|key, _| !key.starts_with(&join.0) && !key.starts_with(&keep.0));
        Ok(Merged::Done { documents, rebinding, ticket_ended })
    }

    /// Moves an entry, or ends the lookup that it leads to; returns the kind for a document or a ticket.
    fn move_entry(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        two: &PupilPair,
        persons: &mut PersonsByName,
        Pair { key, value }: Pair,
    ) -> Result<Option<Kind>, VaultError> {
        let unreadable = || VaultError::Damaged("of a pupil's holdings".to_owned());
        let kind = key.get(two.join.0.len()).copied().unwrap_or_default();
        batch.delete(Family::Holding, key.clone());
        if kind == Kind::Access as u8 {
            return Ok(None);
        }
        let plain = two.join_key.decrypt(&value, &key).ok_or_else(unreadable)?;
        if kind == Kind::Document as u8 {
            self.merge_document(batch, registry, two, &plain)?;
            return Ok(Some(Kind::Document));
        }
        if kind == Kind::Ticket as u8 {
            batch.delete(Family::Find, plain.to_vec());
            return Ok(Some(Kind::Ticket));
        }
        if kind == Kind::Paper as u8 {
            // A paper's entries are made anew under the pupil that remains.
            let keys = super::paper::find_keys_of(&plain).ok_or_else(unreadable)?;
            keys.for_each(|key| batch.delete(Family::Find, key.to_vec()));
            return Ok(None);
        }
        if kind == Kind::Person as u8 {
            batch.delete(Family::Find, super::person::find_key_of(&plain).ok_or_else(unreadable)?.to_vec());
            persons.add(KnownPerson::decode(&plain).ok_or_else(unreadable)?);
            return Ok(None);
        }
        if kind == Kind::Alias as u8 && !matches!(self.alias_of(&plain)?, Some(other) if other != two.join) {
            batch.put(Family::Find, plain.to_vec(), self.keys.close_pupil(&two.keep.0, &plain)?);
        }
        if kind == Kind::Holder as u8 {
            let holder = super::holder::decode(&plain).ok_or_else(unreadable)?;
            let lookup = self.lookup_key(registry, &holder.key);
            let value = self.keys.close_pupil(&two.keep.0, &lookup)?;
            batch.put(Family::Find, lookup, value);
            self.link_in(batch, registry, two.keep, &holder)?;
        }
        let rest = key.get(two.join.0.len().saturating_add(1)..).unwrap_or_default();
        let moved = [two.keep.0.as_slice(), &[kind], rest].concat();
        if kind == Kind::Counter as u8 && self.engine.get(Family::Holding, &moved)?.is_some() {
            self.merge_counter(batch, two, &moved, &plain)?;
        } else {
            let value = two.keep_key.encrypt(&plain, &moved)?;
            batch.put(Family::Holding, moved, value);
        }
        Ok(None)
    }

    /// Encrypts the document itself for the pupil that remains, and adds its entry there.
    fn merge_document(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        two: &PupilPair,
        entry: &[u8],
    ) -> Result<(), VaultError> {
        let unreadable = || VaultError::Damaged("of a pupil's document".to_owned());
        let (held, issued_key) = HeldDocument::decode(entry).ok_or_else(unreadable)?;
        let key = document_key(registry, held.slot);
        let value = self.engine.get(Family::Document, &key)?.ok_or_else(unreadable)?;
        let (_, sealed) = self.keys.open_pupil(&value, &key).ok_or_else(unreadable)?;
        let plain = two.join_key.decrypt(sealed, &key).ok_or_else(unreadable)?;
        let mut value = self.keys.close_pupil(&two.keep.0, &key)?;
        value.extend(two.keep_key.encrypt(&plain, &key)?);
        batch.put(Family::Document, key, value);
        let place = held_key(&self.keys, two.keep, registry, held.slot);
        let value = two.keep_key.encrypt(&held.encode(issued_key), &place)?;
        batch.put(Family::Holding, place, value);
        Ok(())
    }

    /// Keeps the higher of two numbers of a year's next tag: none is used twice.
    fn merge_counter(&self, batch: &mut Batch, two: &PupilPair, key: &[u8], joined: &[u8]) -> Result<(), VaultError> {
        let damaged = || VaultError::Damaged("of a tag counter".to_owned());
        let value = self.engine.get(Family::Holding, key)?.ok_or_else(damaged)?;
        let kept = two.keep_key.decrypt(&value, key).ok_or_else(damaged)?;
        let number = |plain: &[u8]| plain.try_into().map(u32::from_be_bytes).map_err(|_| damaged());
        let next = number(&kept)?.max(number(joined)?);
        let value = two.keep_key.encrypt(&next.to_be_bytes(), key)?;
        batch.put(Family::Holding, key.to_vec(), value);
        Ok(())
    }

    /// Writes both access logs in the order of time, the oldest entries giving way.
    fn merge_accesses(&self, batch: &mut Batch, two: &PupilPair) -> Result<(), VaultError> {
        let mut all: Vec<Access> = self.accesses(two.keep)?;
        all.extend(self.accesses(two.join)?);
        all.sort_by_key(|access| access.time);
        let (from, until) = (access_key(two.keep, 0), after(&access_key(two.keep, u64::MAX)));
        self.engine.scan(Family::Holding, &from, &until, &mut |key, _| {
            batch.delete(Family::Holding, key.to_vec());
            ControlFlow::Continue(())
        })?;
        for (number, access) in within_limit(all).iter().enumerate() {
            let key = access_key(two.keep, number as u64);
            let value = two.keep_key.encrypt(&access.encode()?, &key)?;
            batch.put(Family::Holding, key, value);
        }
        Ok(())
    }

    /// Queues the pupil that remains where a document is not bound to the wallet.
    fn merge_rebinding(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        two: &PupilPair,
        wallet: Option<[u8; 32]>,
        due: u64,
    ) -> Result<bool, VaultError> {
        let Some(wallet) = wallet else { return Ok(false) };
        let mut held = self.held(registry, two.keep)?;
        held.extend(self.held(registry, two.join)?);
        if held.iter().all(|held| held.holder == Some(wallet)) {
            return Ok(false);
        }
        let (key, value) = rebinding_entry(&self.keys, registry, two.keep, due);
        batch.put(Family::Find, key, value);
        Ok(true)
    }
}

//! Tag counters: the number of a pupil's next tag in a year (docs/spec/wallet.md, "Words and keys").
//!
//! A number is given out in memory and stored by [`Vault::prepare`], in the write that the award waits for. A crash
//! in between leaves a number that was never used, or a gap; never a number used twice.

use crate::crypto::DataKey;
use crate::keyspace::{Kind, holding_key, registry_prefix};
use crate::{PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::Family;
use attestat_store::lock::lock;
use std::collections::BTreeMap;

/// The numbers given out next, by their keys.
pub(crate) type Counters = BTreeMap<Vec<u8>, u32>;

/// Returns `pupil ‖ "c" ‖ <registry> ‖ year u16`.
pub(crate) fn counter_key(pupil: PupilId, registry: &RegistryId, year: u16) -> Vec<u8> {
    let rest = [registry_prefix(registry).as_slice(), &year.to_be_bytes()].concat();
    holding_key(pupil, Kind::Counter, &rest)
}

impl Vault {
    /// Takes the pupil's next tag number of a year, from 0: nobody else gets it. It is used only when
    /// [`Vault::prepare`] has stored it (`NewDocument::tag_counter`).
    pub fn reserve_tag(&self, registry: &RegistryId, pupil: PupilId, year: u16) -> Result<u32, VaultError> {
        let key = counter_key(pupil, registry, year);
        let mut counters = lock(&self.counters);
        let number = self.next_number(&counters, pupil, &key)?;
        counters.insert(key, number.checked_add(1).ok_or(VaultError::NoMoreTags)?);
        Ok(number)
    }

    /// Checks that a pupil's next tag number of a year can be taken: refused where the stored one does not decrypt.
    pub fn check_counter(&self, registry: &RegistryId, pupil: PupilId, year: u16) -> Result<(), VaultError> {
        self.next_number(&lock(&self.counters), pupil, &counter_key(pupil, registry, year)).map(|_| ())
    }

    /// Lets a pupil's tags of a year go on from `least` at the earliest: for a vault that was restored from a backup,
    /// when the log holds tags that the backup did not know.
    pub fn raise_tags(&self, registry: &RegistryId, pupil: PupilId, year: u16, least: u32) -> Result<(), VaultError> {
        let key = counter_key(pupil, registry, year);
        let mut counters = lock(&self.counters);
        let next = self.next_number(&counters, pupil, &key)?;
        counters.insert(key, next.max(least));
        Ok(())
    }

    /// Returns the number given out next, as it stands in memory or is stored.
    fn next_number(&self, counters: &Counters, pupil: PupilId, key: &[u8]) -> Result<u32, VaultError> {
        counters.get(key).map_or_else(|| self.stored_counter(pupil, key), |next| Ok(*next))
    }

    fn stored_counter(&self, pupil: PupilId, key: &[u8]) -> Result<u32, VaultError> {
        let Some(value) = self.engine.get(Family::Holding, key)? else { return Ok(0) };
        let damaged = || VaultError::Damaged("of a tag counter".to_owned());
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        let plain = data_key.decrypt(&value, key).ok_or_else(damaged)?;
        Ok(u32::from_be_bytes(plain.as_slice().try_into().map_err(|_| damaged())?))
    }

    /// Encrypts the entry to be stored once `number` is used: the highest number given out so far, plus one, so that
    /// a later write never takes back an earlier one.
    pub(crate) fn counter_entry(&self, data_key: &DataKey, key: Vec<u8>, number: u32) -> Result<Vec<u8>, VaultError> {
        let used = number.checked_add(1).ok_or(VaultError::NoMoreTags)?;
        let mut counters = lock(&self.counters);
        let next = counters.entry(key.clone()).or_insert(used);
        *next = used.max(*next);
        data_key.encrypt(&next.to_be_bytes(), &key)
    }
}

//! Enrolment tickets: one is out for a pupil at a time, good once and until it expires. Of the ticket
//! itself the vault has a keyed hash of a hash, so that a stolen vault redeems nothing.

use super::access::{Access, AccessNotes};
use super::keyspace::{Kind, holding_key, registry_prefix};
use super::{PupilId, Vault, VaultError};
use crate::engine::{Batch, Family};
use crate::log::lock;
use attestat_ledger::name::RegistryId;

impl Vault {
    /// Notes a ticket for a pupil, synced; one that was out before is worth nothing any more. The pupil
    /// need not be known: a ticket may come before the first document.
    pub fn put_ticket(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        ticket_hash: &[u8; 32],
        expires: u64,
        access: &Access,
    ) -> Result<(), VaultError> {
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        let data_key = self.data_key_in(pupil, &mut batch)?;
        if let Some(earlier) = self.ticket_out(pupil)? {
            batch.delete(Family::Find, earlier);
        }
        let key = self.ticket_key(registry, ticket_hash);
        let value = self.keys.close_pupil(&pupil.0, &key)?;
        let expires = data_key.encrypt(&expires.to_be_bytes(), &key)?;
        batch.put(Family::Find, key.clone(), [value, expires].concat());
        let out = holding_key(pupil, Kind::Ticket, &[]);
        let value = data_key.encrypt(&key, &out)?;
        batch.put(Family::Holding, out, value);
        AccessNotes::default().add(self, &mut batch, pupil, &data_key, access)?;
        self.write_holder(batch, pupil)
    }

    /// Until when the ticket that is out for a pupil is good, Unix seconds; none where none is, or it has expired
    /// by `now`.
    pub fn ticket_expires(&self, pupil: PupilId, now: u64) -> Result<Option<u64>, VaultError> {
        let Some(key) = self.ticket_out(pupil)? else { return Ok(None) };
        let Some(value) = self.engine.get(Family::Find, &key)? else { return Ok(None) };
        let (_, expires) = self.ticket(&key, &value)?;
        Ok(Some(expires).filter(|expires| now < *expires))
    }

    /// Whose a ticket is, and until when it is good.
    fn ticket(&self, key: &[u8], value: &[u8]) -> Result<(PupilId, u64), VaultError> {
        let damaged = || VaultError::Damaged("of a ticket".to_owned());
        let (pupil, rest) = self.keys.open_pupil(value, key).ok_or_else(damaged)?;
        let pupil = PupilId(pupil);
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        let expires = data_key.decrypt(rest, key).ok_or_else(damaged)?;
        Ok((pupil, u64::from_be_bytes(expires.as_slice().try_into().map_err(|_| damaged())?)))
    }

    /// Whether a ticket is out and has not expired at `now`.
    pub fn is_ticket_out(&self, registry: &RegistryId, ticket_hash: &[u8; 32], now: u64) -> Result<bool, VaultError> {
        self.check_settled()?;
        Ok(self.open_ticket(registry, ticket_hash, now)?.is_some())
    }

    /// The key of a ticket that is out and has not expired at `now`, and whose it is.
    pub(super) fn open_ticket(
        &self,
        registry: &RegistryId,
        ticket_hash: &[u8; 32],
        now: u64,
    ) -> Result<Option<(Vec<u8>, PupilId)>, VaultError> {
        let key = self.ticket_key(registry, ticket_hash);
        let Some(value) = self.engine.get(Family::Find, &key)? else { return Ok(None) };
        let (pupil, expires) = self.ticket(&key, &value)?;
        let is_out = self.ticket_out(pupil)?.as_ref() == Some(&key);
        Ok((is_out && now < expires).then_some((key, pupil)))
    }

    /// The key of the ticket that is out for a pupil.
    pub(super) fn ticket_out(&self, pupil: PupilId) -> Result<Option<Vec<u8>>, VaultError> {
        let out = holding_key(pupil, Kind::Ticket, &[]);
        let Some(value) = self.engine.get(Family::Holding, &out)? else { return Ok(None) };
        let damaged = || VaultError::Damaged("of a pupil's ticket".to_owned());
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        data_key.decrypt(&value, &out).map(|key| Some(key.to_vec())).ok_or_else(damaged)
    }

    /// `"t" ‖ hash("ticket", <registry> ‖ hash of the ticket id)`.
    fn ticket_key(&self, registry: &RegistryId, ticket_hash: &[u8; 32]) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"ticket", &[registry_prefix(registry).as_slice(), ticket_hash].concat());
        [b"t".as_slice(), &hash].concat()
    }
}

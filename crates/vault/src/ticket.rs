//! Enrolment tickets: one is out for a pupil at a time, good once and until it expires. The vault keeps only a keyed
//! hash of a hash of the ticket, so that a stolen vault redeems nothing.

use crate::access::{Access, AccessNotes};
use crate::keyspace::{Kind, holding_key, registry_prefix};
use crate::{KnownPerson, PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Family};
use attestat_store::lock::lock;

/// A ticket that is to be noted.
#[derive(Debug)]
pub struct NewTicket<'a> {
    /// Hash of the ticket's id.
    pub hash: [u8; 32],
    /// Time until which it is good, in Unix seconds.
    pub expires: u64,
    /// True if it may be for a pupil on whom nothing is held yet: before the first document.
    pub may_be_first: bool,
    /// The person that it is for, where the registrar said so; stored under the pupil if no person is yet.
    pub person: Option<&'a KnownPerson>,
    /// Another pupil key that leads to the pupil from now on, unless it leads to somebody else.
    pub called: Option<[u8; 32]>,
}

impl Vault {
    /// Notes a ticket for a pupil, synced; a ticket that was out before is worth nothing any more. Returns false, and
    /// writes nothing, where nothing is held on the pupil and the ticket is not for a first document.
    pub fn put_ticket(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        ticket: &NewTicket<'_>,
        access: &Access,
    ) -> Result<bool, VaultError> {
        self.check_settled()?;
        let _turn = lock(&self.turn);
        if !ticket.may_be_first && !self.is_known(pupil)? {
            return Ok(false);
        }
        let mut batch = Batch::default();
        let data_key = self.data_key_in(pupil, &mut batch)?;
        if let Some(earlier) = self.ticket_out(pupil)? {
            batch.delete(Family::Find, earlier);
        }
        let key = self.ticket_key(registry, &ticket.hash);
        let value = self.keys.close_pupil(&pupil.0, &key)?;
        let expires = data_key.encrypt(&ticket.expires.to_be_bytes(), &key)?;
        batch.put(Family::Find, key.clone(), [value, expires].concat());
        let out = holding_key(pupil, Kind::Ticket, &[]);
        let value = data_key.encrypt(&key, &out)?;
        batch.put(Family::Holding, out, value);
        AccessNotes::default().add(self, &mut batch, pupil, &data_key, access)?;
        if let Some(person) = ticket.person {
            self.put_first_person(&mut batch, pupil, &data_key, person)?;
        }
        if let Some(called) = ticket.called {
            self.put_alias(&mut batch, pupil, &data_key, &called)?;
        }
        self.write_holder(batch, pupil).map(|()| true)
    }

    /// Returns the time until which the ticket that is out for a pupil is good, in Unix seconds; none where none is
    /// out, or it has expired by `now`.
    pub fn ticket_expires(&self, pupil: PupilId, now: u64) -> Result<Option<u64>, VaultError> {
        let Some(key) = self.ticket_out(pupil)? else { return Ok(None) };
        let Some(value) = self.engine.get(Family::Find, &key)? else { return Ok(None) };
        let (_, expires) = self.ticket(&key, &value)?;
        Ok(Some(expires).filter(|expires| now < *expires))
    }

    /// Returns the pupil of a ticket, and the time until which it is good.
    fn ticket(&self, key: &[u8], value: &[u8]) -> Result<(PupilId, u64), VaultError> {
        let damaged = || VaultError::Damaged("of a ticket".to_owned());
        let (pupil, rest) = self.keys.open_pupil(value, key).ok_or_else(damaged)?;
        let pupil = PupilId(pupil);
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        let expires = data_key.decrypt(rest, key).ok_or_else(damaged)?;
        Ok((pupil, u64::from_be_bytes(expires.as_slice().try_into().map_err(|_| damaged())?)))
    }

    /// Returns true if a ticket is out and has not expired at `now`.
    pub fn is_ticket_out(&self, registry: &RegistryId, ticket_hash: &[u8; 32], now: u64) -> Result<bool, VaultError> {
        self.check_settled()?;
        Ok(self.open_ticket(registry, ticket_hash, now)?.is_some())
    }

    /// Returns the key of a ticket that is out and has not expired at `now`, and its pupil.
    pub(crate) fn open_ticket(
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

    /// Returns the key of the ticket that is out for a pupil.
    pub(crate) fn ticket_out(&self, pupil: PupilId) -> Result<Option<Vec<u8>>, VaultError> {
        let out = holding_key(pupil, Kind::Ticket, &[]);
        let Some(value) = self.engine.get(Family::Holding, &out)? else { return Ok(None) };
        let damaged = || VaultError::Damaged("of a pupil's ticket".to_owned());
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        data_key.decrypt(&value, &out).map(|key| Some(key.to_vec())).ok_or_else(damaged)
    }

    /// Returns `"t" ‖ hash("ticket", <registry> ‖ hash of the ticket id)`.
    fn ticket_key(&self, registry: &RegistryId, ticket_hash: &[u8; 32]) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"ticket", &[registry_prefix(registry).as_slice(), ticket_hash].concat());
        [b"t".as_slice(), &hash].concat()
    }
}

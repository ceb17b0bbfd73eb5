//! Enrolled wallets: a registry knows a pupil's wallet by P_R and tags with L_R (docs/spec/wallet.md, "Words and
//! keys").

use crate::access::{Access, AccessKind, AccessNotes};
use crate::keyspace::{Kind, holding_key, registry_prefix};
use crate::rebinding::rebinding_entry;
use crate::{KnownPerson, PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// The wallet that is enrolled for a pupil at a registry.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// P_R, the wallet's key for this registry.
    pub key: [u8; 32],
    /// L_R, the link secret.
    pub link: Zeroizing<[u8; 32]>,
    /// Time of the enrolment, in Unix seconds.
    pub enrolled_at: u64,
}

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Holder(redacted)")
    }
}

/// Result of an enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolment {
    /// The wallet is enrolled.
    Done {
        /// The pupil of the ticket.
        pupil: PupilId,
        /// Documents that are not bound to the wallet's key and wait for being issued again.
        waiting: u32,
    },
    /// No such ticket is out: never made, used, replaced or expired.
    NoTicket,
    /// The key is enrolled for another pupil of the registry already; the ticket is still good.
    KeyTaken,
    /// The link secret is enrolled for another pupil of the registry already; the ticket is still good.
    LinkTaken,
}

impl Vault {
    /// Enrols a wallet without a ticket, synced; the key that was enrolled before is forgotten. `person` is stored
    /// under the pupil if no person is yet.
    pub fn enrol(
        &self,
        registry: &RegistryId,
        pupil: PupilId,
        holder: &Holder,
        person: Option<&KnownPerson>,
    ) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        self.put_holder(&mut batch, registry, pupil, holder)?;
        if let Some(person) = person {
            let data_key = self.data_key_in(pupil, &mut batch)?;
            self.put_first_person(&mut batch, pupil, &data_key, person)?;
        }
        self.write_holder(batch, pupil)
    }

    /// Redeems a ticket by the hash of its id. In one synced write the ticket is used up, the wallet enrolled, its
    /// documents queued to be issued again at `due`, and an entry added to the access log.
    pub fn redeem_ticket(
        &self,
        registry: &RegistryId,
        ticket_hash: &[u8; 32],
        holder: &Holder,
        due: u64,
    ) -> Result<Enrolment, VaultError> {
        // An older vault holds tickets that were used up since.
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let now = holder.enrolled_at;
        let Some((ticket_key, pupil)) = self.open_ticket(registry, ticket_hash, now)? else {
            return Ok(Enrolment::NoTicket);
        };
        if self.holder_by_key(registry, &holder.key)?.is_some_and(|(other, _)| other != pupil) {
            return Ok(Enrolment::KeyTaken);
        }
        if self.linked(registry, &holder.link)?.is_some_and(|other| other != pupil) {
            return Ok(Enrolment::LinkTaken);
        }
        let mut batch = Batch::default();
        batch.delete(Family::Find, ticket_key);
        batch.delete(Family::Holding, holding_key(pupil, Kind::Ticket, &[]));
        self.put_holder(&mut batch, registry, pupil, holder)?;
        let data_key = self.data_key_in(pupil, &mut batch)?;
        let access = Access { time: now, kind: AccessKind::Enrolled, actor: "family".to_owned(), slot: None };
        AccessNotes::default().add(self, &mut batch, pupil, &data_key, &access)?;
        let unbound = self.held(registry, pupil)?.into_iter().filter(|held| held.holder != Some(holder.key));
        let waiting = u32::try_from(unbound.count()).unwrap_or(u32::MAX);
        if waiting > 0 {
            let (key, value) = rebinding_entry(&self.keys, registry, pupil, due);
            batch.put(Family::Find, key, value);
        }
        self.write_holder(batch, pupil)?;
        Ok(Enrolment::Done { pupil, waiting })
    }

    /// Returns the wallet enrolled for a pupil.
    pub fn holder(&self, registry: &RegistryId, pupil: PupilId) -> Result<Option<Holder>, VaultError> {
        let key = holder_key(registry, pupil);
        let Some(value) = self.engine.get(Family::Holding, &key)? else { return Ok(None) };
        let damaged = || VaultError::Damaged("of an enrolment".to_owned());
        let data_key = self.stored_key(pupil)?.ok_or_else(damaged)?;
        let plain = data_key.decrypt(&value, &key).ok_or_else(damaged)?;
        decode(&plain).map(Some).ok_or_else(damaged)
    }

    /// Returns the pupil whose wallet has this key.
    pub fn holder_by_key(
        &self,
        registry: &RegistryId,
        key: &[u8; 32],
    ) -> Result<Option<(PupilId, Holder)>, VaultError> {
        let lookup = self.lookup_key(registry, key);
        let Some(value) = self.engine.get(Family::Find, &lookup)? else { return Ok(None) };
        let damaged = || VaultError::Damaged("of a wallet's key".to_owned());
        let (pupil, rest) = self.keys.open_pupil(&value, &lookup).ok_or_else(damaged)?;
        let pupil = PupilId(pupil);
        if !rest.is_empty() {
            return Err(damaged());
        }
        // The enrolment itself decides: a lookup may be older than it, never the other way round.
        Ok(self.holder(registry, pupil)?.filter(|holder| holder.key == *key).map(|holder| (pupil, holder)))
    }

    fn put_holder(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        pupil: PupilId,
        holder: &Holder,
    ) -> Result<(), VaultError> {
        if let Some(before) = self.holder(registry, pupil)? {
            batch.delete(Family::Find, self.lookup_key(registry, &before.key));
            if self.linked(registry, &before.link)? == Some(pupil) {
                batch.delete(Family::Find, self.link_key_by(&registry_prefix(registry), &before.link));
            }
        }
        let data_key = self.data_key_in(pupil, batch)?;
        let key = holder_key(registry, pupil);
        let value = data_key.encrypt(&encode(holder), &key)?;
        batch.put(Family::Holding, key, value);
        let lookup = self.lookup_key(registry, &holder.key);
        let value = self.keys.close_pupil(&pupil.0, &lookup)?;
        batch.put(Family::Find, lookup, value);
        self.link_in(batch, registry, pupil, holder)
    }

    /// Returns the pupil whose wallet has this link secret: two pupils with one secret would get the same tags.
    fn linked(&self, registry: &RegistryId, link: &[u8; 32]) -> Result<Option<PupilId>, VaultError> {
        let lookup = self.link_key_by(&registry_prefix(registry), link);
        let Some(value) = self.engine.get(Family::Find, &lookup)? else { return Ok(None) };
        let damaged = || VaultError::Damaged("of a wallet's link".to_owned());
        let pupil = PupilId(self.keys.open_pupil(&value, &lookup).ok_or_else(damaged)?.0);
        // The enrolment itself decides, as for the key.
        Ok(self.holder(registry, pupil)?.filter(|holder| *holder.link == *link).map(|_| pupil))
    }

    pub(crate) fn link_in(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        pupil: PupilId,
        holder: &Holder,
    ) -> Result<(), VaultError> {
        let lookup = self.link_key_by(&registry_prefix(registry), &holder.link);
        let value = self.keys.close_pupil(&pupil.0, &lookup)?;
        batch.put(Family::Find, lookup, value);
        Ok(())
    }

    /// Stores the links of wallets that an earlier version enrolled. Where two pupils have one link, either keeps it:
    /// the other's tags are told apart when they are made.
    pub(crate) fn link_all_in(&self, batch: &mut Batch, registry: &RegistryId) -> Result<(), VaultError> {
        let mut pupils = Vec::new();
        self.engine.scan(Family::Find, b"k", &[b"k".as_slice(), &[0xFF; 33]].concat(), &mut |key, value| {
            pupils.extend(self.keys.open_pupil(value, key).map(|(pupil, _)| PupilId(pupil)));
            ControlFlow::Continue(())
        })?;
        for pupil in pupils {
            match self.holder(registry, pupil) {
                Ok(Some(holder)) => self.link_in(batch, registry, pupil, &holder)?,
                Ok(None) | Err(VaultError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(crate) fn write_holder(&self, batch: Batch, pupil: PupilId) -> Result<(), VaultError> {
        self.engine.write(batch, Durability::Synced)?;
        lock(&self.fresh).remove(&pupil);
        Ok(())
    }

    /// Returns `"k" ‖ hash("holder", <registry> ‖ P_R)`.
    pub(crate) fn lookup_key(&self, registry: &RegistryId, key: &[u8; 32]) -> Vec<u8> {
        self.lookup_key_by(&registry_prefix(registry), key)
    }

    pub(crate) fn lookup_key_by(&self, registry: &[u8; 8], key: &[u8; 32]) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"holder", &[registry.as_slice(), key].concat());
        [b"k".as_slice(), &hash].concat()
    }

    /// Returns `"l" ‖ hash("link", <registry> ‖ L_R)`.
    pub(crate) fn link_key_by(&self, registry: &[u8; 8], link: &[u8; 32]) -> Vec<u8> {
        let plain = Zeroizing::new([registry.as_slice(), link].concat());
        [b"l".as_slice(), &self.keys.keyed_hash(b"link", &plain)].concat()
    }
}

/// Returns `pupil ‖ "h" ‖ <registry>`.
fn holder_key(registry: &RegistryId, pupil: PupilId) -> Vec<u8> {
    holding_key(pupil, Kind::Holder, &registry_prefix(registry))
}

/// Encodes `P_R [32] ‖ L_R [32] ‖ enrolled at u64`.
fn encode(holder: &Holder) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(72));
    out.extend_from_slice(&holder.key);
    out.extend_from_slice(&*holder.link);
    out.extend_from_slice(&holder.enrolled_at.to_be_bytes());
    out
}

pub(crate) fn decode(plain: &[u8]) -> Option<Holder> {
    let (key, rest) = plain.split_first_chunk::<32>()?;
    let (link, rest) = rest.split_first_chunk::<32>()?;
    let enrolled_at = u64::from_be_bytes(rest.try_into().ok()?);
    Some(Holder { key: *key, link: Zeroizing::new(*link), enrolled_at })
}

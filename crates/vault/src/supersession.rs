//! Documents that a newer one replaced, and whose own status is still to change.
//!
//! Between the new award and the change of the old one's status lie a random time and other people's records, so that
//! the log does not pair them. Until then the pair stands here, closed to a reader who has the disk and not the vault
//! key. The link from the old document to the new one stays known for longer ([`crate::successor`]).

use crate::keyspace::{document_key, placed_key, registry_prefix};
use crate::{Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_ledger::status::Reason;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::ops::ControlFlow;

/// A document whose status is to change because another one replaced it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supersession {
    /// Slot of the old document.
    pub old: u32,
    /// Slot of the new one; none once nobody needs to know the pair any more.
    pub new: Option<u32>,
    /// The reason that the old one's status will have.
    pub reason: Reason,
    /// Time at which it is to change, in Unix seconds.
    pub due: u64,
}

/// Length of an entry: `old u32 ‖ has a new one u8 ‖ new u32 ‖ reason u8 ‖ due u64`.
const ENTRY_BYTES: usize = 4 + 1 + 4 + 1 + 8;

impl Supersession {
    fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut out = Vec::with_capacity(ENTRY_BYTES);
        out.extend_from_slice(&self.old.to_be_bytes());
        out.push(u8::from(self.new.is_some()));
        out.extend_from_slice(&self.new.unwrap_or_default().to_be_bytes());
        out.push(self.reason as u8);
        out.extend_from_slice(&self.due.to_be_bytes());
        out.first_chunk().copied().unwrap_or([0; ENTRY_BYTES])
    }

    fn decode(plain: &[u8]) -> Option<Self> {
        let (old, rest) = plain.split_first_chunk::<4>()?;
        let ([has_new], rest) = rest.split_first_chunk::<1>()?;
        let (new, rest) = rest.split_first_chunk::<4>()?;
        let ([reason], due) = rest.split_first_chunk::<1>()?;
        Some(Self {
            old: u32::from_be_bytes(*old),
            new: (*has_new == 1).then_some(u32::from_be_bytes(*new)),
            reason: Reason::parse(*reason)?,
            due: u64::from_be_bytes(due.try_into().ok()?),
        })
    }
}

impl Vault {
    /// Notes documents that are being replaced, synced: before the new ones are prepared, so that no crash leaves a
    /// replaced document in force for good. Each is joined to its successor in the same write.
    pub fn supersede(&self, registry: &RegistryId, supersessions: &[Supersession]) -> Result<(), VaultError> {
        self.check_settled()?;
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        for supersession in supersessions {
            let key = self.supersession_key(registry, supersession.old);
            let value = self.keys.close(&supersession.encode(), &key)?;
            batch.put(Family::Find, key, value);
            if let Some(new) = supersession.new {
                self.join_in(&mut batch, registry, supersession.old, new)?;
            }
        }
        // In the order of the keys, which are hashes.
        batch.0.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Returns the changes that are still to be made, in no particular order. An entry that does not decrypt is
    /// passed over, so that it holds up no other ([`Vault::damaged_in_queues`] counts them).
    pub fn supersessions(&self, registry: &RegistryId) -> Result<Vec<Supersession>, VaultError> {
        let mut found = Vec::new();
        let prefix = [b"q".as_slice(), &registry_prefix(registry)].concat();
        let until = [prefix.as_slice(), &[0xFF; 17]].concat();
        self.engine.scan(Family::Find, &prefix, &until, &mut |key, value| {
            found.extend(self.keys.open(value, key).as_deref().and_then(|plain| Supersession::decode(plain)));
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Returns the change that is still to be made for one document.
    pub fn supersession_of(&self, registry: &RegistryId, old: u32) -> Result<Option<Supersession>, VaultError> {
        let key = self.supersession_key(registry, old);
        let Some(value) = self.engine.get(Family::Find, &key)? else { return Ok(None) };
        let found = self.keys.open(&value, &key).as_deref().and_then(|plain| Supersession::decode(plain));
        found.map(Some).ok_or_else(|| VaultError::Damaged(format!("of the replaced document {old}")))
    }

    /// Forgets supersessions that are done, synced.
    pub fn superseded(&self, registry: &RegistryId, old: &[u32]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        old.iter().for_each(|old| batch.delete(Family::Find, self.supersession_key(registry, *old)));
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// Forgets in a batch the pairs of replaced and new documents of which one is erased. A document whose successor
    /// is in the log still changes its status; one whose successor is not in the log does not.
    pub(crate) fn unpair_in(&self, batch: &mut Batch, registry: &RegistryId, erased: &[u32]) -> Result<(), VaultError> {
        for pending in self.supersessions(registry)? {
            let Some(new) = pending.new.filter(|new| erased.contains(new) || erased.contains(&pending.old)) else {
                continue;
            };
            let key = self.supersession_key(registry, pending.old);
            // The note of the place may not decrypt any more: that it exists is enough.
            if self.engine.get(Family::Issued, &placed_key(registry, new))?.is_some() {
                let value = self.keys.close(&Supersession { new: None, ..pending }.encode(), &key)?;
                batch.put(Family::Find, key, value);
            } else {
                batch.delete(Family::Find, key);
            }
        }
        Ok(())
    }

    /// Returns `"q" ‖ <registry> ‖ first 16 bytes of hash("superseded", <registry> ‖ slot)`.
    fn supersession_key(&self, registry: &RegistryId, old: u32) -> Vec<u8> {
        let hash = self.keys.keyed_hash(b"superseded", &document_key(registry, old));
        [b"q".as_slice(), &registry_prefix(registry), hash.get(..16).unwrap_or_default()].concat()
    }
}

//! Decoys: awards without a document, in the log so that the awards of documents do not stand alone
//! (docs/decisions/0033).

use super::Vault;
use crate::error::VaultError;
use crate::keyspace::{after, document_key};
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use attestat_store::engine::{Batch, Durability, Family};
use std::ops::ControlFlow;

/// Place at which a decoy was sown, with respect to documents; it decides beside which awards it may be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum DecoyPlacement {
    /// Beside documents that were issued.
    Issued = 0,
    /// Beside documents that replaced others.
    Reissued = 1,
    /// By itself, to be revoked one day.
    Apart = 2,
}

/// One decoy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoy {
    /// Its slot.
    pub slot: u32,
    /// Index of its award.
    pub index: u64,
    /// Class of its award.
    pub class: Class,
    /// Place at which it was sown.
    pub placement: DecoyPlacement,
}

impl Vault {
    /// Remembers decoys, to be revoked beside documents one day. Not synced: a decoy that is forgotten in a crash
    /// stays in force, and harms nobody.
    pub fn put_decoys(&self, registry: &RegistryId, decoys: &[Decoy]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        for Decoy { slot, index, class, placement } in decoys {
            let value = [index.to_be_bytes().as_slice(), &[*class as u8, *placement as u8]].concat();
            let (key, value) = self.keys.authenticate(decoy_key(registry, *slot), value);
            batch.put(Family::Find, key, value);
        }
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }

    /// Returns the decoys that are left, by slot. An entry that is not as it was written is passed over: its decoy
    /// stays in force, and harms nobody.
    pub fn decoys(&self, registry: &RegistryId) -> Result<Vec<Decoy>, VaultError> {
        let mut found = Vec::new();
        let (from, until) = (decoy_key(registry, 0), after(&decoy_key(registry, u32::MAX)));
        self.engine.scan(Family::Find, &from, &until, &mut |key, value| {
            found.extend(self.keys.authentic(key, value).and_then(|value| decode(key, value)));
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Forgets decoys that were revoked.
    pub fn drop_decoys(&self, registry: &RegistryId, slots: &[u32]) -> Result<(), VaultError> {
        let mut batch = Batch::default();
        slots.iter().for_each(|slot| batch.delete(Family::Find, decoy_key(registry, *slot)));
        Ok(self.engine.write(batch, Durability::Unsynced)?)
    }
}

/// Makes the key `"d" ‖ <registry> ‖ slot u32`. The slots of documents stand open beside it, so that it gives nothing
/// away.
fn decoy_key(registry: &RegistryId, slot: u32) -> Vec<u8> {
    [b"d".as_slice(), &document_key(registry, slot)].concat()
}

/// Decodes `index u64 ‖ class u8 ‖ placement u8`; an earlier version did not write the last byte.
fn decode(key: &[u8], value: &[u8]) -> Option<Decoy> {
    let slot = u32::from_be_bytes(*key.last_chunk::<4>()?);
    let (index, class) = value.split_first_chunk::<8>()?;
    let (class, placement) = match class {
        [class] => (class, &0),
        [class, placement] => (class, placement),
        _ => return None,
    };
    let class =
        [Class::Achievement, Class::Certificate, Class::Digest].into_iter().find(|known| *known as u8 == *class);
    let placement = [DecoyPlacement::Issued, DecoyPlacement::Reissued, DecoyPlacement::Apart]
        .into_iter()
        .find(|known| *known as u8 == *placement);
    Some(Decoy { slot, index: u64::from_be_bytes(*index), class: class?, placement: placement? })
}

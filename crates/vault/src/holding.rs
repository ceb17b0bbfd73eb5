//! Holdings of a pupil: an entry per document, so that a family can be told and a school can erase.

use crate::crypto::VaultKeys;
use crate::keyspace::{Kind, document_key, holding_key, registry_prefix};
use crate::{PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::Family;
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// A document as its pupil's entry knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldDocument {
    /// Its slot.
    pub slot: u32,
    /// The holder's key that it is bound to; none for a bearer copy.
    pub holder: Option<[u8; 32]>,
}

/// Length of an entry in front of the request's key: slot, whether there is a key, and the key.
const ENTRY_BYTES: usize = 4 + 1 + 32;

impl HeldDocument {
    /// Encodes `slot u32 ‖ bound u8 ‖ holder [32], zeros when not bound ‖ key of the request in the family "issued"`.
    pub(crate) fn encode(&self, issued_key: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(ENTRY_BYTES + issued_key.len()));
        out.extend_from_slice(&self.slot.to_be_bytes());
        out.push(u8::from(self.holder.is_some()));
        out.extend_from_slice(&self.holder.unwrap_or_default());
        out.extend_from_slice(issued_key);
        out
    }

    /// Decodes an entry and the key of its request.
    pub(crate) fn decode(plain: &[u8]) -> Option<(Self, &[u8])> {
        let (slot, rest) = plain.split_first_chunk::<4>()?;
        let ([bound], rest) = rest.split_first_chunk::<1>()?;
        let (holder, issued_key) = rest.split_first_chunk::<32>()?;
        let holder = match bound {
            0 => None,
            1 => Some(*holder),
            _ => return None,
        };
        Some((Self { slot: u32::from_be_bytes(*slot), holder }, issued_key))
    }
}

/// Key of a document's entry. The slot is hashed, so that a stolen disk does not say which documents belong together.
pub(crate) fn held_key(keys: &VaultKeys, pupil: PupilId, registry: &RegistryId, slot: u32) -> Vec<u8> {
    let hash = keys.keyed_hash(b"held", &document_key(registry, slot));
    let rest = [registry_prefix(registry).as_slice(), hash.get(..16).unwrap_or_default()].concat();
    holding_key(pupil, Kind::Document, &rest)
}

impl Vault {
    /// Returns the slots of a pupil's documents, prepared or placed, ascending.
    pub fn documents_of(&self, registry: &RegistryId, pupil: PupilId) -> Result<Vec<u32>, VaultError> {
        Ok(self.held(registry, pupil)?.into_iter().map(|held| held.slot).collect())
    }

    /// Returns the number of entries of a pupil's documents that do not decrypt and are passed over.
    pub fn damaged_holdings(&self, registry: &RegistryId, pupil: PupilId) -> Result<usize, VaultError> {
        Ok(self.look_through(registry, pupil)?.1)
    }

    /// Returns a pupil's documents, prepared or placed, by slot. An entry that does not decrypt is passed over, so
    /// that it holds up no other.
    pub fn held(&self, registry: &RegistryId, pupil: PupilId) -> Result<Vec<HeldDocument>, VaultError> {
        Ok(self.look_through(registry, pupil)?.0)
    }

    /// Returns the entries that decrypt, by slot, and the number of those that do not.
    fn look_through(&self, registry: &RegistryId, pupil: PupilId) -> Result<(Vec<HeldDocument>, usize), VaultError> {
        let Some(data_key) = self.stored_key(pupil)? else { return Ok((Vec::new(), 0)) };
        let prefix = holding_key(pupil, Kind::Document, &registry_prefix(registry));
        let (mut found, mut damaged) = (Vec::new(), 0);
        let until = [prefix.as_slice(), &[0xFF; 17]].concat();
        self.engine.scan(Family::Holding, &prefix, &until, &mut |key, value| {
            let plain = data_key.decrypt(value, key);
            match plain.as_ref().and_then(|plain| HeldDocument::decode(plain)) {
                Some((held, _)) => found.push(held),
                None => damaged += 1,
            }
            ControlFlow::Continue(())
        })?;
        found.sort_unstable_by_key(|held| held.slot);
        Ok((found, damaged))
    }
}

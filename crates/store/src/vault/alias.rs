//! Other names of a pupil: where a correction changes the name that the school knows a pupil by, tickets,
//! erasure and further documents under the new one still find the pupil.

use super::crypto::DataKey;
use super::keyspace::{Kind, holding_key};
use super::{PupilId, Vault, VaultError};
use crate::engine::Family;

/// What leads from another name to the pupil, and from the pupil to it, so that erasure finds it.
pub(super) struct Alias {
    pub(super) lookup: (Vec<u8>, Vec<u8>),
    pub(super) held: (Vec<u8>, Vec<u8>),
}

impl Vault {
    /// The pupil whom the school calls so (`Draft::pupil_key`), known or not: under the name of before, where
    /// a correction gave another.
    pub fn pupil_called(&self, pupil_key: &[u8]) -> Result<PupilId, VaultError> {
        let called = self.pupil(pupil_key);
        // A name that has entries of its own is nobody else's.
        if self.is_known(called)? {
            return Ok(called);
        }
        let lookup = lookup_key(called);
        let Some(value) = self.engine.get(Family::Find, &lookup)? else { return Ok(called) };
        let damaged = || VaultError::Damaged("of a pupil's other name".to_owned());
        match self.keys.open_pupil(&value, &lookup).ok_or_else(damaged)? {
            (pupil, []) => Ok(PupilId(pupil)),
            _ => Err(damaged()),
        }
    }

    /// The entries of another name; none where the name is the pupil's own.
    pub(super) fn alias(
        &self,
        pupil: PupilId,
        data_key: &DataKey,
        pupil_key: &[u8],
    ) -> Result<Option<Alias>, VaultError> {
        let called = self.pupil(pupil_key);
        if called == pupil {
            return Ok(None);
        }
        let lookup = lookup_key(called);
        let held = holding_key(pupil, Kind::Alias, &called.0);
        let value = self.keys.close_pupil(&pupil.0, &lookup)?;
        let back = data_key.encrypt(&lookup, &held)?;
        Ok(Some(Alias { lookup: (lookup, value), held: (held, back) }))
    }
}

/// `"n" ‖ id of the other name [16]`.
fn lookup_key(called: PupilId) -> Vec<u8> {
    [b"n".as_slice(), &called.0].concat()
}

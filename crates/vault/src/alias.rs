//! Other names of a pupil. Where a correction changes the name that the school knows a pupil by, tickets, erasure and
//! further documents under the new name still find the pupil.

use crate::crypto::DataKey;
use crate::keyspace::{Kind, holding_key};
use crate::{PupilId, Vault, VaultError};
use attestat_store::engine::{Batch, Family};

/// The two entries of another name: one leads from the name to the pupil, and one from the pupil to the name, so that
/// erasure finds it.
pub(crate) struct Alias {
    pub(crate) lookup: (Vec<u8>, Vec<u8>),
    pub(crate) held: (Vec<u8>, Vec<u8>),
}

impl Vault {
    /// Returns the pupil that the school calls by this name (`Draft::pupil_key`), known or not: the pupil of the
    /// earlier name, where a correction gave another.
    pub fn pupil_called(&self, pupil_key: &[u8]) -> Result<PupilId, VaultError> {
        let called = self.pupil(pupil_key);
        // A name that has entries of its own is no other pupil's.
        if self.is_known(called)? {
            return Ok(called);
        }
        Ok(self.alias_of(&lookup_key(called))?.unwrap_or(called))
    }

    /// Returns the pupil that a lookup by another name leads to; none where there is no such entry.
    pub(crate) fn alias_of(&self, lookup: &[u8]) -> Result<Option<PupilId>, VaultError> {
        let Some(value) = self.engine.get(Family::Find, lookup)? else { return Ok(None) };
        match self.keys.open_pupil(&value, lookup) {
            Some((pupil, [])) => Ok(Some(PupilId(pupil))),
            _ => Err(VaultError::Damaged("of a pupil's other name".to_owned())),
        }
    }

    /// Returns true if a lookup leads to nobody but this pupil. A lookup that does not decrypt may lead to somebody
    /// else: it stays as it is, and the write that would have added it goes on without.
    pub(crate) fn alias_is_free(&self, lookup: &[u8], pupil: PupilId) -> Result<bool, VaultError> {
        match self.alias_of(lookup) {
            Ok(Some(other)) if other != pupil => Ok(!self.is_known(other)?),
            Err(VaultError::Damaged(_)) => Ok(false),
            found => found.map(|_| true),
        }
    }

    /// The entries of another name; none where the name is the pupil's own.
    pub(crate) fn alias(
        &self,
        pupil: PupilId,
        data_key: &DataKey,
        pupil_key: &[u8],
    ) -> Result<Option<Alias>, VaultError> {
        let called = self.pupil(pupil_key);
        if called == pupil {
            return Ok(None);
        }
        self.alias_to(pupil, data_key, called).map(Some)
    }

    /// Lets another name lead to a pupil too, unless it leads to somebody else.
    pub(crate) fn put_alias(
        &self,
        batch: &mut Batch,
        pupil: PupilId,
        data_key: &DataKey,
        pupil_key: &[u8],
    ) -> Result<(), VaultError> {
        let Some(Alias { lookup, held }) = self.alias(pupil, data_key, pupil_key)? else { return Ok(()) };
        if !self.alias_is_free(&lookup.0, pupil)? {
            return Ok(());
        }
        batch.put(Family::Find, lookup.0, lookup.1);
        batch.put(Family::Holding, held.0, held.1);
        Ok(())
    }

    /// The entries by which one pupil's id leads to another pupil.
    pub(crate) fn alias_to(&self, pupil: PupilId, data_key: &DataKey, called: PupilId) -> Result<Alias, VaultError> {
        let lookup = lookup_key(called);
        let held = holding_key(pupil, Kind::Alias, &called.0);
        let value = self.keys.close_pupil(&pupil.0, &lookup)?;
        let back = data_key.encrypt(&lookup, &held)?;
        Ok(Alias { lookup: (lookup, value), held: (held, back) })
    }
}

/// `"n" ‖ id of the other name [16]`.
fn lookup_key(called: PupilId) -> Vec<u8> {
    [b"n".as_slice(), &called.0].concat()
}

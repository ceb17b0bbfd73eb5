//! Acts of destruction that are kept: a request that is sent again, because its answer was lost, finds the act by the
//! names in it. The kept entry is encrypted under the vault's key: the pupil, the documents that were destroyed, and
//! the act.

use crate::keyspace::{act_key, acts_aside_key, acts_key};
use crate::{Erased, PupilId, Vault, VaultError};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Family};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Most acts kept of a registry, the newest: more than a school destroys before somebody notices a lost answer.
pub const ACTS_MAX: usize = 64;

/// Header of acts with names; the acts that an earlier version kept have none.
const WITH_NAMES: &[u8] = b"acts/2\n";

/// An act, and the pupil that it is about.
struct Kept {
    pupil: PupilId,
    /// Ids of other names that led to the pupil.
    names: Vec<PupilId>,
    slots: Vec<u32>,
    act: String,
}

impl Vault {
    /// Returns the newest act of a registry about this pupil, by whichever name, among those that are kept.
    pub fn act_of(&self, registry: &RegistryId, pupil: PupilId) -> Result<Option<String>, VaultError> {
        Ok(self.acts(registry)?.remove(&pupil))
    }

    /// Returns the newest act of a registry about each pupil, under every name that led there, among those that are
    /// kept.
    pub fn acts(&self, registry: &RegistryId) -> Result<BTreeMap<PupilId, String>, VaultError> {
        let mut acts = BTreeMap::new();
        for Kept { pupil, names, act, .. } in self.kept_acts(registry)? {
            acts.extend(names.into_iter().chain([pupil]).map(|name| (name, act.clone())));
        }
        Ok(acts)
    }

    /// Returns the pupil whose document stood in a slot before it was destroyed, as far as the act is kept.
    pub fn erased_with(&self, registry: &RegistryId, slot: u32) -> Result<Option<PupilId>, VaultError> {
        let kept = self.kept_acts(registry)?;
        Ok(kept.into_iter().rev().find(|kept| kept.slots.contains(&slot)).map(|kept| kept.pupil))
    }

    /// Slots of the documents that were destroyed with the acts that are kept.
    pub fn erased_slots(&self, registry: &RegistryId) -> Result<Vec<u32>, VaultError> {
        Ok(self.kept_acts(registry)?.into_iter().flat_map(|kept| kept.slots).collect())
    }

    /// Returns true if the acts that are kept decrypt.
    pub fn acts_are_readable(&self, registry: &RegistryId) -> Result<bool, VaultError> {
        match self.kept_acts(registry) {
            Err(VaultError::Damaged(_)) => Ok(false),
            kept => kept.map(|_| true),
        }
    }

    /// Adds an act to a batch; the oldest gives way. Acts that do not decrypt are set aside, and hold up no later one.
    pub(crate) fn keep_act(
        &self,
        batch: &mut Batch,
        registry: &RegistryId,
        pupil: PupilId,
        erased: &Erased,
        act: &str,
    ) -> Result<(), VaultError> {
        let mut kept = match self.kept_acts(registry) {
            Err(VaultError::Damaged(_)) => {
                self.set_acts_aside(batch, registry)?;
                Vec::new()
            }
            kept => kept?,
        };
        let (names, slots) = (erased.names.clone(), erased.slots.clone());
        kept.push(Kept { pupil, names, slots, act: act.to_owned() });
        let given_way = kept.len().saturating_sub(ACTS_MAX);
        let mut plain = Zeroizing::new(WITH_NAMES.to_vec());
        for kept in kept.iter().skip(given_way) {
            encode(kept, &mut plain);
        }
        let key = acts_key(registry);
        let value = self.keys.close(&plain, &key)?;
        batch.put(Family::Issued, key, value);
        batch.delete(Family::Issued, act_key(registry));
        Ok(())
    }

    fn set_acts_aside(&self, batch: &mut Batch, registry: &RegistryId) -> Result<(), VaultError> {
        for key in [act_key(registry), acts_key(registry)] {
            if let Some(value) = self.engine.get(Family::Issued, &key)? {
                batch.put(Family::Issued, acts_aside_key(registry), value);
            }
        }
        Ok(())
    }

    /// Returns the kept acts, oldest first; the one act that an earlier version kept is the oldest.
    fn kept_acts(&self, registry: &RegistryId) -> Result<Vec<Kept>, VaultError> {
        let damaged = || VaultError::Damaged("of an act of destruction".to_owned());
        let key = acts_key(registry);
        if let Some(value) = self.engine.get(Family::Issued, &key)? {
            let plain = self.keys.open(&value, &key).ok_or_else(damaged)?;
            return decode(&plain).ok_or_else(damaged);
        }
        let key = act_key(registry);
        let Some(value) = self.engine.get(Family::Issued, &key)? else { return Ok(Vec::new()) };
        let plain = self.keys.open(&value, &key).ok_or_else(damaged)?;
        let (pupil, act) = plain.split_first_chunk::<16>().ok_or_else(damaged)?;
        let act = std::str::from_utf8(act).map_err(|_| damaged())?.to_owned();
        Ok(vec![Kept { pupil: PupilId(*pupil), names: Vec::new(), slots: Vec::new(), act }])
    }
}

/// `pupil [16] ‖ number of names u32 ‖ names [16]… ‖ number of slots u32 ‖ slots u32… ‖ length of the act u32 ‖ act`.
fn encode(kept: &Kept, out: &mut Vec<u8>) {
    // Neither is ever near 2^32: an act has some hundred bytes, a pupil some dozen documents.
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    out.extend_from_slice(&kept.pupil.0);
    out.extend_from_slice(&number(kept.names.len()));
    kept.names.iter().for_each(|name| out.extend_from_slice(&name.0));
    out.extend_from_slice(&number(kept.slots.len()));
    kept.slots.iter().for_each(|slot| out.extend_from_slice(&slot.to_be_bytes()));
    out.extend_from_slice(&number(kept.act.len()));
    out.extend_from_slice(kept.act.as_bytes());
}

fn decode(plain: &[u8]) -> Option<Vec<Kept>> {
    let (mut rest, has_names) = plain.strip_prefix(WITH_NAMES).map_or((plain, false), |rest| (rest, true));
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (pupil, mut after) = rest.split_first_chunk::<16>()?;
        let mut names = Vec::new();
        if has_names {
            let (count, behind) = after.split_first_chunk::<4>()?;
            let bytes = usize::try_from(u32::from_be_bytes(*count)).ok()?.checked_mul(16)?;
            let (ids, behind) = behind.split_at_checked(bytes)?;
            names = ids.as_chunks::<16>().0.iter().map(|id| PupilId(*id)).collect();
            after = behind;
        }
        let (count, after) = after.split_first_chunk::<4>()?;
        let bytes = usize::try_from(u32::from_be_bytes(*count)).ok()?.checked_mul(4)?;
        let (slots, after) = after.split_at_checked(bytes)?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let (act, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let slots = slots.as_chunks::<4>().0.iter().map(|slot| u32::from_be_bytes(*slot)).collect();
        all.push(Kept { pupil: PupilId(*pupil), names, slots, act: std::str::from_utf8(act).ok()?.to_owned() });
        rest = after;
    }
    Some(all)
}

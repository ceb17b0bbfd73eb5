//! Pupils who were destroyed stay so: what says who they were lies beside the vault's witness, outside of every backup.
//!
//! ```text
//! <registry> <mark> <act of destruction, base64>     who was destroyed
//! <registry> <mark> =<mark>                          whose entries are under another pupil's key since they were joined
//! ```
//!
//! A mark is a keyed hash of a pupil's data key: without the vault key it says nothing, and whoever begins anew has
//! another. The file only grows; a line that a crash cut off is passed over.

use super::Vault;
use super::erase::Erased;
use crate::crypto::DataKey;
use crate::error::VaultError;
use crate::pupil::PupilId;
use attestat_ledger::encoding::{base64, hex, parse_base64, parse_hex};
use attestat_ledger::name::RegistryId;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Name of the file beside the witness. No origin gives a guard this name: each ends in a generation.
const FILE: &str = "destroyed";

/// Mark of a pupil: keyed hash of the pupil's id and data key. It names nobody, and a new data key gives another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PupilMark([u8; 32]);

/// Meaning of a line about a mark.
#[derive(Clone)]
enum ErasureLine {
    Destroyed(String),
    Joined(PupilMark),
}

/// Memory of the pupils who were destroyed.
#[derive(Default)]
struct ErasedPupils {
    said: BTreeMap<(RegistryId, PupilMark), ErasureLine>,
    is_whole: bool,
}

impl ErasedPupils {
    /// The act under which a key's pupil was destroyed, or the one whom the pupil was joined to.
    fn act_of(&self, registry: &RegistryId, mark: PupilMark) -> Option<&str> {
        let mut mark = mark;
        for _ in 0..=self.said.len() {
            match self.said.get(&(registry.clone(), mark))? {
                ErasureLine::Destroyed(act) => return Some(act),
                ErasureLine::Joined(to) => mark = *to,
            }
        }
        None
    }
}

/// A pupil who was destroyed and is in the vault again.
struct ReturnedPupil {
    pupil: PupilId,
    registry: RegistryId,
    act: String,
}

/// Returns its path beside a witness.
pub(crate) fn path_beside(witness: &Path) -> PathBuf {
    witness.with_file_name(FILE)
}

impl Vault {
    /// The mark of a pupil's key; none where there is no key that opens.
    pub(crate) fn mark_of(&self, pupil: PupilId) -> Result<Option<PupilMark>, VaultError> {
        Ok(self.readable_key(pupil)?.map(|key| self.mark(pupil, &key)))
    }

    pub(crate) fn mark(&self, pupil: PupilId, key: &DataKey) -> PupilMark {
        PupilMark(key.hash(&self.keys, b"destroyed", &pupil.0))
    }

    /// Remembers under which act a pupil was destroyed.
    pub(crate) fn remember_destroyed(
        &self,
        registry: &RegistryId,
        mark: PupilMark,
        act: &str,
    ) -> Result<(), VaultError> {
        self.remember(registry, mark, &base64(act.as_bytes()))
    }

    /// Remembers whose entries are under whose key.
    pub(crate) fn remember_joined(
        &self,
        registry: &RegistryId,
        join: PupilMark,
        keep: PupilMark,
    ) -> Result<(), VaultError> {
        self.remember(registry, join, &format!("={}", hex(&keep.0)))
    }

    fn remember(&self, registry: &RegistryId, mark: PupilMark, said: &str) -> Result<(), VaultError> {
        let Some(path) = &self.destroyed else { return Ok(()) };
        let append = || {
            let is_new = !path.exists();
            let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
            // In front too: it ends a line that a crash cut off.
            file.write_all(format!("\n{registry} {} {said}\n", hex(&mark.0)).as_bytes())?;
            file.sync_all()?;
            let folder = path.parent().filter(|_| is_new);
            folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
        };
        append().map_err(|error| VaultError::NotRemembered(error.to_string()))
    }

    fn remembered(&self) -> ErasedPupils {
        let text = self.destroyed.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
        let Some(text) = text else { return ErasedPupils::default() };
        let mut memory = ErasedPupils { is_whole: true, ..ErasedPupils::default() };
        for line in text.lines().filter(|line| !line.is_empty()) {
            match parse(line) {
                Some((place, said)) => _ = memory.said.insert(place, said),
                None => memory.is_whole = false,
            }
        }
        memory
    }

    fn returned(&self, memory: &ErasedPupils, registries: &[RegistryId]) -> Result<Vec<ReturnedPupil>, VaultError> {
        let mut pupils = Vec::new();
        self.engine.scan(Family::Pupil, &[], &[0xFF; 17], &mut |key, _| {
            pupils.extend(key.first_chunk().map(|id| PupilId(*id)));
            ControlFlow::Continue(())
        })?;
        let mut returned = Vec::new();
        for pupil in pupils {
            let Some(mark) = self.mark_of(pupil)? else { continue };
            let found = registries.iter().find_map(|registry| Some((registry, memory.act_of(registry, mark)?)));
            returned.extend(found.map(|(registry, act)| ReturnedPupil {
                pupil,
                registry: registry.clone(),
                act: act.to_owned(),
            }));
        }
        Ok(returned)
    }

    /// Returns the number of pupils of these registries who were destroyed and are in this vault again.
    pub fn count_returned(&self, registries: &[RegistryId]) -> Result<usize, VaultError> {
        Ok(self.returned(&self.remembered(), registries)?.len())
    }

    /// Destroys again who was destroyed, under the same acts; how many. Also in a vault that is in doubt: an older one
    /// is where they come back.
    pub fn destroy_again(&self, registries: &[RegistryId]) -> Result<usize, VaultError> {
        let returned = self.returned(&self.remembered(), registries)?;
        let _turn = lock(&self.turn);
        for ReturnedPupil { pupil, registry, act } in &returned {
            let keep = |erased: &Erased, batch: &mut Batch| {
                self.unpair_in(batch, registry, &erased.slots)?;
                self.keep_act(batch, registry, *pupil, erased, act)
            };
            let (batch, _, ()) = self.removal(*pupil, keep)?;
            self.engine.write(batch, Durability::Synced)?;
            self.forget_in_memory(*pupil);
        }
        Ok(returned.len())
    }

    /// Returns true if everybody who was destroyed here is remembered, as far as can be told.
    pub fn remembers_destroyed(&self) -> bool {
        self.remembered().is_whole
    }
}

fn parse(line: &str) -> Option<((RegistryId, PupilMark), ErasureLine)> {
    let mut words = line.split(' ');
    let (registry, mark, said) = (words.next()?, words.next()?, words.next()?);
    let said = match said.strip_prefix('=') {
        Some(mark) => ErasureLine::Joined(PupilMark(parse_hex(mark)?)),
        None => ErasureLine::Destroyed(String::from_utf8(parse_base64(said)?).ok()?),
    };
    Some(((RegistryId::parse(registry).ok()?, PupilMark(parse_hex(mark)?)), said)).filter(|_| words.next().is_none())
}

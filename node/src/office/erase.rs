//! Erasure: the vault's data on a pupil is destroyed, and the registry signs that it is.
//!
//! The log is not touched: without the documents, the salts and the link secret its records mean nothing.
//! Issued to again, the pupil begins anew.

use crate::office::act::blocking;
use crate::office::described::{DescribedPupil, namesakes};
use crate::office::error::{OfficeError, PupilError};
use crate::office::issue::place_standing;
use crate::office::registry_office::RegistryOffice;
use crate::writer::pipeline::AppendError;
use attestat_credential::destruction::ActOfDestruction;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_vault::{Erased, PupilId};
use std::sync::Arc;

/// Outcome of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The signed act of destruction.
    pub act: String,
    /// Documents that were destroyed.
    pub documents: u32,
    /// True if ciphertext of the destroyed data, which no key opens, still stands in the vault's files.
    pub files_pending: bool,
    /// Other pupils under whom one of the destroyed names and birth dates stands.
    pub same_person: Vec<DescribedPupil>,
    /// The day on which an earlier call destroyed it; this one destroyed nothing.
    pub before: Option<Day>,
}

/// Destroys everything that the vault holds on a pupil. The act is dated as a record would be, or nothing is destroyed.
///
/// A crash before the vault's one write leaves everything; one after it leaves nothing but the act: the same
/// call then returns it.
pub async fn erase(office: &Arc<RegistryOffice>, pupil: PupilId) -> Result<Erasure, OfficeError> {
    office.check_vault()?;
    let acting = office.clone();
    let act = async move {
        // Nothing may be on its way to the pupil meanwhile.
        let turn = acting.acts.turn().await;
        let (erased, is_new) = turn.blocking(&acting, move |office| erase_now(office, pupil)).await??;
        // Nobody else waits for the files: what they still hold has no key any more.
        drop(turn);
        if !is_new {
            return Ok(erased);
        }
        let rewriting = acting.clone();
        let files_pending = !blocking(move || rewrite(&rewriting)).await?;
        Ok(Erasure { files_pending, ..erased })
    };
    office.acts.run(act).await
}

/// Returns the answer, and whether something was destroyed now.
fn erase_now(office: &RegistryOffice, pupil: PupilId) -> Result<(Erasure, bool), OfficeError> {
    if !office.vault.is_known(pupil)? {
        return Ok((erased_before(office, pupil)?, false));
    }
    let (day, mut id) = (office.day()?, [0; 16]);
    getrandom::fill(&mut id).map_err(|_| AppendError::NoRandomness)?;
    place_standing(office)?;
    let same_person = others(office, pupil);
    if !office.vault.acts_are_readable(&office.id)? {
        tracing::warn!(registry = %office.id, "the acts of destruction that were kept do not decrypt and are set aside; an erasure of before is not found again, and a vault backup may hold its act");
    }
    let (documents, act) = remove(office, pupil, id, day)?;
    tracing::info!(registry = %office.id, act = hex(&id), documents, "what was held on a pupil is destroyed");
    Ok((Erasure { act, documents, files_pending: false, same_person, before: None }, true))
}

/// Other records under the same name, so that one of the same child is not left behind. Damaged data holds up no
/// erasure.
fn others(office: &RegistryOffice, pupil: PupilId) -> Vec<DescribedPupil> {
    namesakes(office, pupil).unwrap_or_else(|error| {
        tracing::warn!(registry = %office.id, "whether something is held under the same name by another number cannot be told: {error}");
        Vec::new()
    })
}

/// Rewrites the vault's files; returns true if that is done.
fn rewrite(office: &RegistryOffice) -> bool {
    let rewritten = office.vault.rewrite_erased();
    if let Err(error) = &rewritten {
        tracing::warn!(registry = %office.id, "the vault's files still hold ciphertext of what was destroyed, and its key is gone; this node goes on trying: {error}");
    }
    rewritten.is_ok()
}

/// The vault's one write: the pupil goes, the signed act stays.
fn remove(office: &RegistryOffice, pupil: PupilId, id: [u8; 16], day: Day) -> Result<(u32, String), OfficeError> {
    let removed = office.vault.erase_with_act(&office.id, pupil, |erased| {
        let &Erased { documents, accesses, enrolled, .. } = erased;
        let act = ActOfDestruction { registry: office.id.clone(), id, day, documents, accesses, wallet: enrolled };
        act.sign(office.own.log().origin(), &office.key).map_err(OfficeError::from)
    });
    removed.map(|(erased, act)| (erased.documents, act))
}

/// The answer that the registrar did not get when the pupil was erased.
fn erased_before(office: &RegistryOffice, pupil: PupilId) -> Result<Erasure, OfficeError> {
    let last = office.vault.act_of(&office.id, pupil)?;
    let read = |act: &String| ActOfDestruction::verify(act, office.own.log().origin(), &office.key.public()).ok();
    if let Some((act, read)) = last.and_then(|act| read(&act).map(|read| (act, read))) {
        let files_pending = office.vault.erasure_is_pending()?;
        let (documents, before) = (read.documents, Some(read.day));
        return Ok(Erasure { documents, act, files_pending, same_person: Vec::new(), before });
    }
    Err(PupilError::NothingToErase.into())
}

#[cfg(test)]
mod tests;

//! Erasure: the vault's data on a pupil is destroyed, and the registry signs that it is.
//!
//! The log is not touched: without the documents, the salts and the link secret its records mean nothing.
//! Issued to again, the pupil begins anew.

use crate::office::describe::namesakes;
use crate::office::desk::{Desk, append_refusal, vault_refusal};
use crate::office::issue::{blocking, place_standing};
use crate::writer::pipeline::AppendError;
use attestat_credential::destruction::{ActError, ActOfDestruction};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_vault::{Erased, PupilId, VaultError};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::sync::Arc;
use tonic::{Code, Status};

/// Destroys everything that the vault holds on a pupil. The act is dated as a record would be, or nothing is destroyed.
///
/// A crash before the vault's one write leaves everything; one after it leaves nothing but the act: the same
/// call then returns it.
pub async fn erase(desk: &Arc<Desk>, pupil: PupilId) -> Result<v1::ErasePupilResponse, Status> {
    desk.check_vault()?;
    let acting = desk.clone();
    let act = async move {
        // Nothing may be on its way to the pupil meanwhile.
        let turn = acting.acts.turn().await;
        let (erased, is_new) = turn.blocking(&acting, move |desk| erase_now(desk, pupil)).await??;
        // Nobody else waits for the files: what they still hold has no key any more.
        drop(turn);
        if !is_new {
            return Ok(erased);
        }
        let rewriting = acting.clone();
        let files_pending = !blocking(move || rewrite(&rewriting)).await?;
        Ok(v1::ErasePupilResponse { files_pending, ..erased })
    };
    desk.acts.run(act).await
}

/// Returns the answer, and whether something was destroyed now.
fn erase_now(desk: &Desk, pupil: PupilId) -> Result<(v1::ErasePupilResponse, bool), Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    if !desk.vault.is_known(pupil).map_err(vault)? {
        return Ok((erased_before(desk, pupil)?, false));
    }
    let (day, mut id) = (desk.day()?, [0; 16]);
    getrandom::fill(&mut id).map_err(|_| append_refusal(&AppendError::NoRandomness))?;
    place_standing(desk)?;
    let same_person = others(desk, pupil);
    if !desk.vault.acts_are_readable(&desk.id).map_err(vault)? {
        tracing::warn!(registry = %desk.id, "the acts of destruction that were kept do not decrypt and are set aside; an erasure of before is not found again, and a vault backup may hold its act");
    }
    let (documents, act) = remove(desk, pupil, id, day)?;
    tracing::info!(registry = %desk.id, act = hex(&id), documents, "what was held on a pupil is destroyed");
    Ok((v1::ErasePupilResponse { act, documents, same_person, ..Default::default() }, true))
}

/// Other records under the same name, so that one of the same child is not left behind. Damaged data holds up no
/// erasure.
fn others(desk: &Desk, pupil: PupilId) -> Vec<v1::DescribedPupil> {
    namesakes(desk, pupil).unwrap_or_else(|error| {
        tracing::warn!(registry = %desk.id, "whether something is held under the same name by another number cannot be told: {error}");
        Vec::new()
    })
}

/// Rewrites the vault's files; returns true if that is done.
fn rewrite(desk: &Desk) -> bool {
    let rewritten = desk.vault.rewrite_erased();
    if let Err(error) = &rewritten {
        tracing::warn!(registry = %desk.id, "the vault's files still hold ciphertext of what was destroyed, and its key is gone; this node goes on trying: {error}");
    }
    rewritten.is_ok()
}

/// Reason for which the one write of an erasure was not made.
enum EraseError {
    Vault(VaultError),
    Act(ActError),
}

impl From<VaultError> for EraseError {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

/// The vault's one write: the pupil goes, the signed act stays.
fn remove(desk: &Desk, pupil: PupilId, id: [u8; 16], day: Day) -> Result<(u32, String), Status> {
    let removed = desk.vault.erase_with_act(&desk.id, pupil, |erased| {
        let &Erased { documents, accesses, enrolled, .. } = erased;
        let act = ActOfDestruction { registry: desk.id.clone(), id, day, documents, accesses, wallet: enrolled };
        act.sign(desk.own.log().origin(), &desk.key).map_err(EraseError::Act)
    });
    match removed {
        Ok((erased, act)) => Ok((erased.documents, act)),
        Err(EraseError::Vault(error)) => Err(vault_refusal(&error).into()),
        Err(EraseError::Act(error)) => Err(Status::internal(error.to_string())),
    }
}

/// The answer that the registrar did not get when the pupil was erased.
fn erased_before(desk: &Desk, pupil: PupilId) -> Result<v1::ErasePupilResponse, Status> {
    let last = desk.vault.act_of(&desk.id, pupil).map_err(|error| vault_refusal(&error))?;
    let read = |act: &String| ActOfDestruction::verify(act, desk.own.log().origin(), &desk.key.public()).ok();
    if let Some((act, read)) = last.and_then(|act| read(&act).map(|read| (act, read))) {
        let files_pending = desk.vault.erasure_is_pending().map_err(|error| vault_refusal(&error))?;
        return Ok(v1::ErasePupilResponse { documents: read.documents, act, files_pending, ..Default::default() });
    }
    let what = "Nothing is held under this number or name.";
    let todo = "Check it; a name is written as on the documents, with the patronymic. If the pupil was erased before, the act was written then.";
    Err(Refusal::new(Code::NotFound, "unknown-pupil", what, todo).into())
}

#[cfg(test)]
mod tests;

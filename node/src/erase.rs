//! Erasure: what the vault holds on a pupil is destroyed, and the registry signs that it is.
//!
//! The log is not touched: without the documents, the salts and the link secret its records mean nothing.
//! Issued to again, the pupil begins anew.

use crate::desk::{Desk, append_refusal, vault_refusal};
use crate::issue::blocking;
use crate::pipeline::AppendError;
use attestat_credential::destruction::ActOfDestruction;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_store::vault::{PupilId, Supersession, VaultError};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::collections::BTreeSet;
use std::sync::Arc;
use tonic::{Code, Status};

/// Destroys everything that the vault holds on a pupil; the act is dated by `now`, Unix seconds.
///
/// A crash before the vault's one write leaves everything, one after it nothing: the same call then says
/// that nothing is held, and the act's number stands in the node's log.
pub async fn erase(desk: &Arc<Desk>, pupil: PupilId, now: u64) -> Result<v1::ErasePupilResponse, Status> {
    // Nothing may be on its way to the pupil meanwhile.
    let _turn = desk.issuing.lock().await;
    let erasing = desk.clone();
    blocking(move || erase_now(&erasing, pupil, now)).await?
}

fn erase_now(desk: &Desk, pupil: PupilId, now: u64) -> Result<v1::ErasePupilResponse, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    if !desk.vault.is_known(pupil).map_err(vault)? {
        let todo = "Check the number, the id or the name. If the pupil was erased before, the act was written then.";
        return Err(Refusal::new(Code::NotFound, "unknown-pupil", "Nothing is held on this pupil.", todo).into());
    }
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| append_refusal(&AppendError::NoRandomness))?;
    unpair(desk, pupil).map_err(vault)?;
    let erased = desk.vault.erase(pupil).map_err(vault)?;
    let (documents, accesses) = (erased.documents, erased.accesses);
    tracing::info!(registry = %desk.id, act = hex(&id), documents, "what was held on a pupil is destroyed");
    let day = Day::of_unix_seconds(now);
    let act = ActOfDestruction { registry: desk.id.clone(), id, day, documents, accesses, wallet: erased.enrolled };
    let signed = act.sign(desk.own.log().origin(), &desk.key);
    let act = signed.map_err(|error| Status::internal(error.to_string()))?;
    Ok(v1::ErasePupilResponse { act, documents })
}

/// The status of a replaced document still changes; which document replaced it is forgotten.
fn unpair(desk: &Desk, pupil: PupilId) -> Result<(), VaultError> {
    let slots: BTreeSet<u32> = desk.vault.documents_of(&desk.id, pupil)?.into_iter().collect();
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    for pending in desk.vault.supersessions(&desk.id)? {
        let Some(new) = pending.new.filter(|new| slots.contains(new) || slots.contains(&pending.old)) else { continue };
        match desk.vault.placed(&desk.id, new)? {
            Some(_) => kept.push(Supersession { new: None, ..pending }),
            None => dropped.push(pending.old),
        }
    }
    desk.vault.supersede(&desk.id, &kept)?;
    desk.vault.superseded(&desk.id, &dropped)
}

#[cfg(test)]
mod tests;

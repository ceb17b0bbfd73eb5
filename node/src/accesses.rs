//! What the registrar did with documents, for the access logs of their pupils.

use crate::clock;
use crate::desk::{Desk, vault_refusal};
use attestat_store::vault::{Access, AccessKind};
use tonic::Status;

/// Notes that `actor` touched these documents, in one synced write. Slots without a document are left out.
pub(crate) fn note(desk: &Desk, slots: &[u32], kind: AccessKind, actor: &str) -> Result<(), Status> {
    let time = clock::now();
    let mut accesses = Vec::with_capacity(slots.len());
    for slot in slots {
        let pupil = desk.vault.pupil_of(&desk.id, *slot).map_err(|error| vault_refusal(&error))?;
        let access = Access { time, kind, actor: actor.to_owned(), slot: Some(*slot) };
        accesses.extend(pupil.map(|pupil| (pupil, access)));
    }
    Ok(desk.vault.note_accesses(&accesses).map_err(|error| vault_refusal(&error))?)
}

//! Access log entries of pupils: the registrar's work with their documents.

use crate::machine::clock;
use crate::office::desk::Desk;
use crate::office::error::OfficeError;
use attestat_store::vault::{Access, AccessKind, PupilId, VaultError};

/// Notes that `actor` touched these documents, in one synced write. Slots without a document are left out, and so
/// are documents whose pupil, or whose pupil's key, does not decrypt: nobody can read those either.
pub(crate) fn note(desk: &Desk, slots: &[u32], kind: AccessKind, actor: &str) -> Result<(), OfficeError> {
    let time = clock::now();
    let mut accesses = Vec::with_capacity(slots.len());
    for slot in slots {
        match desk.vault.pupil_of(&desk.id, *slot) {
            Err(VaultError::Damaged(_)) => warn(desk, Some(*slot)),
            pupil => {
                let pupil = pupil?;
                let access = Access { time, kind, actor: actor.to_owned(), slot: Some(*slot) };
                accesses.extend(pupil.map(|pupil| (pupil, access)));
            }
        }
    }
    Ok(write(desk, &accesses)?)
}

/// Writes entries. One that cannot be written holds up no other.
fn write(desk: &Desk, accesses: &[(PupilId, Access)]) -> Result<(), VaultError> {
    match (desk.vault.note_accesses(accesses), accesses) {
        (Err(VaultError::Damaged(_)), [(_, access)]) => {
            warn(desk, access.slot);
            Ok(())
        }
        (Err(VaultError::Damaged(_)), _) => {
            let (one, other) = accesses.split_at(accesses.len() / 2);
            write(desk, one)?;
            write(desk, other)
        }
        (written, _) => written,
    }
}

fn warn(desk: &Desk, slot: Option<u32>) {
    tracing::warn!(registry = %desk.id, slot, "the access log of this document's pupil does not decrypt and is set aside; what is done is not noted there");
}

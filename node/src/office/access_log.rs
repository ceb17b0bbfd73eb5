//! Access log entries of pupils: the registrar's work with their documents.

use crate::machine::clock;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use attestat_vault::{Access, AccessKind, PupilId, VaultError};

/// Notes that `actor` touched these documents, in one synced write. Slots without a document are left out, and so
/// are documents whose pupil, or whose pupil's key, does not decrypt: nobody can read those either.
pub(crate) fn note(office: &RegistryOffice, slots: &[u32], kind: AccessKind, actor: &str) -> Result<(), OfficeError> {
    let time = clock::now();
    let mut accesses = Vec::with_capacity(slots.len());
    for slot in slots {
        match office.vault.pupil_of(&office.id, *slot) {
            Err(VaultError::Damaged(_)) => warn(office, Some(*slot)),
            pupil => {
                let pupil = pupil?;
                let access = Access { time, kind, actor: actor.to_owned(), slot: Some(*slot) };
                accesses.extend(pupil.map(|pupil| (pupil, access)));
            }
        }
    }
    Ok(write(office, &accesses)?)
}

/// Writes entries. One that cannot be written holds up no other.
fn write(office: &RegistryOffice, accesses: &[(PupilId, Access)]) -> Result<(), VaultError> {
    match (office.vault.note_accesses(accesses), accesses) {
        (Err(VaultError::Damaged(_)), [(_, access)]) => {
            warn(office, access.slot);
            Ok(())
        }
        (Err(VaultError::Damaged(_)), _) => {
            let (one, other) = accesses.split_at(accesses.len() / 2);
            write(office, one)?;
            write(office, other)
        }
        (written, _) => written,
    }
}

fn warn(office: &RegistryOffice, slot: Option<u32>) {
    tracing::warn!(registry = %office.id, slot, "the access log of this document's pupil does not decrypt and is set aside; what is done is not noted there");
}

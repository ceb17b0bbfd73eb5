//! Reason for which the vault does not hold a document: whether the log has it.

use crate::office::error::DocumentError;
use crate::office::issue::award_index;
use crate::office::registry_office::RegistryOffice;
use attestat_ledger::record::{Class, Content};

/// The vault holds no document in this slot.
pub(crate) fn not_held(office: &RegistryOffice, slot: u32) -> DocumentError {
    if !may_be_lost(office, slot) {
        return DocumentError::Unknown(slot);
    }
    let is_destroyed = office.vault.erased_slots(&office.id).is_ok_and(|slots| slots.contains(&slot));
    if is_destroyed { DocumentError::Destroyed(slot) } else { DocumentError::Lost(slot) }
}

/// True if a slot has an award in the log that is neither a known decoy nor an anchor, and nothing in the vault.
fn may_be_lost(office: &RegistryOffice, slot: u32) -> bool {
    let is_held = !matches!(office.vault.document(&office.id, slot), Ok(None));
    let is_decoy = || office.vault.decoys(&office.id).is_ok_and(|decoys| decoys.iter().any(|decoy| decoy.slot == slot));
    if is_held || is_decoy() {
        return false;
    }
    let Ok(Some(index)) = award_index(office, slot) else { return false };
    let record = office.own.log().record(index);
    record.is_ok_and(|record| matches!(record.content, Content::Award(award) if award.class != Class::Digest))
}

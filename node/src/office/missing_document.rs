//! Reason for which the vault does not hold a document: whether the log has it.

use crate::office::desk::Desk;
use crate::office::error::DocumentError;
use crate::office::issue::award_index;
use attestat_ledger::record::{Class, Content};

/// The vault holds no document in this slot.
pub(crate) fn not_held(desk: &Desk, slot: u32) -> DocumentError {
    if !may_be_lost(desk, slot) {
        return DocumentError::Unknown(slot);
    }
    let is_destroyed = desk.vault.erased_slots(&desk.id).is_ok_and(|slots| slots.contains(&slot));
    if is_destroyed { DocumentError::Destroyed(slot) } else { DocumentError::Lost(slot) }
}

/// True if a slot has an award in the log that is neither a known decoy nor an anchor, and nothing in the vault.
fn may_be_lost(desk: &Desk, slot: u32) -> bool {
    let is_held = !matches!(desk.vault.document(&desk.id, slot), Ok(None));
    let is_decoy = || desk.vault.decoys(&desk.id).is_ok_and(|decoys| decoys.iter().any(|decoy| decoy.slot == slot));
    if is_held || is_decoy() {
        return false;
    }
    let Ok(Some(index)) = award_index(desk, slot) else { return false };
    let record = desk.own.log().record(index);
    record.is_ok_and(|record| matches!(record.content, Content::Award(award) if award.class != Class::Digest))
}

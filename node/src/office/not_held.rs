//! Words about a document that the vault does not hold: they say whether the log has it.

use crate::office::desk::Desk;
use crate::office::issue::award_index;
use attestat_ledger::record::{Class, Content};
use attestat_wire::refusal::Refusal;
use tonic::Code;

/// The vault holds no document in this slot.
pub(crate) fn not_held(desk: &Desk, slot: u32) -> Refusal {
    let refused = |code, what: String, todo: String| Refusal::new(Code::NotFound, code, what, todo);
    if !may_be_lost(desk, slot) {
        let todo =
            "The id is the number in the name of the document's file; documents made elsewhere are not in this vault.";
        return refused(
            "unknown-document",
            format!("No document with the id {slot} was issued here."),
            todo.to_owned(),
        );
    }
    let destroyed = desk.vault.erased_slots(&desk.id).is_ok_and(|slots| slots.contains(&slot));
    let why = if destroyed {
        "it was destroyed with all that was held on its pupil"
    } else {
        "it was lost with an earlier vault, or destroyed with its pupil"
    };
    let what = format!("Document {slot} stands in the log, and this node's vault has nothing of it: {why}.");
    let todo = format!(
        "The file that the family has stays good. If another document is to stand in its place, end this one (attestat status revoke {slot} --reason superseded) and issue its row anew."
    );
    refused("not-in-vault", what, todo)
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

//! Refusals about documents.

use super::{VAULT_OF_THIS_LOG, revoked};
use crate::office::error::DocumentError;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_wire::refusal::{self, Refusal};
use tonic::Code;

pub(super) fn refusal(error: DocumentError) -> Refusal {
    let not_found = |code, what, todo: &str| Refusal::new(Code::NotFound, code, what, todo);
    match error {
        DocumentError::Unknown(slot) => not_found(
            "unknown-document",
            format!("No document with the id {slot} was issued here."),
            "The id is the number in the name of the document's file; documents made elsewhere are not in this vault.",
        ),
        DocumentError::NotInLog(slot) => not_found(
            "unknown-document",
            format!("No document with the id {slot} was issued here."),
            "The id is the number in the name of the document's file.",
        ),
        DocumentError::Destroyed(slot) => not_in_vault(slot, "it was destroyed with all that was held on its pupil"),
        DocumentError::Lost(slot) => {
            not_in_vault(slot, "it was lost with an earlier vault, or destroyed with its pupil")
        }
        DocumentError::NotSealed(index) => {
            let what = format!("Record {index} is written and not sealed yet.");
            Refusal::new(Code::Unavailable, "not-sealed", what, "Export the document again in a moment.")
        }
        DocumentError::NotOfThisLog(slot) => {
            let what = format!("The award of slot {slot} in the log is not the one that the vault prepared.");
            Refusal::new(Code::Internal, refusal::STORAGE, what, VAULT_OF_THIS_LOG)
        }
        DocumentError::Replaced { slot, status, newest, newest_status } => {
            replaced(slot, status, newest, newest_status)
        }
        DocumentError::Revoked(slot) => revoked(slot),
        DocumentError::Suspended(slot) => {
            let todo = format!("Reinstate it first: attestat status reinstate {slot} --reason unspecified.");
            Refusal::new(Code::FailedPrecondition, "suspended", format!("Document {slot} is suspended."), todo)
        }
        DocumentError::NamedTwice(slot) => {
            let what = format!("Document {slot} is named twice.");
            Refusal::new(Code::InvalidArgument, "named-twice", what, "Name each document once.")
        }
    }
}

fn not_in_vault(slot: u32, why: &str) -> Refusal {
    let what = format!("Document {slot} stands in the log, and this node's vault has nothing of it: {why}.");
    let todo = format!(
        "The file that the family has stays good. If another document is to stand in its place, end this one (attestat status revoke {slot} --reason superseded) and issue its row anew."
    );
    Refusal::new(Code::NotFound, "not-in-vault", what, todo)
}

fn replaced(slot: u32, status: DocumentStatus, newest: u32, newest_status: DocumentStatus) -> Refusal {
    let state = match newest_status {
        DocumentStatus::Valid => "",
        DocumentStatus::Revoked => ", which is revoked already",
        DocumentStatus::Suspended => ", which is suspended",
    };
    let own = match status {
        DocumentStatus::Revoked => "",
        DocumentStatus::Valid | DocumentStatus::Suspended => {
            " The replaced one is revoked by itself, together with others; `attestat pupil rebind --now` does not wait."
        }
    };
    let what = format!("Document {slot} was replaced by document {newest}{state}.");
    let todo = format!("Name document {newest} instead; nothing was written.{own}");
    Refusal::new(Code::FailedPrecondition, "replaced", what, todo)
}

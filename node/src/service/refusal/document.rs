//! Refusals about documents.

use super::{put_the_vault_back, revoked};
use crate::office::error::DocumentError;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_wire::refusal::{self, Refusal};
use attestat_words::text;
use attestat_words::text::Text;
use tonic::Code;

pub(super) fn refusal(error: DocumentError) -> Refusal {
    match error {
        DocumentError::Unknown(slot) => unknown(slot, text!("refusal-unknown-document-next")),
        DocumentError::NotInLog(slot) => unknown(slot, text!("refusal-unknown-document.next")),
        DocumentError::Destroyed(slot) => not_in_vault(slot, text!("refusal-destroyed")),
        DocumentError::Lost(slot) => not_in_vault(slot, text!("refusal-lost-document")),
        DocumentError::NotSealed(index) => {
            let what = text!("refusal-not-sealed", index = index);
            Refusal::new(Code::Unavailable, "not-sealed", what, text!("refusal-not-sealed.next"))
        }
        DocumentError::NotOfThisLog(slot) => {
            let what = text!("refusal-not-of-this-log", slot = slot);
            Refusal::new(Code::Internal, refusal::STORAGE, what, put_the_vault_back())
        }
        DocumentError::Replaced { slot, status, newest, newest_status } => {
            replaced(slot, status, newest, newest_status)
        }
        DocumentError::Revoked(slot) => revoked(slot),
        DocumentError::Suspended(slot) => {
            let (what, todo) = (text!("refusal-suspended", slot = slot), text!("refusal-suspended.next", slot = slot));
            Refusal::new(Code::FailedPrecondition, "suspended", what, todo)
        }
        DocumentError::NamedTwice(slot) => {
            let what = text!("refusal-named-twice", slot = slot);
            Refusal::new(Code::InvalidArgument, "named-twice", what, text!("refusal-named-twice.next"))
        }
    }
}

fn unknown(slot: u32, todo: Text) -> Refusal {
    Refusal::new(Code::NotFound, "unknown-document", text!("refusal-unknown-document", slot = slot), todo)
}

fn not_in_vault(slot: u32, why: Text) -> Refusal {
    let what = text!("refusal-not-in-vault", slot = slot, why = why);
    Refusal::new(Code::NotFound, "not-in-vault", what, text!("refusal-not-in-vault.next", slot = slot))
}

fn replaced(slot: u32, status: DocumentStatus, newest: u32, newest_status: DocumentStatus) -> Refusal {
    let what = match newest_status {
        DocumentStatus::Valid => text!("refusal-replaced", slot = slot, newest = newest),
        DocumentStatus::Revoked => text!("refusal-replaced-by-revoked", slot = slot, newest = newest),
        DocumentStatus::Suspended => text!("refusal-replaced-by-suspended", slot = slot, newest = newest),
    };
    let todo = match status {
        DocumentStatus::Revoked => text!("refusal-replaced.next", newest = newest),
        DocumentStatus::Valid | DocumentStatus::Suspended => text!("refusal-replaced-later-next", newest = newest),
    };
    Refusal::new(Code::FailedPrecondition, "replaced", what, todo)
}

//! Refusals: what a client is told of the errors of the office and of the writer, each by a code and two sentences.

mod document;
mod objection;
mod pupil;
mod replacement;

pub(crate) use objection::{field as objection_field, words as objection_words};

use crate::office::act::Interrupted;
use crate::office::entitlement::NotEntitled;
use crate::office::error::{MakingError, OfficeError, TicketError};
use crate::office::vault_words::{doubt_words, vault_words};
use crate::writer::closed::Closed;
use crate::writer::pipeline::AppendError;
use crate::writer::store_words::store_words;
use attestat_ledger::name::Origin;
use attestat_store::log::StoreError;
use attestat_vault::{Doubt, VaultError};
use attestat_wire::field::Field;
use attestat_wire::refusal::{self, Refusal};
use attestat_words::text;
use attestat_words::text::Text;
use tonic::{Code, Status};

impl From<OfficeError> for Status {
    fn from(error: OfficeError) -> Self {
        match error {
            // Nothing that a client could act on: no code, and no advice.
            OfficeError::Sign(error) => Self::internal(error.to_string()),
            error => Refusal::from(error).into(),
        }
    }
}

impl From<OfficeError> for Refusal {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Vault(error) => of_vault(&error),
            OfficeError::Append(error) => of_append(&error),
            OfficeError::Log(error) => of_store(&error),
            OfficeError::Interrupted(Interrupted) => interrupted(),
            OfficeError::NotEntitled(error) => error.into(),
            OfficeError::Document(error) => document::refusal(error),
            OfficeError::Pupil(error) => pupil::refusal(&error),
            OfficeError::Ticket(error) => of_ticket(error),
            OfficeError::Making(error) => of_making(&error),
            OfficeError::Replacement(error) => replacement::refusal(&error),
            OfficeError::Sign(error) => {
                let what = sentence(text!("fault-detail", detail = error.to_string()));
                Self::new(Code::Internal, refusal::FOREIGN, what, "".into())
            }
        }
    }
}

impl From<Interrupted> for Status {
    fn from(_: Interrupted) -> Self {
        interrupted().into()
    }
}

impl From<NotEntitled> for Status {
    fn from(error: NotEntitled) -> Self {
        Refusal::from(error).into()
    }
}

impl From<NotEntitled> for Refusal {
    fn from(error: NotEntitled) -> Self {
        match error {
            NotEntitled::Closed { origin, closed } => closed.refusal(&origin),
            NotEntitled::NotActive(id) => Self::new(
                Code::PermissionDenied,
                "not-active",
                text!("refusal-not-active", registry = id.as_str()),
                text!("refusal-not-active.next"),
            ),
            NotEntitled::Class(id) => Self::new(
                Code::PermissionDenied,
                "class-not-allowed",
                text!("refusal-class", registry = id.as_str()),
                text!("refusal-class.next"),
            ),
        }
    }
}

impl Closed {
    /// Refusal for a registrar or a family that asked for something to be written into a closed log.
    pub fn refusal(&self, origin: &Origin) -> Refusal {
        let what = text!("refusal-closed", origin = origin.to_string(), why = self.text());
        let (grpc, code, todo) = match self {
            Self::Cut { .. } => (Code::FailedPrecondition, refusal::LOG_CUT, text!("refusal-closed-cut-next")),
            Self::Forked => (Code::FailedPrecondition, refusal::FORKED, text!("refusal-closed-forked-next")),
            Self::Damaged => (Code::Unavailable, refusal::READ_ONLY, text!("refusal-closed-damaged-next")),
        };
        Refusal::new(grpc, code, what, todo)
    }
}

/// The answer to whoever waits for an act that ended with the node.
pub(crate) fn interrupted() -> Refusal {
    let (what, todo) = (text!("refusal-interrupted"), text!("refusal-interrupted.next"));
    Refusal::new(Code::Unavailable, refusal::UNREACHABLE, what, todo)
}

/// An error as a sentence.
fn sentence(error: Text) -> Text {
    text!("refusal-error", error = error)
}

fn of_append(error: &AppendError) -> Refusal {
    let what = sentence(error.text());
    match error {
        AppendError::RequestSize => {
            Refusal::new(Code::InvalidArgument, refusal::BAD_MESSAGE, what, text!("refusal-too-many-records-next"))
        }
        AppendError::Clock(_) => Refusal::new(Code::FailedPrecondition, "clock", what, text!("refusal-clock-next")),
        AppendError::Store(error) => of_store(error),
        // Whoever knows the log says more ([`Closed::refusal`]).
        AppendError::Closed(Closed::Damaged) => {
            Refusal::new(Code::Unavailable, refusal::READ_ONLY, what, text!("refusal-damaged-next"))
        }
        AppendError::Closed(Closed::Forked) => told_to_the_consortium(refusal::FORKED, what),
        AppendError::Closed(Closed::Cut { .. }) => told_to_the_consortium(refusal::LOG_CUT, what),
        AppendError::ShuttingDown => {
            Refusal::new(Code::Unavailable, refusal::UNREACHABLE, what, text!("refusal-interrupted.next"))
        }
        AppendError::Stopped(_) | AppendError::NoRandomness => repaired(what),
    }
}

fn told_to_the_consortium(code: &str, what: Text) -> Refusal {
    Refusal::new(Code::FailedPrecondition, code, what, text!("refusal-tell-the-consortium-next"))
}

fn repaired(what: Text) -> Refusal {
    Refusal::new(Code::Internal, refusal::STORAGE, what, text!("refusal-repair-next"))
}

fn of_store(error: &StoreError) -> Refusal {
    let by_log = |todo| Refusal::new(Code::FailedPrecondition, "refused-by-log", sentence(store_words(error)), todo);
    match error {
        StoreError::Chain(_) => by_log(text!("refusal-refused-by-log-next")),
        StoreError::StatusUnchanged(slot) => {
            let what = text!("refusal-status-unchanged", slot = *slot);
            Refusal::new(Code::AlreadyExists, "status-unchanged", what, text!("refusal-status-unchanged.next"))
        }
        StoreError::StatusFinal(slot) => revoked(*slot),
        StoreError::SlotStands(_) => by_log(text!("refusal-slot-stands-next")),
        _ => repaired(sentence(store_words(error))),
    }
}

fn revoked(slot: u32) -> Refusal {
    let what = text!("refusal-revoked", slot = slot);
    Refusal::new(Code::FailedPrecondition, "revoked", what, text!("refusal-revoked.next"))
}

fn put_the_vault_back() -> Text {
    text!("refusal-vault-of-this-log-next")
}

fn of_vault(error: &VaultError) -> Refusal {
    if matches!(error, VaultError::Engine(_) | VaultError::Damaged(_)) {
        tracing::error!("vault: {error}");
    }
    let todo = match error {
        VaultError::InDoubt(doubt) => return vault_in_doubt(doubt),
        VaultError::Damaged(_) => text!("refusal-vault-damaged-next"),
        VaultError::NotRemembered(_) => text!("refusal-not-remembered-next"),
        VaultError::PupilErased => text!("refusal-pupil-erased-next"),
        VaultError::TooLong(_) => text!("refusal-document-too-long-next"),
        _ => text!("refusal-vault-next"),
    };
    Refusal::new(Code::Internal, refusal::STORAGE, sentence(vault_words(error)), todo)
}

/// Refusal to issue from a vault that is in doubt: the documents that it lacks would be issued twice.
fn vault_in_doubt(doubt: &Doubt) -> Refusal {
    let what = text!("refusal-vault-in-doubt", doubt = doubt_words(doubt));
    Refusal::new(Code::FailedPrecondition, refusal::VAULT_IN_DOUBT, what, text!("refusal-vault-in-doubt.next"))
}

fn of_ticket(error: TicketError) -> Refusal {
    match error {
        TicketError::Expiry => Field::new("MakeTicketRequest", "expires").fault(text!("fault-expiry")).into(),
        TicketError::NoAddress => {
            let (what, todo) = (text!("refusal-no-address"), text!("refusal-no-address.next"));
            Refusal::new(Code::FailedPrecondition, "no-address", what, todo)
        }
    }
}

fn of_making(error: &MakingError) -> Refusal {
    let internal = |code, what, todo| Refusal::new(Code::Internal, code, what, todo);
    match error {
        MakingError::NotIssuable { position, error } => {
            let what = text!("refusal-not-issuable", row = *position + 1, error = error.text());
            Refusal::new(Code::InvalidArgument, "not-issuable", what, text!("refusal-not-issuable.next"))
        }
        MakingError::NoWalletKey => {
            internal(refusal::STORAGE, text!("refusal-no-wallet-key"), text!("refusal-no-wallet-key.next"))
        }
        MakingError::NoFreeTag => internal("tags", text!("refusal-no-free-tag"), put_the_vault_back()),
        MakingError::Missing(slot) => {
            internal(refusal::STORAGE, text!("refusal-missing", slot = *slot), text!("refusal-missing.next"))
        }
        MakingError::UnreadableDraft { slot, error } => {
            let what = text!("refusal-old-prepared-draft", slot = *slot, error = error.text());
            internal("old-draft", what, text!("refusal-old-prepared-draft.next"))
        }
    }
}

#[cfg(test)]
mod tests;

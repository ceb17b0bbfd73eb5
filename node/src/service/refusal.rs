//! Refusals: what a client is told of the errors of the office and of the writer, each by a code and two sentences.

mod document;
mod objection;
mod pupil;
mod replacement;

pub(crate) use objection::{field as objection_field, words as objection_words};

use crate::office::act::Interrupted;
use crate::office::entitlement::NotEntitled;
use crate::office::error::{MakingError, OfficeError, TicketError};
use crate::writer::closed::Closed;
use crate::writer::pipeline::AppendError;
use attestat_ledger::name::Origin;
use attestat_store::log::StoreError;
use attestat_vault::VaultError;
use attestat_wire::field::Field;
use attestat_wire::refusal::{self, Refusal};
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
            OfficeError::Sign(error) => Self::new(Code::Internal, refusal::FOREIGN, format!("{error}."), ""),
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
                format!("The roster does not let {id} issue for now."),
                "Ask the consortium that signs the roster.",
            ),
            NotEntitled::Class(id) => Self::new(
                Code::PermissionDenied,
                "class-not-allowed",
                format!("The roster does not let {id} issue documents of this class."),
                "Ask the consortium to add the class to the roster.",
            ),
        }
    }
}

impl Closed {
    /// Refusal for a registrar or a family that asked for something to be written into a closed log.
    pub fn refusal(&self, origin: &Origin) -> Refusal {
        let what = format!("Nothing more is written into the log {origin}: {self}.");
        match self {
            Self::Cut { .. } => Refusal::new(
                Code::FailedPrecondition,
                refusal::LOG_CUT,
                what,
                "Ask the consortium that signs the roster; what was issued up to the cut stands.",
            ),
            Self::Forked => Refusal::new(
                Code::FailedPrecondition,
                refusal::FORKED,
                what,
                "Do not try again: what is signed from now on counts for nobody. Documents from before can be read.",
            ),
            Self::Damaged => Refusal::new(
                Code::Unavailable,
                refusal::READ_ONLY,
                what,
                "Nothing was written. Ask whoever runs the node to do what this says; the same command is safe then.",
            ),
        }
    }
}

/// The answer to whoever waits for an act that ended with the node.
pub(crate) fn interrupted() -> Refusal {
    let what = "The node stopped in the middle of this request; it may have been done.";
    let todo = "Start the node and run the same command again: it is safe.";
    Refusal::new(Code::Unavailable, refusal::UNREACHABLE, what, todo)
}

fn of_append(error: &AppendError) -> Refusal {
    let what = format!("{error}.");
    match error {
        AppendError::RequestSize => {
            Refusal::new(Code::InvalidArgument, refusal::BAD_MESSAGE, what, "Send at most 999 at once.")
        }
        AppendError::Clock(_) => Refusal::new(
            Code::FailedPrecondition,
            "clock",
            what,
            "Nothing was written; the school's guide has the way out.",
        ),
        AppendError::Store(error) => of_store(error),
        // Whoever knows the log says more ([`Closed::refusal`]).
        AppendError::Closed(Closed::Damaged) => {
            let todo = "Nothing was written. Ask whoever runs the node to do what this says.";
            Refusal::new(Code::Unavailable, refusal::READ_ONLY, what, todo)
        }
        AppendError::Closed(Closed::Forked) => told_to_the_consortium(refusal::FORKED, what),
        AppendError::Closed(Closed::Cut { .. }) => told_to_the_consortium(refusal::LOG_CUT, what),
        AppendError::ShuttingDown => Refusal::new(
            Code::Unavailable,
            refusal::UNREACHABLE,
            what,
            "Start the node and run the same command again: it is safe.",
        ),
        AppendError::Stopped(_) | AppendError::NoRandomness => repaired(what),
    }
}

fn told_to_the_consortium(code: &str, what: String) -> Refusal {
    Refusal::new(Code::FailedPrecondition, code, what, "Do not try again; tell the consortium.")
}

fn repaired(what: String) -> Refusal {
    let todo = "Look at the node's log, repair the cause, start it and run the same command again: it is safe.";
    Refusal::new(Code::Internal, refusal::STORAGE, what, todo)
}

fn of_store(error: &StoreError) -> Refusal {
    let what = format!("{error}.");
    match error {
        StoreError::Chain(_) => Refusal::new(
            Code::FailedPrecondition,
            "refused-by-log",
            what,
            "Nothing was written; look at the document's slot again.",
        ),
        StoreError::StatusUnchanged(slot) => {
            let what = format!("Document {slot} has this status already.");
            Refusal::new(Code::AlreadyExists, "status-unchanged", what, "Nothing was written.")
        }
        StoreError::StatusFinal(slot) => revoked(*slot),
        StoreError::SlotStands(_) => Refusal::new(
            Code::FailedPrecondition,
            "refused-by-log",
            what,
            "Nothing was written; run the same command again: what is in the log is found there.",
        ),
        _ => repaired(what),
    }
}

fn revoked(slot: u32) -> Refusal {
    let what = format!("Document {slot} is revoked, and a revocation is final.");
    Refusal::new(Code::FailedPrecondition, "revoked", what, "Issue a new document instead.")
}

const VAULT_OF_THIS_LOG: &str =
    "Stop the node and put the vault that belongs to this log back (`attestat-node vault restore`).";

fn of_vault(error: &VaultError) -> Refusal {
    if matches!(error, VaultError::Engine(_) | VaultError::Damaged(_)) {
        tracing::error!("vault: {error}");
    }
    let todo = match error {
        VaultError::InDoubt(doubt) => return vault_in_doubt(doubt),
        VaultError::Damaged(_) => "Look at the node's log, and restore the vault from its newest backup.",
        VaultError::NotRemembered(_) => {
            "Make room on the node's disk and run the same command again for the act; tell whoever runs the node that no vault backup from before may be put back without erasing this pupil again."
        }
        VaultError::PupilErased => "Look whether the pupil still belongs in the sheet, and run the same command again.",
        VaultError::TooLong(_) => "Shorten the texts of this document and run the same command again.",
        _ => "Look at the node's log; what was acknowledged before is kept.",
    };
    Refusal::new(Code::Internal, refusal::STORAGE, format!("{error}."), todo)
}

/// Refusal to issue from a vault that is in doubt: the documents that it lacks would be issued twice.
fn vault_in_doubt(doubt: &str) -> Refusal {
    let what = format!("Nothing is issued now: {doubt}.");
    let todo = "Ask whoever runs the node to stop it and to run `attestat-node vault check` on its folder, which says what is missing and what to do.";
    Refusal::new(Code::FailedPrecondition, refusal::VAULT_IN_DOUBT, what, todo)
}

fn of_ticket(error: TicketError) -> Refusal {
    match error {
        TicketError::Expiry => {
            let fault = "a time from now on, at most 90 days ahead";
            Field::new("MakeTicketRequest", "expires").fault(fault).into()
        }
        TicketError::NoAddress => {
            let what = "A ticket says where families reach this node, and the node does not know it.";
            let todo = "Set `listen` and public_url = \"https://host:port\" in node.toml and start the node again.";
            Refusal::new(Code::FailedPrecondition, "no-address", what, todo)
        }
    }
}

fn of_making(error: &MakingError) -> Refusal {
    let storage = |what: String, todo: &str| Refusal::new(Code::Internal, refusal::STORAGE, what, todo);
    match error {
        MakingError::NotIssuable { position, error } => {
            let what = format!("Row {}: {error}.", position + 1);
            let todo =
                "Correct that row and run the same command again: what was issued is found, and is not issued twice.";
            Refusal::new(Code::InvalidArgument, "not-issuable", what, todo)
        }
        MakingError::NoWalletKey => storage(
            "The key of the wallet that is enrolled for this pupil is not a key.".to_owned(),
            "Make a new letter for the family (`attestat pupil ticket`), and run the same command again once it was used.",
        ),
        MakingError::NoFreeTag => {
            let what = "The log holds ten thousand tags in a row that the vault does not know of.";
            Refusal::new(Code::Internal, "tags", what, VAULT_OF_THIS_LOG)
        }
        MakingError::Missing(slot) => storage(
            format!("Document {slot} was prepared, and the vault does not hold it any more."),
            "Stop the node and look with `attestat-node vault check`; put the vault's newest backup back, and run the same command again: it is safe.",
        ),
        MakingError::UnreadableDraft { slot, error } => {
            let what =
                format!("The draft of document {slot}, which was prepared, is not readable by this version: {error}.");
            Refusal::new(Code::Internal, "old-draft", what, "Tell whoever runs the node.")
        }
    }
}

#[cfg(test)]
mod tests;

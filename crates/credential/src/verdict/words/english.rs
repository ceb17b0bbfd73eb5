//! Texts of verdicts in English.

mod presentation;

pub use presentation::{completeness, presentation_title, terms, together};

use super::{Language, Message};
use crate::verdict::reason::{FilePart, StatusFlaw, TermFlaw};
use crate::verdict::{CheckName, Colour, Exemption, Reason, Unchecked};

fn message(what: impl Into<String>, next: impl Into<String>) -> Message {
    Message { what: what.into(), next: next.into() }
}

/// Headline of a verdict.
pub const fn headline(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "Genuine and in force.",
        Colour::Amber => "Nothing speaks against it, but not everything could be confirmed.",
        Colour::Grey => "This file could not be read.",
        Colour::Red => "Do not rely on this.",
    }
}

/// Headline of a verdict on a document of an unknown signer.
pub(super) const UNKNOWN_SIGNER: &str = "It is not known here who signed this, so nothing that it says is confirmed.";

/// Title of a check: the fact that it looks at.
pub const fn title(check: CheckName) -> &'static str {
    match check {
        CheckName::Format => "the file can be read",
        CheckName::Roster => "the roster in hand is in force",
        CheckName::Issuer => "the roster lists the registry and its key",
        CheckName::Signature => "the registry signed the document",
        CheckName::Disclosures => "every shown field is part of what was signed",
        CheckName::Authority => "the registry may issue such documents",
        CheckName::Record => "the record in the log is the record of this document",
        CheckName::Inclusion => "the record is in the registry's log",
        CheckName::Checkpoint => "the registry signed the state of its log",
        CheckName::Witnessed => "enough other organisations have confirmed that state",
        CheckName::Status => "the document is neither revoked nor suspended",
        CheckName::Validity => "the document's own dates allow relying on it",
        CheckName::Holder => "the holder of its key signed exactly what is shown",
    }
}

/// The two sentences for a reason.
pub fn reason(reason: &Reason) -> Message {
    match reason {
        Reason::EarlierCheckFailed => message(
            "This was not checked, because a check before it did not pass.",
            "See to the first reason on the list.",
        ),
        Reason::Unreadable { part, detail } => message(
            format!("The {} cannot be read: {detail}.", part_name(*part)),
            "Ask for the file again, as the school or the wallet wrote it.",
        ),
        Reason::UpgradeNeeded => message(
            "The document uses a format that is newer than this program.",
            "Install the current version and check again.",
        ),
        Reason::TypeUnknown => message(
            "The document is of a type that this version does not know.",
            "Install the current version and check again.",
        ),
        Reason::RosterExpired | Reason::RosterFromTheFuture => roster(reason),
        Reason::RegistryUnknown(id)
        | Reason::LogUnknown(id)
        | Reason::KeyUnknown(id)
        | Reason::KeyNotInForce(id)
        | Reason::ClassNotAllowed(id)
        | Reason::RegistrySuspended(id)
        | Reason::CheckpointNotSigned(id)
        | Reason::LogForked(id)
        | Reason::ForkNotSettled(id)
        | Reason::BeyondCut(id)
        | Reason::DiscardedHistory(id)
        | Reason::CutLog(id) => registry(reason, id.as_str()),
        Reason::ForeignLog { issuer, log } => message(
            format!("The document says that {issuer} issued it, but its proof is from the log of {log}."),
            format!("Do not rely on it; ask {issuer} whether it issued this document."),
        ),
        Reason::SignatureWrong
        | Reason::DisclosuresWrong { .. }
        | Reason::NotAnAward
        | Reason::CommitmentMismatch
        | Reason::ClassMismatch
        | Reason::SlotMismatch
        | Reason::IndexMismatch
        | Reason::NotIncluded
        | Reason::CosignatureWrong
        | Reason::ClaimUnknown
        | Reason::TermsWrong { .. } => tampered(reason),
        Reason::BelowQuorum { have, needed } => below_quorum(*have, *needed),
        Reason::Revoked { .. }
        | Reason::Suspended { .. }
        | Reason::StatusMissing
        | Reason::StatusUnusable { .. }
        | Reason::StatusOld { .. }
        | Reason::StatusFromTheFuture { .. }
        | Reason::LogAhead { .. }
        | Reason::RecordAhead { .. } => status(reason),
        Reason::Expired { at } => message(
            format!("The document expired on {}.", time(*at)),
            "Ask the holder for a current one; what it says about the past still stands.",
        ),
        Reason::TermEnded { last_day } => message(
            format!("What the document awards was valid until {last_day}."),
            "Ask the holder whether it was renewed; that it was awarded still stands.",
        ),
        Reason::NotYetValid { from } => message(
            format!("The document is dated {}, which has not come yet.", time(*from)),
            "Check the date and time of this computer; if they are right, check again after that day.",
        ),
        of_a_presentation => presentation::reason(of_a_presentation),
    }
}

fn roster(reason: &Reason) -> Message {
    match reason {
        Reason::RosterFromTheFuture => {
            message("The roster in hand begins later than today.", "Check the date and time of this computer.")
        }
        _ => message(
            "The roster in hand has expired, so that changes of keys and registries may be missing.",
            "Fetch the current roster with `attestat trust update` and check again; if nodes have no newer one, ask the consortium.",
        ),
    }
}

fn registry(reason: &Reason, id: &str) -> Message {
    let update = "Fetch the current roster with `attestat trust update` and check again.";
    let refresh = "Fetch the proof that a confirmed head covers it with `attestat trust update --from NODE --for FILE`, or ask for the file again with a fresh proof.";
    match reason {
        Reason::RegistryUnknown(_) => message(
            format!("The roster in hand does not list {id}, so nothing that it signed could be checked."),
            "Fetch the current roster with `attestat trust update`; if it is still missing, ask the consortium.",
        ),
        Reason::LogUnknown(_) => message(
            format!("The roster in hand does not list this part of the log of {id}; it may be too old."),
            update,
        ),
        Reason::KeyUnknown(_) => message(
            format!(
                "The key that signed is not among those that the roster in hand lists for {id}; it may be too old."
            ),
            update,
        ),
        Reason::KeyNotInForce(_) => message(
            format!("The key that signed belongs to {id}, but was not the one in force at this place of its log."),
            format!("Do not rely on the document; ask {id} whether it issued it."),
        ),
        Reason::ClassNotAllowed(_) => message(
            format!("The roster does not allow {id} to issue documents of this kind."),
            "Do not rely on the document; tell the consortium that keeps the roster.",
        ),
        Reason::RegistrySuspended(_) => message(
            format!("The consortium has suspended {id}; what it issued before stands."),
            "Ask the consortium whether this document was issued before the suspension.",
        ),
        Reason::CheckpointNotSigned(_) => message(
            format!("The state of the log in the proof does not carry the signature of {id}."),
            "Do not rely on the document as it is; ask for the file again.",
        ),
        Reason::LogForked(_) => message(
            format!("{id} has signed two different histories of its log."),
            "Do not rely on any document of this log; tell the consortium and keep both files as evidence.",
        ),
        Reason::ForkNotSettled(_) => message(
            format!(
                "{id} has signed two histories of its log, and the roster in hand does not say which records of it count."
            ),
            "Ask the consortium; when it has cut the log, run `attestat trust update` and check again.",
        ),
        Reason::BeyondCut(_) => message(
            format!("The log of {id} was cut before the record of this document."),
            format!("Do not rely on it; ask {id} for the document from its new log."),
        ),
        Reason::DiscardedHistory(_) => message(
            format!(
                "{id} has signed two histories of its log, and this document stands in the one that the consortium discarded."
            ),
            format!("Do not rely on it; ask {id} for the document from its new log."),
        ),
        _ => {
            message(format!("The log of {id} was cut, and this proof is not confirmed to lie before the cut."), refresh)
        }
    }
}

fn tampered(reason: &Reason) -> Message {
    let again = "Do not rely on it; ask for the file again, from the school itself if you can.";
    let what = match reason {
        Reason::SignatureWrong => {
            "The registry's signature does not fit the document: it was changed, or forged.".to_owned()
        }
        Reason::DisclosuresWrong { detail } => format!("A shown field is not part of what was signed: {detail}."),
        Reason::NotAnAward => "The record in the file is not the record of a document.".to_owned(),
        Reason::CommitmentMismatch => "The record in the log is of another document.".to_owned(),
        Reason::ClassMismatch => "The record in the log is of another class of documents.".to_owned(),
        Reason::SlotMismatch => "The document and its record name different places in the status list.".to_owned(),
        Reason::IndexMismatch => "The record and the proof name different places in the log.".to_owned(),
        Reason::NotIncluded => "The record is not in the log that the proof speaks of.".to_owned(),
        Reason::CosignatureWrong => {
            "A confirmation by a known cosigner does not fit: the proof was changed.".to_owned()
        }
        Reason::ClaimUnknown => "The document shows a field that documents of its type do not have.".to_owned(),
        Reason::TermsWrong { flaw: TermFlaw::NotATime(claim) } => {
            format!("The document does not keep to its format: its {claim} is not a time.")
        }
        Reason::TermsWrong { flaw: TermFlaw::Addressed } => {
            "The document does not keep to its format: it is addressed to one receiver.".to_owned()
        }
        Reason::TermsWrong { flaw: TermFlaw::NotADay(claim) } => {
            format!("The document does not keep to its format: its {claim} is not a day.")
        }
        Reason::TermsWrong { flaw: TermFlaw::DatedApart } => {
            "The document does not keep to its format: its date is not that of its record in the log.".to_owned()
        }
        Reason::TermsWrong { flaw: TermFlaw::NoKey } => {
            "The document does not keep to its format: what it names as its holder's key is none.".to_owned()
        }
        _ => String::new(),
    };
    message(what, again)
}

fn below_quorum(have: usize, needed: Option<usize>) -> Message {
    match needed {
        Some(needed) => message(
            format!("{have} of the {needed} required cosigners have confirmed the state of the log so far."),
            "Fetch the proof that a newer head covers it with `attestat trust update --from NODE --for FILE`; if there is none yet, check again after the other nodes have synchronised.",
        ),
        None => message(
            "The roster names too few cosigners of other organisations for this registry.",
            "Tell the consortium that keeps the roster.",
        ),
    }
}

fn status(reason: &Reason) -> Message {
    let update = "Fetch the current status file with `attestat trust update` and check again.";
    let since = |as_of: &Option<u64>| as_of.map_or_else(String::new, |at| format!(", as confirmed on {}", time(at)));
    match reason {
        Reason::Revoked { as_of } => message(
            format!("The registry has revoked this document{}.", since(as_of)),
            "Do not rely on it; ask the holder for the one that replaced it, or the school for the reason.",
        ),
        Reason::Suspended { as_of } => message(
            format!("The registry has suspended this document{}.", since(as_of)),
            "Do not rely on it now; ask the school, and check again later.",
        ),
        Reason::StatusUnusable { flaw } => {
            message(format!("Whether the document was revoked could not be checked: {}.", status_flaw(flaw)), update)
        }
        Reason::StatusOld { as_of, age, max_age } => message(
            format!(
                "The document was not revoked on {}, which is {} ago; you accept {}.",
                time(*as_of),
                duration(*age),
                duration(*max_age)
            ),
            update,
        ),
        Reason::StatusFromTheFuture { as_of } => message(
            format!("The status evidence is dated {}, which has not come yet.", time(*as_of)),
            "Check the date and time of this computer.",
        ),
        Reason::LogAhead { until } => message(
            format!(
                "The registry's log is dated {until}, because its clock was once ahead, so how recent its word on revocation is cannot be told."
            ),
            format!("If the date of this computer is right, check again on {until}, or ask the school meanwhile."),
        ),
        Reason::RecordAhead { day } => message(
            format!("The document was recorded under {day}, which has not come yet: the registry's clock was ahead."),
            format!("If the date of this computer is right, check again on {day}, or ask the school meanwhile."),
        ),
        _ => message("Whether the document was revoked was not checked: there is no status evidence.", update),
    }
}

fn status_flaw(flaw: &StatusFlaw) -> &str {
    match flaw {
        StatusFlaw::Unreadable(detail) => detail,
        StatusFlaw::OtherDocument => "the status evidence is about another document",
        StatusFlaw::OtherRegistry => "the status evidence is from another registry",
        StatusFlaw::OlderThanDocument => "the status evidence is older than the document",
        StatusFlaw::SignatureUnconfirmed => "the registry's signature on the status evidence could not be confirmed",
        StatusFlaw::TooFewCosigners => "too few cosigners have confirmed the status evidence",
        StatusFlaw::CosignatureWrong => "a cosignature on the status evidence is wrong",
        StatusFlaw::NextLogSilent => "the registry goes on in a new log, and no status from it is known here yet",
        StatusFlaw::LogNotCut => {
            "the status evidence is from a later log of the registry, and the roster does not say where the document's log ended"
        }
        StatusFlaw::CutNotShown => {
            "the registry goes on in a new log, and what the document's own log said at its end is not known here"
        }
    }
}

/// Phrase for an exemption: the reason for which there was nothing to check.
pub const fn exemption(exemption: Exemption) -> &'static str {
    match exemption {
        Exemption::NoCosignersAsked => "the roster asks for no cosigners",
        Exemption::NoRequest => "no request was given to compare with",
        Exemption::NoWithdrawals => "no withdrawals were given",
        Exemption::NothingToCompare => "no two documents show the same name field or a date of birth",
    }
}

/// Line of the permanent list for a fact that was not checked.
pub fn unchecked(unchecked: &Unchecked) -> String {
    match unchecked {
        Unchecked::PresenterIsThePersonNamed => {
            "That whoever shows the document is the person whom it names.".to_owned()
        }
        Unchecked::ContentIsTrue => "That what the registry wrote is true.".to_owned(),
        Unchecked::HolderHasTheKey => {
            "That its holder shows it: the file carries no signature by the holder's key, and whoever has a copy can show it."
                .to_owned()
        }
        Unchecked::BearerCopy => {
            "To whom it belongs: this is a bearer copy, bound to no key; whoever has the file can show it.".to_owned()
        }
        Unchecked::HiddenFields(count) => {
            format!("{count} fields that the holder left hidden; this does not affect what is shown.")
        }
        Unchecked::HiddenMarks(1) => {
            "1 line of the marks that the holder left hidden: the marks that are shown are not all.".to_owned()
        }
        Unchecked::HiddenMarks(count) => {
            format!("{count} lines of the marks that the holder left hidden: the marks that are shown are not all.")
        }
        Unchecked::RevocationAfter(at) => format!("Whether it was revoked after {}.", time(*at)),
        Unchecked::NobodyElseSawTheLog => {
            "That anybody besides the registry saw its log: the roster asks for no cosigners.".to_owned()
        }
        Unchecked::Check(check) => format!("That {}.", title(*check)),
        of_a_presentation => presentation::unchecked(of_a_presentation),
    }
}

const fn part_name(part: FilePart) -> &'static str {
    match part {
        FilePart::File => "file",
        FilePart::Credential => "credential in the file",
        FilePart::Record => "record in the file",
        FilePart::Proof => "proof in the file",
        FilePart::Checkpoint => "checkpoint in the proof",
        FilePart::Presentation => "presentation",
    }
}

/// Unix seconds as a date and time in UTC.
fn time(seconds: u64) -> String {
    super::time(Language::English, seconds)
}

/// A number of seconds in the unit that fits.
fn duration(seconds: u64) -> String {
    super::duration(Language::English, seconds)
}

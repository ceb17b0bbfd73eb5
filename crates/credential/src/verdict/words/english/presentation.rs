//! Texts about presentations in English.

use super::{Language, Message, message, time};
use crate::presentation::Terms;
use crate::verdict::completeness::{Compared, Completeness};
use crate::verdict::presentation::{PresentationCheckName, Together};
use crate::verdict::reason::{PersonField, ReceiverNames};
use crate::verdict::words::fields;
use crate::verdict::{Reason, Unchecked};
use attestat_ledger::name::RegistryId;

/// Title of a check of a presentation: the fact that it looks at.
pub const fn presentation_title(check: PresentationCheckName) -> &'static str {
    match check {
        PresentationCheckName::Format => "the presentation can be read, and no document is in it twice",
        PresentationCheckName::Together => "the holders of all keys signed exactly these documents together",
        PresentationCheckName::Audience => "it was made for you",
        PresentationCheckName::Replay => "it answers your request and no other",
        PresentationCheckName::Consent => "the family's consent is in force",
        PresentationCheckName::Withdrawal => "no withdrawal that you were given takes the consent back",
        PresentationCheckName::Requested => "everything that you need is shown",
        PresentationCheckName::Person => "names and dates of birth are equal where two documents show them",
    }
}

const ASK_AGAIN: &str = "Do not rely on it; ask the family to share the documents with you again.";

/// The two sentences for a reason of presentations.
pub(super) fn reason(reason: &Reason) -> Message {
    match reason {
        Reason::HolderMissing => message(
            "The document names no holder's key, so that anyone who has a copy could have put it here.",
            "Do not rely on it; ask the family for a document that the school has issued to their wallet, or for the document file itself.",
        ),
        Reason::HolderUnsigned => message("The holder has not signed that this document is shown to you.", ASK_AGAIN),
        Reason::HolderSignatureWrong => message(
            "The signature on what is shown is not that of the document's holder: it was changed, or shown by somebody else.",
            ASK_AGAIN,
        ),
        Reason::HolderSignedOther => message(
            "The holder signed for other fields than those that are shown: some were added or taken out.",
            ASK_AGAIN,
        ),
        Reason::HolderTermsWrong { detail } => {
            message(format!("What the holder signed does not keep to its format: {detail}."), ASK_AGAIN)
        }
        Reason::PresentedInTheFuture { at } => message(
            format!("The presentation is dated {}, which has not come yet.", time(*at)),
            "Check the date and time of this computer; if they are right, ask the family to check theirs and share again.",
        ),
        Reason::PresentedLongAgo { at } => message(
            format!("The presentation was made on {}, which is long ago.", time(*at)),
            "Ask the family to share the documents anew, or name the request that it answers with `--request`.",
        ),
        Reason::AnsweredEarly { at, begins } => message(
            format!(
                "The answer is dated {}, and your request was only made on {}: a clock is wrong.",
                time(*at),
                time(*begins)
            ),
            "Ask the family to check the date and time of their computer and to answer again.",
        ),
        Reason::DocumentTwice { first, again } => {
            message(format!("Documents {first} and {again} of the presentation are one and the same."), ASK_AGAIN)
        }
        Reason::TermsDiffer { document } => message(
            format!(
                "Document {document} was shown to another receiver, for another request or under another consent than document 1."
            ),
            ASK_AGAIN,
        ),
        Reason::LinkWrong => message(
            "The documents were not presented together as they stand here: one was added, left out or moved.",
            ASK_AGAIN,
        ),
        Reason::YearSecretsWrong => message(
            "The yearly secrets in the file are not those that the holders gave: they were changed or taken out.",
            ASK_AGAIN,
        ),
        Reason::RequestedMissing { missing, in_part } => message(
            format!("Not everything that you asked for is shown{}.", left_out(missing, in_part)),
            "Ask the family for what is missing, or decide without it.",
        ),
        Reason::NamesDiffer { field, first, other } => message(
            format!("Documents {first} and {other} show different {}.", person_field(*field)),
            "Ask the family for the reason, such as a change of name or another spelling, and for a paper that shows it.",
        ),
        Reason::BirthDatesDiffer { first, other } => message(
            format!(
                "Documents {first} and {other} show different dates of birth: they are of two persons, or one of them is mistaken."
            ),
            "Do not rely on them as documents of one person; ask the family, who can have the school correct a mistake.",
        ),
        other => consent(other),
    }
}

/// Lists the fields that are not shown at all, and those that are shown only in part.
fn left_out(missing: &[String], in_part: &[String]) -> String {
    let list = |words: &str, paths: &[String]| match paths {
        [] => String::new(),
        paths => format!("; {words}: {}", fields(Language::English, paths)),
    };
    list("missing", missing) + &list("shown only in part", in_part)
}

fn consent(reason: &Reason) -> Message {
    match reason {
        Reason::NotAPresentation => message(
            "This is a document file: nobody has signed that it is shown to you, or for your purpose.",
            "Do not take it for an answer; ask the family to share the document with you. To look at the file by itself, check it without `--as`, `--request` and `--withdrawal`.",
        ),
        Reason::AudienceNotSaid => message(
            "It was not checked whether the presentation was made for you.",
            "Say who you are with `--as NAME`, by the name that you gave to families, and check again.",
        ),
        Reason::OtherAudience(ReceiverNames { made_for, expected }) => message(
            format!(
                "The presentation was made for another receiver than you: for “{made_for}”, and you are “{expected}”."
            ),
            "Do not rely on it, unless the first is another name of yours: then check again with it. Else ask the family to share the documents with you, and ask where you got this file from.",
        ),
        Reason::OtherRequest => message(
            "The presentation answers another request than this one.",
            "Check that you compare it with the right request; if so, ask the family to answer this one.",
        ),
        Reason::AnsweredLate { at, ended } => message(
            format!("The request was answered on {}, but it ended on {}.", time(*at), time(*ended)),
            "Decide whether you still accept it, or make a new request.",
        ),
        Reason::OtherPurpose => message(
            "The family consented to another purpose than the one in your request.",
            "Do not use it for yours; ask the family to answer the request as it stands.",
        ),
        Reason::ConsentEnded { at } => message(
            format!("The family's consent ended on {}.", time(*at)),
            "Do not rely on it or keep it any longer; ask the family to share the documents again.",
        ),
        Reason::ConsentWithdrawn { at } => message(
            format!("The family took its consent back on {}.", time(*at)),
            "Do not rely on it; delete the file and what you took from it, as far as the law lets you.",
        ),
        Reason::WithdrawalUnusable => message(
            "A withdrawal of this consent was given, but its signatures do not fit what is shown here.",
            "Ask the family whether it took its consent back, and for the withdrawal again.",
        ),
        _ => message("", ""),
    }
}

const fn person_field(field: PersonField) -> &'static str {
    match field {
        PersonField::FamilyName => "family names",
        PersonField::GivenName => "given names",
        PersonField::Patronymic => "patronymics",
        PersonField::BirthDate => "dates of birth",
    }
}

/// Line for a fact that was not checked about a presentation.
pub(super) fn unchecked(unchecked: &Unchecked) -> String {
    match unchecked {
        Unchecked::SamePerson => {
            "That the documents are of the same person: two families could sign together.".to_owned()
        }
        Unchecked::Replay => {
            "Whether it was made for this occasion: without your request, a file that was shown before looks the same."
                .to_owned()
        }
        Unchecked::OtherWithdrawals => {
            "Whether the family has taken its consent back in a withdrawal that was not given here.".to_owned()
        }
        Unchecked::NamesNotShown(1) => {
            "That one of the documents names the same person: it shows no name or date of birth to compare.".to_owned()
        }
        Unchecked::NamesNotShown(count) => {
            format!(
                "That {count} of the documents name the same person: they show no name or date of birth to compare."
            )
        }
        Unchecked::YearSecrets(count) => {
            format!("Completeness: {count} yearly secrets were given, and no log was replayed to compare with.")
        }
        Unchecked::PresentationCheck(check) => format!("That {}.", presentation_title(*check)),
        _ => String::new(),
    }
}

/// Text that says what follows from documents that were presented together.
pub fn together(together: &Together) -> String {
    match (together.documents, together.holders) {
        (1, _) => "The holder of the document's key signed exactly what is shown.".to_owned(),
        (documents, 1) => {
            format!(
                "All {documents} documents were presented together: they are bound to one key, and its holder signed exactly these."
            )
        }
        (documents, holders) => format!(
            "All {documents} documents were presented together: the holders of their {holders} keys signed exactly these. It does not prove that they are one person."
        ),
    }
}

/// Text of the terms: receiver, purpose and end of the consent.
pub fn terms(terms: &Terms) -> String {
    format!(
        "Made for: {}. Purpose: {}. Consent until {}; after that it must not be relied upon or kept.",
        terms.audience,
        terms.consent.purpose,
        time(terms.consent.expires)
    )
}

/// Text that says what a yearly secret shows, and what it does not.
pub fn completeness(registry: &RegistryId, found: &Completeness, compared: &Compared) -> String {
    let (year, replayed, records) = (found.year, found.replayed, found.records.len());
    let mut text = format!(
        "Shows all records tagged for this child in {registry} in {year} among {replayed} replayed awards: {records}. It says nothing of untagged ones or of other years."
    );
    if compared.shown == 0 {
        text.push_str(" None of the documents shown is among them, so that nothing ties the secret to this child.");
    } else {
        text.push_str(&format!(" Of these, {} shown here and {} not.", compared.shown, compared.left_out));
    }
    if compared.untagged > 0 {
        text.push_str(&format!(" {} of the documents shown are not among them.", compared.untagged));
    }
    if found.gaps > 0 {
        text.push_str(&format!(" {} numbers in the row of tags were not found.", found.gaps));
    }
    text
}

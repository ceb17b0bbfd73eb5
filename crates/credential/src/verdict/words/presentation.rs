//! Texts about presentations.

use crate::credential_type::CredentialType;
use crate::presentation::Terms;
use crate::verdict::Reason;
use crate::verdict::completeness::{Compared, Completeness};
use crate::verdict::presentation::{PresentationCheckName, Together};
use crate::verdict::reason::{PersonField, ReceiverNames};
use attestat_ledger::name::RegistryId;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;

/// Title of a check of a presentation: the fact that it looks at.
pub fn presentation_title(check: PresentationCheckName) -> Text {
    match check {
        PresentationCheckName::Pinned => text!("check-pinned"),
        PresentationCheckName::Format => text!("check-presentation-format"),
        PresentationCheckName::Together => text!("check-together"),
        PresentationCheckName::Audience => text!("check-audience"),
        PresentationCheckName::Replay => text!("check-replay"),
        PresentationCheckName::Consent => text!("check-consent"),
        PresentationCheckName::Withdrawal => text!("check-withdrawal"),
        PresentationCheckName::Requested => text!("check-requested"),
        PresentationCheckName::Person => text!("check-person"),
    }
}

/// The two sentences for a reason of presentations.
pub(super) fn of_a_presentation(reason: &Reason) -> (Text, Text) {
    let again = || text!("reason-next-share-again");
    match reason {
        Reason::HolderMissing => (text!("reason-holder-missing"), text!("reason-holder-missing.next")),
        Reason::HolderUnsigned => (text!("reason-holder-unsigned"), again()),
        Reason::HolderSignatureWrong => (text!("reason-holder-signature-wrong"), again()),
        Reason::HolderSignedOther => (text!("reason-holder-signed-other"), again()),
        Reason::HolderTermsWrong { detail } => (text!("reason-holder-terms-wrong", detail = detail.clone()), again()),
        Reason::PresentedInTheFuture { at } => {
            let what = text!("reason-presented-in-the-future", time = Text::moment(*at));
            (what, text!("reason-presented-in-the-future.next"))
        }
        Reason::PresentedLongAgo { at } => {
            (text!("reason-presented-long-ago", time = Text::moment(*at)), text!("reason-presented-long-ago.next"))
        }
        Reason::AnsweredEarly { at, begins } => {
            let what = text!("reason-answered-early", time = Text::moment(*at), begins = Text::moment(*begins));
            (what, text!("reason-answered-early.next"))
        }
        Reason::DocumentTwice { first, again: second } => {
            (text!("reason-document-twice", first = *first, again = *second), again())
        }
        Reason::TermsDiffer { document } => (text!("reason-terms-differ", document = *document), again()),
        Reason::LinkWrong => (text!("reason-link-wrong"), again()),
        Reason::YearSecretsWrong => (text!("reason-year-secrets-wrong"), again()),
        Reason::RequestedMissing { missing, in_part } => (
            text!("reason-requested-missing", left_out = left_out(missing, in_part)),
            text!("reason-requested-missing.next"),
        ),
        Reason::NamesDiffer { field, first, other } => {
            let names = person_field(*field);
            let what = text!("reason-names-differ", names = names, first = *first, other = *other);
            (what, text!("reason-names-differ.next"))
        }
        Reason::BirthDatesDiffer { first, other } => (
            text!("reason-birth-dates-differ", first = *first, other = *other),
            text!("reason-birth-dates-differ.next"),
        ),
        other => of_a_consent(other),
    }
}

fn of_a_consent(reason: &Reason) -> (Text, Text) {
    match reason {
        Reason::NotAPresentation => (text!("reason-not-a-presentation"), text!("reason-not-a-presentation.next")),
        Reason::AudienceNotSaid => (text!("reason-audience-not-said"), text!("reason-audience-not-said.next")),
        Reason::OtherAudience(ReceiverNames { made_for, expected }) => (
            text!("reason-other-audience", made_for = made_for, expected = expected),
            text!("reason-other-audience.next"),
        ),
        Reason::OtherRequest => (text!("reason-other-request"), text!("reason-other-request.next")),
        Reason::AnsweredLate { at, ended } => (
            text!("reason-answered-late", time = Text::moment(*at), ended = Text::moment(*ended)),
            text!("reason-answered-late.next"),
        ),
        Reason::OtherPurpose => (text!("reason-other-purpose"), text!("reason-other-purpose.next")),
        Reason::ConsentEnded { at } => {
            (text!("reason-consent-ended", time = Text::moment(*at)), text!("reason-consent-ended.next"))
        }
        Reason::ConsentWithdrawn { at } => {
            (text!("reason-consent-withdrawn", time = Text::moment(*at)), text!("reason-consent-withdrawn.next"))
        }
        Reason::WithdrawalUnusable => (text!("reason-withdrawal-unusable"), text!("reason-withdrawal-unusable.next")),
        // The lists of the texts' test hold every reason, and this is no sentence.
        forgotten => (forgotten.code().into(), "".into()),
    }
}

/// Lists the fields that are not shown at all, and those that are shown only in part.
fn left_out(missing: &[String], in_part: &[String]) -> Text {
    let fields = |paths: &[String]| Text::listed(paths.iter().map(|path| field(path)), ", ");
    let missing = (!missing.is_empty()).then(|| text!("reason-left-out", fields = fields(missing)));
    let in_part = (!in_part.is_empty()).then(|| text!("reason-left-out.in-part", fields = fields(in_part)));
    Text::joined(missing.into_iter().chain(in_part))
}

/// Label of a field by its path in a selection or a request; a path that no type has is returned as it is. A type of
/// document may stand in the place of a path.
fn field(path: &str) -> Text {
    Text::written_in_each(|language| label(path, language))
}

fn label(path: &str, language: Language) -> String {
    if let Some(known) = CredentialType::from_vct(path) {
        return known.name(language).to_owned();
    }
    let (name, below) = path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)));
    let label = CredentialType::all().iter().find_map(|known| known.label(name, language)).unwrap_or(name);
    below.map_or_else(|| label.to_owned(), |below| format!("{label}: {below}"))
}

fn person_field(field: PersonField) -> Text {
    match field {
        PersonField::FamilyName => text!("names-differ-family"),
        PersonField::GivenName => text!("names-differ-given"),
        PersonField::Patronymic => text!("names-differ-patronymic"),
        PersonField::BirthDate => text!("names-differ-birth-date"),
    }
}

/// Text that says what follows from documents that were presented together, and what does not follow.
pub fn together(together: &Together) -> Text {
    match (together.documents, together.holders) {
        (1, _) => text!("together-one-document"),
        (documents, 1) => text!("together-one-holder", documents = documents),
        (documents, holders) => text!("together-several-holders", documents = documents, holders = holders),
    }
}

/// Text of the terms: receiver, purpose and end of the consent.
pub fn terms(terms: &Terms) -> Text {
    let (audience, purpose, time) = (&terms.audience, &terms.consent.purpose, Text::moment(terms.consent.expires));
    text!("presentation-terms", audience = audience, purpose = purpose, time = time)
}

/// Text that says what a yearly secret shows in a replayed log of `registry`, and what it does not show.
pub fn completeness(registry: &RegistryId, found: &Completeness, compared: &Compared) -> Text {
    let (year, replayed, records) = (u32::from(found.year), found.replayed, found.records.len());
    let shows =
        text!("completeness-shows", registry = registry.as_str(), year = year, replayed = replayed, records = records);
    let shown = match compared.shown {
        0 => text!("completeness-none-shown"),
        shown => text!("completeness-shown", shown = shown, left_out = compared.left_out),
    };
    let untagged = (compared.untagged > 0).then(|| text!("completeness-untagged", n = compared.untagged));
    let gaps = (found.gaps > 0).then(|| text!("completeness-gaps", n = found.gaps));
    Text::listed([shows, shown].into_iter().chain(untagged).chain(gaps), " ")
}

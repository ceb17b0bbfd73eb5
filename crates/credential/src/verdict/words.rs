//! Texts of verdicts in English and Russian: for every reason two sentences, the event and the action to take.

pub mod english;
mod moment;
pub mod russian;

pub use moment::{duration, time};

pub use attestat_words::language::Language;

use super::completeness::{Compared, Completeness};
use super::presentation::{PresentationCheckName, Together};
use super::{CheckName, Colour, Exemption, Reason, Unchecked};
use crate::credential_type::CredentialType;
use crate::presentation::Terms;
use attestat_ledger::name::RegistryId;

/// Two sentences for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Sentence that says what happened.
    pub what: String,
    /// Sentence that says what to do next.
    pub next: String,
}

/// Headline of a verdict.
pub const fn headline(language: Language, colour: Colour) -> &'static str {
    language.of(english::headline(colour), russian::headline(colour))
}

/// Headline of a verdict on a document of an unknown signer: anybody may have made it.
pub const fn unknown_signer(language: Language) -> &'static str {
    language.of(english::UNKNOWN_SIGNER, russian::UNKNOWN_SIGNER)
}

/// Title of a check of a document: the fact that it looks at.
pub const fn title(language: Language, check: CheckName) -> &'static str {
    language.of(english::title(check), russian::title(check))
}

/// Title of a check of a presentation: the fact that it looks at.
pub const fn presentation_title(language: Language, check: PresentationCheckName) -> &'static str {
    language.of(english::presentation_title(check), russian::presentation_title(check))
}

/// Word for the outcome of a check.
pub const fn state(language: Language, outcome: &super::Outcome) -> &'static str {
    use super::Outcome::{Failed, NotApplicable, NotChecked, Passed};
    match outcome {
        Passed => language.of("passed", "пройдено"),
        Failed(_) => language.of("failed", "не пройдено"),
        NotChecked(_) => language.of("not checked", "не проверено"),
        NotApplicable(_) => language.of("not applicable", "не требуется"),
    }
}

/// The two sentences for a reason.
pub fn reason(language: Language, reason: &Reason) -> Message {
    match language {
        Language::English => english::reason(reason),
        Language::Russian => russian::reason(reason),
    }
}

/// Label of a field by its path in a selection or a request; a path that no type has is returned as it is. A type of
/// document may stand in the place of a path.
pub fn field(language: Language, path: &str) -> String {
    if let Some(known) = CredentialType::from_vct(path) {
        return known.name(language).to_owned();
    }
    let (name, below) = path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)));
    let label = CredentialType::all().iter().find_map(|known| known.label(name, language)).unwrap_or(name);
    below.map_or_else(|| label.to_owned(), |below| format!("{label}: {below}"))
}

/// Several fields in one line.
fn fields(language: Language, paths: &[String]) -> String {
    paths.iter().map(|path| field(language, path)).collect::<Vec<_>>().join(", ")
}

/// Phrase for an exemption: the reason for which there was nothing to check.
pub const fn exemption(language: Language, exemption: Exemption) -> &'static str {
    language.of(english::exemption(exemption), russian::exemption(exemption))
}

/// Line of the permanent list for a fact that was not checked.
pub fn unchecked(language: Language, unchecked: &Unchecked) -> String {
    match language {
        Language::English => english::unchecked(unchecked),
        Language::Russian => russian::unchecked(unchecked),
    }
}

/// Text that says what follows from documents that were presented together, and what does not follow.
pub fn together(language: Language, together: &Together) -> String {
    match language {
        Language::English => english::together(together),
        Language::Russian => russian::together(together),
    }
}

/// Text of the terms: receiver, purpose and end of the consent.
pub fn terms(language: Language, terms: &Terms) -> String {
    match language {
        Language::English => english::terms(terms),
        Language::Russian => russian::terms(terms),
    }
}

/// Text that says what a yearly secret shows in a replayed log of `registry`, and what it does not show.
pub fn completeness(language: Language, registry: &RegistryId, found: &Completeness, compared: &Compared) -> String {
    match language {
        Language::English => english::completeness(registry, found, compared),
        Language::Russian => russian::completeness(registry, found, compared),
    }
}

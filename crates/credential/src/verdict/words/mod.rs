//! What people read, in English and Russian: for every reason two sentences, what happened and what to do.

pub mod english;
mod moment;
pub mod russian;

pub use moment::{duration, time};

use super::completeness::{Compared, Completeness};
use super::presentation::{PresentationCheckName, Together};
use super::{CheckName, Colour, Exemption, Reason, Unchecked};
use crate::credential_type::CredentialType;
use crate::presentation::Terms;
use attestat_ledger::name::RegistryId;

/// A language that verdicts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Russian];

    const fn of(self, english: &'static str, russian: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Russian => russian,
        }
    }
}

/// Two sentences for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What happened.
    pub what: String,
    /// What to do about it.
    pub next: String,
}

/// The line under which a verdict stands.
pub const fn headline(language: Language, colour: Colour) -> &'static str {
    language.of(english::headline(colour), russian::headline(colour))
}

/// The line under which a verdict stands where nobody known signed what was shown: it may be anybody's invention.
pub const fn unknown_signer(language: Language) -> &'static str {
    language.of(english::UNKNOWN_SIGNER, russian::UNKNOWN_SIGNER)
}

/// What a check of a document looks at.
pub const fn title(language: Language, check: CheckName) -> &'static str {
    language.of(english::title(check), russian::title(check))
}

/// What a check of a presentation looks at.
pub const fn presentation_title(language: Language, check: PresentationCheckName) -> &'static str {
    language.of(english::presentation_title(check), russian::presentation_title(check))
}

/// The word for how a check came out.
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

/// What a field is called, by its path in a selection or a request; a path that no type has stands as it is.
/// A type of document may stand in the place of a path.
pub fn field(language: Language, path: &str) -> String {
    if let Some(known) = CredentialType::from_vct(path) {
        return known.name(language).to_owned();
    }
    let (name, below) = path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)));
    let label = CredentialType::ALL.into_iter().find_map(|known| known.label(name, language)).unwrap_or(name);
    below.map_or_else(|| label.to_owned(), |below| format!("{label}: {below}"))
}

/// Several fields in one line.
fn fields(language: Language, paths: &[String]) -> String {
    paths.iter().map(|path| field(language, path)).collect::<Vec<_>>().join(", ")
}

/// Why there was nothing to check.
pub const fn exemption(language: Language, exemption: Exemption) -> &'static str {
    language.of(english::exemption(exemption), russian::exemption(exemption))
}

/// What was not checked, as a line of the permanent list.
pub fn unchecked(language: Language, unchecked: &Unchecked) -> String {
    match language {
        Language::English => english::unchecked(unchecked),
        Language::Russian => russian::unchecked(unchecked),
    }
}

/// What it means that documents were presented together, and what it does not mean.
pub fn together(language: Language, together: &Together) -> String {
    match language {
        Language::English => english::together(together),
        Language::Russian => russian::together(together),
    }
}

/// For whom, for what and until when.
pub fn terms(language: Language, terms: &Terms) -> String {
    match language {
        Language::English => english::terms(terms),
        Language::Russian => russian::terms(terms),
    }
}

/// What a yearly secret shows in a replayed log of `registry`, and what it does not show.
pub fn completeness(language: Language, registry: &RegistryId, found: &Completeness, compared: &Compared) -> String {
    match language {
        Language::English => english::completeness(registry, found, compared),
        Language::Russian => russian::completeness(registry, found, compared),
    }
}

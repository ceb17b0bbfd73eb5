//! Texts of verdicts: for every reason two sentences, the event and the action to take. The words stand in the
//! catalogue of [`attestat_words`].

mod presentation;
mod reason;

pub use attestat_words::language::Language;
pub use presentation::{completeness, presentation_title, terms, together};
pub use reason::{Message, reason};

use super::{CheckName, Colour, Exemption, Outcome, Unchecked};
use attestat_words::text;
use attestat_words::text::Text;

/// Headline of a verdict.
pub fn headline(colour: Colour) -> Text {
    match colour {
        Colour::Green => text!("verdict-green"),
        Colour::Amber => text!("verdict-amber"),
        Colour::Grey => text!("verdict-grey"),
        Colour::Red => text!("verdict-red"),
    }
}

/// Headline of a verdict on a document of an unknown signer: anybody may have made it.
pub fn unknown_signer() -> Text {
    text!("verdict-unknown-signer")
}

/// Headline of a verdict against which nothing speaks by a host's own roster, whose hash nobody has compared.
pub fn own_roster(by: &str) -> Text {
    text!("verdict-own-roster", by = by)
}

/// Title of a check of a document: the fact that it looks at.
pub fn title(check: CheckName) -> Text {
    match check {
        CheckName::Pinned => text!("check-pinned"),
        CheckName::Format => text!("check-format"),
        CheckName::Roster => text!("check-roster"),
        CheckName::Issuer => text!("check-issuer"),
        CheckName::Signature => text!("check-signature"),
        CheckName::Disclosures => text!("check-disclosures"),
        CheckName::Authority => text!("check-authority"),
        CheckName::Record => text!("check-record"),
        CheckName::Inclusion => text!("check-inclusion"),
        CheckName::Checkpoint => text!("check-checkpoint"),
        CheckName::Witnessed => text!("check-witnessed"),
        CheckName::Status => text!("check-status"),
        CheckName::Validity => text!("check-validity"),
        CheckName::Holder => text!("check-holder"),
    }
}

/// Word for the outcome of a check.
pub fn state(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Passed => text!("check-is-passed"),
        Outcome::Failed(_) => text!("check-is-failed"),
        Outcome::NotChecked(_) => text!("check-is-not-checked"),
        Outcome::NotApplicable(_) => text!("check-is-not-applicable"),
    }
}

/// Phrase for an exemption: the reason for which there was nothing to check.
pub fn exemption(exemption: Exemption) -> Text {
    match exemption {
        Exemption::NoCosignersAsked => text!("exempt-no-cosigners-asked"),
        Exemption::NoRequest => text!("exempt-no-request"),
        Exemption::NoWithdrawals => text!("exempt-no-withdrawals"),
        Exemption::NothingToCompare => text!("exempt-nothing-to-compare"),
    }
}

/// Line of the permanent list for a fact that was not checked.
pub fn unchecked(unchecked: &Unchecked) -> Text {
    match unchecked {
        Unchecked::PresenterIsThePersonNamed => text!("unchecked-presenter-is-the-person-named"),
        Unchecked::ContentIsTrue => text!("unchecked-content-is-true"),
        Unchecked::HolderHasTheKey => text!("unchecked-holder-has-the-key"),
        Unchecked::BearerCopy => text!("unchecked-bearer-copy"),
        Unchecked::HiddenFields(count) => text!("unchecked-hidden-fields", n = *count),
        Unchecked::HiddenMarks(count) => text!("unchecked-hidden-marks", n = *count),
        Unchecked::RevocationAfter(at) => text!("unchecked-revocation-after", time = Text::moment(*at)),
        Unchecked::NobodyElseSawTheLog => text!("unchecked-nobody-else-saw-the-log"),
        Unchecked::Check(check) => text!("unchecked-check", check = title(*check)),
        Unchecked::SamePerson => text!("unchecked-same-person"),
        Unchecked::Replay => text!("unchecked-replay"),
        Unchecked::OtherWithdrawals => text!("unchecked-other-withdrawals"),
        Unchecked::NamesNotShown(count) => text!("unchecked-names-not-shown", n = *count),
        Unchecked::YearSecrets(count) => text!("unchecked-year-secrets", n = *count),
        Unchecked::PresentationCheck(check) => text!("unchecked-check", check = presentation_title(*check)),
    }
}

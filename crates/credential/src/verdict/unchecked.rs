//! Facts that were not checked: because there was nothing to check, or because no check looks at them.

use super::check_name::{CheckName, PresentationCheckName};

/// Reason for which there was nothing to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exemption {
    /// The roster asks for no cosignatures.
    NoCosignersAsked,
    /// The verifier gave no request to compare with.
    NoRequest,
    /// The verifier gave no withdrawals.
    NoWithdrawals,
    /// No name or date of birth is shown by two documents.
    NothingToCompare,
}

impl Exemption {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoCosignersAsked => "no-cosigners-asked",
            Self::NoRequest => "no-request",
            Self::NoWithdrawals => "no-withdrawals",
            Self::NothingToCompare => "nothing-to-compare",
        }
    }
}

/// Fact that no check looks at, said with every verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchecked {
    /// That whoever presents the document is the person whom it names.
    PresenterIsThePersonNamed,
    /// That what the registry wrote is true.
    ContentIsTrue,
    /// That whoever presents the document has the holder's key: a file carries no proof of it.
    HolderHasTheKey,
    /// The document names no holder's key: whoever has the file can show it.
    BearerCopy,
    /// Fields that the holder left hidden, decoys included.
    HiddenFields(usize),
    /// Lines of the marks that the holder left hidden: those that are shown are not all.
    HiddenMarks(usize),
    /// Changes of the document's status after it was last confirmed, in Unix seconds.
    RevocationAfter(u64),
    /// That anybody besides the registry saw the log: the roster asks for no cosigners.
    NobodyElseSawTheLog,
    /// A check that was not made, by name.
    Check(CheckName),
    /// That the documents of a presentation name one person: two families can sign together.
    SamePerson,
    /// That the presentation was made now and for this occasion: there is no request to compare with.
    Replay,
    /// That the family has not taken its consent back in a withdrawal that the verifier was not given.
    OtherWithdrawals,
    /// This many documents show no name or date of birth that could be compared with another's.
    NamesNotShown(usize),
    /// This many yearly secrets go along and were not compared with a replayed log.
    YearSecrets(usize),
    /// A check of the presentation that was not made, by name.
    PresentationCheck(PresentationCheckName),
}

impl Unchecked {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PresenterIsThePersonNamed => "presenter-is-the-person-named",
            Self::ContentIsTrue => "content-is-true",
            Self::HolderHasTheKey => "holder-has-the-key",
            Self::BearerCopy => "bearer-copy",
            Self::HiddenFields(_) => "hidden-fields",
            Self::HiddenMarks(_) => "hidden-marks",
            Self::RevocationAfter(_) => "revocation-after",
            Self::NobodyElseSawTheLog => "nobody-else-saw-the-log",
            Self::Check(_) | Self::PresentationCheck(_) => "check",
            Self::SamePerson => "same-person",
            Self::Replay => "replay",
            Self::OtherWithdrawals => "other-withdrawals",
            Self::NamesNotShown(_) => "names-not-shown",
            Self::YearSecrets(_) => "year-secrets",
        }
    }
}

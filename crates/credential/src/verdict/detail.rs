//! Details of reasons: the colour that a reason gives, and the part of a file, the flaw of evidence or terms, or the
//! names that it is about.

use super::colour::Colour;
use attestat_words::text::Text;

/// The colours that a reason can give. There is no green: a reason never makes a verdict better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// Old, unknown or not checked.
    Amber,
    /// Cannot be read.
    Grey,
    /// Do not rely on this.
    Red,
}

impl From<Shade> for Colour {
    fn from(shade: Shade) -> Self {
        match shade {
            Shade::Amber => Self::Amber,
            Shade::Grey => Self::Grey,
            Shade::Red => Self::Red,
        }
    }
}

/// A part of a document file or a presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilePart {
    /// The file as a whole.
    File,
    /// The credential.
    Credential,
    /// The record.
    Record,
    /// The proof of inclusion.
    Proof,
    /// The checkpoint of the proof.
    Checkpoint,
    /// A presentation as a whole.
    Presentation,
}

/// Reason for which status evidence does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusFlaw {
    /// It cannot be read; the text names the place.
    Unreadable(Text),
    /// It speaks of another slot.
    OtherDocument,
    /// It is from another registry.
    OtherRegistry,
    /// It is from before the document.
    OlderThanDocument,
    /// The registry's signature on it could not be confirmed.
    SignatureUnconfirmed,
    /// Too few cosigners have confirmed it.
    TooFewCosigners,
    /// A cosignature on it is wrong.
    CosignatureWrong,
    /// The document's log was cut, and the log that continues it has not shown a status yet.
    NextLogSilent,
    /// It is from a later log of the registry, and the roster does not cut the document's own.
    LogNotCut,
    /// It is from a later log of the registry, and the status at the cut of the document's log is not known here, or
    /// was not in force.
    CutNotShown,
}

/// Fault of a document's own terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermFlaw {
    /// This claim is not a whole number of seconds.
    NotATime(&'static str),
    /// The issuer addressed it to somebody (`aud`).
    Addressed,
    /// This claim is not a day.
    NotADay(&'static str),
    /// Its own date (`iat`) does not fit the day of its record.
    DatedApart,
    /// The value that it names as the holder's key (`cnf`) is no key.
    NoKey,
}

/// A field by which documents of one person can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonField {
    /// `family_name`.
    FamilyName,
    /// `given_name`.
    GivenName,
    /// `patronymic`.
    Patronymic,
    /// `birth_date`.
    BirthDate,
}

impl PersonField {
    /// Every field, in the order in which they are compared.
    pub const ALL: [Self; 4] = [Self::BirthDate, Self::FamilyName, Self::GivenName, Self::Patronymic];

    /// The name of the claim.
    pub const fn claim(self) -> &'static str {
        match self {
            Self::FamilyName => "family_name",
            Self::GivenName => "given_name",
            Self::Patronymic => "patronymic",
            Self::BirthDate => "birth_date",
        }
    }
}

/// Two names of receivers that differ, spelling aside.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiverNames {
    /// Receiver for whom the presentation was made.
    pub made_for: String,
    /// Name that the verifier gives itself.
    pub expected: String,
}

crate::draft::text::redacted_debug!(ReceiverNames);

//! Reasons for which a roster is refused.

use super::RosterHash;
use crate::name::Origin;
use crate::note::NoteError;
use crate::policy::PolicyError;
use crate::section::SectionError;

/// Reason for which a text is not a roster that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// The note around it is malformed.
    #[error("the roster is not a signed note: {0}")]
    Note(#[from] NoteError),
    /// The text is not TOML.
    #[error("the roster's text is not TOML: {0}")]
    Toml(String),
    /// A table has a key that rosters do not have, or lacks one, or its value is not of the right shape.
    #[error(transparent)]
    Section(#[from] SectionError),
    /// The same name or key stands in two places.
    #[error("{0:?} appears twice; every key has one role and every name one owner")]
    Twice(String),
    /// The quorum policy does not parse.
    #[error("quorum: {0}")]
    Policy(#[from] PolicyError),
    /// The roster is not the one whose hash was pinned.
    #[error("this roster's hash is {given}, not the pinned {pinned}")]
    NotPinned {
        /// Hash of the given roster.
        given: RosterHash,
        /// Hash that was pinned.
        pinned: RosterHash,
    },
    /// The roster is not the one whose digits were read out.
    #[error("this roster's hash is by telephone {given}, not {told}")]
    OtherDigits {
        /// Digits of the given roster.
        given: String,
        /// Digits that were told.
        told: String,
    },
    /// Too few governors signed.
    #[error("{signed} of the {needed} governors that {whose} needs have signed")]
    TooFewGovernors {
        /// Version whose governors are counted: `this version` or `the version before`.
        whose: &'static str,
        /// Number of governors that signed.
        signed: usize,
        /// Number of governors that must sign.
        needed: usize,
    },
    /// The roster loosens a cut of the version before.
    #[error("it loosens the cut of {0}, and a cut only tightens")]
    CutLoosened(Origin),
    /// The roster does not follow the version before.
    #[error("this roster does not follow the version before it: {0}")]
    NotNext(&'static str),
}

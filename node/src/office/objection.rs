//! Objections: reasons for which a draft is not issued as it is, or not before a person has answered.

use crate::office::entitlement::NotEntitled;
use attestat_credential::draft::paper::PaperRule;
use attestat_credential::draft::problem::{FieldError, Problem};
use attestat_ledger::day::Day;
use attestat_vault::{Loss, VaultError};

/// A person whom the vault knows, as the registrar is shown them; never part of an objection's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// A draft's `pupil` as JSON.
    pub json: Vec<u8>,
    /// The school's own number, where that is the question; else empty.
    pub number: Box<str>,
}

/// Holder of a value that one paper only may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The document in force in this slot.
    Document(u32),
    /// The draft of the same request at this position from 0.
    Draft(usize),
}

/// One objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// The text is not a draft.
    NotADraft(FieldError),
    /// The draft may have been issued once, and is nothing that is issued now.
    NotIssuedNow(FieldError),
    /// The draft at this position of the same request describes the same document with other content.
    RepeatedDifferently(usize),
    /// An entry of the vault that the draft needs does not decrypt.
    Unreadable(VaultError),
    /// The registry may not issue such documents.
    NotEntitled(NotEntitled),
    /// The name and birth date under the pupil are damaged.
    PersonUnreadable,
    /// A letter was made for the pupil before the first document, and it was not said for whom.
    PersonUnknown,
    /// Another name with the same birth date stands under the pupil.
    NameDiffers(KnownPerson),
    /// Another birth date with the same name stands under the pupil.
    BirthDateDiffers(KnownPerson),
    /// Another name and birth date stand under the pupil.
    OtherPerson(KnownPerson),
    /// The name and birth date of a draft without a number stand under a pupil's number.
    KnownByNumber(KnownPerson),
    /// The name and birth date of a draft with a number are known without one.
    KnownByName(KnownPerson),
    /// The name and birth date stand under another number.
    KnownByOtherNumber(KnownPerson),
    /// The name and birth date of a draft without a number stand under several pupils.
    Namesakes(KnownPerson),
    /// The same of a draft whose number is that of none of them.
    NamesakesOfANumber(KnownPerson),
    /// The pupil's data was destroyed, on this day where the act can be read.
    WasErased(Option<Day>),
    /// A value that one paper only may have is another one's.
    Taken {
        /// The rule.
        rule: PaperRule,
        /// Holder of the value.
        holder: Holder,
    },
    /// The draft may be one of the documents that were given up with an earlier vault.
    MayBeLost(Loss),
    /// The same paper was issued in this slot with other content.
    Conflict {
        /// The slot.
        slot: u32,
        /// The fields that differ; none where the document cannot be read.
        fields: Vec<String>,
    },
}

impl Objection {
    /// Returns the stable code of the objection, by which an answer to a question names it; empty where there is none.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADraft(_) | Self::NotEntitled(_) | Self::Conflict { .. } => "",
            Self::NotIssuedNow(error) => match error.problem() {
                Problem::MixedAlphabets { .. } => "mixed-alphabets",
                _ => "bad-draft",
            },
            Self::RepeatedDifferently(_) => "repeated-differently",
            Self::Unreadable(_) => UNREADABLE,
            Self::PersonUnreadable => "person-unreadable",
            Self::PersonUnknown => "person-unknown",
            Self::NameDiffers(_) => "name-differs",
            Self::BirthDateDiffers(_) => "birth-date-differs",
            Self::OtherPerson(_) => "other-person",
            Self::KnownByNumber(_) => "known-by-number",
            Self::KnownByName(_) => "known-by-name",
            Self::KnownByOtherNumber(_) => "known-by-other-number",
            Self::Namesakes(_) | Self::NamesakesOfANumber(_) => "namesakes",
            Self::WasErased(_) => "was-erased",
            Self::Taken { rule, .. } => paper_code(*rule),
            Self::MayBeLost(_) => "may-be-lost",
        }
    }
}

/// The code for an entry that does not decrypt: one that a draft needs, or the document that the draft was issued as.
pub const UNREADABLE: &str = "unreadable";

/// Returns the stable code of a value that another paper has.
pub fn paper_code(rule: PaperRule) -> &'static str {
    match rule {
        PaperRule::Request => "same-document",
        PaperRule::Original => "original-taken",
        PaperRule::Blank => "blank-taken",
        PaperRule::Supplement => "supplement-taken",
        PaperRule::Registration => "registration-taken",
        PaperRule::Number => "number-taken",
        PaperRule::Participant => "participant-taken",
    }
}

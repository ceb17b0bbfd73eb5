//! Answers for the drafts of a request.

use crate::office::document::IndexedFile;
use crate::office::objection::{Objection, UNREADABLE};
use crate::writer::levels::Level;
use attestat_ledger::status::Status as DocumentStatus;

/// Answer for one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftAnswer {
    /// Position of the draft in the request, from 0.
    pub position: usize,
    /// The outcome.
    pub outcome: DraftOutcome,
}

/// Outcome for one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftOutcome {
    /// Nothing was issued, and this draft could be.
    WouldIssue,
    /// Nothing was issued, and this draft was issued before.
    WasIssued {
        /// Slot of the document that stands for it now.
        slot: u32,
        /// Fate of its document.
        fate: Fate,
    },
    /// It cannot be issued.
    Refused(Objection),
    /// It can be issued once a person has answered.
    Question(Objection),
    /// Its paper was issued with other content.
    Conflict(Objection),
    /// It was issued now.
    Issued(AnsweredDocument),
    /// It was issued before, and other drafts of the request now.
    AlreadyIssued(AnsweredDocument),
}

/// A document that answers a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredDocument {
    /// Its slot.
    pub slot: u32,
    /// Its fate.
    pub fate: Fate,
    /// Its status, as the log has it.
    pub status: DocumentStatus,
    /// The level that the request reached.
    pub level: Level,
    /// The file and the index of the award; none where it cannot be put together.
    pub file: Option<IndexedFile>,
}

/// Fate of the document that a draft was issued as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// None worth a word.
    AsIssued,
    /// It is revoked.
    RevokedBefore,
    /// Another one in force took its place.
    Replaced,
    /// It does not decrypt.
    Unreadable,
}

impl Fate {
    /// Returns the stable code; empty where nothing is to be said.
    pub fn code(self) -> &'static str {
        match self {
            Self::AsIssued => "",
            Self::RevokedBefore => "revoked-before",
            Self::Replaced => "replaced",
            Self::Unreadable => UNREADABLE,
        }
    }
}

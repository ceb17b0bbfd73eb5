//! Reason for which a draft is not issued as it is, or not before a person has answered: a word for programs, the field
//! that it is about, and two sentences.

use attestat_credential::draft::paper::PaperRule;
use attestat_wire::v1;

/// One objection.
#[derive(Clone)]
pub(crate) struct Objection {
    /// The reason in one word; empty where only `words` say it.
    pub(crate) code: &'static str,
    /// The draft's field, its keys joined by dots.
    pub(crate) field: &'static str,
    /// The document that is in the way; 0 where none is.
    pub(crate) slot: u32,
    /// The draft of the same request that is in the way, by its position from 0.
    pub(crate) other: Option<usize>,
    /// The person whom the node knows, a draft's `pupil` as JSON; never part of the words.
    pub(crate) known: Vec<u8>,
    /// The school's own number of the person whom the node knows; empty where that is not the question.
    pub(crate) known_number: Box<str>,
    /// The fault and the next step, in words.
    pub(crate) words: String,
}

impl Objection {
    /// A reason that has only words.
    pub(super) fn words(words: impl Into<String>) -> Self {
        let (known, known_number) = Default::default();
        Self { code: "", field: "", slot: 0, other: None, known, known_number, words: words.into() }
    }

    /// A reason about a field.
    pub(super) fn field(code: &'static str, field: &'static str, words: impl Into<String>) -> Self {
        Self { code, field, ..Self::words(words) }
    }

    /// Adds the person whom the node knows.
    pub(super) fn knowing(self, known: Vec<u8>) -> Self {
        Self { known, ..self }
    }

    /// Objection that another document, or draft of the same request, has a value that one paper only may have.
    pub(super) fn taken(rule: PaperRule, holder: Holder) -> Self {
        let (code, field, what, todo) = said(rule);
        let (slot, other, by) = match holder {
            Holder::Document(slot) => (slot, None, format!("document {slot}")),
            Holder::Draft(position) => (0, Some(position), "another row of this file".to_owned()),
        };
        Self { slot, other, ..Self::field(code, field, format!("{what} {by}. {todo}")) }
    }

    /// The answer for a draft.
    pub(super) fn answer(&self, position: usize, outcome: v1::issue_response::Outcome) -> v1::IssueResponse {
        v1::IssueResponse {
            position: position as u64,
            outcome: outcome.into(),
            slot: self.slot,
            error: self.words.clone(),
            code: self.code.to_owned(),
            field: self.field.to_owned(),
            known: self.known.clone(),
            known_number: self.known_number.to_string(),
            other: self.other.map_or(0, |other| other as u64 + 1),
            ..Default::default()
        }
    }
}

/// Party that has it already.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holder {
    /// A document in force.
    Document(u32),
    /// A draft of the same request.
    Draft(usize),
}

const PAPER: &str =
    "Copy it from the paper; if the other document is the mistaken one, correct or revoke that one first.";

/// Code, field, the fault (followed by the holder's name), and the next step.
pub(crate) const fn said(rule: PaperRule) -> (&'static str, &'static str, &'static str, &'static str) {
    match rule {
        PaperRule::Request => (
            "same-document",
            "pupil.family_name",
            "This pupil has a paper of this kind, title, day and number already:",
            "Keep the right one of the two.",
        ),
        PaperRule::Original => (
            "original-taken",
            "pupil.given_name",
            "This pupil has an original certificate of this kind already:",
            "Mark this one as a duplicate, correct the other with attestat reissue, or revoke it first.",
        ),
        PaperRule::Blank => ("blank-taken", "document.blank_number", "This number of a blank is that of", PAPER),
        PaperRule::Supplement => {
            ("supplement-taken", "document.supplement_number", "This number of a blank is that of", PAPER)
        }
        PaperRule::Registration => (
            "registration-taken",
            "document.registration_number",
            "This registration number of the same kind and year is that of",
            PAPER,
        ),
        PaperRule::Number => {
            ("number-taken", "document.number", "Such a paper is of one person, and this number is that of", PAPER)
        }
        PaperRule::Participant => (
            "participant-taken",
            "document.uin",
            "This participant's number is another pupil's, on",
            "Copy the number of this participant.",
        ),
    }
}

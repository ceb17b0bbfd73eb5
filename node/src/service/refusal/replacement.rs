//! Refusals to replace a document.

use super::objection::{document, of_paper, sentences};
use crate::office::error::{PupilEvidence, ReplacementError};
use crate::office::objection::paper_code;
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use attestat_words::text::Text;
use tonic::Code;

pub(super) fn refusal(error: &ReplacementError) -> Refusal {
    let invalid = |code, what, todo| Refusal::new(Code::InvalidArgument, code, what, todo);
    let exists = |code, what, todo| Refusal::new(Code::AlreadyExists, code, what, todo);
    match error {
        ReplacementError::OtherType(slot) => {
            invalid("other-class", text!("refusal-other-class", slot = *slot), text!("refusal-other-class.next"))
        }
        ReplacementError::UnreadableDraft { slot, error } => {
            let what = text!("refusal-old-draft", slot = *slot, error = error.text());
            Refusal::new(Code::Internal, "old-draft", what, text!("refusal-old-draft.next"))
        }
        ReplacementError::NoDraft => invalid("bad-draft", text!("refusal-no-draft"), text!("refusal-no-draft.next")),
        ReplacementError::Draft(error) => {
            let what = text!("refusal-bad-draft", error = error.text());
            invalid("bad-draft", what, text!("refusal-bad-draft.next"))
        }
        ReplacementError::OtherPupil(evidence) => {
            invalid("other-pupil", text!("refusal-other-pupil"), by_evidence(*evidence))
        }
        ReplacementError::Namesake(slot) => {
            exists("other-pupil", text!("refusal-namesake"), text!("refusal-namesake.next", slot = *slot))
        }
        ReplacementError::Person(objection) => {
            let (what, todo) = sentences(objection);
            Refusal::new(Code::FailedPrecondition, objection.code(), what, todo)
        }
        ReplacementError::NothingChanges(slot) => {
            let what = text!("refusal-nothing-changes", slot = *slot);
            exists("nothing-changes", what, text!("refusal-nothing-changes.next"))
        }
        ReplacementError::AlreadyIssued(slot) => {
            let what = text!("refusal-already-issued", slot = *slot);
            exists("already-issued", what, text!("refusal-already-issued.next", slot = *slot))
        }
        ReplacementError::Taken { rule, slot } => {
            let (what, todo) = of_paper(*rule, document(*slot));
            exists(paper_code(*rule), what, todo)
        }
    }
}

fn by_evidence(evidence: PupilEvidence) -> Text {
    match evidence {
        PupilEvidence::Numbers => text!("refusal-other-pupil-numbers-next"),
        PupilEvidence::NumberOfTheOld => text!("refusal-other-pupil-old-number-next"),
        PupilEvidence::Name => text!("refusal-other-pupil-name-next"),
    }
}

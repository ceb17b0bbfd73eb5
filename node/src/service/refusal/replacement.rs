//! Refusals to replace a document.

use super::objection::{of_paper, two_sentences};
use crate::office::error::{PupilEvidence, ReplacementError};
use crate::office::objection::paper_code;
use attestat_wire::refusal::Refusal;
use tonic::Code;

pub(super) fn refusal(error: &ReplacementError) -> Refusal {
    let invalid = |code, what: String, todo: &str| Refusal::new(Code::InvalidArgument, code, what, todo);
    let exists = |code, what: String, todo: String| Refusal::new(Code::AlreadyExists, code, what, todo);
    match error {
        ReplacementError::OtherType(slot) => invalid(
            "other-class",
            format!("Document {slot} is of another type than the draft."),
            "A certificate is replaced by a certificate of the same grade, an achievement by an achievement.",
        ),
        ReplacementError::UnreadableDraft { slot, error } => {
            let what = format!("The draft of document {slot} is not readable by this version: {error}.");
            Refusal::new(Code::Internal, "old-draft", what, "Revoke the document and issue the new one.")
        }
        ReplacementError::NoDraft => invalid(
            "bad-draft",
            "A correction needs a draft.".to_owned(),
            "Name the file with the corrected row: --from FILE.",
        ),
        ReplacementError::Draft(error) => invalid(
            "bad-draft",
            format!("The draft cannot be issued: {error}."),
            "Correct it and run the command again.",
        ),
        ReplacementError::OtherPupil(evidence) => {
            let what = "The draft names another pupil than the document that it is to replace.";
            invalid("other-pupil", what.to_owned(), by_evidence(*evidence))
        }
        ReplacementError::Namesake(slot) => exists(
            "other-pupil",
            "The draft's pupil is another one's namesake, or has documents under this name or number already."
                .to_owned(),
            format!("Revoke document {slot} and issue the new one; give namesakes the school's own numbers."),
        ),
        ReplacementError::Person(objection) => {
            let (what, todo) = two_sentences(objection);
            Refusal::new(Code::FailedPrecondition, objection.code(), what, todo)
        }
        ReplacementError::NothingChanges(slot) => exists(
            "nothing-changes",
            format!("The draft says what document {slot} says already."),
            "Nothing was written.".to_owned(),
        ),
        ReplacementError::AlreadyIssued(slot) => exists(
            "already-issued",
            format!("Document {slot} is this document already: same pupil, kind, title, date and number."),
            format!("Correct document {slot}, or revoke one of the two."),
        ),
        ReplacementError::Taken { rule, slot } => {
            let (what, todo) = of_paper(*rule);
            exists(paper_code(*rule), format!("{what} document {slot}."), todo.to_owned())
        }
    }
}

fn by_evidence(evidence: PupilEvidence) -> &'static str {
    match evidence {
        PupilEvidence::Numbers => {
            "Check the document's id and the pupil's number; to give a pupil another number, revoke the document and issue a new one."
        }
        PupilEvidence::NumberOfTheOld => {
            "Check the document's id. To correct the name or the birth date itself, give the pupil's number as well (pupil_ref)."
        }
        PupilEvidence::Name => {
            "Without the school's own number, at most one of family name, given name, patronymic and birth date may change; otherwise revoke the document and issue a new one."
        }
    }
}

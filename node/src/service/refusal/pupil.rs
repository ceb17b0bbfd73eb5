//! Refusals about pupils.

use super::objection::sentences;
use crate::office::error::{NamelessRecord, PupilError};
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use attestat_words::text::Text;
use tonic::Code;

pub(super) fn refusal(error: &PupilError) -> Refusal {
    match error {
        PupilError::Unknown => unknown_pupil(text!("refusal-unknown-pupil.next")),
        PupilError::NothingToErase => unknown_pupil(text!("refusal-nothing-to-erase-next")),
        PupilError::Several(records) => several(records),
        PupilError::Differs(objection) => {
            let (what, _) = sentences(objection);
            Refusal::new(Code::FailedPrecondition, objection.code(), what, text!("refusal-differs-next"))
        }
        PupilError::OneOfTwoUnknown => {
            let (what, todo) = (text!("refusal-one-of-two-unknown"), text!("refusal-one-of-two-unknown.next"));
            Refusal::new(Code::NotFound, "unknown-pupil", what, todo)
        }
        PupilError::Joined => {
            let (what, todo) = (text!("refusal-joined"), text!("refusal-joined.next"));
            Refusal::new(Code::AlreadyExists, "one-pupil", what, todo)
        }
        PupilError::BothEnrolled => {
            let (what, todo) = (text!("refusal-both-enrolled"), text!("refusal-both-enrolled.next"));
            Refusal::new(Code::FailedPrecondition, "both-enrolled", what, todo)
        }
        PupilError::TwoChildren => {
            let (what, todo) = (text!("refusal-two-children"), text!("refusal-two-children.next"));
            Refusal::new(Code::FailedPrecondition, "other-person", what, todo)
        }
    }
}

fn unknown_pupil(todo: Text) -> Refusal {
    Refusal::new(Code::NotFound, "unknown-pupil", text!("refusal-unknown-pupil"), todo)
}

fn several(records: &[NamelessRecord]) -> Refusal {
    let mut each: Vec<Text> = records.iter().map(record).collect();
    each.sort_by_cached_key(Text::to_string);
    let what = text!("refusal-several-pupils", count = each.len(), each = Text::listed(each, "; "));
    Refusal::new(Code::FailedPrecondition, "several-pupils", what, text!("refusal-several-pupils.next"))
}

/// A pupil's record without the name.
fn record(record: &NamelessRecord) -> Text {
    let called = match record.reference.as_str() {
        "" => text!("refusal-pupil-no-number"),
        reference => text!("refusal-pupil-number", number = reference),
    };
    if record.slots.is_empty() {
        return text!("refusal-pupil-no-documents", called = called);
    }
    let ids = record.slots.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    text!("refusal-pupil-documents", called = called, count = record.slots.len(), ids = ids)
}

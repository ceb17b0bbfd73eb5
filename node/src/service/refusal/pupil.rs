//! Refusals about pupils.

use super::objection::two_sentences;
use crate::office::error::{NamelessRecord, PupilError};
use attestat_wire::refusal::Refusal;
use tonic::Code;

pub(super) fn refusal(error: &PupilError) -> Refusal {
    match error {
        PupilError::Unknown => unknown_pupil(
            "Check it; a name is written as on the documents, with the patronymic. For a pupil before the first document, say so: --new-pupil.",
        ),
        PupilError::NothingToErase => unknown_pupil(
            "Check it; a name is written as on the documents, with the patronymic. If the pupil was erased before, the act was written then.",
        ),
        PupilError::Several(records) => several(records),
        PupilError::Differs(objection) => {
            let (what, _) = two_sentences(objection);
            let todo = "Correct the number, the name or the date. Where it is the same child, a document that is issued so with --same-pupil makes both known.";
            Refusal::new(Code::FailedPrecondition, objection.code(), what, todo)
        }
        PupilError::OneOfTwoUnknown => {
            let todo = "Check the number, the id or the name; a pupil who was joined before is found by either.";
            Refusal::new(Code::NotFound, "unknown-pupil", "Nothing is held on one of the two.", todo)
        }
        PupilError::Joined => {
            let todo =
                "Nothing is to be done. If two children's records were meant, name the other one by a document's id.";
            Refusal::new(Code::AlreadyExists, "one-pupil", "The two are one pupil already.", todo)
        }
        PupilError::BothEnrolled => {
            let what =
                "Each of the two has a wallet enrolled, and documents of one wallet cannot be moved to the other.";
            let todo = "Nothing was changed. Let the family say which wallet it keeps; revoke what the other one holds and issue it again under the pupil who has the wallet that stays.";
            Refusal::new(Code::FailedPrecondition, "both-enrolled", what, todo)
        }
        PupilError::TwoChildren => {
            let what = "The two have different names and different birth dates: they are two children.";
            let todo = "Name the two records of one child.";
            Refusal::new(Code::FailedPrecondition, "other-person", what, todo)
        }
    }
}

fn unknown_pupil(todo: &str) -> Refusal {
    Refusal::new(Code::NotFound, "unknown-pupil", "Nothing is held under this number or name.", todo)
}

fn several(records: &[NamelessRecord]) -> Refusal {
    let mut each: Vec<String> = records.iter().map(record).collect();
    each.sort();
    let what = format!("This name and birth date stand under {} pupils here: {}.", each.len(), each.join("; "));
    let todo = "Say which one is meant, by number (--pupil-ref) or by a document (--document). If they are one child, each record is a matter of its own until they are joined (attestat pupil merge).";
    Refusal::new(Code::FailedPrecondition, "several-pupils", what, todo)
}

/// A pupil's record without the name.
fn record(record: &NamelessRecord) -> String {
    let called = match record.reference.as_str() {
        "" => "without a number".to_owned(),
        reference => format!("number {reference}"),
    };
    let ids = record.slots.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match record.slots.len() {
        0 => format!("{called} (no documents)"),
        1 => format!("{called} (1 document: {ids})"),
        count => format!("{called} ({count} documents: {ids})"),
    }
}

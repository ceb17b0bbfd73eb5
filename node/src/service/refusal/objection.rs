//! Objections as a registrar is told of them: the draft's field that it is about, what is so, and what to do.

use crate::office::objection::{Holder, Objection};
use attestat_credential::draft::paper::PaperRule;
use attestat_vault::Loss;
use attestat_wire::refusal::Refusal;

/// Returns the draft's field that an objection is about, its keys joined by dots; empty where it is about none.
pub(crate) fn field(objection: &Objection) -> &'static str {
    match objection {
        Objection::NotADraft(_)
        | Objection::NotIssuedNow(_)
        | Objection::Unreadable(_)
        | Objection::NotEntitled(_)
        | Objection::MayBeLost(_)
        | Objection::Conflict { .. } => "",
        Objection::RepeatedDifferently(_) | Objection::NameDiffers(_) => "pupil.family_name",
        Objection::BirthDateDiffers(_) => "pupil.birth_date",
        Objection::PersonUnreadable
        | Objection::PersonUnknown
        | Objection::OtherPerson(_)
        | Objection::KnownByNumber(_)
        | Objection::KnownByName(_)
        | Objection::KnownByOtherNumber(_)
        | Objection::Namesakes(_)
        | Objection::NamesakesOfANumber(_)
        | Objection::WasErased(_) => "pupil_ref",
        Objection::Taken { rule, .. } => match rule {
            PaperRule::Request => "pupil.family_name",
            PaperRule::Original => "pupil.given_name",
            PaperRule::Blank => "document.blank_number",
            PaperRule::Supplement => "document.supplement_number",
            PaperRule::Registration => "document.registration_number",
            PaperRule::Number => "document.number",
            PaperRule::Participant => "document.uin",
        },
    }
}

/// Returns the fault and the next step.
pub(crate) fn words(objection: &Objection) -> String {
    let told = match objection {
        Objection::NotADraft(error) | Objection::NotIssuedNow(error) => return error.to_string(),
        Objection::Unreadable(error) => return format!("{error}."),
        Objection::NotEntitled(error) => return Refusal::from(error.clone()).to_string(),
        Objection::WasErased(day) => return erased(*day),
        Objection::Taken { rule, holder } => return taken(*rule, *holder),
        Objection::MayBeLost(loss) => return lost(loss),
        Objection::Conflict { slot, fields } => return conflict(*slot, fields),
        Objection::RepeatedDifferently(_) => {
            "Another row of this file describes the same document with other content. Keep the right one of the two rows."
        }
        Objection::PersonUnreadable => {
            "The name and birth date under this pupil are damaged in the node's vault. If this is the child whom the number or name means, say so (--same-pupil); otherwise correct the number."
        }
        Objection::PersonUnknown => {
            "A letter was made for this pupil before the first document, and it was not said for whom. If this is the child whose family has the letter, say so (--same-pupil); otherwise correct the number."
        }
        Objection::NameDiffers(_) => {
            "Another name with the same birth date stands under this pupil. If it is the same child, say so (--same-pupil); otherwise correct the number."
        }
        Objection::BirthDateDiffers(_) => {
            "Another birth date with the same name stands under this pupil. If it is the same child, say so (--same-pupil); otherwise correct the number or the date."
        }
        Objection::OtherPerson(_) => {
            "Another child, with another name and birth date, stands under this pupil. Give each pupil a number of their own."
        }
        Objection::KnownByNumber(_) => {
            "This name and birth date stand under a pupil's number. If it is the same child, write the number or say so (--same-pupil)."
        }
        Objection::KnownByName(_) => {
            "This name and birth date are known without a number. If it is the same child, say so (--same-pupil): the number then means that pupil. If it is another child, say that (--other-pupil)."
        }
        Objection::KnownByOtherNumber(_) => {
            "This name and birth date stand under another pupil's number. Correct the number if it is mistyped. If it is the same child with a new number, say so (--same-pupil): both numbers then mean that pupil. If it is another child, say that (--other-pupil)."
        }
        Objection::Namesakes(_) => {
            "This name and birth date stand under several pupils. Write the number of the one who is meant, or join them (attestat pupil merge)."
        }
        Objection::NamesakesOfANumber(_) => {
            "This name and birth date stand under several pupils, and under none with this number. Write the number of the one who is meant, or join them (attestat pupil merge). If it is one more child, say that (--other-pupil)."
        }
    };
    told.to_owned()
}

/// Question about a pupil whose data was destroyed: the row of an old sheet would bring it back.
fn erased(day: Option<attestat_ledger::day::Day>) -> String {
    let day = day.map_or_else(String::new, |day| format!(" on {day}"));
    format!(
        "What was held on this pupil was destroyed{day} on the family's wish. Issue anew only if the family asks for it, or if it is another child: then say so (--same-pupil); otherwise take the row out of the sheet."
    )
}

fn taken(rule: PaperRule, holder: Holder) -> String {
    let (what, todo) = of_paper(rule);
    match holder {
        Holder::Document(slot) => format!("{what} document {slot}. {todo}"),
        Holder::Draft(_) => format!("{what} another row of this file. {todo}"),
    }
}

const PAPER: &str =
    "Copy it from the paper; if the other document is the mistaken one, correct or revoke that one first.";

/// Returns the fault, which is followed by the holder's name, and the next step.
pub(super) fn of_paper(rule: PaperRule) -> (&'static str, &'static str) {
    match rule {
        PaperRule::Request => {
            ("This pupil has a paper of this kind, title, day and number already:", "Keep the right one of the two.")
        }
        PaperRule::Original => (
            "This pupil has an original certificate of this kind already:",
            "Mark this one as a duplicate, correct the other with attestat reissue, or revoke it first.",
        ),
        PaperRule::Blank | PaperRule::Supplement => ("This number of a blank is that of", PAPER),
        PaperRule::Registration => ("This registration number of the same kind and year is that of", PAPER),
        PaperRule::Number => ("Such a paper is of one person, and this number is that of", PAPER),
        PaperRule::Participant => {
            ("This participant's number is another pupil's, on", "Copy the number of this participant.")
        }
    }
}

fn lost(loss: &Loss) -> String {
    let Loss { awards, first, last } = loss;
    format!(
        "The log has {awards} records from {first} to {last} that this node's vault lost: documents, and cover records among them, which the log does not tell apart. This row may be one of those documents, and would be issued a second time. Compare with the files of then; if it was not issued, say so (--not-lost), otherwise take the row out."
    )
}

fn conflict(slot: u32, fields: &[String]) -> String {
    let differing = if fields.is_empty() { String::new() } else { format!(" (in {})", fields.join(", ")) };
    format!(
        "A document with the same pupil, kind, title, date and number was issued as {slot}, with other content{differing}. If this row is the right one, correct that document with it (attestat reissue {slot} --from FILE), or revoke it (attestat status revoke {slot} --reason superseded) and issue this file again; otherwise correct the row."
    )
}

/// The words of an objection: what is so, as a sentence, and what is to be done.
pub(super) fn two_sentences(objection: &Objection) -> (String, String) {
    let words = words(objection);
    let (what, todo) = words.split_once(". ").unwrap_or((&words, ""));
    (format!("{what}."), todo.to_owned())
}

//! Objections as a registrar is told of them: the draft's field that it is about, what is so, and what to do.

use crate::office::objection::{Holder, Objection};
use crate::office::vault_words::vault_words;
use attestat_credential::draft::paper::PaperRule;
use attestat_ledger::day::Day;
use attestat_vault::Loss;
use attestat_wire::refusal::Refusal;
use attestat_words::text;
use attestat_words::text::Text;

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
pub(crate) fn words(objection: &Objection) -> Text {
    let (what, todo) = sentences(objection);
    if todo.is_empty() { what } else { text!("objection-sentences", what = what, todo = todo) }
}

/// The fault of an objection and the next step, a text of its own each; the next step is empty where the fault says it.
pub(super) fn sentences(objection: &Objection) -> (Text, Text) {
    match objection {
        Objection::NotADraft(error) | Objection::NotIssuedNow(error) => (error.text(), "".into()),
        Objection::Unreadable(error) => (text!("refusal-error", error = vault_words(error)), "".into()),
        Objection::NotEntitled(error) => {
            let refusal = Refusal::from(error.clone());
            (refusal.what, refusal.todo)
        }
        Objection::WasErased(day) => erased(*day),
        Objection::Taken { rule, holder } => of_paper(*rule, name(*holder)),
        Objection::MayBeLost(loss) => lost(loss),
        Objection::Conflict { slot, fields } => conflict(*slot, fields),
        Objection::RepeatedDifferently(_) => (text!("objection-repeated"), text!("objection-repeated.next")),
        Objection::PersonUnreadable
        | Objection::PersonUnknown
        | Objection::NameDiffers(_)
        | Objection::BirthDateDiffers(_)
        | Objection::OtherPerson(_) => of_the_person(objection),
        Objection::KnownByNumber(_)
        | Objection::KnownByName(_)
        | Objection::KnownByOtherNumber(_)
        | Objection::Namesakes(_)
        | Objection::NamesakesOfANumber(_) => of_a_known_name(objection),
    }
}

/// Objections about who stands under the draft's pupil.
fn of_the_person(objection: &Objection) -> (Text, Text) {
    match objection {
        Objection::PersonUnreadable => {
            (text!("objection-person-unreadable"), text!("objection-person-unreadable.next"))
        }
        Objection::PersonUnknown => (text!("objection-person-unknown"), text!("objection-person-unknown.next")),
        Objection::NameDiffers(_) => (text!("objection-name-differs"), text!("objection-name-differs.next")),
        Objection::BirthDateDiffers(_) => {
            (text!("objection-birth-date-differs"), text!("objection-birth-date-differs.next"))
        }
        _ => (text!("objection-other-person"), text!("objection-other-person.next")),
    }
}

/// Objections about others under whom the draft's name and birth date stand.
fn of_a_known_name(objection: &Objection) -> (Text, Text) {
    match objection {
        Objection::KnownByNumber(_) => (text!("objection-known-by-number"), text!("objection-known-by-number.next")),
        Objection::KnownByName(_) => (text!("objection-known-by-name"), text!("objection-known-by-name.next")),
        Objection::KnownByOtherNumber(_) => {
            (text!("objection-known-by-other-number"), text!("objection-known-by-other-number.next"))
        }
        Objection::Namesakes(_) => (text!("objection-namesakes"), text!("objection-namesakes.next")),
        _ => (text!("objection-namesakes-of-a-number"), text!("objection-namesakes-of-a-number.next")),
    }
}

/// Question about a pupil whose data was destroyed: the row of an old sheet would bring it back.
fn erased(day: Option<Day>) -> (Text, Text) {
    let what = day.map_or_else(|| text!("objection-erased"), |day| text!("objection-erased-on", day = day));
    (what, text!("objection-erased.next"))
}

/// A holder of a value by name.
fn name(holder: Holder) -> Text {
    match holder {
        Holder::Document(slot) => document(slot),
        Holder::Draft(_) => text!("objection-row"),
    }
}

/// A document by name.
pub(super) fn document(slot: u32) -> Text {
    text!("objection-document", slot = slot)
}

/// Returns the fault, with the holder of the value, and the next step.
pub(super) fn of_paper(rule: PaperRule, holder: Text) -> (Text, Text) {
    match rule {
        PaperRule::Request => {
            (text!("objection-same-document", holder = holder), text!("objection-same-document.next"))
        }
        PaperRule::Original => {
            (text!("objection-original-taken", holder = holder), text!("objection-original-taken.next"))
        }
        PaperRule::Blank | PaperRule::Supplement => {
            (text!("objection-blank-taken", holder = holder), text!("objection-blank-taken.next"))
        }
        PaperRule::Registration => {
            (text!("objection-registration-taken", holder = holder), text!("objection-blank-taken.next"))
        }
        PaperRule::Number => (text!("objection-number-taken", holder = holder), text!("objection-blank-taken.next")),
        PaperRule::Participant => {
            (text!("objection-participant-taken", holder = holder), text!("objection-participant-taken.next"))
        }
    }
}

fn lost(loss: &Loss) -> (Text, Text) {
    let Loss { awards, first, last } = loss;
    let what = text!("objection-may-be-lost", awards = *awards, first = *first, last = *last);
    (what, text!("objection-may-be-lost.next"))
}

fn conflict(slot: u32, fields: &[String]) -> (Text, Text) {
    let what = if fields.is_empty() {
        text!("objection-conflict", slot = slot)
    } else {
        text!("objection-conflict-in", slot = slot, fields = fields.join(", "))
    };
    (what, text!("objection-conflict.next", slot = slot))
}

//! A badge of the GTO complex («Готов к труду и обороне»).

use super::achievement::ACHIEVEMENT;
use super::field::{optional, required};
use super::fields::{CERTIFICATE_NUMBER, DATE};
use super::form::{Form, nothing_to_compare};
use super::name::FieldName;
use super::unique::{KeyPart, PaperRule, UniqueKey};
use super::value::ValueKind;
use super::word::{WordList, words};

/// Step by age, I to XVIII.
const STEP: FieldName = FieldName::new("step", "Step", "Ступень").headed("Ступень", &["Ступень ГТО"]);
const BADGE: FieldName = FieldName::new("badge", "Badge", "Знак отличия").headed("Знак", &["Знак отличия", "Знак ГТО"]);
const BADGE_WORDS: WordList = words! {
    "gold" => ["золотой", "золото"],
    "silver" => ["серебряный", "серебро"],
    "bronze" => ["бронзовый", "бронза"],
};
/// The participant's number in the complex: one pupil has it on any number of papers.
const UIN: FieldName = FieldName::new("uin", "Participant number (UIN)", "УИН участника")
    .headed("УИН", &["УИН ГТО", "Номер участника ГТО"])
    .of_one();

/// The form.
pub(super) static GTO: Form = Form {
    credential_type: &ACHIEVEMENT,
    english: "GTO badge",
    russian: "Знак ГТО",
    spellings: &["ГТО", "знак ГТО", "знак отличия ГТО"],
    fields: &[
        required(&STEP, ValueKind::Count { least: 1, most: 18, units: &["ступень"] }, "5"),
        required(&BADGE, ValueKind::Word(&BADGE_WORDS), "золотой"),
        required(&CERTIFICATE_NUMBER, ValueKind::Identifier(60), "АА 0000001"),
        required(&DATE, ValueKind::Day, "12.04.2021"),
        optional(&UIN, ValueKind::GtoNumber, "16-77-0012345"),
    ],
    date: "date",
    numbers: &["certificate_number"],
    title: &[&["kind"]],
    named_by: &["step"],
    unique: &[
        UniqueKey {
            rule: PaperRule::Number,
            word: "gto",
            parts: &[KeyPart::Number("certificate_number")],
            only_if: None,
        },
        UniqueKey { rule: PaperRule::Participant, word: "uin", parts: &[KeyPart::Exact("uin")], only_if: None },
    ],
    sample_marks: &[],
    check: nothing_to_compare,
};

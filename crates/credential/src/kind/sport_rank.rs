//! A sport rank or title (спортивный разряд, звание).

use super::achievement::ACHIEVEMENT;
use super::field::{optional, required};
use super::fields::{DATE, ORGANISATION, SPORT};
use super::form::Form;
use super::name::FieldName;
use super::value::ValueKind;
use super::word::{WordList, words};

const RANK: FieldName = FieldName::new("rank", "Sport rank or title", "Спортивный разряд или звание")
    .headed("Разряд", &["Разряд или звание", "Спортивный разряд", "Звание", "sport rank"]);
const RANK_WORDS: WordList = words! {
    "youth-3" => ["III юношеский разряд", "3 юношеский разряд", "3-й юношеский", "3 юн."],
    "youth-2" => ["II юношеский разряд", "2 юношеский разряд", "2-й юношеский", "2 юн."],
    "youth-1" => ["I юношеский разряд", "1 юношеский разряд", "1-й юношеский", "1 юн."],
    "sport-3" => ["III спортивный разряд", "3 спортивный разряд", "III разряд", "3 разряд", "3-й разряд"],
    "sport-2" => ["II спортивный разряд", "2 спортивный разряд", "II разряд", "2 разряд", "2-й разряд"],
    "sport-1" => ["I спортивный разряд", "1 спортивный разряд", "I разряд", "1 разряд", "1-й разряд"],
    "candidate-master" => ["кандидат в мастера спорта", "КМС"],
    "master" => ["мастер спорта", "МС", "мастер спорта России"],
    "international-master" => ["мастер спорта международного класса", "МСМК"],
};
/// Number of the order that awarded it: it stands on many papers.
const ORDER_NUMBER: FieldName = FieldName::new("order_number", "Number of the order", "Номер приказа")
    .headed("Номер приказа", &["№ приказа о присвоении", "order no"]);
/// Last day on which the rank counts; titles have none.
const VALID_UNTIL: FieldName = FieldName::new("valid_until", "Valid until", "Действует до")
    .headed("Действует до", &["Срок действия", "Действителен до", "expires"]);

/// The form.
pub(super) static SPORT_RANK: Form = Form {
    credential_type: &ACHIEVEMENT,
    english: "Sports rank",
    russian: "Спортивный разряд",
    spellings: &["спортивный разряд", "разряд", "спортивное звание", "разряд или звание"],
    fields: &[
        required(&SPORT, ValueKind::Text(120), "Плавание"),
        required(&RANK, ValueKind::Word(&RANK_WORDS), "I спортивный разряд"),
        required(&ORDER_NUMBER, ValueKind::Identifier(60), "15-н"),
        required(&DATE, ValueKind::Day, "05.05.2021"),
        optional(&VALID_UNTIL, ValueKind::Day, "05.05.2024"),
        required(&ORGANISATION, ValueKind::Text(300), "Министерство спорта Образцовской области (SAMPLE)"),
    ],
    date: "date",
    numbers: &["order_number"],
    title: &[&["sport"], &["rank"]],
    named_by: &["sport"],
    unique: &[],
    sample_marks: &[],
    check: |document| document.in_order("date", "valid_until"),
};

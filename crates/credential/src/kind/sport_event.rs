//! A place in a sport event.

use super::achievement::ACHIEVEMENT;
use super::field::{optional, required};
use super::fields::{DATE, DIPLOMA_NUMBER, LEVEL, LEVEL_WORDS, NAME, ORGANISER, RESULT, SPORT};
use super::form::{Form, nothing_to_compare};
use super::name::FieldName;
use super::value::ValueKind;

/// Discipline, distance or weight class.
const DISCIPLINE: FieldName = FieldName::new("discipline", "Discipline", "Дисциплина")
    .headed("Дисциплина", &["Дистанция", "Весовая категория", "Спортивная дисциплина"]);
/// Place taken; the first ten are recorded.
const PLACE: FieldName = FieldName::new("place", "Place", "Занятое место").headed("Место", &["Занятое место"]);

/// The form. The number of a team's diploma stands on many papers.
pub(super) static SPORT_EVENT: Form = Form {
    credential_type: &ACHIEVEMENT,
    english: "Sports event",
    russian: "Спортивное соревнование",
    spellings: &["соревнование", "спортивное соревнование", "соревнования"],
    fields: &[
        required(&NAME, ValueKind::Text(300), "Первенство Образцовской области (SAMPLE)"),
        required(&SPORT, ValueKind::Text(120), "Лёгкая атлетика"),
        optional(&DISCIPLINE, ValueKind::Text(150), "100 м"),
        required(&LEVEL, ValueKind::Word(&LEVEL_WORDS), "региональный"),
        required(&PLACE, ValueKind::Count { least: 1, most: 10, units: &["место"] }, "1"),
        optional(&RESULT, ValueKind::Measure, "10,84 с"),
        required(&DATE, ValueKind::Day, "30.05.2021"),
        required(&ORGANISER, ValueKind::Text(300), "Федерация лёгкой атлетики Образцовской области (SAMPLE)"),
        optional(&DIPLOMA_NUMBER, ValueKind::Identifier(60), "3"),
    ],
    date: "date",
    numbers: &["diploma_number"],
    title: &[&["name"], &["sport"], &["discipline"]],
    named_by: &["name"],
    unique: &[],
    sample_marks: &[],
    check: nothing_to_compare,
};

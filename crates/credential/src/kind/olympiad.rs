//! A result in an olympiad.

use super::achievement::ACHIEVEMENT;
use super::field::{FormField, Need, optional, required};
use super::fields::{DATE, DIPLOMA_NUMBER, NAME, ORGANISER};
use super::form::{Form, nothing_to_compare};
use super::name::FieldName;
use super::unique::{KeyPart, PaperRule, UniqueKey};
use super::value::ValueKind;
use super::word::{WordList, words};

const SERIES: FieldName = FieldName::new("series", "Series of the olympiad", "Вид олимпиады")
    .headed("Вид олимпиады", &["Тип олимпиады", "olympiad series"]);
const SERIES_WORDS: WordList = words! {
    "all-russian" => ["всероссийская", "ВсОШ", "всероссийская олимпиада школьников"],
    "listed" => ["перечневая", "из перечня", "олимпиада из перечня"],
    "international" => ["международная"],
};
const STAGE: FieldName = FieldName::new("stage", "Stage", "Этап").headed("Этап", &["Этап олимпиады"]);
/// Stages of the all-Russian olympiad.
const STAGE_WORDS: WordList = words! {
    "school" => ["школьный"],
    "municipal" => ["муниципальный"],
    "regional" => ["региональный"],
    "final" => ["заключительный", "финал"],
};
const LIST_NUMBER: FieldName = FieldName::new("list_number", "Number on the ministry's list", "Номер в перечне")
    .headed("Номер в перечне", &["№ в перечне", "Номер по перечню"]);
/// The school year of the list, by the year in which it ends.
const LIST_YEAR: FieldName = FieldName::new("list_year", "School year of the list", "Учебный год перечня")
    .headed("Год перечня", &["Учебный год перечня (окончание)"]);
const LIST_LEVEL: FieldName = FieldName::new("list_level", "Level on the list", "Уровень по перечню")
    .headed("Уровень в перечне", &["Уровень олимпиады", "Уровень по перечню"]);
const LIST_LEVEL_WORDS: WordList = words! {
    "I" => ["1", "I уровень", "1 уровень"],
    "II" => ["2", "II уровень", "2 уровень"],
    "III" => ["3", "III уровень", "3 уровень"],
};
/// Country or city where an international olympiad was held.
const HELD_IN: FieldName = FieldName::new("held_in", "Held in", "Место проведения")
    .headed("Место проведения", &["Страна проведения", "Страна", "country"]);
const SUBJECT: FieldName =
    FieldName::new("subject", "Subject", "Предмет").headed("Предмет", &["Предмет олимпиады", "Учебный предмет"]);
const PROFILE: FieldName = FieldName::new("profile", "Profile", "Профиль").headed("Профиль", &["Профиль олимпиады"]);
/// Grade whose tasks the pupil solved.
const GRADE: FieldName = FieldName::new("grade", "Grade", "Класс")
    .headed("Класс", &["Класс участия", "За какой класс выполнял задания", "class"]);
const DEGREE: FieldName = FieldName::new("degree", "Winner or prize-winner", "Победитель или призёр")
    .headed("Статус участника", &["Степень диплома", "Победитель или призёр", "diploma degree"]);
const DEGREE_WORDS: WordList = words! { "winner" => ["победитель"], "prize-winner" => ["призёр"] };

const fn of_series(
    name: &'static FieldName,
    series: &'static str,
    value: ValueKind,
    sample: &'static str,
) -> FormField {
    FormField::new(name, value, Need::With("series", series), sample)
}

/// The form.
pub(super) static OLYMPIAD: Form = Form {
    credential_type: &ACHIEVEMENT,
    english: "Olympiad",
    russian: "Олимпиада",
    spellings: &["олимпиада", "диплом олимпиады"],
    fields: &[
        required(&NAME, ValueKind::Text(300), "Всероссийская олимпиада школьников"),
        required(&SERIES, ValueKind::Word(&SERIES_WORDS), "всероссийская"),
        of_series(&STAGE, "all-russian", ValueKind::Word(&STAGE_WORDS), "региональный"),
        of_series(&LIST_NUMBER, "listed", ValueKind::Count { least: 1, most: 999, units: &[] }, ""),
        of_series(&LIST_YEAR, "listed", ValueKind::Year, ""),
        of_series(&LIST_LEVEL, "listed", ValueKind::Word(&LIST_LEVEL_WORDS), ""),
        of_series(&HELD_IN, "international", ValueKind::Text(120), ""),
        required(&SUBJECT, ValueKind::Text(150), "Физика"),
        optional(&PROFILE, ValueKind::Text(150), ""),
        required(&GRADE, ValueKind::Count { least: 1, most: 11, units: &["класс"] }, "10"),
        required(&DEGREE, ValueKind::Word(&DEGREE_WORDS), "призёр"),
        required(&DATE, ValueKind::Day, "10.02.2021"),
        required(&ORGANISER, ValueKind::Text(300), "Министерство образования Образцовской области (SAMPLE)"),
        optional(&DIPLOMA_NUMBER, ValueKind::Identifier(60), "РЭ-000001"),
    ],
    date: "date",
    numbers: &["diploma_number"],
    title: &[&["name"], &["subject"], &["profile"], &["stage", "series"]],
    named_by: &["name", "subject"],
    unique: &[UniqueKey {
        rule: PaperRule::Number,
        word: "olympiad",
        parts: &[KeyPart::Folded("name"), KeyPart::Year, KeyPart::Number("diploma_number")],
        only_if: None,
    }],
    sample_marks: &[],
    check: nothing_to_compare,
};

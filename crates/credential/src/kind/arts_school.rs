//! Graduation from a school of arts or music.

use super::achievement::ACHIEVEMENT;
use super::field::{optional, required};
use super::fields::{CERTIFICATE_NUMBER, DATE, MARKS, ORGANISATION};
use super::form::Form;
use super::mark::marks_fit;
use super::name::FieldName;
use super::unique::{KeyPart, PaperRule, UniqueKey};
use super::value::ValueKind;
use super::word::{WordList, words};

const SCHOOL_TYPE: FieldName =
    FieldName::new("school_type", "Type of school", "Вид школы").headed("Вид школы", &["Тип школы", "Школа искусств"]);
const SCHOOL_TYPE_WORDS: WordList = words! {
    "arts" => ["школа искусств", "искусств", "ДШИ"],
    "music" => ["музыкальная", "ДМШ"],
    "fine-arts" => ["художественная", "ДХШ"],
    "choreography" => ["хореографическая"],
    "theatre" => ["театральная"],
};
const PROGRAMME: FieldName =
    FieldName::new("programme", "Programme", "Программа").headed("Вид программы", &["Программа", "program"]);
const PROGRAMME_WORDS: WordList = words! {
    "pre-professional" => ["предпрофессиональная"],
    "general-development" => ["общеразвивающая"],
};
/// Instrument, section or name of the programme.
const SPECIALISM: FieldName = FieldName::new("specialism", "Instrument or section", "Инструмент или отделение")
    .headed("Инструмент или отделение", &["Инструмент", "Отделение", "instrument"]);
const START_YEAR: FieldName = FieldName::new("start_year", "Began in", "Год поступления")
    .headed("Год поступления", &["Год начала", "year of entry"]);
const END_YEAR: FieldName = FieldName::new("end_year", "Finished in", "Год окончания")
    .headed("Год окончания", &["Год выпуска", "Год окончания обучения", "graduation year", "year"]);

/// The form.
pub(super) static ARTS_SCHOOL: Form = Form {
    credential_type: &ACHIEVEMENT,
    english: "Arts school",
    russian: "Школа искусств",
    spellings: &["школа искусств", "музыкальная школа", "художественная школа", "ДШИ", "ДМШ", "ДХШ"],
    fields: &[
        required(&SCHOOL_TYPE, ValueKind::Word(&SCHOOL_TYPE_WORDS), "музыкальная"),
        required(&PROGRAMME, ValueKind::Word(&PROGRAMME_WORDS), "предпрофессиональная"),
        required(&SPECIALISM, ValueKind::Text(200), "Фортепиано"),
        required(&START_YEAR, ValueKind::Year, "2013"),
        required(&END_YEAR, ValueKind::Year, "2021"),
        required(&CERTIFICATE_NUMBER, ValueKind::Identifier(60), "А 000123"),
        required(&DATE, ValueKind::Day, "28.05.2021"),
        required(&ORGANISATION, ValueKind::Text(400), "Детская музыкальная школа № 1 г. Образцовска (SAMPLE)"),
        optional(&MARKS, ValueKind::Marks, ""),
    ],
    date: "date",
    numbers: &["certificate_number"],
    title: &[&["organisation"], &["specialism"]],
    named_by: &["specialism"],
    unique: &[UniqueKey {
        rule: PaperRule::Number,
        word: "arts-school",
        parts: &[KeyPart::Folded("organisation"), KeyPart::Number("certificate_number")],
        only_if: None,
    }],
    sample_marks: &[
        ("Отметка: Специальность", "5"),
        ("Сольфеджио", "4"),
        ("Музыкальная литература", "5"),
        ("Хоровой класс", ""),
    ],
    check: |document| {
        marks_fit(document.marks(), 0)?;
        document.in_order("start_year", "end_year")?;
        document.in_order("end_year", "date")
    },
};

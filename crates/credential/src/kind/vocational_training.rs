//! Completed vocational training of a pupil: a worker's profession or an employee's position, without a higher level of
//! education (Federal law 273-FZ of 29.12.2012, articles 73 and 74).
//!
//! The paper is the «свидетельство о профессии рабочего, должности служащего» (article 60). Professions are those of the
//! list of the ministry (order 534 of Minprosveshcheniya of 14.07.2023) by the codes of the classifier OK 016-94; what
//! stands here is an excerpt of those that schools teach. A profession that is not on it cannot be recorded.

use attestat_ledger::record::Class;

use super::field::{optional, required};
use super::fields::{CERTIFICATE_NUMBER, DATE, HOURS, HOURS_VALUE};
use super::form::{Form, TypeForm, TypeTexts, nothing_to_compare};
use super::name::FieldName;
use super::unique::{KeyPart, PaperRule, UniqueKey};
use super::value::ValueKind;
use super::word::{WordList, words};

const PROFESSION: FieldName = FieldName::new("profession", "Profession or position", "Профессия или должность").headed(
    "Профессия",
    &["Профессия рабочего", "Должность служащего", "Профессия, должность", "Код профессии", "profession code"],
);
const PROFESSION_WORDS: WordList = words! {
    "11442" "Car driver (11442)" => ["водитель автомобиля"],
    "12565" "Decorative artworker (12565)" => ["исполнитель художественно-оформительских работ"],
    "12680" "Bricklayer (12680)" => ["каменщик"],
    "12721" "Shop cashier (12721)" => ["кассир торгового зала"],
    "12901" "Confectioner (12901)" => ["кондитер"],
    "13450" "Painter (13450)" => ["маляр"],
    "15220" "Tiler (15220)" => ["облицовщик-плиточник"],
    "16199" "Computer operator (16199)" => ["оператор электронно-вычислительных и вычислительных машин", "оператор ЭВМ"],
    "16399" "Waiter (16399)" => ["официант"],
    "16472" "Baker (16472)" => ["пекарь"],
    "16671" "Carpenter (16671)" => ["плотник"],
    "16675" "Cook (16675)" => ["повар"],
    "16909" "Tailor (16909)" => ["портной"],
    "17351" "Seller of goods other than food (17351)" => ["продавец непродовольственных товаров"],
    "17353" "Seller of food (17353)" => ["продавец продовольственных товаров"],
    "18103" "Gardener (18103)" => ["садовник"],
    "18466" "Assembly fitter (18466)" => ["слесарь механосборочных работ"],
    "18511" "Car mechanic (18511)" => ["слесарь по ремонту автомобилей"],
    "18545" "Mechanic for farm machines (18545)" => ["слесарь по ремонту сельскохозяйственных машин и оборудования"],
    "18560" "Plumber (18560)" => ["слесарь-сантехник"],
    "18874" "Joiner (18874)" => ["столяр"],
    "18880" "Building joiner (18880)" => ["столяр строительный"],
    "19203" "Tractor driver (19203)" => ["тракторист"],
    "19524" "Florist grower (19524)" => ["цветовод"],
    "19601" "Seamstress (19601)" => ["швея"],
    "19727" "Plasterer (19727)" => ["штукатур"],
    "19861" "Electrician for repair and upkeep (19861)" => ["электромонтёр по ремонту и обслуживанию электрооборудования"],
};
/// Qualification grade; positions of employees and some professions have none.
const QUALIFICATION_GRADE: FieldName =
    FieldName::new("qualification_grade", "Qualification grade", "Квалификационный разряд")
        .headed("Квалификационный разряд", &["Разряд рабочего", "Присвоенный разряд", "qualification"]);

static VOCATIONAL_TRAINING_TYPE: TypeForm = TypeForm {
    word: "vocational-training",
    vct: "urn:attestat:vocational-training:1",
    class: Class::Achievement,
    english: TypeTexts {
        name: "Vocational training of a pupil",
        description: "A worker's profession or employee's position with its qualification, recorded with the family's agreement",
    },
    russian: TypeTexts {
        name: "Профессиональное обучение школьника",
        description: "Профессия рабочего или должность служащего с квалификацией, внесённая с согласия семьи",
    },
    last: &[],
};

/// The form.
pub(super) static VOCATIONAL_TRAINING: Form = Form {
    credential_type: &VOCATIONAL_TRAINING_TYPE,
    english: "Vocational training",
    russian: "Профессиональное обучение",
    spellings: &[
        "профессиональное обучение",
        "свидетельство о профессии рабочего, должности служащего",
        "свидетельство о профессии рабочего",
        "свидетельство о должности служащего",
        "профессия",
    ],
    fields: &[
        required(&PROFESSION, ValueKind::Word(&PROFESSION_WORDS), "повар"),
        optional(&QUALIFICATION_GRADE, ValueKind::Count { least: 1, most: 8, units: &["-й разряд", "разряд"] }, "3"),
        optional(&HOURS, HOURS_VALUE, "144"),
        required(&CERTIFICATE_NUMBER, ValueKind::Identifier(60), "SAMPLE-0001"),
        required(&DATE, ValueKind::Day, "11.06.2021"),
    ],
    date: "date",
    numbers: &["certificate_number"],
    title: &[&["profession"]],
    named_by: &["profession"],
    unique: &[UniqueKey {
        rule: PaperRule::Number,
        word: "vocational-training",
        parts: &[KeyPart::Exact("profession"), KeyPart::Number("certificate_number")],
        only_if: None,
    }],
    sample_marks: &[],
    check: nothing_to_compare,
};

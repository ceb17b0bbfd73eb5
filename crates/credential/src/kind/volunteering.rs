//! Volunteering of a pupil, as the state's information system on volunteering counts it (ДОБРО.РФ; Federal law 135-FZ of
//! 11.08.1995, article 17.5; rules of the system: decree 1067 of 17.08.2019, which name the hours of a volunteer).
//!
//! Areas are directions of the register. Those that tell of convictions are not on the list, and nothing is for
//! «other»: a record says nothing about a child but a good deed.

use attestat_ledger::record::Class;

use super::field::required;
use super::fields::{DATE, HOURS, HOURS_VALUE};
use super::form::{Form, TypeForm, TypeTexts, nothing_to_compare};
use super::name::FieldName;
use super::value::ValueKind;
use super::word::{WordList, words};

const AREA: FieldName = FieldName::new("area", "Area of volunteering", "Направление добровольчества")
    .headed("Направление добровольчества", &["Направление волонтёрства", "Сфера добровольчества", "volunteering area"]);
const AREA_WORDS: WordList = words! {
    "children" "Children and youth" => ["дети и молодёжь"],
    "elders" "The older generation" => ["старшее поколение"],
    "health" "Health and healthy life" => ["здравоохранение и ЗОЖ", "здравоохранение"],
    "disability" "People with disabilities" => ["люди с ОВЗ"],
    "environment" "Environment" => ["экология", "природа"],
    "animals" "Animals" => ["животные"],
    "culture" "Culture and art" => ["культура и искусство"],
    "memory" "Veterans and historical memory" => ["ветераны и историческая память"],
    "education" "Education" => ["образование"],
    "science" "Science" => ["наука"],
    "mentoring" "Mentoring" => ["наставничество"],
    "skills" "Help by skills" => ["интеллектуальная помощь"],
    "sport" "Sport and events" => ["спорт и события"],
    "emergencies" "Emergencies" => ["ЧС", "чрезвычайные ситуации"],
    "search" "Search for missing people" => ["поиск пропавших"],
    "towns" "Towns and their places" => ["урбанистика", "городская среда"],
};
static VOLUNTEERING_TYPE: TypeForm = TypeForm {
    word: "volunteering",
    vct: "urn:attestat:volunteering:1",
    class: Class::Achievement,
    english: TypeTexts {
        name: "Volunteering of a pupil",
        description: "Hours of volunteering by the state's register, recorded with the family's agreement",
    },
    russian: TypeTexts {
        name: "Добровольчество школьника",
        description: "Часы добровольческой деятельности по государственной системе, внесённые с согласия семьи",
    },
    last: &[],
};

/// The form. The date is the day on which the register said so.
pub(super) static VOLUNTEERING: Form = Form {
    credential_type: &VOLUNTEERING_TYPE,
    english: "Volunteering",
    russian: "Добровольчество",
    spellings: &["добровольчество", "волонтёрство", "книжка волонтёра", "волонтёрская книжка"],
    fields: &[
        required(&AREA, ValueKind::Word(&AREA_WORDS), "экология"),
        required(&HOURS, HOURS_VALUE, "120"),
        required(&DATE, ValueKind::Day, "01.06.2021"),
    ],
    date: "date",
    numbers: &[],
    title: &[&["area"]],
    named_by: &["area"],
    unique: &[],
    sample_marks: &[],
    check: nothing_to_compare,
};

//! School certificates (аттестаты): every field of the paper form and of its supplement.
//!
//! Forms: order of Minprosveshcheniya 545 of 05.10.2020; filling in: order 546 of the same day.

use attestat_ledger::record::Class;

use super::field::{FormField, Need, optional, required};
use super::fields::{COPY, COPY_WORDS, MARKS};
use super::form::{DUPLICATE, Document};
use super::form::{Form, TypeForm, TypeTexts};
use super::mark::marks_fit;
use super::name::FieldName;
use super::unique::{KeyPart, PaperRule, UniqueKey};
use super::value::ValueKind;
use super::word::{WordList, words};
use crate::draft::problem::{FieldError, Problem};
use crate::draft::text::is_current_blank;

/// Most lines of additional information in a supplement.
const ADDITIONAL_LINES_MAX: usize = 40;
/// Year from which a new blank has a number of 14 digits.
const CURRENT_BLANKS_FROM: u32 = 2015;

const DISTINCTION: FieldName = FieldName::new("distinction", "With distinction or ordinary", "С отличием или обычный")
    .headed("Отличие", &["Форма аттестата", "С отличием", "Вид аттестата"]);
const DISTINCTION_WORDS: WordList = words! {
    "ordinary" => ["обычный", "без отличия", "нет", "аттестат"],
    "with-distinction" => ["с отличием", "да", "аттестат с отличием"],
};
/// Series of the title sheet's blank, where it stands apart from the number.
const BLANK_SERIES: FieldName = FieldName::new("blank_series", "Series of the blank", "Серия бланка").headed(
    "Серия бланка",
    &["Серия", "Серия документа", "Серия аттестата", "Серия бланка аттестата", "series of blank"],
);
const BLANK_NUMBER: FieldName = FieldName::new("blank_number", "Number of the certificate", "Номер бланка аттестата")
    .headed(
        "Номер бланка",
        &[
            "Номер бланка аттестата",
            "Номер аттестата",
            "Номер документа",
            "Серия и номер",
            "Серия и номер бланка",
            "Серия и номер аттестата",
            "Серия и номер документа",
            "certificate blank",
            "blank",
        ],
    )
    .of_one();
/// Number in the registration book.
const REGISTRATION_NUMBER: FieldName =
    FieldName::new("registration_number", "Registration number", "Регистрационный номер")
        .headed("Регистрационный номер", &["Рег. номер", "Рег. №", "Регистрационный номер документа", "registration"])
        .of_one();
const ISSUE_DATE: FieldName = FieldName::new("issue_date", "Date of issue", "Дата выдачи")
    .headed("Дата выдачи", &["Дата выдачи документа", "Дата выдачи аттестата", "issued", "issued on"]);
const END_YEAR: FieldName = FieldName::new("end_year", "Year of graduation", "Год окончания")
    .headed("Год окончания", &["Год выпуска", "Год окончания обучения", "graduation year", "year"]);
const SCHOOL_NAME: FieldName =
    FieldName::new("school_name", "School", "Полное наименование образовательной организации").headed(
        "Наименование школы",
        &[
            "Полное наименование школы",
            "Полное наименование организации",
            "Наименование организации",
            "Наименование образовательной организации",
            "Школа",
            "school",
        ],
    );
const LOCALITY: FieldName = FieldName::new("locality", "Locality", "Населённый пункт")
    .headed("Населённый пункт", &["Место нахождения", "Город", "town", "city"]);
const HEAD: FieldName = FieldName::new("head", "Head of the school", "Руководитель")
    .headed("Руководитель", &["Директор", "ФИО руководителя", "ФИО директора", "head of school", "principal"]);
const HEAD_CAPACITY: FieldName =
    FieldName::new("head_capacity", "Head or acting head", "Руководитель или исполняющий обязанности")
        .headed("Должность руководителя", &["Руководитель или и. о.", "Кто подписал"]);
const HEAD_CAPACITY_WORDS: WordList = words! {
    "head" => ["руководитель", "директор"],
    "acting" => [
        "и. о. руководителя", "и.о. руководителя", "и. о. директора", "и.о. директора", "исполняющий обязанности",
        "и. о.", "и.о.", "врио",
    ],
};
/// Number of the supplement's blank; none where only the title sheet is recorded, as a register keeps it.
const SUPPLEMENT_NUMBER: FieldName =
    FieldName::new("supplement_number", "Number of the supplement", "Номер бланка приложения")
        .headed("Номер бланка приложения", &["Номер приложения", "Серия и номер приложения", "supplement"]);
/// Courses and modules without marks, line by line.
const ADDITIONAL_INFORMATION: FieldName =
    FieldName::new("additional_information", "Additional information", "Дополнительные сведения")
        .headed("Дополнительные сведения", &["Доп. сведения", "courses"]);
/// Series of the blank that a duplicate replaces, where it stands apart from the number.
const REPLACES_SERIES: FieldName =
    FieldName::new("replaces_series", "Series of the blank replaced", "Серия заменённого бланка")
        .headed("Серия заменённого бланка", &["Серия (оригинала)", "Серия документа (оригинала)", "Серия оригинала"])
        .of_one();
const REPLACES_NUMBER: FieldName =
    FieldName::new("replaces_number", "Number of the certificate replaced", "Номер заменённого аттестата")
        .headed(
            "Взамен бланка",
            &[
                "Номер заменённого бланка",
                "Номер оригинала",
                "Номер документа (оригинала)",
                "Номер (оригинала)",
                "replaces",
            ],
        )
        .of_one();

static FIELDS: [FormField; 14] = [
    required(&DISTINCTION, ValueKind::Word(&DISTINCTION_WORDS), "обычный"),
    required(&BLANK_NUMBER, ValueKind::Blank { series: Some(&BLANK_SERIES) }, "07700000000001"),
    required(&REGISTRATION_NUMBER, ValueKind::Identifier(40), "2021-1"),
    required(&ISSUE_DATE, ValueKind::Day, "25.06.2021"),
    required(&END_YEAR, ValueKind::Year, "2021"),
    required(
        &SCHOOL_NAME,
        ValueKind::Text(400),
        "Муниципальном бюджетном общеобразовательном учреждении «Школа-образец» (SAMPLE)",
    ),
    required(&LOCALITY, ValueKind::Text(200), "г. Образцовск"),
    required(&HEAD, ValueKind::Text(120), "Примеров П. П."),
    required(&HEAD_CAPACITY, ValueKind::Word(&HEAD_CAPACITY_WORDS), "руководитель").blank_means("head"),
    FormField::new(&SUPPLEMENT_NUMBER, ValueKind::Blank { series: None }, Need::Express, "07700000000002"),
    FormField::new(&MARKS, ValueKind::Marks, Need::Beside("supplement_number"), ""),
    optional(&ADDITIONAL_INFORMATION, ValueKind::Lines, "Элективный курс «Черчение»"),
    required(&COPY, ValueKind::Word(&COPY_WORDS), "оригинал").blank_means("original"),
    optional(&REPLACES_NUMBER, ValueKind::Blank { series: Some(&REPLACES_SERIES) }, ""),
];

static BASIC_TYPE: TypeForm = TypeForm {
    word: "basic",
    vct: "urn:attestat:certificate:basic:1",
    class: Class::Certificate,
    english: TypeTexts {
        name: "Certificate of basic general education",
        description: "Certificate of a Russian school after grade 9, with its supplement",
    },
    russian: TypeTexts {
        name: "Аттестат об основном общем образовании",
        description: "Аттестат после 9 класса с приложением",
    },
    last: &[],
};

static SECONDARY_TYPE: TypeForm = TypeForm {
    word: "secondary",
    vct: "urn:attestat:certificate:secondary:1",
    class: Class::Certificate,
    english: TypeTexts {
        name: "Certificate of secondary general education",
        description: "Certificate of a Russian school after grade 11, with its supplement",
    },
    russian: TypeTexts {
        name: "Аттестат о среднем общем образовании",
        description: "Аттестат после 11 класса с приложением",
    },
    last: &[],
};

/// Аттестат об основном общем образовании, after grade 9.
pub(super) static BASIC: Form = Form {
    spellings: &[
        "аттестат об основном общем образовании",
        "основное общее",
        "основное общее образование",
        "аттестат за 9 класс",
        "аттестат 9 класса",
    ],
    sample_marks: &BASIC_MARKS,
    ..certificate(&BASIC_TYPE)
};

/// Аттестат о среднем общем образовании, after grade 11.
pub(super) static SECONDARY: Form = Form {
    spellings: &[
        "аттестат о среднем общем образовании",
        "среднее общее",
        "среднее общее образование",
        "среднее (полное) общее образование",
        "аттестат за 11 класс",
        "аттестат 11 класса",
    ],
    sample_marks: &SECONDARY_MARKS,
    ..certificate(&SECONDARY_TYPE)
};

static UNIQUE: [UniqueKey; 4] = [
    unique(PaperRule::Blank, "blank", &[KeyPart::Number("blank_number")]),
    unique(PaperRule::Supplement, "blank", &[KeyPart::Number("supplement_number")]),
    UniqueKey {
        rule: PaperRule::Original,
        word: "original",
        parts: &[KeyPart::Pupil, KeyPart::Kind],
        only_if: Some(("copy", "original")),
    },
    unique(
        PaperRule::Registration,
        "registration",
        &[KeyPart::Kind, KeyPart::Year, KeyPart::Number("registration_number")],
    ),
];

const fn certificate(credential_type: &'static TypeForm) -> Form {
    Form {
        credential_type,
        english: credential_type.english.name,
        russian: credential_type.russian.name,
        spellings: &[],
        fields: &FIELDS,
        date: "issue_date",
        numbers: &["blank_number", "supplement_number", "registration_number", "replaces_number"],
        title: &[&["copy"]],
        named_by: &[],
        unique: &UNIQUE,
        sample_marks: &[],
        check,
    }
}

const fn unique(rule: PaperRule, word: &'static str, parts: &'static [KeyPart]) -> UniqueKey {
    UniqueKey { rule, word, parts, only_if: None }
}

/// Checks the fields against each other: marks exactly where there is a supplement, no subject twice, the year not after
/// the day of issue, an old blank only on an old document, and only a duplicate replaces a blank.
fn check(document: &Document) -> Result<(), FieldError> {
    if document.text("copy") != Some(DUPLICATE) && document.value("replaces_number").is_some() {
        let expected = "duplicate, where a number is replaced";
        return Err(FieldError::new("copy", Problem::UnknownWord { expected }));
    }
    let (marks, lines) = (document.marks(), document.lines("additional_information"));
    let has_supplement = document.value("supplement_number").is_some();
    let has_content = !marks.is_empty() || !lines.is_empty();
    if has_content && !has_supplement {
        return Err(FieldError::new("supplement_number", Problem::SupplementAndMarks));
    }
    marks_fit(marks, usize::from(has_supplement))?;
    if lines.len() > ADDITIONAL_LINES_MAX {
        let problem = Problem::WrongCount { length: lines.len(), least: 0, most: ADDITIONAL_LINES_MAX };
        return Err(FieldError::new("additional_information", problem));
    }
    document.in_order("end_year", "issue_date")?;
    let is_current = document.date().0.year().number() >= CURRENT_BLANKS_FROM;
    let is_old = |path: &&str| document.text(path).is_some_and(|number| !is_current_blank(number));
    match ["blank_number", "supplement_number"].into_iter().find(is_old).filter(|_| is_current) {
        Some(path) => Err(FieldError::new(path, Problem::NotABlankNumber)),
        None => Ok(()),
    }
}

static BASIC_MARKS: [(&str, &str); 17] = [
    ("Русский язык", "5"),
    ("Литература", "4"),
    ("Иностранный язык (английский)", "4"),
    ("Алгебра", "5 (отлично)"),
    ("Геометрия", "5"),
    ("Информатика", "5"),
    ("История России. Всеобщая история", "4"),
    ("Обществознание", "4"),
    ("География", "3"),
    ("Физика", "5"),
    ("Химия", "4"),
    ("Биология", "4"),
    ("Музыка", "5"),
    ("Изобразительное искусство", "5"),
    ("Технология", "5"),
    ("Физическая культура", "5"),
    ("Основы безопасности жизнедеятельности", "5"),
];

static SECONDARY_MARKS: [(&str, &str); 18] = [
    ("Русский язык", "5"),
    ("Литература", "4"),
    ("Родной язык", "5"),
    ("Родная литература", "5"),
    ("Иностранный язык (английский)", "4"),
    ("Алгебра и начала математического анализа", "5 (отлично)"),
    ("Геометрия", "5"),
    ("Информатика", "5"),
    ("История", "4"),
    ("Обществознание", "4"),
    ("География", "3"),
    ("Физика", "5"),
    ("Астрономия", "5"),
    ("Химия", "4"),
    ("Биология", "4"),
    ("Физическая культура", "5"),
    ("Основы безопасности жизнедеятельности", "5"),
    ("Отметка: Индивидуальный проект", "5"),
];

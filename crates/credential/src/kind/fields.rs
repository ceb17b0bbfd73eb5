//! Fields that several kinds have, and those of the pupil and of the basis.

use super::field::{FormField, Need};
use super::name::FieldName;
use super::value::ValueKind;
use super::word::{WordList, words};

/// Kind of the document to be issued.
pub const KIND: FieldName = FieldName::new("kind", "Kind of achievement", "Вид достижения")
    .headed("Вид документа", &["Вид", "Наименование документа", "Название документа", "document kind", "document type"])
    .of_one();

/// The school's own number of the pupil.
pub const PUPIL_REF: FieldName = FieldName::new("pupil_ref", "Number of the pupil", "Номер ученика")
    .headed(
        "Номер ученика",
        &["Личное дело", "Номер личного дела", "ID ученика", "Код ученика", "pupil id", "student id", "sourcedId"],
    )
    .of_one();
/// The whole name in one cell.
pub const FULL_NAME: FieldName = FieldName::new("full_name", "Full name", "ФИО")
    .headed(
        "ФИО",
        &[
            "Фамилия, имя, отчество",
            "Фамилия имя отчество",
            "Фамилия, имя и отчество",
            "Ф.И.О.",
            "ФИО ученика",
            "ФИО обучающегося",
            "ФИО выпускника",
            "ФИО получателя",
            "Ф.И.О. ученика",
            "Ф.И.О. обучающегося",
            "Ф.И.О. выпускника",
            "full name",
        ],
    )
    .of_one();
/// Фамилия.
pub const FAMILY_NAME: FieldName = FieldName::new("family_name", "Family name", "Фамилия")
    .headed("Фамилия", &["Фамилия получателя", "Фамилия ученика", "surname", "last name", "familyName"])
    .of_one();
/// Имя.
pub const GIVEN_NAME: FieldName = FieldName::new("given_name", "Given name", "Имя")
    .headed("Имя", &["Имя получателя", "Имя ученика", "first name", "givenName", "name of pupil"])
    .of_one();
/// Отчество.
pub const PATRONYMIC: FieldName = FieldName::new("patronymic", "Patronymic", "Отчество")
    .headed(
        "Отчество",
        &["Отчество получателя", "Отчество ученика", "Отчество (при наличии)", "middle name", "middleName"],
    )
    .of_one();
/// Day of birth.
pub const BIRTH_DATE: FieldName = FieldName::new("birth_date", "Date of birth", "Дата рождения")
    .headed(
        "Дата рождения",
        &["Дата рождения получателя", "Дата рождения ученика", "Д.р.", "date of birth", "birthday", "birthDate"],
    )
    .of_one();

/// Day of the agreement.
pub const AGREEMENT_DATE: FieldName = FieldName::new("agreement_date", "Date of the agreement", "Дата согласия")
    .headed("Дата согласия", &["Дата заявления", "Согласие: дата", "consent date"]);
/// The paper on which the agreement stands.
pub const AGREEMENT_TEXT: FieldName =
    FieldName::new("agreement_basis", "Paper of the agreement", "Документ о согласии").headed(
        "Документ о согласии",
        &["Основание согласия", "Согласие", "Согласие: документ", "Заявление", "agreement", "consent", "consent basis"],
    );
/// Person or persons who agreed.
pub const AGREED_BY: FieldName = FieldName::new("agreed_by", "Agreed by", "Кто дал согласие").headed(
    "Кто дал согласие",
    &["Согласие дал", "Кем дано согласие", "Согласие: кто дал", "consent by", "agreement by"],
);
/// Law or order on which a certificate is issued.
pub const LAW: FieldName = FieldName::new("legal_basis", "Legal basis", "Основание выдачи")
    .headed("Основание выдачи", &["Приказ о выдаче", "Приказ", "Основание", "law", "order", "basis"]);
/// Persons who agreed.
pub const AGREED_BY_WORDS: WordList = words! {
    "guardian" => ["представитель", "законный представитель", "родитель", "мать", "отец", "опекун"],
    "pupil" => ["ученик", "учащийся", "обучающийся"],
    "both" => ["представитель и ученик", "законный представитель и ученик", "родитель и ученик", "оба"],
};

/// Original or duplicate.
pub const COPY: FieldName = FieldName::new("copy", "Original or duplicate", "Подлинник или дубликат")
    .headed("Оригинал или дубликат", &["Статус документа", "Дубликат"]);
/// Original or duplicate.
pub const COPY_WORDS: WordList = words! {
    "original" => ["оригинал", "нет"],
    "duplicate" => ["дубликат", "да"],
};
/// Fields of every achievement, besides those of its form. No sheet has them: a duplicate is issued in the place of a
/// document.
pub(super) static OF_ACHIEVEMENTS: [FormField; 1] =
    [FormField::new(&COPY, ValueKind::Word(&COPY_WORDS), Need::Unless("original"), "")];

/// Name of the event.
pub const NAME: FieldName = FieldName::new("name", "Name of the event", "Название мероприятия").headed(
    "Название",
    &[
        "Название мероприятия",
        "Название олимпиады",
        "Название конкурса",
        "Название соревнования",
        "Наименование мероприятия",
        "Олимпиада",
        "Конкурс",
        "Мероприятие",
        "event",
        "event name",
    ],
);
/// Day of the document or event.
pub const DATE: FieldName = FieldName::new("date", "Date", "Дата").headed(
    "Дата",
    &[
        "Дата диплома",
        "Дата вручения",
        "Дата получения",
        "Дата приказа",
        "Дата проведения",
        "Дата документа",
        "Дата свидетельства",
        "Дата награждения",
        "award date",
    ],
);
/// Organiser of the event.
pub const ORGANISER: FieldName = FieldName::new("organiser", "Organiser", "Организатор")
    .headed("Организатор", &["Организатор мероприятия", "Кто проводил", "organizer"]);
/// Organisation that awarded it.
pub const ORGANISATION: FieldName = FieldName::new("organisation", "Organisation", "Организация")
    .headed("Организация", &["Кем выдан", "Кем выдано", "Кем присвоен", "Образовательная организация", "organization"]);
/// Number of the diploma.
pub const DIPLOMA_NUMBER: FieldName = FieldName::new("diploma_number", "Number of the diploma", "Номер диплома")
    .headed("Номер диплома", &["Диплом", "Серия и номер диплома", "diploma"])
    .of_one();
/// Number of the certificate.
pub const CERTIFICATE_NUMBER: FieldName =
    FieldName::new("certificate_number", "Number of the certificate", "Номер свидетельства или удостоверения")
        .headed("Номер свидетельства", &["Номер удостоверения", "Свидетельство", "Удостоверение"])
        .of_one();

/// Level of the event.
pub const LEVEL: FieldName = FieldName::new("level", "Level of the event", "Уровень мероприятия")
    .headed("Уровень", &["Уровень мероприятия", "Уровень соревнования", "Масштаб"]);
/// Levels of an event.
pub const LEVEL_WORDS: WordList = words! {
    "school" => ["школьный"],
    "municipal" => ["муниципальный", "городской", "районный"],
    "regional" => ["региональный", "областной", "краевой", "республиканский"],
    "inter-regional" => ["межрегиональный"],
    "all-russian" => ["всероссийский"],
    "international" => ["международный"],
};
/// Result of a contest, or measured result in sport.
pub const RESULT: FieldName =
    FieldName::new("result", "Result", "Результат").headed("Результат", &["Результат участия", "Достижение"]);
/// Kind of sport.
pub const SPORT: FieldName = FieldName::new("sport", "Sport", "Вид спорта").headed("Вид спорта", &[]);

/// Hours of a programme or of volunteering.
pub const HOURS: FieldName = FieldName::new("hours", "Hours", "Часы")
    .headed("Часы", &["Количество часов", "Объём часов", "Часов", "Объём программы"]);
/// Hours, as many as a school life has.
pub const HOURS_VALUE: ValueKind =
    ValueKind::Count { least: 1, most: 9_999, units: &["часов", "часа", "час", "ч.", "ч"] };

/// Final marks by subject; in a sheet each subject has a column.
pub const MARKS: FieldName = FieldName::new("marks", "Final marks", "Итоговые отметки");
/// Words that may follow a year.
pub const YEAR_UNITS: &[&str] = &["год", "г.", "г"];

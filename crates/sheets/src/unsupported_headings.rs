//! Headings that are known and not taken, and the advice for those that are not known.

use super::column::Column;
use super::fault::Fault;
use super::grid::SheetRow;
use super::heading::nearest;
use super::matching;

/// Returns true if a heading is one of these, however it is spelt.
pub(super) fn is_among(headings: &[&str], heading: &str) -> bool {
    headings.iter().any(|other| matching::fold(other) == matching::fold(heading))
}

/// Headings below which the rows are counted.
pub(super) const COUNTERS: &[&str] = &["№", "№ п/п", "№ пп", "п/п", "N п/п", "Порядковый номер"];

/// Headings of the federal register's template for columns that no document carries.
pub(super) const OF_A_REGISTER: &[&str] = &[
    "Подтверждение утраты",
    "Подтверждение обмена",
    "Подтверждение уничтожения",
    "Пол получателя",
    "СНИЛС",
    "СНИЛС получателя",
    "Гражданство получателя (код страны по ОКСМ)",
    "Гражданство получателя",
    "Форма обучения",
    "Форма получения образования",
    "Форма получения образования на момент прекращения образовательных отношений",
    "Источник финансирования обучения",
    "Год поступления обучающегося",
    "Срок обучения, лет",
    "Наименование документа об образовании (оригинала)",
    "Наименование документа (оригинала)",
    "Вид документа (оригинала)",
    "Регистрационный N (оригинала)",
    "Регистрационный номер (оригинала)",
    "Дата выдачи (оригинала)",
    "Фамилия получателя (оригинала)",
    "Имя получателя (оригинала)",
    "Отчество получателя (оригинала)",
    "ОГРН",
    "КПП",
];

/// Returns true if the headings are those of the federal register, which names a document in two columns.
pub(super) fn is_of_a_register(row: &SheetRow) -> bool {
    let has = |names: &[&str]| row.texts().any(|(_, text)| names.contains(&matching::fold(text).as_str()));
    let has_distinction = row.texts().any(|(_, text)| Column::named(text) == Some(Column::DISTINCTION));
    has(&["название документа", "наименование документа"]) && has(&["вид документа"]) && !has_distinction
}

/// Headings that people do have and that are not taken: words in them, the mistake, the advice.
struct NotTaken {
    words: &'static [&'static str],
    what: (&'static str, &'static str),
    fix: (&'static str, &'static str),
}

const NOT_TAKEN: &[NotTaken] = &[
    NotTaken {
        words: &[
            "снилс",
            "паспорт",
            "инн",
            "телефон",
            "адрес",
            "email",
            "гражданство",
            "пол",
            "snils",
            "passport",
            "phone",
            "address",
        ],
        what: (
            "holds personal data that no document carries",
            "содержит личные данные, которых нет ни в одном документе",
        ),
        fix: (
            "delete the column, or put # before its heading to leave it out",
            "удалите столбец или поставьте # перед его заголовком, чтобы пропустить",
        ),
    },
    NotTaken {
        words: &["огрн", "кпп", "оксм", "окпо"],
        what: ("belongs to the state register and to no document", "нужен государственному реестру, а не документу"),
        fix: (
            "put # before the heading to leave the column out",
            "поставьте # перед заголовком, чтобы пропустить столбец",
        ),
    },
    NotTaken {
        words: &["фио", "ученик", "получатель"],
        what: ("may have the whole name in one cell", "может быть, содержит полное имя в одной ячейке"),
        fix: (
            "name it «ФИО», or split it into «Фамилия», «Имя» and «Отчество»",
            "назовите его «ФИО» или разделите на «Фамилия», «Имя» и «Отчество»",
        ),
    },
    NotTaken {
        words: &["серия"],
        what: ("has one part of a number", "содержит часть номера"),
        fix: (
            "write series and number together in the column of the number",
            "пишите серию и номер вместе в столбце номера",
        ),
    },
];

/// Fault of a heading without a known meaning, with the advice for it.
pub(super) fn unknown(heading: &str) -> Fault {
    let folded = matching::fold(heading);
    let named = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    if let Some(NotTaken { what, fix, .. }) = NOT_TAKEN.iter().find(|entry| named(entry.words)) {
        return Fault::new("column-not-taken", *what, *fix);
    }
    let fix = match nearest(heading) {
        Some(nearest) => (
            format!("did you mean «{nearest}»? To leave the column out, put # before its heading"),
            format!("может быть, «{nearest}»? Чтобы пропустить столбец, поставьте # перед заголовком"),
        ),
        None => (
            "put # before the heading to leave the column out; write a subject as «Отметка: …»".to_owned(),
            "поставьте # перед заголовком, чтобы пропустить столбец; предмет пишите как «Отметка: …»".to_owned(),
        ),
    };
    Fault::new("unknown-column", ("is not a known column", "такой столбец неизвестен"), fix)
}

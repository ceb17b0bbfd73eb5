//! Headings that are known and not taken, and the advice for those that are not known.

use super::column::Column;
use super::fault::Fault;
use super::grid::SheetRow;
use super::heading::nearest;
use super::matching;
use attestat_words::text;
use attestat_words::text::Text;

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

/// Words in headings of personal data that no document carries.
const PERSONAL: &[&str] = &[
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
];

/// The mistake and the fix of a heading that people do have and that is not taken, by the words in it.
fn not_taken(has: impl Fn(&[&str]) -> bool) -> Option<(Text, Text)> {
    if has(PERSONAL) {
        Some((text!("cell-personal-data"), text!("cell-personal-data.fix")))
    } else if has(&["огрн", "кпп", "оксм", "окпо"]) {
        Some((text!("cell-of-a-register"), text!("cell-of-a-register.fix")))
    } else if has(&["фио", "ученик", "получатель"]) {
        Some((text!("cell-may-be-a-whole-name"), text!("cell-may-be-a-whole-name.fix")))
    } else if has(&["серия"]) {
        Some((text!("cell-part-of-a-number"), text!("cell-part-of-a-number.fix")))
    } else {
        None
    }
}

/// Fault of a heading without a known meaning, with the advice for it.
pub(super) fn unknown(heading: &str) -> Fault {
    let folded = matching::fold(heading);
    let named = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    if let Some((what, fix)) = not_taken(named) {
        return Fault::new("column-not-taken", what, fix);
    }
    let fix = match nearest(heading) {
        Some(nearest) => text!("cell-unknown-column.near", nearest = nearest),
        None => text!("cell-unknown-column.fix"),
    };
    Fault::new("unknown-column", text!("cell-unknown-column"), fix)
}

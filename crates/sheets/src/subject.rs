//! Headings that are columns of marks.
//!
//! A heading `Отметка: Черчение` (or `mark: …`) always is one; a heading that is only a subject is one
//! when the subject is on the list below, so that a misspelt column is never taken for a subject.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::matching;

/// Words that may stand before the colon of a heading that names a subject.
const PREFIXES: &[&str] = &["mark", "отметка", "итоговая отметка", "оценка", "итоговая оценка"];

/// Subjects of general schools, then of schools of arts and music.
pub(super) const KNOWN: &[&str] = &[
    "Русский язык",
    "Литература",
    "Родной язык",
    "Родная литература",
    "Иностранный язык",
    "Второй иностранный язык",
    "Английский язык",
    "Немецкий язык",
    "Французский язык",
    "Испанский язык",
    "Китайский язык",
    "Математика",
    "Алгебра",
    "Алгебра и начала математического анализа",
    "Геометрия",
    "Вероятность и статистика",
    "Информатика",
    "Информатика и ИКТ",
    "История",
    "История России",
    "Всеобщая история",
    "История России. Всеобщая история",
    "История нашего края",
    "Обществознание",
    "География",
    "Экономика",
    "Право",
    "Физика",
    "Астрономия",
    "Химия",
    "Биология",
    "Экология",
    "Естествознание",
    "Изобразительное искусство",
    "ИЗО",
    "Музыка",
    "Мировая художественная культура",
    "МХК",
    "Технология",
    "Труд (технология)",
    "Черчение",
    "Физическая культура",
    "Физкультура",
    "Основы безопасности жизнедеятельности",
    "ОБЖ",
    "Основы безопасности и защиты Родины",
    "ОБЗР",
    "Основы духовно-нравственной культуры народов России",
    "ОДНКНР",
    "Россия в мире",
    "Индивидуальный проект",
    "Сольфеджио",
    "Музыкальная литература",
    "Слушание музыки",
    "Хоровой класс",
    "Фортепиано",
    "Ансамбль",
    "Рисунок",
    "Живопись",
    "Композиция",
    "Станковая композиция",
    "Скульптура",
    "История искусств",
    "Беседы об искусстве",
    "Классический танец",
    "Народно-сценический танец",
    "История хореографического искусства",
    "Ритмика",
    "Актёрское мастерство",
    "Сценическая речь",
    "Сценическое движение",
];

/// Subjects as they are shortened above narrow columns, and in full, as the document names them.
const SHORT: &[(&str, &str)] = &[
    ("Рус. яз.", "Русский язык"),
    ("Русский", "Русский язык"),
    ("Р. яз.", "Русский язык"),
    ("Лит-ра", "Литература"),
    ("Лит.", "Литература"),
    ("Литер.", "Литература"),
    ("Родн. яз.", "Родной язык"),
    ("Родн. лит-ра", "Родная литература"),
    ("Ин. яз.", "Иностранный язык"),
    ("Иностр. яз.", "Иностранный язык"),
    ("Англ. яз.", "Иностранный язык (английский)"),
    ("Англ.", "Иностранный язык (английский)"),
    ("Нем. яз.", "Иностранный язык (немецкий)"),
    ("Франц. яз.", "Иностранный язык (французский)"),
    ("Исп. яз.", "Иностранный язык (испанский)"),
    ("Кит. яз.", "Иностранный язык (китайский)"),
    ("Матем.", "Математика"),
    ("Мат-ка", "Математика"),
    ("Алг.", "Алгебра"),
    ("Геом.", "Геометрия"),
    ("Вер. и стат.", "Вероятность и статистика"),
    ("ВиС", "Вероятность и статистика"),
    ("Инф-ка", "Информатика"),
    ("Информ.", "Информатика"),
    ("Инф.", "Информатика"),
    ("Ист.", "История"),
    ("Ист. России", "История России"),
    ("Всеобщ. история", "Всеобщая история"),
    ("Общ-е", "Обществознание"),
    ("Общест.", "Обществознание"),
    ("Обществозн.", "Обществознание"),
    ("Общ-ие", "Обществознание"),
    ("Геогр.", "География"),
    ("Геогр-я", "География"),
    ("Физ.", "Физика"),
    ("Хим.", "Химия"),
    ("Биол.", "Биология"),
    ("Биол-я", "Биология"),
    ("Астр.", "Астрономия"),
    ("Муз.", "Музыка"),
    ("Технол.", "Технология"),
    ("Техн.", "Технология"),
    ("Черч.", "Черчение"),
    ("Физ-ра", "Физическая культура"),
    ("Физ. к-ра", "Физическая культура"),
    ("Физк.", "Физическая культура"),
    ("Физ. культура", "Физическая культура"),
    ("Инд. проект", "Индивидуальный проект"),
    ("ИП", "Индивидуальный проект"),
];

static IN_FULL: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| SHORT.iter().map(|(short, full)| (matching::fold(short), *full)).collect());

static FOLDED: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| KNOWN.iter().map(|subject| matching::fold(subject)).collect());

/// Form in which a heading names a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubjectHeading<'a> {
    /// After `Отметка:`.
    Outright(&'a str),
    /// As a known subject alone.
    Known(&'a str),
    /// Shortened; in full it is this.
    Short(&'static str),
}

impl<'a> SubjectHeading<'a> {
    /// The subject as the document names it.
    pub(super) const fn subject(self) -> &'a str {
        match self {
            Self::Outright(subject) | Self::Known(subject) | Self::Short(subject) => subject,
        }
    }
}

/// The subject that a heading names, if it heads a column of marks.
pub(super) fn named(heading: &str) -> Option<SubjectHeading<'_>> {
    if let Some((prefix, subject)) = heading.split_once(':')
        && PREFIXES.contains(&matching::fold(prefix).as_str())
    {
        return Some(SubjectHeading::Outright(subject.trim()));
    }
    // The language of «Иностранный язык (английский)» belongs to the subject but not to the list.
    let base = heading.split('(').next().unwrap_or(heading);
    let known = FOLDED.contains(&matching::fold(heading)) || FOLDED.contains(&matching::fold(base));
    if known {
        return Some(SubjectHeading::Known(heading.trim()));
    }
    IN_FULL.get(&matching::fold(heading)).map(|full| SubjectHeading::Short(full))
}

#[cfg(test)]
mod tests {
    use super::super::column::Column;
    use super::*;

    #[test]
    fn headings_of_marks() {
        for (heading, subject) in [
            ("Отметка: Черчение", Some(SubjectHeading::Outright("Черчение"))),
            ("mark: Algebra", Some(SubjectHeading::Outright("Algebra"))),
            ("ОТМЕТКА :Теория: вводный курс", Some(SubjectHeading::Outright("Теория: вводный курс"))),
            ("Алгебра", Some(SubjectHeading::Known("Алгебра"))),
            ("Иностранный язык (английский)", Some(SubjectHeading::Known("Иностранный язык (английский)"))),
            ("Труд (технология)", Some(SubjectHeading::Known("Труд (технология)"))),
            ("Рус. яз.", Some(SubjectHeading::Short("Русский язык"))),
            ("ЛИТ-РА", Some(SubjectHeading::Short("Литература"))),
            ("Алгебра 9Б", None),
            ("Согласие: дата", None),
        ] {
            assert_eq!(named(heading), subject, "{heading}");
        }
    }

    #[test]
    fn no_subject_is_a_column_of_another_kind() {
        for subject in KNOWN.iter().copied().chain(SHORT.iter().map(|(short, _)| *short)) {
            assert_eq!(Column::named(subject), None, "{subject}");
        }
        assert!(SHORT.iter().all(|(short, full)| !FOLDED.contains(&matching::fold(short))
            && named(full) == Some(SubjectHeading::Known(full))));
        assert_eq!(IN_FULL.len(), SHORT.len(), "no short form is ambiguous");
    }
}

//! The form of each kind of document: its columns, which of them are required, and a sample of each.

use attestat_credential::draft::words::DocumentKind;

use super::column::Column;

/// Need of a form for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The sheet must have the column and the row a value.
    Required,
    /// Column or value may be absent, or are needed by some rows only.
    Optional,
}

/// One column of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The column.
    pub(super) column: Column,
    /// Need of the form for the column.
    pub(super) need: Need,
    /// Text of the template's sample row.
    pub(super) sample: &'static str,
}

const fn required(column: Column, sample: &'static str) -> Entry {
    Entry { column, need: Need::Required, sample }
}

const fn optional(column: Column, sample: &'static str) -> Entry {
    Entry { column, need: Need::Optional, sample }
}

/// The family name in every template, which nobody has.
pub(super) const SAMPLE_FAMILY_NAME: &str = "Образцова (SAMPLE)";

/// The columns of the person, first in every form.
const PERSON: &[Entry] = &[
    optional(Column::PupilRef, "SAMPLE-01"),
    optional(Column::FullName, ""),
    required(Column::FamilyName, SAMPLE_FAMILY_NAME),
    required(Column::GivenName, "Анна"),
    optional(Column::Patronymic, "Ильинична"),
    required(Column::BirthDate, "15.03.2004"),
];

/// Columns for sheets from elsewhere: the template has their content in other columns.
pub(super) const FROM_ELSEWHERE: [Column; 3] = [Column::FullName, Column::BlankSeries, Column::ReplacesSeries];

/// The family's agreement, last in the form of every achievement.
const AGREEMENT: &[Entry] = &[
    required(Column::AgreementDate, "01.09.2020"),
    required(Column::AgreementText, "Заявление № 1, папка «Согласия» (SAMPLE)"),
    required(Column::AgreedBy, "представитель и ученик"),
];

const CERTIFICATE: &[Entry] = &[
    required(Column::Distinction, "обычный"),
    optional(Column::BlankSeries, ""),
    required(Column::BlankNumber, "07700000000001"),
    required(Column::RegistrationNumber, "2021-1"),
    required(Column::IssueDate, "25.06.2021"),
    required(Column::EndYear, "2021"),
    required(Column::SchoolName, "Муниципальном бюджетном общеобразовательном учреждении «Школа-образец» (SAMPLE)"),
    required(Column::Locality, "г. Образцовск"),
    required(Column::Head, "Примеров П. П."),
    optional(Column::HeadCapacity, "руководитель"),
    required(Column::SupplementNumber, "07700000000002"),
    optional(Column::AdditionalInformation, "Элективный курс «Черчение»"),
    optional(Column::Copy, "оригинал"),
    optional(Column::ReplacesSeries, ""),
    optional(Column::ReplacesNumber, ""),
    required(Column::Law, "Приказ № 1 от 20.06.2021 (SAMPLE)"),
];

const OLYMPIAD: &[Entry] = &[
    required(Column::Name, "Всероссийская олимпиада школьников"),
    required(Column::Series, "всероссийская"),
    optional(Column::Stage, "региональный"),
    optional(Column::ListNumber, ""),
    optional(Column::ListYear, ""),
    optional(Column::ListLevel, ""),
    optional(Column::HeldIn, ""),
    required(Column::Subject, "Физика"),
    optional(Column::Profile, ""),
    required(Column::Grade, "10"),
    required(Column::Degree, "призёр"),
    required(Column::Date, "10.02.2021"),
    required(Column::Organiser, "Министерство образования Образцовской области (SAMPLE)"),
    optional(Column::DiplomaNumber, "РЭ-000001"),
];

const CONTEST: &[Entry] = &[
    required(Column::Form, "конференция"),
    required(Column::Field, "техническое"),
    required(Column::Name, "Научно-практическая конференция «Образец» (SAMPLE)"),
    required(Column::Level, "региональный"),
    required(Column::Role, "докладчик"),
    required(Column::Result, "лауреат I степени"),
    optional(Column::WorkTitle, "Датчик глубины снега"),
    required(Column::Date, "02.04.2021"),
    required(Column::Organiser, "Образцовский технический университет (SAMPLE)"),
    optional(Column::DiplomaNumber, "88"),
];

const SPORT_RANK: &[Entry] = &[
    required(Column::Sport, "Плавание"),
    required(Column::Rank, "I спортивный разряд"),
    required(Column::OrderNumber, "15-н"),
    required(Column::Date, "05.05.2021"),
    optional(Column::ValidUntil, "05.05.2024"),
    required(Column::Organisation, "Министерство спорта Образцовской области (SAMPLE)"),
];

const SPORT_EVENT: &[Entry] = &[
    required(Column::Name, "Первенство Образцовской области (SAMPLE)"),
    required(Column::Sport, "Лёгкая атлетика"),
    optional(Column::Discipline, "100 м"),
    required(Column::Level, "региональный"),
    required(Column::Place, "1"),
    optional(Column::Result, "10,84 с"),
    required(Column::Date, "30.05.2021"),
    required(Column::Organiser, "Федерация лёгкой атлетики Образцовской области (SAMPLE)"),
    optional(Column::DiplomaNumber, "3"),
];

const ARTS_SCHOOL: &[Entry] = &[
    required(Column::SchoolType, "музыкальная"),
    required(Column::Programme, "предпрофессиональная"),
    required(Column::Specialism, "Фортепиано"),
    required(Column::StartYear, "2013"),
    required(Column::EndYear, "2021"),
    required(Column::CertificateNumber, "А 000123"),
    required(Column::Date, "28.05.2021"),
    required(Column::Organisation, "Детская музыкальная школа № 1 г. Образцовска (SAMPLE)"),
];

const GTO: &[Entry] = &[
    required(Column::Step, "5"),
    required(Column::Badge, "золотой"),
    required(Column::CertificateNumber, "АА 0000001"),
    required(Column::Date, "12.04.2021"),
    optional(Column::Uin, "16-77-0012345"),
];

/// The marks of the sample row: heading and cell.
pub(super) const fn sample_marks(kind: DocumentKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        DocumentKind::Basic => &[
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
        ],
        DocumentKind::Secondary => &[
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
        ],
        DocumentKind::ArtsSchool => &[
            ("Отметка: Специальность", "5"),
            ("Сольфеджио", "4"),
            ("Музыкальная литература", "5"),
            ("Хоровой класс", ""),
        ],
        DocumentKind::Olympiad
        | DocumentKind::Contest
        | DocumentKind::SportRank
        | DocumentKind::SportEvent
        | DocumentKind::Gto => &[],
    }
}

/// Need of a document of this kind for marks; none if it has no marks.
pub(super) const fn marks_needed(kind: DocumentKind) -> Option<Need> {
    match kind {
        DocumentKind::Basic | DocumentKind::Secondary => Some(Need::Required),
        DocumentKind::ArtsSchool => Some(Need::Optional),
        DocumentKind::Olympiad
        | DocumentKind::Contest
        | DocumentKind::SportRank
        | DocumentKind::SportEvent
        | DocumentKind::Gto => None,
    }
}

/// The columns of one kind in the order of its form; the kind itself and the marks stand apart.
pub(super) fn entries(kind: DocumentKind) -> impl Iterator<Item = Entry> {
    let (document, basis): (&[Entry], &[Entry]) = match kind {
        DocumentKind::Basic | DocumentKind::Secondary => (CERTIFICATE, &[]),
        DocumentKind::Olympiad => (OLYMPIAD, AGREEMENT),
        DocumentKind::Contest => (CONTEST, AGREEMENT),
        DocumentKind::SportRank => (SPORT_RANK, AGREEMENT),
        DocumentKind::SportEvent => (SPORT_EVENT, AGREEMENT),
        DocumentKind::ArtsSchool => (ARTS_SCHOOL, AGREEMENT),
        DocumentKind::Gto => (GTO, AGREEMENT),
    };
    PERSON.iter().chain(document).chain(basis).copied()
}

/// Returns true if a document of this kind has the column.
pub(super) fn has(kind: DocumentKind, column: Column) -> bool {
    column == Column::Kind || entries(kind).any(|entry| entry.column == column)
}

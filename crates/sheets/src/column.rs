//! The columns that a sheet may have, and the headings by which they are known.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::matching;

/// Declares the columns: a key as in `attestat/draft/v1`, the heading of the template, other headings.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $heading:literal, [$($alias:literal),* $(,)?];)*) => {
        /// A column that a sheet may have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Column {
            $($(#[$doc])* $name,)*
        }

        impl Column {
            /// Every column.
            pub(super) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in English, which is the field's key in a draft.
            pub(crate) const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// The heading in Russian, as the template writes it.
            pub(crate) const fn heading(self) -> &'static str {
                match self {
                    $(Self::$name => $heading,)*
                }
            }

            /// Further headings that mean this column.
            const fn aliases(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($alias),*],)*
                }
            }
        }
    };
}

columns! {
    /// Kind of the document to be issued.
    Kind = "kind", "Вид документа", ["Вид", "Наименование документа", "Название документа", "document kind", "document type"];
    /// The school's own number of the pupil.
    PupilRef = "pupil_ref", "Номер ученика",
        ["Личное дело", "Номер личного дела", "ID ученика", "Код ученика", "pupil id", "student id", "sourcedId"];
    /// The whole name in one cell.
    FullName = "full_name", "ФИО",
        ["Фамилия, имя, отчество", "Фамилия имя отчество", "Фамилия, имя и отчество", "Ф.И.О.", "ФИО ученика", "ФИО обучающегося",
         "ФИО выпускника", "ФИО получателя", "Ф.И.О. ученика", "Ф.И.О. обучающегося", "Ф.И.О. выпускника", "full name"];
    /// Фамилия.
    FamilyName = "family_name", "Фамилия", ["Фамилия получателя", "Фамилия ученика", "surname", "last name", "familyName"];
    /// Имя.
    GivenName = "given_name", "Имя", ["Имя получателя", "Имя ученика", "first name", "givenName", "name of pupil"];
    /// Отчество.
    Patronymic = "patronymic", "Отчество",
        ["Отчество получателя", "Отчество ученика", "Отчество (при наличии)", "middle name", "middleName"];
    /// Day of birth.
    BirthDate = "birth_date", "Дата рождения",
        ["Дата рождения получателя", "Дата рождения ученика", "Д.р.", "date of birth", "birthday", "birthDate"];
    /// Day of the agreement.
    AgreementDate = "agreement_date", "Дата согласия", ["Дата заявления", "Согласие: дата", "consent date"];
    /// The paper on which the agreement stands.
    AgreementText = "agreement_basis", "Документ о согласии",
        ["Основание согласия", "Согласие", "Согласие: документ", "Заявление", "agreement", "consent", "consent basis"];
    /// Person or persons who agreed.
    AgreedBy = "agreed_by", "Кто дал согласие",
        ["Согласие дал", "Кем дано согласие", "Согласие: кто дал", "consent by", "agreement by"];
    /// Law or order on which a certificate is issued.
    Law = "legal_basis", "Основание выдачи", ["Приказ о выдаче", "Приказ", "Основание", "law", "order", "basis"];

    /// Ordinary or with distinction.
    Distinction = "distinction", "Отличие", ["Форма аттестата", "С отличием", "Вид аттестата"];
    /// Series of the title sheet's blank, where it stands apart from the number.
    BlankSeries = "blank_series", "Серия бланка",
        ["Серия", "Серия документа", "Серия аттестата", "Серия бланка аттестата", "series of blank"];
    /// Number of the title sheet's blank.
    BlankNumber = "blank_number", "Номер бланка",
        ["Номер бланка аттестата", "Номер аттестата", "Номер документа", "Серия и номер", "Серия и номер бланка",
         "Серия и номер аттестата", "Серия и номер документа", "certificate blank", "blank"];
    /// Number in the registration book.
    RegistrationNumber = "registration_number", "Регистрационный номер", ["Рег. номер", "Рег. №", "Регистрационный номер документа", "registration"];
    /// Day of issue.
    IssueDate = "issue_date", "Дата выдачи", ["Дата выдачи документа", "Дата выдачи аттестата", "issued", "issued on"];
    /// Year of graduation.
    EndYear = "end_year", "Год окончания", ["Год выпуска", "Год окончания обучения", "graduation year", "year"];
    /// Full official name of the school.
    SchoolName = "school_name", "Наименование школы",
        ["Полное наименование школы", "Полное наименование организации", "Наименование организации",
         "Наименование образовательной организации", "Школа", "school"];
    /// Town or village of the school.
    Locality = "locality", "Населённый пункт", ["Место нахождения", "Город", "town", "city"];
    /// Surname and initials of the head.
    Head = "head", "Руководитель", ["Директор", "ФИО руководителя", "ФИО директора", "head of school", "principal"];
    /// Head or acting head.
    HeadCapacity = "head_capacity", "Должность руководителя", ["Руководитель или и. о.", "Кто подписал"];
    /// Number of the supplement's blank.
    SupplementNumber = "supplement_number", "Номер бланка приложения", ["Номер приложения", "Серия и номер приложения", "supplement"];
    /// Courses without marks.
    AdditionalInformation = "additional_information", "Дополнительные сведения", ["Доп. сведения", "courses"];
    /// Original or duplicate.
    Copy = "copy", "Оригинал или дубликат", ["Статус документа", "Дубликат"];
    /// The blank that a duplicate replaces.
    ReplacesNumber = "replaces_number", "Взамен бланка", ["Номер заменённого бланка", "Номер оригинала", "Номер документа (оригинала)", "Номер (оригинала)", "replaces"];
    /// Series of the blank that a duplicate replaces, where it stands apart from the number.
    ReplacesSeries = "replaces_series", "Серия заменённого бланка", ["Серия (оригинала)", "Серия документа (оригинала)", "Серия оригинала"];

    /// Name of the event.
    Name = "name", "Название",
        ["Название мероприятия", "Название олимпиады", "Название конкурса", "Название соревнования",
         "Наименование мероприятия", "Олимпиада", "Конкурс", "Мероприятие", "event", "event name"];
    /// Series of the olympiad.
    Series = "series", "Вид олимпиады", ["Тип олимпиады", "olympiad series"];
    /// Stage of the all-Russian olympiad.
    Stage = "stage", "Этап", ["Этап олимпиады"];
    /// Number on the ministry's list.
    ListNumber = "list_number", "Номер в перечне", ["№ в перечне", "Номер по перечню"];
    /// Year of the list.
    ListYear = "list_year", "Год перечня", ["Учебный год перечня (окончание)"];
    /// Level on the list.
    ListLevel = "list_level", "Уровень в перечне", ["Уровень олимпиады", "Уровень по перечню"];
    /// Country or city where an international olympiad was held.
    HeldIn = "held_in", "Место проведения", ["Страна проведения", "Страна", "country"];
    /// Subject of the olympiad.
    Subject = "subject", "Предмет", ["Предмет олимпиады", "Учебный предмет"];
    /// Profile of the olympiad.
    Profile = "profile", "Профиль", ["Профиль олимпиады"];
    /// Grade whose tasks were solved.
    Grade = "grade", "Класс", ["Класс участия", "За какой класс выполнял задания", "class"];
    /// Winner or prize-winner.
    Degree = "degree", "Статус участника", ["Степень диплома", "Победитель или призёр", "diploma degree"];
    /// Day of the document or event.
    Date = "date", "Дата",
        ["Дата диплома", "Дата вручения", "Дата получения", "Дата приказа", "Дата проведения", "Дата документа",
         "Дата свидетельства", "Дата награждения", "award date"];
    /// Organiser of the event.
    Organiser = "organiser", "Организатор", ["Организатор мероприятия", "Кто проводил", "organizer"];
    /// Number of the diploma.
    DiplomaNumber = "diploma_number", "Номер диплома", ["Диплом", "Серия и номер диплома", "diploma"];

    /// Contest or conference.
    Form = "form", "Форма мероприятия", ["Конкурс или конференция"];
    /// Field of the contest.
    Field = "field", "Направление", ["Область", "Направленность"];
    /// Level of the event.
    Level = "level", "Уровень", ["Уровень мероприятия", "Уровень соревнования", "Масштаб"];
    /// Role of the pupil.
    Role = "role", "Роль", ["Роль участника", "Участие"];
    /// Result of a contest, or measured result in sport.
    Result = "result", "Результат", ["Результат участия", "Достижение"];
    /// Title of the work.
    WorkTitle = "work_title", "Название работы", ["Тема работы", "Работа", "Тема доклада"];

    /// Kind of sport.
    Sport = "sport", "Вид спорта", [];
    /// Sport rank or title.
    Rank = "rank", "Разряд", ["Разряд или звание", "Спортивный разряд", "Звание", "sport rank"];
    /// Number of the order.
    OrderNumber = "order_number", "Номер приказа", ["№ приказа о присвоении", "order no"];
    /// Last day on which a rank counts.
    ValidUntil = "valid_until", "Действует до", ["Срок действия", "Действителен до", "expires"];
    /// Organisation that awarded it.
    Organisation = "organisation", "Организация",
        ["Кем выдан", "Кем выдано", "Кем присвоен", "Образовательная организация", "organization"];
    /// Discipline, distance or weight class.
    Discipline = "discipline", "Дисциплина", ["Дистанция", "Весовая категория", "Спортивная дисциплина"];
    /// Place taken.
    Place = "place", "Место", ["Занятое место"];

    /// Kind of arts school.
    SchoolType = "school_type", "Вид школы", ["Тип школы", "Школа искусств"];
    /// Kind of programme.
    Programme = "programme", "Вид программы", ["Программа", "program"];
    /// Instrument or section.
    Specialism = "specialism", "Инструмент или отделение", ["Инструмент", "Отделение", "instrument"];
    /// Year of entry.
    StartYear = "start_year", "Год поступления", ["Год начала", "year of entry"];
    /// Number of the certificate.
    CertificateNumber = "certificate_number", "Номер свидетельства",
        ["Номер удостоверения", "Свидетельство", "Удостоверение"];
    /// Step of the GTO.
    Step = "step", "Ступень", ["Ступень ГТО"];
    /// Badge of the GTO.
    Badge = "badge", "Знак", ["Знак отличия", "Знак ГТО"];
    /// The participant's number in the GTO.
    Uin = "uin", "УИН", ["УИН ГТО", "Номер участника ГТО"];
}

static BY_SPELLING: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
    let spellings = |column: &Column| {
        let column = *column;
        column.spellings().map(move |spelling| (matching::fold(spelling), column))
    };
    Column::ALL.iter().flat_map(|column| spellings(column).collect::<Vec<_>>()).collect()
});

impl Column {
    /// The column that a heading names, in any known spelling.
    pub(super) fn named(heading: &str) -> Option<Self> {
        BY_SPELLING.get(&matching::fold(heading)).copied()
    }

    /// Returns true if a column may hold the same value in all rows, so that the value can be given once for all of
    /// them.
    pub(super) const fn is_of_all(self) -> bool {
        !matches!(
            self,
            Self::Kind
                | Self::PupilRef
                | Self::FullName
                | Self::FamilyName
                | Self::GivenName
                | Self::Patronymic
                | Self::BirthDate
                | Self::BlankNumber
                | Self::RegistrationNumber
                | Self::ReplacesNumber
                | Self::ReplacesSeries
                | Self::DiplomaNumber
                | Self::CertificateNumber
                | Self::Uin
        )
    }

    /// Every heading that means this column.
    pub(super) fn spellings(self) -> impl Iterator<Item = &'static str> {
        [self.heading(), self.key()].into_iter().chain(self.aliases().iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_means_two_columns() {
        let mut seen: HashMap<String, Column> = HashMap::new();
        for column in Column::ALL {
            for spelling in column.spellings() {
                let other = seen.insert(matching::fold(spelling), *column);
                assert!(other.is_none_or(|other| other == *column), "{spelling} names {other:?} and {column:?}");
            }
        }
    }

    #[test]
    fn every_heading_is_found_in_either_language_and_any_case() {
        for column in Column::ALL {
            for spelling in column.spellings() {
                for text in [spelling.to_owned(), spelling.to_uppercase(), format!(" {spelling}* ")] {
                    assert_eq!(Column::named(&text), Some(*column), "{text}");
                }
            }
        }
    }
}

//! From a row to a draft: the person, the document of its kind, and the basis.
//!
//! Each function reads all its cells before it looks at any of them, so that a row tells every mistake
//! at once.

use attestat_credential::draft::achievement::{
    Achievement, AchievementFields, ArtsSchool, Contest, Gto, Olympiad, OlympiadSeries, SportEvent, SportRank,
};
use attestat_credential::draft::basis::{Agreement, Basis};
use attestat_credential::draft::certificate::{Certificate, CertificateFields, Copy};
use attestat_credential::draft::problem::FieldError;
use attestat_credential::draft::text::{Count, GtoNumber, Year};
use attestat_credential::draft::words::{
    AgreedBy, ArtsSchoolType, ContestField, ContestForm, ContestResult, ContestRole, Distinction, DocumentKind,
    GtoBadge, HeadCapacity, Level, ListLevel, OlympiadDegree, OlympiadStage, Programme, Rank,
};
use attestat_credential::draft::{Document, Draft, DraftFields, Person};

use super::cell::{self, number, text};
use super::column::Column;
use super::fault::Fault;
use super::form::Need;
use super::full_name::{self, FullName};
use super::identifier::{self, identifier};
use super::name;
use super::row::RowReader;
use super::vocabulary::{self, reader};

/// Words that may follow a year.
const YEAR: &[&str] = &["год", "г.", "г"];

/// Reads the draft of one row; `None` means that mistakes are on record, in `row` or in the headings.
pub(super) fn read(row: &mut RowReader<'_>, kind: Option<DocumentKind>) -> Option<Draft> {
    row.check_cells_without_heading();
    if let Some(kind) = kind {
        row.set_kind(kind);
    }
    let pupil_ref = row.optional(Column::PupilRef, identifier);
    let pupil = person(row);
    let (document, basis) = match kind? {
        DocumentKind::Basic => (certificate(row).map(Document::Basic), law(row)),
        DocumentKind::Secondary => (certificate(row).map(Document::Secondary), law(row)),
        kind => (achievement(row, kind).map(Document::Achievement), agreement(row)),
    };
    let fields = DraftFields { pupil: pupil?, pupil_ref, document: document?, basis: basis? };
    doubts(row, &fields);
    // An optional cell that could not be read is None like a blank one, but has left a mistake.
    if !row.is_clean() {
        return None;
    }
    let draft = whole(row, Draft::new(fields))?;
    let checked = draft.check_new();
    whole(row, checked).map(|()| draft)
}

/// Asks about values that are unlikely and may be right.
fn doubts(row: &mut RowReader<'_>, fields: &DraftFields) {
    row.ask(Column::FamilyName, name::several_names(&fields.pupil.family_name));
    let (certificate, ages) = match &fields.document {
        Document::Basic(certificate) => (certificate, 14..=20),
        Document::Secondary(certificate) => (certificate, 15..=25),
        Document::Achievement(_) => return,
    };
    let (issued, finished) = (certificate.fields().issue_date, certificate.fields().end_year);
    let years = fields.pupil.birth_date.age_on(issued);
    // An age that is impossible is refused by the draft itself.
    let unlikely = (10..=100).contains(&years) && !ages.contains(&years);
    row.ask(Column::BirthDate, unlikely.then(|| unlikely_age(years)));
    let late = certificate.fields().copy == Copy::Original && issued.year() != finished;
    row.ask(Column::EndYear, late.then(late_issue));
}

fn unlikely_age(years: u32) -> Fault {
    Fault::question(
        "unlikely-age",
        (
            format!("makes the pupil {years} years old on the day of issue"),
            format!("по этой дате ученику в день выдачи полных лет: {years}"),
        ),
        ("correct one of the two days, unless both are right", "исправьте одну из двух дат, если только обе не верны"),
    )
}

fn late_issue() -> Fault {
    Fault::question(
        "other-year",
        ("is not the year of issue, and the document is no duplicate", "не год выдачи, а документ — не дубликат"),
        (
            "correct the year or the day of issue, unless the certificate was issued late",
            "исправьте год или дату выдачи, если только аттестат не выдан позже",
        ),
    )
}

/// Returns a part whose fields fit each other; a mistake between them goes on record.
fn whole<T>(row: &mut RowReader<'_>, part: Result<T, FieldError>) -> Option<T> {
    part.inspect_err(|error| row.fail_between(error)).ok()
}

fn person(row: &mut RowReader<'_>) -> Option<Person> {
    if row.has_column(Column::FullName) {
        return whole_name(row);
    }
    let family_name = row.required(Column::FamilyName, name::name);
    let given_name = row.required(Column::GivenName, name::given_name);
    let patronymic = row.optional(Column::Patronymic, name::name);
    let birth_date = row.past_day(Column::BirthDate);
    Some(Person { family_name: family_name?, given_name: given_name?, patronymic, birth_date: birth_date? })
}

/// A person whose names stand in one cell.
fn whole_name(row: &mut RowReader<'_>) -> Option<Person> {
    let names = row.required(Column::FullName, full_name::names);
    let birth_date = row.past_day(Column::BirthDate);
    let FullName { family_name, given_name, patronymic } = names?;
    row.read_as(Column::FullName, full_name::names_read(&family_name, &given_name, patronymic.as_ref()));
    Some(Person { family_name, given_name: Some(given_name), patronymic, birth_date: birth_date? })
}

fn law(row: &mut RowReader<'_>) -> Option<Basis> {
    row.required(Column::Law, text).map(Basis::Law)
}

fn agreement(row: &mut RowReader<'_>) -> Option<Basis> {
    let date = row.past_day(Column::AgreementDate);
    let basis = row.required(Column::AgreementText, text);
    let by = row.required(Column::AgreedBy, reader(vocabulary::AGREED_BY, AgreedBy::parse));
    Some(Basis::Agreement(Agreement { date: date?, text: basis?, by: by? }))
}

fn certificate(row: &mut RowReader<'_>) -> Option<Certificate> {
    let distinction = row.required(Column::Distinction, reader(vocabulary::DISTINCTION, Distinction::parse));
    let series = row.text_of(Column::BlankSeries);
    let blank_number = row.required(Column::BlankNumber, |cell| identifier::blank_number(series, cell));
    let registration_number = row.required(Column::RegistrationNumber, identifier);
    let issue_date = row.past_day(Column::IssueDate);
    let end_year = row.required(Column::EndYear, number(YEAR, Year::new));
    let school_name = row.required(Column::SchoolName, text);
    let locality = row.required(Column::Locality, text);
    let head = row.required(Column::Head, text);
    let head_capacity = row.optional(Column::HeadCapacity, reader(vocabulary::HEAD_CAPACITY, HeadCapacity::parse));
    let supplement_number = row.required(Column::SupplementNumber, |cell| match cell {
        _ if cell::says_no_supplement(cell) => Ok(None),
        cell => identifier::blank_number("", cell).map(Some),
    });
    if blank_number.is_some() && supplement_number.as_ref().is_some_and(|number| *number == blank_number) {
        let fault = Fault::new(
            "blank-twice",
            ("is also the number of the title sheet", "это же номер титула"),
            ("copy each number from its own blank", "перепишите каждый номер со своего бланка"),
        );
        row.fail(Column::SupplementNumber, fault);
    }
    let additional_information = row.optional(Column::AdditionalInformation, cell::lines).unwrap_or_default();
    let copy = copy(row);
    let has_no_supplement = supplement_number.as_ref().is_some_and(Option::is_none);
    let marks = row.marks(if has_no_supplement { None } else { Some(Need::Required) });
    let fields = CertificateFields {
        distinction: distinction?,
        blank_number: blank_number?,
        registration_number: registration_number?,
        issue_date: issue_date?,
        end_year: end_year?,
        school_name: school_name?,
        locality: locality?,
        head: head?,
        head_capacity: head_capacity.unwrap_or(HeadCapacity::Head),
        supplement_number: supplement_number?,
        marks: marks?,
        additional_information,
        copy: copy?,
    };
    if row.is_clean() { whole(row, Certificate::new(fields)) } else { None }
}

/// Original or duplicate; a blank cell means the original, and only a duplicate replaces a blank.
fn copy(row: &mut RowReader<'_>) -> Option<Copy> {
    let word = |cell: &str| reader(vocabulary::COPY, |word| Ok(word == "duplicate"))(cell);
    let is_duplicate = row.optional(Column::Copy, word).unwrap_or(false);
    let series = row.text_of(Column::ReplacesSeries);
    let replaces = row.optional(Column::ReplacesNumber, |cell| identifier::blank_number(series, cell));
    if is_duplicate {
        return Some(Copy::Duplicate { replaces });
    }
    if row.has(Column::ReplacesNumber) {
        let what = (
            "names a blank that is replaced, and the document is not a duplicate",
            "назван заменённый бланк, а документ — не дубликат",
        );
        let fix = (
            "empty the cell, or write «дубликат» in «Оригинал или дубликат»",
            "очистите ячейку или напишите «дубликат» в «Оригинал или дубликат»",
        );
        row.fail(Column::ReplacesNumber, Fault::new("not-a-duplicate", what, fix));
        return None;
    }
    Some(Copy::Original)
}

fn achievement(row: &mut RowReader<'_>, kind: DocumentKind) -> Option<Achievement> {
    let fields = match kind {
        DocumentKind::Olympiad => olympiad(row).map(AchievementFields::Olympiad),
        DocumentKind::Contest => contest(row).map(AchievementFields::Contest),
        DocumentKind::SportRank => sport_rank(row).map(AchievementFields::SportRank),
        DocumentKind::SportEvent => sport_event(row).map(AchievementFields::SportEvent),
        DocumentKind::ArtsSchool => arts_school(row).map(AchievementFields::ArtsSchool),
        DocumentKind::Gto => gto(row).map(AchievementFields::Gto),
        DocumentKind::Basic | DocumentKind::Secondary => None,
    };
    let fields = fields?;
    if row.is_clean() { whole(row, Achievement::new(fields)) } else { None }
}

fn olympiad(row: &mut RowReader<'_>) -> Option<Olympiad> {
    let name = row.required(Column::Name, text);
    let series = series(row);
    let subject = row.required(Column::Subject, text);
    let profile = row.optional(Column::Profile, text);
    let grade = row.required(Column::Grade, number(&["класс"], Count::new));
    let degree = row.required(Column::Degree, reader(vocabulary::DEGREE, OlympiadDegree::parse));
    let date = row.past_day(Column::Date);
    let organiser = row.required(Column::Organiser, text);
    let diploma_number = row.optional(Column::DiplomaNumber, identifier);
    Some(Olympiad {
        name: name?,
        series: series?,
        subject: subject?,
        profile,
        grade: grade?,
        degree: degree?,
        date: date?,
        organiser: organiser?,
        diploma_number,
    })
}

/// The columns that only some series of olympiads have.
const OF_A_SERIES: [Column; 5] =
    [Column::Stage, Column::ListNumber, Column::ListYear, Column::ListLevel, Column::HeldIn];

fn series(row: &mut RowReader<'_>) -> Option<OlympiadSeries> {
    let word = row.required(Column::Series, reader(vocabulary::SERIES, |word| Ok(word.to_owned())))?;
    let (own, series): (&[Column], _) = match word.as_str() {
        "all-russian" => {
            let stage = row.required(Column::Stage, reader(vocabulary::STAGE, OlympiadStage::parse));
            (&[Column::Stage], stage.map(|stage| OlympiadSeries::AllRussian { stage }))
        }
        "listed" => (&[Column::ListNumber, Column::ListYear, Column::ListLevel], listed(row)),
        _ => {
            let place = row.required(Column::HeldIn, text);
            (&[Column::HeldIn], place.map(|place| OlympiadSeries::International { place }))
        }
    };
    for column in OF_A_SERIES.into_iter().filter(|column| !own.contains(column)) {
        if row.has(column) {
            let what = (
                "is filled in, and an olympiad of this series has no such field",
                "заполнено, а у олимпиады этого вида такого поля нет",
            );
            let fix = ("empty the cell, or correct «Вид олимпиады»", "очистите ячейку или исправьте «Вид олимпиады»");
            row.fail(column, Fault::new("not-in-this-series", what, fix));
        }
    }
    series
}

fn listed(row: &mut RowReader<'_>) -> Option<OlympiadSeries> {
    let number_on_list = row.required(Column::ListNumber, number(&[], Count::new));
    let year = row.required(Column::ListYear, number(YEAR, Year::new));
    let level = row.required(Column::ListLevel, reader(vocabulary::LIST_LEVEL, ListLevel::parse));
    Some(OlympiadSeries::Listed { number: number_on_list?, year: year?, level: level? })
}

fn contest(row: &mut RowReader<'_>) -> Option<Contest> {
    let form = row.required(Column::Form, reader(vocabulary::FORM, ContestForm::parse));
    let field = row.required(Column::Field, reader(vocabulary::FIELD, ContestField::parse));
    let name = row.required(Column::Name, text);
    let level = row.required(Column::Level, reader(vocabulary::LEVEL, Level::parse));
    let role = row.required(Column::Role, reader(vocabulary::ROLE, ContestRole::parse));
    let result = row.required(Column::Result, reader(vocabulary::RESULT, ContestResult::parse));
    let work_title = row.optional(Column::WorkTitle, text);
    let date = row.past_day(Column::Date);
    let organiser = row.required(Column::Organiser, text);
    let diploma_number = row.optional(Column::DiplomaNumber, identifier);
    Some(Contest {
        form: form?,
        field: field?,
        name: name?,
        level: level?,
        role: role?,
        result: result?,
        work_title,
        date: date?,
        organiser: organiser?,
        diploma_number,
    })
}

fn sport_rank(row: &mut RowReader<'_>) -> Option<SportRank> {
    let sport = row.required(Column::Sport, text);
    let rank = row.required(Column::Rank, reader(vocabulary::RANK, Rank::parse));
    let order_number = row.required(Column::OrderNumber, identifier);
    let date = row.past_day(Column::Date);
    let valid_until = row.optional_day(Column::ValidUntil);
    let organisation = row.required(Column::Organisation, text);
    Some(SportRank {
        sport: sport?,
        rank: rank?,
        order_number: order_number?,
        date: date?,
        valid_until,
        organisation: organisation?,
    })
}

fn sport_event(row: &mut RowReader<'_>) -> Option<SportEvent> {
    let name = row.required(Column::Name, text);
    let sport = row.required(Column::Sport, text);
    let discipline = row.optional(Column::Discipline, text);
    let level = row.required(Column::Level, reader(vocabulary::LEVEL, Level::parse));
    let place = row.required(Column::Place, number(&["место"], Count::new));
    let result = row.optional(Column::Result, cell::measure);
    let date = row.past_day(Column::Date);
    let organiser = row.required(Column::Organiser, text);
    let diploma_number = row.optional(Column::DiplomaNumber, identifier);
    Some(SportEvent {
        name: name?,
        sport: sport?,
        discipline,
        level: level?,
        place: place?,
        result,
        date: date?,
        organiser: organiser?,
        diploma_number,
    })
}

fn arts_school(row: &mut RowReader<'_>) -> Option<ArtsSchool> {
    let school_type = row.required(Column::SchoolType, reader(vocabulary::SCHOOL_TYPE, ArtsSchoolType::parse));
    let programme = row.required(Column::Programme, reader(vocabulary::PROGRAMME, Programme::parse));
    let specialism = row.required(Column::Specialism, text);
    let start_year = row.required(Column::StartYear, number(YEAR, Year::new));
    let end_year = row.required(Column::EndYear, number(YEAR, Year::new));
    let certificate_number = row.required(Column::CertificateNumber, identifier);
    let date = row.past_day(Column::Date);
    let organisation = row.required(Column::Organisation, text);
    let marks = row.marks(Some(Need::Optional));
    Some(ArtsSchool {
        school_type: school_type?,
        programme: programme?,
        specialism: specialism?,
        start_year: start_year?,
        end_year: end_year?,
        certificate_number: certificate_number?,
        date: date?,
        organisation: organisation?,
        marks: marks?,
    })
}

fn gto(row: &mut RowReader<'_>) -> Option<Gto> {
    let step = row.required(Column::Step, number(&["ступень"], Count::new));
    let badge = row.required(Column::Badge, reader(vocabulary::BADGE, GtoBadge::parse));
    let certificate_number = row.required(Column::CertificateNumber, identifier);
    let date = row.past_day(Column::Date);
    let uin = row.optional(Column::Uin, |cell| GtoNumber::parse(cell).map_err(Fault::from));
    Some(Gto { step: step?, badge: badge?, certificate_number: certificate_number?, date: date?, uin })
}

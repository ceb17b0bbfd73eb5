//! Drafts as JSON, `attestat/draft/v1`: the form in which a draft travels to the node.
//!
//! The keys are the claim names of the credential. Unknown keys are refused: a misspelt field must not
//! vanish silently.

use serde_json::Value;

use super::achievement::{
    Achievement, AchievementCopy, AchievementFields, ArtsSchool, Contest, Gto, Olympiad, OlympiadSeries, SportEvent,
    SportRank,
};
use super::basis::{Agreement, Basis};
use super::certificate::{Certificate, CertificateFields, Copy, Mark, SubjectMark};
use super::problem::{FieldError, Problem};
use super::reader::Object;
use super::text::{BlankNumber, Count, Date, GtoNumber, Measure, Name, Text, Year};
use super::words::{
    AgreedBy, ArtsSchoolType, ContestField, ContestForm, ContestResult, ContestRole, Distinction, DocumentKind,
    GtoBadge, HeadCapacity, Level, ListLevel, OlympiadDegree, OlympiadStage, Programme, Rank,
};
use super::{Document, Draft, DraftFields, Person};
use crate::json::{self, Limits};

/// The value of `format` in a draft.
pub const DRAFT_FORMAT: &str = "attestat/draft/v1";

/// Longest draft in bytes: 60 marks of 150 and 40 lines of 300 characters, 4 bytes each, are 84,000;
/// the other texts together are below 10,000, keys and quotes below 8,000.
pub const DRAFT_BYTES_MAX: usize = 128 * 1024;

/// draft → document → marks → line is 4; nothing nests deeper.
const LIMITS: Limits = Limits { bytes: DRAFT_BYTES_MAX, depth: 6 };

impl Draft {
    /// Parses a draft; the error names the field and the fix.
    pub fn from_json(text: &[u8]) -> Result<Self, FieldError> {
        let not_json = |error: json::JsonError| FieldError::new("draft", Problem::NotJson(error.to_string()));
        let value = Value::Object(json::parse_object(text, LIMITS).map_err(not_json)?);
        let draft = Object::root(&value, &["format", "pupil", "pupil_ref", "document", "basis"])?;
        draft.constant("format", DRAFT_FORMAT)?;
        Self::new(DraftFields {
            pupil: read_person(&draft)?,
            pupil_ref: draft.optional_text("pupil_ref", Text::parse)?,
            document: read_document(&draft)?,
            basis: read_basis(&draft)?,
        })
    }
}

impl Person {
    /// Parses the `pupil` of a draft by itself.
    pub fn from_json(text: &[u8]) -> Result<Self, FieldError> {
        let not_json = |error: json::JsonError| FieldError::new("pupil", Problem::NotJson(error.to_string()));
        let value = Value::Object(json::parse_object(text, LIMITS).map_err(not_json)?);
        person(&Object::root(&value, PERSON_KEYS)?)
    }
}

const PERSON_KEYS: &[&str] = &["family_name", "given_name", "patronymic", "birth_date"];

fn read_person(draft: &Object<'_>) -> Result<Person, FieldError> {
    person(&draft.object("pupil", PERSON_KEYS)?)
}

fn person(pupil: &Object<'_>) -> Result<Person, FieldError> {
    Ok(Person {
        family_name: pupil.text("family_name", Name::parse)?,
        given_name: pupil.express_text("given_name", Name::parse)?,
        patronymic: pupil.optional_text("patronymic", Name::parse)?,
        birth_date: pupil.text("birth_date", Date::parse)?,
    })
}

fn read_basis(draft: &Object<'_>) -> Result<Basis, FieldError> {
    let basis = draft.object("basis", &["kind", "date", "text", "by"])?;
    match basis.text("kind", |kind| Ok(kind.to_owned()))?.as_str() {
        "agreement" => Ok(Basis::Agreement(Agreement {
            date: basis.text("date", Date::parse)?,
            text: basis.text("text", Text::parse)?,
            by: basis.text("by", AgreedBy::parse)?,
        })),
        "law" => {
            let basis = draft.object("basis", &["kind", "text"])?;
            Ok(Basis::Law(basis.text("text", Text::parse)?))
        }
        _ => Err(basis.error("kind", Problem::UnknownWord { expected: "agreement, law" })),
    }
}

fn read_document(draft: &Object<'_>) -> Result<Document, FieldError> {
    let kind = draft.any_object("document")?.text("kind", DocumentKind::parse)?;
    let document = draft.object("document", keys_of(kind))?;
    let achievement = |fields| {
        let achievement = Achievement::new(fields).map_err(|error| document.below(error))?;
        Ok(Document::Achievement(achievement.on(read_achievement_copy(&document)?)))
    };
    match kind {
        DocumentKind::Basic => read_certificate(&document).map(Document::Basic),
        DocumentKind::Secondary => read_certificate(&document).map(Document::Secondary),
        DocumentKind::Olympiad => achievement(AchievementFields::Olympiad(read_olympiad(&document)?)),
        DocumentKind::Contest => achievement(AchievementFields::Contest(read_contest(&document)?)),
        DocumentKind::SportRank => achievement(AchievementFields::SportRank(read_sport_rank(&document)?)),
        DocumentKind::SportEvent => achievement(AchievementFields::SportEvent(read_sport_event(&document)?)),
        DocumentKind::ArtsSchool => achievement(AchievementFields::ArtsSchool(read_arts_school(&document)?)),
        DocumentKind::Gto => achievement(AchievementFields::Gto(read_gto(&document)?)),
    }
}

/// Every key that `document` may have, by its kind.
pub(crate) const fn keys_of(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Basic | DocumentKind::Secondary => &[
            "kind",
            "distinction",
            "blank_number",
            "registration_number",
            "issue_date",
            "end_year",
            "school_name",
            "locality",
            "head",
            "head_capacity",
            "supplement_number",
            "marks",
            "additional_information",
            "copy",
            "replaces_number",
        ],
        DocumentKind::Olympiad => &[
            "kind",
            "name",
            "series",
            "stage",
            "list_number",
            "list_year",
            "list_level",
            "held_in",
            "subject",
            "profile",
            "grade",
            "degree",
            "date",
            "organiser",
            "diploma_number",
            "copy",
        ],
        DocumentKind::Contest => &[
            "kind",
            "form",
            "field",
            "name",
            "level",
            "role",
            "result",
            "work_title",
            "date",
            "organiser",
            "diploma_number",
            "copy",
        ],
        DocumentKind::SportRank => {
            &["kind", "sport", "rank", "order_number", "date", "valid_until", "organisation", "copy"]
        }
        DocumentKind::SportEvent => &[
            "kind",
            "name",
            "sport",
            "discipline",
            "level",
            "place",
            "result",
            "date",
            "organiser",
            "diploma_number",
            "copy",
        ],
        DocumentKind::ArtsSchool => &[
            "kind",
            "school_type",
            "programme",
            "specialism",
            "start_year",
            "end_year",
            "certificate_number",
            "date",
            "organisation",
            "marks",
            "copy",
        ],
        DocumentKind::Gto => &["kind", "step", "badge", "certificate_number", "date", "uin", "copy"],
    }
}

fn read_certificate(document: &Object<'_>) -> Result<Certificate, FieldError> {
    let replaces = document.optional_text("replaces_number", BlankNumber::parse)?;
    let copy = match document.text("copy", |word| Ok(word.to_owned()))?.as_str() {
        "original" if replaces.is_some() => {
            return Err(
                document.error("copy", Problem::UnknownWord { expected: "duplicate, where a number is replaced" })
            );
        }
        "original" => Copy::Original,
        "duplicate" => Copy::Duplicate { replaces },
        _ => return Err(document.error("copy", Problem::UnknownWord { expected: "original, duplicate" })),
    };
    let fields = CertificateFields {
        distinction: document.text("distinction", Distinction::parse)?,
        blank_number: document.text("blank_number", BlankNumber::parse)?,
        registration_number: document.text("registration_number", Text::parse)?,
        issue_date: document.text("issue_date", Date::parse)?,
        end_year: document.number("end_year", Year::new)?,
        school_name: document.text("school_name", Text::parse)?,
        locality: document.text("locality", Text::parse)?,
        head: document.text("head", Text::parse)?,
        head_capacity: document.text("head_capacity", HeadCapacity::parse)?,
        supplement_number: document.express_text("supplement_number", BlankNumber::parse)?,
        marks: if document.has("marks") { read_marks(document)? } else { Vec::new() },
        additional_information: document.lines("additional_information", Text::parse)?,
        copy,
    };
    Certificate::new(fields).map_err(|error| document.below(error))
}

/// An achievement is an original unless it says otherwise.
fn read_achievement_copy(document: &Object<'_>) -> Result<AchievementCopy, FieldError> {
    let copy = document.optional_text("copy", |word| match word {
        "original" => Ok(AchievementCopy::Original),
        "duplicate" => Ok(AchievementCopy::Duplicate),
        _ => Err(Problem::UnknownWord { expected: "original, duplicate" }),
    })?;
    Ok(copy.unwrap_or(AchievementCopy::Original))
}

fn read_marks(document: &Object<'_>) -> Result<Vec<SubjectMark>, FieldError> {
    document.objects("marks", &["subject", "mark"], |line| {
        Ok(SubjectMark { subject: line.text("subject", Text::parse)?, mark: line.number("mark", Mark::new)? })
    })
}

fn read_olympiad(document: &Object<'_>) -> Result<Olympiad, FieldError> {
    Ok(Olympiad {
        name: document.text("name", Text::parse)?,
        series: read_series(document)?,
        subject: document.text("subject", Text::parse)?,
        profile: document.optional_text("profile", Text::parse)?,
        grade: document.number("grade", Count::new)?,
        degree: document.text("degree", OlympiadDegree::parse)?,
        date: document.text("date", Date::parse)?,
        organiser: document.text("organiser", Text::parse)?,
        diploma_number: document.optional_text("diploma_number", Text::parse)?,
    })
}

fn read_series(document: &Object<'_>) -> Result<OlympiadSeries, FieldError> {
    let word = document.text("series", |word| Ok(word.to_owned()))?;
    let (own, series): (&[&str], _) = match word.as_str() {
        "all-russian" => {
            (&["stage"], OlympiadSeries::AllRussian { stage: document.text("stage", OlympiadStage::parse)? })
        }
        "listed" => (
            &["list_number", "list_year", "list_level"],
            OlympiadSeries::Listed {
                number: document.number("list_number", Count::new)?,
                year: document.number("list_year", Year::new)?,
                level: document.text("list_level", ListLevel::parse)?,
            },
        ),
        "international" => {
            (&["held_in"], OlympiadSeries::International { place: document.text("held_in", Text::parse)? })
        }
        _ => {
            return Err(
                document.error("series", Problem::UnknownWord { expected: "all-russian, listed, international" })
            );
        }
    };
    let of_another = ["stage", "list_number", "list_year", "list_level", "held_in"];
    match of_another.into_iter().find(|key| !own.contains(key) && document.has(key)) {
        Some(key) => Err(document.error(key, Problem::UnknownKey { nearest: None })),
        None => Ok(series),
    }
}

fn read_contest(document: &Object<'_>) -> Result<Contest, FieldError> {
    Ok(Contest {
        form: document.text("form", ContestForm::parse)?,
        field: document.text("field", ContestField::parse)?,
        name: document.text("name", Text::parse)?,
        level: document.text("level", Level::parse)?,
        role: document.text("role", ContestRole::parse)?,
        result: document.text("result", ContestResult::parse)?,
        work_title: document.optional_text("work_title", Text::parse)?,
        date: document.text("date", Date::parse)?,
        organiser: document.text("organiser", Text::parse)?,
        diploma_number: document.optional_text("diploma_number", Text::parse)?,
    })
}

fn read_sport_rank(document: &Object<'_>) -> Result<SportRank, FieldError> {
    Ok(SportRank {
        sport: document.text("sport", Text::parse)?,
        rank: document.text("rank", Rank::parse)?,
        order_number: document.text("order_number", Text::parse)?,
        date: document.text("date", Date::parse)?,
        valid_until: document.optional_text("valid_until", Date::parse)?,
        organisation: document.text("organisation", Text::parse)?,
    })
}

fn read_sport_event(document: &Object<'_>) -> Result<SportEvent, FieldError> {
    Ok(SportEvent {
        name: document.text("name", Text::parse)?,
        sport: document.text("sport", Text::parse)?,
        discipline: document.optional_text("discipline", Text::parse)?,
        level: document.text("level", Level::parse)?,
        place: document.number("place", Count::new)?,
        result: document.optional_text("result", Measure::parse)?,
        date: document.text("date", Date::parse)?,
        organiser: document.text("organiser", Text::parse)?,
        diploma_number: document.optional_text("diploma_number", Text::parse)?,
    })
}

fn read_arts_school(document: &Object<'_>) -> Result<ArtsSchool, FieldError> {
    Ok(ArtsSchool {
        school_type: document.text("school_type", ArtsSchoolType::parse)?,
        programme: document.text("programme", Programme::parse)?,
        specialism: document.text("specialism", Text::parse)?,
        start_year: document.number("start_year", Year::new)?,
        end_year: document.number("end_year", Year::new)?,
        certificate_number: document.text("certificate_number", Text::parse)?,
        date: document.text("date", Date::parse)?,
        organisation: document.text("organisation", Text::parse)?,
        marks: if document.has("marks") { read_marks(document)? } else { Vec::new() },
    })
}

fn read_gto(document: &Object<'_>) -> Result<Gto, FieldError> {
    Ok(Gto {
        step: document.number("step", Count::new)?,
        badge: document.text("badge", GtoBadge::parse)?,
        certificate_number: document.text("certificate_number", Text::parse)?,
        date: document.text("date", Date::parse)?,
        uin: document.optional_text("uin", GtoNumber::parse)?,
    })
}

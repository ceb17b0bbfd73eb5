//! Drafts as JSON, `attestat/draft/v1`: the form in which a draft travels to the node.
//!
//! The keys are the claim names of the credential. Unknown keys are refused: a misspelt field must not
//! vanish silently.

use serde_json::Value;

use super::basis::{Agreement, Basis};
use super::problem::{FieldError, Problem};
use super::reader::Object;
use super::text::{Date, Name, Text};
use super::words::AgreedBy;
use super::{Draft, DraftFields, Person};
use crate::json::{self, Limits};
use crate::kind::DocumentKind;
use crate::kind::field::{FormField, Need};
use crate::kind::form::{Document, Filling};
use crate::kind::mark::{Mark, SubjectMark};
use crate::kind::value::{Value as FieldValue, ValueKind};

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
    let fields = kind.form().all_fields();
    let keys: Vec<&'static str> = core::iter::once("kind").chain(fields.clone().map(FormField::key)).collect();
    let document = draft.object("document", &keys)?;
    let mut filling = Filling::of(kind);
    for field in fields {
        if is_there(&document, field, &filling) {
            filling.put(field.key(), read_field(&document, field)?);
        }
    }
    filling.finish().map_err(|error| document.below(error))
}

/// Returns true if a field is there, or must be.
fn is_there(document: &Object<'_>, field: &FormField, filling: &Filling) -> bool {
    document.has(field.key())
        || match field.need {
            Need::Required | Need::Express => true,
            Need::With(key, with) => filling.word(key).is_some_and(|word| word.word == with),
            Need::Optional | Need::Beside(_) | Need::Unless(_) => false,
        }
}

/// Reads a field; one that says expressly that there is none, and an empty list, have no value.
fn read_field(document: &Object<'_>, field: &FormField) -> Result<Option<FieldValue>, FieldError> {
    let key = field.key();
    match field.value {
        ValueKind::Count { .. } | ValueKind::Year => document.number(key, |number| field.value.count(number)).map(Some),
        ValueKind::Marks => {
            let marks = document.objects(key, &["subject", "mark"], |line| {
                Ok(SubjectMark { subject: line.text("subject", Text::parse)?, mark: line.number("mark", Mark::new)? })
            })?;
            Ok((!marks.is_empty()).then_some(FieldValue::Marks(marks)))
        }
        ValueKind::Lines => {
            let lines = document.lines(key, Text::parse)?;
            Ok((!lines.is_empty()).then_some(FieldValue::Lines(lines)))
        }
        _ if field.need == Need::Express => document.express_text(key, |text| field.value.read(text)),
        _ => document.text(key, |text| field.value.read(text)).map(Some),
    }
}

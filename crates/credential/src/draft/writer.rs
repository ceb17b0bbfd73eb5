//! Writes drafts as JSON, `attestat/draft/v1`: the inverse of [`super::json`].

use serde_json::{Map, Value};

use super::basis::Basis;
use super::claims::{ClaimValue, ClaimVisitor};
use super::json::DRAFT_FORMAT;
use super::text::Text;
use super::{Draft, Person};

impl Draft {
    /// Writes the draft; equal drafts give equal bytes.
    pub fn to_json(&self) -> Vec<u8> {
        let mut pupil = ObjectWriter::default();
        self.pupil().visit(&mut pupil);
        let mut document = ObjectWriter::default();
        if !self.document().form().is_achievement() {
            document.text("kind", self.document().kind().word());
        }
        self.document().visit(&mut document);
        let mut draft = ObjectWriter::default();
        draft.text("format", DRAFT_FORMAT);
        draft.0.insert("pupil".to_owned(), Value::Object(pupil.0));
        draft.optional("pupil_ref", self.pupil_ref().map(Text::expose));
        draft.0.insert("document".to_owned(), Value::Object(document.0));
        draft.0.insert("basis".to_owned(), Value::Object(write_basis(self.basis()).0));
        Value::Object(draft.0).to_string().into_bytes()
    }
}

impl Person {
    /// Writes the `pupil` of a draft by itself; [`Person::from_json`] reads it.
    pub fn to_json(&self) -> Vec<u8> {
        let mut pupil = ObjectWriter::default();
        self.visit(&mut pupil);
        Value::Object(pupil.0).to_string().into_bytes()
    }
}

fn write_basis(basis: &Basis) -> ObjectWriter {
    let mut object = ObjectWriter::default();
    match basis {
        Basis::Agreement(agreement) => {
            object.text("kind", "agreement");
            object.claim("date", ClaimValue::Date(agreement.date));
            object.text("text", agreement.text.expose());
            object.text("by", agreement.by.word());
        }
        Basis::Law(text) => {
            object.text("kind", "law");
            object.text("text", text.expose());
        }
    }
    object
}

/// Writes fields into a JSON object.
#[derive(Default)]
struct ObjectWriter(Map<String, Value>);

impl ClaimVisitor for ObjectWriter {
    fn claim(&mut self, name: &'static str, value: ClaimValue<'_>) {
        let value = match value {
            ClaimValue::Text(text) => Value::from(text),
            ClaimValue::Date(date) => Value::from(date.iso()),
            ClaimValue::Number(number) => Value::from(number),
            ClaimValue::Lines(lines) => lines.iter().map(|line| Value::from(line.expose())).collect(),
            ClaimValue::Marks(marks) => marks
                .iter()
                .map(|line| serde_json::json!({ "subject": line.subject.expose(), "mark": line.mark.digit() }))
                .collect(),
        };
        self.0.insert(name.to_owned(), value);
    }

    fn absent(&mut self, name: &'static str) {
        self.0.insert(name.to_owned(), Value::Null);
    }
}

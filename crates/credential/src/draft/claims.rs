//! The fields of a document by name, in the order of its form, on their way into drafts and credentials.

use super::Person;
use super::text::{Date, Text};
use crate::kind::field::Need;
use crate::kind::form::Document;
use crate::kind::mark::SubjectMark;
use crate::kind::value::Value;

/// The value of one field on its way into JSON.
#[derive(Clone, Copy)]
pub enum ClaimValue<'a> {
    /// A text or a word.
    Text(&'a str),
    /// A day, written `YYYY-MM-DD`.
    Date(Date),
    /// A whole number.
    Number(u32),
    /// The lines of a supplement.
    Marks(&'a [SubjectMark]),
    /// Lines of text.
    Lines(&'a [Text<300>]),
}

/// Visitor that takes the fields of a document one by one.
pub trait ClaimVisitor {
    /// Takes one field.
    fn claim(&mut self, name: &'static str, value: ClaimValue<'_>);

    /// Takes a text.
    fn text(&mut self, name: &'static str, text: &str) {
        self.claim(name, ClaimValue::Text(text));
    }

    /// Takes a field that is expressly without a value: a draft says so, and a credential leaves it out.
    fn absent(&mut self, _name: &'static str) {}

    /// Takes a text, or its absence, which has to be said.
    fn expressly(&mut self, name: &'static str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.absent(name),
        }
    }

    /// Takes a text where there is one.
    fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }
}

impl Person {
    /// Shows the person's fields to `visitor`.
    pub fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("family_name", self.family_name.expose());
        visitor.expressly("given_name", self.given_name.as_ref().map(|name| name.expose()));
        visitor.optional("patronymic", self.patronymic.as_ref().map(|name| name.expose()));
        visitor.claim("birth_date", ClaimValue::Date(self.birth_date));
    }
}

impl Document {
    /// Shows the document's fields to `visitor`; a certificate's kind is not among them.
    pub fn visit(&self, visitor: &mut impl ClaimVisitor) {
        if self.form().is_achievement() {
            visitor.text("kind", self.kind().word());
        }
        for (field, value) in self.fields() {
            match value {
                Some(value) => visitor.claim(field.key(), ClaimValue::of(value)),
                None if field.need == Need::Express => visitor.absent(field.key()),
                None => {}
            }
        }
    }
}

impl<'a> ClaimValue<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Word(word) => Self::Text(word.word),
            Value::Day(day) => Self::Date(*day),
            Value::Count(count) => Self::Number(*count),
            Value::Marks(marks) => Self::Marks(marks),
            Value::Lines(lines) => Self::Lines(lines),
        }
    }
}

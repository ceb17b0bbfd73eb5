//! The form of a kind of document, with everything in which kinds differ, and the document that is a form filled in.

use attestat_ledger::record::Class;

use super::DocumentKind;
use super::field::{FormField, Need};
use super::fields::OF_ACHIEVEMENTS;
use super::mark::SubjectMark;
use super::unique::UniqueKey;
use super::value::Value;
use super::word::Word;
use crate::draft::problem::{FieldError, Problem};
use crate::draft::text::{Date, Text, redacted_debug};

/// The texts of a type in one language.
#[derive(Debug, Clone, Copy)]
pub struct TypeTexts {
    /// Its name.
    pub name: &'static str,
    /// Its description.
    pub description: &'static str,
}

/// A type of credential: what its Type Metadata says besides the fields.
#[derive(Debug)]
pub struct TypeForm {
    /// Its name on the command line.
    pub word: &'static str,
    /// The value of `vct`.
    pub vct: &'static str,
    /// Class of its records.
    pub class: Class,
    /// Texts in English.
    pub english: TypeTexts,
    /// Texts in Russian.
    pub russian: TypeTexts,
    /// Fields that stand last, whatever kind they are of.
    pub last: &'static [&'static str],
}

/// The form of a kind.
#[derive(Debug)]
pub struct Form {
    /// Its type of credential.
    pub credential_type: &'static TypeForm,
    /// Its name for people, in English.
    pub english: &'static str,
    /// Its name for people, in Russian.
    pub russian: &'static str,
    /// Its names in sheets; the first is the one that is shown.
    pub spellings: &'static [&'static str],
    /// The fields, in the order of claims, sheets and drafts.
    pub fields: &'static [FormField],
    /// The field with the day of the document.
    pub date: &'static str,
    /// Numbers of the paper; the first is the one by which it is called.
    pub numbers: &'static [&'static str],
    /// Parts in which two documents of one kind and day can differ: of each the first field that is there.
    pub title: &'static [&'static [&'static str]],
    /// Fields by which people call it, the most telling first.
    pub named_by: &'static [&'static str],
    /// Keys that only one paper of a school may have, besides the request.
    pub unique: &'static [UniqueKey],
    /// Marks of the sample row: heading and cell.
    pub sample_marks: &'static [(&'static str, &'static str)],
    /// Check of the fields against each other.
    pub check: fn(&Document) -> Result<(), FieldError>,
}

impl Form {
    /// Returns true if the document is an achievement, which names its kind and is recorded by agreement.
    pub fn is_achievement(&self) -> bool {
        self.credential_type.class == Class::Achievement
    }

    /// Every field: those of the form, and of an achievement whether it is a duplicate.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static FormField> + Clone + use<> {
        let of_all: &[FormField] = if self.is_achievement() { &OF_ACHIEVEMENTS } else { &[] };
        self.fields.iter().chain(of_all)
    }

    /// A field by its key.
    pub fn field(&self, key: &str) -> Option<&'static FormField> {
        self.all_fields().find(|field| field.key() == key)
    }
}

/// A check of a form whose fields have nothing to be compared.
pub(super) const fn nothing_to_compare(_: &Document) -> Result<(), FieldError> {
    Ok(())
}

/// Word of `copy` that a duplicate has.
pub(crate) const DUPLICATE: &str = "duplicate";

/// A form while it is filled in.
pub struct Filling {
    kind: DocumentKind,
    values: Vec<Option<Value>>,
}

impl Filling {
    /// An empty form.
    pub fn of(kind: DocumentKind) -> Self {
        Self { kind, values: kind.form().all_fields().map(|_| None).collect() }
    }

    /// Fills in a field; without a value, takes it away. A field of another form is passed over.
    pub fn put(&mut self, key: &str, value: Option<Value>) {
        let fields = self.kind.form().all_fields();
        if let Some((_, place)) = fields.zip(&mut self.values).find(|(field, _)| field.key() == key) {
            *place = value;
        }
    }

    /// The value of a field.
    pub fn value(&self, key: &str) -> Option<&Value> {
        value_of(self.kind.form(), &self.values, key)
    }

    /// The word in a field of a closed list.
    pub fn word(&self, key: &str) -> Option<&'static Word> {
        match self.value(key)? {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Checks that all is there and that the fields fit each other.
    pub fn finish(mut self) -> Result<Document, FieldError> {
        let form = self.kind.form();
        for (at, field) in form.all_fields().enumerate() {
            let (word, value) = (controlling(&self, field), self.values.get_mut(at));
            let Some(value) = value else { continue };
            match (field.need, &value) {
                (Need::Required, None) => return Err(FieldError::new(field.key(), Problem::Missing)),
                (Need::With(_, with), None) if word == Some(with) => {
                    return Err(FieldError::new(field.key(), Problem::Missing));
                }
                (Need::With(_, with), Some(_)) if word != Some(with) => {
                    return Err(FieldError::new(field.key(), Problem::UnknownKey { nearest: None }));
                }
                (Need::Unless(left_out), Some(Value::Word(word))) if word.word == left_out => *value = None,
                _ => {}
            }
        }
        let Some(Value::Day(date)) = value_of(form, &self.values, form.date) else {
            return Err(FieldError::new(form.date, Problem::Missing));
        };
        let document = Document { kind: self.kind, date: *date, values: self.values };
        (form.check)(&document)?;
        Ok(document)
    }
}

/// Word of the field on which the need for another one depends.
fn controlling(filling: &Filling, field: &FormField) -> Option<&'static str> {
    match field.need {
        Need::With(key, _) => filling.word(key).map(|word| word.word),
        _ => None,
    }
}

fn value_of<'v>(form: &Form, values: &'v [Option<Value>], key: &str) -> Option<&'v Value> {
    let place = form.all_fields().zip(values).find(|(field, _)| field.key() == key)?;
    place.1.as_ref()
}

/// A document whose fields are valid by themselves and fit each other.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    kind: DocumentKind,
    date: Date,
    values: Vec<Option<Value>>,
}

impl Document {
    /// Kind of the document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The form.
    pub fn form(&self) -> &'static Form {
        self.kind.form()
    }

    /// The day that the document itself carries, and the name of that field.
    pub fn date(&self) -> (Date, &'static str) {
        (self.date, self.form().date)
    }

    /// The fields in their order, with their values.
    pub fn fields(&self) -> impl Iterator<Item = (&'static FormField, Option<&Value>)> {
        self.form().all_fields().zip(self.values.iter().map(Option::as_ref))
    }

    /// The value of a field.
    pub fn value(&self, key: &str) -> Option<&Value> {
        value_of(self.form(), &self.values, key)
    }

    /// The text or word of a field; none where it has another kind of value.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::Text(text) => Some(text),
            Value::Word(word) => Some(word.word),
            _ => None,
        }
    }

    /// The day of a field.
    pub fn day(&self, key: &str) -> Option<Date> {
        match self.value(key)? {
            Value::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// The number of a field.
    pub fn count(&self, key: &str) -> Option<u32> {
        match self.value(key)? {
            Value::Count(count) => Some(*count),
            _ => None,
        }
    }

    /// The final marks; empty where there are none.
    pub fn marks(&self) -> &[SubjectMark] {
        match self.value("marks") {
            Some(Value::Marks(marks)) => marks,
            _ => &[],
        }
    }

    /// The lines of a field; empty where there are none.
    pub fn lines(&self, key: &str) -> &[Text<300>] {
        match self.value(key) {
            Some(Value::Lines(lines)) => lines,
            _ => &[],
        }
    }

    /// Returns true if the document is a duplicate.
    pub fn is_duplicate(&self) -> bool {
        self.text("copy") == Some(DUPLICATE)
    }

    /// The form as it is filled in, to be changed.
    pub fn refill(&self) -> Filling {
        Filling { kind: self.kind, values: self.values.clone() }
    }

    /// Refuses a day or year before the one that it must follow.
    pub(super) fn in_order(&self, first: &'static str, then: &'static str) -> Result<(), FieldError> {
        let year = |key: &str| self.count(key).or_else(|| Some(self.day(key)?.year().number()));
        let wrong = match (self.day(first), self.day(then)) {
            (Some(first), Some(then)) => then < first,
            _ => matches!((year(first), year(then)), (Some(first), Some(then)) if then < first),
        };
        if wrong { Err(FieldError::new(then, Problem::Before { other: first })) } else { Ok(()) }
    }
}

redacted_debug!(Document, Filling);

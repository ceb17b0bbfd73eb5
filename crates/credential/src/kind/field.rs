//! A field of a form: its names, the kind of its values, and the need for it.

use super::name::FieldName;
use super::value::ValueKind;

/// Need of a form for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
    /// It must be there, and may say expressly that there is none.
    Express,
    /// It may be left out, and a form where the named field is there asks for it.
    Beside(&'static str),
    /// It must be there exactly where the named field has the word.
    With(&'static str, &'static str),
    /// Left out it means this word, and where it says so it is left out.
    Unless(&'static str),
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct FormField {
    /// Its names.
    pub name: &'static FieldName,
    /// Kind of its values.
    pub value: ValueKind,
    /// Need of the form for it.
    pub need: Need,
    /// Word that a blank cell of a sheet means.
    pub blank: Option<&'static str>,
    /// Text of the template's sample row.
    pub sample: &'static str,
}

impl FormField {
    pub(super) const fn new(name: &'static FieldName, value: ValueKind, need: Need, sample: &'static str) -> Self {
        Self { name, value, need, blank: None, sample }
    }

    /// The same where a blank cell of a sheet means a word.
    pub(super) const fn blank_means(self, word: &'static str) -> Self {
        Self { blank: Some(word), ..self }
    }

    /// The key in drafts and the name of the claim.
    pub const fn key(&self) -> &'static str {
        self.name.key
    }
}

pub(super) const fn required(name: &'static FieldName, value: ValueKind, sample: &'static str) -> FormField {
    FormField::new(name, value, Need::Required, sample)
}

pub(super) const fn optional(name: &'static FieldName, value: ValueKind, sample: &'static str) -> FormField {
    FormField::new(name, value, Need::Optional, sample)
}

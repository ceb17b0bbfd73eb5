//! Names of fields: the key, the labels for people, and the headings of sheets.

/// A field by all its names.
#[derive(Debug, Clone, Copy)]
pub struct FieldName {
    /// The key in drafts and the name of the claim.
    pub key: &'static str,
    /// The label in English.
    pub english: &'static str,
    /// The label in Russian.
    pub russian: &'static str,
    /// The heading of the template.
    pub heading: &'static str,
    /// Further headings of sheets that mean this field.
    pub spellings: &'static [&'static str],
    /// True if the field tells one pupil or one paper from the others, so that no two rows have the same value.
    pub identifies: bool,
}

impl FieldName {
    /// A field with its labels.
    pub(super) const fn new(key: &'static str, english: &'static str, russian: &'static str) -> Self {
        Self { key, english, russian, heading: russian, spellings: &[], identifies: false }
    }

    /// The same with the headings of sheets.
    pub(super) const fn headed(self, heading: &'static str, spellings: &'static [&'static str]) -> Self {
        Self { heading, spellings, ..self }
    }

    /// The same of a field that tells one pupil or paper from the others.
    pub(super) const fn of_one(self) -> Self {
        Self { identifies: true, ..self }
    }
}

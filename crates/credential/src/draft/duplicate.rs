//! Duplicates: the same document once more, with the word that the paper carries.

use super::problem::FieldError;
use super::{Draft, DraftFields};
use crate::kind::fields::COPY_WORDS;
use crate::kind::form::{DUPLICATE, Document};
use crate::kind::value::Value;

/// The word that a duplicate carries, on paper and in the credential.
pub const DUPLICATE_INSCRIPTION: &str = "дубликат";

impl Draft {
    /// Returns this draft with the school's number of the pupil; where this draft has none, the one of `old` is taken.
    pub fn with_reference_of(self, old: &Self) -> Result<Self, FieldError> {
        let pupil_ref = self.0.pupil_ref.clone().or_else(|| old.0.pupil_ref.clone());
        Self::new(DraftFields { pupil_ref, ..self.0 })
    }

    /// This draft as a duplicate of `replaced`. A certificate on a new blank names the number of the old one; a draft
    /// that is already of a duplicate stays as it is.
    pub fn as_duplicate_of(&self, replaced: &Self) -> Result<Self, FieldError> {
        let document = match self.document() {
            document if document.is_duplicate() => document.clone(),
            document => duplicate(document, replaced.document())?,
        };
        Self::new(DraftFields { document, ..self.0.clone() })
    }
}

fn duplicate(document: &Document, replaced: &Document) -> Result<Document, FieldError> {
    let mut filling = document.refill();
    filling.put("copy", COPY_WORDS.parse(DUPLICATE).ok().map(Value::Word));
    let old = replaced.text("blank_number").filter(|old| document.text("blank_number") != Some(old));
    filling.put("replaces_number", old.map(|old| Value::Text(old.to_owned())));
    filling.finish()
}

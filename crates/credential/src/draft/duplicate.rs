//! Duplicates: the same document once more, with the word that the paper carries.

use super::achievement::AchievementCopy;
use super::certificate::{Certificate, CertificateFields, Copy};
use super::problem::FieldError;
use super::{Document, Draft, DraftFields};

/// The word that a duplicate carries, on paper and in the credential.
pub const DUPLICATE_INSCRIPTION: &str = "дубликат";

impl Document {
    /// Returns true if the document is a duplicate.
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Basic(certificate) | Self::Secondary(certificate) => {
                matches!(certificate.fields().copy, Copy::Duplicate { .. })
            }
            Self::Achievement(achievement) => achievement.copy() == AchievementCopy::Duplicate,
        }
    }
}

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
            Document::Basic(certificate) => Document::Basic(duplicate(certificate, replaced.document())?),
            Document::Secondary(certificate) => Document::Secondary(duplicate(certificate, replaced.document())?),
            Document::Achievement(achievement) => {
                Document::Achievement(achievement.clone().on(AchievementCopy::Duplicate))
            }
        };
        Self::new(DraftFields { document, ..self.0.clone() })
    }
}

fn duplicate(certificate: &Certificate, replaced: &Document) -> Result<Certificate, FieldError> {
    let fields = certificate.fields();
    let old = match replaced {
        Document::Basic(old) | Document::Secondary(old) => Some(&old.fields().blank_number),
        Document::Achievement(_) => None,
    };
    let replaces = old.filter(|old| **old != fields.blank_number).cloned();
    Certificate::new(CertificateFields { copy: Copy::Duplicate { replaces }, ..fields.clone() })
}

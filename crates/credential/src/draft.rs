//! Drafts: the requests of a school to issue. Each has a person, a document and the basis for recording it.
//!
//! A [`Draft`] is parsed once, from typed fields or from the JSON `attestat/draft/v1`, and is complete and consistent
//! afterwards. It is not checked here that the school may issue it (the roster says so) and that it is true (the school
//! answers for that).

pub mod basis;
pub mod claims;
mod composing;
pub mod difference;
pub mod duplicate;
pub mod folding;
pub mod garbled;
pub mod identity;
mod json;
pub mod novelty;
pub mod paper;
pub mod problem;
mod reader;
pub mod spelling;
pub mod text;
pub mod told;
pub mod words;
mod writer;

pub use json::{DRAFT_BYTES_MAX, DRAFT_FORMAT};

pub use crate::kind::form::Document;

use basis::Basis;
use problem::{FieldError, Problem};
use text::{Date, Name, Text, redacted_debug};

/// The person whom a document names.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Фамилия.
    pub family_name: Name,
    /// Имя; `None` where the identity document has one name only, which stands as the family name.
    pub given_name: Option<Name>,
    /// Отчество, where there is one.
    pub patronymic: Option<Name>,
    /// Day of birth.
    pub birth_date: Date,
}

/// The parts of a draft, each valid by itself; [`Draft::new`] checks them together.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftFields {
    /// Person whom the document names.
    pub pupil: Person,
    /// The school's own number of the pupil; without one, name and birth date stand in for it.
    pub pupil_ref: Option<Text<64>>,
    /// The document.
    pub document: Document,
    /// Basis on which the document may be recorded.
    pub basis: Basis,
}

/// A request to issue one document, complete and consistent.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft(DraftFields);

impl Draft {
    /// Checks the parts against each other: nobody is born after the document or the agreement, an
    /// achievement has an agreement by the right people, a certificate names its law.
    pub fn new(fields: DraftFields) -> Result<Self, FieldError> {
        let born = fields.pupil.birth_date;
        let (date, date_field) = fields.document.date();
        if date < born {
            let problem = Problem::Before { other: "pupil.birth_date" };
            return Err(FieldError::new(format!("document.{date_field}"), problem));
        }
        match (fields.document.form().is_achievement(), &fields.basis) {
            (true, Basis::Agreement(agreement)) if agreement.date < born => {
                Err(FieldError::new("basis.date", Problem::Before { other: "pupil.birth_date" }))
            }
            (true, Basis::Agreement(agreement)) => {
                agreement.fits(born).map_err(|problem| FieldError::new("basis.by", problem))
            }
            (true, Basis::Law(_)) => Err(FieldError::new("basis", Problem::AgreementNeeded)),
            (false, Basis::Law(_)) => Ok(()),
            (false, Basis::Agreement(_)) => Err(FieldError::new("basis", Problem::LawNeeded)),
        }?;
        Ok(Self(fields))
    }

    /// Person whom the document names.
    pub fn pupil(&self) -> &Person {
        &self.0.pupil
    }

    /// The school's own number of the pupil, where it gave one.
    pub fn pupil_ref(&self) -> Option<&Text<64>> {
        self.0.pupil_ref.as_ref()
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.0.document
    }

    /// Basis on which the document may be recorded; for the vault only.
    pub fn basis(&self) -> &Basis {
        &self.0.basis
    }
}

redacted_debug!(Person, DraftFields, Draft);

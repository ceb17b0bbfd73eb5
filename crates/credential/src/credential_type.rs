//! The three types of credential, and the metadata that describes each to other software (SD-JWT VC Type Metadata).

use attestat_ledger::record::Class;
use serde_json::{Map, Value};

use crate::draft::Document;
use crate::type_metadata;
use attestat_words::language::Language;

/// A type of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CredentialType {
    /// Аттестат об основном общем образовании.
    Basic,
    /// Аттестат о среднем общем образовании.
    Secondary,
    /// An achievement in education, culture or sport.
    Achievement,
}

impl CredentialType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Secondary, Self::Achievement];

    /// The type of a document.
    pub fn of(document: &Document) -> Self {
        match document {
            Document::Basic(_) => Self::Basic,
            Document::Secondary(_) => Self::Secondary,
            Document::Achievement(_) => Self::Achievement,
        }
    }

    /// The type with this `vct`, if this version knows it.
    pub fn from_vct(vct: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.vct() == vct)
    }

    /// The value of `vct`.
    pub const fn vct(self) -> &'static str {
        match self {
            Self::Basic => "urn:attestat:certificate:basic:1",
            Self::Secondary => "urn:attestat:certificate:secondary:1",
            Self::Achievement => "urn:attestat:achievement:1",
        }
    }

    /// The class that the award in the log must have.
    pub const fn class(self) -> Class {
        match self {
            Self::Basic | Self::Secondary => Class::Certificate,
            Self::Achievement => Class::Achievement,
        }
    }

    /// Returns true if documents of this type have every one of these claims, down to the lines of lists.
    pub fn knows(self, claims: &Map<String, Value>) -> bool {
        type_metadata::of(self).knows(claims)
    }

    /// Label of a field by its path: `family_name`, `marks/<subject>` and the like, as in a selection.
    pub fn label(self, path: &str, language: Language) -> Option<&'static str> {
        type_metadata::of(self).label(path, language)
    }

    /// Name of the type for people.
    pub fn name(self, language: Language) -> &'static str {
        type_metadata::of(self).name(language)
    }

    /// Type Metadata as JSON, with labels in English and Russian (SD-JWT VC §6).
    pub const fn metadata(self) -> &'static str {
        match self {
            Self::Basic => include_str!("../type-metadata/certificate-basic-1.json"),
            Self::Secondary => include_str!("../type-metadata/certificate-secondary-1.json"),
            Self::Achievement => include_str!("../type-metadata/achievement-1.json"),
        }
    }
}

/// Claim name that no type uses yet: it is reserved for a later commitment that proves that two documents name the same
/// person (docs/spec/document.md, "Credential").
pub const RESERVED_CLAIM: &str = "person";

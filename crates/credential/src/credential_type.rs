//! The types of credential, and the metadata that describes each to other software (SD-JWT VC Type Metadata).

use std::sync::LazyLock;

use attestat_ledger::record::Class;
use attestat_words::language::Language;
use serde_json::{Map, Value};

use crate::draft::Document;
use crate::kind::DocumentKind;
use crate::kind::form::TypeForm;
use crate::type_metadata;

pub use crate::type_metadata::RESERVED_CLAIM;

/// A type of credential.
#[derive(Clone, Copy)]
pub struct CredentialType(&'static TypeForm);

impl PartialEq for CredentialType {
    fn eq(&self, other: &Self) -> bool {
        self.vct() == other.vct()
    }
}

impl Eq for CredentialType {}

impl core::fmt::Debug for CredentialType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.vct())
    }
}

/// Every type, in the order of the kinds.
static ALL: LazyLock<Vec<CredentialType>> = LazyLock::new(|| {
    let mut all: Vec<CredentialType> = Vec::new();
    for known in DocumentKind::ALL.iter().map(|kind| kind.credential_type()) {
        if !all.contains(&known) {
            all.push(known);
        }
    }
    all
});

impl DocumentKind {
    /// The type of its credentials.
    pub fn credential_type(self) -> CredentialType {
        CredentialType(self.form().credential_type)
    }
}

impl CredentialType {
    /// Every type.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The type of a document.
    pub fn of(document: &Document) -> Self {
        document.kind().credential_type()
    }

    /// The type with this `vct`, if this version knows it.
    pub fn from_vct(vct: &str) -> Option<Self> {
        Self::all().iter().copied().find(|known| known.vct() == vct)
    }

    /// The type with this name on the command line.
    pub fn named(word: &str) -> Option<Self> {
        Self::all().iter().copied().find(|known| known.word() == word)
    }

    /// The name on the command line.
    pub const fn word(self) -> &'static str {
        self.0.word
    }

    /// The word in names of files: `certificate-basic`, from `urn:attestat:certificate:basic:1`.
    pub fn file_word(self) -> String {
        let words = self.vct().split(':').skip(2).filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
        words.collect::<Vec<_>>().join("-")
    }

    /// The value of `vct`.
    pub const fn vct(self) -> &'static str {
        self.0.vct
    }

    /// The class that the award in the log must have.
    pub const fn class(self) -> Class {
        self.0.class
    }

    /// Returns true if documents of this type have every one of these claims, down to the lines of lists.
    pub fn knows(self, claims: &Map<String, Value>) -> bool {
        type_metadata::of(self.0).knows(claims)
    }

    /// Label of a field by its path: `family_name`, `marks/<subject>` and the like, as in a selection.
    pub fn label(self, path: &str, language: Language) -> Option<&'static str> {
        type_metadata::of(self.0).label(path, language)
    }

    /// The fields that documents of this type can have, in their order.
    pub fn fields(self) -> Vec<&'static str> {
        type_metadata::of(self.0).fields()
    }

    /// Name of the type for people.
    pub const fn name(self, language: Language) -> &'static str {
        language.of(self.0.english.name, self.0.russian.name)
    }

    /// Type Metadata as JSON, with labels in English and Russian (SD-JWT VC §6).
    pub fn metadata(self) -> &'static str {
        type_metadata::of(self.0).published()
    }
}

//! Kinds of documents. Each is declared once, in a file of its own: its fields with their types, needs, labels, headings,
//! lists and samples, and everything in which it differs from the others. Drafts, claims, Type Metadata, sheets, titles
//! and the specification (`docs/spec/claims.md`) follow from these tables.
//!
//! A new kind is a new file and its line below. It has a type of credential of its own, so that a verifier who does not
//! know it yet says so.

mod achievement;
mod arts_school;
mod certificate;
mod contest;
pub mod field;
pub mod fields;
pub mod form;
mod gto;
pub mod mark;
pub mod name;
mod olympiad;
mod sport_event;
mod sport_rank;
pub mod unique;
pub mod value;
mod vocational_training;
mod volunteering;
pub mod word;

use crate::draft::problem::Problem;
use field::{FormField, Need};
use fields::{BIRTH_DATE, FAMILY_NAME, GIVEN_NAME, PATRONYMIC};
use form::Form;
use name::FieldName;
use value::ValueKind;
use word::Word;

/// Declares the kinds: the word, and the file that has the form.
macro_rules! kinds {
    ($first:ident = $first_word:literal in $first_form:path $(, $kind:ident = $word:literal in $form:path)* $(,)?) => {
        /// Kind of document that a draft asks for: the whole list of documents that can be issued.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each is described in its file")]
        pub enum DocumentKind {
            $first,
            $($kind,)*
        }

        impl DocumentKind {
            /// Every kind, in the order of the list.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$kind,)*];

            /// The word that stands for the kind in drafts and credentials.
            pub const fn word(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    $(Self::$kind => $word,)*
                }
            }

            /// The form of its documents.
            pub fn form(self) -> &'static Form {
                match self {
                    Self::$first => &$first_form,
                    $(Self::$kind => &$form,)*
                }
            }

            /// Parses the word; no other spelling is accepted.
            pub fn parse(text: &str) -> Result<Self, Problem> {
                match text {
                    $first_word => Ok(Self::$first),
                    $($word => Ok(Self::$kind),)*
                    _ => Err(Problem::UnknownWord { expected: concat!($first_word, $(", ", $word,)*) }),
                }
            }
        }
    };
}

kinds! {
    Basic = "basic" in certificate::BASIC,
    Secondary = "secondary" in certificate::SECONDARY,
    Olympiad = "olympiad" in olympiad::OLYMPIAD,
    Contest = "contest" in contest::CONTEST,
    SportRank = "sport-rank" in sport_rank::SPORT_RANK,
    SportEvent = "sport-event" in sport_event::SPORT_EVENT,
    ArtsSchool = "arts-school" in arts_school::ARTS_SCHOOL,
    Gto = "gto" in gto::GTO,
    VocationalTraining = "vocational-training" in vocational_training::VOCATIONAL_TRAINING,
    Volunteering = "volunteering" in volunteering::VOLUNTEERING,
}

/// The fields of the person whom a document names, in the order of claims.
pub const PERSON: [FormField; 4] = [
    FormField::new(&FAMILY_NAME, ValueKind::Text(100), Need::Required, "Образцова (SAMPLE)"),
    FormField::new(&GIVEN_NAME, ValueKind::Text(100), Need::Express, "Анна"),
    FormField::new(&PATRONYMIC, ValueKind::Text(100), Need::Optional, "Ильинична"),
    FormField::new(&BIRTH_DATE, ValueKind::Day, Need::Required, "15.03.2004"),
];

/// The name of every field of a document, each once, in the order in which the kinds have them.
pub fn names() -> Vec<&'static FieldName> {
    let mut names: Vec<&'static FieldName> = Vec::new();
    for field in DocumentKind::ALL.iter().flat_map(|kind| kind.form().all_fields()) {
        if !names.iter().any(|known| known.key == field.key()) {
            names.push(field.name);
        }
    }
    names
}

/// The word of a closed list that stands in a claim of a document.
pub fn word_of_claim(claim: &str, word: &str) -> Option<&'static Word> {
    let fields = DocumentKind::ALL.iter().filter_map(|kind| kind.form().field(claim));
    let lists = fields.filter_map(|field| match field.value {
        ValueKind::Word(list) => Some(list),
        _ => None,
    });
    lists.flat_map(|list| list.words).find(|known| known.word == word)
}

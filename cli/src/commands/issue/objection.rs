//! The node's objections, in the words of the registrar's language, with the cell that each is about.

use crate::render::person;
use attestat_sheets::{CellLocator, RowId};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use zeroize::Zeroizing;

/// The word for a row whose document was issued before and is revoked.
pub(super) const REVOKED_BEFORE: &str = "revoked-before";
/// The word for a row whose document was issued before and does not decrypt.
pub(super) const UNREADABLE: &str = "unreadable";

/// The word for a row that may be a document that the vault lost.
pub(super) const MAY_BE_LOST: &str = "may-be-lost";
/// The word for a row whose document was replaced by one that is in force.
pub(super) const REPLACED: &str = "replaced";

/// One objection as the node sent it.
pub(super) struct Objection {
    /// Code of the objection in one word; empty where only the node's words say it.
    pub(super) code: String,
    /// The draft's field.
    pub(super) field: String,
    /// The document that is in the way; 0 where none is.
    pub(super) slot: u32,
    /// The row that is in the way.
    pub(super) other: Option<RowId>,
    /// The pupil whom the node knows.
    pub(super) known: Zeroizing<Vec<u8>>,
    /// The number of that pupil, where the question is about it.
    pub(super) known_number: Zeroizing<String>,
    /// True if the same paper was issued with other content.
    pub(super) is_conflict: bool,
    /// The node's own words, in English.
    pub(super) words: String,
}

impl std::fmt::Debug for Objection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Objection({}, redacted)", self.code)
    }
}

impl Objection {
    /// The objection for a person, behind its cell.
    pub(super) fn told(&self, row: RowId, places: &CellLocator) -> Text {
        let cell = places.cell(row, &self.field).map(|cell| format!("{cell}: "));
        Text::joined([cell.unwrap_or_default().into(), self.said(places)])
    }

    /// The objection for a person, with the pupil whom the node knows there.
    pub(super) fn said(&self, places: &CellLocator) -> Text {
        let said = self.without_the_pupil(places);
        match person::shown(&self.known) {
            None => said,
            Some(person) if self.known_number.is_empty() => text!("issue-known", objection = said, person = person),
            Some(person) => {
                let number = plain(&self.known_number);
                text!("issue-known-number", objection = said, person = person, number = number)
            }
        }
    }

    fn without_the_pupil(&self, places: &CellLocator) -> Text {
        let objection = || self.in_each_language(places);
        match self.code.as_str() {
            "name-differs" => text!("issue-or-correct-the-name", objection = objection()),
            MAY_BE_LOST => text!("issue-may-be-lost"),
            _ => objection(),
        }
    }

    /// The objection in both languages: the node says it in English, and the catalogue, by its code, in Russian.
    fn in_each_language(&self, places: &CellLocator) -> Text {
        let holder = || match self.other {
            Some(row) => text!("issue-row", row = places.row(row)),
            None => text!("objection-document", slot = self.slot),
        };
        let (what, todo) = match self.code.as_str() {
            "unreadable" => (text!("issue-unreadable-entry"), text!("issue-unreadable-entry.next")),
            "namesakes" => (text!("objection-namesakes"), text!("issue-namesakes")),
            "was-erased" => (text!("objection-erased"), text!("objection-erased.next")),
            code => match of_the_pupil(code).or_else(|| of_the_paper(code, &holder())) {
                Some(sentences) => sentences,
                None if self.is_conflict => {
                    (text!("objection-conflict", slot = self.slot), text!("objection-conflict.next", slot = self.slot))
                }
                None => return text!("issue-refused", words = self.words.as_str()),
            },
        };
        let known = text!("objection-sentences", what = what, todo = todo);
        Text::written_in_each(
            |language| {
                if language == Language::English { self.words.clone() } else { known.told(language) }
            },
        )
    }
}

/// Objections about the pupil of a draft.
fn of_the_pupil(code: &str) -> Option<(Text, Text)> {
    Some(match code {
        "name-differs" => (text!("objection-name-differs"), text!("objection-name-differs.next")),
        "birth-date-differs" => (text!("objection-birth-date-differs"), text!("objection-birth-date-differs.next")),
        "other-person" => (text!("objection-other-person"), text!("objection-other-person.next")),
        "person-unknown" => (text!("objection-person-unknown"), text!("objection-person-unknown.next")),
        "person-unreadable" => (text!("objection-person-unreadable"), text!("objection-person-unreadable.next")),
        "known-by-number" => (text!("objection-known-by-number"), text!("objection-known-by-number.next")),
        "known-by-name" => (text!("objection-known-by-name"), text!("objection-known-by-name.next")),
        "known-by-other-number" => {
            (text!("objection-known-by-other-number"), text!("objection-known-by-other-number.next"))
        }
        _ => return None,
    })
}

/// Objections about the paper of a draft, which another document or row has.
fn of_the_paper(code: &str, holder: &Text) -> Option<(Text, Text)> {
    let copy = || text!("objection-blank-taken.next");
    let holder = || holder.clone();
    Some(match code {
        "same-document" => (text!("objection-same-document", holder = holder()), text!("objection-same-document.next")),
        "original-taken" => {
            (text!("objection-original-taken", holder = holder()), text!("objection-original-taken.next"))
        }
        "blank-taken" | "supplement-taken" => (text!("objection-blank-taken", holder = holder()), copy()),
        "registration-taken" => (text!("objection-registration-taken", holder = holder()), copy()),
        "number-taken" => (text!("objection-number-taken", holder = holder()), copy()),
        "participant-taken" => {
            (text!("objection-participant-taken", holder = holder()), text!("objection-participant-taken.next"))
        }
        "repeated-differently" => (text!("objection-repeated"), text!("objection-repeated.next")),
        _ => return None,
    })
}

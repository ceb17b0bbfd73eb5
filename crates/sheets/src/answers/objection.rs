//! The node's objections, in the words of the registrar's language, with the cell that each is about.

use crate::locator::{CellLocator, RowId};
use attestat_credential::draft::told as person;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use zeroize::Zeroizing;

/// The word for a row whose document was issued before and is revoked.
pub const REVOKED_BEFORE: &str = "revoked-before";
/// The word for a row whose document was issued before and does not decrypt.
pub const UNREADABLE: &str = "unreadable";

/// The word for a row that may be a document that the vault lost.
pub const MAY_BE_LOST: &str = "may-be-lost";
/// The word for a row whose document was replaced by one that is in force.
pub const REPLACED: &str = "replaced";

/// One objection as the node sent it.
pub struct Objection {
    /// Code of the objection in one word; empty where only the node's words say it.
    pub code: String,
    /// The draft's field.
    pub field: String,
    /// The document that is in the way; 0 where none is.
    pub slot: u32,
    /// The row that is in the way.
    pub other: Option<RowId>,
    /// The pupil whom the node knows.
    pub known: Zeroizing<Vec<u8>>,
    /// The number of that pupil, where the question is about it.
    pub known_number: Zeroizing<String>,
    /// The node's own words.
    pub words: Text,
}

impl std::fmt::Debug for Objection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Objection({}, redacted)", self.code)
    }
}

impl Objection {
    /// The objection for a person, behind its cell.
    pub fn told(&self, row: RowId, places: &CellLocator) -> Text {
        let cell = places.cell(row, &self.field).map(|cell| format!("{cell}: "));
        Text::joined([cell.unwrap_or_default().into(), self.said(places)])
    }

    /// The objection for a person, with the pupil whom the node knows there.
    pub fn said(&self, places: &CellLocator) -> Text {
        let said = match self.code.as_str() {
            MAY_BE_LOST => text!("issue-may-be-lost"),
            "name-differs" => text!("issue-name-differs", words = self.in_each(places)),
            _ => self.in_each(places),
        };
        match person::shown(&self.known) {
            None => said,
            Some(person) if self.known_number.is_empty() => text!("issue-known", objection = said, person = person),
            Some(person) => {
                let number = plain(&self.known_number);
                text!("issue-known-number", objection = said, person = person, number = number)
            }
        }
    }

    /// The node's words. In Russian they are told by their code where the node did not send them so, or where more is
    /// known on this side: the row that is in the way.
    fn in_each(&self, places: &CellLocator) -> Text {
        let came = self.words.told(Language::Russian) != self.words.told(Language::English);
        let knows_more = self.other.is_some() || self.code == UNREADABLE;
        match self.by_code(places).filter(|_| knows_more || !came) {
            Some(russian) => Text::written_in_each(|language| language.of(&self.words, &russian).told(language)),
            None => self.words.clone(),
        }
    }

    fn by_code(&self, places: &CellLocator) -> Option<Text> {
        let (what, todo) = match self.code.as_str() {
            "name-differs" => (text!("objection-name-differs"), text!("objection-name-differs.next")),
            "birth-date-differs" => (text!("objection-birth-date-differs"), text!("objection-birth-date-differs.next")),
            "other-person" => (text!("objection-other-person"), text!("objection-other-person.next")),
            "person-unknown" => (text!("objection-person-unknown"), text!("objection-person-unknown.next")),
            "person-unreadable" => (text!("objection-person-unreadable"), text!("objection-person-unreadable.next")),
            UNREADABLE => (text!("issue-unreadable"), text!("issue-unreadable.next")),
            "known-by-number" => (text!("objection-known-by-number"), text!("objection-known-by-number.next")),
            "known-by-name" => (text!("objection-known-by-name"), text!("objection-known-by-name.next")),
            "known-by-other-number" => {
                (text!("objection-known-by-other-number"), text!("objection-known-by-other-number.next"))
            }
            "was-erased" => (text!("objection-erased"), text!("objection-erased.next")),
            "namesakes" => (text!("issue-namesakes"), text!("issue-namesakes.next")),
            _ => self.of_a_paper(places)?,
        };
        Some(text!("objection-sentences", what = what, todo = todo))
    }

    /// Words about a value that one paper only may have.
    fn of_a_paper(&self, places: &CellLocator) -> Option<(Text, Text)> {
        let holder = match (self.other, self.slot) {
            (Some(row), _) => text!("issue-in-row", row = places.row(row)),
            (None, slot) => text!("objection-document", slot = slot),
        };
        let what = match self.code.as_str() {
            "same-document" => text!("objection-same-document", holder = holder),
            "original-taken" => text!("objection-original-taken", holder = holder),
            "blank-taken" | "supplement-taken" => text!("objection-blank-taken", holder = holder),
            "registration-taken" => text!("objection-registration-taken", holder = holder),
            "number-taken" => text!("objection-number-taken", holder = holder),
            "participant-taken" => text!("objection-participant-taken", holder = holder),
            _ => return None,
        };
        let todo = match self.code.as_str() {
            "same-document" => text!("objection-same-document.next"),
            "original-taken" => text!("objection-original-taken.next"),
            "participant-taken" => text!("objection-participant-taken.next"),
            _ => text!("objection-blank-taken.next"),
        };
        Some((what, todo))
    }
}

//! The identity of a draft: the keys by which two drafts are the same request, so that a rerun of a spreadsheet issues
//! nothing twice.
//!
//! All these values are hashes of personal data with little entropy: they belong in the vault only.

use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;

use super::folding::{folded, folded_number};
use super::text::Text;
use super::{Draft, Person};
use crate::kind::form::{DUPLICATE, Document};

impl Draft {
    /// Names the request: `SHA-256("attestat/idempotency/v1\n" ‖ lp(school) ‖ lp(pupil) ‖ lp(kind) ‖
    /// lp(title) ‖ lp(date) ‖ lp(number))`.
    pub fn idempotency_key(&self, school: &RegistryId) -> [u8; 32] {
        let mut text = b"attestat/idempotency/v1\n".to_vec();
        put_prefixed(&mut text, school.as_str().as_bytes());
        put_prefixed(&mut text, &self.pupil_key(school));
        put_prefixed(&mut text, self.document().kind().word().as_bytes());
        put_prefixed(&mut text, self.document().title().as_bytes());
        put_prefixed(&mut text, self.document().date().0.iso().as_bytes());
        put_prefixed(&mut text, self.document().number().as_bytes());
        sha256(&text)
    }

    /// Names the pupil within the school: `SHA-256("attestat/pupil/v1\n" ‖ lp(school) ‖ lp(source) ‖
    /// lp(parts)…)`, from the school's own number, or from name and birth date where there is none.
    pub fn pupil_key(&self, school: &RegistryId) -> [u8; 32] {
        match self.pupil_ref() {
            Some(reference) => pupil_key_by_reference(school, reference),
            None => self.pupil().pupil_key(school),
        }
    }

    /// Tells the same request from one with other content:
    /// `SHA-256("attestat/draft-content/v1\n" ‖ draft as JSON)`, the basis included.
    pub fn content_digest(&self) -> [u8; 32] {
        let mut text = b"attestat/draft-content/v1\n".to_vec();
        text.extend_from_slice(&self.to_json());
        sha256(&text)
    }
}

impl Draft {
    /// The pupil key with number or name folded ([`super::folding`]): leads to the pupil however it was typed.
    pub fn folded_pupil_key(&self, school: &RegistryId) -> [u8; 32] {
        match self.pupil_ref() {
            Some(reference) => folded_key_by_reference(school, reference),
            None => self.pupil().folded_pupil_key(school),
        }
    }
}

/// The folded pupil key of the school's own number of a pupil:
/// `SHA-256("attestat/pupil/v2\n" ‖ lp(school) ‖ lp("reference") ‖ lp(folded number))`.
pub fn folded_key_by_reference(school: &RegistryId, reference: &Text<64>) -> [u8; 32] {
    let mut text = b"attestat/pupil/v2\n".to_vec();
    put_prefixed(&mut text, school.as_str().as_bytes());
    put_prefixed(&mut text, b"reference");
    put_prefixed(&mut text, folded_number(reference.expose()).as_bytes());
    sha256(&text)
}

/// The pupil key of the school's own number of a pupil.
pub fn pupil_key_by_reference(school: &RegistryId, reference: &Text<64>) -> [u8; 32] {
    let mut text = b"attestat/pupil/v1\n".to_vec();
    put_prefixed(&mut text, school.as_str().as_bytes());
    put_prefixed(&mut text, b"reference");
    put_prefixed(&mut text, reference.expose().as_bytes());
    sha256(&text)
}

impl Person {
    /// The pupil key of a person for whom the school has no number of its own.
    pub fn pupil_key(&self, school: &RegistryId) -> [u8; 32] {
        let mut text = b"attestat/pupil/v1\n".to_vec();
        put_prefixed(&mut text, school.as_str().as_bytes());
        put_prefixed(&mut text, b"name");
        for part in self.names() {
            put_prefixed(&mut text, part.to_lowercase().as_bytes());
        }
        put_prefixed(&mut text, self.birth_date.iso().as_bytes());
        sha256(&text)
    }
}

/// Fields in which two persons differ, spelling aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonDifference {
    /// None: the same person.
    Nothing,
    /// The name only: a married name, a patronymic left out, a letter.
    Name,
    /// The birth date only.
    BirthDate,
    /// Both: another person.
    Both,
}

impl Person {
    /// Returns the fields in which this person differs from another, spelling aside.
    pub fn difference(&self, other: &Self) -> PersonDifference {
        match (self.folded_names() == other.folded_names(), self.birth_date == other.birth_date) {
            (true, true) => PersonDifference::Nothing,
            (false, true) => PersonDifference::Name,
            (true, false) => PersonDifference::BirthDate,
            (false, false) => PersonDifference::Both,
        }
    }

    /// The pupil key of a person with the name folded:
    /// `SHA-256("attestat/pupil/v2\n" ‖ lp(school) ‖ lp("name") ‖ lp(folded part)… ‖ lp(birth date))`.
    pub fn folded_pupil_key(&self, school: &RegistryId) -> [u8; 32] {
        let mut text = b"attestat/pupil/v2\n".to_vec();
        put_prefixed(&mut text, school.as_str().as_bytes());
        put_prefixed(&mut text, b"name");
        self.folded_names().iter().for_each(|part| put_prefixed(&mut text, part.as_bytes()));
        put_prefixed(&mut text, self.birth_date.iso().as_bytes());
        sha256(&text)
    }

    fn folded_names(&self) -> [String; 3] {
        self.names().map(folded)
    }

    /// Family name, given name and patronymic, blank where there is none.
    fn names(&self) -> [&str; 3] {
        let given = self.given_name.as_ref().map_or("", |name| name.expose());
        let patronymic = self.patronymic.as_ref().map_or("", |name| name.expose());
        [self.family_name.expose(), given, patronymic]
    }
}

impl Document {
    /// Title of the document in its own words, line by line: the parts in which two documents of one kind and day can
    /// differ.
    pub fn title(&self) -> String {
        let word = |key: &&'static str| if *key == "kind" { Some(self.kind().word()) } else { self.text(key) };
        let part = |keys: &&'static [&'static str]| keys.iter().find_map(word).unwrap_or_default();
        let mut parts: Vec<&str> = self.form().title.iter().map(part).collect();
        // A duplicate is another document than the one that it stands for.
        if self.form().is_achievement() && self.is_duplicate() {
            parts.push(DUPLICATE);
        }
        parts.join("\n")
    }

    /// The number that the paper carries; empty where it carries none.
    pub fn number(&self) -> &str {
        self.form().numbers.first().and_then(|key| self.text(key)).unwrap_or_default()
    }
}

//! Rules by which only one paper of a school may have a number, and the parts of such keys.

/// Rule that two papers with the same key would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperRule {
    /// The paper of a pupil as a whole: kind, title, day and number.
    Request,
    /// A pupil's one original certificate of a kind.
    Original,
    /// The blank of a title sheet.
    Blank,
    /// The blank of a supplement. A supplement and a title sheet never have the same number.
    Supplement,
    /// The number in the registration book of a kind and year.
    Registration,
    /// The number of a paper that belongs to one person.
    Number,
    /// A participant's number in the GTO complex: it belongs to one pupil, and stands on any number of papers.
    Participant,
}

impl PaperRule {
    /// Returns true if a pupil's duplicate may have the same key as another paper of the same pupil: it may repeat a
    /// blank that was not lost, and stands in the book under the number of the original. A participant's number is the
    /// pupil's own on every paper.
    pub const fn is_shared_by(self, duplicate: Duplicate) -> bool {
        match (self, duplicate) {
            (Self::Participant, _) => true,
            (Self::Blank | Self::Supplement | Self::Registration | Self::Number, Duplicate::Yes) => true,
            (Self::Request | Self::Original, _) | (_, Duplicate::No) => false,
        }
    }
}

/// Says that a paper carries the word «дубликат», or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicate {
    /// The paper is a duplicate.
    Yes,
    /// The paper is an original.
    No,
}

/// A key that only one paper of a school may have. Where one of its fields is absent, the paper has no such key.
#[derive(Debug, Clone, Copy)]
pub struct UniqueKey {
    /// Rule by which the key is unique.
    pub rule: PaperRule,
    /// Word of the rule in the hash.
    pub word: &'static str,
    /// Parts of the key.
    pub parts: &'static [KeyPart],
    /// Field and word without which a paper has no such key.
    pub only_if: Option<(&'static str, &'static str)>,
}

/// A part of a key.
#[derive(Debug, Clone, Copy)]
pub enum KeyPart {
    /// The pupil.
    Pupil,
    /// The kind of the document.
    Kind,
    /// The year of the document's own day.
    Year,
    /// A text, folded.
    Folded(&'static str),
    /// A number, folded, without spaces.
    Number(&'static str),
    /// A number as it stands.
    Exact(&'static str),
}

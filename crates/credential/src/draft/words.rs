//! Words of drafts that no kind of document has of its own.

use super::problem::Problem;

pub use crate::kind::DocumentKind;

/// Person or persons who agreed that an achievement be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgreedBy {
    /// A parent or other legal representative.
    Guardian,
    /// The pupil.
    Pupil,
    /// Both of them.
    Both,
}

impl AgreedBy {
    /// Every value, in the order of the list.
    pub const ALL: &'static [Self] = &[Self::Guardian, Self::Pupil, Self::Both];

    /// The word that stands for the value in drafts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Pupil => "pupil",
            Self::Both => "both",
        }
    }

    /// Parses the word; no other spelling is accepted.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let unknown = Problem::UnknownWord { expected: "guardian, pupil, both" };
        Self::ALL.iter().copied().find(|known| known.word() == text).ok_or(unknown)
    }
}

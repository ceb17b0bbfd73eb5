//! Headings of a sheet and the meanings of the columns below them.

use attestat_credential::draft::text::Text;

use super::column::Column;
use super::fault::Fault;
use super::{matching, subject};

/// Longest heading that is shown, in characters.
const SHOWN_CHARACTERS_MAX: usize = 60;

/// One heading and its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The heading, shortened where it is long.
    pub text: String,
    /// The heading in one line, whole.
    pub(super) full: String,
    /// Meaning of the column below it.
    pub meaning: Meaning,
}

impl Heading {
    /// Returns true if the column below it is not read.
    pub(super) const fn is_unread(&self) -> bool {
        matches!(self.meaning, Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank)
    }
}

/// Meaning of the column below a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A field of a document.
    Field(Column),
    /// Marks in a subject.
    Mark(Text<150>),
    /// Left out: the heading begins with `#`.
    LeftOut,
    /// Left out: a column of registers and lists that no document carries.
    NotNeeded,
    /// No cell may be filled: the heading is blank.
    Blank,
    /// Not known; the heading is reported.
    Unknown,
}

/// A mistake in the headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeadingFault {
    /// The position of the column from 0; `None` for a column that is missing.
    pub position: Option<usize>,
    /// The heading as it is or as it should be.
    pub heading: String,
    /// The mistake and the fix.
    pub fault: Fault,
}

/// The known heading that looks most like one that is not known.
pub(super) fn nearest(heading: &str) -> Option<&'static str> {
    let known = Column::all().iter().flat_map(|column| column.spellings()).chain(subject::KNOWN.iter().copied());
    matching::nearest(heading, known)
}

/// A heading in one line: people break them to keep columns narrow.
pub(super) fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading as messages show it.
pub(super) fn shown(heading: &str) -> String {
    heading.chars().filter(|character| !character.is_control()).take(SHOWN_CHARACTERS_MAX).collect()
}

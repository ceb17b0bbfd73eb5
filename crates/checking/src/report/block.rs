//! A report as a value: the headline, and blocks of words in the order in which they are read.
//!
//! The words are those that people read, told in their language and made plain, with all punctuation: a terminal adds line breaks,
//! indents, bullets and paint, a page adds elements, and both read the same ([`Report::words`]). A page hands a report from a
//! worker to its window as JSON.

use attestat_credential::verdict::Colour;
use serde::{Deserialize, Serialize};

/// The report on one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The verdict in a line.
    pub headline: Headline,
    /// Everything else.
    pub blocks: Vec<Block>,
}

/// The verdict in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    /// The colour.
    pub colour: Colour,
    /// The word for the colour, in capitals.
    pub word: String,
    /// The sentence under which the verdict stands.
    pub text: String,
    /// The name of the file.
    pub name: String,
}

/// A piece of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The title of all that follows up to the next one.
    Heading(String),
    /// The document that the next checks are about: `document 2:`.
    Subheading(String),
    /// A sentence: terms of a presentation, findings by a yearly secret, an obstacle and the next step.
    Sentence(String),
    /// A reason against green.
    Reason {
        /// The documents that it is about, of several: `Document 2:`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
        /// Sentence that says what happened.
        what: String,
        /// Sentence that says what to do next.
        next: String,
    },
    /// The type of a document.
    Kind(String),
    /// A field of a document with one value.
    Field {
        /// Its label: `Family name:`.
        label: String,
        /// Its value.
        value: String,
    },
    /// A field of a document with a list of values.
    List {
        /// Its label: `Final marks:`.
        label: String,
        /// The values that are shown.
        values: Vec<String>,
        /// The number of those that are not shown: `(1 more line is not shown)`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hidden: Option<String>,
    },
    /// A fact about a document: the place of its record, the time as of which it was not revoked.
    Fact(String),
    /// A check, or all checks of a document of which none is remarkable.
    Check {
        /// The colour of its state; grey where there is nothing to check.
        colour: Colour,
        /// Its state: `passed`.
        state: String,
        /// The fact that it looks at.
        title: String,
        /// The code of the reason, `[revoked]`, or the reason for which there is nothing to check, `(no request was given)`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// A fact that was not checked.
    Unchecked(String),
}

impl Report {
    /// All words in the order in which they are read, with one space between each two.
    pub fn words(&self) -> String {
        let Headline { word, text, name, .. } = &self.headline;
        let texts = [word, text, name].into_iter().chain(self.blocks.iter().flat_map(Block::texts));
        texts.flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
    }
}

impl Block {
    /// Its texts in the order in which they are read.
    pub fn texts(&self) -> Vec<&String> {
        match self {
            Self::Heading(text)
            | Self::Subheading(text)
            | Self::Sentence(text)
            | Self::Kind(text)
            | Self::Fact(text)
            | Self::Unchecked(text) => vec![text],
            Self::Reason { about, what, next } => about.iter().chain([what, next]).collect(),
            Self::Field { label, value } => vec![label, value],
            Self::List { label, values, hidden } => [label].into_iter().chain(values).chain(hidden).collect(),
            Self::Check { state, title, remark, .. } => [state, title].into_iter().chain(remark).collect(),
        }
    }
}

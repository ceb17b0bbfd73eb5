//! Events of the page, and its effects.

use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::answers::RowAnswers;
use attestat_sheets::{RowDraft, RowId};
use attestat_words::problem::Problem;
use attestat_words::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Something that a person did with the page.
#[derive(Deserialize)]
pub struct Act {
    /// The act's name, as `data-act` of the element has it.
    pub action: String,
    /// Its value, as `data-value` has it.
    #[serde(default)]
    pub value: String,
    /// The fields of the form.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// A file that a person chose.
pub struct ChosenFile {
    /// Its name without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// The node, as it describes itself.
#[derive(Debug, Clone, Default)]
pub struct NodeFacts {
    /// The registry that is worked for.
    pub registry: String,
    /// The registrar's name, as access logs have it.
    pub user: String,
    /// True if others confirm what the registry issues.
    pub has_cosigners: bool,
    /// Hindrances of the node at the moment.
    pub notices: Vec<Text>,
}

/// Answers of the node to an [`Order`], and what became of it.
pub enum Told {
    /// So many rows have an answer.
    Progress(usize),
    /// All rows have one.
    Answered {
        /// The answers.
        rows: RowAnswers,
        /// Files of the documents that were issued now or before: name and bytes; none of a trial.
        documents: Vec<Document>,
        /// The lowest level that a document has reached, in words; none where nothing was issued.
        level: Option<Text>,
    },
    /// There is no answer, or not to every row; documents that were issued all the same are found again when the order is
    /// sent once more.
    Failed(Problem),
}

/// A document's file.
pub struct Document {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// A person's answers to the node's questions about rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Rows whose pupil is the one whom the node knows, with the code of the question.
    pub same_pupil: BTreeMap<RowId, String>,
    /// Rows whose pupil is another child, with the code of the question.
    pub other_pupil: BTreeMap<RowId, String>,
    /// Rows that are none of the documents that the vault lost.
    pub not_lost: Vec<RowId>,
}

/// Rows that the node is asked about.
pub struct Order {
    /// Its number: answers carry it.
    pub number: u64,
    /// True if the node looks only.
    pub is_trial: bool,
    /// The rows.
    pub drafts: Vec<RowDraft>,
    /// Places of their fields in the sheet, as the answers need them.
    pub places: attestat_sheets::CellLocator,
    /// Answers of a person.
    pub choices: Choices,
}

/// Something that the page asks its program for.
pub enum Effect {
    /// Ask the node about rows; its answers come as [`Told`].
    Order(Order),
    /// Hand a file to the window that asked for it.
    Save(SavedFile),
}

/// A file for a window.
pub struct SavedFile {
    /// Its name; nothing personal stands in it.
    pub name: String,
    /// Its content.
    pub content: SavedContent,
}

/// Content of a file for a window.
pub enum SavedContent {
    /// One file.
    Bytes(Zeroizing<Vec<u8>>),
    /// Several, which are packed into an archive: names and bytes.
    Archive(Vec<(String, Zeroizing<Vec<u8>>)>),
}

/// The page as a window shows it.
#[derive(Serialize)]
pub struct Shown {
    /// The content of the page, HTML.
    pub view: String,
    /// Its title; nothing personal stands in it.
    pub title: String,
    /// Its language: `ru` or `en`.
    pub language: &'static str,
    /// True if closing the window would lose something that was not saved.
    pub is_unsaved: bool,
}

/// The kind of a document by its word, as forms have it; none for any other text.
pub(crate) fn kind_named(word: &str) -> Option<DocumentKind> {
    DocumentKind::ALL.iter().copied().find(|kind| kind.word() == word)
}

//! The difference between two versions, for people and for programs.

use crate::objection;
use crate::words::{all_of, differences, hash_lines, listed, remarks, version_says};
use attestat_ledger::roster::Roster;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// The difference between a version and the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'a> {
    before: Option<&'a Roster>,
    after: &'a Roster,
    changes: Vec<Text>,
    objections: Vec<Text>,
}

impl<'a> Difference<'a> {
    /// Compares a version with the one before; a first version is told as a whole.
    pub fn new(before: Option<&'a Roster>, after: &'a Roster) -> Self {
        let changes = changes(before, after);
        let objections = after.objections(before).iter().map(objection::told).collect();
        Self { before, after, changes, objections }
    }

    /// The difference, and the hash of the later version.
    pub fn told(&self) -> Text {
        told(self.before, self.after, &self.changes)
    }

    /// Remarks and objections that a governor should know of.
    pub fn warnings(&self) -> Vec<Text> {
        let stops = self.objections.iter().map(|one| text!("roster-objection-stop", objection = one.clone()));
        remarks(self.after).into_iter().chain(stops).collect()
    }

    /// The difference for programs.
    pub fn as_json(&self) -> Value {
        let in_english = |texts: &[Text]| texts.iter().map(Text::to_string).collect::<Vec<_>>();
        json!({"from": self.before.map(|before| before.hash().to_string()), "to": self.after.hash().to_string(),
               "changes": in_english(&self.changes), "objections": in_english(&self.objections)})
    }
}

/// Changes of a version; all that it says where none came before.
pub fn changes(before: Option<&Roster>, after: &Roster) -> Vec<Text> {
    before.map_or_else(|| all_of(after), |before| differences(before, after))
}

/// Changes under the line that names the versions, above the hash.
pub fn told(before: Option<&Roster>, after: &Roster, changes: &[Text]) -> Text {
    let parts = [version_says(after, before), listed(changes)];
    Text::joined([Text::listed(parts, "\n  "), Text::written("\n"), hash_lines(&after.hash())])
}

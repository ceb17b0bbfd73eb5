//! The version being worked on: a text with or without signatures.

use attestat_ledger::note::{Note, NoteError};
use attestat_ledger::roster::{PinnedRoster, ROSTER_BYTES_MAX, Roster};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;

/// Longest signed roster in bytes: its text, and 100 signature lines of under 400 bytes.
pub const NOTE_BYTES_MAX: usize = ROSTER_BYTES_MAX + 100 * 400;

/// The text of a version being worked on, and the parsed roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterDraft {
    /// The signatures that stand under it, where the file has any.
    pub note: Option<Note>,
    /// The roster that the text says.
    pub roster: Roster,
    /// The lines of its policy.
    pub quorum: String,
}

impl RosterDraft {
    /// Reads a roster with or without signatures. Those are not checked.
    ///
    /// # Errors
    ///
    /// It is no roster; `path` names it.
    pub fn parse(bytes: &[u8], path: &str) -> Result<Self, Problem> {
        let note = match Note::parse(bytes) {
            Ok(note) => Some(note),
            Err(NoteError::NoSignatures | NoteError::MalformedSignature(_)) => None,
            Err(error) => return Err(bad_roster(path, error)),
        };
        let text = match &note {
            Some(note) => note.text(),
            None => str::from_utf8(bytes).map_err(|error| bad_roster(path, error))?,
        };
        let roster = Roster::parse(text).map_err(|error| bad_roster(path, error))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| bad_roster(path, error.message()))?;
        let quorum = table.get("quorum").and_then(toml::Value::as_str).unwrap_or("quorum none");
        let quorum = quorum.trim_matches('\n').to_owned();
        Ok(Self { note, roster, quorum })
    }
}

/// Takes a roster of one's own files: by its own hash, so the signatures of its governors are checked.
///
/// # Errors
///
/// It is no roster, or too few of its governors signed it.
pub fn pin_own(bytes: &[u8], path: &str) -> Result<PinnedRoster, Problem> {
    let note = Note::parse(bytes).map_err(|error| bad_roster(path, error))?;
    let hash = Roster::parse(note.text()).map_err(|error| bad_roster(path, error))?.hash();
    PinnedRoster::pin(bytes, hash).map_err(|error| bad_roster(path, error))
}

/// Problem of a roster file that cannot be used.
pub fn bad_roster(path: &str, fault: impl core::fmt::Display) -> Problem {
    unusable(path, fault.to_string().into())
}

/// The same, with the fault as a text.
pub fn unusable(path: &str, fault: Text) -> Problem {
    let what = text!("roster-bad", path = path, why = fault);
    Problem::kept("bad-roster", what, text!("roster-bad.next"))
}

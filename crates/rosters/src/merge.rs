//! Signatures that governors made apart from each other, under one text.

use crate::draft::{RosterDraft, bad_roster, unusable};
use crate::files::{RosterFile, RosterFiles};
use crate::proposal::{governors, take_signatures};
use crate::signing::keep;
use attestat_ledger::note::Note;
use attestat_ledger::roster::Roster;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;

/// A version as a governor sent it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBack {
    path: String,
    note: Note,
    roster: Roster,
}

impl SentBack {
    /// Reads a version with signatures under it.
    ///
    /// # Errors
    ///
    /// It is no roster, or nobody signed it.
    pub fn parse(bytes: &[u8], path: &str) -> Result<Self, Problem> {
        let RosterDraft { note, roster, .. } = RosterDraft::parse(bytes, path)?;
        let note = note.ok_or_else(|| unusable(path, text!("roster-nobody-signed")))?;
        Ok(Self { path: path.to_owned(), note, roster })
    }
}

/// Outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The version.
    pub roster: Roster,
    /// Number of signatures that were not there before.
    pub taken: usize,
    /// Signatures that are missing until the version is in force.
    pub missing: Option<Text>,
}

/// Puts the signatures of all under the text that they share; a version that is in force then is written as the signed one.
/// Nothing is done where none was sent back.
///
/// # Errors
///
/// The texts differ, no governor signed, or something cannot be read or written.
pub fn merge<F: RosterFiles>(files: &F, given: &[SentBack]) -> Result<Option<Merged>, F::Error> {
    let Some(SentBack { path, note: first, roster }) = given.first() else { return Ok(None) };
    let version = roster.version;
    let held = files.version(version)?;
    let others = given.iter().map(|other| (other.path.clone(), &other.note));
    let held_named = held.iter().map(|note| (files.name(RosterFile::Version(version)), note));
    if let Some((other, _)) = held_named.chain(others).find(|(_, note)| note.text() != first.text()) {
        let what = text!("roster-merge-other-text", path = path, other = &other);
        let todo = text!("roster-merge-other-text.next", path = path, other = &other);
        return Err(Problem::input("another-roster", what, todo).into());
    }
    let before = match files.signed()? {
        Some(signed) if signed.roster().version < version => Some(signed),
        _ if version > 1 => files.complete_version(version - 1)?,
        _ => None,
    };
    let known = governors(roster, before.as_ref());
    let draft = files.name(RosterFile::Draft);
    let mut note = Note::unsigned(first.text().to_owned()).map_err(|error| bad_roster(&draft, error))?;
    held.iter().for_each(|held| _ = take_signatures(&mut note, held, &known));
    let taken = given.iter().map(|other| take_signatures(&mut note, &other.note, &known)).sum();
    if note.signatures().is_empty() {
        return Err(unusable(&draft, text!("roster-no-governor-signed")).into());
    }
    let missing = keep(files, roster, &note, before.as_ref())?;
    Ok(Some(Merged { roster: roster.clone(), taken, missing }))
}

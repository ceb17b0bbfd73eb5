//! The text that governors are asked to sign, with the signatures that stand under it.

use super::edit::rewrite;
use super::folder::{RosterFolder, bad_roster};
use super::working::numbered;
use crate::render::failure::Failure;
use attestat_ledger::note::{Note, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::text;

/// A version that governors are asked to sign.
#[derive(Debug)]
pub(super) struct Proposal {
    /// The text as it was read.
    pub(super) read: String,
    /// The roster that the text says once number and predecessor are filled in.
    pub(super) roster: Roster,
    /// That text with the governors' signatures so far.
    pub(super) note: Note,
    /// The version that it follows.
    pub(super) before: Option<PinnedRoster>,
}

impl Proposal {
    /// Reads the version being worked on; a version that follows a signed one has its number and names it.
    pub(super) fn read(folder: &RosterFolder) -> Result<Self, Failure> {
        let draft = folder.draft()?;
        let bad = |error: &dyn core::fmt::Display| bad_roster(folder.draft_path(), error);
        let read = draft.roster.text().to_owned();
        let signed = folder.signed()?;
        if let Some(signed) = signed.as_ref().filter(|signed| signed.roster().text() == read) {
            let number = signed.roster().version;
            let before = if number > 1 { folder.complete_version(number - 1)? } else { None };
            return Ok(Self { read, roster: draft.roster, note: signed.note().clone(), before });
        }
        let wanted = match &signed {
            Some(signed) => numbered(draft.roster.clone(), signed)?,
            None if draft.roster.version > 1 => return Err(no_version_before(folder, draft.roster.version)),
            None => draft.roster.clone(),
        };
        let text = match (wanted.version, wanted.previous) == (draft.roster.version, draft.roster.previous) {
            true => read.clone(),
            false if draft.note.is_some() => return Err(not_next(folder, &draft.roster, wanted.version)),
            false => rewrite(&read, &wanted, &draft.quorum, folder.draft_path())?,
        };
        let roster = Roster::parse(&text).map_err(|error| bad(&error))?;
        let mut note = Note::unsigned(text).map_err(|error| bad(&error))?;
        let held = folder.version(roster.version)?;
        for other in held.iter().chain(&draft.note).filter(|other| other.text() == roster.text()) {
            take_signatures(&mut note, other, &governors(&roster, signed.as_ref()));
        }
        Ok(Self { read, roster, note, before: signed })
    }
}

/// Takes over the signatures of these governors that hold; returns the number of new ones.
pub(super) fn take_signatures(note: &mut Note, other: &Note, governors: &[VerifierKey]) -> usize {
    let mut taken = 0;
    for governor in governors.iter().filter(|governor| is_signed_by(other, governor)) {
        if let Some(line) = other.line_by(governor).filter(|_| !is_signed_by(note, governor)).cloned() {
            note.put_signature(line);
            taken += 1;
        }
    }
    taken
}

/// Returns true if a governor's signature stands under a note and holds.
pub(super) fn is_signed_by(note: &Note, governor: &VerifierKey) -> bool {
    note.verify(core::slice::from_ref(governor)).is_ok()
}

/// Governors whose signatures count: those of this version and of the one before.
pub(super) fn governors(roster: &Roster, before: Option<&PinnedRoster>) -> Vec<VerifierKey> {
    let mut all = roster.governance.governors.clone();
    let old = before.into_iter().flat_map(|before| before.roster().governance.governors.iter());
    all.extend(old.filter(|governor| !roster.governance.governors.contains(governor)).cloned());
    all
}

fn no_version_before(folder: &RosterFolder, version: u64) -> Failure {
    let before = version - 1;
    let what = text!("roster-no-version-before", version = version, before = before);
    let todo = text!("roster-no-version-before.next", before = before, path = folder.signed_path());
    Failure::config("no-version-before", what, todo)
}

fn not_next(folder: &RosterFolder, roster: &Roster, next: u64) -> Failure {
    let (path, signed) = (folder.draft_path(), folder.signed_path());
    let what = text!("roster-not-next", path = path, version = roster.version, signed = signed);
    Failure::config("not-next", what, text!("roster-not-next.next", next = next))
}

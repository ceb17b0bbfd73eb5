//! The text that governors are asked to sign, with the signatures that stand under it.

use crate::draft::bad_roster;
use crate::edit::rewrite;
use crate::files::{RosterFile, RosterFiles};
use crate::working::numbered;
use attestat_ledger::note::{Note, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::problem::Problem;
use attestat_words::text;

/// A version that governors are asked to sign.
#[derive(Debug)]
pub struct Proposal {
    /// The text as it was read.
    pub read: String,
    /// The roster that the text says once number and predecessor are filled in.
    pub roster: Roster,
    /// That text with the governors' signatures so far.
    pub note: Note,
    /// The version that it follows.
    pub before: Option<PinnedRoster>,
}

impl Proposal {
    /// Reads the version being worked on; a version that follows a signed one has its number and names it.
    ///
    /// # Errors
    ///
    /// The draft is no roster, or does not follow what was signed.
    pub fn read<F: RosterFiles>(files: &F) -> Result<Self, F::Error> {
        let draft = files.draft()?;
        let name = files.name(RosterFile::Draft);
        let bad = |error: &dyn core::fmt::Display| bad_roster(&name, error);
        let read = draft.roster.text().to_owned();
        let signed = files.signed()?;
        if let Some(signed) = signed.as_ref().filter(|signed| signed.roster().text() == read) {
            let number = signed.roster().version;
            let before = if number > 1 { files.complete_version(number - 1)? } else { None };
            return Ok(Self { read, roster: draft.roster, note: signed.note().clone(), before });
        }
        let wanted = match &signed {
            Some(signed) => numbered(draft.roster.clone(), signed)?,
            None if draft.roster.version > 1 => return Err(no_version_before(files, draft.roster.version).into()),
            None => draft.roster.clone(),
        };
        let text = match (wanted.version, wanted.previous) == (draft.roster.version, draft.roster.previous) {
            true => read.clone(),
            false if draft.note.is_some() => return Err(not_next(files, &draft.roster, wanted.version).into()),
            false => rewrite(&read, &wanted, &draft.quorum, &name)?,
        };
        let roster = Roster::parse(&text).map_err(|error| bad(&error))?;
        let mut note = Note::unsigned(text).map_err(|error| bad(&error))?;
        let held = files.version(roster.version)?;
        for other in held.iter().chain(&draft.note).filter(|other| other.text() == roster.text()) {
            take_signatures(&mut note, other, &governors(&roster, signed.as_ref()));
        }
        Ok(Self { read, roster, note, before: signed })
    }
}

/// Takes over the signatures of these governors that hold; returns the number of new ones.
pub fn take_signatures(note: &mut Note, other: &Note, governors: &[VerifierKey]) -> usize {
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
pub fn is_signed_by(note: &Note, governor: &VerifierKey) -> bool {
    note.verify(core::slice::from_ref(governor)).is_ok()
}

/// Governors whose signatures count: those of this version and of the one before.
pub fn governors(roster: &Roster, before: Option<&PinnedRoster>) -> Vec<VerifierKey> {
    let mut all = roster.governance.governors.clone();
    let old = before.into_iter().flat_map(|before| before.roster().governance.governors.iter());
    all.extend(old.filter(|governor| !roster.governance.governors.contains(governor)).cloned());
    all
}

fn no_version_before<F: RosterFiles>(files: &F, version: u64) -> Problem {
    let before = version - 1;
    let what = text!("roster-no-version-before", version = version, before = before);
    let todo = text!("roster-no-version-before.next", before = before, path = files.name(RosterFile::Signed));
    Problem::kept("no-version-before", what, todo)
}

fn not_next<F: RosterFiles>(files: &F, roster: &Roster, next: u64) -> Problem {
    let (path, signed) = (files.name(RosterFile::Draft), files.name(RosterFile::Signed));
    let what = text!("roster-not-next", path = path, version = roster.version, signed = signed);
    Problem::kept("not-next", what, text!("roster-not-next.next", next = next))
}

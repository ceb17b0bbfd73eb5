//! `roster merge`: signatures that governors made apart from each other, under one text.

use super::MergeArgs;
use super::folder::{NOTE_BYTES_MAX, RosterDraft, RosterFolder, bad_roster, unusable};
use super::proposal::{governors, take_signatures};
use super::sign::{keep, report};
use crate::files::disk;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::note::Note;
use attestat_words::{say, text};
use serde_json::json;

/// Puts the signatures of all files under the text that they share; a version that is in force then becomes
/// `roster.note`.
pub(super) fn run(args: &MergeArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let mut notes = Vec::new();
    for path in &args.files {
        let RosterDraft { note, roster, .. } = RosterDraft::parse(&disk::read(path, NOTE_BYTES_MAX)?, path)?;
        notes.push((path, note.ok_or_else(|| unusable(path, text!("roster-nobody-signed")))?, roster));
    }
    let Some((_, first, roster)) = notes.first() else { return Ok(()) };
    let version = roster.version;
    let held = folder.version(version)?;
    let others = notes.iter().map(|(path, note, _)| (path.display().to_string(), note));
    let held_named = held.iter().map(|note| (folder.version_path(version).display().to_string(), note));
    if let Some((other, _)) = held_named.chain(others).find(|(_, note)| note.text() != first.text()) {
        let path = args.files.first().map(|path| path.display().to_string()).unwrap_or_default();
        let what = text!("roster-merge-other-text", path = &path, other = &other);
        let todo = text!("roster-merge-other-text.next", path = &path, other = &other);
        return Err(Failure::usage("another-roster", what, todo));
    }
    let before = match folder.signed()? {
        Some(signed) if signed.roster().version < version => Some(signed),
        _ if version > 1 => folder.complete_version(version - 1)?,
        _ => None,
    };
    let known = governors(roster, before.as_ref());
    let mut note = Note::unsigned(first.text().to_owned()).map_err(|error| bad_roster(folder.draft_path(), error))?;
    held.iter().for_each(|held| _ = take_signatures(&mut note, held, &known));
    let taken: usize = notes.iter().map(|(_, other, _)| take_signatures(&mut note, other, &known)).sum();
    if note.signatures().is_empty() {
        return Err(unusable(folder.draft_path(), text!("roster-no-governor-signed")));
    }
    let missing = keep(&folder, roster, &note, before.as_ref())?;
    out.remark(&say!(out.language(), "roster-merge-took", n = taken));
    report(out, &folder, roster, missing.as_ref());
    out.json(
        "roster-merge",
        json!({"version": version, "hash": roster.hash().to_string(), "taken": taken, "complete": missing.is_none(),
               "roster": if missing.is_none() { folder.signed_path() } else { folder.version_path(version) }}),
    );
    Ok(())
}

//! `roster add`: entry files into the next version.

use super::AddArgs;
use super::entry::{self, Change};
use super::folder::RosterFolder;
use super::quorum;
use super::render::render;
use crate::clock;
use crate::disk;
use crate::failure::Failure;
use crate::output::{Output, counted};
use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, ROSTER_BYTES_MAX, Roster};
use serde_json::json;

/// Takes the entries in; before the first signature into version 1, afterwards into the next version.
pub(super) fn run(args: &AddArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let draft = folder.draft()?;
    let usual = quorum::advise(&draft.roster, None)?.lines == draft.quorum;
    let mut roster = next_version(draft.roster, folder.signed()?.as_ref())?;
    let mut changes = Vec::new();
    for path in &args.entry {
        let entry = entry::parse(&disk::read_text(path, ROSTER_BYTES_MAX)?, &roster, path)?;
        let id = entry.registry.id.to_string();
        changes.push((id, entry::merge(&mut roster, entry)?));
    }
    let advice = quorum::advise(&roster, args.quorum)?;
    let keeps_own = args.quorum.is_none() && !usual;
    let lines = if keeps_own { draft.quorum.clone() } else { advice.lines };
    if changes.iter().all(|(_, change)| *change == Change::Unchanged) && lines == draft.quorum {
        out.words("Nothing to add: every entry is in the roster just so.");
    } else {
        let text = render(&roster, &lines);
        Roster::parse(&text).map_err(|error| super::folder::bad_roster(&folder.draft_path(), error))?;
        folder.put_draft(&text)?;
        report(out, &folder, &roster, &changes);
    }
    out.remark(if keeps_own {
        "The quorum lines in roster.toml were written by hand and stay as they are; give --quorum K to replace them."
    } else {
        &advice.words
    });
    out.json(
        "roster-add",
        json!({
            "roster": folder.draft_path(), "version": roster.version, "quorum": lines,
            "entries": changes.iter().map(|(id, change)| json!({"registry": id, "change": word(*change)})).collect::<Vec<_>>(),
        }),
    );
    Ok(())
}

/// The version that the entries go into: a signed one is left alone and the next is begun.
fn next_version(mut roster: Roster, signed: Option<&PinnedRoster>) -> Result<Roster, Failure> {
    let Some(signed) = signed.map(PinnedRoster::roster) else { return Ok(roster) };
    if roster.version == signed.version + 1 && roster.previous == Some(signed.hash()) {
        return Ok(roster);
    }
    if roster.hash() != signed.hash() {
        let what = format!("roster.toml is neither the signed version {} nor the one after it", signed.version);
        let todo = format!(
            "Set `version = {}` and `previous = \"{}\"` in it, or copy the text of roster.note over it.",
            signed.version + 1,
            signed.hash()
        );
        return Err(Failure::config("version-gap", what, todo));
    }
    // A version holds as long as the one before did.
    let today = clock::today();
    let length = roster.expires.number().saturating_sub(roster.issued.number());
    roster.issued = today;
    roster.expires = Day::from_number(today.number().saturating_add(length));
    roster.version = signed.version + 1;
    roster.previous = Some(signed.hash());
    Ok(roster)
}

fn report(out: &Output, folder: &RosterFolder, roster: &Roster, changes: &[(String, Change)]) {
    for (id, change) in changes {
        out.words(&format!("{id}: {}", word(*change)));
    }
    out.words(&format!(
        "Version {} with {} and {} waits for signatures.\nNext: attestat roster sign --roster {}",
        roster.version,
        counted(roster.registries.len() as u64, "registry", "registries"),
        counted(roster.cosigners.len() as u64, "cosigner", "cosigners"),
        folder.path().display(),
    ));
}

const fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Updated => "updated",
        Change::Unchanged => "unchanged",
    }
}

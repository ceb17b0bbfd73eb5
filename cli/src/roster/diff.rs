//! `roster diff`: the difference between two versions in words.

use super::DiffArgs;
use super::folder::{Draft, NOTE_BYTES_MAX, RosterFolder};
use super::proposal::Proposal;
use super::words::{all_of, differences, hash_lines, remarks};
use crate::disk;
use crate::failure::Failure;
use crate::output::Output;
use attestat_ledger::roster::{PinnedRoster, Roster};
use serde_json::json;
use std::path::Path;

/// Compares two files, or what is signed in a folder with what would be signed next.
pub(super) fn run(args: &DiffArgs, out: &Output) -> Result<(), Failure> {
    let (before, after) = match args.files.as_slice() {
        [one, other] => (Some(read(one)?), read(other)?),
        [one] => next(one)?,
        _ => next(&args.roster)?,
    };
    let changes = before.as_ref().map_or_else(|| all_of(&after), |before| differences(before, &after));
    let objections: Vec<String> = after.objections(before.as_ref()).iter().map(ToString::to_string).collect();
    let head = match &before {
        Some(before) => format!("Version {} says, other than version {}:", after.version, before.version),
        None => format!("Version {} says:", after.version),
    };
    let listed = if changes.is_empty() { "Nothing else.".to_owned() } else { changes.join("\n  ") };
    out.words(&format!("{head}\n  {listed}\n{}", hash_lines(&after.hash())));
    remarks(&after).iter().for_each(|remark| out.warning(remark));
    objections.iter().for_each(|objection| out.warning(&format!("not to be signed: {objection}.")));
    out.json(
        "roster-diff",
        json!({"from": before.as_ref().map(|before| before.hash().to_string()), "to": after.hash().to_string(),
               "changes": changes, "objections": objections}),
    );
    Ok(())
}

fn next(path: &Path) -> Result<(Option<Roster>, Roster), Failure> {
    let Proposal { roster, before, .. } = Proposal::read(&RosterFolder::at(path))?;
    Ok((before.as_ref().map(PinnedRoster::roster).cloned(), roster))
}

fn read(path: &Path) -> Result<Roster, Failure> {
    Ok(Draft::parse(&disk::read(path, NOTE_BYTES_MAX)?, path)?.roster)
}

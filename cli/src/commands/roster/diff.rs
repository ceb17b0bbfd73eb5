//! `roster diff`: the difference between two versions in words.

use super::DiffArgs;
use super::folder::{NOTE_BYTES_MAX, RosterDraft, RosterFolder};
use super::objection;
use super::proposal::Proposal;
use super::words::{all_of, differences, hash_lines, listed, remarks, version_says};
use crate::files::disk;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_words::say;
use attestat_words::text::Text;
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
    let objections: Vec<Text> = after.objections(before.as_ref()).iter().map(objection::told).collect();
    let language = out.language();
    let head = version_says(&after, before.as_ref()).told(language);
    let (listed, hash) = (listed(&changes).told(language), hash_lines(&after.hash()).told(language));
    out.words(&format!("{head}\n  {listed}\n{hash}"));
    remarks(&after).iter().for_each(|remark| out.warning(&remark.told(language)));
    for objection in &objections {
        out.warning(&say!(language, "roster-objection-stop", objection = objection.clone()));
    }
    let in_english = |texts: &[Text]| texts.iter().map(Text::to_string).collect::<Vec<_>>();
    out.json(
        "roster-diff",
        json!({"from": before.as_ref().map(|before| before.hash().to_string()), "to": after.hash().to_string(),
               "changes": in_english(&changes), "objections": in_english(&objections)}),
    );
    Ok(())
}

fn next(path: &Path) -> Result<(Option<Roster>, Roster), Failure> {
    let Proposal { roster, before, .. } = Proposal::read(&RosterFolder::at(path))?;
    Ok((before.as_ref().map(PinnedRoster::roster).cloned(), roster))
}

fn read(path: &Path) -> Result<Roster, Failure> {
    Ok(RosterDraft::parse(&disk::read(path, NOTE_BYTES_MAX)?, path)?.roster)
}

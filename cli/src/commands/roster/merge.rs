//! `roster merge`: signatures that governors made apart from each other, under one text.

use super::MergeArgs;
use super::folder::RosterFolder;
use crate::files::disk;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_rosters::draft::NOTE_BYTES_MAX;
use attestat_rosters::merge::{Merged, SentBack, merge};
use attestat_rosters::signing;
use attestat_words::text;
use serde_json::json;

/// Puts the signatures of all files under the text that they share; a version that is in force then becomes
/// `roster.note`.
pub(super) fn run(args: &MergeArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let mut sent = Vec::new();
    for path in &args.files {
        sent.push(SentBack::parse(&disk::read(path, NOTE_BYTES_MAX)?, &path.display().to_string())?);
    }
    let Some(Merged { roster, taken, missing }) = merge(&folder, &sent)? else { return Ok(()) };
    let version = roster.version;
    out.remark(&text!("roster-merge-took", n = taken));
    out.words(&signing::told(&folder, &roster, missing.as_ref()));
    out.json(
        "roster-merge",
        json!({"version": version, "hash": roster.hash().to_string(), "taken": taken, "complete": missing.is_none(),
               "roster": if missing.is_none() { folder.signed_path() } else { folder.version_path(version) }}),
    );
    Ok(())
}

//! `roster diff`: the difference between two versions in words.

use super::DiffArgs;
use super::folder::RosterFolder;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_rosters::diff::Difference;
use attestat_rosters::proposal::Proposal;
use std::path::Path;

/// Compares two files, or what is signed in a folder with what would be signed next.
pub(super) fn run(args: &DiffArgs, out: &Output) -> Result<(), Failure> {
    let (before, after) = match args.files.as_slice() {
        [one, other] => (Some(RosterFolder::read_file(one)?.roster), RosterFolder::read_file(other)?.roster),
        [one] => next(one)?,
        _ => next(&args.roster)?,
    };
    let difference = Difference::new(before.as_ref(), &after);
    out.words(&difference.told());
    difference.warnings().iter().for_each(|warning| out.warning(warning));
    out.json("roster-diff", difference.as_json());
    Ok(())
}

fn next(path: &Path) -> Result<(Option<Roster>, Roster), Failure> {
    let Proposal { roster, before, .. } = Proposal::read(&RosterFolder::at(path))?;
    Ok((before.as_ref().map(PinnedRoster::roster).cloned(), roster))
}

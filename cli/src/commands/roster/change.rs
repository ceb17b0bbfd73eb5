//! `roster suspend | close | reopen | remove | renew`: one decision of the governors into the next version.

use super::folder::RosterFolder;
use super::{RemoveArgs, RenewArgs, StateArgs};
use crate::machine::clock;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::{RegistryState, Roster};
use attestat_rosters::change::{remove as take_out, set_state};
use attestat_rosters::working::{Done, Working, renewed};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::Value;
use std::path::Path;

/// Gives registries another standing.
pub(super) fn state(args: &StateArgs, state: RegistryState, out: &Output) -> Result<(), Failure> {
    let nothing = text!("roster-nothing-to-change");
    change(&args.roster, out, &nothing, |roster| set_state(roster, &args.registries, state))
}

/// Takes registries, cosigners or governors out.
pub(super) fn remove(args: &RemoveArgs, out: &Output) -> Result<(), Failure> {
    change(&args.roster, out, &text!("roster-nothing-to-remove"), |roster| take_out(roster, &args.names))
}

/// Lets the roster hold for longer.
pub(super) fn renew(args: &RenewArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone(), clock::today())?;
    let wanted = renewed(working.roster.clone(), args.valid_for, clock::today());
    let done = working.put_as_renewed(wanted)?;
    out.json("roster-change", finish(&done, &folder, &text!("roster-nothing-to-renew"), out));
    Ok(())
}

fn change(
    path: &Path,
    out: &Output,
    nothing: &Text,
    make: impl FnOnce(&mut Roster) -> Result<(), Problem>,
) -> Result<(), Failure> {
    let folder = RosterFolder::at(path);
    let working = Working::open(folder.clone(), clock::today())?;
    let mut roster = working.roster.clone();
    make(&mut roster)?;
    let done = working.put(roster, None)?;
    out.json("roster-change", finish(&done, &folder, nothing, out));
    Ok(())
}

/// Tells people what was changed and comes next, and returns it for programs.
pub(super) fn finish(done: &Done, folder: &RosterFolder, nothing: &Text, out: &Output) -> Value {
    let place = folder.path().display().to_string();
    out.words(&done.told(&place, !folder.key_paths().is_empty(), nothing));
    out.remark(&done.advice);
    done.as_json(&folder.draft_path().display().to_string())
}

//! `roster suspend | close | reopen | remove | renew`: one decision of the governors into the next version.

use super::folder::RosterFolder;
use super::working::{Done, Working, renewed};
use super::{RemoveArgs, RenewArgs, StateArgs};
use crate::failure::Failure;
use crate::output::Output;
use attestat_ledger::roster::{RegistryState, Roster};
use std::path::Path;

/// Gives registries another standing.
pub(super) fn state(args: &StateArgs, state: RegistryState, out: &Output) -> Result<(), Failure> {
    change(&args.roster, out, "Nothing to change: it stands so already.", |roster| {
        for id in &args.registries {
            let registry = roster.registries.iter_mut().find(|registry| registry.id.as_str() == id);
            registry.ok_or_else(|| unknown(id, "registry"))?.state = state;
        }
        Ok(())
    })
}

/// Takes registries, cosigners or governors out.
pub(super) fn remove(args: &RemoveArgs, out: &Output) -> Result<(), Failure> {
    change(&args.roster, out, "Nothing to remove.", |roster| {
        for name in &args.names {
            let before = (roster.registries.len(), roster.cosigners.len(), roster.governance.governors.len());
            roster.registries.retain(|registry| registry.id.as_str() != name);
            roster.cosigners.retain(|peer| peer.key.name() != name);
            roster.governance.governors.retain(|governor| governor.name() != name);
            if before == (roster.registries.len(), roster.cosigners.len(), roster.governance.governors.len()) {
                return Err(unknown(name, "registry, cosigner or governor"));
            }
        }
        let (threshold, left) = (roster.governance.threshold, roster.governance.governors.len());
        if left >= threshold {
            return Ok(());
        }
        let what = format!("{left} governors would be left, and {threshold} must sign");
        Err(Failure::usage("bad-threshold", what, "Lower `threshold` in roster.toml first, or name another governor."))
    })
}

/// Lets the roster hold for longer.
pub(super) fn renew(args: &RenewArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone())?;
    let wanted = renewed(working.roster.clone(), args.valid_for);
    let done = working.put_as_renewed(wanted)?;
    finish(&done, &folder, "Nothing to renew: it holds so long already.", out);
    Ok(())
}

fn change(
    path: &Path,
    out: &Output,
    nothing: &str,
    make: impl FnOnce(&mut Roster) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let folder = RosterFolder::at(path);
    let working = Working::open(folder.clone())?;
    let mut roster = working.roster.clone();
    make(&mut roster)?;
    let done = working.put(roster, None)?;
    finish(&done, &folder, nothing, out);
    Ok(())
}

fn finish(done: &Done, folder: &RosterFolder, nothing: &str, out: &Output) {
    done.tell(folder, nothing, out);
    out.json("roster-change", done.as_json(folder));
}

fn unknown(name: &str, kind: &str) -> Failure {
    let what = format!("The roster lists no {kind} {name:?}");
    Failure::usage("unknown-name", what, "Copy the name from `attestat roster show`.")
}

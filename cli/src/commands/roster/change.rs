//! `roster suspend | close | reopen | remove | renew`: one decision of the governors into the next version.

use super::folder::RosterFolder;
use super::working::{Done, Working, renewed};
use super::{RemoveArgs, RenewArgs, StateArgs};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::{RegistryState, Roster};
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use std::path::Path;

/// Gives registries another standing.
pub(super) fn state(args: &StateArgs, state: RegistryState, out: &Output) -> Result<(), Failure> {
    change(&args.roster, out, &text!("roster-nothing-to-change"), |roster| {
        for id in &args.registries {
            let registry = roster.registries.iter_mut().find(|registry| registry.id.as_str() == id);
            registry.ok_or_else(|| unknown(id, text!("roster-unknown-registry")))?.state = state;
        }
        Ok(())
    })
}

/// Takes registries, cosigners or governors out.
pub(super) fn remove(args: &RemoveArgs, out: &Output) -> Result<(), Failure> {
    change(&args.roster, out, &text!("roster-nothing-to-remove"), |roster| {
        for name in &args.names {
            let before = (roster.registries.len(), roster.cosigners.len(), roster.governance.governors.len());
            roster.registries.retain(|registry| registry.id.as_str() != name);
            roster.cosigners.retain(|peer| peer.key.name() != name);
            roster.governance.governors.retain(|governor| governor.name() != name);
            if before == (roster.registries.len(), roster.cosigners.len(), roster.governance.governors.len()) {
                return Err(unknown(name, text!("roster-unknown-member")));
            }
        }
        let (threshold, left) = (roster.governance.threshold, roster.governance.governors.len());
        if left >= threshold {
            return Ok(());
        }
        let what = text!("roster-too-few-left", left = left, threshold = threshold);
        Err(Failure::usage("bad-threshold", what, text!("roster-too-few-left.next")))
    })
}

/// Lets the roster hold for longer.
pub(super) fn renew(args: &RenewArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let working = Working::open(folder.clone())?;
    let wanted = renewed(working.roster.clone(), args.valid_for);
    let done = working.put_as_renewed(wanted)?;
    finish(&done, &folder, &text!("roster-nothing-to-renew"), out);
    Ok(())
}

fn change(
    path: &Path,
    out: &Output,
    nothing: &Text,
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

fn finish(done: &Done, folder: &RosterFolder, nothing: &Text, out: &Output) {
    done.tell(folder, nothing, out);
    out.json("roster-change", done.as_json(folder));
}

fn unknown(name: &str, kind: Text) -> Failure {
    let what = text!("roster-unknown-name", kind = kind, name = plain(name));
    Failure::usage("unknown-name", what, text!("roster-unknown-name.next"))
}

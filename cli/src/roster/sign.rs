//! `roster sign`: the governors' signatures, and the hash that everyone pins.
//!
//! The text that is shown is the one that is signed: it is read once, told in words, asked about, and signed.

use super::SignArgs;
use super::cuts;
use super::folder::{RosterFolder, bad_roster};
use super::proposal::{Proposal, governors, is_signed_by};
use super::signed::{Signed, signed_already};
use super::telephone;
use super::words::{all_of, differences, hash_lines, remarks};
use crate::clock;
use crate::confirm;
use crate::disk::{self, Readers};
use crate::failure::Failure;
use crate::key_file;
use crate::output::Output;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{Note, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, digits};
use serde_json::json;
use std::path::PathBuf;

/// Signs the version being worked on; once enough governors have, it becomes `roster.note`.
pub(super) fn run(args: &SignArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let Proposal { read, roster, mut note, before } = Proposal::read(&folder)?;
    refuse_another_text(&folder, &roster, before.as_ref())?;
    let signers = signers(&folder, args, &roster, before.as_ref(), &note)?;
    let changes = match &before {
        Some(before) => differences(before.roster(), &roster),
        None => all_of(&roster),
    };
    if !signers.is_empty() {
        if let Some(given) = &args.hash {
            telephone::compare(given, &roster.hash())?;
        }
        examine(args, &roster, before.as_ref(), &changes, out)?;
        if !args.yes {
            confirm::ask("Sign exactly this? [y/N]", out.language())?;
        }
    }
    // Somebody may have signed another text while this one was read.
    refuse_another_text(&folder, &roster, before.as_ref())?;
    let names: Vec<String> = signers.iter().map(|signer| signer.governor.name().to_owned()).collect();
    for Signer { governor, secret, signed } in signers {
        signed.put(&roster)?;
        note.sign(&governor, &secret);
    }
    let missing = keep(&folder, &roster, &note, before.as_ref())?;
    // What was filled in stands in the draft too, unless somebody wrote on in it meanwhile.
    if read != roster.text() && folder.draft()?.roster.text() == read {
        folder.put_draft(roster.text())?;
    }
    report(out, &folder, &roster, missing.as_deref());
    out.json(
        "roster-sign",
        json!({"version": roster.version, "hash": roster.hash().to_string(), "by_telephone": digits(&roster.hash().0),
               "complete": missing.is_none(), "signed_by": names, "changes": changes,
               "roster": if missing.is_none() { folder.signed_path() } else { folder.version_path(roster.version) }}),
    );
    Ok(())
}

/// Refuses a text while another text stands signed by a governor under this number.
pub(super) fn refuse_another_text(
    folder: &RosterFolder,
    roster: &Roster,
    before: Option<&PinnedRoster>,
) -> Result<(), Failure> {
    let Some(held) = folder.version(roster.version)?.filter(|held| held.text() != roster.text()) else { return Ok(()) };
    let known = governors(roster, before);
    let other = Roster::parse(held.text()).map_err(|error| bad_roster(&folder.version_path(roster.version), error))?;
    match known.iter().chain(&other.governance.governors).find(|governor| is_signed_by(&held, governor)) {
        Some(governor) => Err(signed_already(roster.version, &other.hash(), governor.name())),
        None => Ok(()),
    }
}

/// A governor whose key is at hand, and who has not signed yet.
struct Signer {
    governor: VerifierKey,
    secret: SecretKey,
    signed: Signed,
}

/// The keys at hand that have not signed yet.
fn signers(
    folder: &RosterFolder,
    args: &SignArgs,
    roster: &Roster,
    before: Option<&PinnedRoster>,
    note: &Note,
) -> Result<Vec<Signer>, Failure> {
    let known = governors(roster, before);
    let found = folder.key_paths();
    let paths: &[PathBuf] = if args.keys.is_empty() { &found } else { &args.keys };
    let (mut signers, mut keys) = (Vec::new(), 0);
    for path in paths {
        let secret = key_file::read(path);
        let secret = if args.keys.is_empty() { secret.map_err(Failure::of_what_is_kept)? } else { secret? };
        let Some(governor) = known.iter().find(|governor| *governor.key() == secret.public()).cloned() else {
            if args.keys.is_empty() {
                continue;
            }
            let what = format!("{} is no governor's key of this roster", path.display());
            return Err(Failure::usage("not-a-governor", what, "Give the key of a governor that roster.toml lists."));
        };
        keys += 1;
        let signed = Signed::beside(path)?;
        signed.check(roster)?;
        if !is_signed_by(note, &governor) {
            signers.push(Signer { governor, secret, signed });
        }
    }
    if keys == 0 {
        let what = format!("There is no governor's key in {}", folder.path().display());
        return Err(Failure::config("no-key", what, "Name one with `--key FILE`."));
    }
    Ok(signers)
}

/// Shows the version that would be signed, and refuses one that nobody should sign.
fn examine(
    args: &SignArgs,
    roster: &Roster,
    before: Option<&PinnedRoster>,
    changes: &[String],
    out: &Output,
) -> Result<(), Failure> {
    let head = match before {
        Some(before) => format!("Version {} says, other than version {}:", roster.version, before.roster().version),
        None => format!("Version {} says:", roster.version),
    };
    let none = ["Nothing else.".to_owned()];
    let listed = if changes.is_empty() { &none } else { changes };
    out.remark(&format!("{head}\n  {}\n{}", listed.join("\n  "), hash_lines(&roster.hash())));
    remarks(roster).iter().for_each(|remark| out.warning(remark));
    if roster.issued > clock::today() {
        let until =
            if before.is_some() { "until then the version before it counts" } else { "until then nothing counts" };
        out.warning(&format!("This version begins on {}: {until}.", roster.issued));
    }
    if roster.expires < clock::today() {
        let what = format!("This version expired on {}", roster.expires);
        return Err(Failure::usage("expired", what, "Let it hold for longer: `attestat roster renew`."));
    }
    let objections = roster.objections(before.map(PinnedRoster::roster));
    if let Some((first, more)) = objections.split_first() {
        more.iter().for_each(|objection| out.warning(&format!("{objection}.")));
        let todo = "Correct roster.toml, and look at `attestat roster diff`.";
        return Err(Failure::usage("not-to-be-signed", first.to_string(), todo));
    }
    cuts::check(roster, before.map(PinnedRoster::roster), args.offline, out)
}

/// Writes the signed version, over no later version and no other text; returns, in words, what is missing until the
/// version is in force.
pub(super) fn keep(
    folder: &RosterFolder,
    roster: &Roster,
    note: &Note,
    before: Option<&PinnedRoster>,
) -> Result<Option<String>, Failure> {
    let text = note.to_string();
    let missing = missing(&text, roster, before).map_err(|error| bad_roster(folder.draft_path(), error))?;
    let in_force = folder.signed()?;
    let is_older = in_force.as_ref().is_some_and(|signed| signed.roster().version > roster.version);
    let other = in_force.filter(|signed| signed.roster().version == roster.version);
    if let Some(other) = other.filter(|signed| signed.roster().text() != roster.text()) {
        return Err(signed_already(roster.version, &other.roster().hash(), "Enough governors"));
    }
    disk::write(&folder.version_path(roster.version), text.as_bytes(), Readers::Everyone)?;
    if missing.is_none() && !is_older {
        disk::write(&folder.signed_path(), text.as_bytes(), Readers::Everyone)?;
    }
    Ok(missing)
}

fn missing(text: &str, roster: &Roster, before: Option<&PinnedRoster>) -> Result<Option<String>, RosterError> {
    let checked = match before {
        Some(before) => before.succeed(text.as_bytes()),
        None => PinnedRoster::pin(text.as_bytes(), roster.hash()),
    };
    match checked {
        Ok(_) => Ok(None),
        Err(error @ RosterError::TooFewGovernors { .. }) => Ok(Some(error.to_string())),
        Err(error) => Err(error),
    }
}

/// Tells whether the version is in force, and what comes next.
pub(super) fn report(out: &Output, folder: &RosterFolder, roster: &Roster, missing: Option<&str>) {
    let newest = folder.signed().ok().flatten().map_or(0, |signed| signed.roster().version);
    match missing {
        None if newest > roster.version => out.words(&format!(
            "Signed version {} of the roster: {}\nHash: {}\nVersion {newest} follows it and stays what everyone pins: {}",
            roster.version,
            folder.version_path(roster.version).display(),
            roster.hash(),
            folder.signed_path().display(),
        )),
        None => out.words(&format!(
            "Signed version {} of the roster: {path}\nHash to pin: {hash}\nBy telephone: {}\nPublish both, the hash by another way than the file. Next:\n  every node      attestat-node pin SCHOOL {path} --hash {hash}\n  every verifier  attestat trust pin {path} --hash {hash}",
            roster.version,
            digits(&roster.hash().0),
            path = folder.signed_path().display(),
            hash = roster.hash(),
        )),
        Some(missing) => out.words(&format!(
            "Signed version {version} so far: {path}\nHash: {hash}\nBy telephone: {}\nNext: {missing}; hand {path}{before} to the next governor, who runs `attestat roster sign --roster roster-{version}.note --key FILE`, and take the answers in with `attestat roster merge`.",
            digits(&roster.hash().0),
            version = roster.version,
            before = if roster.version > 1 { " and the roster.note before it" } else { "" },
            path = folder.version_path(roster.version).display(),
            hash = roster.hash(),
        )),
    }
}

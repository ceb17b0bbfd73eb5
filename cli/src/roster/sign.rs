//! `roster sign`: the governors' signatures, and the hash that everyone pins.

use super::SignArgs;
use super::folder::{RosterFolder, bad_roster};
use crate::disk::{self, Readers};
use crate::failure::Failure;
use crate::key_file;
use crate::output::Output;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{Note, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError};
use serde_json::json;

/// Signs the version being worked on; once enough governors have, it becomes `roster.note`.
pub(super) fn run(args: &SignArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let draft = folder.draft()?;
    let roster = draft.roster;
    let before = version_before(&folder, &roster)?;
    let mut note = note_so_far(&folder, &roster)?;
    let governors = governors(&roster, before.as_ref());
    let secrets = secrets(&folder, args, &governors)?;
    for (governor, secret) in &secrets {
        note.sign(governor, secret);
    }
    let text = note.to_string();
    disk::write(&folder.version_path(roster.version), text.as_bytes(), Readers::Everyone)?;
    let missing = missing(&text, &roster, before.as_ref()).map_err(|error| bad_roster(&folder.draft_path(), error))?;
    let complete = missing.is_none();
    if complete {
        disk::write(&folder.signed_path(), text.as_bytes(), Readers::Everyone)?;
    }
    report(out, &folder, &roster, missing);
    let signers: Vec<&str> = secrets.iter().map(|(governor, _)| governor.name()).collect();
    out.json(
        "roster-sign",
        json!({"version": roster.version, "hash": roster.hash().to_string(), "complete": complete, "signed_by": signers,
               "roster": if complete { folder.signed_path() } else { folder.version_path(roster.version) }}),
    );
    Ok(())
}

/// The version before the one to be signed; version 1 has none.
fn version_before(folder: &RosterFolder, roster: &Roster) -> Result<Option<PinnedRoster>, Failure> {
    let Some(number) = roster.version.checked_sub(1).filter(|number| *number > 0) else { return Ok(None) };
    folder.complete_version(number)?.map(Some).ok_or_else(|| {
        let what = format!("Version {} follows version {number}, which is not here", roster.version);
        Failure::config("no-version-before", what, format!("Put it here as {}.", folder.version_path(number).display()))
    })
}

/// The draft with the signatures that were made of exactly this text.
fn note_so_far(folder: &RosterFolder, roster: &Roster) -> Result<Note, Failure> {
    match folder.version(roster.version)?.filter(|note| note.text() == roster.text()) {
        Some(note) => Ok(note),
        None => Note::unsigned(roster.text().to_owned()).map_err(|error| bad_roster(&folder.draft_path(), error)),
    }
}

/// Whose signatures count: the governors of this version and of the one before.
fn governors(roster: &Roster, before: Option<&PinnedRoster>) -> Vec<VerifierKey> {
    let mut all = roster.governance.governors.clone();
    let old = before.into_iter().flat_map(|before| before.roster().governance.governors.iter());
    all.extend(old.cloned());
    all
}

/// The secret keys at hand, each with its governor.
fn secrets(
    folder: &RosterFolder,
    args: &SignArgs,
    governors: &[VerifierKey],
) -> Result<Vec<(VerifierKey, SecretKey)>, Failure> {
    let found = folder.key_paths();
    let paths = if args.keys.is_empty() { &found } else { &args.keys };
    let mut secrets = Vec::new();
    for path in paths {
        let secret = key_file::read(path)?;
        match governors.iter().find(|governor| *governor.key() == secret.public()) {
            Some(governor) => secrets.push((governor.clone(), secret)),
            None if args.keys.is_empty() => {}
            None => {
                let what = format!("{} is no governor's key of this roster", path.display());
                return Err(Failure::config(
                    "not-a-governor",
                    what,
                    "Give the key of a governor that roster.toml lists.",
                ));
            }
        }
    }
    if secrets.is_empty() {
        let what = format!("There is no governor's key in {}", folder.path().display());
        return Err(Failure::config("no-key", what, "Name one with `--key FILE`."));
    }
    Ok(secrets)
}

/// What is missing until the version is in force, in words.
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

fn report(out: &Output, folder: &RosterFolder, roster: &Roster, missing: Option<String>) {
    match missing {
        None => out.words(&format!(
            "Signed version {} of the roster: {path}\nHash to pin: {hash}\nPublish both, the hash by another way than the file. Next:\n  every node      attestat-node pin SCHOOL {path} --hash {hash}\n  every verifier  attestat trust pin {path} --hash {hash}",
            roster.version,
            path = folder.signed_path().display(),
            hash = roster.hash(),
        )),
        Some(missing) => out.words(&format!(
            "Signed version {} so far: {}\nHash: {}\nNext: {missing}; hand the folder without its keys to the next governor, who runs `attestat roster sign --key FILE`.",
            roster.version,
            folder.version_path(roster.version).display(),
            roster.hash(),
        )),
    }
}

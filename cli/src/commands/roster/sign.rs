//! `roster sign`: the governors' signatures, and the hash that everyone pins.
//!
//! The text that is shown is the one that is signed: it is read once, told in words, asked about, and signed.

use super::SignArgs;
use super::cuts;
use super::folder::{RosterFolder, bad_roster};
use super::objection;
use super::proposal::{Proposal, governors, is_signed_by};
use super::signed::{Signed, signed_already};
use super::telephone;
use super::words::{all_of, differences, hash_lines, listed, remarks, version_says};
use crate::files::disk::{self, Readers};
use crate::files::key_file;
use crate::machine::clock;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{Note, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, digits};
use attestat_words::text::Text;
use attestat_words::{say, text};
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
            confirm::ask(text!("roster-sign-question"), out)?;
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
    report(out, &folder, &roster, missing.as_ref());
    let changes: Vec<String> = changes.iter().map(Text::to_string).collect();
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
        Some(governor) => {
            Err(signed_already(roster.version, &other.hash(), text!("roster-signer", name = governor.name())))
        }
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
            let what = text!("roster-not-a-governor", path = path);
            return Err(Failure::usage("not-a-governor", what, text!("roster-not-a-governor.next")));
        };
        keys += 1;
        let signed = Signed::beside(path)?;
        signed.check(roster)?;
        if !is_signed_by(note, &governor) {
            signers.push(Signer { governor, secret, signed });
        }
    }
    if keys == 0 {
        let what = text!("roster-no-key", path = folder.path());
        return Err(Failure::config("no-key", what, text!("roster-no-key.next")));
    }
    Ok(signers)
}

/// Shows the version that would be signed, and refuses one that nobody should sign.
fn examine(
    args: &SignArgs,
    roster: &Roster,
    before: Option<&PinnedRoster>,
    changes: &[Text],
    out: &Output,
) -> Result<(), Failure> {
    let language = out.language();
    let head = version_says(roster, before.map(PinnedRoster::roster)).told(language);
    let (listed, hash) = (listed(changes).told(language), hash_lines(&roster.hash()).told(language));
    out.remark(&format!("{head}\n  {listed}\n{hash}"));
    remarks(roster).iter().for_each(|remark| out.warning(&remark.told(language)));
    if roster.issued > clock::today() {
        out.warning(&match before {
            Some(_) => say!(language, "roster-begins-later-than-before", day = roster.issued),
            None => say!(language, "roster-begins-later", day = roster.issued),
        });
    }
    if roster.expires < clock::today() {
        let what = text!("roster-expired", day = roster.expires);
        return Err(Failure::usage("expired", what, text!("roster-expired.next")));
    }
    let objections = roster.objections(before.map(PinnedRoster::roster));
    if let Some((first, more)) = objections.split_first() {
        for objection in more {
            out.warning(&say!(language, "roster-objection", objection = objection::told(objection)));
        }
        let todo = text!("roster-not-to-be-signed");
        return Err(Failure::usage("not-to-be-signed", objection::told(first), todo));
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
) -> Result<Option<Text>, Failure> {
    let text = note.to_string();
    let missing = missing(&text, roster, before).map_err(|error| bad_roster(folder.draft_path(), error))?;
    let in_force = folder.signed()?;
    let is_older = in_force.as_ref().is_some_and(|signed| signed.roster().version > roster.version);
    let other = in_force.filter(|signed| signed.roster().version == roster.version);
    if let Some(other) = other.filter(|signed| signed.roster().text() != roster.text()) {
        return Err(signed_already(roster.version, &other.roster().hash(), text!("roster-signer-enough")));
    }
    disk::write(&folder.version_path(roster.version), text.as_bytes(), Readers::Everyone)?;
    if missing.is_none() && !is_older {
        disk::write(&folder.signed_path(), text.as_bytes(), Readers::Everyone)?;
    }
    Ok(missing)
}

fn missing(text: &str, roster: &Roster, before: Option<&PinnedRoster>) -> Result<Option<Text>, RosterError> {
    let checked = match before {
        Some(before) => before.succeed(text.as_bytes()),
        None => PinnedRoster::pin(text.as_bytes(), roster.hash()),
    };
    match checked {
        Ok(_) => Ok(None),
        Err(RosterError::TooFewGovernors { whose, signed, needed }) => Ok(Some(match whose {
            "this version" => text!("roster-missing-of-this", signed = signed, needed = needed),
            _ => text!("roster-missing-of-before", signed = signed, needed = needed),
        })),
        Err(error) => Err(error),
    }
}

/// Tells whether the version is in force, and what comes next.
pub(super) fn report(out: &Output, folder: &RosterFolder, roster: &Roster, missing: Option<&Text>) {
    let newest = folder.signed().ok().flatten().map_or(0, |signed| signed.roster().version);
    let (version, hash, digits) = (roster.version, roster.hash().to_string(), digits(&roster.hash().0));
    let (path, signed) = (folder.version_path(version), folder.signed_path());
    let words = match missing.cloned() {
        None if newest > version => text!(
            "roster-signed-behind",
            version = version,
            path = path,
            hash = hash,
            newest = newest,
            newest_path = signed
        ),
        None => text!("roster-signed", version = version, path = signed, hash = hash, digits = digits),
        Some(missing) if version > 1 => text!(
            "roster-signed-so-far-after",
            version = version,
            path = path,
            hash = hash,
            digits = digits,
            missing = missing
        ),
        Some(missing) => text!(
            "roster-signed-so-far",
            version = version,
            path = path,
            hash = hash,
            digits = digits,
            missing = missing
        ),
    };
    out.words(&words.told(out.language()));
}

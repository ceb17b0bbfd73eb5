//! `roster sign`: the governors' signatures, and the hash that everyone pins.
//!
//! The text that is shown is the one that is signed: it is read once, told in words, asked about, and signed.

use super::SignArgs;
use super::cuts;
use super::folder::RosterFolder;
use super::signed::Signed;
use crate::files::key_file;
use crate::machine::clock;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{Note, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster, digits};
use attestat_rosters::files::{RosterFile, RosterFiles as _};
use attestat_rosters::proposal::{Proposal, governors, is_signed_by};
use attestat_rosters::review::{Review, review};
use attestat_rosters::signing::{keep, refuse_another_text, told};
use attestat_rosters::{diff, telephone};
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::json;
use std::path::PathBuf;

/// Signs the version being worked on; once enough governors have, it becomes `roster.note`.
pub(super) fn run(args: &SignArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.roster);
    let Proposal { read, roster, mut note, before } = Proposal::read(&folder)?;
    refuse_another_text(&folder, &roster, before.as_ref())?;
    let signers = signers(&folder, args, &roster, before.as_ref(), &note)?;
    let before_it = before.as_ref().map(PinnedRoster::roster);
    let changes = diff::changes(before_it, &roster);
    if !signers.is_empty() {
        if let Some(given) = &args.hash {
            telephone::compare(given, &roster.hash())?;
        }
        examine(args, &roster, before_it, &changes, out)?;
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
        folder.write(RosterFile::Draft, roster.text())?;
    }
    out.words(&told(&folder, &roster, missing.as_ref()));
    let changes: Vec<String> = changes.iter().map(Text::to_string).collect();
    out.json(
        "roster-sign",
        json!({"version": roster.version, "hash": roster.hash().to_string(), "by_telephone": digits(&roster.hash().0),
               "complete": missing.is_none(), "signed_by": names, "changes": changes,
               "roster": if missing.is_none() { folder.signed_path() } else { folder.version_path(roster.version) }}),
    );
    Ok(())
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
    before: Option<&Roster>,
    changes: &[Text],
    out: &Output,
) -> Result<(), Failure> {
    out.remark(&diff::told(before, roster, changes));
    let Review { warnings, refusal } = review(roster, before, clock::today());
    warnings.iter().for_each(|warning| out.warning(warning));
    match refusal {
        Some(problem) => Err(problem.into()),
        None => cuts::check(roster, before, args.offline, out),
    }
}

//! `roster init`: governors' keys and version 1, with nobody in it yet.

use super::InitArgs;
use super::folder::RosterFolder;
use crate::files::disk::{self, Readers};
use crate::files::key_file;
use crate::machine::clock;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_ledger::note::VerifierKey;
use attestat_rosters::files::{RosterFile, RosterFiles as _};
use attestat_rosters::first::{self, check_threshold, key_name, other_governors, text_with};
use attestat_words::text;
use serde_json::json;

/// Makes the folder, the keys and the draft of version 1.
pub(super) fn run(args: &InitArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.dir);
    if folder.draft_path().exists() || folder.signed_path().exists() {
        let what = text!("roster-already-there", path = folder.path());
        return Err(Failure::usage("already-there", what, text!("roster-already-there.next")));
    }
    let others = other_governors(&args.others)?;
    let count = usize::from(args.governors);
    let threshold = check_threshold(args.threshold, count + others.len())?;
    disk::make_folder(folder.path(), Readers::Owner)?;
    let mut governors = match count {
        0 => Vec::new(),
        _ => make_keys(&folder, &key_name(args.name.as_deref())?, count)?,
    };
    let own: Vec<String> = governors.iter().map(ToString::to_string).collect();
    governors.extend(others);
    let expires = Day::of_unix_seconds(clock::now().saturating_add(args.valid_for));
    folder.write(RosterFile::Draft, &text_with(&governors, threshold, (clock::today(), expires)))?;

    let keys: Vec<String> = (1..=count).map(|number| folder.key_path(number).display().to_string()).collect();
    let made: Vec<String> = core::iter::once(folder.name(RosterFile::Draft)).chain(keys.iter().cloned()).collect();
    out.words(&first::made(&folder.place(), &made, &own, &governors));
    if governors.len() > own.len() {
        out.remark(&text!("roster-made-compare"));
    }
    if !own.is_empty() {
        out.remark(&text!("roster-made-keep"));
    }
    out.json(
        "roster-init",
        json!({"roster": folder.draft_path(), "keys": keys, "governors": own, "threshold": threshold}),
    );
    Ok(())
}

fn make_keys(folder: &RosterFolder, name: &str, count: usize) -> Result<Vec<VerifierKey>, Failure> {
    let mut governors = Vec::new();
    for number in 1..=count {
        let secret = key_file::generate()?;
        governors.push(first::governor(name, (number, count), secret.public())?);
        key_file::write_new(&folder.key_path(number), &secret)?;
    }
    Ok(governors)
}

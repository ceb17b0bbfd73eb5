//! `roster init`: governors' keys and version 1, with nobody in it yet.

use super::InitArgs;
use super::folder::RosterFolder;
use super::telephone::digits_of;
use crate::files::disk::{self, Readers};
use crate::files::key_file;
use crate::machine::clock;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::day::Day;
use attestat_ledger::note::{NoteError, SignatureType, VerifierKey};
use attestat_words::text::Text;
use attestat_words::{say, text};
use core::fmt::Write as _;
use serde_json::json;

/// Makes the folder, the keys and the draft of version 1.
pub(super) fn run(args: &InitArgs, out: &Output) -> Result<(), Failure> {
    let folder = RosterFolder::at(&args.dir);
    if folder.draft_path().exists() || folder.signed_path().exists() {
        let what = text!("roster-already-there", path = folder.path());
        return Err(Failure::usage("already-there", what, text!("roster-already-there.next")));
    }
    let others: Vec<VerifierKey> = args.others.iter().map(|text| other_governor(text)).collect::<Result<_, _>>()?;
    let same = |one: &VerifierKey, key: &VerifierKey| one.name() == key.name() || one.key() == key.key();
    for (at, key) in others.iter().enumerate() {
        if others.iter().take(at).any(|one| same(one, key)) {
            let what = text!("roster-governor-twice", key = key.to_string());
            return Err(Failure::usage("governor-twice", what, text!("roster-governor-twice.next")));
        }
    }
    let count = usize::from(args.governors);
    let threshold = check_threshold(args.threshold, count + others.len())?;
    disk::make_folder(folder.path(), Readers::Owner)?;
    let mut governors = match (&args.name, count) {
        (_, 0) => Vec::new(),
        (Some(name), _) => make_keys(&folder, &key_name(name)?, count)?,
        (None, _) => return Err(no_name()),
    };
    let own: Vec<String> = governors.iter().map(ToString::to_string).collect();
    governors.extend(others);
    folder.put_draft(&first_version(&governors, threshold, args.valid_for))?;

    let keys: Vec<String> = (1..=count).map(|number| folder.key_path(number).display().to_string()).collect();
    tell(&folder, &own, &governors, &keys, out);
    out.json(
        "roster-init",
        json!({"roster": folder.draft_path(), "keys": keys, "governors": own, "threshold": threshold}),
    );
    Ok(())
}

fn tell(folder: &RosterFolder, own: &[String], governors: &[VerifierKey], keys: &[String], out: &Output) {
    let made = core::iter::once(folder.draft_path().display().to_string()).chain(keys.iter().cloned());
    let mut lines = vec![text!("roster-made", paths = made.collect::<Vec<_>>().join(", "))];
    for governor in governors {
        let (key, digits) = (governor.to_string(), digits_of(governor));
        lines.push(match own.contains(&key) {
            true => text!("roster-made-governor", key = key, digits = digits),
            false => text!("roster-made-governor-elsewhere", key = key, digits = digits),
        });
    }
    lines.push(match own.is_empty() {
        true => text!("roster-made-next-elsewhere", dir = folder.path()),
        false => text!("roster-made-next", dir = folder.path()),
    });
    out.words(&Text::listed(lines, "\n").told(out.language()));
    if governors.len() > own.len() {
        out.remark(&say!(out.language(), "roster-made-compare"));
    }
    if !own.is_empty() {
        out.remark(&say!(out.language(), "roster-made-keep"));
    }
}

fn no_name() -> Failure {
    Failure::usage("no-name", text!("roster-no-name"), text!("roster-no-name.next"))
}

fn make_keys(folder: &RosterFolder, name: &str, count: usize) -> Result<Vec<VerifierKey>, Failure> {
    let mut governors = Vec::new();
    for number in 1..=count {
        let secret = key_file::generate()?;
        let name = if count == 1 { name.to_owned() } else { format!("{name}/g{number}") };
        let governor = VerifierKey::new(&name, SignatureType::Ed25519, secret.public());
        let bad = |error: NoteError| Failure::usage("bad-name", error.to_string(), text!("roster-bad-name-next"));
        governors.push(governor.map_err(bad)?);
        key_file::write_new(&folder.key_path(number), &secret)?;
    }
    Ok(governors)
}

/// Name for a governor's key: signed notes allow no spaces in a name, so words are joined by `-`.
fn key_name(name: &str) -> Result<String, Failure> {
    let name = name.split_whitespace().collect::<Vec<_>>().join("-").replace('+', "-");
    if name.is_empty() {
        return Err(Failure::usage("bad-name", text!("roster-empty-name"), text!("roster-empty-name.next")));
    }
    Ok(name)
}

fn other_governor(text: &str) -> Result<VerifierKey, Failure> {
    let todo = text!("roster-bad-governor-next");
    match VerifierKey::parse(text) {
        Ok(key) if key.kind() == SignatureType::Ed25519 => Ok(key),
        Ok(_) => Err(Failure::usage("bad-governor", text!("roster-governor-is-cosigner"), todo)),
        Err(error) => Err(Failure::usage("bad-governor", error.to_string(), todo)),
    }
}

fn check_threshold(given: Option<usize>, governors: usize) -> Result<usize, Failure> {
    if governors == 0 {
        return Err(Failure::usage("no-governor", text!("roster-no-governor"), text!("roster-no-governor.next")));
    }
    let threshold = given.unwrap_or(governors / 2 + 1);
    if (1..=governors).contains(&threshold) {
        return Ok(threshold);
    }
    let what = text!("roster-bad-threshold", threshold = threshold, governors = governors);
    Err(Failure::usage("bad-threshold", what, text!("roster-bad-threshold.next", governors = governors)))
}

fn first_version(governors: &[VerifierKey], threshold: usize, valid_for: u64) -> String {
    let expires = Day::of_unix_seconds(clock::now().saturating_add(valid_for));
    text_with(governors, threshold, (clock::today(), expires))
}

/// Version 1 of a roster with these governors, first and last day, and nobody in it.
pub(super) fn text_with(governors: &[VerifierKey], threshold: usize, (issued, expires): (Day, Day)) -> String {
    let mut text = format!(
        "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"{issued}\"\nexpires = \"{expires}\"\nthreshold = {threshold}\ngovernors = [\n",
    );
    for governor in governors {
        // Writing to a String cannot fail.
        _ = writeln!(text, "    \"{}\",", governor.to_string().replace('\\', "\\\\").replace('"', "\\\""));
    }
    text.push_str("]\nquorum = \"\"\"\nquorum none\n\"\"\"\n");
    text
}

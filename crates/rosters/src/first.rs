//! The first version of a roster: its governors, and nobody in it yet.

use crate::telephone::digits_of;
use attestat_ledger::day::Day;
use attestat_ledger::key::PublicKey;
use attestat_ledger::note::{NoteError, SignatureType, VerifierKey};
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use core::fmt::Write as _;

/// Reads the keys of governors elsewhere.
///
/// # Errors
///
/// One is no key of a governor, or is given twice.
pub fn other_governors(texts: &[String]) -> Result<Vec<VerifierKey>, Problem> {
    let others: Vec<VerifierKey> = texts.iter().map(|text| other_governor(text)).collect::<Result<_, _>>()?;
    let same = |one: &VerifierKey, key: &VerifierKey| one.name() == key.name() || one.key() == key.key();
    for (at, key) in others.iter().enumerate() {
        if others.iter().take(at).any(|one| same(one, key)) {
            let what = text!("roster-governor-twice", key = key.to_string());
            return Err(Problem::input("governor-twice", what, text!("roster-governor-twice.next")));
        }
    }
    Ok(others)
}

fn other_governor(text: &str) -> Result<VerifierKey, Problem> {
    let todo = text!("roster-bad-governor-next");
    match VerifierKey::parse(text) {
        Ok(key) if key.kind() == SignatureType::Ed25519 => Ok(key),
        Ok(_) => Err(Problem::input("bad-governor", text!("roster-governor-is-cosigner"), todo)),
        Err(error) => Err(Problem::input("bad-governor", error.to_string(), todo)),
    }
}

/// Number of governors that must sign: the given one, or more than half.
///
/// # Errors
///
/// There is no governor, or there are fewer than that.
pub fn check_threshold(given: Option<usize>, governors: usize) -> Result<usize, Problem> {
    if governors == 0 {
        return Err(Problem::input("no-governor", text!("roster-no-governor"), text!("roster-no-governor.next")));
    }
    let threshold = given.unwrap_or(governors / 2 + 1);
    if (1..=governors).contains(&threshold) {
        return Ok(threshold);
    }
    let what = text!("roster-bad-threshold", threshold = threshold, governors = governors);
    Err(Problem::input("bad-threshold", what, text!("roster-bad-threshold.next", governors = governors)))
}

/// Name for governors' keys, from the one that was given: signed notes allow no spaces in a name, so words are joined by `-`.
///
/// # Errors
///
/// No name was given, or nothing is left of it.
pub fn key_name(given: Option<&str>) -> Result<String, Problem> {
    let given =
        given.ok_or_else(|| Problem::input("no-name", text!("roster-no-name"), text!("roster-no-name.next")))?;
    let name = given.split_whitespace().collect::<Vec<_>>().join("-").replace('+', "-");
    if name.is_empty() {
        return Err(Problem::input("bad-name", text!("roster-empty-name"), text!("roster-empty-name.next")));
    }
    Ok(name)
}

/// Key of governor `number` of `count` that share a name.
///
/// # Errors
///
/// Signed notes do not allow the name.
pub fn governor(name: &str, (number, count): (usize, usize), key: PublicKey) -> Result<VerifierKey, Problem> {
    let name = if count == 1 { name.to_owned() } else { format!("{name}/g{number}") };
    let bad = |error: NoteError| Problem::input("bad-name", error.to_string(), text!("roster-bad-name-next"));
    VerifierKey::new(&name, SignatureType::Ed25519, key).map_err(bad)
}

/// Version 1 of a roster with these governors, first and last day, and nobody in it.
pub fn text_with(governors: &[VerifierKey], threshold: usize, (issued, expires): (Day, Day)) -> String {
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

/// Tells what was made at `place`, whose keys they are, and what comes next. `own` are the governors whose keys were made here.
pub fn made(place: &str, files: &[String], own: &[String], governors: &[VerifierKey]) -> Text {
    let mut lines = vec![text!("roster-made", paths = files.join(", "))];
    for governor in governors {
        let (key, digits) = (governor.to_string(), digits_of(governor));
        lines.push(match own.contains(&key) {
            true => text!("roster-made-governor", key = key, digits = digits),
            false => text!("roster-made-governor-elsewhere", key = key, digits = digits),
        });
    }
    lines.push(match own.is_empty() {
        true => text!("roster-made-next-elsewhere", dir = place),
        false => text!("roster-made-next", dir = place),
    });
    Text::listed(lines, "\n")
}

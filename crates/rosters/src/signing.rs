//! Signatures under a version: kept, counted and told.

use crate::draft::bad_roster;
use crate::files::{RosterFile, RosterFiles};
use crate::proposal::{governors, is_signed_by};
use crate::record::signed_already;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, digits};
use attestat_words::text;
use attestat_words::text::Text;

/// Refuses a text while another text stands signed by a governor under this number.
///
/// # Errors
///
/// Another one stands there.
pub fn refuse_another_text<F: RosterFiles>(
    files: &F,
    roster: &Roster,
    before: Option<&PinnedRoster>,
) -> Result<(), F::Error> {
    let Some(held) = files.version(roster.version)?.filter(|held| held.text() != roster.text()) else { return Ok(()) };
    let known = governors(roster, before);
    let other = Roster::parse(held.text())
        .map_err(|error| bad_roster(&files.name(RosterFile::Version(roster.version)), error))?;
    match known.iter().chain(&other.governance.governors).find(|governor| is_signed_by(&held, governor)) {
        Some(governor) => {
            let signer = text!("roster-signer", name = governor.name());
            Err(signed_already(roster.version, &other.hash(), signer).into())
        }
        None => Ok(()),
    }
}

/// Writes the signed version, over no later version and no other text; returns, in words, what is missing until the
/// version is in force.
///
/// # Errors
///
/// Another text is in force under this number, the signatures do not hold, or nothing can be written.
pub fn keep<F: RosterFiles>(
    files: &F,
    roster: &Roster,
    note: &Note,
    before: Option<&PinnedRoster>,
) -> Result<Option<Text>, F::Error> {
    let text = note.to_string();
    let missing = missing(&text, roster, before).map_err(|error| bad_roster(&files.name(RosterFile::Draft), error))?;
    let in_force = files.signed()?;
    let is_older = in_force.as_ref().is_some_and(|signed| signed.roster().version > roster.version);
    let other = in_force.filter(|signed| signed.roster().version == roster.version);
    if let Some(other) = other.filter(|signed| signed.roster().text() != roster.text()) {
        return Err(signed_already(roster.version, &other.roster().hash(), text!("roster-signer-enough")).into());
    }
    files.write(RosterFile::Version(roster.version), &text)?;
    if missing.is_none() && !is_older {
        files.write(RosterFile::Signed, &text)?;
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
pub fn told<F: RosterFiles>(files: &F, roster: &Roster, missing: Option<&Text>) -> Text {
    let newest = files.signed().ok().flatten().map_or(0, |signed| signed.roster().version);
    let (version, hash, digits) = (roster.version, roster.hash().to_string(), digits(&roster.hash().0));
    let (path, signed) = (files.name(RosterFile::Version(version)), files.name(RosterFile::Signed));
    match missing.cloned() {
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
    }
}

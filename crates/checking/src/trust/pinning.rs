//! A roster that a person pins: the reasons against it, and the consequences of its days.

use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, ToldHash};
use attestat_words::problem::Problem;
use attestat_words::text::Text;
use attestat_words::{faults, text};
use core::cmp::Ordering;

/// Most nodes of the roster that are suggested at once.
const SUGGESTED_NODES_MAX: usize = 3;

/// Pins the roster in a file that `path` names, by the hash that a person compared.
///
/// # Errors
///
/// It has another hash, or its governors did not sign it.
pub fn pin(note: &[u8], told: &ToldHash, path: &str) -> Result<PinnedRoster, Problem> {
    told.pin(note).map_err(|error| refused(path, &error))
}

fn refused(path: &str, error: &RosterError) -> Problem {
    let what = text!("trust-not-pinned", path = path, why = faults::roster(error));
    let todo = match error {
        RosterError::NotPinned { .. } | RosterError::OtherDigits { .. } => {
            text!("trust-not-pinned.hash-next")
        }
        _ => text!("trust-not-pinned.next"),
    };
    Problem::input("not-pinned", what, todo)
}

/// Checks that a roster may take the place of the one held: the same or the next version may; any other needs a
/// person's word.
///
/// # Errors
///
/// It is older, another of the same version, or does not follow.
pub fn check_follows(held: &PinnedRoster, given: &PinnedRoster, note: &[u8]) -> Result<(), Problem> {
    let (old, new): (&Roster, &Roster) = (held.roster(), given.roster());
    if old.hash() == new.hash() || held.succeed(note).is_ok() {
        return Ok(());
    }
    let (held, given) = (old.version, new.version);
    let (what, todo) = match given.cmp(&held) {
        Ordering::Less => (text!("trust-pin-older", held = held, given = given), text!("trust-pin-older.next")),
        Ordering::Equal => (text!("trust-pin-twin", held = held), text!("trust-pin-twin.next")),
        Ordering::Greater => (text!("trust-pin-gap", held = held, given = given), text!("trust-pin-gap.next")),
    };
    Err(Problem::kept("other-roster-pinned", what, todo))
}

/// The addresses that a roster names, each with the name of its registry or cosigner.
pub fn addresses(roster: &Roster) -> impl Iterator<Item = (&str, &str)> {
    let registries = roster.registries.iter().map(|registry| (registry.id.as_str(), registry.url.as_str()));
    let mirrors = roster.cosigners.iter().map(|cosigner| (cosigner.key.name(), cosigner.url.as_str()));
    registries.chain(mirrors).filter(|(_, url)| !url.is_empty())
}

/// Problem of a roster by which no node could be asked: `why` its address of this name cannot be used.
pub fn bad_address(path: &str, name: &str, why: Text) -> Problem {
    let why = text!("trust-not-pinned.address", name = name, why = why);
    let what = text!("trust-not-pinned", path = path, why = why);
    Problem::input("not-pinned", what, text!("trust-not-pinned.address-next"))
}

/// Consequences of a roster that is not in force on a day.
pub fn not_in_force(roster: &Roster, today: Day) -> Option<Text> {
    let (version, nodes) = (roster.version, nodes(roster));
    if roster.expires < today {
        return Some(text!("trust-pinned-expired", version = version, until = roster.expires, nodes = nodes));
    }
    (roster.issued > today).then(|| text!("trust-pinned-early", version = version, from = roster.issued))
}

/// Addresses to ask first, as the roster names them.
pub fn nodes(roster: &Roster) -> String {
    let urls = roster.registries.iter().map(|registry| registry.url.as_str()).filter(|url| !url.is_empty());
    let first: Vec<&str> = urls.take(SUGGESTED_NODES_MAX).collect();
    if first.is_empty() { "NODE".to_owned() } else { first.join(" ") }
}

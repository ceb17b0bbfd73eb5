//! `trust pin`: a roster whose hash a person compared.

use super::PinArgs;
use super::store::TrustStore;
use crate::files::disk;
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::rosters::ROSTER_NOTE_BYTES_MAX;
use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, ToldHash, digits};
use attestat_rosters::telephone::not_a_hash;
use attestat_wire::connect::Address;
use attestat_words::text::Text;
use attestat_words::{faults, say, text};
use core::cmp::Ordering;
use serde_json::json;

/// Most nodes of the roster that are suggested at once.
const SUGGESTED_NODES_MAX: usize = 3;

/// Puts a roster in force after checking its hash and its governors' signatures.
pub(super) fn run(args: &PinArgs, store: &TrustStore, out: &Output) -> Result<Exit, Failure> {
    let note = disk::read(&args.roster, ROSTER_NOTE_BYTES_MAX)?;
    let told = ToldHash::parse(&args.hash).ok_or_else(|| not_a_hash(&args.hash))?;
    let pinned = told.pin(&note).map_err(|error| refused(args, &error))?;
    let hash = pinned.roster().hash();
    check_addresses(args, pinned.roster())?;
    let lock = store.lock()?;
    store.advance(&lock)?;
    if let Some(held) = store.roster()? {
        check_follows(&held, &pinned, &note, args)?;
    }
    store.accept(&lock, &pinned, args.replace)?;
    if args.replace {
        // Or one that waited for its day would take the place of what a person chose.
        store.forget_waiting(&lock)?;
    }
    store.put_roster(&lock, &hash, &note)?;
    let roster = pinned.roster();
    out.words(&say!(
        out.language(),
        "trust-pinned",
        version = roster.version,
        n = roster.registries.len(),
        until = roster.expires,
        hash = hash.to_string(),
        digits = digits(&hash.0),
        nodes = nodes(roster),
    ));
    if let Some(words) = not_in_force(roster, clock::today()) {
        out.warning(&words.told(out.language()));
    }
    out.json("trust-pin", json!({"version": roster.version, "hash": hash.to_string(), "trust": store.path()}));
    Ok(Exit::Done)
}

/// Consequences of a roster that is not in force on a day.
fn not_in_force(roster: &Roster, today: Day) -> Option<Text> {
    let (version, nodes) = (roster.version, nodes(roster));
    if roster.expires < today {
        return Some(text!("trust-pinned-expired", version = version, until = roster.expires, nodes = nodes));
    }
    (roster.issued > today).then(|| text!("trust-pinned-early", version = version, from = roster.issued))
}

/// Addresses to ask first, as the roster names them.
pub(super) fn nodes(roster: &Roster) -> String {
    let urls = roster.registries.iter().map(|registry| registry.url.as_str()).filter(|url| !url.is_empty());
    let first: Vec<&str> = urls.take(SUGGESTED_NODES_MAX).collect();
    if first.is_empty() { "NODE".to_owned() } else { first.join(" ") }
}

/// Refuses a roster by which no node could be asked: addresses in the clear, without a port, or that are none.
fn check_addresses(args: &PinArgs, roster: &Roster) -> Result<(), Failure> {
    let registries = roster.registries.iter().map(|registry| (registry.id.as_str(), &registry.url));
    let mirrors = roster.cosigners.iter().map(|cosigner| (cosigner.key.name(), &cosigner.url));
    for (name, url) in registries.chain(mirrors).filter(|(_, url)| !url.is_empty()) {
        let why = match url.parse::<Address>() {
            Ok(address) if address.is_network() => continue,
            Ok(_) => text!("trust-not-pinned.no-network", url = format!("{url:?}")),
            Err(error) => faults::detail(&error),
        };
        let why = text!("trust-not-pinned.address", name = name, why = why);
        let what = text!("trust-not-pinned", path = &args.roster, why = why);
        return Err(Failure::usage("not-pinned", what, text!("trust-not-pinned.address-next")));
    }
    Ok(())
}

fn refused(args: &PinArgs, error: &RosterError) -> Failure {
    let what = text!("trust-not-pinned", path = &args.roster, why = faults::roster(error));
    let todo = match error {
        RosterError::NotPinned { .. } | RosterError::OtherDigits { .. } => {
            text!("trust-not-pinned.hash-next")
        }
        _ => text!("trust-not-pinned.next"),
    };
    Failure::usage("not-pinned", what, todo)
}

/// Checks that a roster may take the place of the one held: the same or the next version may; any other needs a
/// person's word.
fn check_follows(held: &PinnedRoster, given: &PinnedRoster, note: &[u8], args: &PinArgs) -> Result<(), Failure> {
    let (old, new): (&Roster, &Roster) = (held.roster(), given.roster());
    if old.hash() == new.hash() || held.succeed(note).is_ok() || args.replace {
        return Ok(());
    }
    let (held, given) = (old.version, new.version);
    let (what, todo) = match given.cmp(&held) {
        Ordering::Less => (text!("trust-pin-older", held = held, given = given), text!("trust-pin-older.next")),
        Ordering::Equal => (text!("trust-pin-twin", held = held), text!("trust-pin-twin.next")),
        Ordering::Greater => (text!("trust-pin-gap", held = held, given = given), text!("trust-pin-gap.next")),
    };
    Err(Failure::config("other-roster-pinned", what, todo))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::roster::RosterHash;
    use attestat_words::language::Language;

    #[test]
    fn pinning_a_roster_that_is_not_in_force_says_so() {
        let (note, hash) = crate::fixture::dated_roster(2, RosterHash([1; 32]), "2021-01-01", "2021-12-31");
        let roster = PinnedRoster::pin(&note, hash).unwrap();
        let said = |day: &str| not_in_force(roster.roster(), Day::parse(day).unwrap());
        assert_eq!((said("2021-01-01"), said("2021-12-31")), (None, None));
        let expired = said("2022-01-01").unwrap().to_string();
        for part in ["valid until 2021-12-31", "every verdict is amber", "attestat trust update"] {
            assert!(expired.contains(part), "{expired}");
        }
        for day in ["2022-01-01", "2020-12-31"] {
            crate::render::russian::assert_russian(&said(day).unwrap().told(Language::Russian));
        }
        assert!(said("2020-12-31").unwrap().to_string().contains("not in force before 2021-01-01"));
    }
}

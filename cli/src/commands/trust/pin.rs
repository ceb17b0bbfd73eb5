//! `trust pin`: a roster whose hash a person compared.

use super::PinArgs;
use super::store::TrustStore;
use crate::commands::roster::not_a_hash;
use crate::files::disk;
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::rosters::ROSTER_NOTE_BYTES_MAX;
use attestat_ledger::day::Day;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, ToldHash, digits};
use attestat_wire::connect::Address;
use attestat_words::numbers::counted;
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
    out.words(&format!(
        "Pinned roster version {} with {}, valid until {}.\nHash {hash}, by telephone {}.\nNext: attestat trust update --from {}",
        roster.version,
        counted(roster.registries.len() as u64, "registry", "registries"),
        roster.expires,
        digits(&hash.0),
        nodes(roster),
    ));
    if let Some(words) = not_in_force(roster, clock::today()) {
        out.warning(&words);
    }
    out.json("trust-pin", json!({"version": roster.version, "hash": hash.to_string(), "trust": store.path()}));
    Ok(Exit::Done)
}

/// Consequences of a roster that is not in force on a day.
fn not_in_force(roster: &Roster, today: Day) -> Option<String> {
    let (version, nodes) = (roster.version, nodes(roster));
    if roster.expires < today {
        return Some(format!(
            "Version {version} of the roster expired: it was valid until {}. By it every verdict is amber. `attestat trust update --from {nodes}` takes over a newer one that follows it; if no node has one, ask the consortium.",
            roster.expires
        ));
    }
    (roster.issued > today).then(|| {
        format!(
            "Version {version} of the roster is not in force before {}. By it every verdict is amber until then.",
            roster.issued
        )
    })
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
            Ok(_) => format!("{url:?} is no address on a network"),
            Err(error) => error.to_string(),
        };
        let what = format!("{} is not pinned: the address of {name} cannot be used: {why}", args.roster.display());
        return Err(Failure::usage(
            "not-pinned",
            what,
            "Ask the consortium to correct the address in its next roster.",
        ));
    }
    Ok(())
}

fn refused(args: &PinArgs, error: &RosterError) -> Failure {
    let what = format!("{} is not pinned: {error}", args.roster.display());
    let todo = match error {
        RosterError::NotPinned { .. } | RosterError::OtherDigits { .. } => {
            "Compare the hash with the consortium's by another way, such as telephone; do not pin what differs."
        }
        _ => "Ask the consortium for the signed roster again.",
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
        Ordering::Less => (
            format!("Version {held} of the roster is pinned here, and version {given} is older"),
            "Keep the newer one: what it withdrew, suspended and cut would count again. Only if the consortium itself says \
             that the newer one was signed in error, run the command again with `--replace`.",
        ),
        Ordering::Equal => (
            format!(
                "Another version {held} of the roster is pinned here: its governors signed two texts of one number"
            ),
            "Do not choose by yourself: show the consortium both files, and ask which one counts. Then run the command \
             again with `--replace` and the hash of that one.",
        ),
        Ordering::Greater => (
            format!("Version {held} of the roster is pinned here, and version {given} does not follow it by one step"),
            "`attestat trust update` fetches the versions between. If nobody has them, compare the new one's hash with the \
             consortium's by another way, and run the command again with `--replace`.",
        ),
    };
    Err(Failure::config("other-roster-pinned", what, todo))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::roster::RosterHash;

    #[test]
    fn pinning_a_roster_that_is_not_in_force_says_so() {
        let (note, hash) = crate::fixture::dated_roster(2, RosterHash([1; 32]), "2021-01-01", "2021-12-31");
        let roster = PinnedRoster::pin(&note, hash).unwrap();
        let said = |day: &str| not_in_force(roster.roster(), Day::parse(day).unwrap());
        assert_eq!((said("2021-01-01"), said("2021-12-31")), (None, None));
        let expired = said("2022-01-01").unwrap();
        for part in ["valid until 2021-12-31", "every verdict is amber", "attestat trust update"] {
            assert!(expired.contains(part), "{expired}");
        }
        assert!(said("2020-12-31").unwrap().contains("not in force before 2021-01-01"));
    }
}

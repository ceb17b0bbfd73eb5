//! `trust pin`: a roster whose hash a person compared.

use super::PinArgs;
use super::store::TrustStore;
use crate::files::disk;
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::trust::pinning::{self, addresses, bad_address, check_follows, nodes, not_in_force};
use attestat_checking::trust::rosters::ROSTER_NOTE_BYTES_MAX;
use attestat_ledger::roster::{Roster, ToldHash, digits};
use attestat_rosters::telephone::not_a_hash;
use attestat_wire::connect::Address;
use attestat_words::{faults, say, text};
use serde_json::json;

/// Puts a roster in force after checking its hash and its governors' signatures.
pub(super) fn run(args: &PinArgs, store: &TrustStore, out: &Output) -> Result<Exit, Failure> {
    let note = disk::read(&args.roster, ROSTER_NOTE_BYTES_MAX)?;
    let told = ToldHash::parse(&args.hash).ok_or_else(|| not_a_hash(&args.hash))?;
    let path = args.roster.display().to_string();
    let pinned = pinning::pin(&note, &told, &path)?;
    let hash = pinned.roster().hash();
    check_addresses(&path, pinned.roster())?;
    let lock = store.lock()?;
    store.advance(&lock)?;
    if let Some(held) = store.roster()?.filter(|_| !args.replace) {
        check_follows(&held, &pinned, &note)?;
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

/// Refuses a roster by which no node could be asked: addresses in the clear, without a port, or that are none.
fn check_addresses(path: &str, roster: &Roster) -> Result<(), Failure> {
    for (name, url) in addresses(roster) {
        let why = match url.parse::<Address>() {
            Ok(address) if address.is_network() => continue,
            Ok(_) => text!("trust-not-pinned.no-network", url = format!("{url:?}")),
            Err(error) => faults::detail(&error),
        };
        return Err(bad_address(path, name, why).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::day::Day;
    use attestat_ledger::roster::{PinnedRoster, RosterHash};
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

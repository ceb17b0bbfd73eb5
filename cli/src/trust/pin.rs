//! `trust pin`: a roster whose hash a person compared.

use super::PinArgs;
use super::store::{ROSTER_NOTE_BYTES_MAX, TrustStore};
use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, counted};
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError, RosterHash};
use attestat_wire::connect::Address;
use serde_json::json;

/// How many nodes of the roster are suggested at once.
const SUGGESTED_NODES_MAX: usize = 3;

/// Puts a roster in force after checking its hash and its governors' signatures.
pub(super) fn run(args: &PinArgs, store: &TrustStore, out: &Output) -> Result<Exit, Failure> {
    let note = disk::read(&args.roster, ROSTER_NOTE_BYTES_MAX)?;
    let hash = RosterHash::parse(args.hash.trim()).ok_or_else(|| {
        Failure::usage(
            "bad-hash",
            "The hash given with --hash is not 64 hex digits",
            "Copy it whole, as the consortium published it.",
        )
    })?;
    let pinned = PinnedRoster::pin(&note, hash).map_err(|error| refused(args, &error))?;
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
        "Pinned roster version {} with {}, valid until {}.\nNext: attestat trust update --from {}",
        roster.version,
        counted(roster.registries.len() as u64, "registry", "registries"),
        roster.expires,
        nodes(roster),
    ));
    out.json("trust-pin", json!({"version": roster.version, "hash": hash.to_string(), "trust": store.path()}));
    Ok(Exit::Done)
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
        return Err(Failure::config(
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
        RosterError::NotPinned { .. } => {
            "Compare the hash with the consortium's by another way, such as telephone; do not pin what differs."
        }
        _ => "Ask the consortium for the signed roster again.",
    };
    Failure::config("not-pinned", what, todo)
}

/// The same roster or the next version may take the place of the one held; any other needs a person's word.
fn check_follows(held: &PinnedRoster, given: &PinnedRoster, note: &[u8], args: &PinArgs) -> Result<(), Failure> {
    let (old, new): (&Roster, &Roster) = (held.roster(), given.roster());
    if old.hash() == new.hash() || held.succeed(note).is_ok() || args.replace {
        return Ok(());
    }
    let what = format!(
        "Roster version {} is pinned here, and version {} does not follow it by one step",
        old.version, new.version
    );
    let todo = "If you are sure of the new one's hash, run the command again with `--replace`.";
    Err(Failure::config("other-roster-pinned", what, todo))
}

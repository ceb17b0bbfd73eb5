//! Agreement of folder and roster on the same node: a difference would keep others from reaching it, or make its
//! cosignatures worth nothing.

use super::{Checked, Outcome};
use crate::machine::config::Config;
use crate::machine::folder::Layout;
use crate::machine::keys::MirrorKey;
use crate::machine::tls;
use attestat_ledger::day::Day;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::Address;
use attestat_words::text;
use attestat_words::text::Text;

/// Days before its end from which a roster is worth a note.
const ENDS_SOON_DAYS: u32 = 30;

/// Looks at the roster's term.
pub(super) fn check_term(list: &mut Vec<Checked>, roster: &Roster, today: Day) {
    let expires = roster.expires;
    let left = expires.number().checked_sub(today.number());
    let outcome = match left {
        None => Outcome::Failed(text!("node-check-expired", expires = expires)),
        Some(days) if days <= ENDS_SOON_DAYS => {
            Outcome::Note(text!("node-check-ends-soon", expires = expires, days = days))
        }
        Some(_) => Outcome::Passed,
    };
    list.push(Checked { what: text!("node-check-roster-in-force"), outcome });
}

/// Compares the roster's key of this mirror with the one here.
pub(super) fn check_mirror(list: &mut Vec<Checked>, roster: &Roster, mirror: &MirrorKey) {
    let ours = &mirror.verifier;
    let outcome = match roster.cosigners.iter().find(|cosigner| cosigner.key.name() == ours.name()) {
        Some(listed) if listed.key == *ours => Outcome::Passed,
        Some(_) => Outcome::Failed(text!("node-check-other-mirror-key")),
        None => Outcome::Note(text!("node-check-mirror-not-listed")),
    };
    list.push(Checked { what: text!("node-check-mirror-listed", name = ours.name()), outcome });
}

/// Compares the addresses that the roster gives this node, each with the fingerprint of its TLS key, with its own.
pub(super) fn check_addresses(list: &mut Vec<Checked>, roster: &Roster, layout: &Layout, config: &Config) {
    let Some(ours) = tls::identity(layout).ok().and_then(|identity| tls::public_address(config, &identity)) else {
        return;
    };
    let mirror = config.mirror_name();
    let mirrors = roster.cosigners.iter().filter(|cosigner| cosigner.key.name() == mirror).map(|mirror| &mirror.url);
    let hosted = config.registries.iter().filter_map(|registry| roster.registry(&registry.id));
    let mut urls: Vec<&String> = mirrors.chain(hosted.map(|registry| &registry.url)).collect();
    urls.sort_unstable();
    urls.dedup();
    for url in urls.into_iter().filter(|url| !url.is_empty()) {
        let outcome = difference(url, &ours).map_or(Outcome::Passed, Outcome::Failed);
        list.push(Checked { what: text!("node-check-address-listed"), outcome });
    }
}

/// Returns the difference between a listed address and ours, with the next step for the operator.
fn difference(listed: &str, ours: &Address) -> Option<Text> {
    let Ok(listed) = listed.parse::<Address>() else {
        return Some(text!("node-check-no-address"));
    };
    if listed.location() != ours.location() {
        let (listed, ours) = (listed.location().to_string(), ours.location().to_string());
        return Some(text!("node-check-other-address", listed = listed, ours = ours));
    }
    match listed.pin() {
        Some(pin) if Some(pin) != ours.pin() => Some(text!("node-check-other-tls-key")),
        _ => None,
    }
}

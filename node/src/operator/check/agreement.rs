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

/// Days before its end from which a roster is worth a note.
const ENDS_SOON_DAYS: u32 = 30;

/// Looks at the roster's term.
pub(super) fn check_term(list: &mut Vec<Checked>, roster: &Roster, today: Day) {
    let expires = roster.expires;
    let left = expires.number().checked_sub(today.number());
    let outcome = match left {
        None => Outcome::Failed(format!(
            "it expired on {expires}, so everything checked with it is amber; get the next version"
        )),
        Some(days) if days <= ENDS_SOON_DAYS => {
            Outcome::Note(format!("it ends on {expires}, in {days} days; ask the consortium for the next version"))
        }
        Some(_) => Outcome::Passed,
    };
    list.push(Checked { what: "roster in force".to_owned(), outcome });
}

/// Compares the roster's key of this mirror with the one here.
pub(super) fn check_mirror(list: &mut Vec<Checked>, roster: &Roster, mirror: &MirrorKey) {
    let ours = &mirror.verifier;
    let outcome = match roster.cosigners.iter().find(|cosigner| cosigner.key.name() == ours.name()) {
        Some(listed) if listed.key == *ours => Outcome::Passed,
        Some(_) => Outcome::Failed(
            "the roster names another key under this name, so that its cosignatures count for nobody; put the right key \
             back, or hand in entry.toml"
                .to_owned(),
        ),
        None => Outcome::Note(
            "the roster does not name it, so its cosignatures count for nobody; hand in entry.toml".to_owned(),
        ),
    };
    list.push(Checked { what: format!("mirror key {} in the roster", ours.name()), outcome });
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
        list.push(Checked { what: "address of this node in the roster".to_owned(), outcome });
    }
}

/// Returns the difference between a listed address and ours, with the next step for the operator.
fn difference(listed: &str, ours: &Address) -> Option<String> {
    let todo = "hand in entry.toml as `attestat-node tls` writes it, or put the settings and keys/tls.key.pem back";
    let Ok(listed) = listed.parse::<Address>() else {
        return Some(format!("it is no address that others can use; {todo}"));
    };
    if listed.location() != ours.location() {
        return Some(format!(
            "others are sent to {}, and this node says that it is at {}; {todo}",
            listed.location(),
            ours.location()
        ));
    }
    match listed.pin() {
        Some(pin) if Some(pin) != ours.pin() => {
            Some(format!("it names another TLS key, so that nobody will speak to this node; {todo}"))
        }
        _ => None,
    }
}

//! The differences between two rosters in words, and the words that rosters are written in.

use super::quorum;
use super::telephone::digits_of;
use attestat_ledger::hash::sha256;
use attestat_ledger::record::Class;
use attestat_ledger::roster::{
    Change, Cosigner, CosignerKind, Cut, LogKey, Moved, Registry, RegistryState, Roster, RosterHash, digits,
};
use std::collections::BTreeSet;

/// The word of a class in a roster.
pub(super) const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Achievement => "achievement",
        Class::Certificate => "certificate",
        Class::Digest => "digest",
    }
}

/// The word of a registry's state in a roster.
pub(super) const fn state_word(state: RegistryState) -> &'static str {
    match state {
        RegistryState::Active => "active",
        RegistryState::Suspended => "suspended",
        RegistryState::Closed => "closed",
    }
}

/// The word of a cosigner's kind in a roster.
pub(super) const fn kind_word(kind: CosignerKind) -> &'static str {
    match kind {
        CosignerKind::Mirror => "mirror",
        CosignerKind::Witness => "witness",
    }
}

/// A roster's hash on two lines: all of it, and the digits that are read out.
pub(super) fn hash_lines(hash: &RosterHash) -> String {
    format!("Hash          {hash}\nBy telephone  {}", digits(&hash.0))
}

/// Everything that a first version says.
pub(super) fn all_of(roster: &Roster) -> Vec<String> {
    let days = format!("It holds from {} to {}.", roster.issued, roster.expires);
    let governors = roster.governance.governors.iter().cloned().map(Change::GovernorAdded);
    let registries = roster.registries.iter().map(|registry| Change::RegistryAdded(Box::new(registry.clone())));
    let cosigners = roster.cosigners.iter().cloned().map(Change::CosignerAdded);
    let changes = governors.chain(registries).chain(cosigners).chain(roster.cuts.iter().cloned().map(Change::CutAdded));
    let threshold =
        format!("{} of {} governors must sign.", roster.governance.threshold, roster.governance.governors.len());
    let quorums =
        roster.registries.iter().map(|registry| format!("{}: {}.", registry.id, need(roster.needs(registry))));
    [days, threshold].into_iter().chain(changes.map(|change| said(&change))).chain(quorums).collect()
}

/// Changes from one roster to the next.
pub(super) fn differences(from: &Roster, to: &Roster) -> Vec<String> {
    let added = to.registries.iter().filter(|registry| from.registry(&registry.id).is_none());
    let quorums = added.map(|registry| format!("{}: {}.", registry.id, need(to.needs(registry))));
    from.changes(to).iter().map(said).chain(quorums).collect()
}

/// Remarks that a governor should know of a version before signing it.
pub(super) fn remarks(roster: &Roster) -> Vec<String> {
    let mut remarks = Vec::new();
    let (threshold, governors) = (roster.governance.threshold, roster.governance.governors.len());
    if threshold == 1 && governors > 1 {
        remarks.push(format!("Each of the {governors} governors alone can change everything: the threshold is 1."));
    } else if threshold > 1 && 2 * threshold <= governors {
        remarks.push(format!(
            "{threshold} of {governors} governors are not more than half: two groups without a governor in common can sign \
             two versions of one number. Raise `threshold` in roster.toml."
        ));
    } else if threshold > 1 && threshold == governors {
        remarks.push(format!(
            "All {governors} governors must sign: with one key that is lost nobody can sign a version any more. Lower \
             `threshold` in roster.toml, or add a governor."
        ));
    }
    if !roster.policy.needs_cosignatures() && !roster.cosigners.is_empty() {
        remarks.push("The quorum is none: a head counts as soon as its registry has signed it.".to_owned());
    }
    let members = roster.policy.members();
    for peer in roster.cosigners.iter().filter(|peer| members.contains(peer.key.name()) && roster.is_of_closed(peer)) {
        remarks.push(format!(
            "{} counts, although the registries of {:?} are closed.",
            peer.key.name(),
            peer.organisation
        ));
    }
    for registry in &roster.registries {
        if let (Some(k), n) = roster.needs(registry)
            && k > 0
            && !quorum::shares_an_honest_one(k, n)
        {
            remarks.push(format!(
                "{}: {k} of {n} mirrors are too few to rule out two histories, each with a quorum of its own.",
                registry.id
            ));
        }
    }
    remarks
}

/// One change as a sentence.
pub(super) fn said(change: &Change) -> String {
    match change {
        Change::Days(Moved { from, to }) => {
            format!("It holds from {} to {} (was: {} to {}).", to.0, to.1, from.0, from.1)
        }
        Change::Threshold(Moved { from, to }) => format!("{to} governors must sign (was: {from})."),
        Change::GovernorAdded(key) => format!("Governor {} is new; key by telephone {}.", key.name(), digits_of(key)),
        Change::GovernorRemoved(key) => format!("Governor {} goes; key by telephone {}.", key.name(), digits_of(key)),
        Change::RegistryAdded(registry) => admitted(registry),
        Change::RegistryRemoved(registry) => format!(
            "{} is REMOVED: nothing that it ever issued can be verified any more. To end issuing only, close it.",
            registry.id
        ),
        Change::RegistryText(id, key, moved) => format!("{id}: {}.", text(key, moved)),
        Change::Classes(id, Moved { from, to }) => format!("{id}: may issue {} (was: {}).", classes(to), classes(from)),
        Change::State(id, Moved { from, to }) => {
            format!("{id}: {} (was: {}).", state_word(*to).to_uppercase(), state_word(*from))
        }
        Change::LogAdded(origin) => format!("{origin}: this log is new."),
        Change::LogRemoved(origin) => {
            format!("{origin}: this log is REMOVED, and nothing in it can be verified any more.")
        }
        Change::LogKeys(origin, Moved { from, to }) => {
            let lost = if keeps(from, to) { "" } else { " What the old key signed there counts no more." };
            format!("{origin}: OTHER KEYS: {} (was: {}).{lost}", keys(to), keys(from))
        }
        Change::CosignerAdded(peer) => format!(
            "{} {} of {:?} is new; {}; key by telephone {}.",
            kind_word(peer.kind),
            peer.key.name(),
            peer.organisation,
            reached(&peer.url),
            digits_of(&peer.key)
        ),
        Change::CosignerRemoved(Cosigner { key, organisation, .. }) => {
            format!("{} of {organisation:?} goes: its cosignatures count no more.", key.name())
        }
        Change::CosignerKey(name, Moved { from, to }) => {
            format!("{name}: ANOTHER KEY, by telephone {} (was: {}).", digits_of(to), digits_of(from))
        }
        Change::CosignerKind(name, Moved { from, to }) => {
            format!("{name}: {} (was: {}).", kind_word(*to), kind_word(*from))
        }
        Change::CosignerText(name, key, moved) => format!("{name}: {}.", text(key, moved)),
        Change::Quorum(id, Moved { from, to }) => format!("{id}: {} (was: {}).", need(*to), need(*from)),
        Change::Policy => {
            "The quorum's lines are others; whoever was there needs as many mirrors as before.".to_owned()
        }
        Change::CutAdded(cut) => format!("{}. What lies beyond is red.", cut_at(cut)),
        Change::CutRemoved(cut) => format!("{} is CUT NO MORE (was at {} records).", cut.origin, cut.size),
        Change::CutMoved(Moved { from, to }) => {
            format!("{} (was: at {} records, root {}).", cut_at(to), from.size, from.root)
        }
    }
}

fn admitted(registry: &Registry) -> String {
    let logs: Vec<String> =
        registry.logs.iter().map(|log| format!("{} signed by {}", log.origin, keys(&log.keys))).collect();
    format!(
        "{} is admitted, {}: {:?} of {:?}, region {:?}; may issue {}; {}; log {}.",
        registry.id,
        state_word(registry.state),
        registry.name,
        registry.organisation,
        registry.region,
        classes(&registry.classes),
        reached(&registry.url),
        logs.join(", ")
    )
}

fn text(key: &str, Moved { from, to }: &Moved<String>) -> String {
    let key = if key == "url" { "address" } else { key };
    format!("{key} {to:?} (was: {from:?})")
}

fn reached(url: &str) -> String {
    if url.is_empty() { "no address".to_owned() } else { format!("at {url}") }
}

/// Classes that may be issued, as a list.
pub(super) fn classes(classes: &BTreeSet<Class>) -> String {
    let words: Vec<&str> = classes.iter().map(|class| class_word(*class)).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn keys(keys: &[LogKey]) -> String {
    let words = keys.iter().map(|listed| {
        let to = listed.to_size.map_or_else(|| "on".to_owned(), |to| format!("to {to}"));
        format!("key {} from size {} {to}", digits(&sha256(listed.key.as_bytes())), listed.from_size)
    });
    words.collect::<Vec<_>>().join("; ")
}

/// Returns true if every size that had a key has the same one still, until a key in force gives way to a newer one.
fn keeps(from: &[LogKey], to: &[LogKey]) -> bool {
    from.iter().all(|old| to.iter().any(|new| new.key == old.key && new.from_size == old.from_size))
}

/// Number of cosignatures that a registry's heads need.
pub(super) fn need((fewest, counting): (Option<usize>, usize)) -> String {
    match fewest {
        Some(0) => "no cosignature is needed".to_owned(),
        Some(fewest) => format!("{fewest} of {counting} mirrors must confirm"),
        None => format!("{counting} mirrors count, which are too few"),
    }
}

fn cut_at(cut: &Cut) -> String {
    format!("{} is CUT at {} records, root {}", cut.origin, cut.size, cut.root)
}

//! The differences between two rosters in words, and the words that rosters are written in.

use crate::quorum;
use crate::telephone::digits_of;
use attestat_ledger::hash::sha256;
use attestat_ledger::record::Class;
use attestat_ledger::roster::{
    Change, Cosigner, CosignerKind, Cut, LogKey, Moved, Registry, RegistryState, Roster, RosterHash, digits,
};
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeSet;

/// The word of a class in a roster.
pub const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Achievement => "achievement",
        Class::Certificate => "certificate",
        Class::Digest => "digest",
    }
}

/// The word of a registry's state in a roster.
pub const fn state_word(state: RegistryState) -> &'static str {
    match state {
        RegistryState::Active => "active",
        RegistryState::Suspended => "suspended",
        RegistryState::Closed => "closed",
    }
}

/// The word of a cosigner's kind in a roster.
pub const fn kind_word(kind: CosignerKind) -> &'static str {
    match kind {
        CosignerKind::Mirror => "mirror",
        CosignerKind::Witness => "witness",
    }
}

/// A class in words.
fn class(class: Class) -> Text {
    match class {
        Class::Achievement => text!("roster-class-achievement"),
        Class::Certificate => text!("roster-class-certificate"),
        Class::Digest => text!("roster-class-digest"),
    }
}

/// A registry's state in words.
pub fn state(state: RegistryState) -> Text {
    match state {
        RegistryState::Active => text!("roster-state-active"),
        RegistryState::Suspended => text!("roster-state-suspended"),
        RegistryState::Closed => text!("roster-state-closed"),
    }
}

/// A registry's state in capitals.
fn loud(state: RegistryState) -> Text {
    match state {
        RegistryState::Active => text!("roster-state-active.loud"),
        RegistryState::Suspended => text!("roster-state-suspended.loud"),
        RegistryState::Closed => text!("roster-state-closed.loud"),
    }
}

/// A cosigner's kind in words.
pub fn kind(kind: CosignerKind) -> Text {
    match kind {
        CosignerKind::Mirror => text!("roster-kind-mirror"),
        CosignerKind::Witness => text!("roster-kind-witness"),
    }
}

/// A roster's hash on two lines: all of it, and the digits that are read out.
pub fn hash_lines(hash: &RosterHash) -> Text {
    text!("roster-hash", hash = hash.to_string(), digits = digits(&hash.0))
}

/// The line above the changes of a version.
pub fn version_says(roster: &Roster, before: Option<&Roster>) -> Text {
    match before {
        Some(before) => text!("roster-version-says-other", version = roster.version, before = before.version),
        None => text!("roster-version-says", version = roster.version),
    }
}

/// The changes of a version below each other, two blanks from the edge.
pub fn listed(changes: &[Text]) -> Text {
    match changes {
        [] => text!("roster-version-nothing-else"),
        changes => Text::listed(changes.iter().cloned(), "\n  "),
    }
}

/// Everything that a first version says.
pub fn all_of(roster: &Roster) -> Vec<Text> {
    let days = text!("roster-says-days", from = roster.issued, to = roster.expires);
    let governors = roster.governance.governors.iter().cloned().map(Change::GovernorAdded);
    let registries = roster.registries.iter().map(|registry| Change::RegistryAdded(Box::new(registry.clone())));
    let cosigners = roster.cosigners.iter().cloned().map(Change::CosignerAdded);
    let changes = governors.chain(registries).chain(cosigners).chain(roster.cuts.iter().cloned().map(Change::CutAdded));
    let (threshold, governors) = (roster.governance.threshold, roster.governance.governors.len());
    let threshold = text!("roster-says-threshold", threshold = threshold, governors = governors);
    let quorums = roster.registries.iter().map(|registry| says_need(roster, registry));
    [days, threshold].into_iter().chain(changes.map(|change| said(&change))).chain(quorums).collect()
}

/// Changes from one roster to the next.
pub fn differences(from: &Roster, to: &Roster) -> Vec<Text> {
    let added = to.registries.iter().filter(|registry| from.registry(&registry.id).is_none());
    let quorums = added.map(|registry| says_need(to, registry));
    from.changes(to).iter().map(said).chain(quorums).collect()
}

fn says_need(roster: &Roster, registry: &Registry) -> Text {
    text!("roster-says-need", registry = registry.id.as_str(), need = need(roster.needs(registry)))
}

/// Remarks that a governor should know of a version before signing it.
pub fn remarks(roster: &Roster) -> Vec<Text> {
    let mut remarks = Vec::new();
    let (threshold, governors) = (roster.governance.threshold, roster.governance.governors.len());
    if threshold == 1 && governors > 1 {
        remarks.push(text!("roster-remark-one-alone", governors = governors));
    } else if threshold > 1 && 2 * threshold <= governors {
        remarks.push(text!("roster-remark-not-half", threshold = threshold, governors = governors));
    } else if threshold > 1 && threshold == governors {
        remarks.push(text!("roster-remark-all", governors = governors));
    }
    if !roster.policy.needs_cosignatures() && !roster.cosigners.is_empty() {
        remarks.push(text!("roster-remark-no-quorum"));
    }
    let members = roster.policy.members();
    for peer in roster.cosigners.iter().filter(|peer| members.contains(peer.key.name()) && roster.is_of_closed(peer)) {
        let organisation = plain(&peer.organisation);
        remarks.push(text!("roster-remark-closed-counts", mirror = peer.key.name(), organisation = organisation));
    }
    for registry in &roster.registries {
        if let (Some(k), n) = roster.needs(registry)
            && k > 0
            && !quorum::shares_an_honest_one(k, n)
        {
            let registry = registry.id.as_str();
            remarks.push(text!("roster-remark-few-mirrors", registry = registry, needed = k, mirrors = n));
        }
    }
    remarks
}

/// One change as a sentence.
pub fn said(change: &Change) -> Text {
    match change {
        Change::Days(Moved { from, to }) => {
            text!("roster-change-days", from = to.0, to = to.1, was_from = from.0, was_to = from.1)
        }
        Change::Threshold(Moved { from, to }) => text!("roster-change-threshold", from = *from, to = *to),
        Change::GovernorAdded(key) => text!("roster-change-governor-added", name = key.name(), digits = digits_of(key)),
        Change::GovernorRemoved(key) => {
            text!("roster-change-governor-removed", name = key.name(), digits = digits_of(key))
        }
        Change::RegistryAdded(registry) => admitted(registry),
        Change::RegistryRemoved(registry) => text!("roster-change-registry-removed", registry = registry.id.as_str()),
        Change::RegistryText(id, key, moved) => changed_text(id.as_str(), key, moved),
        Change::Classes(id, Moved { from, to }) => {
            text!("roster-change-classes", registry = id.as_str(), from = classes(from), to = classes(to))
        }
        Change::State(id, Moved { from, to }) => {
            text!("roster-change-state", registry = id.as_str(), from = state(*from), to = loud(*to))
        }
        Change::LogAdded(origin) => text!("roster-change-log-added", log = origin.as_str()),
        Change::LogRemoved(origin) => text!("roster-change-log-removed", log = origin.as_str()),
        Change::LogKeys(origin, moved) => other_keys(origin.as_str(), moved),
        Change::CosignerAdded(peer) => cosigner_added(peer),
        Change::CosignerRemoved(Cosigner { key, organisation, .. }) => {
            text!("roster-change-cosigner-removed", name = key.name(), organisation = plain(organisation))
        }
        Change::CosignerKey(name, Moved { from, to }) => {
            text!("roster-change-cosigner-key", name = name, from = digits_of(from), to = digits_of(to))
        }
        Change::CosignerKind(name, Moved { from, to }) => {
            text!("roster-change-cosigner-kind", name = name, from = kind(*from), to = kind(*to))
        }
        Change::CosignerText(name, key, moved) => changed_text(name, key, moved),
        Change::Quorum(id, Moved { from, to }) => {
            text!("roster-change-quorum", registry = id.as_str(), from = need(*from), to = need(*to))
        }
        Change::Policy => text!("roster-change-policy"),
        Change::CutAdded(Cut { origin, size, root }) => {
            text!("roster-change-cut-added", log = origin.as_str(), size = *size, root = root.to_string())
        }
        Change::CutRemoved(cut) => text!("roster-change-cut-removed", log = cut.origin.as_str(), size = cut.size),
        Change::CutMoved(moved) => cut_moved(moved),
    }
}

fn admitted(registry: &Registry) -> Text {
    let logs =
        registry.logs.iter().map(|log| text!("roster-log-signed", log = log.origin.as_str(), keys = keys(&log.keys)));
    text!(
        "roster-change-registry-added",
        registry = registry.id.as_str(),
        state = state(registry.state),
        name = plain(&registry.name),
        organisation = plain(&registry.organisation),
        region = plain(&registry.region),
        classes = classes(&registry.classes),
        reached = reached(&registry.url),
        logs = Text::listed(logs, ", ")
    )
}

fn cosigner_added(peer: &Cosigner) -> Text {
    text!(
        "roster-change-cosigner-added",
        kind = kind(peer.kind),
        name = peer.key.name(),
        organisation = plain(&peer.organisation),
        reached = reached(&peer.url),
        digits = digits_of(&peer.key)
    )
}

fn other_keys(log: &str, Moved { from, to }: &Moved<Vec<LogKey>>) -> Text {
    let (was, is) = (keys(from), keys(to));
    match keeps(from, to) {
        true => text!("roster-change-log-keys", log = log, from = was, to = is),
        false => text!("roster-change-log-keys-lost", log = log, from = was, to = is),
    }
}

fn cut_moved(Moved { from, to }: &Moved<Cut>) -> Text {
    text!(
        "roster-change-cut-moved",
        log = to.origin.as_str(),
        size = to.size,
        root = to.root.to_string(),
        was_size = from.size,
        was_root = from.root.to_string()
    )
}

/// A text of a registry or cosigner that is another now; `key` is its key in the file.
fn changed_text(subject: &str, key: &str, Moved { from, to }: &Moved<String>) -> Text {
    let field = Text::new(format!("roster-field-{key}"));
    text!("roster-change-text", subject = subject, field = field, from = plain(from), to = plain(to))
}

fn reached(url: &str) -> Text {
    if url.is_empty() { text!("roster-reached-nowhere") } else { text!("roster-reached", url = plain(url)) }
}

/// Classes that may be issued, as a list.
pub fn classes(classes: &BTreeSet<Class>) -> Text {
    if classes.is_empty() {
        return text!("roster-class-none");
    }
    Text::listed(classes.iter().map(|one| class(*one)), ", ")
}

fn keys(keys: &[LogKey]) -> Text {
    let words = keys.iter().map(|listed| {
        let digits = digits(&sha256(listed.key.as_bytes()));
        match listed.to_size {
            None => text!("roster-key-on", digits = digits, from = listed.from_size),
            Some(to) => text!("roster-key-to", digits = digits, from = listed.from_size, to = to),
        }
    });
    Text::listed(words, "; ")
}

/// Returns true if every size that had a key has the same one still, until a key in force gives way to a newer one.
fn keeps(from: &[LogKey], to: &[LogKey]) -> bool {
    from.iter().all(|old| to.iter().any(|new| new.key == old.key && new.from_size == old.from_size))
}

/// Number of cosignatures that a registry's heads need.
pub fn need((fewest, counting): (Option<usize>, usize)) -> Text {
    match fewest {
        Some(0) => text!("roster-need-none"),
        Some(fewest) => text!("roster-need", fewest = fewest, counting = counting),
        None => text!("roster-need-too-few", counting = counting),
    }
}

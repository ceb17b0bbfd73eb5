//! Changes that the next version of a roster would make, one value at a time: governors read them before they sign.

use super::{Cosigner, CosignerKind, Cut, LogKey, Registry, RegistryState, Roster};
use crate::day::Day;
use crate::name::{Origin, RegistryId};
use crate::note::VerifierKey;
use crate::record::Class;
use std::collections::BTreeSet;

/// One thing that two rosters say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The days on which the roster holds, first and last.
    Days(Moved<(Day, Day)>),
    /// Number of governors that must sign.
    Threshold(Moved<usize>),
    /// A governor is added.
    GovernorAdded(VerifierKey),
    /// A governor is removed.
    GovernorRemoved(VerifierKey),
    /// A registry is admitted.
    RegistryAdded(Box<Registry>),
    /// A registry is not listed any more.
    RegistryRemoved(Box<Registry>),
    /// A text of a registry: the key, and its value.
    RegistryText(RegistryId, &'static str, Moved<String>),
    /// Classes of documents that a registry may issue.
    Classes(RegistryId, Moved<BTreeSet<Class>>),
    /// A registry's standing.
    State(RegistryId, Moved<RegistryState>),
    /// A log is listed under its registry.
    LogAdded(Origin),
    /// A log is not listed any more.
    LogRemoved(Origin),
    /// The keys that sign a log.
    LogKeys(Origin, Moved<Vec<LogKey>>),
    /// A cosigner is added.
    CosignerAdded(Cosigner),
    /// A cosigner is removed.
    CosignerRemoved(Cosigner),
    /// The key of a cosigner, by its name.
    CosignerKey(String, Moved<VerifierKey>),
    /// Meaning of a cosigner's signature.
    CosignerKind(String, Moved<CosignerKind>),
    /// A text of a cosigner: its name, the key, and its value.
    CosignerText(String, &'static str, Moved<String>),
    /// Fewest cosignatures that a registry's heads need, and the number of cosigners that count; none where no number
    /// is enough.
    Quorum(RegistryId, Moved<(Option<usize>, usize)>),
    /// The quorum's lines have another meaning.
    Policy,
    /// A log is cut.
    CutAdded(Cut),
    /// A log is not cut any more.
    CutRemoved(Cut),
    /// A log is cut elsewhere.
    CutMoved(Moved<Cut>),
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved<T> {
    /// The value before.
    pub from: T,
    /// The value after.
    pub to: T,
}

impl<T: Clone + PartialEq> Moved<T> {
    /// The two values, if they differ.
    fn between(from: &T, to: &T) -> Option<Self> {
        (from != to).then(|| Self { from: from.clone(), to: to.clone() })
    }
}

impl Roster {
    /// The cosigner of this name.
    pub fn cosigner(&self, name: &str) -> Option<&Cosigner> {
        self.cosigners.iter().find(|peer| peer.key.name() == name)
    }

    /// Returns the differences between this version and `next`. Versions, and the hash of the one before, are left
    /// out; so is the order in which things are listed, except of a log's keys.
    pub fn changes(&self, next: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        let days = Moved::between(&(self.issued, self.expires), &(next.issued, next.expires));
        changes.extend(days.map(Change::Days));
        self.put_governance(next, &mut changes);
        self.put_registries(next, &mut changes);
        self.put_cosigners(next, &mut changes);
        self.put_quorum(next, &mut changes);
        self.put_cuts(next, &mut changes);
        changes
    }

    fn put_governance(&self, next: &Self, changes: &mut Vec<Change>) {
        let (old, new) = (&self.governance, &next.governance);
        let removed = old.governors.iter().filter(|governor| !new.governors.contains(governor));
        changes.extend(removed.cloned().map(Change::GovernorRemoved));
        let added = new.governors.iter().filter(|governor| !old.governors.contains(governor));
        changes.extend(added.cloned().map(Change::GovernorAdded));
        changes.extend(Moved::between(&old.threshold, &new.threshold).map(Change::Threshold));
    }

    fn put_registries(&self, next: &Self, changes: &mut Vec<Change>) {
        for old in &self.registries {
            match next.registry(&old.id) {
                Some(new) => put_registry(old, new, changes),
                None => changes.push(Change::RegistryRemoved(Box::new(old.clone()))),
            }
        }
        let added = next.registries.iter().filter(|new| self.registry(&new.id).is_none());
        changes.extend(added.map(|new| Change::RegistryAdded(Box::new(new.clone()))));
    }

    fn put_cosigners(&self, next: &Self, changes: &mut Vec<Change>) {
        for old in &self.cosigners {
            match next.cosigner(old.key.name()) {
                Some(new) => put_cosigner(old, new, changes),
                None => changes.push(Change::CosignerRemoved(old.clone())),
            }
        }
        let added = next.cosigners.iter().filter(|new| self.cosigner(new.key.name()).is_none());
        changes.extend(added.cloned().map(Change::CosignerAdded));
    }

    fn put_quorum(&self, next: &Self, changes: &mut Vec<Change>) {
        let before = changes.len();
        for old in &self.registries {
            let Some(new) = next.registry(&old.id) else { continue };
            let moved = Moved::between(&self.needs(old), &next.needs(new));
            changes.extend(moved.map(|moved| Change::Quorum(old.id.clone(), moved)));
        }
        if changes.len() == before && !self.policy.is_same_rule(&next.policy) {
            changes.push(Change::Policy);
        }
    }

    /// Returns the fewest cosignatures that are enough for a registry's heads, and the number of cosigners of the
    /// quorum that count.
    pub fn needs(&self, registry: &Registry) -> (Option<usize>, usize) {
        let members = self.policy.members();
        let counting: BTreeSet<&str> = self.counting_cosigners(registry).map(|peer| peer.key.name()).collect();
        let count = members.iter().filter(|name| counting.contains(*name)).count();
        (self.policy.fewest(|name| counting.contains(name)), count)
    }

    fn put_cuts(&self, next: &Self, changes: &mut Vec<Change>) {
        for old in &self.cuts {
            match next.cut(&old.origin) {
                Some(new) => changes.extend(Moved::between(old, new).map(Change::CutMoved)),
                None => changes.push(Change::CutRemoved(old.clone())),
            }
        }
        let added = next.cuts.iter().filter(|new| self.cut(&new.origin).is_none());
        changes.extend(added.cloned().map(Change::CutAdded));
    }
}

fn put_registry(old: &Registry, new: &Registry, changes: &mut Vec<Change>) {
    let id = &old.id;
    let texts = [
        ("name", &old.name, &new.name),
        ("organisation", &old.organisation, &new.organisation),
        ("region", &old.region, &new.region),
        ("url", &old.url, &new.url),
    ];
    for (key, from, to) in texts {
        changes.extend(Moved::between(from, to).map(|moved| Change::RegistryText(id.clone(), key, moved)));
    }
    let classes = Moved::between(&old.classes, &new.classes);
    changes.extend(classes.map(|moved| Change::Classes(id.clone(), moved)));
    changes.extend(Moved::between(&old.state, &new.state).map(|moved| Change::State(id.clone(), moved)));
    for log in &old.logs {
        match new.logs.iter().find(|other| other.origin == log.origin) {
            Some(other) => {
                let moved = Moved::between(&log.keys, &other.keys);
                changes.extend(moved.map(|moved| Change::LogKeys(log.origin.clone(), moved)));
            }
            None => changes.push(Change::LogRemoved(log.origin.clone())),
        }
    }
    let added = new.logs.iter().filter(|log| old.logs.iter().all(|other| other.origin != log.origin));
    changes.extend(added.map(|log| Change::LogAdded(log.origin.clone())));
}

fn put_cosigner(old: &Cosigner, new: &Cosigner, changes: &mut Vec<Change>) {
    let name = || old.key.name().to_owned();
    changes.extend(Moved::between(&old.key, &new.key).map(|moved| Change::CosignerKey(name(), moved)));
    changes.extend(Moved::between(&old.kind, &new.kind).map(|moved| Change::CosignerKind(name(), moved)));
    let texts = [("organisation", &old.organisation, &new.organisation), ("url", &old.url, &new.url)];
    for (key, from, to) in texts {
        changes.extend(Moved::between(from, to).map(|moved| Change::CosignerText(name(), key, moved)));
    }
}

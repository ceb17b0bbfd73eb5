//! The invariants, checked at every step that could break one.
//!
//! - A mirror stores only what follows from some history that its author sealed.
//! - An honest registry seals one root at each size, whatever was put back or crashed.
//! - A mirror cosigns one root at each size, in all its lives, and only what is durable.
//! - A published head has its quorum, and no two published heads of a log contradict each other.

use super::node::{Copy, Own};
use crate::support::author::Author;
use attestat_ledger::chain::VerifiedBatch;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::Roster;
use attestat_replica::copy::OwnCopy as _;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Branch {
    Main,
    Other,
}

/// Honesty of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Honesty {
    Honest,
    Liar,
}

#[derive(Default)]
pub(super) struct Watch {
    /// By log and size: every root that the author sealed.
    sealed: BTreeMap<(u8, u64), BTreeSet<RootHash>>,
    /// By mirror, log and size: the root cosigned.
    cosigned: BTreeMap<(u8, u8, u64), RootHash>,
    /// By log and size: the root published.
    published: BTreeMap<(u8, u64), RootHash>,
    /// Those of the liar's two histories that had heads published which the other does not have.
    published_branches: BTreeSet<Branch>,
    /// Number of times that a disk was put back.
    pub(super) restored: usize,
}

impl Watch {
    pub(super) fn sealed(&mut self, log: u8, head: &SignedCheckpoint, honesty: Honesty) {
        let roots = self.sealed.entry((log, head.checkpoint().size)).or_default();
        roots.insert(head.checkpoint().root);
        assert!(
            honesty == Honesty::Liar || roots.len() == 1,
            "school {log} sealed two histories at size {}",
            head.checkpoint().size
        );
    }

    pub(super) fn stored(&self, log: u8, batch: &VerifiedBatch) {
        let head = batch.seal().checkpoint();
        let roots = self.sealed.get(&(log, head.size));
        assert!(roots.is_some_and(|roots| roots.contains(&head.root)), "a batch of log {log} that was never sealed");
        assert_eq!(batch.appended().next().root(), head.root);
    }

    pub(super) fn cosigned(&mut self, mirror: u8, log: u8, head: &SignedCheckpoint, copy: &Copy) {
        let head = head.checkpoint();
        assert!(
            head.size <= copy.shelf.durable,
            "mirror {mirror} cosigns {} of log {log} before it is durable",
            head.size
        );
        assert_eq!(copy.shelf.records.root_at(head.size).unwrap(), head.root, "mirror {mirror} cosigns another root");
        let before = self.cosigned.insert((mirror, log, head.size), head.root);
        assert!(
            before.is_none_or(|root| root == head.root),
            "mirror {mirror} cosigned two roots at size {}",
            head.size
        );
    }

    pub(super) fn published(&mut self, roster: &Roster, own: &Own, note: &CheckpointNote) {
        let log = own.author.school;
        let head = note.checkpoint();
        let (registry, _) = roster.log(&head.origin).unwrap();
        assert!(roster.judge(registry, note.note()).unwrap().reached, "log {log}: published without a quorum");
        let before = self.published.insert((log, head.size), head.root);
        assert!(before.is_none_or(|root| root == head.root), "log {log}: two published roots at size {}", head.size);
        let roots = self.sealed.get(&(log, head.size));
        assert!(roots.is_some_and(|roots| roots.contains(&head.root)), "log {log}: published what was never sealed");
        if let Some(branch) = &own.branch {
            let is_in = |author: &Author| author.size() >= head.size && author.root_at(head.size) == head.root;
            match (is_in(&own.author), is_in(branch)) {
                (true, false) => self.published_branches.insert(Branch::Main),
                (false, true) => self.published_branches.insert(Branch::Other),
                _ => false,
            };
            assert!(self.published_branches.len() < 2, "log {log}: both histories were published");
        }
    }
}

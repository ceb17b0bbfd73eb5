//! Waiters, each for a level of one record.

use std::collections::BTreeSet;

/// Most waiters at a time: a hundred full batches of single requests.
const WAITERS_MAX: usize = 100_000;

/// A waiter, numbered by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WaiterId(pub u64);

/// Level that a record has reached (docs/spec/wire.md, "Levels").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Durable on its own node.
    Local,
    /// Under a head with a quorum of cosignatures.
    Witnessed,
    /// Witnessed, and a quorum of cosigners says that it holds and serves the record.
    Mirrored,
}

/// Waiters by the index of their record.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    witnessed: BTreeSet<(u64, WaiterId)>,
    mirrored: BTreeSet<(u64, WaiterId)>,
}

impl Waiters {
    /// Lets somebody wait; returns false if there is no room.
    pub(super) fn add(&mut self, waiter: WaiterId, index: u64, level: Level) -> bool {
        if self.witnessed.len() + self.mirrored.len() >= WAITERS_MAX {
            return false;
        }
        let set = if level == Level::Mirrored { &mut self.mirrored } else { &mut self.witnessed };
        set.insert((index, waiter));
        true
    }

    pub(super) fn forget(&mut self, waiter: WaiterId) {
        self.witnessed.retain(|(_, held)| *held != waiter);
        self.mirrored.retain(|(_, held)| *held != waiter);
    }

    /// Takes out the waiters whose record has reached the level that they waited for.
    pub(super) fn reached(&mut self, published: u64, mirrored: u64) -> Vec<WaiterId> {
        let mut reached = take_below(&mut self.witnessed, published);
        reached.extend(take_below(&mut self.mirrored, mirrored));
        reached
    }

    /// Returns true if somebody waits for mirrors to serve records that are published already.
    pub(super) fn for_mirrors(&self, mirrored: u64, published: u64) -> bool {
        mirrored < published && self.mirrored.first().is_some_and(|(index, _)| *index < published)
    }
}

/// Takes out the waiters for records with an index below `size`.
fn take_below(set: &mut BTreeSet<(u64, WaiterId)>, size: u64) -> Vec<WaiterId> {
    let rest = set.split_off(&(size, WaiterId(0)));
    core::mem::replace(set, rest).into_iter().map(|(_, waiter)| waiter).collect()
}

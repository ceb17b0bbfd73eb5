//! One school's node: its own log, its mirrors of the others, and what survives a crash of it.

use super::world::{SCHOOLS, Stream};
use crate::support::author::Author;
use crate::support::roster::{mirror_name, origin};
use crate::support::server::pace;
use crate::support::shelf::Shelf;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::roster::Roster;
use attestat_replica::follower::{Follower, FollowerSettings, RequestId, Resume, Role};
use attestat_replica::peers::PeerId;
use attestat_replica::publisher::{Publisher, WaiterId};
use attestat_replica::startup::Startup;
use attestat_replica::time::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A school's own log on its disk: every batch is synced before it counts.
pub(super) struct Own {
    pub(super) author: Author,
    /// The liar's second history.
    pub(super) branch: Option<Author>,
    /// The published head kept.
    pub(super) head: Option<CheckpointNote>,
}

/// A mirror's copy of another school's log.
pub(super) struct Copy {
    pub(super) shelf: Shelf,
    pub(super) follower: Follower,
    pub(super) head: Option<CheckpointNote>,
    pub(super) fork: Option<Box<ForkEvidence>>,
}

pub(super) struct Node {
    pub(super) school: u8,
    pub(super) is_up: bool,
    pub(super) life: u32,
    pub(super) own: Own,
    pub(super) mirrors: BTreeMap<u8, Copy>,
    pub(super) streams: BTreeMap<(u8, RequestId), Stream>,
    pub(super) startup: Startup,
    /// There while the registry may write.
    pub(super) publisher: Option<Publisher>,
    /// There while the own log is being recovered.
    pub(super) recovery: Option<Follower>,
    /// Waiters for a level of a record.
    pub(super) waiting: BTreeSet<WaiterId>,
    pub(super) next_waiter: u64,
}

impl Node {
    pub(super) fn new(school: u8, roster: &Arc<Roster>) -> Self {
        let author = Author::open(school);
        let mirrors = (0..SCHOOLS).filter(|log| *log != school).map(|log| {
            let shelf = Shelf::empty(log);
            let follower = follower(school, log, roster, 0, shelf.resume());
            (log, Copy { shelf, follower, head: None, fork: None })
        });
        Self {
            school,
            is_up: false,
            life: 0,
            mirrors: mirrors.collect(),
            streams: BTreeMap::new(),
            startup: startup(&author, roster, 0),
            publisher: None,
            recovery: None,
            waiting: BTreeSet::new(),
            next_waiter: 0,
            own: Own { author, branch: None, head: None },
        }
    }

    pub(super) fn follower_wake(&self, log: u8) -> Moment {
        let follower = if log == self.school { self.recovery.as_ref() } else { Some(&self.mirrors[&log].follower) };
        follower.map_or(Moment::NEVER, Follower::wake_at)
    }

    pub(super) fn publisher_wake(&self) -> Moment {
        self.publisher.as_ref().map_or(Moment::NEVER, Publisher::wake_at)
    }

    pub(super) fn startup_wake(&self) -> Moment {
        self.startup.wake_at()
    }

    pub(super) fn wake_at(&self) -> Moment {
        let followers = (0..SCHOOLS).map(|log| self.follower_wake(log)).min().unwrap_or(Moment::NEVER);
        followers.min(self.publisher_wake()).min(self.startup_wake())
    }
}

/// A mirror of `log` on the node of `school`; of its own log, one that recovers it.
pub(super) fn follower(school: u8, log: u8, roster: &Arc<Roster>, life: u32, resume: Resume) -> Follower {
    let others = (0..SCHOOLS).filter(|peer| *peer != school).map(|peer| PeerId(u32::from(peer)));
    let (role, owner) = if school == log {
        (Role::Recovery, None)
    } else {
        (Role::Cosigner(mirror_name(school)), Some(PeerId(u32::from(log))))
    };
    let jitter = u64::from(school) * 1000 + u64::from(log) * 100 + u64::from(life);
    let setting =
        FollowerSettings { roster: Arc::clone(roster), role, peers: others.collect(), owner, pace: pace(), jitter };
    Follower::new(setting, resume)
}

pub(super) fn startup(author: &Author, roster: &Arc<Roster>, life: u32) -> Startup {
    let seal = Some(author.newest().clone());
    Startup::new(Arc::clone(roster), origin(author.school), author.size(), seal, pace(), u64::from(life))
}

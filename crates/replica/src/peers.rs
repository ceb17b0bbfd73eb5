//! The peers that serve a log, and the choice of those that are due to be asked.

use crate::pace::{Jitter, Pace};
use crate::time::Moment;
use std::collections::VecDeque;

/// A peer, numbered by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u32);

#[derive(Debug)]
struct Peer {
    id: PeerId,
    failures: u32,
    /// Number of its slow answers, less the number of its prompt ones since.
    slow: u32,
    retry_at: Moment,
}

/// Peers in the order in which they were given, each with its back-off.
#[derive(Debug)]
pub(crate) struct Peers {
    list: Vec<Peer>,
    owner: Option<PeerId>,
    does_owner_answer: bool,
    step: usize,
    pace: Pace,
    jitter: Jitter,
}

impl Peers {
    /// Makes the list; `owner` is the registry's own node, which is asked first.
    pub(crate) fn new(
        ids: impl IntoIterator<Item = PeerId>,
        owner: Option<PeerId>,
        pace: Pace,
        jitter: Jitter,
    ) -> Self {
        let ready = Moment::from_unix_millis(0);
        let list = owner.into_iter().chain(ids.into_iter().filter(|id| Some(*id) != owner));
        let list = list.map(|id| Peer { id, failures: 0, slow: 0, retry_at: ready }).collect();
        Self { list, owner, does_owner_answer: false, step: 0, pace, jitter }
    }

    pub(crate) fn owner(&self) -> Option<PeerId> {
        self.owner
    }

    /// Returns true if the owner answered when it was asked last.
    pub(crate) fn does_owner_answer(&self) -> bool {
        self.does_owner_answer
    }

    pub(crate) fn owner_answered(&mut self) {
        self.does_owner_answer = true;
    }

    /// Returns the peers to ask now: the owner first, then the others, each round beginning with another one, so that
    /// over time every peer's view is compared with ours.
    pub(crate) fn round(&mut self, now: Moment) -> VecDeque<PeerId> {
        let is_due = |peer: &&Peer| peer.retry_at <= now;
        let owner = self.list.iter().filter(|peer| Some(peer.id) == self.owner).filter(is_due);
        let others: Vec<PeerId> =
            self.list.iter().filter(|peer| Some(peer.id) != self.owner).filter(is_due).map(|peer| peer.id).collect();
        let skip = if others.is_empty() { 0 } else { self.step % others.len() };
        self.step = self.step.wrapping_add(1);
        let rotated = others.iter().cycle().skip(skip).take(others.len()).copied();
        owner.map(|peer| peer.id).chain(rotated).collect()
    }

    /// Returns the time at which the next peer is due again.
    pub(crate) fn next_retry(&self) -> Moment {
        self.list.iter().map(|peer| peer.retry_at).min().unwrap_or(Moment::NEVER)
    }

    pub(crate) fn succeeded(&mut self, id: PeerId) {
        if let Some(peer) = self.list.iter_mut().find(|peer| peer.id == id) {
            peer.failures = 0;
            if peer.slow == 0 {
                peer.retry_at = Moment::from_unix_millis(0);
            }
        }
    }

    /// Notes that the peer answered slowly: it is left alone for a while that doubles each time, whatever it does
    /// besides. Returns true if that is news, and the time at which it is due again.
    pub(crate) fn slow(&mut self, id: PeerId, now: Moment) -> (bool, Moment) {
        let Some(peer) = self.list.iter_mut().find(|peer| peer.id == id) else { return (false, Moment::NEVER) };
        peer.slow = peer.slow.saturating_add(1);
        peer.retry_at = now.plus(self.pace.retry(peer.slow, &mut self.jitter));
        (peer.slow == 1, peer.retry_at)
    }

    /// Notes that the peer answered promptly. Returns true if it is as fast as it should be again.
    pub(crate) fn prompt(&mut self, id: PeerId) -> bool {
        let Some(peer) = self.list.iter_mut().find(|peer| peer.id == id && peer.slow > 0) else { return false };
        peer.slow -= 1;
        peer.slow == 0
    }

    /// Notes that the peer failed: it is left alone for a while that doubles each time. Returns the time at which it
    /// is due again.
    pub(crate) fn failed(&mut self, id: PeerId, now: Moment) -> Moment {
        let Some(peer) = self.list.iter_mut().find(|peer| peer.id == id) else { return Moment::NEVER };
        self.does_owner_answer &= Some(id) != self.owner;
        peer.failures = peer.failures.saturating_add(1);
        peer.retry_at = now.plus(self.pace.retry(peer.failures, &mut self.jitter));
        peer.retry_at
    }

    /// Notes that the peer sent something that it cannot have sent in good faith: it is left alone for the longest
    /// while.
    pub(crate) fn misbehaved(&mut self, id: PeerId, now: Moment) {
        if let Some(peer) = self.list.iter_mut().find(|peer| peer.id == id) {
            peer.failures = peer.failures.saturating_add(1);
            peer.retry_at = now.plus(self.jitter.spread(self.pace.longest_retry));
        }
    }

    /// Notes a sign of life of the owner.
    pub(crate) fn wake_owner(&mut self, now: Moment) {
        let owner = self.owner;
        if let Some(peer) = self.list.iter_mut().find(|peer| Some(peer.id) == owner) {
            peer.retry_at = peer.retry_at.min(now);
        }
    }

    /// Returns `duration` spread by the jitter.
    pub(crate) fn spread(&mut self, duration: core::time::Duration) -> core::time::Duration {
        self.jitter.spread(duration)
    }
}

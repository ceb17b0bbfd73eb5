//! What others send to the thread of a log: few at a time, so that nobody fills a queue, and of strangers'
//! messages few in a second, because each may cost a signature check.

use crate::gate::Who;
use crate::throttle::Throttle;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Messages of strangers that wait at one thread.
const STRANGERS_MAX: usize = 8;
/// Messages of peers that wait at one thread: one of each of 64, or several of a few.
const PEERS_MAX: usize = 64;
/// Messages of strangers that one thread looks at, at once and then in a second: a check takes some 60 µs, so
/// that a hundred logs spend a fifteenth of a core on them.
const STRANGERS_BURST: u32 = 20;
const STRANGERS_PAUSE: Duration = Duration::from_millis(100);

/// The way in to one thread; clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct Outside {
    strangers: Arc<Semaphore>,
    peers: Arc<Semaphore>,
    rate: Arc<Throttle>,
}

/// A message's place in the queue, given back once it was looked at.
#[derive(Debug)]
pub(crate) struct Ticket {
    _line: OwnedSemaphorePermit,
    _node: OwnedSemaphorePermit,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            strangers: Arc::new(Semaphore::new(STRANGERS_MAX)),
            peers: Arc::new(Semaphore::new(PEERS_MAX)),
            rate: Arc::new(Throttle::new(STRANGERS_BURST, STRANGERS_PAUSE)),
        }
    }
}

impl Outside {
    /// A place for a message of `who`, which has one in the node already.
    pub(crate) fn enter(&self, who: Who, node: OwnedSemaphorePermit) -> Option<Ticket> {
        let places = if who.is_peer() { &self.peers } else { &self.strangers };
        let line = places.clone().try_acquire_owned().ok()?;
        if !who.is_peer() {
            self.rate.pass(Instant::now())?;
        }
        Some(Ticket { _line: line, _node: node })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use attestat_wire::connect::Pin;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn a_flood_of_strangers_is_refused_and_leaves_peers_their_places() {
        let (outside, node) = (Outside::default(), Arc::new(Semaphore::new(1000)));
        let enter = |who| outside.enter(who, node.clone().try_acquire_owned().unwrap());
        let stranger = Who::Network(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let waiting: Vec<Ticket> = (0..1000).filter_map(|_| enter(stranger)).collect();
        assert_eq!(waiting.len(), STRANGERS_MAX);
        let peers: Vec<Ticket> = (0..1000).filter_map(|_| enter(Who::Peer(Pin::of(b"a")))).collect();
        assert_eq!(peers.len(), PEERS_MAX);
        drop((waiting, peers));
        assert_eq!(node.available_permits(), 1000);
        // What is looked at at once makes no queue, and is bounded nevertheless.
        let looked_at = (0..10_000).filter(|_| enter(stranger).is_some()).count();
        assert!(looked_at < 200, "{looked_at} checks for 10,000 messages");
        assert!((0..10_000).all(|_| enter(Who::Peer(Pin::of(b"a"))).is_some()));
    }
}

//! Messages of others to the thread of a log: few at a time, so that nobody fills a queue and no peer keeps another
//! out, and of strangers' messages few in a second, because each may cost a signature check.

use crate::machine::party::Party;
use crate::machine::throttle::Throttle;
use attestat_wire::connect::Pin;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Messages that wait at one thread: of strangers, of peers, and of one peer, which offers a head or sends a line now
/// and then.
const AT_A_LOG: [usize; 3] = [8, 512, 4];
/// Messages of strangers that one thread looks at, at once and then in a second: a check takes some 60 µs, so
/// that a hundred logs spend a fifteenth of a core on them.
const STRANGERS_BURST: u32 = 20;
const STRANGERS_PAUSE: Duration = Duration::from_millis(100);

/// Places of messages that wait; clones are the same ones.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    strangers: Arc<Semaphore>,
    peers: Arc<Semaphore>,
    /// Places of each peer that was here: keys of the roster, so that there are few.
    each: Arc<Mutex<BTreeMap<Pin, Arc<Semaphore>>>>,
    of_one: usize,
}

/// A message's place, given back once it was looked at.
#[derive(Debug)]
pub(crate) struct QueuePlace {
    _all: OwnedSemaphorePermit,
    _own: Option<OwnedSemaphorePermit>,
}

impl Queue {
    /// A queue with so many places for all strangers, for all peers, and for each of them.
    pub(crate) fn new([strangers, peers, of_one]: [usize; 3]) -> Self {
        let places = |most| Arc::new(Semaphore::new(most));
        Self { strangers: places(strangers), peers: places(peers), each: Arc::default(), of_one }
    }

    /// A place for a message of `who`, if there is one.
    pub(crate) fn enter(&self, who: Party) -> Option<QueuePlace> {
        let Party::Peer(key) = who else {
            return Some(QueuePlace { _all: self.strangers.clone().try_acquire_owned().ok()?, _own: None });
        };
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        let own = each.entry(key).or_insert_with(|| Arc::new(Semaphore::new(self.of_one)));
        let own = own.clone().try_acquire_owned().ok()?;
        Some(QueuePlace { _all: self.peers.clone().try_acquire_owned().ok()?, _own: Some(own) })
    }
}

/// The way in to one thread; clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    queue: Queue,
    rate: Arc<Throttle>,
}

/// A message's places at its log and in the node.
#[derive(Debug)]
pub(crate) struct Admitted {
    _log: QueuePlace,
    _node: QueuePlace,
}

impl Default for Admission {
    fn default() -> Self {
        Self { queue: Queue::new(AT_A_LOG), rate: Arc::new(Throttle::new(STRANGERS_BURST, STRANGERS_PAUSE)) }
    }
}

impl Admission {
    /// A place for a message of `who`, which has one in the node already.
    pub(crate) fn enter(&self, who: Party, node: QueuePlace) -> Option<Admitted> {
        let log = self.queue.enter(who)?;
        if !who.is_peer() {
            self.rate.pass(Instant::now())?;
        }
        Some(Admitted { _log: log, _node: node })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    const STRANGER: Party = Party::Network(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn requests_of_many_strangers_are_refused_and_peers_keep_their_places() {
        let (admission, node) = (Admission::default(), Queue::new([1000; 3]));
        let enter = |who| admission.enter(who, node.enter(who).unwrap());
        let waiting: Vec<Admitted> = (0..1000).filter_map(|_| enter(STRANGER)).collect();
        assert_eq!(waiting.len(), 8);
        assert!(enter(Party::Peer(Pin::of(b"a"))).is_some());
        drop(waiting);
        assert_eq!((node.strangers.available_permits(), node.peers.available_permits()), (1000, 1000));
        // What is looked at at once makes no queue, and is bounded nevertheless.
        let looked_at = (0..10_000).filter(|_| enter(STRANGER).is_some()).count();
        assert!(looked_at < 200, "{looked_at} checks for 10,000 messages");
        assert!((0..10_000).all(|_| enter(Party::Peer(Pin::of(b"a"))).is_some()));
    }

    /// A peer that floods, at one log and over all of them, finds its own few places taken, and the next peer finds its.
    #[test]
    fn a_peer_that_floods_keeps_no_other_peer_out() {
        let (loud, other) = (Party::Peer(Pin::of(b"a")), Party::Peer(Pin::of(b"b")));
        let node = Queue::new(crate::service::peering::IN_THE_NODE);
        let logs: Vec<Admission> = (0..200).map(|_| Admission::default()).collect();
        let at_one: Vec<Admitted> = (0..1000).filter_map(|_| logs[0].enter(loud, node.enter(loud)?)).collect();
        assert_eq!(at_one.len(), 4);
        assert!(logs[0].enter(other, node.enter(other).unwrap()).is_some());
        let over_all: Vec<Admitted> = logs.iter().filter_map(|log| log.enter(loud, node.enter(loud)?)).collect();
        assert_eq!(at_one.len() + over_all.len(), 32);
        assert!(logs.iter().all(|log| log.enter(other, node.enter(other).unwrap()).is_some()));
    }
}

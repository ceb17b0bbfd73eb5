//! Places behind a gate, and the parties that hold them.

use crate::machine::party::Party;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Number of requests at a time, and of bytes that they and their answers may take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Requests.
    pub requests: usize,
    /// Bytes.
    pub bytes: usize,
}

impl Share {
    const fn has_room_for(&self, taken: &Self, bytes: usize) -> bool {
        taken.requests < self.requests && taken.bytes + bytes <= self.bytes
    }

    const fn add(&mut self, bytes: usize) {
        (self.requests, self.bytes) = (self.requests + 1, self.bytes + bytes);
    }

    const fn give_back(&mut self, bytes: usize) {
        (self.requests, self.bytes) = (self.requests.saturating_sub(1), self.bytes.saturating_sub(bytes));
    }
}

/// Bounds within which a service lets requests in.
#[derive(Debug)]
pub struct Limits {
    /// Share of all strangers together.
    pub strangers: Share,
    /// Share of one network's strangers.
    pub network: Share,
    /// Share of all peers of the roster together.
    pub peers: Share,
    /// Share of one peer; also of everybody on the Unix socket together.
    pub peer: Share,
    /// Time that a request may take until its answer begins.
    pub time: Duration,
    /// Time that a client may read nothing of an answer before it loses it.
    pub stall: Duration,
    /// Time that an answer may take, however fast it is read.
    pub life: Duration,
    /// Most bytes that a request of this path and its answer take here.
    pub weigh: fn(&str) -> usize,
}

/// Requests inside.
#[derive(Debug)]
pub(crate) struct Places {
    limits: &'static Limits,
    inside: Mutex<TakenShares>,
}

#[derive(Debug, Default)]
struct TakenShares {
    each: BTreeMap<Party, Share>,
    peers: Share,
    strangers: Share,
}

impl TakenShares {
    const fn all_of(&mut self, who: Party) -> Option<&mut Share> {
        match who {
            Party::Local => None,
            Party::Peer(_) => Some(&mut self.peers),
            Party::Network(_) => Some(&mut self.strangers),
        }
    }
}

impl Places {
    pub(crate) fn new(limits: &'static Limits) -> Self {
        Self { limits, inside: Mutex::default() }
    }

    /// A place for a request that takes so many bytes, if there is one.
    pub(crate) fn enter(self: &Arc<Self>, who: Party, bytes: usize) -> Option<GatePlace> {
        let limits = self.limits;
        let (own_limit, all_limit) = match who {
            Party::Local | Party::Peer(_) => (&limits.peer, &limits.peers),
            Party::Network(_) => (&limits.network, &limits.strangers),
        };
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let own = inside.each.get(&who).copied().unwrap_or_default();
        let has_room = own_limit.has_room_for(&own, bytes)
            && inside.all_of(who).is_none_or(|all| all_limit.has_room_for(all, bytes));
        if !has_room {
            return None;
        }
        inside.each.entry(who).or_default().add(bytes);
        if let Some(all) = inside.all_of(who) {
            all.add(bytes);
        }
        Some(GatePlace { places: self.clone(), who, bytes })
    }

    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.each.values().map(|share| share.requests).sum()
    }
}

/// A place inside, given back when dropped.
#[derive(Debug)]
pub(crate) struct GatePlace {
    places: Arc<Places>,
    who: Party,
    bytes: usize,
}

impl Drop for GatePlace {
    fn drop(&mut self) {
        let mut inside = self.places.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(all) = inside.all_of(self.who) {
            all.give_back(self.bytes);
        }
        if let Some(own) = inside.each.get_mut(&self.who) {
            own.give_back(self.bytes);
            // Nobody is remembered who is not inside.
            if own.requests == 0 {
                inside.each.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use attestat_wire::connect::Pin;
    use attestat_wire::listen::network;
    use std::net::IpAddr;

    pub(in crate::service::gate) static LIMITS: Limits = OF_TESTS;
    pub(in crate::service::gate) const OF_TESTS: Limits = Limits {
        strangers: Share { requests: 64, bytes: 1000 },
        network: Share { requests: 16, bytes: 400 },
        peers: Share { requests: 32, bytes: 1000 },
        peer: Share { requests: 24, bytes: 800 },
        time: Duration::from_secs(60),
        stall: Duration::from_millis(100),
        life: Duration::from_secs(60),
        weigh: |_| 1,
    };

    fn v4(last: usize) -> Party {
        Party::Network(network(IpAddr::V4([192, 0, 2, u8::try_from(last).unwrap()].into())))
    }

    fn v6(network_part: u128, host: u128) -> Party {
        Party::Network(network(IpAddr::V6(((network_part << 64) | host).into())))
    }

    #[test]
    fn requests_of_one_network_and_of_all_together_are_bounded() {
        let places = Arc::new(Places::new(&LIMITS));
        let mut inside: Vec<GatePlace> = (0..16).map(|_| places.enter(v4(1), 1).unwrap()).collect();
        assert!(places.enter(v4(1), 1).is_none());
        inside.extend((0..48).map(|at| places.enter(v4(2 + at / 8), 1).unwrap()));
        assert!(places.enter(v4(99), 1).is_none());
        inside.remove(0);
        assert!(places.enter(v4(99), 1).is_some());
        drop(inside);
        assert!(places.inside.lock().unwrap().each.is_empty(), "nobody is remembered who is not inside");
    }

    #[test]
    fn all_addresses_of_one_household_count_as_one_network() {
        let places = Arc::new(Places::new(&LIMITS));
        let inside: Vec<GatePlace> = (1..=16).map(|host| places.enter(v6(1, host), 1).unwrap()).collect();
        assert!(places.enter(v6(1, 99), 1).is_none());
        assert!(places.enter(v6(2, 99), 1).is_some());
        drop(inside);
        assert_eq!(places.taken(), 0);
    }

    /// A peer of the roster finds its places whatever strangers take, and one peer leaves room for the next.
    #[test]
    fn peers_have_places_that_strangers_cannot_take() {
        let places = Arc::new(Places::new(&LIMITS));
        let crowd: Vec<GatePlace> = (0..64).filter_map(|at| places.enter(v4(1 + at / 8), 1)).collect();
        assert_eq!(crowd.len(), 64);
        let peer = |seed: u8| Party::Peer(Pin::of(&[seed]));
        let mut inside: Vec<GatePlace> = (0..24).map(|_| places.enter(peer(1), 1).unwrap()).collect();
        assert!(places.enter(peer(1), 1).is_none());
        inside.extend((0..8).map(|_| places.enter(peer(2), 1).unwrap()));
        assert!(places.enter(peer(3), 1).is_none(), "all peers together are bounded too");
        assert!(places.enter(Party::Local, 1).is_some());
        drop((crowd, inside));
        assert_eq!(places.taken(), 0);
    }

    #[test]
    fn a_request_takes_room_by_its_weight() {
        let places = Arc::new(Places::new(&LIMITS));
        let mut inside = vec![places.enter(v4(1), 300).unwrap()];
        assert!(places.enter(v4(1), 101).is_none());
        inside.push(places.enter(v4(1), 100).unwrap());
        inside.push(places.enter(v4(2), 400).unwrap());
        assert!(places.enter(v4(3), 201).is_none());
        inside.push(places.enter(v4(3), 200).unwrap());
        inside.remove(0);
        assert!(places.enter(v4(4), 300).is_some());
        drop(inside);
        let inside = places.inside.lock().unwrap();
        assert_eq!((inside.strangers, inside.peers), (Share::default(), Share::default()));
    }
}

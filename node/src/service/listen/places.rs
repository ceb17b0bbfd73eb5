//! Limits on open connections: file descriptors run out otherwise, and with them the database's files.
//!
//! Strangers have places by network: a network that brings more finds no answer, and costs nobody else one. Nodes of
//! the roster, known by the key that they showed, have places of their own, at least one for each that it names; of the
//! connections of one node the oldest gives way, because only it can have opened them, and one that it lost may look
//! alive for a while.

use crate::machine::party::Party;
use crate::service::gate::Guest;
use attestat_wire::connect::Pin as Key;
use attestat_wire::listen::{Arrival, HangUp, REQUEST_CONNECTION_BYTES, Secured, Speaks, Terms, network};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::{Stream, StreamExt as _};
use tonic::codegen::http::Extensions;
use tonic::transport::server::Connected;

/// Connections of strangers at a time: with those of peers, half as many handshakes as all of them, the files
/// of each database, and room to spare, they stay below the usual limit of 1,024 descriptors.
const STRANGERS_MAX: usize = 128;
/// Most of them from one network.
const NETWORK_MAX: usize = 32;
/// Connections of peers at a time, unless the roster names more nodes: of 64 two each.
const PEERS_MAX: usize = 128;
/// Most of them from one peer: one is used, and some may not be known to be dead yet.
const PEER_MAX: usize = 4;
/// Terms of a stranger's connection: 32 requests at a time, for an hour.
const STRANGER: Terms = Terms { speaks: Speaks::Http2, streams: 32, age: Duration::from_secs(3600) };
/// Terms of a peer's connection: a request for each of 256 logs, for as long as it stands.
const PEER: Terms = Terms { speaks: Speaks::Http2, streams: 256, age: Duration::from_secs(30 * 86_400) };

/// Bytes that are sent to strangers and not yet taken, when no socket of theirs takes anything: 128 MiB, and before
/// that the keep-alive finds them.
const _: () = assert!(
    STRANGERS_MAX * STRANGER.streams as usize * 2 * attestat_wire::listen::ANSWER_BYTES_AHEAD <= 128 << 20,
    "unread answers of strangers"
);
const _: () = assert!(STRANGERS_MAX * REQUEST_CONNECTION_BYTES as usize <= 32 << 20, "unread requests of strangers");

/// Open connections and the parties that hold them.
#[derive(Debug)]
pub(crate) struct Doors {
    /// Most connections of peers.
    peers_max: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    strangers: usize,
    peers: usize,
    /// Number and end of each connection, the oldest first.
    each: BTreeMap<Party, VecDeque<(u64, HangUp)>>,
}

impl Open {
    const fn all_of(&mut self, who: Party) -> &mut usize {
        if who.is_peer() { &mut self.peers } else { &mut self.strangers }
    }

    fn own(&self, who: Party) -> usize {
        self.each.get(&who).map_or(0, VecDeque::len)
    }

    /// Ends the oldest connection of a caller.
    fn end_oldest(&mut self, who: Party) {
        if let Some((_, oldest)) = self.each.get_mut(&who).and_then(VecDeque::pop_front) {
            oldest.now();
        }
    }

    /// Makes room for a peer that comes: of its own connections the oldest gives way, or where it has none, that of
    /// the peer with the most.
    fn make_room(&mut self, who: Party, peers_max: usize) {
        let listed = self.each.iter().filter(|(who, _)| who.is_peer());
        let taken: usize = listed.clone().map(|(_, own)| own.len()).sum();
        let busiest = listed.max_by_key(|(_, own)| own.len()).map(|(busiest, _)| *busiest);
        match self.own(who) {
            own if own >= PEER_MAX || (own > 0 && taken >= peers_max) => self.end_oldest(who),
            0 if taken >= peers_max => busiest.into_iter().for_each(|busiest| self.end_oldest(busiest)),
            _ => {}
        }
    }
}

impl Doors {
    /// Doors for a roster that names so many nodes.
    pub(crate) fn new(peers: usize) -> Self {
        Self { peers_max: PEERS_MAX.max(peers), open: Mutex::default() }
    }

    /// A place for one more connection. No peer is refused: another connection gives way for it.
    pub(crate) fn enter(self: &Arc<Self>, who: Party) -> Option<(Entry, HangUp)> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if who.is_peer() {
            open.make_room(who, self.peers_max);
        } else if open.strangers >= STRANGERS_MAX || open.own(who) >= NETWORK_MAX {
            return None;
        }
        *open.all_of(who) += 1;
        let (number, hang_up) = (open.next, HangUp::default());
        open.next += 1;
        open.each.entry(who).or_default().push_back((number, hang_up.clone()));
        Some((Entry { doors: self.clone(), who, number }, hang_up))
    }
}

/// A connection's place, given back when dropped.
#[derive(Debug)]
pub(crate) struct Entry {
    doors: Arc<Doors>,
    who: Party,
    number: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut open = self.doors.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all = open.all_of(self.who);
        *all = all.saturating_sub(1);
        if let Some(connections) = open.each.get_mut(&self.who) {
            connections.retain(|(number, _)| *number != self.number);
            if connections.is_empty() {
                open.each.remove(&self.who);
            }
        }
    }
}

/// The connections that find a place, each with its terms. `peers` are the keys of the roster.
pub(super) fn admitted(
    secured: impl Stream<Item = io::Result<Secured>>,
    peers: BTreeSet<Key>,
) -> impl Stream<Item = Arrival<Placed<Secured, Entry>>> {
    let doors = Arc::new(Doors::new(peers.len()));
    secured.filter_map(move |connection| {
        let connection = connection.ok()?;
        // A key that the roster does not list is nobody's: it gives nothing and costs nothing.
        let known = connection.key().filter(|key| peers.contains(key));
        let address = connection.address().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let who = known.map_or_else(|| Party::Network(network(address)), Party::Peer);
        let (entry, hang_up) = doors.enter(who)?;
        let mut extensions = Extensions::new();
        extensions.insert(connection.connect_info());
        extensions.insert(Guest::new(who, hang_up.clone()));
        let terms = if who.is_peer() { PEER } else { STRANGER };
        Some(Arrival { stream: Placed { connection, _place: entry }, extensions, terms, hang_up })
    })
}

/// A connection that holds its place until it is closed.
pub(crate) struct Placed<C, P = OwnedSemaphorePermit> {
    connection: C,
    _place: P,
}

impl<C, P> Placed<C, P> {
    /// A connection with its place.
    pub(crate) const fn new(connection: C, place: P) -> Self {
        Self { connection, _place: place }
    }
}

/// Accepted connections of the Unix socket, at most `most` of them open at a time; more wait in the system's queue.
pub(super) fn limited<C>(
    accepted: impl Stream<Item = io::Result<C>>,
    most: usize,
) -> impl Stream<Item = io::Result<Placed<C>>> {
    let places = Arc::new(Semaphore::new(most));
    accepted.then(move |connection| {
        let places = places.clone();
        async move {
            let place = places.acquire_owned().await.map_err(io::Error::other)?;
            Ok(Placed { connection: connection?, _place: place })
        }
    })
}

impl<C: Connected, P> Connected for Placed<C, P> {
    type ConnectInfo = C::ConnectInfo;

    fn connect_info(&self) -> Self::ConnectInfo {
        self.connection.connect_info()
    }
}

impl<C: AsyncRead + Unpin, P: Unpin> AsyncRead for Placed<C, P> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_read(cx, buffer)
    }
}

impl<C: AsyncWrite + Unpin, P: Unpin> AsyncWrite for Placed<C, P> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v4(last: u8) -> Party {
        Party::Network(IpAddr::V4([192, 0, 2, last].into()))
    }

    /// Finished connections of one address, however many, keep neither others nor peers out.
    #[test]
    fn connections_of_one_network_leave_room_for_others_and_for_peers() {
        let doors = Arc::new(Doors::new(1));
        let crowd: Vec<_> = (0..256).filter_map(|_| doors.enter(v4(1))).collect();
        assert_eq!(crowd.len(), NETWORK_MAX);
        let others: Vec<_> = (2..100).filter_map(|last| doors.enter(v4(last))).collect();
        assert_eq!(crowd.len() + others.len(), STRANGERS_MAX.min(NETWORK_MAX + 98));
        let more: Vec<_> = (100..200).filter_map(|last| doors.enter(v4(last))).collect();
        assert_eq!(crowd.len() + others.len() + more.len(), STRANGERS_MAX);
        let peer = Party::Peer(Key::of(b"a"));
        assert!(doors.enter(peer).is_some());
        drop((crowd, others, more));
        assert!(doors.open.lock().is_ok_and(|open| open.each.is_empty() && open.strangers == 0 && open.peers == 0));
    }

    /// Each node of a roster of any length finds a place, also where others have taken more than one each.
    #[test]
    fn every_node_of_the_roster_has_a_place_for_connections() {
        let peer = |number: usize| Party::Peer(Key::of(&number.to_be_bytes()));
        let doors = Arc::new(Doors::new(300));
        let _greedy: Vec<_> =
            (0..100).flat_map(|number| [number; PEER_MAX]).map(|number| doors.enter(peer(number))).collect();
        let all: Vec<_> = (0..300).map(|number| doors.enter(peer(number))).collect();
        assert!(all.iter().all(Option::is_some), "a node of the roster was refused");
        let open = doors.open.lock().unwrap_or_else(PoisonError::into_inner);
        let with_a_place = open.each.values().filter(|own| !own.is_empty()).count();
        assert_eq!(with_a_place, 300, "a node of the roster lost its last place to another");
        assert!(open.each.values().map(VecDeque::len).sum::<usize>() <= 300);
    }

    /// A node that lost its connections without a word gets in again.
    #[test]
    fn the_oldest_connection_of_a_peer_is_closed_for_a_new_one() {
        let doors = Arc::new(Doors::new(1));
        let peer = Party::Peer(Key::of(b"a"));
        let held: Vec<_> = (0..PEERS_MAX).filter_map(|_| doors.enter(peer)).collect();
        assert_eq!(held.len(), PEERS_MAX);
        assert!(doors.open.lock().is_ok_and(|open| open.each.values().all(|own| own.len() == PEER_MAX)));
    }

    #[tokio::test]
    async fn a_connection_beyond_the_limit_waits_until_one_is_closed() {
        let accepted = tokio_stream::iter((0..3).map(|_| Ok(tokio::io::duplex(8).0)));
        let mut placed = std::pin::pin!(limited(accepted, 2));
        let first = placed.next().await;
        let second = placed.next().await;
        assert!(first.is_some() && second.is_some());
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, placed.next()).await.is_err());
        drop(first);
        assert!(matches!(placed.next().await, Some(Ok(_))));
        assert!(placed.next().await.is_none());
    }
}

//! The other party of a connection, as far as places and bounds go: each has so many at a time.

use attestat_wire::connect::Pin;
use std::net::IpAddr;

/// Party whose places a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Somebody of this machine, on the Unix socket.
    Local,
    /// A node of the roster, by the TLS key that it has shown.
    Peer(Pin),
    /// Anybody else: all of one IPv4 address or IPv6 /64.
    Network(IpAddr),
}

impl Party {
    /// Returns true if it is a node of the roster.
    pub const fn is_peer(&self) -> bool {
        matches!(self, Self::Peer(_))
    }
}

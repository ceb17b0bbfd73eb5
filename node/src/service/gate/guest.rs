//! Sender of a request, as far as places go.

use attestat_wire::connect::Pin;
use attestat_wire::listen::{HangUp, network};
use std::net::IpAddr;
use tonic::codegen::http::Extensions;
use tonic::transport::server::TcpConnectInfo;

/// Party whose places a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Somebody of this machine, on the Unix socket.
    Local,
    /// A node of the roster, by the TLS key that it has shown.
    Peer(Pin),
    /// Anybody else: all of one IPv4 address or IPv6 /64.
    Network(IpAddr),
}

impl Who {
    /// Returns true if it is a node of the roster.
    pub const fn is_peer(&self) -> bool {
        matches!(self, Self::Peer(_))
    }
}

/// The other end of a request's connection.
#[derive(Debug, Clone)]
pub struct Guest {
    who: Who,
    hang_up: Option<HangUp>,
}

impl Guest {
    /// A caller whose connection can be ended.
    pub fn new(who: Who, hang_up: HangUp) -> Self {
        Self { who, hang_up: Some(hang_up) }
    }

    /// The sender of a request, as the listener marked it. Only the Unix socket marks nothing.
    pub fn of(extensions: &Extensions) -> Self {
        if let Some(guest) = extensions.get::<Self>() {
            return guest.clone();
        }
        let address = extensions.get::<TcpConnectInfo>().and_then(TcpConnectInfo::remote_addr);
        let who = address.map_or(Who::Local, |address| Who::Network(network(address.ip())));
        Self { who, hang_up: None }
    }

    /// Party whose places it takes.
    pub const fn who(&self) -> Who {
        self.who
    }

    /// Ends the connection, with every request on it.
    pub(super) fn hang_up(&self) {
        if let Some(hang_up) = &self.hang_up {
            hang_up.now();
        }
    }
}

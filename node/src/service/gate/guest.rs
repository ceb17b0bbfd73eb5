//! Sender of a request, as far as places go.

use crate::machine::party::Party;
use attestat_wire::listen::{HangUp, network};
use tonic::codegen::http::Extensions;
use tonic::transport::server::TcpConnectInfo;

/// The other end of a request's connection.
#[derive(Debug, Clone)]
pub struct Guest {
    who: Party,
    hang_up: Option<HangUp>,
}

impl Guest {
    /// A caller whose connection can be ended.
    pub fn new(who: Party, hang_up: HangUp) -> Self {
        Self { who, hang_up: Some(hang_up) }
    }

    /// A caller behind a proxy: its connection is that of others as well, and is not ended for it.
    pub const fn behind_a_proxy(who: Party) -> Self {
        Self { who, hang_up: None }
    }

    /// The sender of a request, as the listener marked it. Only the Unix socket marks nothing.
    pub fn of(extensions: &Extensions) -> Self {
        if let Some(guest) = extensions.get::<Self>() {
            return guest.clone();
        }
        let address = extensions.get::<TcpConnectInfo>().and_then(TcpConnectInfo::remote_addr);
        let who = address.map_or(Party::Local, |address| Party::Network(network(address.ip())));
        Self { who, hang_up: None }
    }

    /// Party whose places it takes.
    pub const fn who(&self) -> Party {
        self.who
    }

    /// Ends the connection, with every request on it.
    pub(super) fn hang_up(&self) {
        if let Some(hang_up) = &self.hang_up {
            hang_up.now();
        }
    }
}

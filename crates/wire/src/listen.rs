//! The serving end: its limits, and the key by which it is known.

mod browsers;
mod callers;
mod certificate;
mod handshake;
mod identity;
mod serve;

pub use browsers::{Browser, browsers};
pub use certificate::{CertificateError, WebCertificate};
pub use handshake::{HandshakeLimits, Secured, secured};
pub(crate) use identity::ALPN;
pub use identity::{Identity, IdentityError};
pub use serve::{ANSWER_BYTES_AHEAD, Answers, Arrival, HangUp, REQUEST_CONNECTION_BYTES, Speaks, Terms, serve};

use crate::connect::{CONNECTION_WINDOW_BYTES, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_TIMEOUT, STREAM_WINDOW_BYTES};
use std::net::IpAddr;
use tonic::transport::Server;

/// Most streams that one connection may have open at a time.
pub const CONNECTION_STREAMS_MAX: u32 = 256;

/// Makes a server with these limits and no service yet, for a Unix socket and for tests.
pub fn server() -> Server {
    Server::builder()
        .http2_keepalive_interval(Some(KEEP_ALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_TIMEOUT))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_concurrent_streams(CONNECTION_STREAMS_MAX)
}

/// Returns the network of one household or school: an IPv4 address, or the first 64 bits of an IPv6 address (RFC
/// 6177).
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & (u128::MAX << 64)).into()),
    }
}

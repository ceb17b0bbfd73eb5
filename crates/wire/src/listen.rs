//! The serving end: its limits, and the key by which it is known.

mod handshake;
mod identity;

pub use handshake::{HandshakeLimits, Secured, secured};
pub use identity::{Identity, IdentityError};

use crate::connect::{CONNECTION_WINDOW_BYTES, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_TIMEOUT, STREAM_WINDOW_BYTES};
use tonic::transport::Server;

/// Most streams that one connection may have open at a time.
pub const CONNECTION_STREAMS_MAX: u32 = 256;

/// A server with these limits and no service yet.
pub fn server() -> Server {
    Server::builder()
        .http2_keepalive_interval(Some(KEEP_ALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_TIMEOUT))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_concurrent_streams(CONNECTION_STREAMS_MAX)
}

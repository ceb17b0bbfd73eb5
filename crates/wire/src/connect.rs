//! Connecting to a node: `http://host:port` or a Unix socket, with the limits that both programs keep.

use core::time::Duration;
use tonic::transport::{Channel, Endpoint};

/// How long a connection may take to open.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an answer that is one message may take, unless a level is waited for.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a silent connection is probed.
pub const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);
/// How long a probe may stay unanswered before the connection counts as dead.
pub const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes that a peer may send on one stream before we have read them: two full batches.
pub const STREAM_WINDOW_BYTES: u32 = 2 << 20;
/// The same for a whole connection.
pub const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Not an address that nodes have.
    #[error(
        "{0:?} is not a node's address; write http://host:port, unix:///path/to/socket or a path that begins with /"
    )]
    Address(String),
    /// Transport encryption is not built in.
    #[error("{0:?} asks for TLS, which this program does not speak; connect through a local proxy or tunnel that does")]
    Tls(String),
    /// Nobody answers there.
    #[error("nothing answers at {address}; see whether the node runs and whether the address is right ({source})")]
    Unreachable {
        /// The address.
        address: String,
        /// What the transport says.
        source: tonic::transport::Error,
    },
}

/// Parses an address and sets the limits; nothing is opened yet.
pub fn endpoint(address: &str) -> Result<Endpoint, ConnectError> {
    let shown = || address.chars().take(256).collect::<String>();
    let uri = match address {
        path if path.starts_with('/') => format!("unix://{path}"),
        uri if uri.starts_with("unix:") || uri.starts_with("http://") => uri.to_owned(),
        uri if uri.starts_with("https://") => return Err(ConnectError::Tls(shown())),
        _ => return Err(ConnectError::Address(shown())),
    };
    let endpoint = Endpoint::from_shared(uri).map_err(|_| ConnectError::Address(shown()))?;
    Ok(endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(Some(KEEP_ALIVE_INTERVAL))
        .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES))
}

/// Connects now.
pub async fn connect(address: &str) -> Result<Channel, ConnectError> {
    let endpoint = endpoint(address)?;
    endpoint.connect().await.map_err(|source| ConnectError::Unreachable { address: address.to_owned(), source })
}

/// A channel that connects at its first use and again after a cut. Must be called inside a runtime.
pub fn connect_lazily(address: &str) -> Result<Channel, ConnectError> {
    Ok(endpoint(address)?.connect_lazy())
}

/// A request whose answer is awaited for at most [`ANSWER_TIMEOUT`].
pub fn timely<T>(message: T) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request.set_timeout(ANSWER_TIMEOUT);
    request
}

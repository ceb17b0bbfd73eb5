//! Connecting to a node: TLS by a pinned key, or a Unix socket, with the limits that both programs keep.
//!
//! ```text
//! https://school-12.example:7400#sha256:3f0a…   the key whose hash this is must answer
//! https://school-12.example:7400                any key: enough for what is signed, never for a Holder call
//! unix:///srv/attestat/school/run/node.sock      the registrar's socket on this machine
//! ```

mod address;
mod patience;
mod pin;
mod tls;

pub use address::{ADDRESS_BYTES_MAX, Address, AddressError};
pub use patience::Patient;
pub use pin::Pin;

use crate::listen::Identity;
use address::Place;
use core::error::Error;
use core::time::Duration;
use tls::OpenError;
use tonic::transport::{Channel, Endpoint};

/// Longest time that a connection may take to open, its handshake included.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest time that an answer of one message may take, unless a level is waited for.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// Interval at which a silent connection is probed.
pub const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);
/// Longest time that a probe may stay unanswered before the connection counts as dead.
pub const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes that a peer may send on one stream before we have read them: two full batches.
pub const STREAM_WINDOW_BYTES: u32 = 2 << 20;
/// The same for a whole connection.
pub const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;

/// Reason for which there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The text is not an address that nodes have.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The address names no key, and the call is not for any stranger.
    #[error(
        "the address {0} names no key, so nobody could tell who answers there; use the whole address as the school gives it, with #sha256:… at its end"
    )]
    Unpinned(Address),
    /// Another key answered than the one that the address names. No request was sent to it.
    #[error(
        "another key answered at {address} than the one that the address names (expected {expected}, found {found}): the node was given a new key, or somebody stands in its place. Get the whole address anew from the school by a way you trust; do not leave out its end"
    )]
    AnotherKey {
        /// The address, without its pin.
        address: String,
        /// The key that the address names.
        expected: Pin,
        /// The key that answered.
        found: Pin,
    },
    /// This user may not use the socket.
    #[error("you may not use {0}: join the group that the node's settings name (`registrar_group` in node.toml)")]
    Denied(String),
    /// The program that listens there is not a node.
    #[error("what answers at {address} is not a node of this project: {why}; see whether host and port are right")]
    NotANode {
        /// The address, without its pin.
        address: String,
        /// Description of its behaviour.
        why: String,
    },
    /// Nothing answers there.
    #[error("nothing answers at {address}; see whether the node runs and whether the address is right ({source})")]
    Unreachable {
        /// The address, without its pin.
        address: String,
        /// The error of the transport.
        source: tonic::transport::Error,
    },
}

impl Address {
    /// Returns this address, unless it is one on a network that names no key: for calls in which a child's data
    /// travel.
    pub fn pinned(&self) -> Result<&Self, ConnectError> {
        if self.is_unpinned() { Err(ConnectError::Unpinned(self.clone())) } else { Ok(self) }
    }
}

/// Makes an endpoint with the limits of a connection to this address; nothing is opened yet.
fn endpoint(address: &Address) -> Result<Endpoint, ConnectError> {
    let uri = match &address.0 {
        Place::Network { authority, .. } => format!("https://{authority}"),
        // HTTP/2 wants a name of the addressed host; nobody reads it.
        Place::Socket(_) => "http://localhost".to_owned(),
    };
    let endpoint = Endpoint::from_shared(uri).map_err(|_| AddressError::Form(address.to_string()))?;
    Ok(endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES))
}

/// Connects now.
pub async fn connect(address: &Address) -> Result<Channel, ConnectError> {
    let (endpoint, place) = (endpoint(address)?, address.clone());
    let opened = endpoint.connect_with_connector(tower::service_fn(move |_| tls::open(place.clone(), None))).await;
    opened.map_err(|source| match opening_failure(&source) {
        Some(failure) => failure.told(&address.location()),
        None if is_denied(&source) => ConnectError::Denied(address.location().to_string()),
        None => ConnectError::Unreachable { address: address.location().to_string(), source },
    })
}

/// Makes a channel that connects at its first use and again after a cut. A node shows its `identity` to the key that
/// the address names; families and tools have none to show. `tell` is called after every attempt at which another
/// party than the addressed node answered; the calls themselves only learn that they failed. Must be called inside a
/// runtime.
pub fn connect_lazily(
    address: &Address,
    identity: Option<&Identity>,
    tell: impl Fn(&ConnectError) + Clone + Send + 'static,
) -> Result<Channel, ConnectError> {
    let (place, identity) = (address.clone(), identity.cloned());
    let connector = tower::service_fn(move |_| {
        let (place, identity, tell) = (place.clone(), identity.clone(), tell.clone());
        async move {
            let location = place.location();
            let opened = tls::open(place, identity).await;
            let failure = opened.as_ref().err().and_then(|error| opening_failure(error));
            failure.into_iter().for_each(|failure| tell(&failure.told(&location)));
            opened
        }
    });
    Ok(endpoint(address)?.connect_with_connector_lazy(connector))
}

/// Reason for which the program that answered is not the addressed node.
pub(crate) enum OpeningFailure {
    /// Another key answered.
    AnotherKey {
        /// The key that the address names.
        expected: Pin,
        /// The key that answered.
        found: Pin,
    },
    /// Another program answered.
    NotANode(String),
}

impl OpeningFailure {
    fn told(self, address: &Address) -> ConnectError {
        let address = address.to_string();
        match self {
            Self::AnotherKey { expected, found } => ConnectError::AnotherKey { address, expected, found },
            Self::NotANode(why) => ConnectError::NotANode { address, why },
        }
    }
}

/// Returns true if the file system does not let this user use the socket.
fn is_denied(error: &(dyn Error + 'static)) -> bool {
    let causes = core::iter::successors(Some(error), |error| (*error).source());
    let mut found = causes.filter_map(|cause| {
        let open = cause.downcast_ref::<OpenError>().and_then(|open| match open {
            OpenError::Io(error) => Some(error.kind()),
            _ => None,
        });
        open.or_else(|| cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind))
    });
    found.any(|kind| kind == std::io::ErrorKind::PermissionDenied)
}

/// Finds, in a chain of errors, the failure that our own side detected while it opened a connection.
pub(crate) fn opening_failure(error: &(dyn Error + 'static)) -> Option<OpeningFailure> {
    let causes = core::iter::successors(Some(error), |error| (*error).source());
    causes.filter_map(|cause| cause.downcast_ref::<OpenError>()).find_map(|open| match open {
        OpenError::AnotherKey { expected, found } => {
            Some(OpeningFailure::AnotherKey { expected: *expected, found: *found })
        }
        OpenError::NotANode(why) => Some(OpeningFailure::NotANode(why.clone())),
        OpenError::Io(_) => None,
    })
}

/// Makes a request whose answer is awaited for at most [`ANSWER_TIMEOUT`].
pub fn timely<T>(message: T) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request.set_timeout(ANSWER_TIMEOUT);
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_without_permission_is_refused_with_its_own_error() {
        let denied = OpenError::Io(std::io::Error::from(std::io::ErrorKind::PermissionDenied));
        let absent = OpenError::Io(std::io::Error::from(std::io::ErrorKind::NotFound));
        assert!(is_denied(&denied) && !is_denied(&absent));
        let told = ConnectError::Denied("unix:///srv/school/run/node.sock".to_owned()).to_string();
        assert!(told.contains("you may not use") && told.contains("group"), "{told}");
    }
}

//! Connections that find a place: of each network a few, and of the proxies together as many as all networks have.

use crate::machine::config::WebSettings;
use crate::machine::party::Party;
use crate::service::listen::places::{Doors, Entry, Placed};
use attestat_wire::listen::{
    Arrival, Browser, CertificateError, HandshakeLimits, HangUp, Speaks, Terms, WebCertificate, browsers, network,
};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::{Stream, StreamExt as _};
use tonic::codegen::http::Extensions;

/// Connections of proxies at a time. With those of strangers, and handshakes of half as many, they stay with everything
/// else of a node below the usual limit of 1,024 descriptors.
const PROXIES_MAX: usize = 128;
/// Handshakes that are unfinished at a time.
const HANDSHAKES_MAX: usize = 64;
/// Terms of a connection: a page and what belongs to it, for half an hour.
const TERMS: Terms = Terms { speaks: Speaks::Http1Or2, streams: 32, age: Duration::from_secs(1800) };

/// The other end of a connection, as the requests on it carry it.
#[derive(Debug, Clone)]
pub(crate) struct Connected {
    /// Its address: the client's or a proxy's.
    pub(crate) from: IpAddr,
    /// Handle that ends the connection.
    pub(crate) hang_up: HangUp,
}

/// Place of a connection.
pub(super) enum ConnectionPlace {
    /// One of a network's.
    Network(#[expect(dead_code, reason = "held until the connection is closed")] Entry),
    /// One of the proxies'.
    Proxy(#[expect(dead_code, reason = "held until the connection is closed")] OwnedSemaphorePermit),
}

/// The connections that find a place.
pub(super) fn arrivals(
    listener: TcpListener,
    certificate: Option<&WebCertificate>,
    settings: &WebSettings,
) -> Result<impl Stream<Item = Arrival<Placed<Browser, ConnectionPlace>>> + use<>, CertificateError> {
    let limits = HandshakeLimits { most: HANDSHAKES_MAX, ..HandshakeLimits::default() };
    let (doors, proxies) = (Arc::new(Doors::new(0)), Arc::new(Semaphore::new(PROXIES_MAX)));
    let (admitting, settings) = (settings.clone(), settings.clone());
    let coming = browsers(listener, certificate, limits, move |from| admitting.admits(from))?;
    Ok(coming.filter_map(move |connection| {
        let connection = connection.ok()?;
        let from = connection.address();
        let (place, hang_up) = if settings.is_proxy(from) {
            (ConnectionPlace::Proxy(proxies.clone().try_acquire_owned().ok()?), HangUp::default())
        } else {
            let (entry, hang_up) = doors.enter(Party::Network(network(from)))?;
            (ConnectionPlace::Network(entry), hang_up)
        };
        let mut extensions = Extensions::new();
        extensions.insert(Connected { from, hang_up: hang_up.clone() });
        Some(Arrival { stream: Placed::new(connection, place), extensions, terms: TERMS, hang_up })
    }))
}

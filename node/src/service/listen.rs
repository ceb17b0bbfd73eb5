//! Listeners and their services: TLS for peers, families, verifiers and auditors; a Unix socket for the registrar's
//! tools.
//!
//! ```text
//! TLS over TCP                                         Log, Peering, Holder, health
//! Unix socket, mode 0660, group of the settings        Registrar, Log, health
//! ```
//!
//! A service plugs in by [`Serving::with_registrar`], [`Serving::with_peering`] or [`Serving::with_holder`]; a service
//! that is not plugged in is not served.

pub(crate) mod places;
mod socket;

pub use socket::{SocketError, check as check_socket};

use crate::Node;
use crate::machine::folder::FolderError;
use crate::machine::shutdown::Shutdown;
use crate::mirror::peers::pins;
use crate::service::gate::{Gate, Limits, Share};
use crate::service::holder::HolderService;
use crate::service::log::LogService;
use crate::service::peering::PeeringService;
use attestat_wire::connect::Address;
use attestat_wire::limit::MESSAGE_BYTES_MAX;
use attestat_wire::listen::{HandshakeLimits, Identity, secured, serve, server};
use attestat_wire::v1::log_server::LogServer;
use attestat_wire::v1::registrar_server::{Registrar, RegistrarServer};
use places::{admitted, limited};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, UnixListener};
use tokio_stream::wrappers::UnixListenerStream;
use tonic::service::Routes;
use tonic_health::server::HealthReporter;

/// Time that requests under way may take to finish once the node stops. Their records are durable whether or not they
/// are answered.
pub(crate) const DRAIN_MAX: Duration = Duration::from_secs(10);

/// Connections that the Unix socket holds at a time.
const SOCKET_CONNECTIONS_MAX: usize = 64;

/// Limits of monitoring, which asks little; a client that watches for longer asks again.
static HEALTH_LIMITS: Limits = Limits {
    strangers: Share { requests: 64, bytes: 64 << 10 },
    network: Share { requests: 8, bytes: 8 << 10 },
    peers: Share { requests: 64, bytes: 64 << 10 },
    peer: Share { requests: 8, bytes: 8 << 10 },
    time: Duration::from_secs(20),
    stall: Duration::from_secs(60),
    life: Duration::from_secs(300),
    weigh: |_| 1 << 10,
};

/// Reason for which the node cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not this machine's.
    #[error(
        "cannot listen on {address}: {source}. Another program may have the port; choose another `listen` in node.toml"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Error of the system.
        source: std::io::Error,
    },
    /// The Unix socket cannot be opened.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// A file of the data folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The transport failed.
    #[error("serving ended: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// The services of a node, put together and not yet listening.
pub struct Serving {
    node: Arc<Node>,
    public: Routes,
    private: Routes,
    health: HealthReporter,
    drain: Duration,
}

impl Serving {
    /// The `Log` service and health on both listeners.
    pub async fn new(node: Arc<Node>) -> Self {
        let log = LogService::new(node.clone()).into_server();
        let (health, health_service) = tonic_health::server::health_reporter();
        health.set_serving::<LogServer<LogService>>().await;
        let routes = Routes::new(Gate::new(health_service, &HEALTH_LIMITS)).add_service(log);
        Self { node, public: routes.clone(), private: routes, health, drain: DRAIN_MAX }
    }

    /// Adds the `Registrar` service to the Unix socket.
    pub async fn with_registrar(mut self, registrar: impl Registrar) -> Self {
        let service = RegistrarServer::new(registrar).max_decoding_message_size(MESSAGE_BYTES_MAX);
        report_serving(&self.health, &service).await;
        self.private = self.private.add_service(service);
        self
    }

    /// Adds the `Holder` service to the public listener.
    pub async fn with_holder(mut self, holder: HolderService) -> Self {
        let service = holder.into_server();
        report_serving(&self.health, &service).await;
        self.public = self.public.add_service(service);
        self
    }

    /// Adds the `Peering` service to the TCP listener.
    pub async fn with_peering(mut self, peering: PeeringService) -> Self {
        let service = peering.into_server();
        report_serving(&self.health, &service).await;
        self.public = self.public.add_service(service);
        self
    }

    /// Lets requests under way finish for another time than [`DRAIN_MAX`] once the node stops.
    pub fn with_drain(self, drain: Duration) -> Self {
        Self { drain, ..self }
    }

    /// Opens the listeners.
    pub async fn bind(self) -> Result<Bound, ServeError> {
        let config = &self.node.config;
        let tcp = match config.listen.zip(self.node.identity.clone()) {
            Some((address, identity)) => Some((bind_tcp(address).await?, identity)),
            None => None,
        };
        let path = self.node.folder.layout().resolve(&config.registrar_socket);
        let unix = socket::bind(&path, config.registrar_group.as_deref())?;
        let address = tcp
            .as_ref()
            .and_then(|(listener, identity)| Some(Address::from(listener.local_addr().ok()?).with_pin(identity.pin())));
        socket::note_address(self.node.folder.layout(), address.as_ref())?;
        Ok(Bound { serving: self, tcp, unix, path, address })
    }
}

async fn report_serving<S: tonic::server::NamedService>(health: &HealthReporter, _: &S) {
    health.set_serving::<S>().await;
}

async fn bind_tcp(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// A node that listens and does not answer yet.
pub struct Bound {
    serving: Serving,
    tcp: Option<(TcpListener, Identity)>,
    unix: UnixListener,
    path: PathBuf,
    address: Option<Address>,
}

impl Bound {
    /// Returns the address at which it listens to peers, with the pin of its key; none when it serves the Unix socket
    /// only.
    pub fn address(&self) -> Option<&Address> {
        self.address.as_ref()
    }

    /// Returns the socket to which the registrar's tools connect.
    pub fn socket(&self) -> &std::path::Path {
        &self.path
    }

    /// Answers until the node stops; then takes nothing new and lets requests under way finish, for at most
    /// [`DRAIN_MAX`] or the time set instead.
    pub async fn run(self) -> Result<(), ServeError> {
        let Self { serving, tcp, unix, path, .. } = self;
        let Serving { node, public, private, health, drain } = serving;
        let shutdown = &node.shutdown;
        let serve_tcp = async {
            let Some((tcp, identity)) = tcp else { return };
            let peers = node.roster.borrow().as_ref().map(|pinned| pins(pinned.roster())).unwrap_or_default();
            let arrivals = admitted(secured(tcp, &identity, HandshakeLimits::default()), peers);
            serve(public.prepare(), arrivals, stopped(shutdown)).await;
        };
        let serve_unix = async {
            let incoming = limited(UnixListenerStream::new(unix), SOCKET_CONNECTIONS_MAX);
            server().add_routes(private).serve_with_incoming_shutdown(incoming, stopped(shutdown)).await
        };
        // A listener that fails takes the node down with it.
        let serve_unix = async { watch(serve_unix.await, shutdown) };
        let patience = async {
            shutdown.wait().await;
            health.set_service_status("", tonic_health::ServingStatus::NotServing).await;
            tokio::time::sleep(drain).await;
        };
        let ended = tokio::select! {
            ended = async { tokio::join!(serve_tcp, serve_unix) } => Some(ended),
            () = patience => None,
        };
        // Nobody answers here any more; what is left behind would only mislead.
        let _ = std::fs::remove_file(&path);
        let _ = std::fs::remove_file(node.folder.layout().address());
        match ended {
            Some(((), unix)) => Ok(unix?),
            None => {
                tracing::warn!("requests were still under way after {} seconds and are cut off", drain.as_secs());
                Ok(())
            }
        }
    }
}

async fn stopped(shutdown: &Shutdown) {
    shutdown.wait().await;
}

fn watch(ended: Result<(), tonic::transport::Error>, shutdown: &Shutdown) -> Result<(), tonic::transport::Error> {
    if let Err(error) = &ended {
        shutdown.fail(format!("a listener failed: {error}"));
    }
    ended
}

#[cfg(test)]
mod tests;

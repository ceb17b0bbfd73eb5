//! The listener for browsers: the state of the logs as a page, what a checker fetches as plain files, the checker itself,
//! and `Log` as gRPC-web. Everything on it is public; nothing of the vault, of pupils or of whoever asks is ever there.
//!
//! ```text
//! connection → arrivals (places)  → client (who asks) → gate (places, weights) → routes → an answer of `answer`
//!              wire::browsers       X-Forwarded-For                              facts, files, bundle
//! ```
//!
//! The bytes of all of it: docs/spec/web.md.

mod answer;
mod arrivals;
mod bundle;
mod certificate;
mod client;
mod counts;
mod facts;
mod log_calls;
mod metrics;
mod page;
mod page_gate;
mod problem;
mod ready;
mod routes;
mod site;
mod status_json;
mod summary;
mod trust_files;

pub use certificate::{FilesError, check as check_certificate};

use crate::Node;
use crate::machine::fault::blocking;
use crate::service::listen::DRAIN_MAX;
use arrivals::arrivals;
use attestat_wire::listen::{CertificateError, WebCertificate, serve};
use site::Site;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Reason for which browsers cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The address is taken or not this machine's.
    #[error(
        "cannot listen on {address}: {source}. Another program may have the port; choose another `web_listen` in node.toml"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Error of the system.
        source: std::io::Error,
    },
    /// The certificate cannot be used.
    #[error(transparent)]
    Files(#[from] FilesError),
}

/// A listener for browsers that does not answer yet.
pub struct WebListener {
    site: Arc<Site>,
    listener: TcpListener,
    certificate: Option<WebCertificate>,
    address: SocketAddr,
}

impl WebListener {
    /// Opens the listener; none where the settings have none.
    pub async fn bind(node: &Arc<Node>) -> Result<Option<Self>, WebError> {
        let Some(address) = node.config.web.listen else { return Ok(None) };
        let reading = node.clone();
        let certificate = blocking(move || certificate::read(&reading)).await?;
        let listen = |source| WebError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        Ok(Some(Self { site: Site::new(node.clone()), listener, certificate, address }))
    }

    /// Returns the address at which it listens, as a browser takes it.
    pub fn address(&self) -> String {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{}/", self.address)
    }

    /// Answers until the node stops; then takes nothing new and lets requests under way finish, for at most
    /// [`DRAIN_MAX`].
    pub async fn run(self) -> Result<(), CertificateError> {
        let Self { site, listener, certificate, .. } = self;
        let node = site.node.clone();
        let shutdown = &node.shutdown;
        shutdown.spawn("counting records", site.counts.clone().keep_counting(node.clone()));
        if let Some(certificate) = certificate.clone() {
            shutdown.spawn("the certificate of the pages", certificate::keep_reading(node.clone(), certificate));
        }
        let arrivals = arrivals(listener, certificate.as_ref(), &node.config.web)?;
        let stopped = async { drop(shutdown.wait().await) };
        let patience = async {
            shutdown.wait().await;
            tokio::time::sleep(DRAIN_MAX).await;
        };
        tokio::select! {
            () = serve(routes::routes(&site), arrivals, stopped) => {}
            () = patience => {}
        }
        Ok(())
    }
}

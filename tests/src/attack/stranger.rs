//! One connection of a stranger who speaks HTTP/2 by hand, and believes any node that answers.

use anyhow::Context as _;
use bytes::{BufMut as _, Bytes};
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpSocket;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tonic::codegen::http;

/// Time that anything here may take that a node does at once.
const PATIENCE: Duration = Duration::from_secs(5);
/// Time for which a connection that nobody reads is left as it is.
const FROZEN: Duration = Duration::from_secs(20);

/// End of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The request is whole.
    Whole,
    /// The request is left open.
    Never,
}

/// A connection and the task that keeps it going.
pub struct Stranger {
    sender: SendRequest<Bytes>,
    frozen: Arc<Notify>,
    connection: JoinHandle<()>,
}

/// A call that was begun, and both its halves.
pub struct Begun {
    answer: ResponseFuture,
    _request: SendStream<Bytes>,
}

impl Stranger {
    /// Connects to a port of loopback from an address of it, and lets the other end send `window` bytes.
    pub async fn connect(port: u16, from: Ipv4Addr, window: u32) -> anyhow::Result<Self> {
        let opening = async {
            let socket = TcpSocket::new_v4()?;
            socket.bind(SocketAddr::from((from, 0)))?;
            let tcp = socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
            tcp.set_nodelay(true)?;
            let name = ServerName::try_from("localhost")?;
            let tls = TlsConnector::from(Arc::new(believing()?)).connect(name, tcp).await?;
            let mut builder = h2::client::Builder::new();
            builder.initial_window_size(window).initial_connection_window_size(window.max(1 << 16));
            anyhow::Ok(builder.handshake::<_, Bytes>(tls).await?)
        };
        let (sender, connection) = tokio::time::timeout(PATIENCE, opening).await??;
        let frozen = Arc::new(Notify::new());
        let freeze = frozen.clone();
        let connection = tokio::spawn(async move {
            let mut connection = Box::pin(connection);
            tokio::select! {
                _ = &mut connection => {}
                () = freeze.notified() => {
                    // Held and neither read nor written.
                    tokio::time::sleep(FROZEN).await;
                    drop(connection);
                }
            }
        });
        Ok(Self { sender, frozen, connection })
    }

    /// Begins a call.
    pub async fn begin(&mut self, method: &str, message: Bytes, ending: Ending) -> anyhow::Result<Begun> {
        let sender = tokio::time::timeout(PATIENCE, self.sender.clone().ready()).await??;
        self.sender = sender;
        let request = http::Request::post(format!("https://localhost/attestat.v1.{method}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(())?;
        let (answer, mut request) = self.sender.send_request(request, false)?;
        request.send_data(message, ending == Ending::Whole)?;
        Ok(Begun { answer, _request: request })
    }

    /// Calls, and reads the answer to its end: its `grpc-status`, which stands in the headers or behind the data.
    pub async fn ask(&mut self, method: &str, message: Bytes) -> anyhow::Result<u32> {
        let begun = self.begin(method, message, Ending::Whole).await?;
        tokio::time::timeout(PATIENCE, begun.status()).await?
    }

    /// Neither reads nor writes from now on.
    pub fn freeze(&self) {
        self.frozen.notify_one();
    }

    /// Waits until the connection ends.
    pub async fn closed(&mut self) {
        let _ = (&mut self.connection).await;
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Begun {
    /// Returns the status with which the call ends.
    pub async fn status(self) -> anyhow::Result<u32> {
        let answer = self.answer.await?;
        if let Some(status) = grpc_status(answer.headers()) {
            return Ok(status);
        }
        let mut body: RecvStream = answer.into_body();
        while let Some(data) = body.data().await {
            let length = data?.len();
            body.flow_control().release_capacity(length)?;
        }
        let trailers = body.trailers().await?.context("an answer without a status")?;
        grpc_status(&trailers).context("no status in the trailers")
    }
}

impl Begun {
    /// Reads the answer as it comes and lets as much more come after each rest, until it ends. `sipped` hears of what is
    /// read after the first time.
    pub async fn sip(self, rest: Duration, sipped: impl Fn()) -> anyhow::Result<()> {
        let mut body: RecvStream = self.answer.await?.into_body();
        let mut is_first = true;
        while let Some(data) = body.data().await {
            let length = data?.len();
            if !is_first {
                sipped();
            }
            is_first = false;
            tokio::time::sleep(rest).await;
            body.flow_control().release_capacity(length)?;
        }
        Ok(())
    }
}

fn grpc_status(headers: &http::HeaderMap) -> Option<u32> {
    headers.get("grpc-status")?.to_str().ok()?.parse().ok()
}

/// A message as gRPC frames it: a byte 0, its length, itself.
pub(super) fn message(message: &impl prost::Message) -> Bytes {
    let bytes = message.encode_to_vec();
    let mut framed = vec![0];
    framed.put_u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    framed.extend(bytes);
    framed.into()
}

/// The first `sent` bytes of a message that says that it has `length`.
pub(super) fn beginning(length: u32, sent: usize) -> Bytes {
    let mut framed = vec![0];
    framed.put_u32(length);
    framed.resize(5 + sent, 7);
    framed.into()
}

fn believing() -> anyhow::Result<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13])?.dangerous();
    let mut config = builder.with_custom_certificate_verifier(Arc::new(Anybody)).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

/// Believes any node that answers: strangers are told public things only.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

//! The client's half of TLS: a key is checked, and no authority.
//!
//! TLS 1.3 only, ALPN `h2`. Names, chains and dates in the certificate mean nothing here: the server must have signed
//! this handshake with the key whose pin the address has. Sessions are never resumed, because a resumed one shows no
//! key.

use super::address::{Address, Place, name_of};
use super::pin::Pin;
use crate::listen::{ALPN, Identity};
use core::fmt;
use hyper_util::rt::TokioIo;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::version::TLS13;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;

/// Reason for which there is no connection, before HTTP/2 begins.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    /// The network or the file system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another key answered than the one that the address names.
    #[error("another key answered: expected {expected}, found {found}")]
    AnotherKey {
        /// The key of the address.
        expected: Pin,
        /// The key that answered.
        found: Pin,
    },
    /// The program that listens there does not speak as a node does.
    #[error("{0}")]
    NotANode(String),
}

/// Error that another key than the pinned one answered, as it travels through rustls.
#[derive(Debug)]
struct AnotherKey {
    found: Pin,
}

impl fmt::Display for AnotherKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server's key is {}", self.found)
    }
}

impl core::error::Error for AnotherKey {}

/// Checks a server by its key.
#[derive(Debug)]
struct PinnedKeyVerifier {
    pin: Option<Pin>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for PinnedKeyVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let key = ParsedCertificate::try_from(certificate)?.subject_public_key_info();
        let found = Pin::of(&key);
        match &self.pin {
            Some(pin) if !pin.matches(&found) => {
                Err(CertificateError::Other(OtherError(Arc::new(AnotherKey { found }))).into())
            }
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("nothing older than TLS 1.3 is spoken".to_owned()))
    }

    /// Checks that a server which shows a certificate has its key: the signature over this handshake is checked with
    /// it.
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The settings of one connection.
fn client_config(pin: Option<Pin>, identity: Option<&Identity>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&TLS13])?;
    let by_key = Arc::new(PinnedKeyVerifier { pin, algorithms });
    let builder = builder.dangerous().with_custom_certificate_verifier(by_key);
    // Shown only to the key that the address names: nobody else is told who calls.
    let mut config = match identity.filter(|_| pin.is_some()) {
        Some(identity) => builder.with_client_cert_resolver(identity.shown.clone()),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// A stream of bytes both ways.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Opens a connection to the place that an address leads to.
pub(super) async fn open(address: Address, identity: Option<Identity>) -> Result<TokioIo<Box<dyn Duplex>>, OpenError> {
    let stream: Box<dyn Duplex> = match address.0 {
        Place::Socket(path) => Box::new(UnixStream::connect(path).await?),
        Place::Network { authority, pin } => Box::new(open_tls(&authority, pin, identity.as_ref()).await?),
    };
    Ok(TokioIo::new(stream))
}

async fn open_tls(
    authority: &str,
    pin: Option<Pin>,
    identity: Option<&Identity>,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, OpenError> {
    let name = name_of(authority).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let config = client_config(pin, identity).map_err(|error| OpenError::NotANode(error.to_string()))?;
    let tcp = TcpStream::connect(authority).await?;
    tcp.set_nodelay(true)?;
    let tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await.map_err(|error| told(error, pin))?;
    match tls.get_ref().1.alpn_protocol() {
        Some(ALPN) => Ok(tls),
        _ => Err(OpenError::NotANode("it speaks TLS, but not HTTP/2".to_owned())),
    }
}

/// Translates the error of a failed handshake.
fn told(error: io::Error, pin: Option<Pin>) -> OpenError {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match (cause, pin) {
        (Some(rustls::Error::InvalidCertificate(CertificateError::Other(other))), Some(expected)) => {
            match other.0.downcast_ref::<AnotherKey>() {
                Some(another) => OpenError::AnotherKey { expected, found: another.found },
                None => OpenError::NotANode(other.to_string()),
            }
        }
        (Some(cause), _) => OpenError::NotANode(cause.to_string()),
        (None, _) if error.kind() == io::ErrorKind::UnexpectedEof => {
            OpenError::NotANode("it closed the connection during the TLS handshake".to_owned())
        }
        (None, _) => OpenError::Io(error),
    }
}

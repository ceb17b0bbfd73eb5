//! Ends of TLS that do what ours never do.

use super::{Measuring, PeeringServer, SecretKey, server};
use attestat_wire::connect::Address;
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519, date_time_ymd};
use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::{default_provider, sign::any_eddsa_type};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::TLS13;
use rustls::{ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, ServerConfig, SignatureScheme};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use tokio_stream::wrappers::TcpListenerStream;
use zeroize::Zeroizing;

fn pkcs8(seed: u8) -> PrivatePkcs8KeyDer<'static> {
    SecretKey::from_seed(&Zeroizing::new([seed; 32])).expose_pkcs8_der().unwrap().to_vec().into()
}

fn certificate(seed: u8, last_year: i32) -> CertificateDer<'static> {
    let key = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8(seed), &PKCS_ED25519).unwrap();
    let mut params = CertificateParams::new(vec!["elsewhere.example".to_owned()]).unwrap();
    params.not_after = date_time_ymd(last_year, 1, 1);
    params.self_signed(&key).unwrap().into()
}

/// Shows the certificate of one key and signs with another.
pub(super) async fn serve(shown: u8, held: u8) -> Address {
    listen(certificate(shown, 2100), held).await
}

/// Shows a certificate that expired long ago.
pub(super) async fn serve_expired(seed: u8) -> Address {
    listen(certificate(seed, 2001), seed).await
}

/// TLS with this certificate in front of a server in the clear.
async fn listen(certificate: CertificateDer<'static>, seed: u8) -> Address {
    let behind = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let inner = behind.local_addr().unwrap();
    tokio::spawn(
        server().add_service(PeeringServer::new(Measuring)).serve_with_incoming(TcpListenerStream::new(behind)),
    );
    let certified = CertifiedKey::new(vec![certificate], any_eddsa_type(&pkcs8(seed)).unwrap());
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13]).unwrap().with_no_client_auth();
    let mut config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::from(listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let Ok(mut outer) = acceptor.accept(tcp).await else { continue };
            let mut inner = TcpStream::connect(inner).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut outer, &mut inner).await });
        }
    });
    address
}

/// Returns true if a server says anything to a client that wants to speak this protocol; an empty one stands for
/// none.
pub(super) async fn is_answered(place: &str, protocol: &[u8]) -> bool {
    match shake(place, protocol).await {
        Ok(mut tls) => tls.read(&mut [0; 64]).await.is_ok_and(|length| length > 0),
        Err(_) => false,
    }
}

/// Finishes a handshake, says nothing, and waits until the other end has had enough.
pub(super) async fn silence(place: &str) {
    let mut tls = shake(place, b"h2").await.unwrap();
    let _ = tls.read_to_end(&mut Vec::new()).await;
}

/// Shows the certificate of one key as a client, signs with another, and stays for a while.
pub(super) async fn show(place: String, shown: u8, held: u8) {
    let certified = CertifiedKey::new(vec![certificate(shown, 2100)], any_eddsa_type(&pkcs8(held)).unwrap());
    let config = believing().with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    if let Ok(mut tls) = shake_by(&place, b"h2", config).await {
        let _ = tls.read_to_end(&mut Vec::new()).await;
    }
}

fn believing() -> ConfigBuilder<ClientConfig, WantsClientCert> {
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13]).unwrap().dangerous();
    builder.with_custom_certificate_verifier(Arc::new(Anybody))
}

async fn shake(place: &str, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    shake_by(place, protocol, believing().with_no_client_auth()).await
}

async fn shake_by(place: &str, protocol: &[u8], mut config: ClientConfig) -> std::io::Result<TlsStream<TcpStream>> {
    config.alpn_protocols = [protocol].iter().filter(|name| !name.is_empty()).map(|name| name.to_vec()).collect();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(place).await?).await
}

/// Believes everything.
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
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

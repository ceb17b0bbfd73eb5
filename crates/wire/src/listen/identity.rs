//! The key by which a node is known, and a certificate around it that nobody reads. The node shows the certificate to
//! every client, and to another node when it connects there.

use super::callers::AnyKeyVerifier;
use crate::connect::Pin;
use attestat_ledger::key::{PublicKey, SecretKey};
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_ED25519, PublicKeyData};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, Signer, SigningKey, SingleCertAndKey};
use rustls::version::TLS13;
use rustls::{ServerConfig, SignatureAlgorithm, SignatureScheme};
use std::sync::Arc;

/// The protocol inside TLS, as both ends name it (RFC 7301; RFC 9113 §3.2).
pub(crate) const ALPN: &[u8] = b"h2";

/// Reason for which a key cannot serve TLS.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The certificate around the key could not be made.
    #[error("no certificate can be made for the node's TLS key: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refuses the settings.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// Identity that a node shows to every client: a self-signed certificate for an Ed25519 key.
///
/// The certificate has no name and never expires; clients look at nothing in it but the key.
#[derive(Debug, Clone)]
pub struct Identity {
    pub(super) config: Arc<ServerConfig>,
    pub(crate) shown: Arc<SingleCertAndKey>,
    pin: Pin,
}

impl Identity {
    /// Makes the identity of a key; the same key has the same pin, and the same certificate, at every start.
    pub fn new(key: SecretKey) -> Result<Self, IdentityError> {
        let key = TlsKey { public: key.public(), secret: Arc::new(key) };
        let pin = Pin::of(&key.subject_public_key_info());
        let certificate = certificate(&key)?;
        let shown = Arc::new(SingleCertAndKey::from(CertifiedKey::new(vec![certificate], Arc::new(key))));
        let provider = Arc::new(ring::default_provider());
        let callers = Arc::new(AnyKeyVerifier::new(&provider));
        let builder = ServerConfig::builder_with_provider(provider);
        let builder = builder.with_protocol_versions(&[&TLS13])?.with_client_cert_verifier(callers);
        let mut config = builder.with_cert_resolver(shown.clone());
        config.alpn_protocols = vec![ALPN.to_vec()];
        // Every connection proves the key: nothing is resumed, and nothing is kept in order to resume it.
        config.send_tls13_tickets = 0;
        config.session_storage = Arc::new(NoServerSessionStorage {});
        Ok(Self { config: Arc::new(config), shown, pin })
    }

    /// Returns the pin that clients know the node by.
    pub const fn pin(&self) -> Pin {
        self.pin
    }
}

fn certificate(key: &TlsKey) -> Result<CertificateDer<'static>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "attestat node");
    Ok(params.self_signed(key)?.into())
}

/// A signing key that stays where it is: neither library gets its bytes.
#[derive(Debug, Clone)]
struct TlsKey {
    secret: Arc<SecretKey>,
    public: PublicKey,
}

impl PublicKeyData for TlsKey {
    fn der_bytes(&self) -> &[u8] {
        self.public.as_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl rcgen::SigningKey for TlsKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.secret.sign(message).as_bytes().to_vec())
    }
}

impl SigningKey for TlsKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&SignatureScheme::ED25519).then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl Signer for TlsKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(self.secret.sign(message).as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

//! The certificate that browsers are shown: of an authority, from files of the operator, exchanged while the node runs.
//!
//! It has nothing to do with the key by which nodes and families know this node: that one is pinned, and never leaves the
//! other listener.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, version};
use std::sync::{Arc, PoisonError, RwLock};

/// Protocols that browsers are offered.
const WEB_ALPN: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Reason for which a certificate or its key cannot be used. Nothing of either file is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// There is no certificate in the file.
    #[error(
        "there is no certificate in PEM in the file of `web_certificate`; name the chain, the certificate of this node first"
    )]
    NoCertificate,
    /// There is no key in the file.
    #[error("there is no private key in PEM in the file of `web_key`; name the key that belongs to the certificate")]
    NoKey,
    /// The key is not the certificate's, or of a kind that is not known.
    #[error("`web_certificate` and `web_key` do not belong together: {0}")]
    Pair(String),
    /// The TLS library failed.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// A certificate with its key, that can be exchanged for another pair; clones share it.
#[derive(Debug, Clone)]
pub struct WebCertificate(Arc<RwLock<Arc<CertifiedKey>>>);

impl WebCertificate {
    /// Takes a chain of certificates, the server's own first, and its key, both in PEM.
    pub fn new(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        Ok(Self(Arc::new(RwLock::new(Arc::new(pair(chain, key)?)))))
    }

    /// Shows another pair from the next handshake on. Where that pair cannot be used, the one before stays.
    pub fn exchange(&self, chain: &[u8], key: &[u8]) -> Result<(), CertificateError> {
        let pair = Arc::new(pair(chain, key)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = pair;
        Ok(())
    }

    pub(super) fn config(&self) -> Result<ServerConfig, CertificateError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[&version::TLS13]);
        let config = config.map_err(|error| CertificateError::Tls(error.to_string()))?;
        let mut config = config.with_no_client_auth().with_cert_resolver(Arc::new(Shown(self.clone())));
        config.alpn_protocols = WEB_ALPN.map(<[u8]>::to_vec).to_vec();
        Ok(config)
    }
}

/// The pair that a handshake shows: the newest.
#[derive(Debug)]
struct Shown(WebCertificate);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn pair(chain: &[u8], key: &[u8]) -> Result<CertifiedKey, CertificateError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(CertificateError::NoCertificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NoKey)?;
    let provider = rustls::crypto::ring::default_provider();
    CertifiedKey::from_der(chain, key, &provider).map_err(|error| CertificateError::Pair(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> [String; 2] {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate =
            rcgen::CertificateParams::new(["node.example".to_owned()]).unwrap().self_signed(&key).unwrap();
        [pem("CERTIFICATE", certificate.der()), pem("PRIVATE KEY", &key.serialize_der())]
    }

    fn pem(label: &str, der: &[u8]) -> String {
        let text = attestat_ledger::encoding::base64(der);
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    #[test]
    fn a_pair_is_exchanged_for_another_and_stays_where_the_other_is_bad() {
        let ([one, one_key], [other, other_key]) = (made(), made());
        let shown = WebCertificate::new(one.as_bytes(), one_key.as_bytes()).unwrap();
        let now = || shown.0.read().unwrap().cert.clone();
        let before = now();
        for (chain, key, why) in [
            (&other, &one_key, "do not belong together"),
            (&other_key, &other_key, "no certificate"),
            (&other, &other, "no private key"),
            (&String::new(), &String::new(), "no certificate"),
        ] {
            let error = shown.exchange(chain.as_bytes(), key.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
            assert_eq!(now(), before);
        }
        shown.exchange(other.as_bytes(), other_key.as_bytes()).unwrap();
        assert_ne!(now(), before);
    }
}

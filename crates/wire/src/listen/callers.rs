//! The other half of a handshake: a caller may show a certificate, of which only the key counts.
//!
//! Nodes show one, families and everybody else show none. No key is refused here: the node decides whether a key
//! means anything. But a caller that shows a key must have it, because the signature over this handshake is checked
//! with it.

use crate::connect::Pin;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, SignatureScheme};

/// Verifier that takes any certificate, or none, and insists on its key's signature.
#[derive(Debug)]
pub(super) struct AnyKeyVerifier(WebPkiSupportedAlgorithms);

impl AnyKeyVerifier {
    pub(super) const fn new(provider: &CryptoProvider) -> Self {
        Self(provider.signature_verification_algorithms)
    }
}

impl ClientCertVerifier for AnyKeyVerifier {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        ParsedCertificate::try_from(certificate)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("nothing older than TLS 1.3 is spoken".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

/// Returns the fingerprint of the key that a caller has shown and signed with; none where none was shown.
pub(super) fn shown_key(certificates: Option<&[CertificateDer<'_>]>) -> Option<Pin> {
    let certificate = ParsedCertificate::try_from(certificates?.first()?).ok()?;
    Some(Pin::of(&certificate.subject_public_key_info()))
}

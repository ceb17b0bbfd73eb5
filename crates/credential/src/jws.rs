//! Compact JWS (RFC 7515 §7.1) with Ed25519, and with nothing else.
//!
//! The algorithm is not negotiated: `EdDSA` and its fully specified name `Ed25519` (RFC 8037, RFC 9864)
//! are accepted, `EdDSA` is written, and every other value is refused, `none` among them.

use attestat_ledger::encoding::parse_base64url;
use attestat_ledger::key::{KeyError, PublicKey, SIGNATURE_BYTES, SecretKey, Signature};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::json::{self, JsonError, Limits};

/// The `alg` that is written. RFC 9864 pushes towards `Ed25519`; today's verifiers all read this one.
pub const ALGORITHM: &str = "EdDSA";
/// The `alg` values that are accepted.
pub const ALGORITHMS_ACCEPTED: [&str; 2] = [ALGORITHM, "Ed25519"];

/// Limits of a header. A header of ours takes 60 bytes; the rest is room for parameters that other software adds.
const HEADER_LIMITS: Limits = Limits { bytes: 4 * 1024, depth: 4 };

/// Type that a JWS declares (RFC 8725 §3.11, explicit typing).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// An issuer-signed JWT of an SD-JWT VC.
    Credential,
    /// A key-binding JWT (RFC 9901 §4.3).
    KeyBinding,
}

impl TokenType {
    /// The value of `typ`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "dc+sd-jwt",
            Self::KeyBinding => "kb+jwt",
        }
    }
}

/// Reason for which a text is not an acceptable JWS. Never repeats its content.
#[derive(Debug, thiserror::Error)]
pub enum JwsError {
    /// The text is not `header.payload.signature`.
    #[error("a signed token has three parts joined by '.'; this has another number")]
    NotThreeParts,
    /// A part is not unpadded base64url in canonical form.
    #[error("the {0} of the signed token is not base64url without padding")]
    NotBase64(&'static str),
    /// The header is not one JSON object.
    #[error("the header of the signed token is {0}")]
    Header(JsonError),
    /// The payload is not one JSON object.
    #[error("the payload of the signed token is {0}")]
    Payload(JsonError),
    /// `alg` is absent or not Ed25519.
    #[error("the signed token uses an algorithm other than EdDSA (Ed25519), which is the only one accepted")]
    Algorithm,
    /// `typ` is absent or another.
    #[error("the signed token is not of type {0}")]
    Type(&'static str),
    /// `crit` demands something that this reader does not know (RFC 7515 §4.1.11).
    #[error("the signed token demands extensions (crit) that are not supported")]
    Critical,
    /// `kid` is there but not a text.
    #[error("the key id (kid) of the signed token is not a text")]
    KeyId,
    /// The signature is not 64 bytes.
    #[error("the signature of the signed token is {0} bytes long; an Ed25519 signature has 64")]
    SignatureLength(usize),
    /// The signature does not fit key and text.
    #[error(transparent)]
    Signature(KeyError),
}

/// A well-formed token, its signature not yet checked.
pub struct Jws<'a> {
    signing_input: &'a str,
    key_id: Option<String>,
    payload: Map<String, Value>,
    signature: Signature,
}

impl<'a> Jws<'a> {
    /// Parses a token of the given type; the payload must be one strict JSON object.
    pub fn parse(text: &'a str, token_type: TokenType, payload_limits: Limits) -> Result<Self, JwsError> {
        let (signing_input, signature) = text.rsplit_once('.').ok_or(JwsError::NotThreeParts)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsError::NotThreeParts)?;
        if payload.contains('.') {
            return Err(JwsError::NotThreeParts);
        }
        let signature = decode(signature, "signature")?;
        let length = signature.len();
        let signature: [u8; SIGNATURE_BYTES] = signature.try_into().map_err(|_| JwsError::SignatureLength(length))?;
        let key_id = parse_header(&decode(header, "header")?, token_type)?;
        let payload = json::parse_object(&decode(payload, "payload")?, payload_limits).map_err(JwsError::Payload)?;
        Ok(Self { signing_input, key_id, payload, signature: Signature::from_bytes(signature) })
    }

    /// The `kid` of the header: a hint, nothing more.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The claims before anything was checked: good for finding the key, and for nothing else.
    pub fn unverified_claims(&self) -> &Map<String, Value> {
        &self.payload
    }

    /// Checks the signature (RFC 7515 §5.2) and hands out the claims that it covers.
    pub fn verify(self, key: &PublicKey) -> Result<Map<String, Value>, JwsError> {
        key.verify(self.signing_input.as_bytes(), &self.signature).map_err(JwsError::Signature)?;
        Ok(self.payload)
    }
}

/// Checks `alg`, `typ` and `crit`, and returns `kid`. Parameters that carry keys (`jwk`, `x5c`, `jku`)
/// are ignored: keys come from the roster or from `cnf`.
fn parse_header(header: &[u8], token_type: TokenType) -> Result<Option<String>, JwsError> {
    let mut header = json::parse_object(header, HEADER_LIMITS).map_err(JwsError::Header)?;
    if header.contains_key("crit") {
        return Err(JwsError::Critical);
    }
    match header.get("alg").and_then(Value::as_str) {
        Some(algorithm) if ALGORITHMS_ACCEPTED.contains(&algorithm) => {}
        _ => return Err(JwsError::Algorithm),
    }
    if header.get("typ").and_then(Value::as_str) != Some(token_type.as_str()) {
        return Err(JwsError::Type(token_type.as_str()));
    }
    match header.shift_remove("kid") {
        None => Ok(None),
        Some(Value::String(key_id)) => Ok(Some(key_id)),
        Some(_) => Err(JwsError::KeyId),
    }
}

fn decode(part: &str, name: &'static str) -> Result<Vec<u8>, JwsError> {
    parse_base64url(part).filter(|_| !part.is_empty()).ok_or(JwsError::NotBase64(name))
}

/// Signs `payload`, the JSON text of an object; `key_id` must need no escapes in JSON.
pub(crate) fn sign(token_type: TokenType, key_id: Option<&str>, payload: &[u8], key: &SecretKey) -> String {
    let key_id = key_id.map_or_else(String::new, |key_id| format!(r#","kid":{}"#, Value::from(key_id)));
    let header = format!(r#"{{"alg":"{ALGORITHM}","typ":"{}"{key_id}}}"#, token_type.as_str());
    let mut token = String::with_capacity(4 * (header.len() + payload.len()) / 3 + 96);
    URL_SAFE_NO_PAD.encode_string(header, &mut token);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut token);
    let signature = key.sign(token.as_bytes());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature.as_bytes(), &mut token);
    token
}

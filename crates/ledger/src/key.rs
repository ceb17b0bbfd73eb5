//! Ed25519 keys that can only be used strictly.
//!
//! A [`PublicKey`] exists only if it is canonically encoded and not of low order, and the only check
//! it offers is `verify_strict`: with those two, one signature belongs to one key and one message
//! (Ed25519 speccheck; "Taming the many EdDSAs").

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// Length of a public key, and of a seed, in bytes.
pub const KEY_BYTES: usize = 32;
/// Length of a signature in bytes.
pub const SIGNATURE_BYTES: usize = 64;

/// Reason for which bytes are not a public key or a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The 32 bytes do not decode to a curve point in canonical form.
    #[error("the 32 bytes are not a canonical Ed25519 public key")]
    NotAPoint,
    /// The point has low order: anyone could make signatures that fit it.
    #[error("the Ed25519 key has low order, so a signature by it would prove nothing")]
    LowOrder,
    /// The signature was not made by this key over this message.
    #[error("the signature does not belong to this key and this text")]
    BadSignature,
}

/// An Ed25519 signature, unchecked until [`PublicKey::verify`] takes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; SIGNATURE_BYTES]);

impl Signature {
    /// Takes 64 bytes as a signature.
    pub const fn from_bytes(bytes: [u8; SIGNATURE_BYTES]) -> Self {
        Self(bytes)
    }

    /// The 64 bytes.
    pub const fn as_bytes(&self) -> &[u8; SIGNATURE_BYTES] {
        &self.0
    }
}

impl core::fmt::Debug for Signature {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Signature({})", crate::encoding::hex(&self.0))
    }
}

/// A public key that passed [`PublicKey::parse`].
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Parses a public key; refuses non-canonical encodings and low-order points.
    pub fn parse(bytes: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        // Decompression is lenient about the encoding, so the encoding is looked at first.
        if !is_canonical(bytes) {
            return Err(KeyError::NotAPoint);
        }
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
        if key.is_weak() {
            return Err(KeyError::LowOrder);
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        self.0.as_bytes()
    }

    /// Checks a signature with `verify_strict`; there is no other check.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), KeyError> {
        self.0
            .verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.0))
            .map_err(|_| KeyError::BadSignature)
    }
}

/// Returns true if the encoding is canonical (RFC 8032 §5.1.3 steps 1 and 4): y, the low 255 bits in little-endian,
/// is below p = 2^255 - 19, and where x = 0, which is so for y = 1 and y = p - 1 alone, the sign bit is not set.
fn is_canonical(bytes: &[u8; KEY_BYTES]) -> bool {
    const P: [u8; KEY_BYTES] = {
        let mut p = [0xff; KEY_BYTES];
        p[0] = 0xed;
        p[KEY_BYTES - 1] = 0x7f;
        p
    };
    const ZERO: [u8; KEY_BYTES - 1] = [0; KEY_BYTES - 1];
    let [low, .., high] = *bytes;
    let (sign, mut y) = (high & 0x80 != 0, *bytes);
    y[KEY_BYTES - 1] &= 0x7f;
    let below_p = y.iter().rev().lt(P.iter().rev());
    let one = low == 1 && y.ends_with(&ZERO);
    let minus_one = low == 0xec && y.iter().skip(1).eq(P.iter().skip(1));
    below_p && !(sign && (one || minus_one))
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PublicKey({})", crate::encoding::hex(self.as_bytes()))
    }
}

/// A secret signing key: no `Clone`, no `Display`, wiped when dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// Makes the key that belongs to a 32-byte seed.
    pub fn from_seed(seed: &Zeroizing<[u8; KEY_BYTES]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads an unencrypted PKCS#8 document (RFC 8410), in DER or as the first of its kind in a text (PEM, RFC 7468); `None`
    /// when it is not an Ed25519 key.
    pub fn from_pkcs8(document: &[u8]) -> Option<Self> {
        use ed25519_dalek::pkcs8::DecodePrivateKey as _;
        match str::from_utf8(document).ok().and_then(pem) {
            Some(pem) => SigningKey::from_pkcs8_pem(pem),
            None => SigningKey::from_pkcs8_der(document),
        }
        .ok()
        .map(Self)
    }

    /// Writes the key as an unencrypted PKCS#8 document in DER, with its public half. The caller stores it with mode 0600.
    pub fn expose_pkcs8_der(&self) -> Option<Zeroizing<Vec<u8>>> {
        use ed25519_dalek::pkcs8::EncodePrivateKey as _;
        self.0.to_pkcs8_der().ok().map(|der| der.to_bytes())
    }

    /// Writes the key as an unencrypted PKCS#8 document in PEM, without its public half: the form that every version of
    /// openssl reads. The caller stores it with mode 0600.
    pub fn expose_pkcs8_pem(&self) -> Option<Zeroizing<String>> {
        use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
        use ed25519_dalek::pkcs8::{EncodePrivateKey as _, KeypairBytes};
        let document = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        document.to_pkcs8_pem(LineEnding::LF).ok()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `message` (deterministic Ed25519, RFC 8032).
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

/// The document of a private key in a text, from its first line to its last.
fn pem(text: &str) -> Option<&str> {
    const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
    const END: &str = "-----END PRIVATE KEY-----";
    let text = text.get(text.find(BEGIN)?..)?;
    text.get(..text.find(END)? + END.len())
}

impl core::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretKey(redacted)")
    }
}

//! A pin: the fingerprint of the key that must answer.

use attestat_ledger::encoding::hex;
use attestat_ledger::hash::{HASH_BYTES, sha256};
use core::fmt;

/// Beginning of a pin as text.
const PREFIX: &str = "sha256:";

/// `SHA-256(SubjectPublicKeyInfo)` of a certificate, in DER as it stands there (RFC 5280 §4.1; RFC 7469 §2.4 pins the
/// same): a certificate that is made anew for the same key keeps its pin.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pin([u8; HASH_BYTES]);

impl Pin {
    /// The pin of a public key: the hash of its SubjectPublicKeyInfo in DER.
    pub fn of(public_key_info: &[u8]) -> Self {
        Self(sha256(public_key_info))
    }

    /// Parses `sha256:` and 64 digits of `0-9a-f`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?.as_bytes();
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes: Vec<u8> =
            pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect::<Option<_>>()?;
        rest.is_empty().then(|| bytes.try_into().ok().map(Self))?
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// Returns true if both are the same, in a time that does not depend on where they differ.
    pub(super) fn matches(&self, other: &Self) -> bool {
        let differing = self.0.iter().zip(other.0).fold(0, |all, (one, two)| all | (one ^ two));
        core::hint::black_box(differing) == 0
    }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", hex(&self.0))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({self})")
    }
}

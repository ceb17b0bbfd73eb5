//! The link, which makes several documents one presentation: a hash over all of them in every holder's signature.
//!
//! ```text
//! link  = SHA-256("attestat/link/v1\n" ‖ lp(aud) ‖ lp(nonce) ‖ m u16 ‖ (holder key [32] ‖ sd_hash [32]) × m)
//! years = SHA-256("attestat/years/v1\n" ‖ k u16 ‖ (lp(registry id) ‖ year u16 ‖ L_(R,y) [32]) × k)
//! ```
//!
//! It proves that the holders of all keys presented exactly these documents together. It does not prove
//! that they are one person: two families can sign together.

use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::key::PublicKey;
use zeroize::Zeroizing;

use super::YearSecretGiven;

/// One document of a presentation, as the link counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The holder's key from `cnf.jwk`.
    pub holder: PublicKey,
    /// SHA-256 of what is shown of the document.
    pub sd_hash: [u8; 32],
}

/// The link over documents in file order (docs/spec/presentation.md, "Key-binding JWT"); `nonce` is the text of the
/// claim.
///
/// `audience` and `nonce` are at most 65,535 bytes, `documents` at most 65,535, by the limits of their formats.
pub fn link(audience: &str, nonce: &str, documents: &[Bound]) -> [u8; 32] {
    let mut input = b"attestat/link/v1\n".to_vec();
    put_prefixed(&mut input, audience.as_bytes());
    put_prefixed(&mut input, nonce.as_bytes());
    input.extend_from_slice(&count(documents.len()));
    for document in documents {
        input.extend_from_slice(document.holder.as_bytes());
        input.extend_from_slice(&document.sd_hash);
    }
    sha256(&input)
}

/// The hash over yearly secrets in file order; `None` if no secret is given.
pub fn years(secrets: &[YearSecretGiven]) -> Option<[u8; 32]> {
    if secrets.is_empty() {
        return None;
    }
    let mut input = Zeroizing::new(b"attestat/years/v1\n".to_vec());
    input.extend_from_slice(&count(secrets.len()));
    for given in secrets {
        put_prefixed(&mut input, given.registry.as_str().as_bytes());
        input.extend_from_slice(&given.year.to_be_bytes());
        input.extend_from_slice(given.secret.expose());
    }
    Some(sha256(&input))
}

/// A count within the limits of a presentation, as u16.
pub(super) fn count(items: usize) -> [u8; 2] {
    u16::try_from(items).unwrap_or(u16::MAX).to_be_bytes()
}

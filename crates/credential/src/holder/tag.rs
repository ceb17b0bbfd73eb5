//! Tags: the values by which a wallet, and nobody else, finds its own records (docs/spec/wallet.md, "Words and keys").
//!
//! ```text
//! L_(R,y) = HMAC-SHA-256(L_R, "attestat/tag-year/v1\n" ‖ year u16)         UTC year of the record's day
//! tag_i   = first 16 bytes of HMAC-SHA-256(L_(R,y), "attestat/tag/v1\n" ‖ i u32)
//! ```

use attestat_ledger::record::TAG_BYTES;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of a link secret in bytes.
pub const LINK_SECRET_BYTES: usize = 32;
/// Tags of one year that are looked for: counters from 0. A child does not get four thousand documents in a year.
pub const COUNTERS_MAX: u32 = 4096;
/// Fewest records that a bucket of a log's tag index is expected to hold, so that a request for the bucket does not say
/// which of them are meant.
pub const BUCKET_RECORDS_MIN: u64 = 1000;

/// L_R: the secret from which a registry makes the tags of a holder's records; shared with that registry at enrolment.
pub struct LinkSecret(Zeroizing<[u8; LINK_SECRET_BYTES]>);

impl LinkSecret {
    /// Takes 32 bytes as the link secret.
    pub fn from_bytes(bytes: Zeroizing<[u8; LINK_SECRET_BYTES]>) -> Self {
        Self(bytes)
    }

    /// The 32 bytes: for the registry at enrolment, and for its vault.
    pub fn expose(&self) -> &[u8; LINK_SECRET_BYTES] {
        &self.0
    }

    /// L_(R,y): the secret of one year, which shows the tagged records of that year and no other.
    pub fn year(&self, year: u16) -> YearSecret {
        YearSecret(hmac(&self.0[..], &[b"attestat/tag-year/v1\n", &year.to_be_bytes()]))
    }
}

impl core::fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LinkSecret(redacted)")
    }
}

/// L_(R,y): the link secret of one year.
pub struct YearSecret(Zeroizing<[u8; LINK_SECRET_BYTES]>);

impl YearSecret {
    /// Takes 32 bytes as the secret of a year.
    pub fn from_bytes(bytes: Zeroizing<[u8; LINK_SECRET_BYTES]>) -> Self {
        Self(bytes)
    }

    /// The 32 bytes: given to a verifier by consent, for completeness.
    pub fn expose(&self) -> &[u8; LINK_SECRET_BYTES] {
        &self.0
    }

    /// tag_i: the tag of the year's record number `counter`, from 0.
    pub fn tag(&self, counter: u32) -> [u8; TAG_BYTES] {
        let whole = hmac(&self.0[..], &[b"attestat/tag/v1\n", &counter.to_be_bytes()]);
        whole.first_chunk().copied().unwrap_or_default()
    }
}

impl core::fmt::Debug for YearSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("YearSecret(redacted)")
    }
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    Zeroizing::new(mac.finalize().into_bytes().into())
}

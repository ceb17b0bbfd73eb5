//! Presentations, which a family hands over: chosen fields of its documents, signed for one receiver and one purpose.
//!
//! A presentation holds, per credential, the SD-JWT with the chosen disclosures and a key-binding JWT, the salt, the
//! record and the proof, and in a file the status (docs/spec/presentation.md). [`present`] makes one,
//! [`Presentation::parse`] reads one, [`packing`] brings it into QR codes, and [`crate::verdict::presentation`] judges
//! it.

mod file;
pub mod link;
mod make;
pub mod packing;
pub mod reasons;
pub mod request;
pub mod selection;
pub mod terms;
pub mod withdrawal;

pub use file::{PRESENTATION_FORMAT, PresentationError};
pub use make::{Part, PresentError, present};
pub use terms::{Consent, Terms, TermsError};

use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;
use zeroize::Zeroizing;

use crate::commitment::SALT_BYTES;
use crate::holder::tag::YearSecret;

/// Most credentials in one presentation: a school leaver's certificate and three years of achievements.
pub const CREDENTIALS_MAX: usize = 32;
/// Longest presentation file in bytes.
pub const PRESENTATION_BYTES_MAX: usize = 4 << 20;
/// Most yearly link secrets in one presentation: one for each registry and each of a few years.
pub const YEAR_SECRETS_MAX: usize = 64;

/// A presentation, taken apart; nothing in it has been checked.
#[derive(Clone, PartialEq)]
pub struct Presentation {
    /// The shown credentials, in the order that the link counts.
    pub credentials: Vec<PresentedCredential>,
    /// Yearly link secrets that the family chose to give, for completeness.
    pub year_secrets: Vec<YearSecretGiven>,
}

/// One credential of a presentation.
#[derive(Clone, PartialEq, Eq)]
pub struct PresentedCredential {
    /// The issuer-signed JWT, the chosen disclosures and the key-binding JWT.
    pub sd_jwt: String,
    /// Salt of the commitment.
    pub salt: [u8; SALT_BYTES],
    /// Body of the award's record.
    pub record: Vec<u8>,
    /// The award's tlog-proof.
    pub proof: String,
    /// Status proof, as text; absent in a QR code.
    pub status: Option<String>,
}

impl PresentedCredential {
    /// Returns the shown part of the credential: everything before the key-binding JWT, up to the last `~`.
    pub fn shown(&self) -> &str {
        self.sd_jwt.rfind('~').and_then(|last| self.sd_jwt.get(..=last)).unwrap_or_default()
    }

    /// `SHA-256("<JWT>~<D1>~…~<Dn>~")`, the hash that the key-binding JWT and the link name (RFC 9901 §4.3.1).
    pub fn sd_hash(&self) -> [u8; 32] {
        sha256(self.shown().as_bytes())
    }
}

/// L_(R,y) as a family gives it to a verifier: it shows the tagged records of one year in one registry.
pub struct YearSecretGiven {
    /// R: the registry.
    pub registry: RegistryId,
    /// y: the UTC year of the records' days.
    pub year: u16,
    /// L_(R,y).
    pub secret: YearSecret,
}

impl Clone for YearSecretGiven {
    fn clone(&self) -> Self {
        let secret = YearSecret::from_bytes(Zeroizing::new(*self.secret.expose()));
        Self { registry: self.registry.clone(), year: self.year, secret }
    }
}

impl PartialEq for YearSecretGiven {
    fn eq(&self, other: &Self) -> bool {
        (&self.registry, self.year, self.secret.expose()) == (&other.registry, other.year, other.secret.expose())
    }
}

crate::draft::text::redacted_debug!(Presentation, PresentedCredential, YearSecretGiven);

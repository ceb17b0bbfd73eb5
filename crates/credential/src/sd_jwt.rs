//! SD-JWT (RFC 9901): an issuer-signed JWT that names claims by their digests, and disclosures of them.
//!
//! Sections are of RFC 9901, where no other document is named. The steps of §7.1 and §7.3 are coded one by one, in the
//! order of the RFC: [`SdJwt::parse`] splits, [`SdJwt::verify_signature`] checks the signature, [`Signed::disclose`]
//! puts the disclosed claims in their places, [`Disclosed::check_validity`] looks at the times, and [`verify`] does all
//! of it.

pub mod disclosure;
pub mod issue;
pub mod key_binding;

use std::collections::BTreeMap;

use attestat_ledger::key::{KeyError, PublicKey};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::json::Limits;
use crate::jws::{Jws, JwsError, TokenType};
use disclosure::{DisclosureError, Processed};
use key_binding::{HolderProof, KeyBindingError, KeyBindingPolicy};

/// Longest SD-JWT in bytes. The longest certificate: 60 marks of 150 and 40 lines of 300 characters of up to
/// 4 bytes, other texts of 10,000 bytes, all as base64url (× 4/3), come to 126,000; digests, salts and
/// names of 80 disclosures to 9,000; the JWT to 4,000.
pub const SD_JWT_BYTES_MAX: usize = 160 * 1024;
/// Most disclosures: 60 marks and at most 20 other fields are 80; room for types to come.
pub const DISCLOSURES_MAX: usize = 200;
/// Limits of the claims of a JWT: digests of all disclosures (200 × 46 bytes) and 2 KiB of open claims.
const PAYLOAD_LIMITS: Limits = Limits { bytes: 32 * 1024, depth: 8 };

/// Claims that decide about validity: never selectively disclosable (SD-JWT VC §2.2.2.2).
pub const NEVER_DISCLOSABLE: [&str; 8] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"];

/// Seconds by which the clock of an issuer or holder may be ahead of the verifier's.
pub const CLOCK_LEEWAY_SECONDS: u64 = 300;

/// Reason for which an SD-JWT is not valid. Never repeats its content.
#[derive(Debug, thiserror::Error)]
pub enum SdJwtError {
    /// The SD-JWT is longer than [`SD_JWT_BYTES_MAX`].
    #[error("the SD-JWT is {0} bytes long; at most 163840 are allowed")]
    TooLong(usize),
    /// There are more disclosures than [`DISCLOSURES_MAX`].
    #[error("the SD-JWT has {0} disclosures; at most 200 are allowed")]
    TooManyDisclosures(usize),
    /// The last `~` is missing or there is none at all.
    #[error("the SD-JWT does not consist of a token and disclosures that each end in '~'")]
    NotSeparated,
    /// The issuer-signed JWT is not valid.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// The disclosures do not fit the digests.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
    /// The credential is not valid at the time of the check.
    #[error(transparent)]
    Validity(#[from] ValidityError),
    /// The key-binding JWT is not valid.
    #[error(transparent)]
    KeyBinding(#[from] KeyBindingError),
}

/// Reason for which a credential is not valid at the time of the check (§7.1 step 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValidityError {
    /// A claim about time is not a whole number of seconds.
    #[error("the claim {0} is not a whole number of seconds since 1970")]
    NotATime(&'static str),
    /// `exp` has passed.
    #[error("the document expired at {0} (Unix seconds)")]
    Expired(u64),
    /// `nbf` has not come yet.
    #[error("the document is not valid before {0} (Unix seconds)")]
    NotYetValid(u64),
    /// `iat` lies in the future.
    #[error("the document says that it was issued at {0} (Unix seconds), which is in the future")]
    IssuedInTheFuture(u64),
    /// The issuer addressed the document to somebody (RFC 7519 §4.1.3).
    #[error("the document is addressed to a particular receiver (aud), which no document of ours is")]
    Addressed,
}

/// The parts of an SD-JWT, as they were sent.
struct Sent<'a> {
    /// The issuer-signed JWT.
    jwt: &'a str,
    /// The text after the JWT, up to and including the last `~`.
    disclosures: &'a str,
    /// The key-binding JWT, if the holder sent one.
    key_binding: Option<&'a str>,
    /// A hash that has taken in the JWT: its digest and `sd_hash` begin alike.
    hash: Sha256,
}

impl Sent<'_> {
    /// `SHA-256("<JWT>")`.
    fn jwt_digest(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// `SHA-256("<JWT>~<D1>~…~<Dn>~")` (§4.3.1).
    fn sd_hash(&self) -> [u8; 32] {
        self.hash.clone().chain_update(self.disclosures).finalize().into()
    }
}

/// An SD-JWT or SD-JWT+KB taken apart; nothing of it has been checked.
pub struct SdJwt<'a> {
    sent: Sent<'a>,
    jws: Jws<'a>,
    disclosures: Vec<&'a str>,
}

impl<'a> SdJwt<'a> {
    /// Separates the JWT, the disclosures and the key-binding JWT, if any (§7.1 step 1, §7.3 step 3).
    pub fn parse(text: &'a str) -> Result<Self, SdJwtError> {
        if text.len() > SD_JWT_BYTES_MAX {
            return Err(SdJwtError::TooLong(text.len()));
        }
        let (jwt, rest) = text.find('~').map(|end| text.split_at(end)).ok_or(SdJwtError::NotSeparated)?;
        // What follows the last '~' is the key-binding JWT; an SD-JWT without one ends in '~' (§4).
        let (shown, key_binding) = rest.rfind('~').map_or((rest, ""), |last| rest.split_at(last + 1));
        let between = shown.strip_prefix('~').and_then(|rest| rest.strip_suffix('~'));
        let disclosures: Vec<&str> = between.map(|between| between.split('~').collect()).unwrap_or_default();
        if disclosures.len() > DISCLOSURES_MAX {
            return Err(SdJwtError::TooManyDisclosures(disclosures.len()));
        }
        if disclosures.iter().any(|disclosure| disclosure.is_empty()) {
            return Err(SdJwtError::NotSeparated);
        }
        let key_binding = Some(key_binding).filter(|token| !token.is_empty());
        let jws = Jws::parse(jwt, TokenType::Credential, PAYLOAD_LIMITS)?;
        let sent = Sent { jwt, disclosures: shown, key_binding, hash: Sha256::new_with_prefix(jwt) };
        Ok(Self { sent, jws, disclosures })
    }

    /// The issuer-signed JWT, before anything was checked.
    pub fn unverified(&self) -> &Jws<'a> {
        &self.jws
    }

    /// The issuer-signed JWT as it was sent.
    pub fn jwt(&self) -> &'a str {
        self.sent.jwt
    }

    /// The disclosures as they were sent, in their order.
    pub fn disclosures(&self) -> &[&'a str] {
        &self.disclosures
    }

    /// SHA-256 of the issuer-signed JWT; a commitment in a log is made over it.
    pub fn jwt_digest(&self) -> [u8; 32] {
        self.sent.jwt_digest()
    }

    /// The key-binding JWT, if the holder sent one.
    pub fn key_binding(&self) -> Option<&'a str> {
        self.sent.key_binding
    }

    /// Checks the issuer's signature (§7.1 step 2). It is not checked that the key is the issuer's: that is for the
    /// caller.
    pub fn verify_signature(self, issuer_key: &PublicKey) -> Result<Signed<'a>, JwsError> {
        let claims = self.jws.verify(issuer_key)?;
        Ok(Signed { sent: self.sent, claims, disclosures: self.disclosures })
    }
}

/// An SD-JWT whose issuer-signed JWT carries a good signature; its disclosures are not yet checked.
pub struct Signed<'a> {
    sent: Sent<'a>,
    claims: Map<String, Value>,
    disclosures: Vec<&'a str>,
}

impl<'a> Signed<'a> {
    /// Checks every disclosure and puts the disclosed claims in their places (§7.1 steps 3 to 5).
    pub fn disclose(self) -> Result<Disclosed<'a>, DisclosureError> {
        let processed = disclosure::process(self.claims, &self.disclosures)?;
        let Processed { claims, hidden, hidden_below } = processed;
        Ok(Disclosed { sent: self.sent, claims, hidden, hidden_below })
    }
}

/// An SD-JWT whose signature and disclosures are good: the processed payload of RFC 9901.
pub struct Disclosed<'a> {
    sent: Sent<'a>,
    claims: Map<String, Value>,
    hidden: usize,
    hidden_below: BTreeMap<String, usize>,
}

impl Disclosed<'_> {
    /// The processed payload: open and disclosed claims.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// Takes the processed payload.
    pub fn into_claims(self) -> Map<String, Value> {
        self.claims
    }

    /// Number of digests that have no disclosure here: hidden claims or decoys.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// Number of these digests below each claim that is shown: a claim that is not named here is shown whole.
    pub fn hidden_below(&self) -> &BTreeMap<String, usize> {
        &self.hidden_below
    }

    /// The holder's public key, `cnf.jwk` (RFC 7800 §3.2, RFC 8037); `None` when there is no `cnf`.
    pub fn holder_key(&self) -> Result<Option<PublicKey>, KeyBindingError> {
        key_binding::holder_key(&self.claims)
    }

    /// Checks `nbf`, `exp`, `iat` and `aud`, where they are present (§7.1 step 6).
    pub fn check_validity(&self, now_unix_seconds: u64) -> Result<(), ValidityError> {
        check_times(&self.claims, now_unix_seconds)?;
        if self.claims.contains_key("aud") { Err(ValidityError::Addressed) } else { Ok(()) }
    }

    /// Checks that the holder signed exactly the shown disclosures: §7.3 without the comparison with a transaction.
    pub fn prove_holder(&self, now_unix_seconds: u64) -> Result<HolderProof, KeyBindingError> {
        key_binding::prove_holder(&self.claims, &self.sent, now_unix_seconds)
    }

    /// Checks §7.3 steps 1, 2 and 5, by the caller's policy and never by what was presented.
    pub fn check_key_binding(
        &self,
        policy: &KeyBindingPolicy<'_>,
    ) -> Result<Option<Map<String, Value>>, KeyBindingError> {
        key_binding::check(&self.claims, &self.sent, policy)
    }
}

/// Checks `nbf`, `exp` and `iat` of a JWT (RFC 7519 §4.1), where they are present.
fn check_times(claims: &Map<String, Value>, now: u64) -> Result<(), ValidityError> {
    let time = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or(ValidityError::NotATime(name)),
    };
    if let Some(expires) = time("exp")?.filter(|expires| *expires <= now) {
        return Err(ValidityError::Expired(expires));
    }
    let soon = now.saturating_add(CLOCK_LEEWAY_SECONDS);
    if let Some(begins) = time("nbf")?.filter(|begins| *begins > soon) {
        return Err(ValidityError::NotYetValid(begins));
    }
    match time("iat")?.filter(|issued| *issued > soon) {
        Some(issued) => Err(ValidityError::IssuedInTheFuture(issued)),
        None => Ok(()),
    }
}

/// Result of [`verify`]: claims that the issuer signed and the holder chose to show.
pub struct Verified {
    /// The processed payload.
    pub claims: Map<String, Value>,
    /// The claims of the key-binding JWT, if the policy demanded one.
    pub key_binding: Option<Map<String, Value>>,
}

impl core::fmt::Debug for Verified {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Verified(redacted)")
    }
}

/// Verifies an SD-JWT or SD-JWT+KB by RFC 9901 §7.1 and §7.3, with a key that the caller knows to be the
/// issuer's.
pub fn verify(
    text: &str,
    issuer_key: &PublicKey,
    policy: &KeyBindingPolicy<'_>,
    now_unix_seconds: u64,
) -> Result<Verified, SdJwtError> {
    let sd_jwt = SdJwt::parse(text)?;
    key_binding::check_presence(sd_jwt.key_binding(), policy)?;
    let disclosed = sd_jwt.verify_signature(issuer_key)?.disclose()?;
    disclosed.check_validity(now_unix_seconds)?;
    let key_binding = disclosed.check_key_binding(policy)?;
    Ok(Verified { claims: disclosed.into_claims(), key_binding })
}

impl From<KeyError> for SdJwtError {
    fn from(error: KeyError) -> Self {
        Self::Jws(JwsError::Signature(error))
    }
}

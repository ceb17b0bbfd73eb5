//! Terms of a presentation: receiver, purpose and end of the consent, the claims of every key-binding JWT.
//!
//! ```text
//! {"iat":1795262400,"aud":"…","nonce":"<32 bytes>","sd_hash":"<32 bytes>",
//!  "consent":{"id":"<16 bytes>","purpose":"…","exp":1798761600},"link":"<32 bytes>","years":"<32 bytes>"?}
//! ```

use attestat_ledger::encoding::{base64url, parse_base64url};
use serde_json::{Map, Value};

use crate::draft::text::Text;

/// Longest name of a receiver in characters.
pub const AUDIENCE_CHARACTERS_MAX: usize = 200;
/// Longest purpose in characters.
pub const PURPOSE_CHARACTERS_MAX: usize = 300;
/// Length of a nonce in bytes, before it is written as base64url.
pub const NONCE_BYTES: usize = 32;
/// The last second on which a consent may end, 9999-12-31T23:59:59Z: a consent that ends on no day of the calendar has
/// no end.
pub const CONSENT_END_MAX: u64 = 253_402_300_799;
/// Length of a consent's id in bytes.
pub const CONSENT_ID_BYTES: usize = 16;

/// Terms of a presentation: receiver, purpose and end of the consent, equal in every key-binding JWT of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Terms {
    /// The receiver, as it names itself (`aud`).
    pub audience: String,
    /// Nonce that ties the presentation to one request: 32 bytes as base64url, from the receiver's request or drawn by
    /// the wallet (`nonce`).
    pub nonce: String,
    /// Consent of the family.
    pub consent: Consent,
    /// Time at which the presentation was made, in Unix seconds (`iat`).
    pub made_at: u64,
}

/// A consent: for one purpose, until one moment.
#[derive(Clone, PartialEq, Eq)]
pub struct Consent {
    /// Identifier of the consent, drawn by the wallet; a withdrawal names it.
    pub id: [u8; CONSENT_ID_BYTES],
    /// Purpose for which the receiver may use the presentation.
    pub purpose: String,
    /// End of the consent, in Unix seconds; from then on the presentation must not be relied upon or kept.
    pub expires: u64,
}

crate::draft::text::redacted_debug!(Terms, Consent);

/// Reason for which terms cannot be signed, or claims are no terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// The receiver's name is not valid.
    #[error("the receiver's name must be a visible text of 1 to 200 characters, without spaces at its ends")]
    Audience,
    /// The purpose is not valid.
    #[error("the purpose must be a visible text of 1 to 300 characters, without spaces at its ends")]
    Purpose,
    /// The nonce is not valid.
    #[error("the nonce must be 32 bytes in unpadded base64url")]
    Nonce,
    /// The end lies before the beginning.
    #[error("the consent ends before it begins: choose a later day")]
    Ended,
    /// The end lies beyond every day of the calendar.
    #[error("the consent has no end: choose a day of the calendar, not after the year 9999")]
    Endless,
    /// A claim is missing or of another type.
    #[error("the claim {0} of the holder's signature is missing or not of its type")]
    Claim(&'static str),
}

impl Terms {
    /// Checks every value by itself.
    pub fn check(&self) -> Result<(), TermsError> {
        check_audience(&self.audience)?;
        check_nonce(&self.nonce)?;
        check_purpose(&self.consent.purpose)?;
        if self.consent.expires <= self.made_at { Err(TermsError::Ended) } else { self.check_end() }
    }

    /// Checks that the consent has an end.
    fn check_end(&self) -> Result<(), TermsError> {
        if self.consent.expires > CONSENT_END_MAX { Err(TermsError::Endless) } else { Ok(()) }
    }

    /// The claims `consent` and `link`, and `years` where yearly secrets go along.
    pub(super) fn claims(&self, link: &[u8; 32], years: Option<[u8; 32]>) -> Map<String, Value> {
        let consent = serde_json::json!({
            "id": base64url(&self.consent.id), "purpose": self.consent.purpose, "exp": self.consent.expires,
        });
        let mut claims = Map::new();
        claims.insert("consent".to_owned(), consent);
        claims.insert("link".to_owned(), base64url(link).into());
        claims.extend(years.map(|years| ("years".to_owned(), base64url(&years).into())));
        claims
    }
}

/// Content of a key-binding JWT beyond `sd_hash`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SignedTerms {
    pub(crate) terms: Terms,
    pub(crate) link: [u8; 32],
    /// Hash over the yearly secrets that go along, where there are any.
    pub(crate) years: Option<[u8; 32]>,
}

impl SignedTerms {
    /// Reads the claims of a key-binding JWT whose signature is good.
    pub(crate) fn read(claims: &Map<String, Value>) -> Result<Self, TermsError> {
        let text = |name: &'static str| {
            claims.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(TermsError::Claim(name))
        };
        let consent = claims.get("consent").and_then(Value::as_object).ok_or(TermsError::Claim("consent"))?;
        let part = |name: &'static str| consent.get(name).ok_or(TermsError::Claim(name));
        if consent.len() != 3 {
            return Err(TermsError::Claim("consent"));
        }
        let consent = Consent {
            id: bytes(part("id")?).ok_or(TermsError::Claim("id"))?,
            purpose: part("purpose")?.as_str().ok_or(TermsError::Claim("purpose"))?.to_owned(),
            expires: part("exp")?.as_u64().ok_or(TermsError::Claim("exp"))?,
        };
        let made_at = claims.get("iat").and_then(Value::as_u64).ok_or(TermsError::Claim("iat"))?;
        let terms = Terms { audience: text("aud")?, nonce: text("nonce")?, consent, made_at };
        check_audience(&terms.audience)?;
        check_nonce(&terms.nonce)?;
        check_purpose(&terms.consent.purpose)?;
        terms.check_end()?;
        let link = claims.get("link").and_then(bytes).ok_or(TermsError::Claim("link"))?;
        let years = claims.get("years").map(|value| bytes(value).ok_or(TermsError::Claim("years"))).transpose()?;
        Ok(Self { terms, link, years })
    }
}

fn bytes<const N: usize>(value: &Value) -> Option<[u8; N]> {
    parse_base64url(value.as_str()?)?.try_into().ok()
}

/// Checks that a text can name a receiver.
pub(super) fn check_audience(audience: &str) -> Result<(), TermsError> {
    plain::<AUDIENCE_CHARACTERS_MAX>(audience).then_some(()).ok_or(TermsError::Audience)
}

/// Checks that a text is a nonce.
pub(super) fn check_nonce(nonce: &str) -> Result<(), TermsError> {
    let length = parse_base64url(nonce).map(|bytes| bytes.len());
    if length == Some(NONCE_BYTES) { Ok(()) } else { Err(TermsError::Nonce) }
}

/// Checks that a text can name a purpose.
pub(super) fn check_purpose(purpose: &str) -> Result<(), TermsError> {
    plain::<PURPOSE_CHARACTERS_MAX>(purpose).then_some(()).ok_or(TermsError::Purpose)
}

/// Returns true if a text is as it would be shown: visible characters, no space at its ends, no two in a row.
pub(super) fn plain<const MAX: usize>(text: &str) -> bool {
    Text::<MAX>::parse(text).is_ok_and(|clean| clean.expose() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A verifier does not accept such a consent either, whoever signed it.
    #[test]
    fn a_signed_consent_without_end_is_no_consent() {
        let read = |expires: u64| {
            let claims = serde_json::json!({
                "iat": 7, "aud": "University", "nonce": base64url(&[8; 32]), "link": base64url(&[9; 32]),
                "consent": {"id": base64url(&[1; 16]), "purpose": "Admission", "exp": expires},
            });
            SignedTerms::read(claims.as_object().unwrap()).map(|signed| signed.terms.consent.expires)
        };
        assert_eq!(read(CONSENT_END_MAX), Ok(CONSENT_END_MAX));
        assert_eq!(read(CONSENT_END_MAX + 1), Err(TermsError::Endless));
        assert_eq!(read(u64::MAX), Err(TermsError::Endless));
    }
}

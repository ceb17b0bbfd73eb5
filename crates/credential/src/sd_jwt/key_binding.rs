//! Key binding (RFC 9901 §4.3 and §7.3): the holder's signature over the shown disclosures, the receiver and the time.
//! Sections in this module are of RFC 9901, where no other document is named.

use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::hash::sha256;
use attestat_ledger::key::{KEY_BYTES, PublicKey, SecretKey};
use serde_json::{Map, Value};

use super::{CLOCK_LEEWAY_SECONDS, Sent, ValidityError, check_times};
use crate::json::Limits;
use crate::jws::{self, Jws, JwsError, TokenType};

/// Limits of the payload: a key-binding JWT holds a nonce, an audience and a consent, a few hundred bytes.
const PAYLOAD_LIMITS: Limits = Limits { bytes: 16 * 1024, depth: 6 };

/// Policy that demands key binding or not: the verifier's decision, never taken from the presentation (§7.3 step 1).
#[derive(Debug, Clone, Copy)]
pub enum KeyBindingPolicy<'a> {
    /// A plain SD-JWT is expected; a key-binding JWT is refused (§4).
    MustBeAbsent,
    /// A key-binding JWT is neither demanded nor looked at.
    NotChecked,
    /// A key-binding JWT for this transaction is demanded.
    Required(Transaction<'a>),
}

/// Transaction that a key-binding JWT must have been made for.
#[derive(Debug, Clone, Copy)]
pub struct Transaction<'a> {
    /// The verifier, as it names itself (`aud`).
    pub audience: &'a str,
    /// Nonce that the verifier asked the holder to sign (`nonce`).
    pub nonce: &'a str,
    /// The time of the check in Unix seconds.
    pub now_unix_seconds: u64,
    /// Greatest age of the key-binding JWT, in seconds.
    pub max_age_seconds: u64,
}

/// Reason for which a presentation is not bound to its holder, this verifier and this moment.
#[derive(Debug, thiserror::Error)]
pub enum KeyBindingError {
    /// §7.3 step 2: key binding is demanded, and there is none.
    #[error("the holder's signature (key binding) is demanded and missing")]
    Missing,
    /// §4: no key binding is expected, and there is one.
    #[error("a document without key binding is expected, and this has one")]
    Unexpected,
    /// §7.3 step 5.1: the credential names no usable key of a holder.
    #[error("the document names no Ed25519 key of a holder (cnf.jwk)")]
    NoHolderKey,
    /// §7.3 steps 5.2 to 5.4: algorithm, signature or type is wrong.
    #[error("key binding: {0}")]
    Jws(#[from] JwsError),
    /// A claim is missing or of another type (§4.3).
    #[error("key binding: the claim {0} is missing or not of its type")]
    Claim(&'static str),
    /// §7.3 step 5.5: the JWT was made too long ago or in the future.
    #[error("the key binding was made at {0} (Unix seconds), which is too long ago or in the future")]
    Time(u64),
    /// §7.3 step 5.6: the JWT was made for another verifier.
    #[error("the key binding was made for another verifier (aud)")]
    Audience,
    /// §7.3 step 5.6: the JWT was made for another request.
    #[error("the key binding was made for another request (nonce)")]
    Nonce,
    /// §7.3 step 5.7: the JWT was made over other disclosures.
    #[error("the key binding was made over other disclosures (sd_hash)")]
    Hash,
    /// §7.3 step 5.8: the JWT is not valid at this time.
    #[error("key binding: {0}")]
    Validity(#[from] ValidityError),
}

/// Checks §7.3 steps 1 and 2, which need nothing but the policy.
pub(super) fn check_presence(token: Option<&str>, policy: &KeyBindingPolicy<'_>) -> Result<(), KeyBindingError> {
    match (policy, token) {
        (KeyBindingPolicy::MustBeAbsent, Some(_)) => Err(KeyBindingError::Unexpected),
        (KeyBindingPolicy::Required(_), None) => Err(KeyBindingError::Missing),
        _ => Ok(()),
    }
}

/// Checks §7.3 steps 1, 2 and 5; returns the claims of the key-binding JWT where one was demanded.
pub(super) fn check(
    claims: &Map<String, Value>,
    sent: &Sent<'_>,
    policy: &KeyBindingPolicy<'_>,
) -> Result<Option<Map<String, Value>>, KeyBindingError> {
    check_presence(sent.key_binding, policy)?;
    let (KeyBindingPolicy::Required(transaction), Some(token)) = (policy, sent.key_binding) else { return Ok(None) };
    // Step 5.1: the key comes from the credential, never from the key-binding JWT.
    let key = holder_key(claims)?.ok_or(KeyBindingError::NoHolderKey)?;
    // Steps 5.2 to 5.4: algorithm, signature, type.
    let bound = Jws::parse(token, TokenType::KeyBinding, PAYLOAD_LIMITS)?.verify(&key)?;
    // Step 5.5: made within the window.
    let made = bound.get("iat").and_then(Value::as_u64).ok_or(KeyBindingError::Claim("iat"))?;
    let now = transaction.now_unix_seconds;
    if made > now.saturating_add(CLOCK_LEEWAY_SECONDS) || made < now.saturating_sub(transaction.max_age_seconds) {
        return Err(KeyBindingError::Time(made));
    }
    // Step 5.6: for this verifier and this request.
    if text(&bound, "aud")? != transaction.audience {
        return Err(KeyBindingError::Audience);
    }
    if text(&bound, "nonce")? != transaction.nonce {
        return Err(KeyBindingError::Nonce);
    }
    // Step 5.7: over exactly these disclosures.
    if text(&bound, "sd_hash")? != base64url(&sent.sd_hash()) {
        return Err(KeyBindingError::Hash);
    }
    // Step 5.8: valid as a JWT in all other respects.
    check_times(&bound, now)?;
    Ok(Some(bound))
}

/// Proof that a key-binding JWT gives by itself, whatever it was made for.
pub struct HolderProof {
    /// The holder's key, from the credential.
    pub key: PublicKey,
    /// SHA-256 of the shown part, which the JWT names as `sd_hash`.
    pub sd_hash: [u8; 32],
    /// The claims that the holder signed: receiver, nonce and time among them, unchecked.
    pub claims: Map<String, Value>,
}

impl core::fmt::Debug for HolderProof {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("HolderProof(redacted)")
    }
}

/// Checks §7.3 steps 2, 5.1 to 5.4, 5.7 and 5.8: the holder's signature over exactly these disclosures. It is not
/// checked that the signature was made for this verifier and this moment (steps 5.5 and 5.6): that is for the caller,
/// who compares the claims.
pub(super) fn prove_holder(
    claims: &Map<String, Value>,
    sent: &Sent<'_>,
    now_unix_seconds: u64,
) -> Result<HolderProof, KeyBindingError> {
    let key = holder_key(claims)?.ok_or(KeyBindingError::NoHolderKey)?;
    let token = sent.key_binding.ok_or(KeyBindingError::Missing)?;
    let bound = Jws::parse(token, TokenType::KeyBinding, PAYLOAD_LIMITS)?.verify(&key)?;
    let shown = sent.sd_hash();
    if text(&bound, "sd_hash")? != base64url(&shown) {
        return Err(KeyBindingError::Hash);
    }
    check_times(&bound, now_unix_seconds)?;
    Ok(HolderProof { key, sd_hash: shown, claims: bound })
}

/// `base64url(SHA-256("<JWT>~<D1>~…~<Dn>~"))`, up to and including the last `~` (§4.3.1).
pub fn sd_hash(presented: &str) -> String {
    base64url(&sha256(presented.as_bytes()))
}

fn text<'a>(claims: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, KeyBindingError> {
    claims.get(name).and_then(Value::as_str).ok_or(KeyBindingError::Claim(name))
}

/// The holder's key from `cnf.jwk`: `{"kty":"OKP","crv":"Ed25519","x":…}` (RFC 8037 §2).
pub(crate) fn holder_key(claims: &Map<String, Value>) -> Result<Option<PublicKey>, KeyBindingError> {
    let Some(confirmation) = claims.get("cnf") else { return Ok(None) };
    let parse = || {
        let jwk = confirmation.get("jwk")?.as_object()?;
        let is = |name: &str, value: &str| jwk.get(name).and_then(Value::as_str) == Some(value);
        if !is("kty", "OKP") || !is("crv", "Ed25519") || jwk.contains_key("d") {
            return None;
        }
        let key: [u8; KEY_BYTES] = parse_base64url(jwk.get("x")?.as_str()?)?.try_into().ok()?;
        PublicKey::parse(&key).ok()
    };
    parse().map(Some).ok_or(KeyBindingError::NoHolderKey)
}

/// Binds a presentation, which ends in `~`, to a verifier: appends the key-binding JWT.
///
/// `claims` are further claims of the JWT, such as a consent; they cannot replace the four of the RFC.
pub fn bind(
    presented: &str,
    transaction: &Transaction<'_>,
    claims: Map<String, Value>,
    holder: &SecretKey,
) -> Result<String, KeyBindingError> {
    if !presented.ends_with('~') {
        return Err(KeyBindingError::Unexpected);
    }
    let mut payload = claims;
    payload.insert("iat".to_owned(), transaction.now_unix_seconds.into());
    payload.insert("aud".to_owned(), transaction.audience.into());
    payload.insert("nonce".to_owned(), transaction.nonce.into());
    payload.insert("sd_hash".to_owned(), sd_hash(presented).into());
    let payload = Value::Object(payload).to_string();
    Ok(format!("{presented}{}", jws::sign(TokenType::KeyBinding, None, payload.as_bytes(), holder)))
}

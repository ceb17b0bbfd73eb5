//! A withdrawal: the holders of a presentation's keys take their consent back.
//!
//! JSON, `attestat/withdrawal/v1` (docs/spec/presentation.md). Every holder signs
//!
//! ```text
//! "attestat/withdrawal/v1\n" ‖ consent id [16] ‖ time u64 ‖ m u16 ‖ (holder key [32] ‖ sd_hash [32]) × m
//! ```
//!
//! A withdrawal tells the verifier that receives it that the presentation must not be used any more. It cannot make
//! anyone forget what they saw.

use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::key::{PublicKey, SecretKey, Signature};
use serde_json::{Value, json};

use super::CREDENTIALS_MAX;
use super::link::{Bound, count};
use super::terms::CONSENT_ID_BYTES;
use crate::json::{self, JsonError, Limits};

/// The value of `format`.
pub const WITHDRAWAL_FORMAT: &str = "attestat/withdrawal/v1";
/// Longest withdrawal in bytes: 32 entries of 250 bytes.
pub const WITHDRAWAL_BYTES_MAX: usize = 16 * 1024;

const LIMITS: Limits = Limits { bytes: WITHDRAWAL_BYTES_MAX, depth: 3 };
const KEYS: [&str; 4] = ["format", "consent", "time", "documents"];
const DOCUMENT_KEYS: [&str; 3] = ["holder", "sd_hash", "signature"];

/// A withdrawal of one consent; its signatures are checked by [`Withdrawal::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The consent that is taken back.
    pub consent: [u8; CONSENT_ID_BYTES],
    /// Time of the withdrawal, in Unix seconds.
    pub time: u64,
    /// Every document that was shown under the consent, in the order of the presentation.
    pub documents: Vec<Withdrawn>,
}

/// One document of a withdrawal, with its holder's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Key that the document is bound to, and hash of the part that was shown.
    pub bound: Bound,
    /// The holder's signature over the withdrawal.
    pub signature: Signature,
}

/// Reason for which a withdrawal cannot be read or does not count.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawalError {
    /// The file is not one strict JSON object.
    #[error("the withdrawal is {0}")]
    Json(#[from] JsonError),
    /// `format` is missing or another.
    #[error(
        "the file does not say \"format\": \"attestat/withdrawal/v1\"; it is another file or needs a newer program"
    )]
    Format,
    /// A key that the format does not have.
    #[error("the withdrawal has a key that attestat/withdrawal/v1 does not know")]
    UnknownKey,
    /// A value is missing or of another type.
    #[error("{0} in the withdrawal is missing or not of its type")]
    Shape(&'static str),
    /// No document, or more than a presentation holds.
    #[error("the withdrawal names {0} documents; 1 to 32 are allowed")]
    Count(usize),
    /// A signature does not fit; documents are counted from 1.
    #[error("the signature of holder {0} does not fit the withdrawal: ask the family for the file again")]
    Signature(usize),
}

impl Withdrawal {
    /// Takes back a consent: one entry for each document that was shown under it, in the order shown.
    pub fn make(
        consent: [u8; CONSENT_ID_BYTES],
        time: u64,
        shown: &[(&SecretKey, [u8; 32])],
    ) -> Result<Self, WithdrawalError> {
        if shown.is_empty() || shown.len() > CREDENTIALS_MAX {
            return Err(WithdrawalError::Count(shown.len()));
        }
        let bound: Vec<Bound> =
            shown.iter().map(|(key, sd_hash)| Bound { holder: key.public(), sd_hash: *sd_hash }).collect();
        let statement = statement(&consent, time, bound.iter());
        let sign = |(bound, (key, _)): (Bound, &(&SecretKey, _))| Withdrawn { bound, signature: key.sign(&statement) };
        let documents = bound.into_iter().zip(shown).map(sign).collect();
        Ok(Self { consent, time, documents })
    }

    /// Parses a withdrawal file.
    pub fn parse(bytes: &[u8]) -> Result<Self, WithdrawalError> {
        let object = json::parse_object(bytes, LIMITS)?;
        if object.get("format").and_then(Value::as_str) != Some(WITHDRAWAL_FORMAT) {
            return Err(WithdrawalError::Format);
        }
        if object.keys().any(|key| !KEYS.contains(&key.as_str())) {
            return Err(WithdrawalError::UnknownKey);
        }
        let documents = object.get("documents").and_then(Value::as_array).ok_or(WithdrawalError::Shape("documents"))?;
        if documents.is_empty() || documents.len() > CREDENTIALS_MAX {
            return Err(WithdrawalError::Count(documents.len()));
        }
        Ok(Self {
            consent: object.get("consent").and_then(bytes_of).ok_or(WithdrawalError::Shape("consent"))?,
            time: object.get("time").and_then(Value::as_u64).ok_or(WithdrawalError::Shape("time"))?,
            documents: documents.iter().map(withdrawn).collect::<Result<_, _>>()?,
        })
    }

    /// Writes the file.
    pub fn to_json(&self) -> String {
        let document = |one: &Withdrawn| {
            json!({
                "holder": base64url(one.bound.holder.as_bytes()),
                "sd_hash": base64url(&one.bound.sd_hash),
                "signature": base64url(one.signature.as_bytes()),
            })
        };
        let value = json!({
            "format": WITHDRAWAL_FORMAT, "consent": base64url(&self.consent), "time": self.time,
            "documents": self.documents.iter().map(document).collect::<Vec<_>>(),
        });
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Checks every holder's signature.
    pub fn verify(&self) -> Result<(), WithdrawalError> {
        let statement = statement(&self.consent, self.time, self.documents.iter().map(|one| &one.bound));
        for (one, number) in self.documents.iter().zip(1..) {
            one.bound.holder.verify(&statement, &one.signature).map_err(|_| WithdrawalError::Signature(number))?;
        }
        Ok(())
    }

    /// Returns true if the withdrawal is of exactly these documents, in this order.
    pub fn covers(&self, documents: &[Bound]) -> bool {
        self.documents.iter().map(|one| &one.bound).eq(documents)
    }
}

fn statement<'a>(
    consent: &[u8; CONSENT_ID_BYTES],
    time: u64,
    documents: impl ExactSizeIterator<Item = &'a Bound>,
) -> Vec<u8> {
    let mut out = b"attestat/withdrawal/v1\n".to_vec();
    out.extend_from_slice(consent);
    out.extend_from_slice(&time.to_be_bytes());
    out.extend_from_slice(&count(documents.len()));
    for document in documents {
        out.extend_from_slice(document.holder.as_bytes());
        out.extend_from_slice(&document.sd_hash);
    }
    out
}

fn withdrawn(value: &Value) -> Result<Withdrawn, WithdrawalError> {
    let object = value.as_object().ok_or(WithdrawalError::Shape("documents"))?;
    if object.keys().any(|key| !DOCUMENT_KEYS.contains(&key.as_str())) {
        return Err(WithdrawalError::UnknownKey);
    }
    let holder = object.get("holder").and_then(bytes_of).and_then(|bytes| PublicKey::parse(&bytes).ok());
    let sd_hash = object.get("sd_hash").and_then(bytes_of).ok_or(WithdrawalError::Shape("sd_hash"))?;
    let signature = object.get("signature").and_then(bytes_of).ok_or(WithdrawalError::Shape("signature"))?;
    let bound = Bound { holder: holder.ok_or(WithdrawalError::Shape("holder"))?, sd_hash };
    Ok(Withdrawn { bound, signature: Signature::from_bytes(signature) })
}

fn bytes_of<const N: usize>(value: &Value) -> Option<[u8; N]> {
    parse_base64url(value.as_str()?)?.try_into().ok()
}

//! The document file (`.attestat`): a credential with everything that a check without network needs.
//!
//! JSON, `attestat/document/v1` (docs/spec/document.md). Binary values (`salt`, `record`, `inner_path`,
//! `roster`) are unpadded base64url; proofs and checkpoints are the texts of their own formats.

use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::hash::NodeHash;
use attestat_ledger::record::RECORD_BYTES_MAX;
use attestat_ledger::roster::RosterHash;
use attestat_ledger::tree::PATH_LENGTH_MAX;
use serde_json::{Map, Value};

use crate::commitment::SALT_BYTES;
use crate::json::{self, JsonError, Limits};
use crate::sd_jwt::SD_JWT_BYTES_MAX;

/// The value of `format`.
pub const DOCUMENT_FORMAT: &str = "attestat/document/v1";

/// Longest proof, status proof or checkpoint in bytes: 64 hashes of 45 bytes, two neighbours' paths of 32
/// hashes, and a checkpoint of 100 cosignatures of 300 bytes come to 36,000.
pub const PROOF_BYTES_MAX: usize = 48 * 1024;
/// Longest document file in bytes: the SD-JWT, three proofs, a record and a path, keys and quotes.
pub const DOCUMENT_BYTES_MAX: usize = SD_JWT_BYTES_MAX + 3 * PROOF_BYTES_MAX + 16 * 1024;
const _: () = assert!(RECORD_BYTES_MAX * 4 / 3 + PATH_LENGTH_MAX * 46 < 8 * 1024, "record and path fit the rest");

const LIMITS: Limits = Limits { bytes: DOCUMENT_BYTES_MAX, depth: 2 };
const KEYS: [&str; 9] =
    ["format", "sd_jwt", "salt", "record", "proof", "inner_path", "status", "earlier_checkpoint", "roster"];

/// Reason for which bytes are not a document file. Never repeats their content.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The file is not one strict JSON object.
    #[error("the document file is {0}")]
    Json(#[from] JsonError),
    /// `format` is missing or another.
    #[error("the file does not say \"format\": \"attestat/document/v1\"; it is another file or needs a newer program")]
    Format,
    /// A key that the format does not have.
    #[error("the document file has a key that attestat/document/v1 does not know")]
    UnknownKey,
    /// A required key is missing.
    #[error("the document file has no {0}")]
    Missing(&'static str),
    /// A value of another type or shape.
    #[error("{field} in the document file is not {expected}")]
    Shape {
        /// The key.
        field: &'static str,
        /// Expected value.
        expected: &'static str,
    },
    /// A value over its limit.
    #[error("{field} in the document file has {length} bytes; at most {limit} are allowed")]
    TooLong {
        /// The key.
        field: &'static str,
        /// Bytes received.
        length: usize,
        /// Bytes allowed.
        limit: usize,
    },
}

/// A document file, taken apart; nothing in it has been checked.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentFile {
    /// The credential with all disclosures that the holder got.
    pub sd_jwt: String,
    /// Salt of the commitment.
    pub salt: [u8; SALT_BYTES],
    /// Body of the award's record.
    pub record: Vec<u8>,
    /// The award's tlog-proof.
    pub proof: String,
    /// Path below a padded root; reserved.
    pub inner_path: Option<Vec<NodeHash>>,
    /// Status proof, as text.
    pub status: Option<String>,
    /// A checkpoint without the record: it bounds the time of the record from below.
    pub earlier_checkpoint: Option<String>,
    /// Hash of the roster that the writer of the file held.
    pub roster: Option<RosterHash>,
}

impl DocumentFile {
    /// Parses a document file.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let object = json::parse_object(bytes, LIMITS)?;
        if object.get("format").and_then(Value::as_str) != Some(DOCUMENT_FORMAT) {
            return Err(DocumentError::Format);
        }
        if object.keys().any(|key| !KEYS.contains(&key.as_str())) {
            return Err(DocumentError::UnknownKey);
        }
        let optional =
            |field| if object.contains_key(field) { text(&object, field, PROOF_BYTES_MAX).map(Some) } else { Ok(None) };
        Ok(Self {
            sd_jwt: text(&object, "sd_jwt", SD_JWT_BYTES_MAX)?,
            salt: array(&object, "salt")?,
            record: record(&object)?,
            proof: text(&object, "proof", PROOF_BYTES_MAX)?,
            inner_path: object.get("inner_path").map(inner_path).transpose()?,
            status: optional("status")?,
            earlier_checkpoint: optional("earlier_checkpoint")?,
            roster: if object.contains_key("roster") { Some(RosterHash(array(&object, "roster")?)) } else { None },
        })
    }

    /// Writes the file, one key a line so that people can look into it.
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(self.sd_jwt.len() + self.proof.len() + 4096);
        out.push_str("{\n");
        let mut put = |key: &str, value: &str| {
            out.push_str(if out.len() > 2 { ",\n  \"" } else { "  \"" });
            out.push_str(key);
            out.push_str("\": ");
            out.push_str(value);
        };
        put("format", &quoted(DOCUMENT_FORMAT));
        put("sd_jwt", &quoted(&self.sd_jwt));
        put("salt", &quoted(&base64url(&self.salt)));
        put("record", &quoted(&base64url(&self.record)));
        put("proof", &quoted(&self.proof));
        if let Some(path) = &self.inner_path {
            let path: Vec<String> = path.iter().map(|hash| quoted(&base64url(hash.as_bytes()))).collect();
            let lines = if path.is_empty() { String::new() } else { format!("\n    {}\n  ", path.join(",\n    ")) };
            put("inner_path", &format!("[{lines}]"));
        }
        if let Some(status) = &self.status {
            put("status", &quoted(status));
        }
        if let Some(checkpoint) = &self.earlier_checkpoint {
            put("earlier_checkpoint", &quoted(checkpoint));
        }
        if let Some(roster) = &self.roster {
            put("roster", &quoted(&base64url(&roster.0)));
        }
        out.push_str("\n}\n");
        out
    }
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

impl core::fmt::Debug for DocumentFile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DocumentFile(redacted)")
    }
}

fn text(object: &Map<String, Value>, field: &'static str, limit: usize) -> Result<String, DocumentError> {
    match object.get(field) {
        None => Err(DocumentError::Missing(field)),
        Some(Value::String(text)) if text.len() <= limit => Ok(text.clone()),
        Some(Value::String(text)) => Err(DocumentError::TooLong { field, length: text.len(), limit }),
        Some(_) => Err(DocumentError::Shape { field, expected: "a text" }),
    }
}

fn array(object: &Map<String, Value>, field: &'static str) -> Result<[u8; 32], DocumentError> {
    let decoded = parse_base64url(&text(object, field, 64)?).and_then(|bytes| bytes.try_into().ok());
    decoded.ok_or(DocumentError::Shape { field, expected: "32 bytes in unpadded base64url" })
}

fn record(object: &Map<String, Value>) -> Result<Vec<u8>, DocumentError> {
    let limit = RECORD_BYTES_MAX.div_ceil(3) * 4;
    let expected = "a record in unpadded base64url";
    parse_base64url(&text(object, "record", limit)?).ok_or(DocumentError::Shape { field: "record", expected })
}

fn inner_path(value: &Value) -> Result<Vec<NodeHash>, DocumentError> {
    let shape = || DocumentError::Shape { field: "inner_path", expected: "a list of at most 64 hashes in base64url" };
    let hashes = value.as_array().filter(|hashes| hashes.len() <= PATH_LENGTH_MAX).ok_or_else(shape)?;
    let hash = |value: &Value| parse_base64url(value.as_str()?)?.try_into().ok().map(NodeHash::from_bytes);
    hashes.iter().map(|value| hash(value).ok_or_else(shape)).collect()
}

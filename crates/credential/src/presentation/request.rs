//! A verifier's request: the verifier's name, the purpose, the fields that are required and those that are optional.
//!
//! JSON, `attestat/request/v1` (docs/spec/presentation.md); as a QR code the same text, packed.

use serde_json::{Map, Value, json};

use super::packing::{self, PackError, Packed};
use super::terms::{TermsError, check_audience, check_nonce, check_purpose, plain};
use crate::credential_type::CredentialType;
use crate::json::{self, JsonError, Limits};

/// The value of `format`.
pub const REQUEST_FORMAT: &str = "attestat/request/v1";
/// Longest request in bytes: 32 asks of 64 paths of 20 characters.
pub const REQUEST_BYTES_MAX: usize = 64 * 1024;
/// Most asks in each list.
pub const ASKS_MAX: usize = 16;
/// Most fields in one ask.
pub const FIELDS_MAX: usize = 100;
/// Longest path of a field in characters: `marks/` and a subject of 150.
pub const PATH_CHARACTERS_MAX: usize = 160;

const LIMITS: Limits = Limits { bytes: REQUEST_BYTES_MAX, depth: 4 };
const KEYS: [&str; 8] = ["format", "audience", "nonce", "purpose", "begins", "expires", "required", "optional"];

/// Request of a verifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The verifier, as it names itself: the `aud` of the answer.
    pub audience: String,
    /// 32 random bytes as base64url: the `nonce` of the answer, so that no other can stand in for it.
    pub nonce: String,
    /// Purpose for which the verifier wants the answer.
    pub purpose: String,
    /// Time at which the request was made, in Unix seconds: an answer is not older. Requests of earlier versions have
    /// none.
    pub begins: Option<u64>,
    /// End of the time for an answer, and of the consent that is asked for, in Unix seconds.
    pub expires: u64,
    /// Asks that must be shown.
    pub required: Vec<Ask>,
    /// Asks that may be shown.
    pub optional: Vec<Ask>,
}

/// Fields of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The type of the document as its `vct`; any type where there is none.
    pub credential_type: Option<String>,
    /// Paths of fields, as in [`super::selection`].
    pub fields: Vec<String>,
}

impl Ask {
    /// The same, field by field; what asks for a document alone stays one.
    pub fn by_field(&self) -> Vec<Self> {
        if self.fields.is_empty() {
            return vec![self.clone()];
        }
        let one = |path: &String| Self { credential_type: self.credential_type.clone(), fields: vec![path.clone()] };
        self.fields.iter().map(one).collect()
    }
}

/// Reason for which a request cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The request is not one strict JSON object.
    #[error("the request is {0}")]
    Json(#[from] JsonError),
    /// `format` is missing or another.
    #[error("the file does not say \"format\": \"attestat/request/v1\"; it is another file or needs a newer program")]
    Format,
    /// A key that the format does not have.
    #[error("the request has a key that attestat/request/v1 does not know")]
    UnknownKey,
    /// A value is missing or of another type.
    #[error("{0} in the request is missing or not of its type")]
    Shape(&'static str),
    /// Audience, nonce or purpose is not valid.
    #[error("in the request: {0}")]
    Terms(#[from] TermsError),
    /// A list of asks or fields over its limit, or a path that cannot be one.
    #[error("{0} in the request has too many entries, or one that is empty or too long")]
    Limit(&'static str),
    /// A type that this version does not know.
    #[error("the request asks for a type of document that this version does not know: install the current version")]
    UnknownType,
    /// The codes of a packed request cannot be made or read.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl Request {
    /// Optional asks, field by field: a family grants each by itself.
    pub fn optional_fields(&self) -> Vec<Ask> {
        self.optional.iter().flat_map(Ask::by_field).collect()
    }

    /// Parses a request file.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        let object = json::parse_object(bytes, LIMITS)?;
        if object.get("format").and_then(Value::as_str) != Some(REQUEST_FORMAT) {
            return Err(RequestError::Format);
        }
        if object.keys().any(|key| !KEYS.contains(&key.as_str())) {
            return Err(RequestError::UnknownKey);
        }
        let text = |name: &'static str| {
            object.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(RequestError::Shape(name))
        };
        let time = |name: &'static str| match object.get(name) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or(RequestError::Shape(name)),
        };
        let request = Self {
            audience: text("audience")?,
            nonce: text("nonce")?,
            purpose: text("purpose")?,
            begins: time("begins")?,
            expires: time("expires")?.ok_or(RequestError::Shape("expires"))?,
            required: asks(&object, "required")?,
            optional: asks(&object, "optional")?,
        };
        request.check()?;
        Ok(request)
    }

    /// Checks every value by itself; [`Self::parse`] has done so already.
    pub fn check(&self) -> Result<(), RequestError> {
        check_audience(&self.audience)?;
        check_nonce(&self.nonce)?;
        check_purpose(&self.purpose)?;
        for (name, asks) in [("required", &self.required), ("optional", &self.optional)] {
            let too_many = asks.len() > ASKS_MAX || asks.iter().any(|ask| ask.fields.len() > FIELDS_MAX);
            let paths = || asks.iter().flat_map(|ask| &ask.fields);
            if too_many || paths().any(|path| !plain::<PATH_CHARACTERS_MAX>(path)) {
                return Err(RequestError::Limit(name));
            }
            let types = || asks.iter().filter_map(|ask| ask.credential_type.as_deref());
            if types().any(|vct| CredentialType::from_vct(vct).is_none()) {
                return Err(RequestError::UnknownType);
            }
        }
        Ok(())
    }

    /// Writes the request, indented so that people can look into it.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.value()).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The request as the content of one or more QR codes.
    pub fn pack(&self) -> Result<Vec<Vec<u8>>, RequestError> {
        Ok(packing::pack_text(Packed::Request, &self.value().to_string())?)
    }

    /// Reads a request from the contents of QR codes, in any order.
    pub fn unpack(frames: &[Vec<u8>]) -> Result<Self, RequestError> {
        Self::parse(packing::unpack_text(Packed::Request, frames, REQUEST_BYTES_MAX)?.as_bytes())
    }

    fn value(&self) -> Value {
        let asks = |asks: &[Ask]| asks.iter().map(ask_value).collect::<Vec<_>>();
        let mut request = json!({
            "format": REQUEST_FORMAT, "audience": self.audience, "nonce": self.nonce, "purpose": self.purpose,
            "begins": self.begins, "expires": self.expires, "required": asks(&self.required),
            "optional": asks(&self.optional),
        });
        if let Some(object) = request.as_object_mut() {
            object.retain(|_, value| !value.is_null());
        }
        request
    }
}

fn ask_value(ask: &Ask) -> Value {
    match &ask.credential_type {
        Some(vct) => json!({"type": vct, "fields": ask.fields}),
        None => json!({"fields": ask.fields}),
    }
}

fn asks(object: &Map<String, Value>, name: &'static str) -> Result<Vec<Ask>, RequestError> {
    let Some(list) = object.get(name) else { return Ok(Vec::new()) };
    list.as_array().ok_or(RequestError::Shape(name))?.iter().map(|value| ask(value, name)).collect()
}

fn ask(value: &Value, name: &'static str) -> Result<Ask, RequestError> {
    let shape = || RequestError::Shape(name);
    let object = value.as_object().ok_or_else(shape)?;
    if object.keys().any(|key| !["type", "fields"].contains(&key.as_str())) {
        return Err(RequestError::UnknownKey);
    }
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(shape);
    let credential_type = object.get("type").map(text).transpose()?;
    let fields = object.get("fields").and_then(Value::as_array).ok_or_else(shape)?;
    Ok(Ask { credential_type, fields: fields.iter().map(text).collect::<Result<_, _>>()? })
}

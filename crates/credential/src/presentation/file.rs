//! The presentation file: JSON, `attestat/presentation/v1` (docs/spec/presentation.md).

use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::RECORD_BYTES_MAX;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    CREDENTIALS_MAX, PRESENTATION_BYTES_MAX, Presentation, PresentedCredential, YEAR_SECRETS_MAX, YearSecretGiven,
};
use crate::document::PROOF_BYTES_MAX;
use crate::holder::tag::YearSecret;
use crate::json::{self, JsonError, Limits};
use crate::sd_jwt::SD_JWT_BYTES_MAX;

/// The value of `format`.
pub const PRESENTATION_FORMAT: &str = "attestat/presentation/v1";

const LIMITS: Limits = Limits { bytes: PRESENTATION_BYTES_MAX, depth: 3 };
const KEYS: [&str; 3] = ["format", "credentials", "year_secrets"];
const CREDENTIAL_KEYS: [&str; 5] = ["sd_jwt", "salt", "record", "proof", "status"];
const YEAR_KEYS: [&str; 3] = ["registry", "year", "secret"];

/// Reason for which bytes are not a presentation file. Never repeats their content.
#[derive(Debug, thiserror::Error)]
pub enum PresentationError {
    /// The file is not one strict JSON object.
    #[error("the presentation file is {0}")]
    Json(#[from] JsonError),
    /// `format` is missing or another.
    #[error(
        "the file does not say \"format\": \"attestat/presentation/v1\"; it is another file or needs a newer program"
    )]
    Format,
    /// A key that the format does not have.
    #[error("the presentation file has a key that attestat/presentation/v1 does not know")]
    UnknownKey,
    /// No credential, or more than [`CREDENTIALS_MAX`].
    #[error("the presentation file has {0} credentials; 1 to 32 are allowed")]
    Count(usize),
    /// More than [`YEAR_SECRETS_MAX`].
    #[error("the presentation file has {0} yearly secrets; at most 64 are allowed")]
    YearSecrets(usize),
    /// A value is missing, of another shape or over its limit. Credentials are counted from 1.
    #[error("{field} of entry {entry} in the presentation file is not {expected}")]
    Shape {
        /// The entry, counted from 1; 0 is the file itself.
        entry: usize,
        /// The key.
        field: &'static str,
        /// Expected value.
        expected: &'static str,
    },
}

impl Presentation {
    /// Returns true if bytes look like a presentation file and not like another JSON file of this project.
    pub fn looks_like(bytes: &[u8]) -> bool {
        let head = bytes.get(..bytes.len().min(256)).unwrap_or_default();
        head.windows(PRESENTATION_FORMAT.len()).any(|window| window == PRESENTATION_FORMAT.as_bytes())
    }

    /// Parses a presentation file.
    pub fn parse(bytes: &[u8]) -> Result<Self, PresentationError> {
        let mut object = json::parse_object(bytes, LIMITS)?;
        if object.get("format").and_then(Value::as_str) != Some(PRESENTATION_FORMAT) {
            return Err(PresentationError::Format);
        }
        only(&object, &KEYS)?;
        let credentials = list(&mut object, "credentials")?.unwrap_or_default();
        if credentials.is_empty() || credentials.len() > CREDENTIALS_MAX {
            return Err(PresentationError::Count(credentials.len()));
        }
        let year_secrets = list(&mut object, "year_secrets")?.unwrap_or_default();
        if year_secrets.len() > YEAR_SECRETS_MAX {
            return Err(PresentationError::YearSecrets(year_secrets.len()));
        }
        let credentials = credentials.into_iter().zip(1..).map(|(value, at)| credential(Entry::of(value, at)?));
        let year_secrets = year_secrets.into_iter().zip(1..).map(|(value, at)| year_secret(Entry::of(value, at)?));
        Ok(Self {
            credentials: credentials.collect::<Result<_, _>>()?,
            year_secrets: year_secrets.collect::<Result<_, _>>()?,
        })
    }

    /// Writes the file, one key a line so that people can look into it.
    pub fn to_json(&self) -> String {
        let length: usize = self.credentials.iter().map(|one| one.sd_jwt.len() + 2 * one.proof.len() + 1024).sum();
        let mut out = String::with_capacity(length);
        out.push_str(&format!("{{\n  \"format\": {},\n  \"credentials\": [", quoted(PRESENTATION_FORMAT)));
        for (at, one) in self.credentials.iter().enumerate() {
            out.push_str(if at == 0 { "{" } else { ", {" });
            put(&mut out, "\n    ", "sd_jwt", &one.sd_jwt);
            put(&mut out, ",\n    ", "salt", &base64url(&one.salt));
            put(&mut out, ",\n    ", "record", &base64url(&one.record));
            put(&mut out, ",\n    ", "proof", &one.proof);
            if let Some(status) = &one.status {
                put(&mut out, ",\n    ", "status", status);
            }
            out.push_str("\n  }");
        }
        out.push(']');
        if !self.year_secrets.is_empty() {
            out.push_str(",\n  \"year_secrets\": [");
            for (at, given) in self.year_secrets.iter().enumerate() {
                out.push_str(if at == 0 { "{" } else { ", {" });
                put(&mut out, "\n    ", "registry", given.registry.as_str());
                out.push_str(&format!(",\n    \"year\": {}", given.year));
                put(&mut out, ",\n    ", "secret", &base64url(given.secret.expose()));
                out.push_str("\n  }");
            }
            out.push(']');
        }
        out.push_str("\n}\n");
        out
    }
}

fn put(out: &mut String, before: &str, key: &str, value: &str) {
    out.push_str(before);
    out.push_str(&format!("\"{key}\": "));
    out.push_str(&quoted(value));
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn only(object: &Map<String, Value>, known: &[&str]) -> Result<(), PresentationError> {
    let all_known = object.keys().all(|key| known.contains(&key.as_str()));
    if all_known { Ok(()) } else { Err(PresentationError::UnknownKey) }
}

fn list(object: &mut Map<String, Value>, field: &'static str) -> Result<Option<Vec<Value>>, PresentationError> {
    match object.shift_remove(field) {
        None => Ok(None),
        Some(Value::Array(list)) => Ok(Some(list)),
        Some(_) => Err(PresentationError::Shape { entry: 0, field, expected: "a list" }),
    }
}

/// One object of a list, its texts to be taken out.
struct Entry {
    object: Map<String, Value>,
    number: usize,
}

impl Entry {
    fn of(value: Value, number: usize) -> Result<Self, PresentationError> {
        match value {
            Value::Object(object) => Ok(Self { object, number }),
            _ => Err(PresentationError::Shape { entry: number, field: "the whole", expected: "an object" }),
        }
    }

    fn shape(&self, field: &'static str, expected: &'static str) -> PresentationError {
        PresentationError::Shape { entry: self.number, field, expected }
    }

    fn text(&mut self, field: &'static str, limit: usize) -> Result<String, PresentationError> {
        match self.object.shift_remove(field) {
            Some(Value::String(text)) if text.len() <= limit => Ok(text),
            _ => Err(self.shape(field, "a text within its limit")),
        }
    }

    fn array(&mut self, field: &'static str) -> Result<[u8; 32], PresentationError> {
        let text = Zeroizing::new(self.text(field, 64)?);
        let bytes = parse_base64url(&text).and_then(|bytes| Zeroizing::new(bytes).as_slice().try_into().ok());
        bytes.ok_or_else(|| self.shape(field, "32 bytes in unpadded base64url"))
    }
}

fn credential(mut entry: Entry) -> Result<PresentedCredential, PresentationError> {
    only(&entry.object, &CREDENTIAL_KEYS)?;
    let record = entry.text("record", RECORD_BYTES_MAX.div_ceil(3) * 4)?;
    let record = parse_base64url(&record).ok_or_else(|| entry.shape("record", "a record in unpadded base64url"))?;
    let has_status = entry.object.contains_key("status");
    Ok(PresentedCredential {
        sd_jwt: entry.text("sd_jwt", SD_JWT_BYTES_MAX)?,
        salt: entry.array("salt")?,
        record,
        proof: entry.text("proof", PROOF_BYTES_MAX)?,
        status: if has_status { Some(entry.text("status", PROOF_BYTES_MAX)?) } else { None },
    })
}

fn year_secret(mut entry: Entry) -> Result<YearSecretGiven, PresentationError> {
    only(&entry.object, &YEAR_KEYS)?;
    let registry = entry.text("registry", 256)?;
    let registry = RegistryId::parse(&registry).map_err(|_| entry.shape("registry", "a registry id"))?;
    let year = entry.object.shift_remove("year").and_then(|year| u16::try_from(year.as_u64()?).ok());
    let year = year.ok_or_else(|| entry.shape("year", "a year"))?;
    Ok(YearSecretGiven { registry, year, secret: YearSecret::from_bytes(Zeroizing::new(entry.array("secret")?)) })
}

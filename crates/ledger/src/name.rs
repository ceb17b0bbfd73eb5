//! Registry ids and log origins: names of the owner of a log, never derived from a key.

use core::fmt;

/// Longest registry id in bytes.
pub const REGISTRY_ID_BYTES_MAX: usize = 200;
/// Longest origin in bytes: a registry id, `/`, and a `u32` generation of at most 10 digits.
pub const ORIGIN_BYTES_MAX: usize = REGISTRY_ID_BYTES_MAX + 1 + 10;
const _: () = assert!(ORIGIN_BYTES_MAX <= 255, "an origin's length is written in one byte");

/// Reason for which a text is not a registry id or an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is not words of `[a-z0-9.-]` joined by `/`; `.` and `..` are no words, for an id becomes part of
    /// URLs.
    #[error(
        "{0:?} is not a registry id: use lower-case words of a-z, 0-9, '.' and '-', joined by '/', such as school-12.example.org/main"
    )]
    NotAnId(String),
    /// The text is longer than [`REGISTRY_ID_BYTES_MAX`].
    #[error("the registry id is {0} bytes long; at most 200 are allowed")]
    TooLong(usize),
    /// The text has no `/<generation>` at its end.
    #[error(
        "{0:?} is not a log origin: expected a registry id, '/', and a generation from 1, such as school-12.example.org/1"
    )]
    NotAnOrigin(String),
}

/// The name of a registry: it never changes and never returns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryId(String);

impl RegistryId {
    /// Parses a registry id.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.len() > REGISTRY_ID_BYTES_MAX {
            return Err(NameError::TooLong(text.len()));
        }
        let in_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        let is_word = |word: &str| !matches!(word, "" | "." | "..") && word.bytes().all(in_word);
        if !text.split('/').all(is_word) {
            return Err(NameError::NotAnId(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The issuer of this registry's credentials, `https://<registry id>` (docs/spec/document.md, "Credential").
    pub fn issuer(&self) -> String {
        format!("https://{}", self.0)
    }
}

impl fmt::Display for RegistryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one generation of a registry's log, `<registry id>/<generation>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    text: String,
    registry: RegistryId,
    generation: u32,
}

impl Origin {
    /// The origin of a registry's log number `generation`, counted from 1.
    pub fn new(registry: RegistryId, generation: core::num::NonZeroU32) -> Self {
        Self { text: format!("{registry}/{generation}"), registry, generation: generation.get() }
    }

    /// Parses an origin.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let not_an_origin = || NameError::NotAnOrigin(text.chars().take(ORIGIN_BYTES_MAX).collect());
        let (registry, number) = text.rsplit_once('/').ok_or_else(not_an_origin)?;
        let generation = crate::encoding::parse_decimal(number)
            .and_then(|number| u32::try_from(number).ok())
            .and_then(core::num::NonZeroU32::new)
            .ok_or_else(not_an_origin)?;
        Ok(Self::new(RegistryId::parse(registry)?, generation))
    }

    /// The origin as text: the first line of a checkpoint and the log's key name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The registry that the log belongs to.
    pub fn registry(&self) -> &RegistryId {
        &self.registry
    }

    /// Number of the log among those of its registry, from 1.
    pub fn generation(&self) -> u32 {
        self.generation
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

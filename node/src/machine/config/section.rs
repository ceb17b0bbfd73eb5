//! Reading a TOML table so that every refusal names the table, the key and what belongs there.

use toml::{Table, Value};

/// Longest name of a registry, organisation or region in bytes, as rosters have it.
const NAME_BYTES_MAX: usize = 300;
/// Longest unknown key that an error repeats, in characters.
const KEY_CHARS_MAX: usize = 40;

/// Reason for which settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
    /// The file is larger than any settings file.
    #[error("{0} is larger than 1 MiB, which no settings file is")]
    TooLarge(String),
    /// The file is not TOML.
    #[error("node.toml is not TOML: {0}")]
    Toml(String),
    /// The file has a key that there is not.
    #[error("node.toml, {place}: unknown key {key:?}{}", did_you_mean(.nearest.as_deref()))]
    UnknownKey {
        /// The table that holds it.
        place: String,
        /// The key.
        key: String,
        /// The known key that is nearest to it.
        nearest: Option<String>,
    },
    /// A registry's key file would be that of another key of the node.
    #[error(
        "a registry cannot have the id {0}: its key would lie in the file of another key of the node. Choose another id"
    )]
    ReservedId(String),
    /// A log was written here and the settings do not name its registry.
    #[error(
        "node.toml names no registry of the sign guard {guard}, so that a log that was written here would be forgotten. Put its [[registry]] table back; if the registry has moved to another node, move that file out of the folder"
    )]
    ForgottenRegistry {
        /// The guard's file.
        guard: String,
    },
    /// A key is missing or its value is not of the right shape.
    #[error("node.toml, {place}: `{key}` must be {expected}")]
    Value {
        /// The table that should hold it.
        place: String,
        /// The key.
        key: String,
        /// The value that is expected.
        expected: String,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default()
}

/// A table with the words that name its place in errors.
pub(super) struct Section<'a> {
    place: String,
    table: &'a Table,
}

impl<'a> Section<'a> {
    pub(super) fn new(place: String, table: &'a Table) -> Self {
        Self { place, table }
    }

    pub(super) fn fault(&self, key: &str, expected: impl Into<String>) -> ConfigError {
        ConfigError::Value { place: self.place.clone(), key: key.to_owned(), expected: expected.into() }
    }

    pub(super) fn only(&self, known: &[&str]) -> Result<(), ConfigError> {
        match self.table.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(ConfigError::UnknownKey {
                place: self.place.clone(),
                key: key.chars().take(KEY_CHARS_MAX).collect(),
                nearest: nearest(key, known),
            }),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn text(&self, key: &str) -> Result<&'a str, ConfigError> {
        self.table.get(key).and_then(Value::as_str).ok_or_else(|| self.fault(key, "a text"))
    }

    /// The text of a key; none when the key is absent or the text empty.
    pub(super) fn text_or_none(&self, key: &str) -> Result<Option<&'a str>, ConfigError> {
        if self.has(key) { self.text(key).map(|text| Some(text).filter(|text| !text.is_empty())) } else { Ok(None) }
    }

    pub(super) fn name(&self, key: &str) -> Result<String, ConfigError> {
        let name = self.text_or_none(key)?.unwrap_or_default();
        if name.len() <= NAME_BYTES_MAX && !name.chars().any(char::is_control) {
            Ok(name.to_owned())
        } else {
            Err(self.fault(key, "a text of at most 300 bytes on one line"))
        }
    }

    /// A whole number from `least` to `most`; `default` when the key is absent.
    pub(super) fn number_or(&self, key: &str, default: u64, least: u64, most: u64) -> Result<u64, ConfigError> {
        if !self.has(key) {
            return Ok(default);
        }
        let number = self.table.get(key).and_then(Value::as_integer).and_then(|number| u64::try_from(number).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.fault(key, format!("a whole number from {least} to {most}")))
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<&'a str>, ConfigError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let texts: Option<Vec<&str>> = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
        texts.ok_or_else(|| self.fault(key, "a list of texts"))
    }

    pub(super) fn each<T>(
        &self,
        key: &str,
        read: impl Fn(&Section<'_>) -> Result<T, ConfigError>,
    ) -> Result<Vec<T>, ConfigError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let expected = format!("a list of tables, each under [[{key}]]");
        let list = value.as_array().ok_or_else(|| self.fault(key, expected.clone()))?;
        let numbered = list.iter().enumerate();
        numbered
            .map(|(at, item)| {
                let table = item.as_table().ok_or_else(|| self.fault(key, expected.clone()))?;
                read(&Section::new(format!("{key} {}", at + 1), table))
            })
            .collect()
    }
}

/// The known key that differs from what was written by the fewest edits, if by few.
fn nearest(key: &str, known: &[&str]) -> Option<String> {
    if key.len() > KEY_CHARS_MAX {
        return None;
    }
    let edits = |word: &&&str| strsim::osa_distance(key, word);
    let best = known.iter().min_by_key(edits)?;
    (2 * edits(&best) <= best.len()).then(|| (*best).to_owned())
}

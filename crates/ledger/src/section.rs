//! Reading a TOML table so that every refusal names the table, the key and what belongs there: for rosters, and for the
//! settings of programs.

use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest name of a registry, organisation or region, in bytes.
const NAME_BYTES_MAX: usize = 300;
/// Longest unknown key that an error repeats, in characters; none of the known ones is nearly as long.
const KEY_CHARS_MAX: usize = 40;

/// Reason for which a table is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SectionError {
    /// The table has a key that there is not.
    #[error("{place}: unknown key {key:?}{}", did_you_mean(.nearest.as_deref()))]
    UnknownKey {
        /// The table that holds the key.
        place: String,
        /// The key.
        key: String,
        /// The known key that is nearest to it.
        nearest: Option<String>,
    },
    /// A key is missing or its value is not of the right shape.
    #[error("{place}: `{key}` must be {expected}")]
    Value {
        /// The table that should hold the key.
        place: String,
        /// The key.
        key: String,
        /// Description of the expected value.
        expected: Cow<'static, str>,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default()
}

/// A table with the words that name its place in errors.
#[derive(Debug)]
pub struct Section<'a> {
    place: String,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    /// The table that stands at this place.
    pub fn new(place: impl Into<String>, table: &'a DeTable<'a>) -> Self {
        Self { place: place.into(), table }
    }

    fn value(&self, key: &str) -> Option<&'a DeValue<'a>> {
        self.table.get(key).map(Spanned::get_ref)
    }

    /// Refusal of the value of a key.
    pub fn fault(&self, key: &str, expected: impl Into<Cow<'static, str>>) -> SectionError {
        SectionError::Value { place: self.place.clone(), key: key.to_owned(), expected: expected.into() }
    }

    /// Refuses every key but the known ones.
    pub fn only(&self, known: &[&str]) -> Result<(), SectionError> {
        match self.table.keys().map(Spanned::get_ref).find(|key| !known.contains(&key.as_ref())) {
            None => Ok(()),
            Some(key) => Err(SectionError::UnknownKey {
                place: self.place.clone(),
                key: key.chars().take(KEY_CHARS_MAX).collect(),
                nearest: nearest(key, known),
            }),
        }
    }

    /// Returns true if the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Result<&'a str, SectionError> {
        self.value(key).and_then(DeValue::as_str).ok_or_else(|| self.fault(key, "a text"))
    }

    /// The text of a key; none when the key is absent or the text empty.
    pub fn text_or_none(&self, key: &str) -> Result<Option<&'a str>, SectionError> {
        if self.has(key) { self.text(key).map(|text| Some(text).filter(|text| !text.is_empty())) } else { Ok(None) }
    }

    /// The text of a key, short and on one line.
    pub fn name(&self, key: &str) -> Result<String, SectionError> {
        let name = self.text(key)?;
        if name.len() <= NAME_BYTES_MAX && !name.chars().any(char::is_control) {
            Ok(name.to_owned())
        } else {
            Err(self.fault(key, "a text of at most 300 bytes on one line"))
        }
    }

    /// The same; empty when the key is absent.
    pub fn name_or_empty(&self, key: &str) -> Result<String, SectionError> {
        if self.has(key) { self.name(key) } else { Ok(String::new()) }
    }

    /// A whole number.
    pub fn number(&self, key: &str) -> Result<u64, SectionError> {
        let number = self.value(key).and_then(DeValue::as_integer);
        // The numbers of TOML are those of 64 bits with a sign.
        let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        number.and_then(|number| u64::try_from(number).ok()).ok_or_else(|| self.fault(key, "a whole number, 0 or more"))
    }

    /// A whole number from `least` to `most`; `default` when the key is absent.
    pub fn number_or(&self, key: &str, default: u64, least: u64, most: u64) -> Result<u64, SectionError> {
        if !self.has(key) {
            return Ok(default);
        }
        let number = self.number(key).ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.fault(key, format!("a whole number from {least} to {most}")))
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Result<Vec<&'a str>, SectionError> {
        let list = self.value(key).and_then(DeValue::as_array);
        let texts: Option<Vec<&str>> = list.and_then(|list| list.iter().map(|item| item.get_ref().as_str()).collect());
        texts.ok_or_else(|| self.fault(key, "a list of texts"))
    }

    /// The same; empty when the key is absent.
    pub fn texts_or_none(&self, key: &str) -> Result<Vec<&'a str>, SectionError> {
        if self.has(key) { self.texts(key) } else { Ok(Vec::new()) }
    }

    /// Reads each table of a list; none when the key is absent. `expected` describes the list.
    pub fn each<T>(
        &self,
        key: &str,
        expected: &'static str,
        read: impl Fn(&Section<'_>) -> Result<T, SectionError>,
    ) -> Result<Vec<T>, SectionError> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or_else(|| self.fault(key, expected))?;
        let numbered = list.iter().enumerate();
        numbered
            .map(|(at, item)| {
                let table = item.get_ref().as_table().ok_or_else(|| self.fault(key, expected))?;
                read(&Section::new(format!("{key} {}", at + 1), table))
            })
            .collect()
    }
}

/// Returns the known key that differs from the written one by the fewest edits, if by few.
fn nearest(key: &str, known: &[&str]) -> Option<String> {
    if key.len() > KEY_CHARS_MAX {
        return None;
    }
    let edits = |word: &&&str| strsim::osa_distance(key, word);
    let best = known.iter().min_by_key(edits)?;
    (2 * edits(&best) <= best.len()).then(|| (*best).to_owned())
}

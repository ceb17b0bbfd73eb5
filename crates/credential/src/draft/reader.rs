//! Reads the fields of a JSON object and knows, for every error, the path of the field.

use serde_json::{Map, Value};

use super::problem::{FieldError, Problem};

/// Most edits between a misspelt key and the key that is suggested for it.
const SUGGESTION_EDITS_MAX: usize = 3;

/// An object of a draft, its path, and only keys that it may have.
pub(super) struct Object<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    /// The draft itself.
    pub(super) fn root(value: &'a Value, known: &[&'static str]) -> Result<Self, FieldError> {
        Self::open(value, String::new(), known)
    }

    fn open(value: &'a Value, path: String, known: &[&'static str]) -> Result<Self, FieldError> {
        let object = Self::open_any(value, path)?;
        match object.fields.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(object.error(&printable(key), Problem::UnknownKey { nearest: nearest(key, known) })),
            None => Ok(object),
        }
    }

    fn open_any(value: &'a Value, path: String) -> Result<Self, FieldError> {
        match value {
            Value::Object(fields) => Ok(Self { fields, path }),
            _ => Err(FieldError::new(path, Problem::WrongType { expected: "an object" })),
        }
    }

    /// An object in a field, with only the `known` keys.
    pub(super) fn object(&self, key: &str, known: &[&'static str]) -> Result<Object<'a>, FieldError> {
        Object::open(self.required(key)?, self.path_of(key), known)
    }

    /// An object in a field, whose keys are checked later.
    pub(super) fn any_object(&self, key: &str) -> Result<Object<'a>, FieldError> {
        Object::open_any(self.required(key)?, self.path_of(key))
    }

    /// Returns true if the field is present.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// A required text, parsed.
    pub(super) fn text<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Problem>) -> Result<T, FieldError> {
        match self.required(key)? {
            Value::String(text) => parse(text).map_err(|problem| self.error(key, problem)),
            _ => Err(self.error(key, Problem::WrongType { expected: "a text" })),
        }
    }

    /// A text that may be absent, parsed.
    pub(super) fn optional_text<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, FieldError> {
        if self.has(key) { self.text(key, parse).map(Some) } else { Ok(None) }
    }

    /// A text, or `null`, which says expressly that there is none.
    pub(super) fn express_text<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, FieldError> {
        if self.required(key)?.is_null() { Ok(None) } else { self.text(key, parse).map(Some) }
    }

    /// A text that has one possible value.
    pub(super) fn constant(&self, key: &str, expected: &'static str) -> Result<(), FieldError> {
        self.text(key, |text| if text == expected { Ok(()) } else { Err(Problem::UnknownWord { expected }) })
    }

    /// A required whole number, parsed.
    pub(super) fn number<T>(&self, key: &str, parse: impl Fn(u32) -> Result<T, Problem>) -> Result<T, FieldError> {
        let number = self.required(key)?.as_u64().ok_or(Problem::WrongType { expected: "a whole number" });
        number
            .and_then(|number| parse(u32::try_from(number).unwrap_or(u32::MAX)))
            .map_err(|problem| self.error(key, problem))
    }

    /// A list of texts, parsed; absent means empty.
    pub(super) fn lines<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Problem>) -> Result<Vec<T>, FieldError> {
        if !self.has(key) {
            return Ok(Vec::new());
        }
        let line = |(at, value): (usize, &Value)| {
            let text = value.as_str().ok_or(Problem::WrongType { expected: "a text" });
            text.and_then(&parse).map_err(|problem| self.error(&format!("{key}[{at}]"), problem))
        };
        self.list(key)?.iter().enumerate().map(line).collect()
    }

    /// A required list of objects, each parsed.
    pub(super) fn objects<T>(
        &self,
        key: &str,
        known: &[&'static str],
        parse: impl Fn(&Object<'a>) -> Result<T, FieldError>,
    ) -> Result<Vec<T>, FieldError> {
        let item = |(at, value): (usize, &'a Value)| {
            parse(&Object::open(value, format!("{}[{at}]", self.path_of(key)), known)?)
        };
        self.list(key)?.iter().enumerate().map(item).collect()
    }

    /// An error of the field `key` of this object.
    pub(super) fn error(&self, key: &str, problem: Problem) -> FieldError {
        FieldError::new(self.path_of(key), problem)
    }

    /// An error that was told relative to this object.
    pub(super) fn below(&self, error: FieldError) -> FieldError {
        FieldError::new(self.path_of(error.path()), error.problem().clone())
    }

    fn list(&self, key: &str) -> Result<&'a [Value], FieldError> {
        match self.required(key)? {
            Value::Array(list) => Ok(list),
            _ => Err(self.error(key, Problem::WrongType { expected: "a list" })),
        }
    }

    fn required(&self, key: &str) -> Result<&'a Value, FieldError> {
        self.fields.get(key).ok_or_else(|| self.error(key, Problem::Missing))
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// The key as an error may show it: a key that looks like one, or a question mark.
fn printable(key: &str) -> String {
    let looks_like_a_key =
        key.len() <= 40 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if looks_like_a_key && !key.is_empty() { key.to_owned() } else { "?".to_owned() }
}

fn nearest(key: &str, known: &[&'static str]) -> Option<&'static str> {
    if key.len() > 64 {
        return None;
    }
    let distance = |candidate: &&&'static str| strsim::levenshtein(key, candidate);
    known.iter().min_by_key(distance).filter(|best| distance(best) <= SUGGESTION_EDITS_MAX).copied()
}

//! A strict JSON reader: one value, no duplicate keys at any depth, bounded size and nesting.
//!
//! `serde_json` by itself keeps the last of two equal keys silently, so that a signer and a reader
//! could see different documents under one signature (RFC 8725 §2.4). Here the second one is an error.

use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Limits on the JSON that a reader accepts.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest text in bytes.
    pub bytes: usize,
    /// Deepest nesting of arrays and objects; a scalar alone has depth 0.
    pub depth: usize,
}

/// Reason for which a text is not one acceptable JSON value. Never repeats the text.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// The text is longer than the limit of its kind.
    #[error("the JSON is {length} bytes long; at most {limit} are allowed")]
    TooLong {
        /// Bytes received.
        length: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// The text is not UTF-8, which JSON between systems must be (RFC 8259 §8.1).
    #[error("not acceptable JSON: byte {0} is not UTF-8")]
    NotUtf8(usize),
    /// The text is not JSON, has a duplicate key, is nested too deeply, or goes on after the value; the message gives
    /// the place.
    #[error("not acceptable JSON: {0}")]
    At(serde_json::Error),
    /// The text is another value where an object was expected.
    #[error("the JSON is not an object; expected {{ at the start")]
    NotAnObject,
}

/// Parses exactly one JSON value within `limits`; only white space may follow it.
pub fn parse(text: &[u8], limits: Limits) -> Result<Value, JsonError> {
    if text.len() > limits.bytes {
        return Err(JsonError::TooLong { length: text.len(), limit: limits.bytes });
    }
    let text = core::str::from_utf8(text).map_err(|error| JsonError::NotUtf8(error.valid_up_to()))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth_left: limits.depth }.deserialize(&mut reader).map_err(JsonError::At)?;
    reader.end().map_err(JsonError::At)?;
    Ok(value)
}

/// Parses exactly one JSON object within `limits`.
pub fn parse_object(text: &[u8], limits: Limits) -> Result<Map<String, Value>, JsonError> {
    match parse(text, limits)? {
        Value::Object(object) => Ok(object),
        _ => Err(JsonError::NotAnObject),
    }
}

/// Parses a whole text as `T` where that succeeds; `None` does not tell the reason of a failure.
pub(crate) fn parse_as<'de, T: Deserialize<'de>>(text: &'de [u8], bytes_max: usize) -> Option<T> {
    if text.len() > bytes_max {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_str(core::str::from_utf8(text).ok()?);
    let value = T::deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| value)
}

/// A value without duplicate keys that nests at most `DEPTH` deep, as a part of something larger.
pub(crate) struct Nested<const DEPTH: usize>(pub(crate) Value);

impl<'de, const DEPTH: usize> Deserialize<'de> for Nested<DEPTH> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        Strict { depth_left: DEPTH }.deserialize(reader).map(Self)
    }
}

/// A text that must be there and is not kept.
pub(crate) struct SkippedText;

impl<'de> Deserialize<'de> for SkippedText {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct AnyText;

        impl Visitor<'_> for AnyText {
            type Value = SkippedText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, _: &str) -> Result<SkippedText, E> {
                Ok(SkippedText)
            }
        }

        reader.deserialize_str(AnyText)
    }
}

/// Builds one value and counts the nesting that is still allowed below it.
struct Strict {
    depth_left: usize,
}

/// Room that an object begins with: a line of marks has three keys.
const OBJECT_CAPACITY: usize = 4;
/// Room that a list begins with: digests come by the dozen.
const LIST_CAPACITY: usize = 16;

impl Strict {
    fn below<E: serde::de::Error>(&self) -> Result<usize, E> {
        self.depth_left.checked_sub(1).ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number beyond the range of JSON"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let depth_left = self.below()?;
        let mut list = Vec::with_capacity(LIST_CAPACITY);
        while let Some(item) = items.next_element_seed(Strict { depth_left })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let depth_left = self.below()?;
        let mut object = Map::with_capacity(OBJECT_CAPACITY);
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Strict { depth_left })?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key appears twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits { bytes: 200, depth: 4 };

    /// Invalid texts: each row is one mutation of `{"a":{"b":[1,{"c":"x"}]}}`, with the reason for which it is refused.
    const REFUSED: &[(&str, &str, &str)] = &[
        ("duplicate at the top", r#"{"a":1,"a":{"b":[1,{"c":"x"}]}}"#, "twice"),
        ("duplicate below", r#"{"a":{"b":[1,{"c":"x","c":"x"}]}}"#, "twice"),
        ("duplicate by escape", r#"{"a":{"b":1,"\u0062":[1,{"c":"x"}]}}"#, "twice"),
        ("too deep", r#"{"a":{"b":[1,{"c":["x"]}]}}"#, "deeply"),
        ("second value", r#"{"a":{"b":[1,{"c":"x"}]}}{}"#, "trailing"),
        ("NUL after the value", "{\"a\":{\"b\":[1,{\"c\":\"x\"}]}}\0", "trailing"),
        ("unfinished", r#"{"a":{"b":[1,{"c":"x"}]}"#, "EOF"),
        ("comma at the end", r#"{"a":{"b":[1,{"c":"x"},]}}"#, "trailing comma"),
        ("lone surrogate", r#"{"a":{"b":[1,{"c":"\ud800"}]}}"#, "escape"),
        ("raw line break in a string", "{\"a\":{\"b\":[1,{\"c\":\"x\n\"}]}}", "control character"),
        ("NaN", r#"{"a":{"b":[NaN,{"c":"x"}]}}"#, "expected"),
        ("number out of range", r#"{"a":{"b":[1e999,{"c":"x"}]}}"#, "range"),
        ("byte-order mark", "\u{feff}{\"a\":{\"b\":[1,{\"c\":\"x\"}]}}", "expected"),
    ];

    #[test]
    fn accepts_the_original_and_refuses_each_mutation() {
        let value = parse(br#" {"a":{"b":[1,{"c":"x"}]}} "#, LIMITS).unwrap();
        assert_eq!(value.to_string(), r#"{"a":{"b":[1,{"c":"x"}]}}"#);
        for (why, text, said) in REFUSED {
            let error = parse(text.as_bytes(), LIMITS).expect_err(why).to_string();
            assert!(error.contains(said), "{why}: {error}");
            assert!(error.contains("line"), "{why}: {error} does not say where");
        }
    }

    #[test]
    fn refuses_too_many_bytes_and_invalid_utf8() {
        assert!(matches!(parse(&[b' '; 201], LIMITS), Err(JsonError::TooLong { length: 201, limit: 200 })));
        assert!(parse(b"\"\xff\"", LIMITS).is_err());
        assert!(matches!(parse_object(b"[]", LIMITS), Err(JsonError::NotAnObject)));
    }

    #[test]
    fn a_deep_text_is_refused_before_the_stack_is() {
        let deep = "[".repeat(100_000);
        let limits = Limits { bytes: 200_000, depth: 32 };
        assert!(parse(deep.as_bytes(), limits).unwrap_err().to_string().contains("deeply"));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes, LIMITS);
        }

        #[test]
        fn agrees_with_serde_json_where_both_accept(text in r#"[\[\]{}:,"ab01. truefalsn-]{0,24}"#) {
            if let Ok(value) = parse(text.as_bytes(), LIMITS) {
                prop_assert_eq!(value, serde_json::from_str::<Value>(&text).unwrap());
            }
        }
    }
}

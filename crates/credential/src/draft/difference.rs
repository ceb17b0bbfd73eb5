//! The differences between a draft and its correction, field by field, so that a registrar sees them before it is
//! issued.
//!
//! The values are personal: they are for the registrar's screen and for nothing else.

use super::Draft;
use serde_json::Value;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// One field that two drafts do not have in common.
pub struct FieldChange {
    /// The field: the keys of `attestat/draft/v1` joined by dots, a line of `marks` by its subject.
    pub path: String,
    /// Value in the old draft; none where the field was absent.
    pub old: Option<Zeroizing<String>>,
    /// Value in the new draft; none where the field is absent now.
    pub new: Option<Zeroizing<String>>,
}

impl core::fmt::Debug for FieldChange {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FieldChange({}, redacted)", self.path)
    }
}

/// The fields in which `new` differs from `old`, in the order of their names.
pub fn difference(old: &Draft, new: &Draft) -> Vec<FieldChange> {
    let (old, new) = (fields(old), fields(new));
    let paths: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changes = paths.into_iter().filter(|path| old.get(*path) != new.get(*path));
    changes
        .map(|path| FieldChange { path: path.clone(), old: old.get(path).cloned(), new: new.get(path).cloned() })
        .collect()
}

fn fields(draft: &Draft) -> BTreeMap<String, Zeroizing<String>> {
    let mut fields = BTreeMap::new();
    // A draft writes JSON that parses.
    if let Ok(value) = serde_json::from_slice(&draft.to_json()) {
        flatten("", &value, &mut fields);
    }
    fields
}

fn flatten(path: &str, value: &Value, fields: &mut BTreeMap<String, Zeroizing<String>>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| flatten(&below(key), value, fields)),
        Value::Array(list) => list.iter().enumerate().for_each(|(at, value)| match subject_and_mark(value) {
            Some((subject, mark)) => _ = fields.insert(below(subject), Zeroizing::new(mark.to_string())),
            None => flatten(&below(&(at + 1).to_string()), value, fields),
        }),
        Value::String(text) => _ = fields.insert(path.to_owned(), Zeroizing::new(text.clone())),
        other => _ = fields.insert(path.to_owned(), Zeroizing::new(other.to_string())),
    }
}

/// A line of `marks`.
fn subject_and_mark(value: &Value) -> Option<(&str, &Value)> {
    Some((value.get("subject")?.as_str()?, value.get("mark")?))
}

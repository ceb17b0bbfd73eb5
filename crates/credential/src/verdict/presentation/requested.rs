//! Whether a presentation shows what the verifier's request needs.

use serde_json::{Map, Value};

use super::Expected;
use crate::presentation::request::Ask;
use crate::verdict::{Colour, Exemption, Outcome, Reason, Verdict};

/// Requested: for every required ask one document of its type, neither red nor unreadable, shows all of its
/// fields. It does not check what they say.
pub(super) fn shown(credentials: &[Verdict], expected: &Expected<'_>) -> Result<(), Outcome> {
    let Some(request) = expected.request else { return Err(Outcome::NotApplicable(Exemption::NoRequest)) };
    let mut missing: Vec<String> = request.required.iter().flat_map(|ask| missing(ask, credentials)).collect();
    missing.dedup();
    if missing.is_empty() { Ok(()) } else { Err(Outcome::Failed(Reason::RequestedMissing { missing })) }
}

/// What the document that shows most of an ask leaves out; the type where no document is of it.
fn missing(ask: &Ask, credentials: &[Verdict]) -> Vec<String> {
    let usable = credentials.iter().filter(|verdict| verdict.colour() < Colour::Grey);
    let documents = usable.filter_map(|verdict| verdict.contents.as_ref()).filter(|contents| {
        let vct = contents.credential_type.map(|known| known.vct());
        ask.credential_type.is_none() || ask.credential_type.as_deref() == vct
    });
    let left_out = |claims: &Map<String, Value>| -> Vec<String> {
        ask.fields.iter().filter(|path| !shows(claims, path)).cloned().collect()
    };
    let best = documents.map(|contents| left_out(&contents.claims)).min_by_key(Vec::len);
    best.unwrap_or_else(|| match &ask.credential_type {
        Some(vct) => vec![vct.clone()],
        None => ask.fields.clone(),
    })
}

/// Whether claims show the field at a path, as a selection writes it.
fn shows(claims: &Map<String, Value>, path: &str) -> bool {
    let (name, below) = path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)));
    let Some((value, below)) = claims.get(name).map(|value| (value, below)) else { return false };
    match (value, below) {
        (_, None) => true,
        (Value::Object(object), Some(property)) => object.contains_key(property),
        (Value::Array(list), Some(subject)) => list.iter().any(|line| is_of(line, subject)),
        _ => false,
    }
}

fn is_of(line: &Value, subject: &str) -> bool {
    line.get("subject").and_then(Value::as_str).is_some_and(|held| held.to_lowercase() == subject.to_lowercase())
}

//! Check that a presentation shows the fields that the verifier's request needs.

use serde_json::Value;

use super::Expected;
use crate::presentation::request::Ask;
use crate::verdict::{Colour, Contents, Exemption, Outcome, Reason, Verdict};

/// Requested: for every required ask one document of its type, neither red nor unreadable, shows all of its fields, and
/// each of them whole. The values of the fields are not checked. If a document could not be looked into, no field is
/// reported missing: it may stand there.
pub(super) fn shown(credentials: &[Verdict], expected: &Expected<'_>) -> Result<(), Outcome> {
    let Some(request) = expected.request else { return Err(Outcome::NotApplicable(Exemption::NoRequest)) };
    let mut wanting = Wanting::default();
    for ask in &request.required {
        let Wanting { missing, in_part } = wanting_of(ask, credentials);
        wanting.missing.extend(missing);
        wanting.in_part.extend(in_part);
    }
    if wanting.is_nothing() {
        return Ok(());
    }
    if !credentials.iter().all(is_usable) {
        return Err(Outcome::NotChecked(Reason::EarlierCheckFailed));
    }
    let Wanting { mut missing, mut in_part } = wanting;
    missing.dedup();
    in_part.dedup();
    Err(Outcome::Failed(Reason::RequestedMissing { missing, in_part }))
}

/// Returns true if the content of a document is known and may count.
fn is_usable(verdict: &Verdict) -> bool {
    verdict.colour() < Colour::Grey && verdict.contents.is_some()
}

/// Fields of an ask that are not shown, or not whole.
#[derive(Default)]
struct Wanting {
    missing: Vec<String>,
    in_part: Vec<String>,
}

impl Wanting {
    fn is_nothing(&self) -> bool {
        self.missing.is_empty() && self.in_part.is_empty()
    }
}

/// Returns the fields that are missing in the document that shows most of an ask; the type, if no document is of it.
fn wanting_of(ask: &Ask, credentials: &[Verdict]) -> Wanting {
    let usable = credentials.iter().filter(|verdict| is_usable(verdict));
    let documents = usable.filter_map(|verdict| verdict.contents.as_ref()).filter(|contents| {
        let vct = contents.credential_type.map(|known| known.vct());
        ask.credential_type.is_none() || ask.credential_type.as_deref() == vct
    });
    let left_out = |contents: &Contents| {
        let mut wanting = Wanting::default();
        for path in &ask.fields {
            match shows(contents, path) {
                Shown::Whole => {}
                Shown::InPart => wanting.in_part.push(path.clone()),
                Shown::Not => wanting.missing.push(path.clone()),
            }
        }
        wanting
    };
    let best = documents
        .map(left_out)
        .min_by_key(|wanting| (wanting.missing.len() + wanting.in_part.len(), wanting.missing.len()));
    best.unwrap_or_else(|| Wanting {
        missing: ask.credential_type.as_ref().map_or_else(|| ask.fields.clone(), |vct| vec![vct.clone()]),
        in_part: Vec::new(),
    })
}

/// Part of a field that is shown.
enum Shown {
    /// All of it.
    Whole,
    /// A list without some of its lines, or an object without some of its fields.
    InPart,
    /// Nothing.
    Not,
}

/// Returns the part that a document shows of the field at a path, as a selection writes it: `marks` is every line of
/// the marks.
fn shows(contents: &Contents, path: &str) -> Shown {
    let (name, below) = path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)));
    let is_there = match (contents.claims.get(name), below) {
        (Some(_), None) if contents.hidden_below.contains_key(name) => return Shown::InPart,
        (Some(_), None) => true,
        (Some(Value::Object(object)), Some(property)) => object.contains_key(property),
        (Some(Value::Array(list)), Some(subject)) => list.iter().any(|line| is_of(line, subject)),
        _ => false,
    };
    if is_there { Shown::Whole } else { Shown::Not }
}

fn is_of(line: &Value, subject: &str) -> bool {
    line.get("subject").and_then(Value::as_str).is_some_and(|held| held.to_lowercase() == subject.to_lowercase())
}

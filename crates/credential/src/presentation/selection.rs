//! Selection of the fields of a document that are shown, down to single marks, by their paths.
//!
//! | path | shows |
//! | --- | --- |
//! | `family_name` | one field |
//! | `marks` | the whole list with every line |
//! | `marks/Физика` | the list with that one line; the number of hidden lines can be counted |
//!
//! The open claims (registry, type, day, place in the status list, holder's key) are always shown.

use attestat_ledger::sorting::SharedSort as _;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::json::{self, Limits};
use crate::sd_jwt::disclosure::{self, DIGESTS_KEY, DisclosureDigest, ELEMENT_KEY};
use crate::sd_jwt::{SdJwt, SdJwtError};

/// Limits of a disclosure. It was decoded once already when they are applied here.
const LIMITS: Limits = Limits { bytes: 64 * 1024, depth: disclosure::DEPTH_MAX };
/// Least likeness of two paths for one to be suggested in place of the other.
const LIKENESS_MIN: f64 = 0.75;

/// A field that can be shown, or that is shown, by itself.
#[derive(Clone, PartialEq)]
pub struct Field {
    /// Path of the field: `family_name`, `marks`, `marks/<subject>`.
    pub path: String,
    /// Value of the field, nested fields included.
    pub value: Value,
}

crate::draft::text::redacted_debug!(Field);

/// Reason for which a selection does not fit a document.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// The document is no credential.
    #[error("the document in the wallet is damaged: {0}; fetch it again")]
    Document(#[from] SdJwtError),
    /// The document has no such field.
    #[error("the document has no field {asked:?}{}", hint(.nearest))]
    Unknown {
        /// The path that was asked for.
        asked: String,
        /// The known field that is most like it.
        nearest: Option<String>,
    },
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map_or_else(|| "; list its fields and choose from them".to_owned(), |near| format!("; did you mean {near:?}?"))
}

/// The fields that an SD-JWT has disclosures for, in the order in which they were issued: for a document in the wallet
/// all fields that can be shown, for a presented one exactly the fields that are seen. Signatures are not checked.
pub fn fields(sd_jwt: &str) -> Result<Vec<Field>, SdJwtError> {
    let fields = Disclosures::of(&SdJwt::parse(sd_jwt)?)?.fields();
    Ok(fields.into_iter().map(|(field, _)| field).collect())
}

/// Fields that are to be shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every field.
    Everything,
    /// The fields with these paths; with no path, only the open claims are shown.
    Paths(BTreeSet<String>),
}

crate::draft::text::redacted_debug!(Selection);

impl Selection {
    /// Selects the fields with these paths.
    pub fn of<P: Into<String>>(paths: impl IntoIterator<Item = P>) -> Self {
        Self::Paths(paths.into_iter().map(Into::into).collect())
    }

    /// The issuer-signed JWT with the disclosures of the selected fields, up to and including the last `~`.
    pub fn apply(&self, sd_jwt: &str) -> Result<String, SelectionError> {
        let parsed = SdJwt::parse(sd_jwt)?;
        let disclosures = Disclosures::of(&parsed)?;
        let shown = match self {
            Self::Everything => (0..disclosures.texts.len()).collect(),
            Self::Paths(paths) => disclosures.under(paths)?,
        };
        let mut out = String::with_capacity(sd_jwt.len());
        out.push_str(parsed.jwt());
        out.push('~');
        for (at, text) in disclosures.texts.iter().enumerate() {
            if shown.contains(&at) {
                out.push_str(text);
                out.push('~');
            }
        }
        Ok(out)
    }
}

/// One disclosure, decoded: the name of a property or none for a list's element, and the value with the
/// digests that stand in it.
struct Decoded {
    name: Option<String>,
    value: Value,
}

/// The disclosures of one SD-JWT, found by their digests.
struct Disclosures<'a> {
    texts: Vec<&'a str>,
    decoded: Vec<Decoded>,
    by_digest: BTreeMap<DisclosureDigest, usize>,
    top: Vec<usize>,
}

impl<'a> Disclosures<'a> {
    fn of(sd_jwt: &SdJwt<'a>) -> Result<Self, SdJwtError> {
        let payload = sd_jwt.unverified().unverified_claims();
        // Every rule of RFC 9901 §7.1 is checked first, so that the code below meets only well-formed disclosures.
        disclosure::process(payload.clone(), sd_jwt.disclosures())?;
        let texts = sd_jwt.disclosures().to_vec();
        let decoded =
            texts.iter().map(|text| decode(text).ok_or(SdJwtError::NotSeparated)).collect::<Result<_, _>>()?;
        let by_digest = texts.iter().enumerate().map(|(at, text)| (DisclosureDigest::of(text), at)).collect();
        let mut found = Self { texts, decoded, by_digest, top: Vec::new() };
        found.top = found.properties(payload);
        found.top.put_in_order();
        Ok(found)
    }

    /// Every field with the disclosures that show it.
    fn fields(&self) -> Vec<(Field, BTreeSet<usize>)> {
        let mut fields = Vec::with_capacity(self.texts.len());
        for at in &self.top {
            let Some(Decoded { name: Some(name), value }) = self.decoded.get(*at) else { continue };
            let mut shown = BTreeSet::from([*at]);
            let whole = self.resolve(value, &mut shown);
            fields.push((Field { path: name.clone(), value: whole }, shown));
            for (below, position) in self.children(value).into_iter().zip(1_usize..) {
                let Some(child) = self.decoded.get(below) else { continue };
                let mut shown = BTreeSet::from([*at, below]);
                let value = self.resolve(&child.value, &mut shown);
                let path = format!("{name}/{}", label(child, &value, position));
                fields.push((Field { path, value }, shown));
            }
        }
        fields
    }

    /// The disclosures that show the fields with these paths.
    fn under(&self, paths: &BTreeSet<String>) -> Result<BTreeSet<usize>, SelectionError> {
        let fields = self.fields();
        let mut shown = BTreeSet::new();
        for path in paths {
            let asked = path.to_lowercase();
            let (_, under) = fields.iter().find(|(field, _)| field.path.to_lowercase() == asked).ok_or_else(|| {
                let known = fields.iter().map(|(field, _)| field.path.as_str());
                SelectionError::Unknown { asked: path.clone(), nearest: nearest(path, known) }
            })?;
            shown.extend(under);
        }
        Ok(shown)
    }

    /// Returns a value with every disclosed part in its place; notes the disclosures that it took.
    fn resolve(&self, value: &Value, took: &mut BTreeSet<usize>) -> Value {
        match value {
            Value::Object(object) => {
                let open = object.iter().filter(|(name, _)| name.as_str() != DIGESTS_KEY);
                let mut out: Map<String, Value> =
                    open.map(|(name, value)| (name.clone(), self.resolve(value, took))).collect();
                for at in self.properties(object) {
                    if let Some(Decoded { name: Some(name), value }) = self.decoded.get(at) {
                        took.insert(at);
                        out.insert(name.clone(), self.resolve(value, took));
                    }
                }
                Value::Object(out)
            }
            Value::Array(list) => Value::Array(list.iter().filter_map(|item| self.element(item, took)).collect()),
            plain => plain.clone(),
        }
    }

    fn element(&self, item: &Value, took: &mut BTreeSet<usize>) -> Option<Value> {
        if item.get(ELEMENT_KEY).is_none() {
            return Some(self.resolve(item, took));
        }
        let at = self.at(item.get(ELEMENT_KEY)?)?;
        took.insert(at);
        Some(self.resolve(&self.decoded.get(at)?.value, took))
    }

    /// The disclosures directly below a value: of its hidden properties, or of its hidden elements.
    fn children(&self, value: &Value) -> Vec<usize> {
        match value {
            Value::Object(object) => self.properties(object),
            Value::Array(list) => list.iter().filter_map(|item| self.at(item.get(ELEMENT_KEY)?)).collect(),
            _ => Vec::new(),
        }
    }

    fn properties(&self, object: &Map<String, Value>) -> Vec<usize> {
        let digests = object.get(DIGESTS_KEY).and_then(Value::as_array);
        digests.into_iter().flatten().filter_map(|digest| self.at(digest)).collect()
    }

    fn at(&self, digest: &Value) -> Option<usize> {
        self.by_digest.get(&DisclosureDigest::parse(digest.as_str()?)?).copied()
    }
}

fn decode(text: &str) -> Option<Decoded> {
    let bytes = attestat_ledger::encoding::parse_base64url(text)?;
    let Value::Array(mut parts) = json::parse(&bytes, LIMITS).ok()? else { return None };
    let value = parts.pop()?;
    match (parts.len(), parts.pop()?) {
        (2, Value::String(name)) => Some(Decoded { name: Some(name), value }),
        (1, _) => Some(Decoded { name: None, value }),
        _ => None,
    }
}

/// Label of a nested field: its name, the subject of a line of marks, or its place in the list.
fn label(child: &Decoded, value: &Value, position: usize) -> String {
    let subject = || value.get("subject").and_then(Value::as_str).map(str::to_owned);
    child.name.clone().or_else(subject).unwrap_or_else(|| position.to_string())
}

fn nearest<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let asked = asked.to_lowercase();
    let likeness = |path: &str| {
        let path = path.to_lowercase();
        let last = path.rsplit('/').next().unwrap_or_default();
        strsim::jaro_winkler(&asked, &path).max(strsim::jaro_winkler(&asked, last))
    };
    let best = known.map(|path| (likeness(path), path)).max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(likeness, _)| *likeness >= LIKENESS_MIN).map(|(_, path)| path.to_owned())
}

//! The Type Metadata of each type, made from the forms of its kinds, and the fields with their labels.

mod text;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::kind::DocumentKind;
use crate::kind::form::TypeForm;
use attestat_words::language::Language;

/// Claim name that no type uses yet: it is reserved for a later commitment that proves that two documents name the same
/// person (docs/spec/document.md, "Credential").
pub const RESERVED_CLAIM: &str = "person";

/// Claims of the token itself: every type may have them, and other checks look at them.
const TOKEN_CLAIMS: [&str; 13] = [
    "iss",
    "iat",
    "exp",
    "nbf",
    "aud",
    "sub",
    "jti",
    "vct",
    "vct#integrity",
    "aka_vcts",
    "cnf",
    "status",
    RESERVED_CLAIM,
];

/// Claims of the token that the metadata describes: the name, the labels, and whether every credential has it.
const DESCRIBED: [(&str, (&str, &str), bool); 5] = [
    ("iss", ("Issuing registry", "Реестр, выдавший документ"), true),
    ("iat", ("Recorded on", "Внесено в реестр"), true),
    ("vct", ("Type of document", "Вид документа"), true),
    ("status", ("Place in the status list", "Место в списке состояний"), true),
    ("cnf", ("Key of the holder", "Ключ владельца"), false),
];

/// The metadata of a type.
pub(crate) fn of(form: &'static TypeForm) -> &'static Metadata {
    static METADATA: LazyLock<Vec<(&'static str, Metadata)>> = LazyLock::new(|| {
        let forms = DocumentKind::ALL.iter().map(|kind| kind.form().credential_type);
        forms.map(|form| (form.vct, Metadata::of(form))).collect()
    });
    // Every type is that of a kind.
    static NONE: LazyLock<Metadata> = LazyLock::new(Metadata::default);
    METADATA.iter().find(|(vct, _)| *vct == form.vct).map_or(&*NONE, |(_, metadata)| metadata)
}

/// Metadata of a type: the text that is published, and its fields.
#[derive(Default)]
pub(crate) struct Metadata {
    text: String,
    names: Vec<String>,
    root: ClaimShape,
}

/// One text in both languages.
#[derive(Default)]
struct Words {
    english: String,
    russian: String,
}

impl Words {
    /// Reads the texts of a `display` list.
    fn read(value: &Value, text: &str) -> Self {
        let in_locale = |locale: &str| {
            let mut entries = value.get("display").and_then(Value::as_array).into_iter().flatten();
            let entry = entries.find(|entry| entry.get("locale").and_then(Value::as_str) == Some(locale));
            entry.and_then(|entry| entry.get(text)?.as_str()).unwrap_or_default().to_owned()
        };
        Self { english: in_locale("en"), russian: in_locale("ru") }
    }

    fn in_language(&self, language: Language) -> &str {
        language.of(&self.english, &self.russian)
    }
}

/// A claim, the fields of an object in it, and the elements of a list in it.
#[derive(Default)]
struct ClaimShape {
    label: Words,
    properties: BTreeMap<String, ClaimShape>,
    element: Option<Box<ClaimShape>>,
}

impl ClaimShape {
    /// Returns true if a value has no part that this field does not allow.
    fn allows(&self, value: &Value) -> bool {
        match value {
            Value::Object(object) => {
                let allowed = |(name, value): (&String, &Value)| {
                    self.properties.get(name).is_some_and(|property| property.allows(value))
                };
                !self.properties.is_empty() && object.iter().all(allowed)
            }
            Value::Array(list) => {
                self.element.as_ref().is_some_and(|element| list.iter().all(|value| element.allows(value)))
            }
            _ => self.properties.is_empty() && self.element.is_none(),
        }
    }

    /// The place of a path such as `["marks", null, "mark"]`, made where it is not there yet.
    fn place(&mut self, path: &[Value]) -> &mut Self {
        path.iter().fold(self, |field, step| match step.as_str() {
            Some(name) => field.properties.entry(name.to_owned()).or_default(),
            None => field.element.get_or_insert_with(Box::default),
        })
    }
}

impl Metadata {
    fn of(form: &'static TypeForm) -> Self {
        let text = text::text(form);
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let (mut root, mut names) = (ClaimShape::default(), Vec::new());
        for claim in value.get("claims").and_then(Value::as_array).into_iter().flatten() {
            let path = claim.get("path").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            root.place(path).label = Words::read(claim, "label");
            if let [Value::String(name)] = path
                && !TOKEN_CLAIMS.contains(&name.as_str())
            {
                names.push(name.clone());
            }
        }
        Self { text, names, root }
    }

    pub(crate) fn published(&self) -> &str {
        &self.text
    }

    /// The fields of documents; claims of the token are none.
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }

    pub(crate) fn label(&self, path: &str, language: Language) -> Option<&str> {
        let (name, below) = path.split_once('/').map_or((path, None), |(name, below)| (name, Some(below)));
        let field = self.root.properties.get(name)?;
        let field = match below {
            None => field,
            Some(property) => field.properties.get(property).or(field.element.as_deref())?,
        };
        Some(field.label.in_language(language)).filter(|label| !label.is_empty())
    }

    pub(crate) fn knows(&self, claims: &Map<String, Value>) -> bool {
        let known = |(name, value): (&String, &Value)| {
            TOKEN_CLAIMS.contains(&name.as_str())
                || self.root.properties.get(name).is_some_and(|field| field.allows(value))
        };
        claims.iter().all(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential_type::CredentialType;
    use serde_json::json;

    #[test]
    fn every_type_has_a_name_and_every_field_a_label_in_both_languages() {
        for known in CredentialType::all() {
            for language in Language::ALL {
                assert!(!known.name(language).is_empty());
                let marks = known.fields().contains(&"marks").then_some("marks/Физика");
                for path in known.fields().into_iter().chain(marks) {
                    assert!(known.label(path, language).is_some(), "{known:?} {path}");
                }
            }
        }
        assert_eq!(DocumentKind::Basic.credential_type().label("family_name", Language::Russian), Some("Фамилия"));
        assert_eq!(DocumentKind::Basic.credential_type().label("step", Language::Russian), None);
    }

    #[test]
    fn a_claim_that_the_type_does_not_have_is_not_known() {
        let knows = |claims: Value| DocumentKind::Secondary.credential_type().knows(claims.as_object().unwrap());
        assert!(knows(json!({"iss": "x", "status": {"a": [1]}, "family_name": "Примерова"})));
        assert!(knows(json!({"marks": [{"subject": "Физика", "mark": 5, "word": "отлично"}, {}]})));
        for unknown in [
            json!({"step": 5}),
            json!({"family_name": {"x": 1}}),
            json!({"family_name": ["x"]}),
            json!({"marks": [{"subject": "Физика", "points": 100}]}),
            json!({"marks": {"subject": "Физика"}}),
            json!({"marks": [[]]}),
            json!({"marks": [5]}),
            json!({"marks/*": 5}),
        ] {
            assert!(!knows(unknown.clone()), "{unknown}");
        }
    }
}

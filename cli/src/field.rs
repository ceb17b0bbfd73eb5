//! The fields of documents by their names for people, as the Type Metadata has them.

use attestat_credential::credential_type::CredentialType;
use attestat_words::language::Language;
use serde_json::Value;
use std::sync::LazyLock;

/// Claims of the credential's machinery; everything else is a field of the document.
pub(crate) const TECHNICAL: [&str; 9] =
    ["iss", "vct", "vct#integrity", "iat", "exp", "nbf", "cnf", "status", "_sd_alg"];

/// The metadata of every type, parsed once, in the order of [`CredentialType::ALL`].
static METADATA: LazyLock<Vec<Value>> = LazyLock::new(|| {
    CredentialType::ALL.iter().map(|kind| serde_json::from_str(kind.metadata()).unwrap_or_default()).collect()
});

fn metadata(kind: CredentialType) -> Option<&'static Value> {
    CredentialType::ALL.iter().zip(METADATA.iter()).find(|(known, _)| **known == kind).map(|(_, value)| value)
}

/// The entry of a list of translations that is in this language.
fn translated<'v>(of: &'v Value, language: Language, key: &str) -> Option<&'v str> {
    let locale = match language {
        Language::English => "en",
        Language::Russian => "ru",
    };
    let shown =
        of.get("display")?.as_array()?.iter().find(|entry| entry.get("locale").is_some_and(|of| of == locale))?;
    shown.get(key)?.as_str()
}

/// Name of a type of document.
pub(crate) fn document_name(kind: CredentialType, language: Language) -> &'static str {
    metadata(kind).and_then(|metadata| translated(metadata, language, "name")).unwrap_or(kind.vct())
}

/// Name of a field: the name of the claim where the type has no better one.
pub(crate) fn label(kind: Option<CredentialType>, claim: &str, language: Language) -> String {
    let claims = kind.and_then(metadata).and_then(|metadata| metadata.get("claims")?.as_array());
    let is_it =
        |entry: &&Value| entry.get("path").and_then(Value::as_array).is_some_and(|path| path.as_slice() == [claim]);
    let entry = claims.and_then(|claims| claims.iter().find(is_it));
    entry.and_then(|entry| translated(entry, language, "label")).unwrap_or(claim).to_owned()
}

/// Value of a field; for a word of a closed list, the word for people.
pub(crate) fn word<'v>(claim: &str, value: &'v str, language: Language) -> &'v str {
    match language {
        Language::English => value,
        Language::Russian => attestat_sheets::of_claim(claim, value).unwrap_or(value),
    }
}

/// The fields that documents of a type can have, by their paths.
pub(crate) fn known(kind: CredentialType) -> Vec<&'static str> {
    let claims = metadata(kind).and_then(|metadata| metadata.get("claims")?.as_array());
    let path = |entry: &'static Value| match entry.get("path")?.as_array()?.as_slice() {
        [only] => only.as_str(),
        _ => None,
    };
    claims.into_iter().flatten().filter_map(path).filter(|path| !TECHNICAL.contains(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_closed_lists_are_told_in_russian() {
        assert_eq!(word("copy", "duplicate", Language::Russian), "дубликат");
        assert_eq!(word("copy", "duplicate", Language::English), "duplicate");
        assert_eq!(word("family_name", "duplicate", Language::Russian), "duplicate");
    }

    #[test]
    fn every_field_of_every_type_has_a_name_in_both_languages() {
        for kind in CredentialType::ALL {
            let fields = known(kind);
            assert!(fields.contains(&"family_name") && !fields.contains(&"cnf"), "{fields:?}");
            for field in fields {
                let [english, russian] =
                    [Language::English, Language::Russian].map(|language| label(Some(kind), field, language));
                assert_ne!(english, field);
                assert!(russian.chars().any(|letter| ('а'..='я').contains(&letter)), "{russian}");
            }
        }
        assert_eq!(document_name(CredentialType::Secondary, Language::Russian), "Аттестат о среднем общем образовании");
        assert_eq!(label(None, "family_name", Language::English), "family_name");
    }
}

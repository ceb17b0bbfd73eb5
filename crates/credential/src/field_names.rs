//! The fields of documents by their names for people, as the tables of [`crate::kind`] have them.

use crate::credential_type::CredentialType;
use crate::kind::{DocumentKind, word_of_claim};
use attestat_ledger::day::Day;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::Value;

/// Claims of the credential's machinery; everything else is a field of the document.
pub const TECHNICAL: [&str; 9] = ["iss", "vct", "vct#integrity", "iat", "exp", "nbf", "cnf", "status", "_sd_alg"];

/// Name of a field: the name of the claim where the type has no better one.
pub fn label(kind: Option<CredentialType>, claim: &str, language: Language) -> String {
    kind.and_then(|kind| kind.label(claim, language)).unwrap_or(claim).to_owned()
}

/// The document that a document replaces, as its claim `replaces` has it; none where the claim has another form.
pub fn replaced(claim: &Value) -> Option<Text> {
    let part = |key: &str| claim.get(key)?.as_str();
    let key = match part("kind")? {
        "correction" => "replaces-correction",
        "duplicate" => "replaces-duplicate",
        "rebinding" => "replaces-rebinding",
        _ => return None,
    };
    let (registry, slot) = (part("registry")?, claim.get("slot")?.as_u64()?);
    let day = Day::parse(part("day")?)?;
    Some(text!("replaces", kind = Text::new(key), registry = registry, slot = slot.to_string(), day = day))
}

/// Value of a field; for a kind of document and for a word of a closed list, the words for people.
pub fn word<'v>(claim: &str, value: &'v str, language: Language) -> &'v str {
    if claim == "kind"
        && let Ok(kind) = DocumentKind::parse(value)
    {
        return language.of(kind.form().english, kind.form().russian);
    }
    word_of_claim(claim, value).map_or(value, |word| language.of(word.english, word.shown()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_type_has_a_name_in_both_languages() {
        for kind in CredentialType::all() {
            let fields = kind.fields();
            assert!(fields.contains(&"family_name") && !fields.contains(&"cnf"), "{fields:?}");
            for field in fields {
                let [english, russian] =
                    [Language::English, Language::Russian].map(|language| label(Some(*kind), field, language));
                assert_ne!(english, field);
                assert!(russian.chars().any(|letter| ('а'..='я').contains(&letter)), "{russian}");
            }
        }
        let secondary = CredentialType::named("secondary").expect("a type");
        assert_eq!(secondary.name(Language::Russian), "Аттестат о среднем общем образовании");
        assert_eq!(label(None, "family_name", Language::English), "family_name");
        assert_eq!(word("kind", "gto", Language::English), "GTO badge");
    }

    #[test]
    fn a_replaced_document_is_told_by_its_slot_and_registry() {
        let told = |kind: &str| {
            let claim = serde_json::json!({"kind": kind, "registry": "a.example", "slot": 7, "day": "2026-11-21"});
            replaced(&claim).map(|text| Language::ALL.map(|language| text.told(language)))
        };
        let [english, russian] = told("duplicate").expect("a text");
        assert_eq!(english, "duplicate of document 7 of a.example, 2026-11-21");
        assert_eq!(russian, "дубликат документа 7 реестра a.example от 21.11.2026");
        assert!(told("correction").is_some() && told("rebinding").is_some() && told("other").is_none());
    }
}

//! The fields of documents by their names for people, as the tables of [`crate::kind`] have them.

use crate::credential_type::CredentialType;
use crate::kind::word_of_claim;
use attestat_words::language::Language;

/// Claims of the credential's machinery; everything else is a field of the document.
pub const TECHNICAL: [&str; 9] = ["iss", "vct", "vct#integrity", "iat", "exp", "nbf", "cnf", "status", "_sd_alg"];

/// Name of a field: the name of the claim where the type has no better one.
pub fn label(kind: Option<CredentialType>, claim: &str, language: Language) -> String {
    kind.and_then(|kind| kind.label(claim, language)).unwrap_or(claim).to_owned()
}

/// Value of a field; for a word of a closed list, the word for people.
pub fn word<'v>(claim: &str, value: &'v str, language: Language) -> &'v str {
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
    }
}

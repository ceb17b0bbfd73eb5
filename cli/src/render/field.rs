//! The values of fields by their words for people.

use attestat_credential::kind::word_of_claim;
use attestat_words::language::Language;

/// Value of a field; for a word of a closed list, the word for people.
pub(crate) fn word<'v>(claim: &str, value: &'v str, language: Language) -> &'v str {
    let english = word_of_claim(claim, value).map_or(value, |word| word.english);
    language.of(english, attestat_sheets::of_claim(claim, value).unwrap_or(value))
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
}

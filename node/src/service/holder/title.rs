//! Title of a document, for the family that asks for its holdings.

use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Document;
use attestat_credential::kind::value::Value;
use attestat_words::language::Language;

/// The document's name as the family knows it: the texts by which people call it; of the kind or the type where it has
/// no name of its own.
pub(super) fn title(document: &Document) -> String {
    let form = document.form();
    let text = |key: &&'static str| match document.value(key)? {
        Value::Text(text) => Some(text.as_str()),
        Value::Word(word) => Some(word.shown()),
        _ => None,
    };
    let texts: Vec<&str> = form.named_by.iter().filter_map(text).collect();
    match (texts.as_slice(), form.is_achievement()) {
        ([], true) => form.spellings.first().copied().unwrap_or_default().to_owned(),
        ([], false) => CredentialType::of(document).name(Language::Russian).to_owned(),
        (texts, _) => texts.join(", "),
    }
}

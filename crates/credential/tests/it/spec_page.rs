//! The specification says of every kind what its table says.

use attestat_credential::credential_type::CredentialType;
use attestat_credential::kind::DocumentKind;
use attestat_credential::kind::field::{FormField, Need};
use attestat_credential::kind::value::ValueKind;

const PAGE: &str = include_str!("../../../../docs/spec/claims.md");

/// Values of a field as the page tells them.
fn values(field: &FormField) -> String {
    match field.value {
        ValueKind::Text(most) => format!("text ({most})"),
        ValueKind::Identifier(most) => format!("number of the paper ({most})"),
        ValueKind::Count { least, most, .. } => format!("{least} to {most}"),
        ValueKind::Year => "year".to_owned(),
        ValueKind::Day => "date".to_owned(),
        ValueKind::Word(list) if list.words.iter().all(|word| word.word == word.english) => list.expected.to_owned(),
        ValueKind::Word(list) => {
            let words = list.words.iter().map(|word| format!("{} {}", word.word, word.shown()));
            words.collect::<Vec<_>>().join("; ")
        }
        ValueKind::Blank { .. } => "number of a blank".to_owned(),
        ValueKind::Measure => "text (24) that begins with a digit: 10.84 s, 3:1".to_owned(),
        ValueKind::GtoNumber => "`00-00-0000000`".to_owned(),
        ValueKind::Marks => "marks".to_owned(),
        ValueKind::Lines => "up to 40 texts (300)".to_owned(),
    }
}

fn line(field: &FormField) -> String {
    let (mark, more) = match field.need {
        Need::Required => ("", String::new()),
        Need::Express => ("", ", or `null`".to_owned()),
        Need::With(key, word) => ("", format!("; there exactly where `{key}` is {word}")),
        Need::Beside(key) => ("?", format!("; there exactly where `{key}` is")),
        Need::Optional | Need::Unless(_) => ("?", String::new()),
    };
    format!("| `{}`{mark} | {}{more} |\n", field.key(), values(field))
}

fn section(kinds: &[DocumentKind]) -> String {
    let names: Vec<String> = kinds.iter().map(|kind| format!("**`{}`**", kind.word())).collect();
    let rows: String = kinds[0].form().fields.iter().map(line).collect();
    format!("{} (`{}`)\n\n| key | value |\n| --- | --- |\n{rows}\n", names.join(", "), types(kinds).join("`, `"))
}

fn types(kinds: &[DocumentKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.credential_type().vct()).collect()
}

#[test]
fn the_page_has_the_fields_of_every_kind() {
    let mut kinds = DocumentKind::ALL.to_vec();
    let certificates = section(&kinds.drain(..2).collect::<Vec<_>>());
    let missing: Vec<String> = core::iter::once(certificates)
        .chain(kinds.iter().map(|kind| section(&[*kind])))
        .filter(|section| !PAGE.contains(section.as_str()))
        .collect();
    assert!(missing.is_empty(), "docs/spec/claims.md lacks:\n{}", missing.concat());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the published files are compared with what the tables give")]
fn the_published_metadata_is_what_the_tables_give() {
    for known in CredentialType::all() {
        let name = known.vct().trim_start_matches("urn:attestat:").replace(':', "-");
        let path = format!("{}/type-metadata/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == known.metadata(), "{path} should be:\n{}", known.metadata());
    }
}

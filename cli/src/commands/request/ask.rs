//! The fields and types of documents that a request asks for: checked against the types, so that nobody asks for fields
//! that cannot be there.

use crate::render::failure::Failure;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::Ask;
use attestat_words::text;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Smallest likeness between a field and one that exists for the latter to be offered in its place.
const LIKENESS_MIN: f64 = 0.6;

/// The types of documents on the command line, listed by help and by completions.
pub(crate) fn types() -> impl TypedValueParser<Value = CredentialType> {
    let words = CredentialType::all().iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| CredentialType::named(&word).ok_or("no such type"))
}

/// One ask for each type, with the fields that it has; one for any type where none is named.
pub(super) fn asks(fields: &[String], kinds: &[CredentialType]) -> Result<Vec<Ask>, Failure> {
    let meant = if kinds.is_empty() { CredentialType::all() } else { kinds };
    if let Some(unknown) = fields.iter().find(|path| meant.iter().all(|kind| !has(*kind, path))) {
        return Err(no_field(unknown, meant));
    }
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    if kinds.is_empty() {
        return Ok(vec![Ask { credential_type: None, fields: fields.to_vec() }]);
    }
    let ask = |kind: CredentialType| {
        let fields: Vec<String> = fields.iter().filter(|path| has(kind, path)).cloned().collect();
        Ask { credential_type: Some(kind.vct().to_owned()), fields }
    };
    Ok(kinds.iter().copied().map(ask).filter(|ask| !ask.fields.is_empty()).collect())
}

/// Returns true if documents of a type can have the field; the lines of the marks are known to the family alone.
fn has(kind: CredentialType, path: &str) -> bool {
    let (field, line) = path.split_once('/').map_or((path, None), |(field, line)| (field, Some(line)));
    kind.fields().contains(&field) && line.is_none_or(|line| field == "marks" && !line.is_empty())
}

fn no_field(asked: &str, kinds: &[CredentialType]) -> Failure {
    let known = kinds.iter().flat_map(|kind| kind.fields());
    let alike = |field: &&str| strsim::jaro_winkler(asked, field);
    let nearest = known.clone().max_by(|one, other| alike(one).total_cmp(&alike(other)));
    let what = text!("request-no-field", field = asked);
    let todo = match nearest.filter(|field| alike(field) >= LIKENESS_MIN) {
        Some(field) => text!("share-no-field.near", near = field),
        None => {
            let mut all: Vec<&str> = known.collect();
            all.sort_unstable();
            all.dedup();
            text!("request-no-field.next", fields = all.join(", "))
        }
    };
    Failure::usage("no-such-field", what, todo)
}

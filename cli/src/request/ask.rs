//! The fields and types of documents that a request asks for: checked against the types, so that nobody asks for fields
//! that cannot be there.

use crate::failure::Failure;
use crate::field;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::Ask;

/// Smallest likeness between a field and one that exists for the latter to be offered in its place.
const LIKENESS_MIN: f64 = 0.6;

/// A type of document on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TypeName {
    /// Аттестат об основном общем образовании
    Basic,
    /// Аттестат о среднем общем образовании
    Secondary,
    /// An achievement in education, culture or sport
    Achievement,
}

impl TypeName {
    const fn credential_type(self) -> CredentialType {
        match self {
            Self::Basic => CredentialType::Basic,
            Self::Secondary => CredentialType::Secondary,
            Self::Achievement => CredentialType::Achievement,
        }
    }
}

/// One ask for each type, with the fields that it has; one for any type where none is named.
pub(super) fn asks(fields: &[String], kinds: &[TypeName]) -> Result<Vec<Ask>, Failure> {
    let kinds: Vec<CredentialType> = kinds.iter().map(|kind| kind.credential_type()).collect();
    let meant = if kinds.is_empty() { CredentialType::ALL.to_vec() } else { kinds.clone() };
    if let Some(unknown) = fields.iter().find(|path| meant.iter().all(|kind| !has(*kind, path))) {
        return Err(no_field(unknown, &meant));
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
    Ok(kinds.into_iter().map(ask).filter(|ask| !ask.fields.is_empty()).collect())
}

/// Returns true if documents of a type can have the field; the lines of the marks are known to the family alone.
fn has(kind: CredentialType, path: &str) -> bool {
    let (field, line) = path.split_once('/').map_or((path, None), |(field, line)| (field, Some(line)));
    field::known(kind).contains(&field) && line.is_none_or(|line| field == "marks" && !line.is_empty())
}

fn no_field(asked: &str, kinds: &[CredentialType]) -> Failure {
    let known = kinds.iter().flat_map(|kind| field::known(*kind));
    let alike = |field: &&str| strsim::jaro_winkler(asked, field);
    let nearest = known.clone().max_by(|one, other| alike(one).total_cmp(&alike(other)));
    let what = format!("These documents have no field {asked:?}");
    let todo = match nearest.filter(|field| alike(field) >= LIKENESS_MIN) {
        Some(field) => format!("Did you mean {field}?"),
        None => {
            let mut all: Vec<&str> = known.collect();
            all.sort_unstable();
            all.dedup();
            format!("They have: {}.", all.join(", "))
        }
    };
    Failure::usage("no-such-field", what, todo)
}

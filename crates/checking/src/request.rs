//! The fields and types of documents that a request asks for: checked against the types, so that nobody asks for fields
//! that cannot be there.

use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::reasons;
use attestat_credential::presentation::request::{Ask, RequestError};
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::dates;
use attestat_words::problem::Problem;
use attestat_words::text;

/// Smallest likeness between a field and one that exists for the latter to be offered in its place.
const LIKENESS_MIN: f64 = 0.6;

/// One ask for each type, with the fields that it has; one for any type where none is named.
///
/// # Errors
///
/// No such document has a field.
pub fn asks(fields: &[String], kinds: &[CredentialType]) -> Result<Vec<Ask>, Problem> {
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

fn no_field(asked: &str, kinds: &[CredentialType]) -> Problem {
    let known = kinds.iter().flat_map(|kind| kind.fields());
    let alike = |field: &&str| strsim::jaro_winkler(asked, field);
    let nearest = known.clone().max_by(|one, other| alike(one).total_cmp(&alike(other)));
    let what = text!("request-no-field", field = asked);
    let todo = match nearest.filter(|field| alike(field) >= LIKENESS_MIN) {
        Some(field) => text!("share-no-field.near", near = field),
        None => {
            let mut all: Vec<&str> = known.collect();
            all.put_in_order();
            all.dedup();
            text!("request-no-field.next", fields = all.join(", "))
        }
    };
    Problem::input("no-such-field", what, todo)
}

/// Problem of a request that cannot be made.
pub fn refused(error: &RequestError) -> Problem {
    Problem::input("bad-request", reasons::request(error), text!("share-bad-terms.next"))
}

/// The last second of a day, in UTC, that is not over at a moment.
///
/// # Errors
///
/// It is over, or no day.
pub fn end_of_day(text: &str, now: u64) -> Result<u64, Problem> {
    match dates::end_of(text) {
        Some(end) if end > now => Ok(end),
        Some(_) => {
            Err(Problem::input("date-over", text!("request-day-over", shown = text), text!("request-day-over.next")))
        }
        None => Err(Problem::input("bad-date", text!("request-no-day", shown = text), text!("request-no-day.next"))),
    }
}

/// Problem of a file that is no request.
pub fn not_a_request(path: &str, error: &RequestError) -> Problem {
    let what = text!("request-unusable", path = path, why = reasons::request(error));
    Problem::input("not-a-request", what, text!("request-unusable.next"))
}

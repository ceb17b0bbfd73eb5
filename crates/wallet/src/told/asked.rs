//! A verifier's request held against the portfolio, in words.

use crate::share::answer::{Answer, AskPlace, Gap};
use crate::wallet::DocumentId;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::field_names;
use attestat_credential::presentation::reasons;
use attestat_credential::presentation::request::{Ask, Request, RequestError};
use attestat_ledger::day::Day;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeSet;

/// Refuses a request that has ended at a moment, in Unix seconds.
///
/// # Errors
///
/// It has.
pub fn refuse_ended(request: &Request, now: u64) -> Result<(), Problem> {
    if request.expires > now {
        return Ok(());
    }
    let when = Day::of_unix_seconds(request.expires);
    let what = text!("share-request-expired", when = when);
    Err(Problem::input("request-expired", what, text!("share-request-expired.next")))
}

/// Words about the optional fields that could be shown as well, and how to grant them.
pub fn offered(answer: &Answer, fields: &[Ask], language: Language) -> Vec<Text> {
    let offered = answer.offered.iter().filter_map(|at| Some((at + 1, fields.get(*at)?)));
    offered.map(|(number, field)| text!("share-offered", what = asked(field, language), number = number)).collect()
}

/// The question for an optional field.
pub fn wish(request: &Request, field: &Ask, language: Language) -> Text {
    text!("share-wish", who = plain(&request.audience), what = asked(field, language))
}

/// The places of optional fields by their numbers, which begin at 1 for people, or by their names. A number or name
/// that is not among them is refused: it was meant for something, and nothing is shown before it is known for what.
///
/// # Errors
///
/// A number or name is not among them.
pub fn granted(typed: &[String], fields: &[Ask]) -> Result<BTreeSet<usize>, Problem> {
    let mut places = BTreeSet::new();
    for text in typed {
        let numbered = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let at = numbered.filter(|at| *at < fields.len());
        let named = (0..).zip(fields).filter(|(_, field)| is_named(field, text)).map(|(at, _)| at);
        let meant: BTreeSet<usize> = at.into_iter().chain(named).collect();
        if meant.is_empty() {
            let (count, shown) = (fields.len(), plain(&text.chars().take(80).collect::<String>()));
            return Err(Problem::input(
                "no-such-ask",
                text!("share-grant-unknown", shown = shown),
                granted_hint(count),
            ));
        }
        places.extend(meant);
    }
    Ok(places)
}

/// Returns true if a field is the one that was typed: by its path, or by its name in either language.
fn is_named(field: &Ask, typed: &str) -> bool {
    let is_typed = |name: &str| name.to_lowercase() == typed.to_lowercase();
    field.fields.iter().any(|path| {
        is_typed(path) || Language::ALL.iter().any(|language| is_typed(&name_of(kind_of(field), path, *language)))
    })
}

fn granted_hint(count: usize) -> Text {
    match count {
        0 => text!("share-grant-nothing"),
        1 => text!("share-grant-only"),
        count => text!("share-grant-range", count = count),
    }
}

/// Problem of a file or codes that are no request.
pub fn not_a_request(error: &RequestError) -> Problem {
    let what = text!("share-not-a-request", why = reasons::request(error));
    Problem::input("not-a-request", what, text!("share-not-a-request.next"))
}

/// Refuses a request of which a required ask, or a granted one, is not answered; names every such ask with the next
/// step.
///
/// # Errors
///
/// There is such an ask.
pub fn refuse_gaps(request: &Request, answer: &Answer, language: Language) -> Result<(), Problem> {
    if answer.gaps.is_empty() {
        return Ok(());
    }
    let optional = request.optional_fields();
    let lines = answer.gaps.iter().filter_map(|(place, gap)| {
        let ask = match place {
            AskPlace::Required(at) => request.required.get(*at),
            AskPlace::Optional(at) => optional.get(*at),
        }?;
        Some(text!("share-gap", what = asked(ask, language), gap = missing(gap, kind_of(ask), language)))
    });
    let (who, lines) = (plain(&request.audience), Text::listed(lines, "\n  "));
    Err(Problem::input(
        "request-not-met",
        text!("share-request-not-met", who = who, lines = lines),
        text!("share-request-not-met.next"),
    ))
}

/// An ask in words: of which document, which fields.
pub fn asked(ask: &Ask, language: Language) -> String {
    let kind = kind_of(ask);
    let labels: Vec<String> = ask.fields.iter().map(|path| name_of(kind, path, language)).collect();
    match kind {
        Some(kind) if labels.is_empty() => kind.name(language).to_owned(),
        Some(kind) => format!("{} ({})", kind.name(language), labels.join(", ")),
        None => labels.join(", "),
    }
}

fn kind_of(ask: &Ask) -> Option<CredentialType> {
    ask.credential_type.as_deref().and_then(CredentialType::from_vct)
}

/// A field's name; that of a line of a list stands behind the list's.
fn name_of(kind: Option<CredentialType>, path: &str, language: Language) -> String {
    // Where any type would do, by the name that the first has for such a field.
    let has = |claim: &str| CredentialType::all().iter().copied().find(|kind| kind.label(claim, language).is_some());
    let label = |claim: &str| plain(&field_names::label(kind.or_else(|| has(claim)), claim, language));
    match path.split_once('/') {
        Some((claim, line)) => format!("{} / {}", label(claim), plain(line)),
        None => label(path),
    }
}

fn missing(gap: &Gap, kind: Option<CredentialType>, language: Language) -> Text {
    let list = |ids: &[DocumentId]| ids.iter().map(DocumentId::to_string).collect::<Vec<_>>().join(" ");
    match gap {
        Gap::Choose(ids) => text!("share-gap-choose", ids = list(ids)),
        Gap::NotReady(ids) => text!("share-gap-not-ready", ids = list(ids)),
        Gap::Fields(fields) => {
            let names: Vec<String> = fields.iter().map(|path| name_of(kind, path, language)).collect();
            text!("share-gap-fields", fields = names.join(", "))
        }
        Gap::NoDocument => text!("share-gap-none"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(path: &str) -> Ask {
        Ask {
            credential_type: Some(CredentialType::named("secondary").expect("a type").vct().to_owned()),
            fields: vec![path.to_owned()],
        }
    }

    #[test]
    fn a_grant_by_number_or_name_is_taken_and_an_unknown_one_refused() {
        let fields = [field("birth_date"), field("marks/Физика"), field("family_name")];
        let granted = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|text| (*text).to_owned()).collect();
            granted(&typed, &fields).map_err(|problem| problem.code)
        };
        assert_eq!(granted(&["2", "1"]).unwrap(), BTreeSet::from([0, 1]));
        let label = field_names::label(
            Some(CredentialType::named("secondary").expect("a type")),
            "birth_date",
            Language::Russian,
        );
        for name in ["birth_date", "BIRTH_DATE", &label] {
            assert_eq!(granted(&[name, "marks/Физика"]).unwrap(), BTreeSet::from([0, 1]), "{name}");
        }
        for typed in [&["0"][..], &["9"], &["1", "4"], &["hobby"], &["marks"]] {
            assert_eq!(granted(typed).unwrap_err(), "no-such-ask", "{typed:?}");
        }
        assert_eq!(super::granted(&["1".to_owned()], &[]).unwrap_err().code, "no-such-ask");
    }
}

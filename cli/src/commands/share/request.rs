//! `share --request`: a verifier's request held against the portfolio.

use super::ShareArgs;
use crate::commands::code::{Content, read_content};
use crate::commands::wallet::{errors, find, of_flow};
use crate::machine::clock;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::field;
use crate::render::output::Output;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::{Ask, Request, RequestError};
use attestat_ledger::day::Day;
use attestat_wallet::flow::share::choose_optional;
use attestat_wallet::flow::{Effect, Event, Flow, Question, Step};
use attestat_wallet::share::Proposal;
use attestat_wallet::share::answer::{Answer, AskPlace, Choice, Gap};
use attestat_wallet::wallet::{DocumentId, Wallet};
use attestat_words::language::Language;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The proposal that a request asks for, as far as the portfolio has it and the family grants it.
pub(super) fn proposal(
    args: &ShareArgs,
    wallet: &Wallet,
    until: Option<u64>,
    now: u64,
    out: &Output,
) -> Result<Proposal, Failure> {
    let language = out.language();
    let request = read(&args.request)?;
    if request.expires <= now {
        let when = Day::of_unix_seconds(request.expires);
        return Err(Failure::usage(
            "request-expired",
            text!("share-request-expired", when = when),
            text!("share-request-expired.next"),
        ));
    }
    let documents = args.document.iter().map(|text| find(wallet, text)).collect::<Result<_, _>>()?;
    let fields = request.optional_fields();
    let choice = Choice { documents, optional: granted(&args.grant, &fields)? };
    let mut answer = wallet.answer(&request, &choice);
    refuse_gaps(&request, &answer, language)?;
    if !args.yes && args.grant.is_empty() && confirm::can_ask().is_ok() {
        let asked = ask_each(choose_optional(wallet, &request, choice), |field| {
            let (who, what) = (plain(&request.audience), asked(field, language));
            confirm::wish(text!("share-wish", who = who, what = what), out)
        });
        answer = asked.map_err(|error| of_flow(error, None))?;
        refuse_gaps(&request, &answer, language)?;
    } else {
        list_offered(&answer, &fields, out);
    }
    let mut proposal = answer.proposal;
    proposal.until = until.map_or(proposal.until, |until| until.min(proposal.until));
    Ok(proposal)
}

/// Says which optional fields could be shown as well, and how to grant them.
fn list_offered(answer: &Answer, fields: &[Ask], out: &Output) {
    let language = out.language();
    for at in &answer.offered {
        let Some(field) = fields.get(*at) else { continue };
        let (number, what) = (at + 1, asked(field, language));
        out.remark(&text!("share-offered", what = what, number = number));
    }
}

/// Runs the choice of optional fields to its end.
fn ask_each<T>(flow: Flow<'_, T, Failure>, wish: impl Fn(&Ask) -> Result<bool, Failure>) -> T {
    let mut step = flow.step(Event::Begin, clock::now());
    loop {
        match step {
            Step::Done(outcome) => return outcome,
            Step::Waiting(flow, effect) => {
                let chosen = match effect.as_ref() {
                    Effect::Wish(Question::ShowOptional(field)) => wish(field),
                    _ => Err(Failure::internal(text!("share-other-question"))),
                };
                step = flow.step(chosen.map_or_else(Event::Failed, Event::Chosen), clock::now());
            }
        }
    }
}

/// The places of optional fields by their numbers, which begin at 1 for people, or by their names. A number or name
/// that is not among them is refused: it was meant for something, and nothing is shown before it is known for what.
fn granted(typed: &[String], fields: &[Ask]) -> Result<BTreeSet<usize>, Failure> {
    let mut places = BTreeSet::new();
    for text in typed {
        let numbered = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let at = numbered.filter(|at| *at < fields.len());
        let named = (0..).zip(fields).filter(|(_, field)| is_named(field, text)).map(|(at, _)| at);
        let meant: BTreeSet<usize> = at.into_iter().chain(named).collect();
        if meant.is_empty() {
            let (count, shown) = (fields.len(), plain(&text.chars().take(80).collect::<String>()));
            return Err(Failure::usage(
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

/// A request from its file or from pictures of its codes.
fn read(paths: &[PathBuf]) -> Result<Request, Failure> {
    let mut frames = Vec::new();
    for path in paths {
        match read_content(path)? {
            Content::File(_) if paths.len() > 1 => return Err(several()),
            Content::File(bytes) => return Request::parse(&bytes).map_err(|error| not_a_request(&error)),
            Content::Codes(codes) => frames.extend(codes),
        }
    }
    Request::unpack(&frames).map_err(|error| not_a_request(&error))
}

/// Failure for several requests: a request is one file, and nobody knows which of two was meant.
fn several() -> Failure {
    Failure::usage("several-requests", text!("share-several-requests"), text!("share-several-requests.next"))
}

fn not_a_request(error: &RequestError) -> Failure {
    let what = text!("share-not-a-request", why = errors::request(error));
    Failure::usage("not-a-request", what, text!("share-not-a-request.next"))
}

/// Refuses a request of which a required ask, or a granted one, is not answered; names every such ask with the next
/// step.
fn refuse_gaps(request: &Request, answer: &Answer, language: Language) -> Result<(), Failure> {
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
    Err(Failure::usage(
        "request-not-met",
        text!("share-request-not-met", who = who, lines = lines),
        text!("share-request-not-met.next"),
    ))
}

/// An ask in words: of which document, which fields.
fn asked(ask: &Ask, language: Language) -> String {
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
    let label = |claim: &str| plain(&field::label(kind.or_else(|| has(claim)), claim, language));
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

    #[test]
    fn a_second_request_is_not_passed_over_in_silence() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.json", "b.json"].map(|name| folder.path().join(name));
        paths.iter().for_each(|path| std::fs::write(path, "{}").unwrap());
        assert_eq!(read(&paths).err().unwrap().code, "several-requests");
        assert_eq!(read(&paths[..1]).err().unwrap().code, "not-a-request");
    }

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
            granted(&typed, &fields).map_err(|failure| failure.code)
        };
        assert_eq!(granted(&["2", "1"]).unwrap(), BTreeSet::from([0, 1]));
        let label =
            field::label(Some(CredentialType::named("secondary").expect("a type")), "birth_date", Language::Russian);
        for name in ["birth_date", "BIRTH_DATE", &label] {
            assert_eq!(granted(&[name, "marks/Физика"]).unwrap(), BTreeSet::from([0, 1]), "{name}");
        }
        for typed in [&["0"][..], &["9"], &["1", "4"], &["hobby"], &["marks"]] {
            assert_eq!(granted(typed).unwrap_err(), "no-such-ask", "{typed:?}");
        }
        assert_eq!(super::granted(&["1".to_owned()], &[]).unwrap_err().code, "no-such-ask");
    }

    #[test]
    fn each_optional_field_is_asked_about_by_itself() {
        let mut wallet = crate::commands::wallet::fixture::wallet();
        crate::commands::wallet::fixture::hold(&mut wallet, 2, None);
        let any = |paths: &[&str]| Ask {
            credential_type: None,
            fields: paths.iter().map(|path| (*path).to_owned()).collect(),
        };
        let request = Request {
            audience: "University".to_owned(),
            nonce: "A".repeat(43),
            purpose: "Admission".to_owned(),
            begins: None,
            expires: u64::MAX,
            required: vec![any(&["family_name"])],
            optional: vec![any(&["given_name", "hobby", "birth_date"])],
        };
        let asked = core::cell::RefCell::new(Vec::new());
        let answer = ask_each(choose_optional(&wallet, &request, Choice::default()), |field| {
            asked.borrow_mut().push(field.fields.concat());
            Ok(field.fields == ["birth_date"])
        });
        let shown = answer.unwrap().proposal.picks[0].fields.clone();
        assert_eq!(asked.into_inner(), ["given_name", "birth_date"], "what no document has is not asked about");
        assert_eq!(shown, ["family_name", "birth_date"]);
    }
}

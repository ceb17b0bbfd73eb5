//! `share --request`: a verifier's request held against the portfolio.

use super::ShareArgs;
use crate::commands::code::{Content, read_content};
use crate::commands::wallet::{find, of_flow};
use crate::machine::clock;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::field;
use crate::render::output::Output;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::{Ask, Request, RequestError};
use attestat_wallet::flow::share::choose_optional;
use attestat_wallet::flow::{Effect, Event, Flow, Question, Step};
use attestat_wallet::share::Proposal;
use attestat_wallet::share::answer::{Answer, AskPlace, Choice, Gap};
use attestat_wallet::wallet::{DocumentId, Wallet};
use attestat_words::dates;
use attestat_words::language::{Choose as _, Language};
use attestat_words::plain::plain;
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
    let request = read(&args.request, language)?;
    if request.expires <= now {
        let when = dates::day(request.expires, language);
        let (what, todo) = language.choose(
            (format!("The request ended on {when}"), "Ask the receiver for a new one."),
            (format!("Срок запроса вышел {when}"), "Попросите у получателя новый."),
        );
        return Err(Failure::usage("request-expired", what, todo));
    }
    let documents = args.document.iter().map(|text| find(wallet, text, language)).collect::<Result<_, _>>()?;
    let fields = request.optional_fields();
    let choice = Choice { documents, optional: granted(&args.grant, &fields, language)? };
    let mut answer = wallet.answer(&request, &choice);
    refuse_gaps(&request, &answer, language)?;
    if !args.yes && args.grant.is_empty() && confirm::can_ask().is_ok() {
        let asked = ask_each(choose_optional(wallet, &request, choice), |field| {
            let (who, what) = (plain(&request.audience), asked(field, language));
            let question = language.choose(
                format!("{who} would also welcome: {what}. Show it? [y/N] "),
                format!("{who} просит по желанию ещё: {what}. Показать? [д/Н] "),
            );
            confirm::wish(question, out)
        });
        answer = asked.map_err(|error| of_flow(error, None, language))?;
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
        out.remark(&language.choose(
            format!("Also asked for, if you wish: {what}. To show it, add --grant {number}"),
            format!("По желанию просят ещё: {what}. Чтобы показать, добавьте --grant {number}"),
        ));
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
                    _ => Err(Failure::internal("Only optional fields are asked about here")),
                };
                step = flow.step(chosen.map_or_else(Event::Failed, Event::Chosen), clock::now());
            }
        }
    }
}

/// The places of optional fields by their numbers, which begin at 1 for people, or by their names. A number or name
/// that is not among them is refused: it was meant for something, and nothing is shown before it is known for what.
fn granted(typed: &[String], fields: &[Ask], language: Language) -> Result<BTreeSet<usize>, Failure> {
    let mut places = BTreeSet::new();
    for text in typed {
        let numbered = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let at = numbered.filter(|at| *at < fields.len());
        let named = (0..).zip(fields).filter(|(_, field)| is_named(field, text)).map(|(at, _)| at);
        let meant: BTreeSet<usize> = at.into_iter().chain(named).collect();
        if meant.is_empty() {
            let (count, shown) = (fields.len(), plain(&text.chars().take(80).collect::<String>()));
            let (what, todo) = language.choose(
                (format!("The request asks for nothing under --grant {shown}"), granted_hint(count, language)),
                (format!("Под --grant {shown} запрос ничего не просит"), granted_hint(count, language)),
            );
            return Err(Failure::usage("no-such-ask", what, todo));
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

fn granted_hint(count: usize, language: Language) -> String {
    match count {
        0 => language
            .choose(
                "It asks for nothing optional: leave --grant out.",
                "По желанию он не просит ничего: уберите --grant.",
            )
            .to_owned(),
        1 => language.choose("There is only --grant 1.", "Есть только --grant 1.").to_owned(),
        count => language.choose(
            format!("Give numbers from 1 to {count}, as they are listed without --grant."),
            format!("Укажите номера от 1 до {count}, как они перечислены без --grant."),
        ),
    }
}

/// A request from its file or from pictures of its codes.
fn read(paths: &[PathBuf], language: Language) -> Result<Request, Failure> {
    let mut frames = Vec::new();
    for path in paths {
        match read_content(path)? {
            Content::File(_) if paths.len() > 1 => return Err(several(language)),
            Content::File(bytes) => return Request::parse(&bytes).map_err(|error| not_a_request(&error, language)),
            Content::Codes(codes) => frames.extend(codes),
        }
    }
    Request::unpack(&frames).map_err(|error| not_a_request(&error, language))
}

/// Failure for several requests: a request is one file, and nobody knows which of two was meant.
fn several(language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            "Several files were given, and one of them is no picture of a code",
            "Answer one request at a time: its file, or the pictures of all its codes.",
        ),
        (
            "Названо несколько файлов, и один из них — не снимок кода",
            "Отвечайте на запросы по одному: файл запроса или снимки всех его кодов.",
        ),
    );
    Failure::usage("several-requests", what, todo)
}

fn not_a_request(error: &RequestError, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            format!("This is not a request that can be read: {error}"),
            "Ask the receiver for the file, or take the picture of every code again.",
        ),
        (format!("Запрос не читается: {error}"), "Попросите у получателя файл или снимите все коды ещё раз."),
    );
    Failure::usage("not-a-request", what, todo)
}

/// Refuses a request of which a required ask, or a granted one, is not answered; names every such ask with the next
/// step.
fn refuse_gaps(request: &Request, answer: &Answer, language: Language) -> Result<(), Failure> {
    if answer.gaps.is_empty() {
        return Ok(());
    }
    let optional = request.optional_fields();
    let lines: Vec<String> = answer
        .gaps
        .iter()
        .filter_map(|(place, gap)| {
            let ask = match place {
                AskPlace::Required(at) => request.required.get(*at),
                AskPlace::Optional(at) => optional.get(*at),
            }?;
            Some(format!("{}: {}", asked(ask, language), missing(gap, language)))
        })
        .collect();
    let who = plain(&request.audience);
    let (what, todo) = language.choose(
        (
            format!("The request of {who} cannot be answered yet:\n  {}", lines.join("\n  ")),
            "Do that and run the command again.",
        ),
        (
            format!("На запрос {who} пока нельзя ответить:\n  {}", lines.join("\n  ")),
            "Сделайте это и повторите команду.",
        ),
    );
    Err(Failure::usage("request-not-met", what, todo))
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
    match path.split_once('/') {
        Some((claim, line)) => format!("{} / {}", plain(&field::label(kind, claim, language)), plain(line)),
        None => plain(&field::label(kind, path, language)),
    }
}

fn missing(gap: &Gap, language: Language) -> String {
    let list = |ids: &[DocumentId]| ids.iter().map(DocumentId::to_string).collect::<Vec<_>>().join(" ");
    match gap {
        Gap::Choose(ids) => language.choose(
            format!("several documents would do; name one with --document: {}", list(ids)),
            format!("подходят несколько документов; назовите один: --document {}", list(ids)),
        ),
        Gap::NotReady(ids) => language.choose(
            format!("not in the portfolio, or not bound to the wallet yet; attestat wallet include {}", list(ids)),
            format!("не в портфолио или ещё не привязан к кошельку; attestat wallet include {}", list(ids)),
        ),
        Gap::Fields(fields) => language.choose(
            format!("the nearest document has no {}", fields.join(", ")),
            format!("в самом близком документе нет: {}", fields.join(", ")),
        ),
        Gap::NoDocument => language.choose(
            "there is no such document in the wallet; attestat wallet sync".to_owned(),
            "такого документа в кошельке нет; attestat wallet sync".to_owned(),
        ),
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
        for language in [Language::English, Language::Russian] {
            assert_eq!(read(&paths, language).err().unwrap().code, "several-requests");
            assert_eq!(read(&paths[..1], language).err().unwrap().code, "not-a-request");
        }
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
            granted(&typed, &fields, Language::Russian).map_err(|failure| failure.code)
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
        assert_eq!(super::granted(&["1".to_owned()], &[], Language::English).unwrap_err().code, "no-such-ask");
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

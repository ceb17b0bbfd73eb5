//! `share --request`: a verifier's request held against the portfolio.

use super::ShareArgs;
use crate::code::{Content, read_content};
use crate::dates;
use crate::failure::Failure;
use crate::field;
use crate::language::{Choose as _, Language};
use crate::output::Output;
use crate::plain::plain;
use crate::wallet::title::find;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::{Ask, Request, RequestError};
use attestat_wallet::share::Proposal;
use attestat_wallet::share::answer::{Answer, AskPlace, Choice, Gap};
use attestat_wallet::wallet::{DocumentId, Wallet};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What the request asks for, as far as the portfolio has it and the family grants it.
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
    let optional = granted(&args.grant, request.optional.len(), language)?;
    let answer = wallet.answer(&request, &Choice { documents, optional });
    for at in &answer.offered {
        if let Some(ask) = request.optional.get(*at) {
            let (number, what) = (at + 1, asked(ask, language));
            out.remark(&language.choose(
                format!("Also asked for, if you wish: {what}. To show it, add --grant {number}"),
                format!("По желанию просят ещё: {what}. Чтобы показать, добавьте --grant {number}"),
            ));
        }
    }
    refuse_gaps(&request, &answer, language)?;
    let mut proposal = answer.proposal;
    proposal.until = until.map_or(proposal.until, |until| until.min(proposal.until));
    Ok(proposal)
}

/// The positions of optional asks by their numbers, which begin at 1 for people. One that is not there was meant
/// for something: nothing is shown before it is known for what.
fn granted(numbers: &[usize], count: usize, language: Language) -> Result<BTreeSet<usize>, Failure> {
    let position = |number: &usize| {
        number.checked_sub(1).filter(|at| *at < count).ok_or_else(|| {
            let (what, todo) = language.choose(
                (format!("The request asks for nothing under --grant {number}"), granted_hint(count, language)),
                (format!("Под --grant {number} запрос ничего не просит"), granted_hint(count, language)),
            );
            Failure::usage("no-such-ask", what, todo)
        })
    };
    numbers.iter().map(position).collect()
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

/// A request is one file: which of two was meant nobody knows.
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

/// Every required ask that is not answered, and granted ones, with what to do.
fn refuse_gaps(request: &Request, answer: &Answer, language: Language) -> Result<(), Failure> {
    if answer.gaps.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = answer
        .gaps
        .iter()
        .filter_map(|(place, gap)| {
            let ask = match place {
                AskPlace::Required(at) => request.required.get(*at),
                AskPlace::Optional(at) => request.optional.get(*at),
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
    let kind = ask.credential_type.as_deref().and_then(CredentialType::from_vct);
    let labels: Vec<String> = ask
        .fields
        .iter()
        .map(|path| match path.split_once('/') {
            Some((claim, line)) => format!("{} / {}", plain(&field::label(kind, claim, language)), plain(line)),
            None => plain(&field::label(kind, path, language)),
        })
        .collect();
    match kind {
        Some(kind) => format!("{} ({})", field::document_name(kind, language), labels.join(", ")),
        None => labels.join(", "),
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

    #[test]
    fn a_number_that_grants_nothing_is_refused() {
        assert_eq!(granted(&[2, 1], 2, Language::English).unwrap(), BTreeSet::from([0, 1]));
        for (numbers, count) in [(&[0][..], 2), (&[9], 2), (&[1, 3], 2), (&[1], 0)] {
            let failure = granted(numbers, count, Language::Russian).unwrap_err();
            assert_eq!(failure.code, "no-such-ask", "{numbers:?}");
        }
    }
}

//! `share --request`: a verifier's request held against the portfolio.

use super::ShareArgs;
use crate::commands::code::{Content, read_content};
use crate::commands::wallet::find;
use crate::machine::clock;
use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::presentation::request::{Ask, Request};
use attestat_wallet::flow::share::choose_optional;
use attestat_wallet::flow::{Effect, Event, Flow, Question, Step};
use attestat_wallet::share::Proposal;
use attestat_wallet::share::answer::Choice;
use attestat_wallet::told::asked::{granted, not_a_request, offered, refuse_ended, refuse_gaps, wish};
use attestat_wallet::told::flow::of_flow;
use attestat_wallet::wallet::Wallet;
use attestat_words::text;
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
    refuse_ended(&request, now)?;
    let documents = args.document.iter().map(|text| find(wallet, text)).collect::<Result<_, _>>()?;
    let fields = request.optional_fields();
    let choice = Choice { documents, optional: granted(&args.grant, &fields)? };
    let mut answer = wallet.answer(&request, &choice);
    refuse_gaps(&request, &answer, language)?;
    if !args.yes && args.grant.is_empty() && confirm::can_ask().is_ok() {
        let asked = ask_each(choose_optional(wallet, &request, choice), |field| {
            confirm::wish(wish(&request, field, language), out)
        });
        answer = asked.map_err(|error| of_flow(error, None))?;
        refuse_gaps(&request, &answer, language)?;
    } else {
        offered(&answer, &fields, language).iter().for_each(|field| out.remark(field));
    }
    let mut proposal = answer.proposal;
    proposal.until = until.map_or(proposal.until, |until| until.min(proposal.until));
    Ok(proposal)
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

/// A request from its file or from pictures of its codes.
fn read(paths: &[PathBuf]) -> Result<Request, Failure> {
    let mut frames = Vec::new();
    for path in paths {
        match read_content(path)? {
            Content::File(_) if paths.len() > 1 => return Err(several()),
            Content::File(bytes) => return Ok(Request::parse(&bytes).map_err(|error| not_a_request(&error))?),
            Content::Codes(codes) => frames.extend(codes),
        }
    }
    Ok(Request::unpack(&frames).map_err(|error| not_a_request(&error))?)
}

/// Failure for several requests: a request is one file, and nobody knows which of two was meant.
fn several() -> Failure {
    Failure::usage("several-requests", text!("share-several-requests"), text!("share-several-requests.next"))
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

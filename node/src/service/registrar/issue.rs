//! Issuing in the protocol's form: the drafts of one stream, and their answers.

use super::{Answers, RegistrarService, actor};
use crate::office::issue::{
    ANSWERS_AHEAD, Act, AnsweredDocument, AskedDraft, DraftAnswer, DraftOutcome, Fate, ISSUE_DRAFTS_MAX, IssueAgain,
    IssueOrder, issue,
};
use crate::office::objection::{Holder, KnownPerson, Objection};
use crate::office::registry_office::RegistryOffice;
use crate::service::refusal::{objection_field, objection_words};
use attestat_ledger::name::RegistryId;
use attestat_wire::field::Field;
use attestat_wire::limit::DRAFT_BYTES_MAX;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, issue_response::Outcome};
use attestat_words::language::Language;
use attestat_words::text;
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Status, Streaming};
use zeroize::Zeroizing;

/// Reads and issues the drafts of one stream; the answers are in their order.
pub(super) async fn issue_stream(
    service: &RegistrarService,
    request: Request<Streaming<v1::IssueRequest>>,
) -> Result<Answers<v1::IssueResponse>, Status> {
    let actor = actor::registrar(&request);
    let DraftStream { office, drafts, wait, act, .. } = read(service, request.into_inner()).await?;
    let issued = issue(&office, IssueOrder { drafts, wait: wait.into(), act, actor }).await?;
    let (sender, answers) = mpsc::channel(ANSWERS_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut take = |answer| match sender.blocking_send(Ok(v1::IssueResponse::from(answer))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        };
        if let Err(error) = issued.hand_out(&mut take) {
            let _ = sender.blocking_send(Err(error.into()));
        }
    });
    Ok(Box::pin(ReceiverStream::new(answers)))
}

/// The drafts of one stream.
pub(super) struct DraftStream {
    office: Arc<RegistryOffice>,
    drafts: Vec<AskedDraft>,
    /// The number of drafts that were announced.
    announced: usize,
    wait: v1::Level,
    act: Act,
}

async fn read(service: &RegistrarService, mut requests: Streaming<v1::IssueRequest>) -> Result<DraftStream, Status> {
    let mut stream = None;
    while let Some(request) = requests.next().await {
        take(service, &mut stream, request?)?;
    }
    Ok(whole(stream)?)
}

/// The stream came to its end, and not only its sender: tonic ends one that was cancelled as if it were complete.
fn whole(stream: Option<DraftStream>) -> Result<DraftStream, Refusal> {
    let stream = stream.ok_or_else(|| field("draft").fault(text!("fault-no-draft")))?;
    let (came, announced) = (stream.drafts.len(), stream.announced);
    if came == announced {
        return Ok(stream);
    }
    let what = text!("refusal-request-cut", announced = announced, came = came);
    Err(Refusal::new(Code::InvalidArgument, "request-cut", what, text!("refusal-request-cut.next")))
}

/// Takes one message of a stream. The first names the registry, the level to wait for and the act.
fn take(
    service: &RegistrarService,
    stream: &mut Option<DraftStream>,
    request: v1::IssueRequest,
) -> Result<(), Refusal> {
    let stream = match stream {
        Some(stream) if !request.registry.is_empty() && request.registry != stream.office.id.as_str() => {
            return Err(another_registry(&stream.office.id));
        }
        Some(stream) => stream,
        empty => empty.insert(DraftStream {
            office: service.office(&request.registry)?,
            drafts: Vec::new(),
            announced: request.drafts as usize,
            wait: request.wait(),
            act: if request.dry_run { Act::DryRun } else { Act::Commit },
        }),
    };
    if request.draft.len() > DRAFT_BYTES_MAX {
        return Err(field("draft").fault(text!("fault-draft-bytes")).into());
    }
    if stream.drafts.len() == ISSUE_DRAFTS_MAX {
        return Err(field("draft").fault(text!("fault-drafts")).into());
    }
    stream.drafts.push(AskedDraft {
        draft: Zeroizing::new(request.draft),
        same_pupil: request.same_pupil,
        other_pupil: request.other_pupil,
        again: if request.again { IssueAgain::Confirmed } else { IssueAgain::Unasked },
        not_lost: request.not_lost,
    });
    Ok(())
}

fn field(name: &'static str) -> Field {
    Field::new("IssueRequest", name)
}

/// Refusal of a second registry: one stream is one request to one registry.
fn another_registry(first: &RegistryId) -> Refusal {
    let what = text!("refusal-another-registry", registry = first.as_str());
    Refusal::new(Code::InvalidArgument, "another-registry", what, text!("refusal-another-registry.next"))
}

impl From<DraftAnswer> for v1::IssueResponse {
    fn from(DraftAnswer { position, outcome }: DraftAnswer) -> Self {
        let answer = match outcome {
            DraftOutcome::WouldIssue => told(Outcome::WouldIssue, 0, Fate::AsIssued),
            DraftOutcome::WasIssued { slot, fate } => told(Outcome::AlreadyIssued, slot, fate),
            DraftOutcome::Refused(objection) => objected(Outcome::Refused, &objection),
            DraftOutcome::Question(objection) => objected(Outcome::Question, &objection),
            DraftOutcome::Conflict(objection) => objected(Outcome::Conflict, &objection),
            DraftOutcome::Issued(document) => answered(Outcome::Issued, document),
            DraftOutcome::AlreadyIssued(document) => answered(Outcome::AlreadyIssued, document),
        };
        Self { position: position as u64, ..answer }
    }
}

fn told(outcome: Outcome, slot: u32, fate: Fate) -> v1::IssueResponse {
    v1::IssueResponse { outcome: outcome.into(), slot, code: fate.code().to_owned(), ..Default::default() }
}

fn answered(outcome: Outcome, document: AnsweredDocument) -> v1::IssueResponse {
    let AnsweredDocument { slot, fate, status, level, file } = document;
    let (index, document) = file.map_or((0, Vec::new()), |file| (file.index, file.bytes));
    let level = v1::Level::from(level).into();
    v1::IssueResponse { index, document, level, status: u32::from(status as u8), ..told(outcome, slot, fate) }
}

fn objected(outcome: Outcome, objection: &Objection) -> v1::IssueResponse {
    let (slot, other) = in_the_way(objection);
    let (known, words) = (known(objection), objection_words(objection));
    v1::IssueResponse {
        outcome: outcome.into(),
        slot: slot.unwrap_or(0),
        other: other.map_or(0, |other| other as u64 + 1),
        error: words.told(Language::English),
        error_ru: words.told(Language::Russian),
        code: objection.code().to_owned(),
        field: objection_field(objection).to_owned(),
        known: known.map(|known| known.json.clone()).unwrap_or_default(),
        known_number: known.map(|known| known.number.to_string()).unwrap_or_default(),
        ..Default::default()
    }
}

/// The document that is in the way, and the draft of the same request.
fn in_the_way(objection: &Objection) -> (Option<u32>, Option<usize>) {
    match objection {
        Objection::Taken { holder: Holder::Document(slot), .. } | Objection::Conflict { slot, .. } => {
            (Some(*slot), None)
        }
        Objection::Taken { holder: Holder::Draft(position), .. } | Objection::RepeatedDifferently(position) => {
            (None, Some(*position))
        }
        _ => (None, None),
    }
}

/// The person whom the node knows.
fn known(objection: &Objection) -> Option<&KnownPerson> {
    match objection {
        Objection::NameDiffers(known)
        | Objection::BirthDateDiffers(known)
        | Objection::OtherPerson(known)
        | Objection::KnownByNumber(known)
        | Objection::KnownByName(known)
        | Objection::KnownByOtherNumber(known)
        | Objection::Namesakes(known)
        | Objection::NamesakesOfANumber(known) => Some(known),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

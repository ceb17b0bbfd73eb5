//! Issuing: drafts in, documents out, and nothing in between that a crash could lose or do twice.
//!
//! A whole request is read and validated before anything is signed. Then it is shuffled, so that
//! neither the order of a class list nor the cut between batches says who stands where, and issued a
//! batch at a time: credentials are made on all cores, the vault's entries are synced, the awards are
//! committed, the entries are placed. A crash leaves prepared entries; the next start looks them up in
//! the log ([`reconcile`]), and the same request sent again goes on where it stopped.
//!
//! All of it is one act ([`crate::office::act`]): it is carried out although the client leaves. Whatever was prepared
//! before is looked up in the log before anything is appended ([`place_standing`]), so that no award is appended
//! twice, however the request before it ended.

mod answer;
mod append;
mod carry;
mod export;
mod find;
mod make;
mod objection;
mod plan;
mod whose;

use answer::Issued;
pub(crate) use append::{Pending, append};
pub(crate) use carry::chunks;
use carry::{Carried, carry_out};
pub(crate) use export::export;
pub(crate) use find::award_index;
pub(crate) use find::place_standing;
pub use find::reconcile;
pub(crate) use make::{Maker, Making, Predecessor, prepare_in, read_prepared};
pub(crate) use objection::said;
pub(crate) use whose::{OTHER_PERSON, compare};

use crate::office::act::interrupted;
use crate::office::actor;
use crate::office::desk::Desk;
use crate::service::registrar::RegistrarService;
use attestat_ledger::name::RegistryId;
use attestat_vault::AccessKind;
use attestat_wire::field::Field;
use attestat_wire::limit::DRAFT_BYTES_MAX;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
#[cfg(test)]
pub(crate) use plan::Again;
pub(crate) use plan::Asked;
use plan::{Plan, plan, preview};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tonic::{Code, Request, Status, Streaming};
use zeroize::Zeroizing;

/// Most drafts of one request: the largest school's year, several times over.
pub const ISSUE_DRAFTS_MAX: usize = 20_000;

/// Documents that are put together before they are taken: some 3 MB.
const ANSWERS_AHEAD: usize = 256;

/// Reads, validates and issues the drafts of one stream; the answers are in their order.
pub(crate) async fn issue(
    service: &RegistrarService,
    request: Request<Streaming<v1::IssueRequest>>,
) -> Result<mpsc::Receiver<Result<v1::IssueResponse, Status>>, Status> {
    let maker = Maker { actor: actor::registrar(&request), kind: AccessKind::Issued };
    let Order { desk, drafts, wait, act, .. } = read(service, request.into_inner()).await?;
    let settled = settle(&desk, drafts, wait, act, maker).await?;
    let (sender, answers) = mpsc::channel(ANSWERS_AHEAD);
    tokio::task::spawn_blocking(move || match settled {
        Settled::Issued(issued) => issued.send_answers(&sender),
        Settled::Preview(previews) => {
            for preview in previews {
                if sender.blocking_send(Ok(preview)).is_err() {
                    return;
                }
            }
        }
    });
    Ok(answers)
}

/// Choice between a dry run and an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A dry run: only says what would be done.
    DryRun,
    /// Issues.
    Commit,
}

/// Outcome of a request.
pub(crate) enum Settled {
    /// Nothing was issued: the documents that would be, or the reasons why not.
    Preview(Vec<v1::IssueResponse>),
    /// Issued, or issued before; the documents are still to be put together.
    Issued(Issued),
}

/// Validates all drafts and, if every one can be issued, issues them; the answers are in their order.
pub async fn issue_drafts(
    desk: &Arc<Desk>,
    drafts: Vec<Zeroizing<Vec<u8>>>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Status> {
    issue_asked(desk, drafts.into_iter().map(Asked::unasked).collect(), wait, act).await
}

/// Issues drafts as [`issue_drafts`] does, where a person answered about some.
pub(crate) async fn issue_asked(
    desk: &Arc<Desk>,
    drafts: Vec<Asked>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Status> {
    let maker = Maker { actor: "registrar".to_owned(), kind: AccessKind::Issued };
    match settle(desk, drafts, wait, act, maker).await? {
        Settled::Preview(answers) => Ok(answers),
        Settled::Issued(issued) => {
            let (sender, mut receiver) = mpsc::channel(ANSWERS_AHEAD);
            tokio::task::spawn_blocking(move || issued.send_answers(&sender));
            let mut answers = Vec::new();
            while let Some(answer) = receiver.recv().await {
                answers.push(answer?);
            }
            Ok(answers)
        }
    }
}

async fn settle(
    desk: &Arc<Desk>,
    drafts: Vec<Asked>,
    wait: v1::Level,
    act: Act,
    maker: Maker,
) -> Result<Settled, Status> {
    let (acting, actor) = (desk.clone(), maker.actor.clone());
    let done = desk.acts.run(async move { decide_and_carry_out(&acting, drafts, act, &maker).await });
    let outcome = match done.await? {
        Done::Nothing(previews) => return Ok(Settled::Preview(previews)),
        Done::Carried(outcome) => outcome,
    };
    let Carried { answers, size, mut ended } = outcome;
    desk.wait_for_seal(size).await;
    desk.wait_for_head(size).await;
    let level = desk.wait(size, wait).await.unwrap_or_else(|refusal| {
        ended = ended.take().or(Some(refusal.into()));
        v1::Level::Local
    });
    Ok(Settled::Issued(Issued { desk: desk.clone(), answers, level, actor, ended }))
}

/// Outcome of an act.
enum Done {
    /// Nothing was to be issued, or not everything could be.
    Nothing(Vec<v1::IssueResponse>),
    /// Everything is in the log and in the vault.
    Carried(Carried),
}

async fn decide_and_carry_out(desk: &Arc<Desk>, drafts: Vec<Asked>, act: Act, maker: &Maker) -> Result<Done, Status> {
    // One request at a time: between "was this issued?" and "now it is" nobody may ask.
    let turn = desk.acts.turn().await;
    // Also on a dry run: it would offer again what the vault lost.
    desk.check_vault()?;
    let plans = turn.blocking(desk, move |desk| plan(desk, &drafts)).await??;
    let clean = plans.iter().all(Plan::is_clean);
    if act == Act::DryRun || !clean {
        return Ok(Done::Nothing(plans.iter().enumerate().map(|(at, plan)| preview(at, plan)).collect()));
    }
    Ok(Done::Carried(carry_out(desk, &turn, plans, maker).await?))
}

/// Runs work that takes the processor or the disk away from the network threads.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Status> {
    tokio::task::spawn_blocking(work).await.map_err(|_| interrupted().into())
}

/// Request of one stream.
struct Order {
    desk: Arc<Desk>,
    drafts: Vec<Asked>,
    /// The number of drafts that were announced.
    announced: usize,
    wait: v1::Level,
    act: Act,
}

async fn read(service: &RegistrarService, mut requests: Streaming<v1::IssueRequest>) -> Result<Order, Status> {
    let mut order = None;
    while let Some(request) = requests.next().await {
        take(service, &mut order, request?)?;
    }
    whole(order)
}

/// The stream came to its end, and not only its sender: tonic ends one that was cancelled as if it were complete.
fn whole(order: Option<Order>) -> Result<Order, Status> {
    let order = order.ok_or_else(|| field("draft").fault("the stream holds no draft"))?;
    let (came, announced) = (order.drafts.len(), order.announced);
    if came == announced {
        return Ok(order);
    }
    let what =
        format!("The request announced {announced} drafts, and {came} came before it ended. Nothing was issued.");
    Err(Refusal::new(Code::InvalidArgument, "request-cut", what, "Send the whole request again.").into())
}

/// Takes one message of a stream. The first names the registry, the level to wait for and the act.
fn take(service: &RegistrarService, order: &mut Option<Order>, request: v1::IssueRequest) -> Result<(), Status> {
    let order = match order {
        Some(order) if !request.registry.is_empty() && request.registry != order.desk.id.as_str() => {
            return Err(another_registry(&order.desk.id).into());
        }
        Some(order) => order,
        empty => empty.insert(Order {
            desk: service.desk(&request.registry)?,
            drafts: Vec::new(),
            announced: request.drafts as usize,
            wait: request.wait(),
            act: if request.dry_run { Act::DryRun } else { Act::Commit },
        }),
    };
    if request.draft.len() > DRAFT_BYTES_MAX {
        return Err(field("draft").fault("a draft has at most 131,072 bytes").into());
    }
    if order.drafts.len() == ISSUE_DRAFTS_MAX {
        return Err(field("draft").fault("at most 20,000 drafts are issued at once; split the file").into());
    }
    order.drafts.push(Asked::read(request));
    Ok(())
}

fn field(name: &'static str) -> Field {
    Field::new("IssueRequest", name)
}

/// Refusal of a second registry: one stream is one request to one registry.
fn another_registry(first: &RegistryId) -> Refusal {
    let what = format!("The first message of this stream names {first}, and a later one another registry.");
    let todo = "Nothing was issued; send a stream for each registry.";
    Refusal::new(Code::InvalidArgument, "another-registry", what, todo)
}

#[cfg(test)]
pub(crate) mod interrupted;
#[cfg(test)]
mod tests;

//! Issuing: drafts in, documents out, and nothing in between that a crash could lose or do twice.
//!
//! A whole request is read and validated before anything is signed. Then it is shuffled, so that
//! neither the order of a class list nor the cut between batches says who stands where, and issued a
//! batch at a time: credentials are made on all cores, the vault's entries are synced, the awards are
//! committed, the entries are placed. A crash leaves prepared entries; the next start looks them up in
//! the log ([`reconcile`]), and the same request sent again goes on where it stopped.

mod find;
mod make;

pub(crate) use find::award_index;
pub use find::reconcile;

use crate::cores::on_all_cores;
use crate::desk::{Desk, append_refusal, vault_refusal};
use crate::document::Assembler;
use crate::pipeline::{REQUEST_RECORDS_MAX, Snapshot, shuffle};
use crate::registrar::RegistrarService;
use attestat_credential::draft::Draft;
use attestat_ledger::record::{Award, Content};
use attestat_ledger::status::Status as DocumentStatus;
use attestat_store::vault::Known;
use attestat_wire::limit::DRAFT_BYTES_MAX;
use attestat_wire::v1::{self, issue_response::Outcome};
use make::{prepare, read_prepared};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tonic::{Status, Streaming};
use zeroize::Zeroizing;

/// Most drafts of one request: the largest school's year, several times over.
pub const ISSUE_DRAFTS_MAX: usize = 20_000;

/// Documents that are put together before they are taken: some 3 MB.
const ANSWERS_AHEAD: usize = 256;

/// A draft on its way.
enum Plan {
    /// Not issuable, in two sentences.
    Refused(String),
    /// Issued before in this slot and in the log.
    Done(u32),
    /// Prepared before in this slot and never committed.
    Prepared(u32),
    /// The same key with other content in this slot.
    Conflict(u32),
    /// To be issued.
    New(Box<Draft>),
    /// The same as the draft at this position of the same request.
    Repeats(usize),
}

/// Reads, validates and issues the drafts of one stream; the answers are in their order.
pub(crate) async fn issue(
    service: &RegistrarService,
    requests: Streaming<v1::IssueRequest>,
) -> Result<mpsc::Receiver<Result<v1::IssueResponse, Status>>, Status> {
    let Order { desk, drafts, wait, act } = read(service, requests).await?;
    let settled = settle(&desk, drafts, wait, act).await?;
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

/// Whether a request writes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Only says what would be done.
    DryRun,
    /// Issues.
    Commit,
}

/// What a request comes to.
pub(crate) enum Settled {
    /// Nothing was issued: what would be, or why not.
    Preview(Vec<v1::IssueResponse>),
    /// Issued, or issued before; the documents are still to be put together.
    Issued(Issued),
}

/// Everything is in the log and in the vault.
pub(crate) struct Issued {
    desk: Arc<Desk>,
    answers: Vec<(Outcome, u32)>,
    level: v1::Level,
}

/// Validates all drafts and, if every one can be issued, issues them; the answers are in their order.
pub async fn issue_drafts(
    desk: &Arc<Desk>,
    drafts: Vec<Zeroizing<Vec<u8>>>,
    wait: v1::Level,
    act: Act,
) -> Result<Vec<v1::IssueResponse>, Status> {
    match settle(desk, drafts, wait, act).await? {
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
    drafts: Vec<Zeroizing<Vec<u8>>>,
    wait: v1::Level,
    act: Act,
) -> Result<Settled, Status> {
    // One request at a time: between "was this issued?" and "now it is" nobody may ask.
    let turn = desk.issuing.lock().await;
    let planning = desk.clone();
    let plans = blocking(move || plan(&planning, &drafts)).await??;
    let clean = plans.iter().all(|plan| !matches!(plan, Plan::Refused(_) | Plan::Conflict(_)));
    if act == Act::DryRun || !clean {
        return Ok(Settled::Preview(plans.iter().enumerate().map(|(at, plan)| preview(at, plan)).collect()));
    }
    let outcome = carry_out(desk, plans).await?;
    drop(turn);
    desk.wait_for_seal(outcome.size).await;
    desk.wait_for_head(outcome.size).await;
    let level = desk.wait(outcome.size, wait).await;
    Ok(Settled::Issued(Issued { desk: desk.clone(), answers: outcome.answers, level }))
}

/// Runs work that takes the processor or the disk away from the network threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Status> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Status::internal("the node stopped in the middle of this request"))
}

/// What one stream asks for.
struct Order {
    desk: Arc<Desk>,
    drafts: Vec<Zeroizing<Vec<u8>>>,
    wait: v1::Level,
    act: Act,
}

async fn read(service: &RegistrarService, mut requests: Streaming<v1::IssueRequest>) -> Result<Order, Status> {
    let field = |name| attestat_wire::field::Field::new("IssueRequest", name);
    let mut order = None;
    while let Some(request) = requests.next().await {
        let request = request?;
        let order = match &mut order {
            Some(order) => order,
            empty => empty.insert(Order {
                desk: service.desk(&request.registry)?,
                drafts: Vec::new(),
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
        order.drafts.push(Zeroizing::new(request.draft));
    }
    order.ok_or_else(|| field("draft").fault("the stream holds no draft").into())
}

/// Decides for every draft what is to be done, without doing it.
fn plan(desk: &Desk, drafts: &[Zeroizing<Vec<u8>>]) -> Result<Vec<Plan>, Status> {
    let read = |_, bytes: &Zeroizing<Vec<u8>>| {
        Draft::from_json(bytes).map(|draft| (draft.idempotency_key(&desk.id), draft.content_digest(), draft))
    };
    let read = on_all_cores(drafts, read).ok_or_else(|| Status::internal("the drafts could not be read"))?;
    let mut seen: BTreeMap<[u8; 32], (usize, [u8; 32])> = BTreeMap::new();
    let mut plans = Vec::with_capacity(drafts.len());
    for (position, read) in read.into_iter().enumerate() {
        let plan = match read {
            Err(error) => Plan::Refused(error.to_string()),
            Ok((key, digest, draft)) => match seen.get(&key) {
                Some((first, same)) if *same == digest => Plan::Repeats(*first),
                Some(_) => Plan::Refused(REPEATED_DIFFERENTLY.to_owned()),
                None => {
                    seen.insert(key, (position, digest));
                    plan_one(desk, draft, &key, &digest).map_err(|error| vault_refusal(&error))?
                }
            },
        };
        plans.push(plan);
    }
    Ok(plans)
}

const REPEATED_DIFFERENTLY: &str =
    "Another row of this file describes the same document with other content. Keep the right one of the two rows.";

fn plan_one(
    desk: &Desk,
    draft: Draft,
    key: &[u8; 32],
    digest: &[u8; 32],
) -> Result<Plan, attestat_store::vault::VaultError> {
    match desk.vault.known(key, digest)? {
        // A revoked document gives its place to the corrected one.
        Known::Different { slot } if is_revoked(desk, slot) => {}
        // One that a crash left prepared and that never reached the log gives it too.
        Known::Different { slot } if desk.vault.placed(&desk.id, slot)?.is_none() => {}
        Known::Different { slot } => return Ok(Plan::Conflict(slot)),
        Known::Same { slot } if desk.vault.placed(&desk.id, slot)?.is_some() => return Ok(Plan::Done(slot)),
        Known::Same { slot } => return Ok(Plan::Prepared(slot)),
        Known::New => {}
    }
    let class = attestat_credential::credential_type::CredentialType::of(draft.document()).class();
    Ok(match desk.check_class(class) {
        Ok(()) => Plan::New(Box::new(draft)),
        Err(refusal) => Plan::Refused(refusal.to_string()),
    })
}

fn is_revoked(desk: &Desk, slot: u32) -> bool {
    desk.own.log().state().statuses.get(slot) == DocumentStatus::Revoked
}

fn conflict_words(slot: u32) -> String {
    format!(
        "A document with the same pupil, kind, title, date and number was issued as {slot}, with other content. If this row is the right one, revoke that document (attestat status revoke {slot} --reason superseded) and issue this file again; otherwise correct the row."
    )
}

/// The answer for a draft when nothing is issued.
fn preview(position: usize, plan: &Plan) -> v1::IssueResponse {
    let (outcome, slot, error) = match plan {
        Plan::Refused(why) => (Outcome::Refused, 0, why.clone()),
        Plan::Conflict(slot) => (Outcome::Conflict, *slot, conflict_words(*slot)),
        Plan::Done(slot) => (Outcome::AlreadyIssued, *slot, String::new()),
        Plan::Prepared(_) | Plan::New(_) | Plan::Repeats(_) => (Outcome::WouldIssue, 0, String::new()),
    };
    let position = position as u64;
    v1::IssueResponse { position, outcome: outcome.into(), slot, error, ..Default::default() }
}

/// What was done for each draft, and how large the log is now.
struct Carried {
    answers: Vec<(Outcome, u32)>,
    size: u64,
}

/// One award that is to be appended.
struct Pending {
    position: usize,
    award: Award,
}

async fn carry_out(desk: &Arc<Desk>, plans: Vec<Plan>) -> Result<Carried, Status> {
    let mut answers = vec![(Outcome::AlreadyIssued, 0); plans.len()];
    let mut set = |position: usize, outcome, slot| {
        if let Some(answer) = answers.get_mut(position) {
            *answer = (outcome, slot);
        }
    };
    let (mut new, mut prepared, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
    for (position, plan) in plans.into_iter().enumerate() {
        match plan {
            Plan::New(draft) => new.push((position, draft)),
            Plan::Prepared(slot) => prepared.push((position, slot)),
            Plan::Done(slot) => set(position, Outcome::AlreadyIssued, slot),
            Plan::Repeats(first) => repeats.push((position, first)),
            Plan::Refused(_) | Plan::Conflict(_) => {}
        }
    }
    if desk.order == crate::pipeline::Order::Shuffled {
        shuffle(&mut new).map_err(|error| append_refusal(&error))?;
    }
    let mut size = desk.own.log().state().size();
    // While one batch is committed, the next one's credentials are made.
    let mut rest = chunks(new).into_iter();
    let mut making = rest.next().map(|chunk| make_ahead(desk, chunk));
    while let Some(made) = making.take() {
        let pending = made.await.map_err(|_| Status::internal("the node stopped in the middle of this request"))??;
        making = rest.next().map(|chunk| make_ahead(desk, chunk));
        size = append(desk, &pending, last(making.is_none() && prepared.is_empty())).await?;
        pending.iter().for_each(|pending| set(pending.position, Outcome::Issued, pending.award.slot));
    }
    let mut left = prepared.len();
    for chunk in chunks(prepared) {
        left -= chunk.len();
        let reading = desk.clone();
        let pending = blocking(move || read_prepared(&reading, &chunk)).await??;
        size = append(desk, &pending, last(left == 0)).await?;
        pending.iter().for_each(|pending| set(pending.position, Outcome::Issued, pending.award.slot));
    }
    for (position, first) in repeats {
        let slot = answers.get(first).map_or(0, |(_, slot)| *slot);
        if let Some(answer) = answers.get_mut(position) {
            *answer = (Outcome::AlreadyIssued, slot);
        }
    }
    Ok(Carried { answers, size })
}

/// Begins to make and prepare a batch's credentials.
fn make_ahead(
    desk: &Arc<Desk>,
    chunk: Vec<(usize, Box<Draft>)>,
) -> tokio::task::JoinHandle<Result<Vec<Pending>, Status>> {
    let desk = desk.clone();
    tokio::task::spawn_blocking(move || prepare(&desk, chunk))
}

/// The last batch ends in a snapshot, so that its documents have status evidence from the first day.
fn last(is_last: bool) -> Snapshot {
    if is_last { Snapshot::Always } else { Snapshot::AsNeeded }
}

fn chunks<T>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut items = items.into_iter();
    std::iter::from_fn(|| {
        Some(items.by_ref().take(REQUEST_RECORDS_MAX).collect()).filter(|chunk: &Vec<T>| !chunk.is_empty())
    })
    .collect()
}

/// Appends awards and notes in the vault where they stand.
async fn append(desk: &Arc<Desk>, pending: &[Pending], snapshot: Snapshot) -> Result<u64, Status> {
    let contents = pending.iter().map(|pending| Content::Award(pending.award.clone())).collect();
    let appended = desk.pipeline.append(contents, snapshot).await;
    let appendage = appended.map_err(|error| append_refusal(&error))?;
    let slots = pending.iter().map(|pending| pending.award.slot);
    let placed: Vec<(u32, u64)> = slots.zip(appendage.indexes.iter().copied()).collect();
    let placing = desk.clone();
    blocking(move || placing.vault.place(&placing.id, &placed)).await?.map_err(|error| vault_refusal(&error))?;
    Ok(appendage.size)
}

impl Issued {
    /// Puts the document files together, some at a time on all cores, and hands them out in order.
    pub(crate) fn send_answers(&self, answers: &mpsc::Sender<Result<v1::IssueResponse, Status>>) {
        let assembler = match Assembler::new(&self.desk) {
            Ok(assembler) => assembler,
            Err(error) => return drop(answers.blocking_send(Err(error))),
        };
        let answer = |first: usize, position: usize, (outcome, slot): &(Outcome, u32)| {
            let (index, document) = assembler.document(*slot)?;
            Ok(v1::IssueResponse {
                position: (first + position) as u64,
                outcome: (*outcome).into(),
                slot: *slot,
                index,
                level: self.level.into(),
                error: String::new(),
                document,
            })
        };
        for (part, carried) in self.answers.chunks(ANSWERS_AHEAD).enumerate() {
            let made = on_all_cores(carried, |at, carried| answer(part * ANSWERS_AHEAD, at, carried));
            let died = || vec![Err(Status::internal("the documents could not be read"))];
            for answer in made.unwrap_or_else(died) {
                if answers.blocking_send(answer).is_err() {
                    return;
                }
            }
        }
    }
}

/// Sends document files with their newest proofs; an empty list of slots means all.
pub(crate) fn export(desk: &Desk, slots: &[u32], answers: &mpsc::Sender<Result<v1::ExportResponse, Status>>) {
    let all = || desk.vault.slots(&desk.id).map_err(|error| Status::from(vault_refusal(&error)));
    let exported = Assembler::new(desk).and_then(|assembler| {
        let slots = if slots.is_empty() { all()? } else { slots.to_vec() };
        for slot in slots {
            let answer = assembler.document(slot).map(|(_, document)| v1::ExportResponse {
                slot,
                document,
                file_name: format!("document-{slot}"),
            });
            if answers.blocking_send(answer).is_err() {
                break;
            }
        }
        Ok(())
    });
    if let Err(error) = exported {
        let _ = answers.blocking_send(Err(error));
    }
}

#[cfg(test)]
mod tests;

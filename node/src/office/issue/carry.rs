//! Issuing by plan: credentials made, awards appended, batch by batch.

use super::append::{Pending, append};
use super::make::{Maker, Making, prepare, read_prepared};
use super::plan::Plan;
use crate::office::act::{Turn, interrupted};
use crate::office::cover::Company;
use crate::office::desk::{Desk, append_refusal};
use crate::writer::pipeline::{Snapshot, shuffle};
use attestat_wire::v1::issue_response::Outcome;
use std::sync::Arc;
use tonic::Status;

/// The outcome for one draft.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) slot: u32,
    pub(super) code: &'static str,
}

impl Answer {
    /// True if anything was done for the draft.
    pub(super) fn is_done(&self) -> bool {
        self.outcome != Outcome::Unspecified
    }
}

/// Answers for the drafts, the log's size now, and the reason of an early end if there was one.
pub(super) struct Carried {
    pub(super) answers: Vec<Answer>,
    pub(super) size: u64,
    pub(super) ended: Option<Status>,
}

/// Drafts to be issued: those to be made, and those prepared before.
#[derive(Default)]
struct Work {
    new: Vec<Making>,
    prepared: Vec<(usize, u32)>,
}

/// Carries the plans out. Where it ends early, the drafts issued before are answered for all the same.
pub(super) async fn carry_out(
    desk: &Arc<Desk>,
    turn: &Turn,
    plans: Vec<Plan>,
    maker: &Maker,
) -> Result<Carried, Status> {
    let mut answers = Answers(vec![Answer { outcome: Outcome::Unspecified, slot: 0, code: "" }; plans.len()]);
    let (mut work, mut repeats) = (Work::default(), Vec::new());
    for (position, plan) in plans.into_iter().enumerate() {
        match plan {
            Plan::New(draft, pupil) => work.new.push(Making { position, draft, pupil, predecessor: None }),
            Plan::Prepared(slot) => work.prepared.push((position, slot)),
            Plan::Done(slot, code) => answers.set(position, Answer { outcome: Outcome::AlreadyIssued, slot, code }),
            Plan::Repeats(first) => repeats.push((position, first)),
            Plan::Refused(_) | Plan::Question(_) | Plan::Conflict(_) => {}
        }
    }
    if desk.order == crate::writer::pipeline::Order::Shuffled {
        shuffle(&mut work.new).map_err(|error| append_refusal(&error))?;
    }
    let appended = append_all(desk, turn, work, maker, &mut answers).await;
    for (position, first) in repeats {
        if let Some(Answer { slot, .. }) = answers.0.get(first).copied().filter(Answer::is_done) {
            answers.set(position, Answer { outcome: Outcome::AlreadyIssued, slot, code: "" });
        }
    }
    let Answers(answers) = answers;
    match appended {
        // Whoever asked is told first what was done before it.
        Err(why) if answers.iter().any(|answer| answer.outcome == Outcome::Issued) => {
            Ok(Carried { answers, size: desk.own.log().state().size(), ended: Some(why) })
        }
        appended => Ok(Carried { answers, size: appended?, ended: None }),
    }
}

/// The answers, by the positions of their drafts.
struct Answers(Vec<Answer>);

impl Answers {
    fn set(&mut self, position: usize, answer: Answer) {
        if let Some(at) = self.0.get_mut(position) {
            *at = answer;
        }
    }

    fn issued<'a>(&mut self, pending: impl Iterator<Item = &'a Pending>) {
        for Pending { position, award } in pending {
            self.set(*position, Answer { outcome: Outcome::Issued, slot: award.slot, code: "" });
        }
    }
}

/// Makes and appends everything, batch by batch; returns the log's size then.
async fn append_all(
    desk: &Arc<Desk>,
    turn: &Turn,
    Work { new, prepared }: Work,
    maker: &Maker,
    answers: &mut Answers,
) -> Result<u64, Status> {
    let mut size = desk.own.log().state().size();
    // While one batch is committed, the next one's credentials are made.
    let mut rest = chunks(desk, new).into_iter();
    let make_ahead = |chunk: Vec<Making>| {
        let maker = maker.clone();
        turn.begin(desk, move |desk| prepare(desk, chunk, &maker))
    };
    let mut making = rest.next().map(make_ahead);
    while let Some(made) = making.take() {
        let pending = made.await.map_err(|_| interrupted())??;
        making = rest.next().map(make_ahead);
        let snapshot = last(making.is_none() && prepared.is_empty());
        size = append_batch(desk, turn, &pending, snapshot, answers).await?;
    }
    let mut left = prepared.len();
    for chunk in chunks(desk, prepared) {
        left -= chunk.len();
        let maker = maker.clone();
        let pending = turn.blocking(desk, move |desk| read_prepared(desk, &chunk, &maker)).await??;
        size = append_batch(desk, turn, &pending, last(left == 0), answers).await?;
    }
    Ok(size)
}

/// Appends a batch. One that fails may stand in the log all the same.
async fn append_batch(
    desk: &Arc<Desk>,
    turn: &Turn,
    pending: &[Pending],
    snapshot: Snapshot,
    answers: &mut Answers,
) -> Result<u64, Status> {
    let appended = append(desk, turn, pending, Company::Issued, snapshot).await;
    let stands = |pending: &&Pending| appended.is_ok() || desk.own.holds_slot(pending.award.slot).unwrap_or(false);
    answers.issued(pending.iter().filter(stands));
    appended
}

/// The last batch ends in a snapshot, so that its documents have status evidence from the first day.
fn last(is_last: bool) -> Snapshot {
    if is_last { Snapshot::Always } else { Snapshot::AsNeeded }
}

/// Parts that fit one request to the writer, their decoys included.
pub(crate) fn chunks<T>(desk: &Desk, items: Vec<T>) -> Vec<Vec<T>> {
    let most = desk.cover.awards_max();
    let mut items = items.into_iter();
    std::iter::from_fn(|| Some(items.by_ref().take(most).collect()).filter(|chunk: &Vec<T>| !chunk.is_empty()))
        .collect()
}

//! Issuing by plan: credentials made, awards appended, batch by batch.

use super::append::{Pending, append};
use super::make::{Maker, Making, prepare, read_prepared};
use super::outcome::Fate;
use super::plan::DraftPlan;
use crate::office::act::{Interrupted, Turn};
use crate::office::cover::Company;
use crate::office::desk::Desk;
use crate::office::error::OfficeError;
use crate::writer::pipeline::{Snapshot, shuffle};
use std::sync::Arc;

/// Way in which a document that answers a draft came to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IssuedWhen {
    /// It was issued now.
    Now,
    /// It was issued before.
    Before(Fate),
}

/// The document that answers a draft.
#[derive(Clone, Copy)]
pub(super) struct CarriedDraft {
    pub(super) slot: u32,
    pub(super) when: IssuedWhen,
}

/// CarriedDrafts for the drafts, the log's size now, and the reason of an early end if there was one.
pub(super) struct Carried {
    /// Nothing where the act ended before anything was done for a draft.
    pub(super) answers: Vec<Option<CarriedDraft>>,
    pub(super) size: u64,
    pub(super) ended: Option<OfficeError>,
}

/// Drafts to be issued: those to be made, and those prepared before.
#[derive(Default)]
struct IssueWork {
    new: Vec<Making>,
    prepared: Vec<(usize, u32)>,
}

/// Carries the plans out. Where it ends early, the drafts issued before are answered for all the same.
pub(super) async fn carry_out(
    desk: &Arc<Desk>,
    turn: &Turn,
    plans: Vec<DraftPlan>,
    maker: &Maker,
) -> Result<Carried, OfficeError> {
    let mut answers = CarriedDrafts(vec![None; plans.len()]);
    let (mut work, mut repeats) = (IssueWork::default(), Vec::new());
    for (position, plan) in plans.into_iter().enumerate() {
        match plan {
            DraftPlan::New(draft, pupil) => work.new.push(Making { position, draft, pupil, predecessor: None }),
            DraftPlan::Prepared(slot) => work.prepared.push((position, slot)),
            DraftPlan::Done(slot, fate) => answers.set(position, CarriedDraft { slot, when: IssuedWhen::Before(fate) }),
            DraftPlan::Repeats(first) => repeats.push((position, first)),
            DraftPlan::Refused(_) | DraftPlan::Question(_) | DraftPlan::Conflict(_) => {}
        }
    }
    if desk.order == crate::writer::pipeline::Order::Shuffled {
        shuffle(&mut work.new)?;
    }
    let appended = append_all(desk, turn, work, maker, &mut answers).await;
    for (position, first) in repeats {
        if let Some(CarriedDraft { slot, .. }) = answers.0.get(first).copied().flatten() {
            answers.set(position, CarriedDraft { slot, when: IssuedWhen::Before(Fate::AsIssued) });
        }
    }
    let CarriedDrafts(answers) = answers;
    match appended {
        // Whoever asked is told first what was done before it.
        Err(why) if answers.iter().flatten().any(|answer| answer.when == IssuedWhen::Now) => {
            Ok(Carried { answers, size: desk.own.log().state().size(), ended: Some(why) })
        }
        appended => Ok(Carried { answers, size: appended?, ended: None }),
    }
}

/// The answers, by the positions of their drafts.
struct CarriedDrafts(Vec<Option<CarriedDraft>>);

impl CarriedDrafts {
    fn set(&mut self, position: usize, answer: CarriedDraft) {
        if let Some(at) = self.0.get_mut(position) {
            *at = Some(answer);
        }
    }

    fn issued<'a>(&mut self, pending: impl Iterator<Item = &'a Pending>) {
        for Pending { position, award } in pending {
            self.set(*position, CarriedDraft { slot: award.slot, when: IssuedWhen::Now });
        }
    }
}

/// Makes and appends everything, batch by batch; returns the log's size then.
async fn append_all(
    desk: &Arc<Desk>,
    turn: &Turn,
    IssueWork { new, prepared }: IssueWork,
    maker: &Maker,
    answers: &mut CarriedDrafts,
) -> Result<u64, OfficeError> {
    let mut size = desk.own.log().state().size();
    // While one batch is committed, the next one's credentials are made.
    let mut rest = chunks(desk, new).into_iter();
    let make_ahead = |chunk: Vec<Making>| {
        let maker = maker.clone();
        turn.begin(desk, move |desk| prepare(desk, chunk, &maker))
    };
    let mut making = rest.next().map(make_ahead);
    while let Some(made) = making.take() {
        let pending = made.await.map_err(|_| Interrupted)??;
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
    answers: &mut CarriedDrafts,
) -> Result<u64, OfficeError> {
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

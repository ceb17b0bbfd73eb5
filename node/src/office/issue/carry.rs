//! Issuing by plan: credentials made, awards appended, batch by batch.

use super::append::{Pending, PlacedAwards, append};
use super::make::{Maker, Making, prepare, read_prepared};
use super::outcome::Fate;
use super::plan::DraftPlan;
use crate::office::act::{Interrupted, Turn};
use crate::office::cover::Company;
use crate::office::document::DocumentParts;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use crate::writer::pipeline::{Snapshot, shuffle};
use std::sync::Arc;

/// Most bytes of made documents that wait to be handed out, for all drafts of a request: 16,000 of 4,000 bytes. Those
/// beyond it are read from the vault again.
const HELD_BYTES_MAX: usize = 64 << 20;

/// A document that was made now, and where its award stands.
pub(super) struct HeldDocument {
    pub(super) index: u64,
    pub(super) parts: DocumentParts,
}

/// Way in which a document that answers a draft came to be.
pub(super) enum IssuedWhen {
    /// It was issued now; the document where it is still held.
    Now(Option<HeldDocument>),
    /// It was issued before.
    Before(Fate),
}

/// The document that answers a draft.
pub(super) struct CarriedDraft {
    pub(super) slot: u32,
    pub(super) when: IssuedWhen,
}

/// Answers for the drafts, the log's size now, and the reason of an early end if there was one.
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
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    plans: Vec<DraftPlan>,
    maker: &Maker,
) -> Result<Carried, OfficeError> {
    let mut answers = CarriedDrafts::new(plans.len());
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
    if office.order == crate::writer::pipeline::Order::Shuffled {
        shuffle(&mut work.new)?;
    }
    let appended = append_all(office, turn, work, maker, &mut answers).await;
    for (position, first) in repeats {
        if let Some(slot) = answers.slot(first) {
            answers.set(position, CarriedDraft { slot, when: IssuedWhen::Before(Fate::AsIssued) });
        }
    }
    let CarriedDrafts { answers, .. } = answers;
    match appended {
        // Whoever asked is told first what was done before it.
        Err(why) if answers.iter().flatten().any(|answer| matches!(answer.when, IssuedWhen::Now(_))) => {
            Ok(Carried { answers, size: office.own.log().state().size(), ended: Some(why) })
        }
        appended => Ok(Carried { answers, size: appended?, ended: None }),
    }
}

/// The answers, by the positions of their drafts.
struct CarriedDrafts {
    answers: Vec<Option<CarriedDraft>>,
    /// Bytes of made documents among them.
    held: usize,
}

impl CarriedDrafts {
    fn new(drafts: usize) -> Self {
        Self { answers: std::iter::repeat_with(|| None).take(drafts).collect(), held: 0 }
    }

    fn set(&mut self, position: usize, answer: CarriedDraft) {
        if let Some(at) = self.answers.get_mut(position) {
            *at = Some(answer);
        }
    }

    fn slot(&self, position: usize) -> Option<u32> {
        self.answers.get(position)?.as_ref().map(|answer| answer.slot)
    }

    /// Takes documents whose awards stand in the log, at these indexes as far as they are known.
    fn issued(&mut self, pending: impl Iterator<Item = (Pending, Option<u64>)>) {
        for (Pending { position, award, parts }, index) in pending {
            let bytes = parts.sd_jwt.len();
            let index = index.filter(|_| self.held + bytes <= HELD_BYTES_MAX);
            self.held += index.map_or(0, |_| bytes);
            let held = index.map(|index| HeldDocument { index, parts });
            self.set(position, CarriedDraft { slot: award.slot, when: IssuedWhen::Now(held) });
        }
    }
}

/// Makes and appends everything, batch by batch; returns the log's size then.
async fn append_all(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    IssueWork { new, prepared }: IssueWork,
    maker: &Maker,
    answers: &mut CarriedDrafts,
) -> Result<u64, OfficeError> {
    let mut size = office.own.log().state().size();
    // While one batch is committed, the next one's credentials are made.
    let mut rest = chunks(office, new).into_iter();
    let make_ahead = |chunk: Vec<Making>| {
        let maker = maker.clone();
        turn.begin(office, move |office| prepare(office, chunk, &maker))
    };
    let mut making = rest.next().map(make_ahead);
    while let Some(made) = making.take() {
        let pending = made.await.map_err(|_| Interrupted)??;
        making = rest.next().map(make_ahead);
        let snapshot = last(making.is_none() && prepared.is_empty());
        size = append_batch(office, turn, pending, snapshot, answers).await?;
    }
    let mut left = prepared.len();
    for chunk in chunks(office, prepared) {
        left -= chunk.len();
        let maker = maker.clone();
        let pending = turn.blocking(office, move |office| read_prepared(office, &chunk, &maker)).await??;
        size = append_batch(office, turn, pending, last(left == 0), answers).await?;
    }
    Ok(size)
}

/// Appends a batch. One that fails may stand in the log all the same.
async fn append_batch(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    pending: Vec<Pending>,
    snapshot: Snapshot,
    answers: &mut CarriedDrafts,
) -> Result<u64, OfficeError> {
    match append(office, turn, &pending, Company::Issued, snapshot).await {
        Ok(PlacedAwards { indexes, size }) => {
            answers.issued(pending.into_iter().zip(indexes.into_iter().map(Some)));
            Ok(size)
        }
        Err(error) => {
            let stands = |pending: &Pending| office.own.holds_slot(pending.award.slot).unwrap_or(false);
            answers.issued(pending.into_iter().filter(stands).map(|pending| (pending, None)));
            Err(error)
        }
    }
}

/// The last batch ends in a snapshot, so that its documents have status evidence from the first day.
fn last(is_last: bool) -> Snapshot {
    if is_last { Snapshot::Always } else { Snapshot::AsNeeded }
}

/// Parts that fit one request to the writer, their decoys included.
pub(crate) fn chunks<T>(office: &RegistryOffice, items: Vec<T>) -> Vec<Vec<T>> {
    let most = office.cover.awards_max();
    let mut items = items.into_iter();
    std::iter::from_fn(|| Some(items.by_ref().take(most).collect()).filter(|chunk: &Vec<T>| !chunk.is_empty()))
        .collect()
}

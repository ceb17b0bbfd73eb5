//! Replaced documents: their status changes in a run of its own, later than the awards that replaced them,
//! shuffled, and among decoys (docs/decisions/0025).
//!
//! A crash before the run is in the log leaves everything to the next one; after it, the next one finds the
//! statuses changed and forgets them. An entry that does not decrypt is set aside, and the rest goes on.

use crate::office::act::Turn;
use crate::office::cover::Cover;
use crate::office::decoys::{Target, choose, stock_up};
use crate::office::error::OfficeError;
use crate::office::issue::{award_index, chunks, place_standing};
use crate::office::registry_office::RegistryOffice;
use crate::office::successors;
use crate::writer::pipeline::{Order, Snapshot, shuffle};
use attestat_ledger::record::{Class, Content, StatusChange};
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Access, AccessKind, Decoy, PupilId, Supersession, VaultError};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Choice of the time of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Once enough have waited their time together, or the first has waited too long.
    WhenDue,
    /// At once, with all that wait: the registrar asked for it.
    Now,
}

/// Outcome of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Superseded {
    /// Documents whose status changed.
    pub changed: usize,
    /// Documents whose status is still to change.
    pub waiting: usize,
    /// Decoys revoked beside them.
    pub decoys: usize,
}

/// Changes the status of replaced documents whose time has come by `now`, Unix seconds.
pub async fn run(office: &Arc<RegistryOffice>, now: u64, urgency: Urgency) -> Result<Superseded, OfficeError> {
    let acting = office.clone();
    let act = async move {
        let turn = acting.acts.turn().await;
        run_in_turn(&acting, &turn, now, urgency, BTreeSet::new()).await
    };
    office.acts.run(act).await
}

/// Runs for a caller that has the turn already; `hastened` are documents that wait no longer.
pub(crate) async fn run_in_turn(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    now: u64,
    urgency: Urgency,
    hastened: BTreeSet<u32>,
) -> Result<Superseded, OfficeError> {
    office.check_vault()?;
    let hastened = Arc::new(hastened);
    let gathering =
        |hastened: Arc<BTreeSet<u32>>| turn.blocking(office, move |office| gather(office, now, urgency, &hastened));
    let mut gathered = gathering(hastened.clone()).await??;
    if let Gathered::Run(run) = &gathered
        && !run.short.is_empty()
    {
        stock_up(office, turn, &run.short).await?;
        // What was sown now is apart from the run; who has time lets it be older too.
        if urgency == Urgency::WhenDue && !run.hasty {
            return Ok(Superseded { waiting: run.waiting + run.done.len(), ..Superseded::default() });
        }
        gathered = gathering(hastened).await??;
    }
    match gathered {
        Gathered::Nothing { waiting } => Ok(Superseded { waiting, ..Superseded::default() }),
        Gathered::Run(run) => carry_out(office, turn, now, run).await,
    }
}

async fn carry_out(office: &Arc<RegistryOffice>, turn: &Turn, now: u64, run: Run) -> Result<Superseded, OfficeError> {
    // Before the access logs are told.
    office.day()?;
    keep_apart(office, &run).await?;
    let mut changes = run.changes;
    let decoys: Vec<u32> = run.decoys.iter().map(|decoy| decoy.slot).collect();
    if office.order == Order::Shuffled {
        shuffle(&mut changes)?;
    }
    let (done, waiting) = (run.done, run.waiting);
    // The access logs first: a crash here leaves notes of what the next run does.
    let told = done.clone();
    turn.blocking(office, move |office| tell(office, now, &told)).await??;
    for part in chunks(office, changes) {
        let contents = part.into_iter().map(Content::Status).collect();
        let appended = office.pipeline.append(contents, Snapshot::Always).await;
        appended?;
    }
    let (changed, beside) = (done.len(), decoys.len());
    turn.blocking(office, move |office| forget(office, &done, &decoys)).await??;
    tracing::info!(registry = %office.id, changed, waiting, "replaced documents are no longer in force");
    Ok(Superseded { changed, waiting, decoys: beside })
}

/// Outcome of a look at the queue.
enum Gathered {
    /// No run is worth it yet.
    Nothing {
        waiting: usize,
    },
    Run(Run),
}

/// Work of one run.
struct Run {
    /// Changes of documents and of decoys.
    changes: Vec<StatusChange>,
    /// Documents among them.
    done: Vec<Supersession>,
    decoys: Vec<Decoy>,
    /// Classes with fewer decoys than the floor.
    short: Vec<Class>,
    /// Documents left for a later run.
    waiting: usize,
    /// True if one of them waits no longer.
    hasty: bool,
    /// Index of the newest award that a document of the run was replaced by.
    newest: Option<u64>,
}

/// Decides on the documents and decoys of a run.
fn gather(
    office: &RegistryOffice,
    now: u64,
    urgency: Urgency,
    hastened: &BTreeSet<u32>,
) -> Result<Gathered, OfficeError> {
    let pending = sort_out(office)?;
    let total = pending.len();
    let is_hasty = |ready: &Ready| ready.successor_is_out || hastened.contains(&ready.supersession.old);
    let is_due = |ready: &Ready| urgency == Urgency::Now || ready.supersession.due <= now || is_hasty(ready);
    let ready: Vec<Ready> = pending.into_iter().filter(is_due).collect();
    let hasty = ready.iter().any(is_hasty);
    if ready.is_empty() || (!hasty && !is_worth_it(&office.cover, by_pupil(&ready).into_iter(), now, urgency)) {
        return Ok(Gathered::Nothing { waiting: total });
    }
    let newest = ready.iter().filter_map(|ready| ready.replaced_at).max();
    let until = newest.map(|newest| office.own.log().batch_around(newest)).transpose();
    let until = until.map_err(|error| office.log_error(error))?.map_or(u64::MAX, |batch| batch.end);
    let targets: Vec<Target> = ready.iter().map(Ready::target).collect();
    let chosen = choose(office, &targets, until)?;
    let mut changes: Vec<StatusChange> = ready.iter().map(|ready| revoked(ready.index, &ready.supersession)).collect();
    changes.extend(chosen.decoys.iter().map(|(decoy, reason)| StatusChange {
        target: decoy.index,
        slot: decoy.slot,
        status: DocumentStatus::Revoked,
        reason: *reason,
    }));
    let waiting = total - ready.len();
    let done = ready.into_iter().map(|ready| ready.supersession).collect();
    let decoys = chosen.decoys.into_iter().map(|(decoy, _)| decoy).collect();
    Ok(Gathered::Run(Run { changes, done, decoys, short: chosen.short, waiting, hasty, newest }))
}

/// Times at which the first document of each pupil is due: several of one are no company for each other, nor are those
/// of pupils who were erased.
fn by_pupil(ready: &[Ready]) -> Vec<u64> {
    let mut first: BTreeMap<Option<PupilId>, u64> = BTreeMap::new();
    for ready in ready {
        let due = first.entry(ready.pupil).or_insert(u64::MAX);
        *due = ready.supersession.due.min(*due);
    }
    first.into_values().collect()
}

/// Returns true if documents with these times may go: enough of them, or one that has waited too long.
pub(crate) fn is_worth_it(cover: &Cover, due: impl Iterator<Item = u64>, now: u64, urgency: Urgency) -> bool {
    let (mut count, mut oldest) = (0, u64::MAX);
    due.for_each(|due| (count, oldest) = (count + 1, oldest.min(due)));
    count > 0 && (urgency == Urgency::Now || count >= cover.company || cover.latest(oldest) <= now)
}

fn revoked(target: u64, supersession: &Supersession) -> StatusChange {
    let Supersession { old: slot, reason, .. } = *supersession;
    StatusChange { target, slot, status: DocumentStatus::Revoked, reason }
}

/// A document whose successor stands in the log.
struct Ready {
    supersession: Supersession,
    /// Pupil whose document it is; none where the pupil was erased.
    pupil: Option<PupilId>,
    /// Index of its award.
    index: u64,
    class: Class,
    /// Index of the successor's award, where it is still known.
    replaced_at: Option<u64>,
    /// True if the document in its place is revoked or suspended: it then waits no longer. The act that revoked the
    /// successor hastened it as well, and may have been killed in between.
    successor_is_out: bool,
}

impl Ready {
    fn target(&self) -> Target {
        Target { index: self.index, class: self.class, reason: self.supersession.reason }
    }
}

/// Outcome for an entry of the queue.
enum Sorted {
    Ready(Ready),
    /// The entry is done, or never came to anything.
    Gone,
    /// The successor is not in the log.
    Waits,
}

/// Returns the documents whose successors are in the log; forgets entries that are done, or never came to anything.
fn sort_out(office: &RegistryOffice) -> Result<Vec<Ready>, OfficeError> {
    place_standing(office)?;
    let (mut ready, mut gone) = (Vec::new(), Vec::new());
    for supersession in office.vault.supersessions(&office.id)? {
        match sort(office, supersession)? {
            Sorted::Ready(found) => ready.push(found),
            Sorted::Gone => gone.push(supersession.old),
            Sorted::Waits => {}
        }
    }
    if !gone.is_empty() {
        office.vault.superseded(&office.id, &gone)?;
    }
    Ok(ready)
}

fn sort(office: &RegistryOffice, supersession: Supersession) -> Result<Sorted, OfficeError> {
    let award_index = |slot| award_index(office, slot).map_err(|error| office.log_error(error));
    let old = supersession.old;
    // Revoked by hand meanwhile, or a crash came before it could be forgotten.
    if office.own.log().state().statuses.get(old) == DocumentStatus::Revoked {
        return Ok(Sorted::Gone);
    }
    let replaced_at = match supersession.new {
        Some(new) => match award_index(new)? {
            Some(index) => Some(index),
            // Prepared and not in the log: the same request sent again goes on with it. Otherwise a crash came
            // before it was prepared.
            None if matches!(office.vault.pupil_of(&office.id, new), Ok(None)) => return Ok(Sorted::Gone),
            None => return Ok(Sorted::Waits),
        },
        None => None,
    };
    let Some(index) = award_index(old)? else { return Ok(Sorted::Gone) };
    let record = office.own.log().record(index).map_err(|error| office.log_error(error))?;
    let Content::Award(award) = record.content else { return Ok(Sorted::Waits) };
    let pupil = office.vault.pupil_of(&office.id, old).ok().flatten();
    let newest = successors::newest(office, old).ok().flatten();
    let statuses = &office.own.log().state().statuses;
    let successor_is_out = newest.is_some_and(|newest| statuses.get(newest) != DocumentStatus::Valid);
    Ok(Sorted::Ready(Ready { supersession, pupil, index, class: award.class, replaced_at, successor_is_out }))
}

/// Keeps awards and changes apart by at least one other batch: where there is no other, by a snapshot.
async fn keep_apart(office: &Arc<RegistryOffice>, run: &Run) -> Result<(), OfficeError> {
    let log = office.own.log();
    let Some(newest) = run.newest else { return Ok(()) };
    // The first end behind the newest award is its own batch's; a second one is another batch's.
    let mut ends = 0;
    let scanned = log.scan_seals(newest, &mut |_, _, _| {
        ends += 1;
        if ends > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    scanned.map_err(|error| office.log_error(error))?;
    if ends < 2 {
        let appended = office.pipeline.append(Vec::new(), Snapshot::Always).await;
        appended?;
    }
    Ok(())
}

/// Notes the changes in the access logs. One that cannot be written holds up no other.
fn tell(office: &RegistryOffice, now: u64, done: &[Supersession]) -> Result<(), OfficeError> {
    let mut accesses = Vec::new();
    for Supersession { old, .. } in done {
        if let Ok(Some(pupil)) = office.vault.pupil_of(&office.id, *old) {
            let actor = "node".to_owned();
            accesses.push((pupil, Access { time: now, kind: AccessKind::Changed, actor, slot: Some(*old) }));
        }
    }
    let mut noted = office.vault.note_accesses(&accesses);
    if let Err(VaultError::Damaged(_)) = noted {
        noted = accesses.into_iter().try_for_each(|access| match office.vault.note_accesses(&[access]) {
            Err(VaultError::Damaged(_)) => {
                tracing::warn!(registry = %office.id, "an access log does not decrypt and is set aside; what is done is not noted there");
                Ok(())
            }
            noted => noted,
        });
    }
    Ok(noted?)
}

/// Forgets entries that are done.
fn forget(office: &RegistryOffice, done: &[Supersession], decoys: &[u32]) -> Result<(), OfficeError> {
    let done: Vec<u32> = done.iter().map(|done| done.old).collect();
    office.vault.superseded(&office.id, &done)?;
    Ok(office.vault.drop_decoys(&office.id, decoys)?)
}

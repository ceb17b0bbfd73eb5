//! Replaced documents: their status changes in a run of its own, later than the awards that replaced them,
//! shuffled, and among decoys (docs/decisions/0025).
//!
//! A crash before the run is in the log leaves everything to the next one; after it, the next one finds the
//! statuses changed and forgets them.

use crate::cover::Cover;
use crate::desk::{Desk, append_refusal, vault_refusal};
use crate::issue::{award_index, chunks, place_standing};
use crate::pipeline::{Order, Snapshot, shuffle};
use attestat_ledger::record::{Class, Content, StatusChange};
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_store::vault::{Access, AccessKind, Decoy, Supersession};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use tonic::Status;

/// When a run is worth it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// When enough have waited their time together, or the first has waited too long.
    WhenDue,
    /// At once, with whoever waits: the registrar asked for it.
    Now,
}

/// What a run came to.
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
pub async fn run(desk: &Arc<Desk>, now: u64, urgency: Urgency) -> Result<Superseded, Status> {
    let acting = desk.clone();
    desk.acts.run(async move { run_to_its_end(&acting, now, urgency).await }).await
}

async fn run_to_its_end(desk: &Arc<Desk>, now: u64, urgency: Urgency) -> Result<Superseded, Status> {
    let turn = desk.acts.turn().await;
    let Some(run) = turn.blocking(desk, move |desk| gather(desk, now, urgency)).await?? else {
        let waiting = desk.vault.supersessions(&desk.id).map_err(|error| vault_refusal(&error))?.len();
        return Ok(Superseded { waiting, ..Superseded::default() });
    };
    keep_apart(desk, &run).await?;
    let mut changes = run.changes;
    let decoys: Vec<u32> = run.decoys.iter().map(|decoy| decoy.slot).collect();
    if desk.order == Order::Shuffled {
        shuffle(&mut changes).map_err(|error| append_refusal(&error))?;
    }
    let (done, waiting) = (run.done, run.waiting);
    // The access logs first: a crash here leaves notes of what the next run does.
    let told = done.clone();
    turn.blocking(desk, move |desk| tell(desk, now, &told)).await??;
    for part in chunks(desk, changes) {
        let contents = part.into_iter().map(Content::Status).collect();
        let appended = desk.pipeline.append(contents, Snapshot::Always).await;
        appended.map_err(|error| append_refusal(&error))?;
    }
    let changed = done.len();
    turn.blocking(desk, move |desk| forget(desk, &done, &decoys)).await??;
    tracing::info!(registry = %desk.id, changed, waiting, "replaced documents are no longer in force");
    Ok(Superseded { changed, waiting, decoys: run.decoys.len() })
}

/// What one run does.
struct Run {
    /// Changes of documents and of decoys.
    changes: Vec<StatusChange>,
    /// Documents among them.
    done: Vec<Supersession>,
    decoys: Vec<Decoy>,
    /// Documents left for a later run.
    waiting: usize,
    /// Index of the newest award that a document of the run was replaced by.
    newest: Option<u64>,
}

/// Decides what the run holds; none when it is not worth one yet.
fn gather(desk: &Desk, now: u64, urgency: Urgency) -> Result<Option<Run>, Status> {
    let pending = sort_out(desk)?;
    let total = pending.len();
    let due = |ready: &Ready| urgency == Urgency::Now || ready.supersession.due <= now;
    let ready: Vec<Ready> = pending.into_iter().filter(due).collect();
    if ready.is_empty() || !is_worth_it(&desk.cover, ready.iter().map(|ready| ready.supersession.due), now, urgency) {
        return Ok(None);
    }
    let newest = ready.iter().filter_map(|ready| ready.replaced_at).max();
    let decoys = choose_decoys(desk, &ready, newest)?;
    let mut changes: Vec<StatusChange> = ready.iter().map(|ready| revoked(ready.target, &ready.supersession)).collect();
    changes.extend(decoys.iter().map(|(decoy, reason)| StatusChange {
        target: decoy.index,
        slot: decoy.slot,
        status: DocumentStatus::Revoked,
        reason: *reason,
    }));
    let waiting = total - ready.len();
    let done = ready.into_iter().map(|ready| ready.supersession).collect();
    let decoys = decoys.into_iter().map(|(decoy, _)| decoy).collect();
    Ok(Some(Run { changes, done, decoys, waiting, newest }))
}

/// Whether those whose times these are may go: enough of them, or one that has waited too long.
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
    /// Index of its award.
    target: u64,
    class: Class,
    /// Index of the successor's award, where it is still known.
    replaced_at: Option<u64>,
}

/// Those whose successors are in the log; forgets what is done, and what never came to anything.
fn sort_out(desk: &Desk) -> Result<Vec<Ready>, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    place_standing(desk)?;
    let (mut ready, mut gone) = (Vec::new(), Vec::new());
    for supersession in desk.vault.supersessions(&desk.id).map_err(vault)? {
        let old = supersession.old;
        // Revoked by hand meanwhile, or a crash came before it could be forgotten.
        if desk.own.log().state().statuses.get(old) == DocumentStatus::Revoked {
            gone.push(old);
            continue;
        }
        let replaced_at = match supersession.new {
            Some(new) => match desk.vault.placed(&desk.id, new).map_err(vault)? {
                Some(index) => Some(index),
                // Prepared and not in the log: the same request sent again goes on with it.
                None if desk.vault.pupil_of(&desk.id, new).map_err(vault)?.is_some() => continue,
                // A crash came before it was prepared.
                None => {
                    gone.push(old);
                    continue;
                }
            },
            None => None,
        };
        let found = award_index(desk, old).map_err(|error| append_refusal(&error.into()))?;
        let Some(target) = found else {
            gone.push(old);
            continue;
        };
        let record = desk.own.log().record(target).map_err(|error| append_refusal(&error.into()))?;
        if let Content::Award(award) = record.content {
            ready.push(Ready { supersession, target, class: award.class, replaced_at });
        }
    }
    if !gone.is_empty() {
        desk.vault.superseded(&desk.id, &gone).map_err(vault)?;
    }
    Ok(ready)
}

/// Decoys for each class and reason of a run, chosen at random among those that stand no later than the batch
/// of the newest successor: by where that batch ends, which everybody sees, and not by the successor's own place.
///
/// At least half of them stay: where all awards but one of a batch were revoked, that one would be known.
fn choose_decoys(desk: &Desk, ready: &[Ready], newest: Option<u64>) -> Result<Vec<(Decoy, Reason)>, Status> {
    let mut groups: BTreeMap<(Class, u8), (Reason, usize)> = BTreeMap::new();
    for ready in ready {
        let reason = ready.supersession.reason;
        groups.entry((ready.class, reason as u8)).or_insert((reason, 0)).1 += 1;
    }
    let mut left = desk.vault.decoys(&desk.id).map_err(|error| vault_refusal(&error))?;
    let statuses = desk.own.log().state().statuses.clone();
    let end = newest.map(|newest| batch_end(desk, newest)).transpose()?.unwrap_or(u64::MAX);
    left.retain(|decoy| statuses.get(decoy.slot) == DocumentStatus::Valid && decoy.index < end);
    shuffle(&mut left).map_err(|error| append_refusal(&error))?;
    let mut rest: BTreeMap<Class, usize> = BTreeMap::new();
    left.iter().for_each(|decoy| *rest.entry(decoy.class).or_default() += 1);
    rest.values_mut().for_each(|count| *count /= 2);
    let mut chosen = Vec::new();
    for ((class, _), (reason, count)) in groups {
        let allowed = rest.entry(class).or_default();
        let mut wanted = desk.cover.beside_changes(count).min(*allowed);
        *allowed -= wanted;
        left.retain(|decoy| {
            let take = wanted > 0 && decoy.class == class;
            if take {
                wanted -= 1;
                chosen.push((*decoy, reason));
            }
            !take
        });
    }
    Ok(chosen)
}

/// Size of the log at the end of the batch that holds record `index`.
fn batch_end(desk: &Desk, index: u64) -> Result<u64, Status> {
    let mut end = desk.own.log().state().size();
    let scanned = desk.own.log().scan_seals(index, &mut |size, _, _| {
        end = size;
        ControlFlow::Break(())
    });
    scanned.map_err(|error| append_refusal(&error.into()))?;
    Ok(end)
}

/// At least one other batch stands between the awards and the changes: where nothing else does, a snapshot.
async fn keep_apart(desk: &Arc<Desk>, run: &Run) -> Result<(), Status> {
    let log = desk.own.log();
    let Some(newest) = run.newest else { return Ok(()) };
    // The first end behind the newest award is its own batch's; a second one is another batch's.
    let mut ends = 0;
    let scanned = log.scan_seals(newest, &mut |_, _, _| {
        ends += 1;
        if ends > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    scanned.map_err(|error| append_refusal(&error.into()))?;
    if ends < 2 {
        let appended = desk.pipeline.append(Vec::new(), Snapshot::Always).await;
        appended.map_err(|error| append_refusal(&error))?;
    }
    Ok(())
}

/// Tells the access logs of what is being done.
fn tell(desk: &Desk, now: u64, done: &[Supersession]) -> Result<(), Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let mut accesses = Vec::new();
    for Supersession { old, .. } in done {
        if let Some(pupil) = desk.vault.pupil_of(&desk.id, *old).map_err(vault)? {
            let actor = "node".to_owned();
            accesses.push((pupil, Access { time: now, kind: AccessKind::Changed, actor, slot: Some(*old) }));
        }
    }
    desk.vault.note_accesses(&accesses).map_err(vault)
}

/// Forgets what is done.
fn forget(desk: &Desk, done: &[Supersession], decoys: &[u32]) -> Result<(), Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let done: Vec<u32> = done.iter().map(|done| done.old).collect();
    desk.vault.superseded(&desk.id, &done).map_err(vault)?;
    desk.vault.drop_decoys(&desk.id, decoys).map_err(vault)
}

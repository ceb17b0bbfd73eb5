//! Documents from before a family had a wallet: issued again, bound to the holder's key, in runs that mix all
//! pupils who wait (docs/decisions/0025).
//!
//! ```text
//! enrolled → queued, due at a random time → run: noted as replaced, prepared, awarded among decoys → delivered
//!                                           later run (supersede): the old ones' status changes
//! ```
//!
//! The queue stands in the vault and a pupil leaves it last, so that a crash anywhere is followed by the same
//! run again, which goes on where it stopped.

use crate::cover::Company;
use crate::desk::{Desk, append_refusal, vault_refusal};
use crate::issue::{Maker, Making, Pending, Predecessor, append, blocking, chunks, prepare_in, read_prepared};
use crate::pipeline::{Order, Snapshot, shuffle};
use crate::shutdown::Shutdown;
use crate::supersede::{self, Urgency, is_worth_it};
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_store::vault::{AccessKind, Rebinding, Supersession, VaultError};
use std::sync::Arc;
use std::time::Duration;
use tonic::Status;

/// How often it is seen whether a run is due: a share of the delay, within these bounds.
const CHECKS_PER_DELAY: u32 = 24;
const CHECK_MIN: Duration = Duration::from_secs(1);
const CHECK_MAX: Duration = Duration::from_secs(3600);

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebound {
    /// Documents issued again.
    pub issued: usize,
    /// Pupils who still wait.
    pub waiting: usize,
    /// Size of the log after it; 0 when nothing was issued.
    pub size: u64,
}

/// Runs what is due, again and again, until the node stops.
pub async fn keep_running(desk: Arc<Desk>, shutdown: Shutdown) {
    loop {
        let period = (desk.cover.delay / CHECKS_PER_DELAY).clamp(CHECK_MIN, CHECK_MAX);
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = shutdown.wait() => return,
        }
        let now = crate::clock::now();
        // One kind of run at a time: the other one comes with the next look.
        let ran = match supersede::run(&desk, now, Urgency::WhenDue).await {
            Ok(superseded) if superseded.changed > 0 => Ok(()),
            Ok(_) => run(&desk, now, Urgency::WhenDue).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = ran {
            tracing::warn!(registry = %desk.id, "documents still wait to be issued again: {}", error.message());
        }
    }
}

/// Issues again what waits and is due by `now`, Unix seconds.
pub async fn run(desk: &Arc<Desk>, now: u64, urgency: Urgency) -> Result<Rebound, Status> {
    let _turn = desk.issuing.lock().await;
    let queue = desk.vault.rebinding_queue(&desk.id).map_err(|error| vault_refusal(&error))?;
    let due: Vec<Rebinding> =
        queue.iter().filter(|waiting| urgency == Urgency::Now || waiting.due <= now).copied().collect();
    if !is_worth_it(&desk.cover, due.iter().map(|waiting| waiting.due), now, urgency) {
        return Ok(Rebound { waiting: queue.len(), ..Rebound::default() });
    }
    let (reading, pupils) = (desk.clone(), due.clone());
    let mut work = blocking(move || gather(&reading, &pupils)).await??;
    if desk.order == Order::Shuffled {
        shuffle(&mut work).map_err(|error| append_refusal(&error))?;
    }
    let (issued, mut size) = (work.len(), 0);
    for part in chunks(desk, work) {
        let preparing = desk.clone();
        let pending = blocking(move || prepare(&preparing, now, part)).await??;
        size = append(desk, &pending, Company::Reissued, Snapshot::Always).await?;
    }
    // A crash before this: the same pupils come again, and nothing of theirs is left to do.
    let (done, waiting) = (desk.clone(), queue.len() - due.len());
    let finish = move || due.iter().try_for_each(|due| done.vault.rebinding_done(&done.id, *due));
    blocking(finish).await?.map_err(|error| vault_refusal(&error))?;
    if issued > 0 {
        tracing::info!(registry = %desk.id, issued, waiting, "documents were issued again for enrolled wallets");
    }
    Ok(Rebound { issued, waiting, size })
}

/// A document that is to be issued again.
enum Work {
    /// Made anew.
    New(Making),
    /// Prepared before a crash in this slot.
    Prepared(u32),
}

/// The documents of these pupils that are in force and not bound to the wallets that are enrolled now.
fn gather(desk: &Desk, pupils: &[Rebinding]) -> Result<Vec<Work>, Status> {
    let mut work = Vec::new();
    for Rebinding { pupil, .. } in pupils {
        let vault = |error| Status::from(vault_refusal(&error));
        let Some(holder) = desk.vault.holder(&desk.id, *pupil).map_err(vault)? else { continue };
        let held = desk.vault.held(&desk.id, *pupil).map_err(vault)?;
        for old in held.iter().filter(|held| held.holder != Some(holder.key)) {
            let in_force = desk.own.log().state().statuses.get(old.slot) == DocumentStatus::Valid;
            let Some(index) = desk.vault.placed(&desk.id, old.slot).map_err(vault)?.filter(|_| in_force) else {
                continue;
            };
            match successor(desk, old.slot).map_err(vault)? {
                Successor::InTheLog => continue,
                Successor::Prepared(slot)
                    if held.iter().any(|new| new.slot == slot && new.holder == Some(holder.key)) =>
                {
                    work.push(Work::Prepared(slot));
                    continue;
                }
                Successor::Prepared(_) | Successor::None => {}
            }
            let document = desk.vault.document(&desk.id, old.slot).map_err(vault)?;
            let draft = document.and_then(|document| Draft::from_json(&document.draft).ok());
            let Some(draft) = draft else {
                tracing::warn!(registry = %desk.id, slot = old.slot, "the draft of this document is not readable by this version; it stays as it is");
                continue;
            };
            // A registry that the roster no longer lets issue keeps its queue.
            desk.check_class(CredentialType::of(draft.document()).class())?;
            let record = desk.own.log().record(index).map_err(|error| append_refusal(&error.into()))?;
            let kind = ReplacementKind::Rebinding;
            let predecessor = Predecessor { slot: old.slot, day: record.day, pupil: *pupil, kind };
            work.push(Work::New(Making { position: 0, draft: Box::new(draft), predecessor: Some(predecessor) }));
        }
    }
    Ok(work)
}

/// What became of a document's successor.
enum Successor {
    /// There is none.
    None,
    /// A crash left it prepared in this slot.
    Prepared(u32),
    /// It is issued.
    InTheLog,
}

fn successor(desk: &Desk, old: u32) -> Result<Successor, VaultError> {
    let Some(Supersession { new, .. }) = desk.vault.supersession_of(&desk.id, old)? else { return Ok(Successor::None) };
    let Some(new) = new else { return Ok(Successor::InTheLog) };
    if desk.vault.placed(&desk.id, new)?.is_some() {
        return Ok(Successor::InTheLog);
    }
    Ok(desk.vault.pupil_of(&desk.id, new)?.map_or(Successor::None, |_| Successor::Prepared(new)))
}

/// Notes what is replaced and prepares what replaces it, each synced; a crash in between leaves a note that
/// the next run writes over.
fn prepare(desk: &Desk, now: u64, work: Vec<Work>) -> Result<Vec<Pending>, Status> {
    let (mut new, mut prepared) = (Vec::new(), Vec::new());
    for work in work {
        match work {
            Work::New(making) => new.push(making),
            Work::Prepared(slot) => prepared.push((0, slot)),
        }
    }
    let slots = desk.draw_slots(new.len()).map_err(|error| append_refusal(&error))?;
    let mut supersessions = Vec::with_capacity(new.len());
    for (making, slot) in new.iter().zip(&slots) {
        if let Some(Predecessor { slot: old, .. }) = making.predecessor {
            let due = desk.cover.due(now).map_err(|error| append_refusal(&error))?;
            supersessions.push(Supersession { old, new: Some(*slot), reason: Reason::Superseded, due });
        }
    }
    desk.vault.supersede(&desk.id, &supersessions).map_err(|error| vault_refusal(&error))?;
    let maker = Maker { actor: "node".to_owned(), kind: AccessKind::Rebound };
    let mut pending = prepare_in(desk, new.into_iter().zip(slots).collect(), &maker)?;
    pending.extend(read_prepared(desk, &prepared)?);
    Ok(pending)
}

#[cfg(test)]
mod tests;

//! Documents from before a family had a wallet: issued again, bound to the holder's key, in runs that mix all
//! pupils who wait (docs/decisions/0025).
//!
//! ```text
//! enrolled → queued, due at a random time → run: noted as replaced, prepared, awarded among decoys → delivered
//!                                           later run (supersede): the old ones' status changes
//! ```
//!
//! The queue stands in the vault and a pupil leaves it last, so that a crash anywhere is followed by the same run
//! again, which goes on where it stopped. A pupil with a document that cannot be issued again yet, because it is
//! suspended for example, stays in it.

mod gather;

use crate::machine::shutdown::Shutdown;
use crate::office::act::{Turn, blocking};
use crate::office::cover::Company;
use crate::office::decoys::stock_up;
use crate::office::error::OfficeError;
use crate::office::issue::{Maker, Pending, Predecessor, append, chunks, prepare_in, read_prepared};
use crate::office::registry_office::RegistryOffice;
use crate::office::supersede::{self, Urgency, is_worth_it};
use crate::writer::pipeline::{Order, Snapshot, shuffle};
use attestat_ledger::record::Class;
use attestat_ledger::status::Reason;
use attestat_vault::{AccessKind, PupilId, Rebinding, Supersession};
use gather::{RebindingWork, WaitingPupil, gather};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Number of looks per delay whether a run is due; the time between two looks stays within these bounds.
const CHECKS_PER_DELAY: u32 = 24;
const CHECK_MIN: Duration = Duration::from_secs(1);
const CHECK_MAX: Duration = Duration::from_secs(3600);

/// Outcome of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebound {
    /// Documents issued again.
    pub issued: usize,
    /// Pupils who still wait.
    pub waiting: usize,
    /// Size of the log after it; 0 when nothing was issued.
    pub size: u64,
}

/// Runs due re-issues, again and again, until the node stops.
pub async fn keep_running(office: Arc<RegistryOffice>, shutdown: Shutdown) {
    loop {
        let period = (office.cover.delay / CHECKS_PER_DELAY).clamp(CHECK_MIN, CHECK_MAX);
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = shutdown.wait() => return,
        }
        // What the vault remembers may be done already: it is left as it is until a person has decided.
        if office.vault.doubt().is_some() {
            continue;
        }
        let now = crate::machine::clock::now();
        look(&office, now).await;
        let rewriting = office.clone();
        let rewritten = move || {
            rewriting.vault.end_mailboxes(now)?;
            rewriting.vault.rewrite_mailboxes()?;
            rewriting.vault.finish_erasure()
        };
        if let Ok(Err(error)) = blocking(rewritten).await {
            tracing::warn!(registry = %office.id, "what was erased or dropped still stands in the vault's files: {error}");
        }
    }
}

/// Makes the run that is due. One kind of run at a time: the other one comes with the next look, unless the first could
/// not be made.
async fn look(office: &Arc<RegistryOffice>, now: u64) {
    match office.vault.damaged_in_queues(&office.id) {
        Ok(0) => {}
        Ok(entries) => {
            tracing::warn!(registry = %office.id, entries, "entries of the vault's queues do not decrypt and are set aside; a vault backup may hold them");
        }
        Err(error) => tracing::warn!(registry = %office.id, "the vault's queues cannot be read: {error}"),
    }
    match supersede::run(office, now, Urgency::WhenDue).await {
        Ok(superseded) if superseded.changed > 0 => return,
        Ok(_) => {}
        Err(error) => {
            tracing::warn!(registry = %office.id, "replaced documents are still in force: {error}");
        }
    }
    if let Err(error) = run(office, now, Urgency::WhenDue).await {
        tracing::warn!(registry = %office.id, "documents still wait to be issued again: {error}");
    }
}

/// Issues again the waiting documents that are due by `now`, Unix seconds.
pub async fn run(office: &Arc<RegistryOffice>, now: u64, urgency: Urgency) -> Result<Rebound, OfficeError> {
    let acting = office.clone();
    office.acts.run(async move { run_to_its_end(&acting, now, urgency).await }).await
}

async fn run_to_its_end(office: &Arc<RegistryOffice>, now: u64, urgency: Urgency) -> Result<Rebound, OfficeError> {
    let turn = office.acts.turn().await;
    office.check_vault()?;
    let queue = office.vault.rebinding_queue(&office.id)?;
    let due: Vec<Rebinding> =
        queue.iter().filter(|waiting| urgency == Urgency::Now || waiting.due <= now).copied().collect();
    let is_worth = |pupils: &mut dyn Iterator<Item = u64>| is_worth_it(&office.cover, pupils, now, urgency);
    if !is_worth(&mut due.iter().map(|waiting| waiting.due)) {
        return Ok(Rebound { waiting: queue.len(), ..Rebound::default() });
    }
    let gathered = turn.blocking(office, move |office| gather(office, &due)).await??;
    // Who has nothing that can be issued again now is no company for anybody.
    let (mut finished, mut ready): (Vec<WaitingPupil>, Vec<WaitingPupil>) =
        gathered.into_iter().partition(|waiting| waiting.work.is_empty());
    let (mut issued, mut size) = (0, 0);
    if is_worth(&mut ready.iter().map(|waiting| waiting.rebinding.due)) {
        let work = ready.iter_mut().flat_map(|waiting| std::mem::take(&mut waiting.work)).collect();
        let again = issue_again(office, &turn, now, work).await?;
        (issued, size) = (again.issued, again.size);
        // Who has a document that could not be made waits on with it.
        for waiting in &mut ready {
            waiting.postponed += again.set_aside.iter().filter(|whose| **whose == waiting.rebinding.pupil).count();
        }
        finished.append(&mut ready);
    }
    // A crash before this: the same pupils come again, and nothing of theirs is left to do.
    let done = finished.iter().filter(|waiting| waiting.postponed == 0).count();
    let waiting = queue.len().saturating_sub(done);
    turn.blocking(office, move |office| finish(office, now, &finished)).await??;
    if issued > 0 {
        tracing::info!(registry = %office.id, issued, waiting, "documents were issued again for enrolled wallets");
    }
    Ok(Rebound { issued, waiting, size })
}

/// Outcome of issuing again.
#[derive(Default)]
struct IssuedAgain {
    issued: usize,
    /// The log's size.
    size: u64,
    /// Pupils whose documents could not be made.
    set_aside: Vec<PupilId>,
}

/// Issues documents again.
async fn issue_again(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    now: u64,
    mut work: Vec<RebindingWork>,
) -> Result<IssuedAgain, OfficeError> {
    if office.order == Order::Shuffled {
        shuffle(&mut work)?;
    }
    // Before anything is written: a wrong clock leaves nothing behind.
    office.day()?;
    let mut again = IssuedAgain::default();
    for part in chunks(office, work) {
        let (pending, set_aside) =
            turn.blocking(office, move |office| prepare_what_can_be(office, now, part)).await??;
        again.set_aside.extend(set_aside);
        if pending.is_empty() {
            continue;
        }
        let classes: BTreeSet<Class> = pending.iter().map(|pending| pending.award.class).collect();
        stock_up(office, turn, &Vec::from_iter(classes)).await?;
        again.issued += pending.len();
        again.size = append(office, turn, &pending, Company::Reissued, Snapshot::Always).await?.size;
    }
    Ok(again)
}

/// Takes pupils from the queue. One with a document that cannot be issued again yet waits on, until another
/// random time: whatever lets it go, the run that follows does not stand next to it.
fn finish(office: &RegistryOffice, now: u64, finished: &[WaitingPupil]) -> Result<(), OfficeError> {
    for WaitingPupil { rebinding, postponed, .. } in finished {
        let written = if *postponed == 0 {
            office.vault.rebinding_done(&office.id, *rebinding)
        } else {
            let due = office.cover.due(now)?;
            office.vault.queue_rebinding(&office.id, rebinding.pupil, due)
        };
        written?;
    }
    Ok(())
}

/// Prepares documents together, and each by itself where one of them cannot be made: that one is set aside, and its
/// pupil is returned.
fn prepare_what_can_be(
    office: &RegistryOffice,
    now: u64,
    work: Vec<RebindingWork>,
) -> Result<(Vec<Pending>, Vec<PupilId>), OfficeError> {
    let error = match prepare(office, now, work.clone()) {
        Ok(pending) => return Ok((pending, Vec::new())),
        Err(error) => error,
    };
    let (mut pending, mut set_aside) = (Vec::new(), Vec::new());
    for work in work {
        match prepare(office, now, vec![work.clone()]) {
            Ok(made) => pending.extend(made),
            Err(_) => {
                let slot = work.slot();
                set_aside.extend(office.vault.pupil_of(&office.id, slot).ok().flatten());
                tracing::warn!(registry = %office.id, slot, "this document cannot be issued again and is set aside");
            }
        }
    }
    // Where none can be made, it is not for what the documents are.
    if pending.is_empty() && set_aside.len() > 1 { Err(error) } else { Ok((pending, set_aside)) }
}

/// Notes the replaced documents and prepares their successors, each synced; a crash in between leaves a note that the
/// next run writes over.
fn prepare(office: &RegistryOffice, now: u64, work: Vec<RebindingWork>) -> Result<Vec<Pending>, OfficeError> {
    let (mut new, mut prepared) = (Vec::new(), Vec::new());
    for work in work {
        match work {
            RebindingWork::New(making) => new.push(making),
            RebindingWork::Prepared(slot) => prepared.push((0, slot)),
        }
    }
    let slots = office.draw_slots(new.len())?;
    let mut supersessions = Vec::with_capacity(new.len());
    for (making, slot) in new.iter().zip(&slots) {
        if let Some(Predecessor { slot: old, .. }) = making.predecessor {
            let due = office.cover.due(now)?;
            supersessions.push(Supersession { old, new: Some(*slot), reason: Reason::Superseded, due });
        }
    }
    office.vault.supersede(&office.id, &supersessions)?;
    let maker = Maker { actor: "node".to_owned(), kind: AccessKind::Rebound };
    let mut pending = prepare_in(office, new.into_iter().zip(slots).collect(), &maker)?;
    pending.extend(read_prepared(office, &prepared, &maker)?);
    Ok(pending)
}

#[cfg(test)]
mod aside;
#[cfg(test)]
mod tests;

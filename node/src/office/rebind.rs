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

use crate::machine::shutdown::Shutdown;
use crate::office::act::{Turn, blocking};
use crate::office::cover::Company;
use crate::office::decoys::stock_up;
use crate::office::error::OfficeError;
use crate::office::issue::{
    Maker, Making, Pending, Predecessor, append, chunks, place_standing, prepare_in, read_prepared,
};
use crate::office::registry_office::RegistryOffice;
use crate::office::supersede::{self, Urgency, is_worth_it};
use crate::writer::pipeline::{Order, Snapshot, shuffle};
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::record::Class;
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_store::vault::{AccessKind, HeldDocument, Holder, PupilId, Rebinding, Supersession, VaultError};
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

/// A document that is to be issued again.
#[derive(Clone)]
enum RebindingWork {
    /// Made anew.
    New(Making),
    /// Prepared before a crash in this slot.
    Prepared(u32),
}

impl RebindingWork {
    /// The slot of the document that stands in the vault.
    fn slot(&self) -> u32 {
        match self {
            Self::New(making) => making.predecessor.map_or(0, |predecessor| predecessor.slot),
            Self::Prepared(slot) => *slot,
        }
    }
}

/// A pupil in the queue.
struct WaitingPupil {
    rebinding: Rebinding,
    /// Documents that can be issued again now.
    work: Vec<RebindingWork>,
    /// Documents that may have to be later: suspended, or of a class that the roster does not let the registry
    /// issue.
    postponed: usize,
}

/// Step that can be taken for one document.
enum Step {
    /// Nothing, now or at a later run.
    Nothing,
    /// It is to be issued again.
    RebindingWork(RebindingWork),
    /// It is suspended: once it is reinstated, it is to be issued again.
    Postponed,
    /// The roster does not let the registry issue its class.
    NotAllowed,
}

/// The documents of these pupils that are in force and not bound to the wallets that are enrolled now.
fn gather(office: &RegistryOffice, pupils: &[Rebinding]) -> Result<Vec<WaitingPupil>, OfficeError> {
    place_standing(office)?;
    let (mut all, mut not_allowed, mut damaged) = (Vec::with_capacity(pupils.len()), 0, 0);
    for rebinding in pupils {
        let mut waiting = WaitingPupil { rebinding: *rebinding, work: Vec::new(), postponed: 0 };
        match look_through(office, &mut waiting) {
            Ok(seen) => {
                not_allowed += seen.not_allowed;
                damaged += seen.damaged;
            }
            // Nothing of this pupil's can be read; it waits, and holds up nobody else.
            Err(VaultError::Damaged(_)) => {
                waiting.work.clear();
                waiting.postponed += 1;
                damaged += 1;
            }
            Err(error) => return Err(error.into()),
        }
        all.push(waiting);
    }
    if damaged > 0 {
        tracing::warn!(registry = %office.id, entries = damaged, "entries of pupils who wait for their documents do not decrypt and are set aside; a vault backup may hold them");
    }
    if not_allowed > 0 {
        tracing::warn!(registry = %office.id, documents = not_allowed, "the roster does not let this registry issue documents of this type now; they wait");
    }
    Ok(all)
}

/// Findings of a look at a pupil's documents.
#[derive(Default)]
struct PupilFindings {
    /// Documents that the roster does not let the registry issue.
    not_allowed: usize,
    /// Entries that do not decrypt.
    damaged: usize,
}

fn look_through(office: &RegistryOffice, waiting: &mut WaitingPupil) -> Result<PupilFindings, VaultError> {
    let pupil = waiting.rebinding.pupil;
    let Some(holder) = office.vault.holder(&office.id, pupil)? else { return Ok(PupilFindings::default()) };
    let held = office.vault.held(&office.id, pupil)?;
    let mut seen =
        PupilFindings { damaged: office.vault.damaged_holdings(&office.id, pupil)?, ..PupilFindings::default() };
    for old in held.iter().filter(|held| held.holder != Some(holder.key)) {
        match step(office, pupil, old.slot, &held, &holder) {
            Ok(Step::Nothing) => {}
            Ok(Step::RebindingWork(work)) => waiting.work.push(work),
            Ok(Step::Postponed) => waiting.postponed += 1,
            Ok(Step::NotAllowed) => {
                waiting.postponed += 1;
                seen.not_allowed += 1;
            }
            Err(VaultError::Damaged(_)) => seen.damaged += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

fn step(
    office: &RegistryOffice,
    pupil: PupilId,
    slot: u32,
    held: &[HeldDocument],
    holder: &Holder,
) -> Result<Step, VaultError> {
    match office.own.log().state().statuses.get(slot) {
        DocumentStatus::Revoked => return Ok(Step::Nothing),
        DocumentStatus::Suspended => return Ok(Step::Postponed),
        DocumentStatus::Valid => {}
    }
    // One that is not in the log is queued when it is sent to it (`read_prepared`).
    let Some(index) = office.vault.placed(&office.id, slot)? else { return Ok(Step::Nothing) };
    let prepared = match successor(office, slot)? {
        Successor::InTheLog => return Ok(Step::Nothing),
        Successor::Prepared(slot) => Some(slot),
        Successor::None => None,
    };
    let document = office.vault.document(&office.id, slot)?;
    let Some(draft) = document.and_then(|document| Draft::from_json(&document.draft).ok()) else {
        tracing::warn!(registry = %office.id, slot, "the draft of this document is not readable by this version; it stays as it is");
        return Ok(Step::Nothing);
    };
    if office.check_class(CredentialType::of(draft.document()).class()).is_err() {
        return Ok(Step::NotAllowed);
    }
    let is_bound = |slot: &u32| held.iter().any(|new| new.slot == *slot && new.holder == Some(holder.key));
    if let Some(slot) = prepared.filter(is_bound) {
        return Ok(Step::RebindingWork(RebindingWork::Prepared(slot)));
    }
    let damaged = |_| VaultError::Damaged(format!("of the place of slot {slot}"));
    let record = office.own.log().record(index).map_err(damaged)?;
    let predecessor = Predecessor { slot, day: record.day, kind: ReplacementKind::Rebinding };
    let making = Making { position: 0, draft: Box::new(draft), pupil, predecessor: Some(predecessor) };
    Ok(Step::RebindingWork(RebindingWork::New(making)))
}

/// State of a document's successor.
enum Successor {
    /// There is none.
    None,
    /// A crash left it prepared in this slot.
    Prepared(u32),
    /// It is issued.
    InTheLog,
}

fn successor(office: &RegistryOffice, old: u32) -> Result<Successor, VaultError> {
    let Some(Supersession { new, .. }) = office.vault.supersession_of(&office.id, old)? else {
        return Ok(Successor::None);
    };
    let Some(new) = new else { return Ok(Successor::InTheLog) };
    if office.vault.placed(&office.id, new)?.is_some() {
        return Ok(Successor::InTheLog);
    }
    Ok(office.vault.pupil_of(&office.id, new)?.map_or(Successor::None, |_| Successor::Prepared(new)))
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

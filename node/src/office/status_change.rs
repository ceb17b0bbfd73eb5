//! A change of one document's status, as the registrar asks for it.
//!
//! The family's access log is told first and the log of the registry after it, so that no change is without its note; a
//! crash in between leaves a note of a change that was asked for and not made. Nobody else changes, replaces or erases
//! meanwhile, and the committer checks the rules of statuses once more where the batch is made.
//!
//! A document that another one stands in the place of is not changed: the registrar is told the other one's id. Where a
//! successor is revoked or suspended, the document that it replaced does not stay in force until its own time comes.
//!
//! A document is revoked and suspended whatever the vault lost: where it cannot be told whether another one stands in
//! its place, the registrar is told so. It is not reinstated then, since two of one document could be in force.

use crate::office::access_log;
use crate::office::act::Turn;
use crate::office::decoys;
use crate::office::error::{DocumentError, OfficeError};
use crate::office::issue::award_index;
use crate::office::registry_office::RegistryOffice;
use crate::office::successors::{self, CurrentDocument};
use crate::office::supersede::{self, Urgency};
use crate::writer::levels::Level;
use crate::writer::pipeline::{self, AppendError, Appendage, Snapshot};
use attestat_ledger::record::{Content, StatusChange};
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_store::log::StoreError;
use attestat_vault::AccessKind;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Order for a change.
pub(crate) struct StatusOrder {
    /// The document's slot.
    pub(crate) slot: u32,
    /// The new status.
    pub(crate) status: DocumentStatus,
    /// The reason.
    pub(crate) reason: Reason,
    /// Party that asked.
    pub(crate) actor: String,
    /// Level to wait for.
    pub(crate) wait: Level,
}

/// A change that is made.
pub(crate) struct StatusChanged {
    /// Index of the record.
    pub(crate) index: u64,
    /// The level reached.
    pub(crate) level: Level,
    /// True if it cannot be told whether another document stands in its place.
    pub(crate) successor_unknown: bool,
}

/// Revokes, suspends or reinstates a document.
pub(crate) async fn change_status(
    office: &Arc<RegistryOffice>,
    order: StatusOrder,
) -> Result<StatusChanged, OfficeError> {
    let (acting, wait) = (office.clone(), order.wait);
    let (appendage, successor_unknown) = office.acts.run(async move { carry_out(&acting, order).await }).await?;
    let level = office.wait(appendage.size, wait).await?;
    let index = appendage.indexes.first().copied().unwrap_or(0);
    Ok(StatusChanged { index, level, successor_unknown })
}

/// Appends the change; returns its place in the log, and whether it cannot be told if another document stands in this
/// one's place.
async fn carry_out(office: &Arc<RegistryOffice>, order: StatusOrder) -> Result<(Appendage, bool), OfficeError> {
    let turn: Turn = office.acts.turn().await;
    let (slot, status) = (order.slot, order.status);
    // Before the family's access log is told.
    office.day()?;
    let prepared = turn.blocking(office, move |office| prepare(office, &order)).await?;
    if prepared.is_err() && status != DocumentStatus::Valid {
        // The same change sent again, after a kill that came before what this document replaced was revoked as well.
        let left = turn.blocking(office, move |office| left_in_force(office, slot, status)).await;
        match left.map_err(OfficeError::from).and_then(|left| left) {
            Ok(left) => hasten(office, &turn, left).await,
            Err(error) => told_as_left(office, &error),
        }
    }
    let Prepared { mut changes, decoys, predecessors, successor_unknown } = prepared?;
    if office.order == pipeline::Order::Shuffled {
        pipeline::shuffle(&mut changes)?;
    }
    let own = changes.iter().position(|change| change.slot == slot).unwrap_or(0);
    let contents = changes.into_iter().map(Content::Status).collect();
    let appended = office.pipeline.append(contents, Snapshot::Always).await;
    let Appendage { mut indexes, size } = appended?;
    if own < indexes.len() {
        indexes.swap(0, own);
    }
    if status == DocumentStatus::Revoked {
        let dropping = turn.blocking(office, move |office| office.vault.drop_decoys(&office.id, &decoys));
        dropping.await??;
    }
    hasten(office, &turn, predecessors).await;
    Ok((Appendage { indexes, size }, successor_unknown))
}

/// Revokes at once the documents that this one replaced, among decoys, and with others that are due anyway. Where it
/// fails, their own time still comes.
async fn hasten(office: &Arc<RegistryOffice>, turn: &Turn, predecessors: BTreeSet<u32>) {
    if predecessors.is_empty() {
        return;
    }
    let now = crate::machine::clock::now();
    if let Err(error) = supersede::run_in_turn(office, turn, now, Urgency::WhenDue, predecessors).await {
        told_as_left(office, &error);
    }
}

fn told_as_left(office: &RegistryOffice, error: &OfficeError) {
    tracing::warn!(registry = %office.id, "what was replaced is still in force: {error}");
}

/// Changes to be appended.
struct Prepared {
    /// The change, and those of the decoys that stand beside the document.
    changes: Vec<StatusChange>,
    /// Their slots.
    decoys: Vec<u32>,
    /// Documents that this one replaced and that are still in force.
    predecessors: BTreeSet<u32>,
    /// True if it cannot be told whether another document stands in its place.
    successor_unknown: bool,
}

/// Checks the change and notes it in the access log.
fn prepare(office: &RegistryOffice, order: &StatusOrder) -> Result<Prepared, OfficeError> {
    let slot = order.slot;
    let current = successors::current(office, slot)?;
    if let CurrentDocument::Successor(newest) = current {
        return Err(successors::replaced(office, slot, newest).into());
    }
    check(office, order)?;
    let found = award_index(office, slot).map_err(|error| office.log_error(error))?;
    let target = found.ok_or(DocumentError::NotInLog(slot))?;
    if let CurrentDocument::Unreadable(damage) = &current {
        if order.status == DocumentStatus::Valid {
            return Err(damage.clone().into());
        }
        tracing::warn!(registry = %office.id, slot, "whether another document stands in the place of this one cannot be told, and its status changes all the same: {damage}");
    }
    let predecessors = match order.status {
        DocumentStatus::Valid => BTreeSet::new(),
        DocumentStatus::Revoked | DocumentStatus::Suspended => successors::waiting_predecessors(office, slot)?,
    };
    let companions = decoys::companions(office, target, slot)?;
    access_log::note(office, &[slot], AccessKind::Changed, &order.actor)?;
    let change = |target, slot| StatusChange { target, slot, status: order.status, reason: order.reason };
    let mut changes = vec![change(target, slot)];
    changes.extend(companions.iter().map(|decoy| change(decoy.index, decoy.slot)));
    let decoys = companions.into_iter().map(|decoy| decoy.slot).collect();
    Ok(Prepared { changes, decoys, predecessors, successor_unknown: matches!(current, CurrentDocument::Unreadable(_)) })
}

/// Documents that this one replaced and that are still in force although it is not; nothing where its status is
/// another.
fn left_in_force(office: &RegistryOffice, slot: u32, status: DocumentStatus) -> Result<BTreeSet<u32>, OfficeError> {
    if office.own.log().state().statuses.get(slot) != status {
        return Ok(BTreeSet::new());
    }
    successors::waiting_predecessors(office, slot)
}

/// Checks the rules that the committer checks too: here so that a change that it would refuse leaves no note.
fn check(office: &RegistryOffice, order: &StatusOrder) -> Result<(), AppendError> {
    let held = office.own.log().state().statuses.get(order.slot);
    let broken = if held == order.status {
        StoreError::StatusUnchanged(order.slot)
    } else if held == DocumentStatus::Revoked {
        StoreError::StatusFinal(order.slot)
    } else {
        return Ok(());
    };
    Err(AppendError::from(broken))
}

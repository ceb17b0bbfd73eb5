//! Corrections and duplicates: a new document in the place of an old one.
//!
//! The new award is appended at once, among decoys; the old one's status changes in a later run together
//! with others' ([`crate::office::supersede`]), so that the log does not pair the two. The pair stands in the vault
//! until then, and inside the new credential.
//!
//! Each step is durable before the next: the note, the pair, the document, the award. A crash in between is
//! followed by the same request again, which goes on where it stopped; the old document stays in force
//! until the new one is in the log.

mod plan;

use crate::office::access_log;
use crate::office::act::{Interrupted, Turn, blocking};
use crate::office::cover::Company;
use crate::office::decoys::stock_up;
use crate::office::document::{Assembler, DocumentParts, IndexedFile};
use crate::office::error::OfficeError;
use crate::office::issue::{Maker, Making, Pending, PlacedAwards, append, prepare_in, read_prepared};
use crate::office::papers;
use crate::office::registry_office::RegistryOffice;
use crate::writer::levels::Level;
use crate::writer::pipeline::Snapshot;
use attestat_credential::draft::difference::FieldChange;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_vault::{AccessKind, Supersession};
use plan::{ReplacementPlan, plan};
use std::collections::BTreeSet;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Order for a replacement.
pub struct ReissueOrder {
    /// Slot of the document that is replaced.
    pub old: u32,
    /// The corrected draft; empty for a duplicate with the old one's own.
    pub draft: Zeroizing<Vec<u8>>,
    /// Reason of the replacement.
    pub kind: ReplacementKind,
    /// True if the pupil is the one who is known, although name or birth date change.
    pub same_pupil: bool,
    /// Reason of the old one's new status.
    pub reason: Reason,
    /// Note for the vault, never issued.
    pub note: Zeroizing<String>,
    /// Level to wait for.
    pub wait: Level,
    /// True if only the outcome is to be said.
    pub dry_run: bool,
    /// Party that asked.
    pub actor: String,
}

impl ReissueOrder {
    fn maker(&self) -> Maker {
        Maker { actor: self.actor.clone(), kind: AccessKind::Issued }
    }
}

/// Outcome of an order.
pub struct Reissued {
    /// Fields that the new draft changes.
    pub changes: Vec<FieldChange>,
    /// The replacement.
    pub outcome: ReissueOutcome,
}

/// Replacement that was made, or would be.
pub enum ReissueOutcome {
    /// A dry run: a document would be made.
    WouldIssue,
    /// A dry run: the document in this slot was made before.
    WasIssued(u32),
    /// The document was made now.
    Issued(ReplacingDocument),
    /// The document was made before.
    AlreadyIssued(ReplacingDocument),
}

/// A document that replaces another one.
pub struct ReplacingDocument {
    /// Its slot.
    pub slot: u32,
    /// Its status, as the log has it.
    pub status: DocumentStatus,
    /// The level reached.
    pub level: Level,
    /// Its file.
    pub file: IndexedFile,
    /// Change of the replaced document's status.
    pub change: OldStatus,
    /// The note that the vault holds on it.
    pub note: Option<Zeroizing<String>>,
}

/// Change of the status of a replaced document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldStatus {
    /// It has changed, by the record at this index where one did.
    Changed(Option<u64>),
    /// It changes in a run of its own between these times, Unix seconds, if the node runs.
    Waits {
        /// The earliest time.
        from: u64,
        /// The latest time.
        until: u64,
    },
}

/// Replaces a document.
pub async fn reissue(office: &Arc<RegistryOffice>, order: ReissueOrder) -> Result<Reissued, OfficeError> {
    let order = Arc::new(order);
    office.check_vault()?;
    let (acting, ordered) = (office.clone(), order.clone());
    let (changes, carried) = office.acts.run(async move { decide_and_carry_out(&acting, &ordered).await }).await?;
    let (document, size, is_new) = match carried {
        CarriedReplacement::WouldIssue => return Ok(Reissued { changes, outcome: ReissueOutcome::WouldIssue }),
        CarriedReplacement::WasIssued(slot) => {
            return Ok(Reissued { changes, outcome: ReissueOutcome::WasIssued(slot) });
        }
        CarriedReplacement::Issued { made, size } => (ToBeShown::Made(made), size, true),
        CarriedReplacement::AlreadyIssued { slot, size } => (ToBeShown::Read(slot), size, false),
    };
    office.wait_for_seal(size).await;
    office.wait_for_head(size).await;
    let level = office.wait(size, order.wait).await?;
    let describing = office.clone();
    let document = blocking(move || describe(&describing, order.old, &document, level)).await??;
    let outcome = if is_new { ReissueOutcome::Issued(document) } else { ReissueOutcome::AlreadyIssued(document) };
    Ok(Reissued { changes, outcome })
}

/// A document that was made now, with the index of its award.
struct MadeReplacement {
    slot: u32,
    index: u64,
    parts: DocumentParts,
}

/// The document of an answer: at hand, or in the vault in this slot.
enum ToBeShown {
    Made(MadeReplacement),
    Read(u32),
}

/// Outcome of an act; the sizes are the log's.
enum CarriedReplacement {
    WouldIssue,
    WasIssued(u32),
    Issued { made: MadeReplacement, size: u64 },
    AlreadyIssued { slot: u32, size: u64 },
}

async fn decide_and_carry_out(
    office: &Arc<RegistryOffice>,
    order: &Arc<ReissueOrder>,
) -> Result<(Vec<FieldChange>, CarriedReplacement), OfficeError> {
    let turn = office.acts.turn().await;
    let planned = order.clone();
    let (changes, plan) = turn.blocking(office, move |office| plan(office, &planned)).await??;
    if order.dry_run {
        opened(office, &turn, order, vec![order.old]).await?;
        let outcome = match plan {
            ReplacementPlan::Done(slot) => CarriedReplacement::WasIssued(slot),
            ReplacementPlan::Prepared(_) | ReplacementPlan::New(_) => CarriedReplacement::WouldIssue,
        };
        return Ok((changes, outcome));
    }
    let carried = match plan {
        ReplacementPlan::Done(slot) => {
            opened(office, &turn, order, vec![order.old, slot]).await?;
            CarriedReplacement::AlreadyIssued { slot, size: office.own.log().state().size() }
        }
        plan => {
            let (made, size) = carry_out(office, &turn, order, plan).await?;
            CarriedReplacement::Issued { made, size }
        }
    };
    Ok((changes, carried))
}

/// Notes that the registrar reads these documents, before the answer shows anything of them.
async fn opened(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    order: &Arc<ReissueOrder>,
    slots: Vec<u32>,
) -> Result<(), OfficeError> {
    let order = order.clone();
    turn.blocking(office, move |office| access_log::note(office, &slots, AccessKind::Opened, &order.actor)).await?
}

/// Makes the new document if it is not made yet, and appends it; returns it, and the log's size.
async fn carry_out(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    order: &Arc<ReissueOrder>,
    plan: ReplacementPlan,
) -> Result<(MadeReplacement, u64), OfficeError> {
    let prepared = order.clone();
    let pending = turn.blocking(office, move |office| match plan {
        ReplacementPlan::Done(slot) | ReplacementPlan::Prepared(slot) => {
            read_prepared(office, &[(0, slot)], &prepared.maker())
        }
        ReplacementPlan::New(making) => prepare(office, &prepared, *making),
    });
    let pending = pending.await??;
    // Before the award: what is revoked beside the old one is no younger than what replaces it.
    let classes: Vec<_> = pending.iter().map(|pending| pending.award.class).collect();
    stock_up(office, turn, &classes).await?;
    let PlacedAwards { indexes, size } = append(office, turn, &pending, Company::Reissued, Snapshot::Always).await?;
    let made = pending.into_iter().zip(indexes).next();
    let made = made.map(|(Pending { award, parts, .. }, index)| MadeReplacement { slot: award.slot, index, parts });
    Ok((made.ok_or(Interrupted)?, size))
}

fn prepare(office: &RegistryOffice, order: &ReissueOrder, making: Making) -> Result<Vec<Pending>, OfficeError> {
    // Before anything is written: a wrong clock leaves nothing behind.
    office.day()?;
    let now = crate::machine::clock::now();
    let slot = office.draw_slots(1)?;
    let slot = *slot.first().ok_or(Interrupted)?;
    if making.predecessor.is_some() && !order.note.is_empty() {
        office.vault.put_note(&office.id, making.pupil, slot, &order.note)?;
    }
    let due = office.cover.due(now)?;
    let supersession = Supersession { old: order.old, new: Some(slot), reason: order.reason, due };
    office.vault.supersede(&office.id, &[supersession])?;
    prepare_in(office, vec![(making, slot)], &order.maker())
}

/// The document file, and the change that is still to come for the old one.
fn describe(
    office: &RegistryOffice,
    old: u32,
    document: &ToBeShown,
    level: Level,
) -> Result<ReplacingDocument, OfficeError> {
    let assembler = Assembler::new(office)?;
    let (slot, file) = match document {
        ToBeShown::Made(MadeReplacement { slot, index, parts }) => (*slot, assembler.assemble(*slot, *index, parts)?),
        ToBeShown::Read(slot) => (*slot, assembler.document(*slot)?),
    };
    let change = match office.vault.supersession_of(&office.id, old)? {
        Some(pending) => OldStatus::Waits { from: pending.due, until: office.cover.latest(pending.due) },
        None => OldStatus::Changed(status_index(office, old)?),
    };
    let pupil = office.vault.pupil_of(&office.id, slot)?;
    let note = pupil.map(|pupil| office.vault.note(&office.id, pupil, slot)).transpose()?.flatten();
    Ok(ReplacingDocument { slot, status: papers::status(office, slot), level, file, change, note })
}

/// Index of the last record that changed a document's status.
fn status_index(office: &RegistryOffice, slot: u32) -> Result<Option<u64>, OfficeError> {
    let newest = office.own.log().newest_changes(&BTreeSet::from([slot]));
    Ok(newest.map_err(|error| office.log_error(error))?.remove(&slot))
}

#[cfg(test)]
mod tests;

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

use crate::office::accesses;
use crate::office::act::Turn;
use crate::office::actor;
use crate::office::cover::Company;
use crate::office::decoys::stock_up;
use crate::office::desk::{Desk, append_refusal, vault_refusal};
use crate::office::document::Assembler;
use crate::office::issue::{Maker, Making, Pending, append, blocking, prepare_in, read_prepared};
use crate::writer::pipeline::Snapshot;
use attestat_credential::draft::difference::FieldChange;
use attestat_credential::replacement::ReplacementKind;
use attestat_ledger::status::Reason;
use attestat_vault::note::NOTE_BYTES_MAX;
use attestat_vault::{AccessKind, Supersession};
use attestat_wire::field::Field;
use attestat_wire::limit::DRAFT_BYTES_MAX;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use plan::{Plan, plan};
use std::collections::BTreeSet;
use std::sync::Arc;
use tonic::{Request, Status};
use zeroize::Zeroizing;

/// Request for a replacement.
pub(crate) struct Order {
    /// Slot of the document that is replaced.
    pub(crate) old: u32,
    /// The corrected draft; empty for a duplicate with the old one's own.
    pub(crate) draft: Zeroizing<Vec<u8>>,
    /// Reason of the replacement.
    pub(crate) kind: ReplacementKind,
    /// True if the pupil is the one who is known, although name or birth date change.
    pub(crate) same_pupil: bool,
    reason: Reason,
    note: Zeroizing<String>,
    wait: v1::Level,
    pub(crate) dry_run: bool,
    actor: String,
}

impl Order {
    fn read(request: Request<v1::ReissueRequest>) -> Result<Self, Status> {
        let actor = actor::registrar(&request);
        let request = request.into_inner();
        let field = |name| Field::new("ReissueRequest", name);
        let (wait, kind) = (request.wait(), request.kind());
        if request.draft.len() > DRAFT_BYTES_MAX {
            return Err(field("draft").fault("a draft has at most 131,072 bytes").into());
        }
        if request.note.len() > NOTE_BYTES_MAX {
            return Err(field("note").fault("a note has at most 4,096 bytes").into());
        }
        let kind = match kind {
            Kind::Correction => ReplacementKind::Correction,
            Kind::Duplicate => ReplacementKind::Duplicate,
            Kind::Unspecified => return Err(field("kind").fault("a correction or a duplicate").into()),
        };
        let reason = u8::try_from(request.reason).ok().and_then(Reason::parse);
        let reason = match reason {
            Some(Reason::Unspecified) => Reason::Superseded,
            Some(reason @ (Reason::Superseded | Reason::IssuedInError | Reason::DocumentLost)) => reason,
            _ => return Err(field("reason").fault("superseded, issued in error or document lost").into()),
        };
        Ok(Self {
            old: request.slot,
            draft: Zeroizing::new(request.draft),
            kind,
            same_pupil: request.same_pupil,
            reason,
            note: Zeroizing::new(request.note),
            wait,
            dry_run: request.dry_run,
            actor,
        })
    }

    fn maker(&self) -> Maker {
        Maker { actor: self.actor.clone(), kind: AccessKind::Issued }
    }
}

/// Replaces a document.
pub async fn reissue(desk: &Arc<Desk>, request: Request<v1::ReissueRequest>) -> Result<v1::ReissueResponse, Status> {
    let order = Arc::new(Order::read(request)?);
    desk.check_vault()?;
    let (acting, ordered) = (desk.clone(), order.clone());
    let done = desk.acts.run(async move { decide_and_carry_out(&acting, &ordered).await }).await?;
    let Done { answer, carried: Some((outcome, slot, size)) } = done else { return Ok(done.answer) };
    desk.wait_for_seal(size).await;
    desk.wait_for_head(size).await;
    let level = desk.wait(size, order.wait).await?;
    let describing = desk.clone();
    blocking(move || describe(&describing, order.old, slot, outcome, level, answer)).await?
}

/// Outcome of an act: the answer, and how it was carried out, the new document's slot and the log's size, unless it was
/// a dry run.
struct Done {
    answer: v1::ReissueResponse,
    carried: Option<(Outcome, u32, u64)>,
}

async fn decide_and_carry_out(desk: &Arc<Desk>, order: &Arc<Order>) -> Result<Done, Status> {
    let turn = desk.acts.turn().await;
    let planned = order.clone();
    let (changes, plan) = turn.blocking(desk, move |desk| plan(desk, &planned)).await??;
    let answer = v1::ReissueResponse { changes: changes.into_iter().map(told).collect(), ..Default::default() };
    if order.dry_run {
        let outcome = if matches!(plan, Plan::Done(_)) { Outcome::AlreadyIssued } else { Outcome::WouldIssue };
        let slot = if let Plan::Done(slot) = plan { slot } else { 0 };
        opened(desk, &turn, order, vec![order.old]).await?;
        let issued = v1::IssueResponse { outcome: outcome.into(), slot, ..Default::default() };
        return Ok(Done { answer: v1::ReissueResponse { issued: Some(issued), ..answer }, carried: None });
    }
    let carried = match plan {
        Plan::Done(slot) => {
            opened(desk, &turn, order, vec![order.old, slot]).await?;
            (Outcome::AlreadyIssued, slot, desk.own.log().state().size())
        }
        plan => {
            let (slot, size) = carry_out(desk, &turn, order, plan).await?;
            (Outcome::Issued, slot, size)
        }
    };
    Ok(Done { answer, carried: Some(carried) })
}

/// Notes that the registrar reads these documents, before the answer shows anything of them.
async fn opened(desk: &Arc<Desk>, turn: &Turn, order: &Arc<Order>, slots: Vec<u32>) -> Result<(), Status> {
    let order = order.clone();
    turn.blocking(desk, move |desk| accesses::note(desk, &slots, AccessKind::Opened, &order.actor)).await?
}

fn told(change: FieldChange) -> v1::FieldChange {
    let text = |value: Option<Zeroizing<String>>| value.map(|value| value.to_string());
    v1::FieldChange { path: change.path, old: text(change.old), new: text(change.new) }
}

/// Makes the new document if it is not made yet, and appends it; returns its slot and the log's size.
async fn carry_out(desk: &Arc<Desk>, turn: &Turn, order: &Arc<Order>, plan: Plan) -> Result<(u32, u64), Status> {
    let prepared = order.clone();
    let pending = turn.blocking(desk, move |desk| match plan {
        Plan::Done(slot) | Plan::Prepared(slot) => read_prepared(desk, &[(0, slot)], &prepared.maker()),
        Plan::New(making) => prepare(desk, &prepared, *making),
    });
    let pending = pending.await??;
    // Before the award: what is revoked beside the old one is no younger than what replaces it.
    let classes: Vec<_> = pending.iter().map(|pending| pending.award.class).collect();
    stock_up(desk, turn, &classes).await?;
    let size = append(desk, turn, &pending, Company::Reissued, Snapshot::Always).await?;
    Ok((pending.first().map_or(0, |pending| pending.award.slot), size))
}

fn prepare(desk: &Desk, order: &Order, making: Making) -> Result<Vec<Pending>, Status> {
    // Before anything is written: a wrong clock leaves nothing behind.
    desk.day()?;
    let vault = |error| Status::from(vault_refusal(&error));
    let now = crate::machine::clock::now();
    let slot = desk.draw_slots(1).map_err(|error| append_refusal(&error))?;
    let slot = *slot.first().ok_or_else(crate::office::act::interrupted)?;
    if making.predecessor.is_some() && !order.note.is_empty() {
        desk.vault.put_note(&desk.id, making.pupil, slot, &order.note).map_err(vault)?;
    }
    let due = desk.cover.due(now).map_err(|error| append_refusal(&error))?;
    let supersession = Supersession { old: order.old, new: Some(slot), reason: order.reason, due };
    desk.vault.supersede(&desk.id, &[supersession]).map_err(vault)?;
    prepare_in(desk, vec![(making, slot)], &order.maker())
}

/// The answer: the document file, and the changes still to come for the old one.
fn describe(
    desk: &Desk,
    old: u32,
    slot: u32,
    outcome: Outcome,
    level: v1::Level,
    answer: v1::ReissueResponse,
) -> Result<v1::ReissueResponse, Status> {
    let vault = |error| Status::from(vault_refusal(&error));
    let (index, document) = Assembler::new(desk)?.document(slot)?;
    let issued = v1::IssueResponse {
        position: 0,
        outcome: outcome.into(),
        slot,
        index,
        level: level.into(),
        document,
        status: u32::from(crate::office::papers::status(desk, slot) as u8),
        ..Default::default()
    };
    let pending = desk.vault.supersession_of(&desk.id, old).map_err(vault)?;
    let status_index = if pending.is_some() { None } else { status_index(desk, old)? };
    let pupil = desk.vault.pupil_of(&desk.id, slot).map_err(vault)?;
    let note = pupil.map(|pupil| desk.vault.note(&desk.id, pupil, slot)).transpose().map_err(vault)?.flatten();
    Ok(v1::ReissueResponse {
        issued: Some(issued),
        // Record 0 of a log is its genesis, never a change.
        status_index: status_index.unwrap_or(0),
        status_from: pending.map_or(0, |pending| pending.due),
        status_until: pending.map_or(0, |pending| desk.cover.latest(pending.due)),
        note: note.map(|note| note.to_string()).unwrap_or_default(),
        ..answer
    })
}

/// Index of the last record that changed a document's status.
fn status_index(desk: &Desk, slot: u32) -> Result<Option<u64>, Status> {
    let newest = desk.own.log().newest_changes(&BTreeSet::from([slot]));
    Ok(newest.map_err(|error| desk.log_refusal(&error))?.remove(&slot))
}

#[cfg(test)]
mod tests;

//! The data held on a child, and everybody who touched it: the answer to "what do they know about us?".

use super::HolderService;
use super::proof::{Caller, parts};
use super::title::title;
use crate::machine::clock;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::credential_type::CredentialType;
use attestat_credential::draft::Draft;
use attestat_credential::draft::basis::Basis;
use attestat_credential::holder::statement::Act;
use attestat_ledger::record::Content;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_store::log::StoreError;
use attestat_vault::{Access, AccessKind, HeldDocument, Holder, PupilId};
use attestat_wire::v1;
use std::collections::{BTreeMap, BTreeSet};
use tonic::Status;

/// Lists what the vault holds; the question itself is written down too.
pub(super) fn holdings(
    service: &HolderService,
    caller: Caller,
    request: v1::GetHoldingsRequest,
) -> Result<v1::GetHoldingsResponse, Status> {
    let proven = parts(service, request.proof)?.prove_act(service, caller, Act::Holdings, b"")?;
    let (pupil, holder) = proven.holder(service, caller)?;
    let office = &proven.office;
    let kind = AccessKind::HoldingsShown;
    let access = Access { time: clock::now(), kind, actor: "family".to_owned(), slot: None };
    office.vault.note_access(pupil, access).map_err(OfficeError::from)?;
    let accesses = office.vault.accesses(pupil).map_err(OfficeError::from)?;
    Ok(v1::GetHoldingsResponse {
        documents: documents(office, pupil, &holder)?,
        accesses: accesses.into_iter().map(shown).collect(),
        enrolled_at: holder.enrolled_at,
        ticket_expires: office.vault.ticket_expires(pupil, clock::now()).map_err(OfficeError::from)?.unwrap_or(0),
    })
}

/// A pupil's documents that are in the log, with the index of each award.
fn placed(office: &RegistryOffice, pupil: PupilId) -> Result<Vec<(HeldDocument, u64)>, Status> {
    let mut placed = Vec::new();
    for held in office.vault.held(&office.id, pupil).map_err(OfficeError::from)? {
        placed
            .extend(office.vault.placed(&office.id, held.slot).map_err(OfficeError::from)?.map(|index| (held, index)));
    }
    Ok(placed)
}

fn documents(office: &RegistryOffice, pupil: PupilId, holder: &Holder) -> Result<Vec<v1::HeldDocument>, Status> {
    let unreadable = |error: StoreError| Status::from(office.log_error(error));
    let placed = placed(office, pupil)?;
    let log = office.own.log();
    let statuses = log.state().statuses.clone();
    let changed = placed.iter().map(|(held, _)| held.slot).filter(|slot| statuses.get(*slot) != DocumentStatus::Valid);
    let reasons = reasons(office, &changed.collect()).map_err(unreadable)?;
    let mut documents = Vec::with_capacity(placed.len());
    for (held, index) in placed {
        let stored = office.vault.document(&office.id, held.slot).map_err(OfficeError::from)?;
        let draft = stored.and_then(|stored| Draft::from_json(&stored.draft).ok());
        let note = office.vault.note(&office.id, pupil, held.slot).map_err(OfficeError::from)?;
        documents.push(v1::HeldDocument {
            slot: held.slot,
            credential_type: draft.as_ref().map_or("", |draft| CredentialType::of(draft.document()).vct()).to_owned(),
            title: draft.as_ref().map(|draft| title(draft.document())).unwrap_or_default(),
            day: log.record(index).map_err(unreadable)?.day.number(),
            status: statuses.get(held.slot) as u32,
            reason: reasons.get(&held.slot).copied().unwrap_or(0),
            bound: held.holder == Some(holder.key),
            has_note: note.is_some(),
            pupil_ref: draft.as_ref().and_then(Draft::pupil_ref).map(|own| own.expose().to_owned()).unwrap_or_default(),
            basis: basis(draft.as_ref()).into(),
        });
    }
    Ok(documents)
}

/// Basis on which a document may be recorded.
fn basis(draft: Option<&Draft>) -> v1::held_document::Basis {
    match draft.map(Draft::basis) {
        Some(Basis::Agreement(_)) => v1::held_document::Basis::Agreement,
        Some(Basis::Law(_)) => v1::held_document::Basis::Law,
        None => v1::held_document::Basis::Unspecified,
    }
}

/// Reasons for the statuses of these slots, as the log says.
fn reasons(office: &RegistryOffice, slots: &BTreeSet<u32>) -> Result<BTreeMap<u32, u32>, StoreError> {
    if slots.is_empty() {
        return Ok(BTreeMap::new());
    }
    let log = office.own.log();
    let reason = |(slot, index): (u32, u64)| {
        Ok(match log.record(index)?.content {
            Content::Status(change) => (slot, change.reason as u32),
            _ => (slot, 0),
        })
    };
    log.newest_changes(slots)?.into_iter().map(reason).collect()
}

fn shown(access: Access) -> v1::Access {
    use v1::access::Kind;
    let kind = match access.kind {
        AccessKind::Issued => Kind::Issued,
        AccessKind::Opened => Kind::Opened,
        AccessKind::Exported => Kind::Exported,
        AccessKind::Changed => Kind::Changed,
        AccessKind::TicketMade => Kind::TicketMade,
        AccessKind::Enrolled => Kind::Enrolled,
        AccessKind::Delivered => Kind::Delivered,
        AccessKind::Rebound => Kind::Rebound,
        AccessKind::HoldingsShown => Kind::HoldingsShown,
    };
    v1::Access { time: access.time, kind: kind.into(), actor: access.actor, slot: access.slot }
}

/// Documents that are still to be issued again for a wallet.
pub(super) struct WaitingDocuments {
    /// Number of them.
    pub(super) documents: u32,
    /// Time at which the last is expected, Unix seconds; 0 when none waits.
    pub(super) expected_by: u64,
}

/// Documents that wait for a wallet: those in force that are not bound to its key.
pub(super) fn waiting(office: &RegistryOffice, pupil: PupilId, holder: &Holder) -> Result<WaitingDocuments, Status> {
    let due = office.vault.rebinding_due(&office.id, pupil).map_err(OfficeError::from)?;
    let Some(due) = due else { return Ok(WaitingDocuments { documents: 0, expected_by: 0 }) };
    let state = office.own.log().state();
    let mut documents: u32 = 0;
    for (held, _) in placed(office, pupil)? {
        let in_force = state.statuses.get(held.slot) == DocumentStatus::Valid;
        // One whose replacement is in the log already has its status changed later.
        let replaced = office.vault.supersession_of(&office.id, held.slot).map_err(OfficeError::from)?;
        let done = replaced.is_some_and(|replaced| replaced.new.is_some());
        documents += u32::from(in_force && !done && held.holder != Some(holder.key));
    }
    Ok(WaitingDocuments { documents, expected_by: if documents > 0 { office.cover.latest(due) } else { 0 } })
}

//! Delivery: the documents that are bound to the wallet's key, with their newest proofs.

use super::answer_stream::Outlet;
use super::holdings::{WaitingDocuments, waiting};
use super::proof::{Caller, parts};
use super::{HolderService, KNOWN_SLOTS_MAX};
use crate::machine::clock;
use crate::office::document::Assembler;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::holder::statement::{Act, fetch_body};
use attestat_vault::{Access, AccessKind, PupilId};
use attestat_wire::field::Field;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_words::text;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tonic::{Code, Status};

/// Time that a family may take to fetch its documents: a slow line carries 300 KiB a minute and more.
const DELIVERY_MAX: Duration = Duration::from_secs(1800);

/// Sends the documents that the wallet has not, and last the number that still wait.
pub(super) fn deliver(
    service: &HolderService,
    caller: Caller,
    request: v1::FetchDocumentsRequest,
    outlet: &Outlet<v1::FetchDocumentsResponse>,
) -> Result<(), Status> {
    let known = request.known_slots;
    if known.len() > KNOWN_SLOTS_MAX {
        return Err(Field::new("FetchDocumentsRequest", "known_slots").fault(text!("fault-known-slots")).into());
    }
    let proven = parts(service, request.proof)?.prove_act(service, caller, Act::Fetch, &fetch_body(&known))?;
    let (pupil, holder) = proven.holder(service, caller)?;
    let office = &proven.office;
    let bound = bound_slots(office, pupil, &holder.key)?;
    let known: BTreeSet<u32> = known.into_iter().collect();
    let slots: Vec<u32> = bound.into_iter().filter(|slot| !known.contains(slot)).collect();
    // Written before anything is sent: what left the vault stands in the log of it.
    note_delivery(office, pupil, &slots)?;
    let assembler = Assembler::new(office)?;
    let began = Instant::now();
    for slot in slots {
        let document = assembler.document(slot)?.bytes;
        outlet.send(v1::FetchDocumentsResponse { slot, document, ..Default::default() })?;
        if began.elapsed() > DELIVERY_MAX {
            return Err(too_long().into());
        }
    }
    let WaitingDocuments { documents, expected_by } = waiting(office, pupil, &holder)?;
    let last = v1::FetchDocumentsResponse { documents_waiting: documents, expected_by, ..Default::default() };
    outlet.send(last)
}

fn too_long() -> Refusal {
    let what = text!("refusal-delivery-too-long", minutes = DELIVERY_MAX.as_secs() / 60);
    Refusal::new(Code::DeadlineExceeded, "too-slow", what, text!("refusal-delivery-too-long.next"))
}

/// Slots of the pupil's documents that are in the log and bound to this key.
fn bound_slots(office: &RegistryOffice, pupil: PupilId, key: &[u8; 32]) -> Result<Vec<u32>, Status> {
    let mut bound = Vec::new();
    for held in office.vault.held(&office.id, pupil).map_err(OfficeError::from)? {
        if held.holder.as_ref() == Some(key)
            && office.vault.placed(&office.id, held.slot).map_err(OfficeError::from)?.is_some()
        {
            bound.push(held.slot);
        }
    }
    Ok(bound)
}

fn note_delivery(office: &RegistryOffice, pupil: PupilId, slots: &[u32]) -> Result<(), Status> {
    let time = clock::now();
    let access = |slot: &u32| {
        (pupil, Access { time, kind: AccessKind::Delivered, actor: "family".to_owned(), slot: Some(*slot) })
    };
    let accesses: Vec<_> = slots.iter().map(access).collect();
    Ok(office.vault.note_accesses(&accesses).map_err(OfficeError::from)?)
}

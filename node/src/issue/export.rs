//! Export: document files again, with the newest proofs.

use super::ANSWERS_AHEAD;
use crate::accesses;
use crate::desk::{Desk, vault_refusal};
use crate::document::Assembler;
use attestat_store::vault::{AccessKind, VaultError};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, export_response::LeftOut};
use std::collections::BTreeSet;
use tokio::sync::mpsc;
use tonic::{Code, Status};

/// Sends document files with their newest proofs; an empty list of slots means all. What leaves stands in the
/// access logs before it is sent. Where all are asked for, one that is not issued or not readable is named and the
/// others follow; where it is named by the caller, that is the answer.
pub(crate) fn export(
    desk: &Desk,
    slots: &[u32],
    actor: &str,
    answers: &mpsc::Sender<Result<v1::ExportResponse, Status>>,
) {
    if let Err(error) = send_all(desk, slots, actor, answers) {
        let _ = answers.blocking_send(Err(error));
    }
}

/// Ends early, and well, when nobody listens any more.
fn send_all(
    desk: &Desk,
    slots: &[u32],
    actor: &str,
    answers: &mpsc::Sender<Result<v1::ExportResponse, Status>>,
) -> Result<(), Status> {
    let assembler = Assembler::new(desk)?;
    let wanted = if slots.is_empty() { Wanted::All } else { Wanted::Named };
    let slots = match wanted {
        Wanted::All => desk.vault.slots(&desk.id).map_err(|error| vault_refusal(&error))?,
        Wanted::Named => named_once(slots)?,
    };
    for part in slots.chunks(ANSWERS_AHEAD) {
        let mut ready = Vec::with_capacity(part.len());
        for slot in part {
            ready.push(answer(desk, &assembler, *slot, wanted)?);
        }
        let leaving = ready.iter().filter(|answer| answer.left_out() == LeftOut::Unspecified);
        let leaving: Vec<u32> = leaving.map(|answer| answer.slot).collect();
        accesses::note(desk, &leaving, AccessKind::Exported, actor)?;
        for answer in ready {
            if answers.blocking_send(Ok(answer)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Slots that were named, each once: whoever names one a thousand times wants something else than its file.
fn named_once(slots: &[u32]) -> Result<Vec<u32>, Status> {
    let mut seen = BTreeSet::new();
    match slots.iter().find(|slot| !seen.insert(**slot)) {
        None => Ok(slots.to_vec()),
        Some(slot) => {
            let what = format!("Document {slot} is named twice.");
            Err(Refusal::new(Code::InvalidArgument, "named-twice", what, "Name each document once.").into())
        }
    }
}

/// Which documents were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Every one.
    All,
    /// Those that were named.
    Named,
}

fn answer(desk: &Desk, assembler: &Assembler<'_>, slot: u32, wanted: Wanted) -> Result<v1::ExportResponse, Status> {
    let file_name = format!("document-{slot}");
    match assembler.document(slot) {
        Ok((_, document)) => {
            let status = u32::from(crate::papers::status(desk, slot) as u8);
            Ok(v1::ExportResponse { slot, document, file_name, status, ..Default::default() })
        }
        Err(error) => match left_out(desk, slot).filter(|_| wanted == Wanted::All) {
            Some(why) => Ok(v1::ExportResponse { slot, file_name, left_out: why.into(), ..Default::default() }),
            None => Err(error),
        },
    }
}

/// Why there is no file of a document that the vault holds, where that is the document's own fault.
fn left_out(desk: &Desk, slot: u32) -> Option<LeftOut> {
    match (desk.vault.placed(&desk.id, slot), desk.vault.is_readable(&desk.id, slot)) {
        (Err(VaultError::Damaged(_)), _) | (_, Ok(Some(false))) => Some(LeftOut::Unreadable),
        (Ok(None), Ok(Some(true))) => Some(LeftOut::Prepared),
        _ => None,
    }
}

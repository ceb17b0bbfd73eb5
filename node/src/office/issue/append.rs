//! Awards into the log, among decoys, and into the vault where they stand.

use crate::office::act::Turn;
use crate::office::cover::{Company, decoy_awards};
use crate::office::document::DocumentParts;
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use crate::writer::pipeline::Snapshot;
use attestat_ledger::record::{Award, Content};
use attestat_vault::Decoy;
use std::sync::Arc;

/// One award that is to be appended.
pub(crate) struct Pending {
    /// Position of its draft in the request.
    pub(crate) position: usize,
    /// The award.
    pub(crate) award: Award,
    /// The document's parts, as they stand in the vault.
    pub(crate) parts: DocumentParts,
}

/// Place of appended awards in the log.
pub(crate) struct PlacedAwards {
    /// Index of each, in their order.
    pub(crate) indexes: Vec<u64>,
    /// The log's size then.
    pub(crate) size: u64,
}

/// Appends awards, shuffled among decoys, and notes their indexes in the vault; returns where they stand.
pub(crate) async fn append(
    office: &Arc<RegistryOffice>,
    turn: &Turn,
    pending: &[Pending],
    company: Company,
    snapshot: Snapshot,
) -> Result<PlacedAwards, OfficeError> {
    let classes = office.cover.beside(pending.iter().map(|pending| &pending.award));
    let slots = office.draw_slots(classes.len())?;
    let decoys = decoy_awards(&classes, slots.clone())?;
    let mut contents: Vec<Content> = pending.iter().map(|pending| Content::Award(pending.award.clone())).collect();
    contents.extend(decoys);
    let appended = office.pipeline.append(contents, snapshot).await;
    let appendage = appended?;
    // A crash here: the next start finds the documents by their commitments; the decoys are forgotten.
    let (of_documents, of_decoys) = appendage.indexes.split_at_checked(pending.len()).unwrap_or_default();
    let indexes = of_documents.to_vec();
    let placed: Vec<(u32, u64)> =
        pending.iter().map(|pending| pending.award.slot).zip(indexes.iter().copied()).collect();
    let sown = classes.into_iter().zip(slots).zip(of_decoys);
    let beside = company.sown();
    let sown: Vec<Decoy> =
        sown.map(|((class, slot), index)| Decoy { slot, index: *index, class, placement: beside }).collect();
    let placing = turn.blocking(office, move |office| {
        office.vault.place(&office.id, &placed)?;
        office.vault.put_decoys(&office.id, &sown)
    });
    placing.await??;
    Ok(PlacedAwards { indexes, size: appendage.size })
}

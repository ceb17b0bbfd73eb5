//! From a slot to its award, and what a crash left between the vault and the log.

use crate::desk::{Desk, append_refusal, vault_refusal};
use attestat_ledger::record::Content;
use attestat_store::log::StoreError;
use attestat_wire::refusal::{self, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use tonic::Code;

/// Index of the award of a slot: from the vault, or from the log for documents made elsewhere.
pub(crate) fn award_index(desk: &Desk, slot: u32) -> Result<Option<u64>, StoreError> {
    if let Ok(Some(index)) = desk.vault.placed(&desk.id, slot) {
        return Ok(Some(index));
    }
    let log = desk.own.log();
    let mut found = None;
    log.scan_records(0, log.state().size(), &mut |record| {
        if matches!(&record.content, Content::Award(award) if award.slot == slot) {
            found = Some(record.index);
        }
    })?;
    Ok(found)
}

/// At start: finds the prepared documents whose awards reached the log before a crash. What is not
/// found was never acknowledged; it stays prepared until the same request comes again, and its slot
/// stays taken.
pub fn reconcile(desk: &Desk) -> Result<usize, Refusal> {
    let waiting = desk.vault.waiting(&desk.id).map_err(|error| vault_refusal(&error))?;
    let Some(from) = waiting.iter().map(|(_, size)| *size).min() else { return Ok(0) };
    let log = desk.own.log();
    let mut awards = BTreeMap::new();
    let slots: BTreeSet<u32> = waiting.iter().map(|(slot, _)| *slot).collect();
    let size = log.state().size();
    let scanned = log.scan_records(from.min(size), size, &mut |record| {
        if let Content::Award(award) = record.content
            && slots.contains(&award.slot)
        {
            awards.insert(award.slot, (record.index, award.commitment));
        }
    });
    scanned.map_err(|error| append_refusal(&error.into()))?;
    let mut placed = Vec::new();
    for slot in slots {
        let document = desk.vault.document(&desk.id, slot).map_err(|error| vault_refusal(&error))?;
        match (awards.get(&slot), document) {
            (Some((index, commitment)), Some(document)) if document.award.commitment == *commitment => {
                placed.push((slot, *index))
            }
            (Some(_), _) => {
                let what = format!("The award of slot {slot} in the log is not the one that the vault prepared.");
                return Err(Refusal::new(
                    Code::Internal,
                    refusal::STORAGE,
                    what,
                    "Restore the vault that belongs to this log.",
                ));
            }
            (None, _) => {
                desk.slots.lock().unwrap_or_else(PoisonError::into_inner).take(slot);
            }
        }
    }
    desk.vault.place(&desk.id, &placed).map_err(|error| vault_refusal(&error))?;
    Ok(placed.len())
}

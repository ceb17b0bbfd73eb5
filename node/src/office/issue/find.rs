//! From a slot to its award, and the documents that a crash left between the vault and the log.

use crate::office::error::{DocumentError, OfficeError};
use crate::office::registry_office::RegistryOffice;
use attestat_ledger::record::Content;
use attestat_store::log::StoreError;
use attestat_vault::{ForgetOutcome, VaultError};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

/// Index of the award of a slot: from the vault, or from the log for documents made elsewhere.
pub(crate) fn award_index(office: &RegistryOffice, slot: u32) -> Result<Option<u64>, StoreError> {
    if let Ok(Some(index)) = office.vault.placed(&office.id, slot) {
        return Ok(Some(index));
    }
    if !office.own.holds_slot(slot)? {
        return Ok(None);
    }
    let log = office.own.log();
    let mut found = None;
    log.scan_records(0, log.state().size(), &mut |record| {
        if matches!(&record.content, Content::Award(award) if award.slot == slot) {
            found.get_or_insert(record.index);
        }
    })?;
    Ok(found)
}

/// Prepared documents whose awards stand in the log, with the index of each.
type Standing = BTreeMap<u32, u64>;

/// Places the prepared documents whose awards stand in the log, also where the index has not come to them; returns
/// their number. A crash or a failure between the commit and the vault's note of it leaves such documents, and nothing
/// else may be appended for them. The caller has the turn.
pub(crate) fn place_standing(office: &RegistryOffice) -> Result<usize, OfficeError> {
    let waiting = office.vault.waiting(&office.id)?;
    let standing = look_up(office, &waiting)?;
    let placed: Vec<(u32, u64)> = standing.into_iter().collect();
    if !placed.is_empty() {
        office.vault.place(&office.id, &placed)?;
    }
    Ok(placed.len())
}

/// Finds, at the start, the prepared documents whose awards reached the log before a crash. A document that is not
/// found was never acknowledged; it stays prepared until the same request comes again, and its slot stays taken. An
/// entry that nothing can read any more is forgotten where it is not in the log, and named where it is; neither keeps a
/// registry from opening. A vault in doubt is left as it is: the slots are taken, and nothing is written.
pub fn reconcile(office: &RegistryOffice) -> Result<usize, OfficeError> {
    let waiting = office.vault.waiting(&office.id)?;
    let standing = look_up(office, &waiting)?;
    let (is_settled, mut forgotten) = (office.vault.doubt().is_none(), 0);
    for (slot, size) in &waiting {
        if size.is_none() {
            tracing::warn!(registry = %office.id, slot, "the entry of a document that waited for its award does not decrypt; the document is looked up in the whole log");
        }
        if standing.contains_key(slot) {
            if office.vault.is_readable(&office.id, *slot)? == Some(false) {
                tracing::warn!(registry = %office.id, slot, "a document of before the last stop is in the log and does not decrypt; it is set aside, and a vault backup may have it");
            }
            continue;
        }
        office.slots.lock().unwrap_or_else(PoisonError::into_inner).take(*slot);
        if !is_settled {
            continue;
        }
        match office.vault.forget_unreadable(&office.id, *slot)? {
            ForgetOutcome::Readable => {}
            ForgetOutcome::Forgotten => forgotten += 1,
            ForgetOutcome::SetAside => {
                tracing::warn!(registry = %office.id, slot, "a prepared document does not decrypt and is set aside; it was never issued, and the same request issues it anew");
            }
        }
    }
    if forgotten > 0 {
        tracing::warn!(registry = %office.id, documents = forgotten, "prepared documents that nothing can read, because their pupils were erased meanwhile, were never issued and are forgotten");
    }
    let placed: Vec<(u32, u64)> = standing.into_iter().collect();
    if is_settled && !placed.is_empty() {
        office.vault.place(&office.id, &placed)?;
        tracing::info!(registry = %office.id, placed = placed.len(), "documents from before the last stop were found in the log");
    }
    Ok(placed.len())
}

/// Looks the awards of waiting documents up in the log: first in the writer's own list of slots, which reads nothing,
/// and by the records where one stands: from where looking begins, which is the log's begin for an entry that does not
/// decrypt. An award that an earlier version appended twice stands where it stood first.
fn look_up(office: &RegistryOffice, waiting: &[(u32, Option<u64>)]) -> Result<Standing, OfficeError> {
    let log_error = |error: StoreError| office.log_error(error);
    let (mut slots, mut damaged, mut from) = (BTreeSet::new(), BTreeSet::new(), u64::MAX);
    for (slot, size) in waiting {
        if office.own.holds_slot(*slot).map_err(log_error)? {
            slots.insert(*slot);
            damaged.extend(size.is_none().then_some(*slot));
            from = from.min(size.unwrap_or(0));
        }
    }
    let (log, mut awards, mut repeated) = (office.own.log(), BTreeMap::new(), 0_usize);
    let size = log.state().size();
    let scanned = log.scan_records(from.min(size), size, &mut |record| {
        if let Content::Award(award) = record.content
            && slots.contains(&award.slot)
        {
            match awards.entry(award.slot) {
                Entry::Vacant(empty) => _ = empty.insert((record.index, award.commitment)),
                Entry::Occupied(_) => repeated += 1,
            }
        }
    });
    scanned.map_err(log_error)?;
    if repeated > 0 {
        tracing::warn!(registry = %office.id, repeated, "awards stand in the log more than once: an earlier version appended them again after an interrupted request, which harms nobody and which audits name as a repetition");
    }
    let mut standing = Standing::new();
    for (slot, (index, commitment)) in awards {
        match office.vault.document(&office.id, slot) {
            Ok(Some(document)) if document.award.commitment == commitment => {}
            // What it was can not be compared; its slot was given to nothing else.
            Err(VaultError::Damaged(_)) => {}
            // Nothing says that it waited for this award.
            Ok(_) if damaged.contains(&slot) => continue,
            Ok(_) => return Err(DocumentError::NotOfThisLog(slot).into()),
            Err(error) => return Err(error.into()),
        }
        standing.insert(slot, index);
    }
    Ok(standing)
}

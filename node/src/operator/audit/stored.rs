//! Values that are stored beside the records, compared with those that the records make: the unfilled end, signing keys,
//! statuses, slots and tags.

use super::Seals;
use super::replay::Replayed;
use attestat_ledger::audit::{Audit, Finding};
use attestat_store::log::{Log, StoreError};

/// Compares everything else that is stored, once all records were replayed without a break.
///
/// The indexes of slots and tags are derived and a fifth of all work, so they are compared only together
/// with every seal; the report says when they were not.
pub(super) fn check(log: &Log, audit: &mut Audit, replayed: &Replayed, seals: Seals) -> Result<(), StoreError> {
    let state = log.state();
    if audit.size() != state.size() {
        return Ok(());
    }
    let mut wrong = Vec::new();
    // The root at the end is read from the unfilled tile of every level.
    if Some(log.root_at(state.size())?) != audit.root_at(state.size()) {
        wrong.push("unfilled end of the tree".to_owned());
    }
    if !keys_agree(log, audit)? {
        wrong.push("list of signing keys".to_owned());
    }
    if *state.statuses != *audit.statuses() {
        wrong.push("index of statuses".to_owned());
    }
    if seals == Seals::Every && !slots_agree(log, audit, replayed)? {
        wrong.push("index of slots".to_owned());
    }
    if let Some(tags) = replayed.indexed_tags.clone()
        && tags? != replayed.tags
    {
        wrong.push("index of tags".to_owned());
    }
    wrong.into_iter().for_each(|what| audit.find(Finding::Stored { what }));
    Ok(())
}

/// Every signing key of the records is stored with a size from its own period, and no other key is.
fn keys_agree(log: &Log, audit: &Audit) -> Result<bool, StoreError> {
    let (starts, stored) = (audit.key_starts().collect::<Vec<_>>(), log.signing_keys()?);
    let ends = starts.iter().skip(1).copied().chain([u64::MAX]);
    let agrees = starts
        .iter()
        .copied()
        .zip(ends)
        .zip(&stored)
        .all(|((start, end), (size, key))| (start..end).contains(size) && audit.key_at(*size) == Some(key));
    Ok(agrees && starts.len() == stored.len())
}

/// Every slot of the index belongs to an award, and there are as many as awards that it covers. A slot
/// that was given twice is a finding of its own.
fn slots_agree(log: &Log, audit: &Audit, replayed: &Replayed) -> Result<bool, StoreError> {
    let (mut count, mut unknown) = (0_u64, false);
    log.scan_slots(&mut |slot| {
        count += 1;
        unknown |= !audit.uses_slot(slot);
    })?;
    // An award that stands twice has one entry.
    let (fewest, most) = (replayed.awards.saturating_sub(audit.repeated_awards()), replayed.awards);
    Ok(!unknown && ((fewest..=most).contains(&count) || audit.has_findings()))
}

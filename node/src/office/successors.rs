//! Successor of a document: the one that stands in its place now (docs/decisions/0034).
//!
//! A registrar who revokes or suspends a document that was corrected, duplicated or bound to a new wallet would leave
//! its successor as it is. The vault joins the two for as long as the pupil is in it; here the chain is followed to its
//! end. A successor counts once its award stands in the log: one that a crash left prepared replaces nothing yet. Where
//! the pair of the two does not decrypt, the queue of replaced documents may still tell.

use crate::office::error::{DocumentError, OfficeError};
use crate::office::issue::award_index;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::replacement::replaced_slot;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{Decoy, DecoyPlacement, Supersession, VaultError};
use std::collections::BTreeSet;

/// Longest chain that is followed: more replacements than a document has in a lifetime.
const CHAIN_MAX: usize = 1000;

/// Document that counts now where one was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CurrentDocument {
    /// The document itself.
    Itself,
    /// The document in this slot, the last of a chain of successors as far as it can be read.
    Successor(u32),
    /// It cannot be told, because of this damage.
    Unreadable(VaultError),
}

/// The document at the end of the chain that begins at `slot`; none where nothing replaced it.
pub(crate) fn newest(office: &RegistryOffice, slot: u32) -> Result<Option<u32>, OfficeError> {
    match current(office, slot)? {
        CurrentDocument::Itself => Ok(None),
        CurrentDocument::Successor(newest) => Ok(Some(newest)),
        CurrentDocument::Unreadable(damage) => Err(damage.into()),
    }
}

/// Follows the chain that begins at `slot` to its end.
pub(crate) fn current(office: &RegistryOffice, slot: u32) -> Result<CurrentDocument, OfficeError> {
    let (mut at, mut seen) = (slot, BTreeSet::from([slot]));
    while seen.len() <= CHAIN_MAX {
        let next = match successor(office, at) {
            Err(damage @ VaultError::Damaged(_)) if at == slot => return Ok(CurrentDocument::Unreadable(damage)),
            Err(VaultError::Damaged(_)) => break,
            next => next?,
        };
        let Some(next) = next else { break };
        let stands = award_index(office, next).map_err(|error| office.log_error(error))?.is_some();
        // A replacement that never came leaves its pair behind, and its slot may be drawn for another pupil.
        if !stands || !is_of_one_pupil(office, at, next) || !seen.insert(next) {
            break;
        }
        at = next;
    }
    Ok(if at == slot { CurrentDocument::Itself } else { CurrentDocument::Successor(at) })
}

/// Document that was to take another one's place.
fn successor(office: &RegistryOffice, old: u32) -> Result<Option<u32>, VaultError> {
    let paired = office.vault.successor(&office.id, old);
    if let Err(VaultError::Damaged(_)) = paired
        && let Ok(Some(Supersession { new: Some(new), .. })) = office.vault.supersession_of(&office.id, old)
    {
        return Ok(Some(new));
    }
    paired
}

/// Returns true if two documents are of one pupil, as far as that can be told: damage parts nothing.
fn is_of_one_pupil(office: &RegistryOffice, one: u32, other: u32) -> bool {
    let pupil = |slot| office.vault.pupil_of(&office.id, slot);
    match (pupil(one), pupil(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => true,
    }
}

/// Refuses an act on a document that another one stands in the place of.
pub(crate) fn check_not_replaced(office: &RegistryOffice, slot: u32) -> Result<(), OfficeError> {
    let Some(newest) = newest(office, slot)? else { return Ok(()) };
    Err(replaced(office, slot, newest).into())
}

/// Refuses a document that is not in force, or has a successor.
pub(crate) fn check_in_force(office: &RegistryOffice, slot: u32) -> Result<(), OfficeError> {
    check_not_replaced(office, slot)?;
    match office.own.log().state().statuses.get(slot) {
        DocumentStatus::Valid => Ok(()),
        DocumentStatus::Revoked => Err(DocumentError::Revoked(slot).into()),
        DocumentStatus::Suspended => Err(DocumentError::Suspended(slot).into()),
    }
}

/// Returns the error about a document that was replaced.
pub(crate) fn replaced(office: &RegistryOffice, slot: u32, newest: u32) -> DocumentError {
    let statuses = &office.own.log().state().statuses;
    DocumentError::Replaced { slot, status: statuses.get(slot), newest, newest_status: statuses.get(newest) }
}

/// Documents that this one stands in the place of and whose own status is still to change. A pair that cannot be read
/// waits for its own time, and holds up no other.
pub(crate) fn waiting_predecessors(office: &RegistryOffice, slot: u32) -> Result<BTreeSet<u32>, OfficeError> {
    let mut waiting = BTreeSet::new();
    for Supersession { old, .. } in office.vault.supersessions(&office.id)? {
        if current(office, old)? == CurrentDocument::Successor(slot) {
            waiting.insert(old);
        }
    }
    Ok(waiting)
}

/// Joins documents that an earlier version left unjoined: old documents with their successors, as the successors
/// themselves name them, and decoys with the documents that they were sown beside. Once for a registry, told once.
pub(crate) fn join(office: &RegistryOffice) -> Result<(), OfficeError> {
    // A vault that a person has yet to decide on is left as it is; the next opening joins.
    if office.check_vault().is_err() || office.vault.is_joined(&office.id)? {
        return Ok(());
    }
    let (mut pairs, mut unread) = (Vec::new(), 0_usize);
    for slot in office.vault.slots(&office.id)? {
        let found = office.vault.placed(&office.id, slot).and_then(|index| match index {
            Some(index) => Ok(office.vault.document(&office.id, slot)?.map(|document| (index, document))),
            None => Ok(None),
        });
        match found {
            Ok(Some((index, document))) => {
                pairs.extend(replaced_slot(&document.sd_jwt).map(|old| (index, old, slot)));
            }
            Ok(None) => {}
            Err(VaultError::Damaged(_)) => unread += 1,
            Err(error) => return Err(error.into()),
        }
    }
    // Where a crash left several successors of one document, the newest counts.
    pairs.sort_unstable();
    tell_decoys(office, pairs.iter().map(|(index, _, _)| *index))?;
    let joined: Vec<(u32, u32)> = pairs.into_iter().map(|(_, old, new)| (old, new)).collect();
    office.vault.join(&office.id, &joined)?;
    if unread > 0 {
        tracing::warn!(registry = %office.id, documents = unread, "documents do not decrypt; what they replaced is not known, and a vault backup may hold them");
    }
    if !joined.is_empty() {
        tracing::info!(registry = %office.id, documents = joined.len(), "documents that were replaced before this version are joined to their successors");
    }
    Ok(())
}

/// Notes that decoys of batches that hold successors were sown beside them.
fn tell_decoys(office: &RegistryOffice, successors: impl Iterator<Item = u64>) -> Result<(), OfficeError> {
    let mut decoys = office.vault.decoys(&office.id)?;
    let (mut batch, mut told): (_, Vec<Decoy>) = (0..0, Vec::new());
    for index in successors {
        if batch.contains(&index) {
            continue;
        }
        batch = office.own.log().batch_around(index).map_err(|error| office.log_error(error))?;
        decoys.retain(|decoy| {
            let beside = batch.contains(&decoy.index);
            if beside {
                told.push(Decoy { placement: DecoyPlacement::Reissued, ..*decoy });
            }
            !beside
        });
    }
    Ok(office.vault.put_decoys(&office.id, &told)?)
}

#[cfg(test)]
mod tests;

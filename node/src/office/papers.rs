//! Keys that recognise papers and pupils in the vault: made with every document, and once for those that an earlier
//! version issued.

use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use attestat_credential::draft::paper::{PaperKey, PaperRule};
use attestat_credential::draft::text::Text;
use attestat_credential::draft::{Draft, Person};
use attestat_credential::replacement::replaced_slot;
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{KnownPerson, Paper, PupilId, VaultError};
use zeroize::Zeroizing;

/// Paper by which the vault is to recognise a document.
pub(crate) fn paper(office: &RegistryOffice, draft: &Draft, pupil: PupilId, slot: u32, time: u64) -> Paper {
    let keys = draft.paper_keys(&office.id, pupil.as_bytes());
    Paper {
        registry: office.id.clone(),
        slot,
        person: KnownPerson {
            time,
            digest: draft.pupil().folded_pupil_key(&office.id),
            reference: Zeroizing::new(draft.pupil_ref().map_or_else(String::new, |text| text.expose().to_owned())),
            json: Zeroizing::new(draft.pupil().to_json()),
        },
        keys: keys.into_iter().map(|key| key.hash).collect(),
        called: draft.folded_pupil_key(&office.id),
    }
}

/// Indexes the documents of an earlier version, once. An entry that does not decrypt or parse is counted and left out:
/// its number is then not recognised.
pub(crate) fn index_earlier(office: &RegistryOffice) -> Result<(), OfficeError> {
    // Nothing is issued from a vault that is in doubt, and nothing is written into it either.
    if office.vault.doubt().is_some() || office.vault.papers_are_indexed(&office.id)? {
        return Ok(());
    }
    let slots = office.vault.slots(&office.id)?;
    let mut papers = Vec::with_capacity(slots.len());
    for slot in &slots {
        let Some((pupil, draft)) = stored(office, *slot) else { continue };
        // The records of a log do not say at what second they were made; the order of their days is enough.
        let time = office.vault.placed(&office.id, *slot).ok().flatten().unwrap_or_default();
        papers.push((pupil, paper(office, &draft, pupil, *slot, time)));
    }
    office.vault.index_papers(&office.id, &papers)?;
    let (indexed, left_out) = (papers.len(), slots.len().saturating_sub(papers.len()));
    if left_out > 0 {
        tracing::warn!(registry = %office.id, indexed, left_out, "papers from before this version are indexed by their numbers and pupils; those left out cannot be read");
    } else if indexed > 0 {
        tracing::info!(registry = %office.id, indexed, "papers from before this version are indexed by their numbers and pupils, once");
    }
    Ok(())
}

/// A document's pupil and draft, where both can be read.
fn stored(office: &RegistryOffice, slot: u32) -> Option<(PupilId, Draft)> {
    let pupil = office.vault.pupil_of(&office.id, slot).ok().flatten()?;
    let document = office.vault.document(&office.id, slot).ok().flatten()?;
    Some((pupil, Draft::from_json(&document.draft).ok()?))
}

/// The draft that a document was made from.
pub(crate) fn stored_draft(office: &RegistryOffice, slot: u32) -> Option<Draft> {
    stored(office, slot).map(|(_, draft)| draft)
}

/// Returns true if a document stands in anybody's way: it is in the log, not revoked, and no other one is in its place.
pub(crate) fn stands(office: &RegistryOffice, slot: u32) -> Result<bool, VaultError> {
    if office.vault.placed(&office.id, slot)?.is_none() || status(office, slot) == DocumentStatus::Revoked {
        return Ok(false);
    }
    let successor = office.vault.supersession_of(&office.id, slot)?.and_then(|pending| pending.new);
    Ok(match successor {
        Some(new) => office.vault.placed(&office.id, new)?.is_none(),
        None => true,
    })
}

/// A document's status, as the log has it.
pub(crate) fn status(office: &RegistryOffice, slot: u32) -> DocumentStatus {
    office.own.log().state().statuses.get(slot)
}

/// The document in force that took the place of a revoked one.
pub(crate) fn successor(office: &RegistryOffice, pupil: PupilId, old: u32) -> Result<Option<u32>, VaultError> {
    for slot in office.vault.documents_of(&office.id, pupil)? {
        let document = if stands(office, slot)? { office.vault.document(&office.id, slot)? } else { None };
        if document.and_then(|document| replaced_slot(&document.sd_jwt)) == Some(old) {
            return Ok(Some(slot));
        }
    }
    Ok(None)
}

/// A document in the way of another paper.
pub(crate) struct InTheWay {
    pub(crate) rule: PaperRule,
    pub(crate) slot: u32,
}

/// The first document that stands and has what `draft` must have for itself; `replaced` is the one that it is to
/// take the place of, which is in nobody's way.
pub(crate) fn in_the_way(
    office: &RegistryOffice,
    draft: &Draft,
    pupil: PupilId,
    replaced: Option<u32>,
) -> Result<Option<InTheWay>, VaultError> {
    for PaperKey { rule, hash } in draft.paper_keys(&office.id, pupil.as_bytes()) {
        for slot in office.vault.slots_with(&hash)? {
            if Some(slot) == replaced || !stands(office, slot)? {
                continue;
            }
            let same = office.vault.pupil_of(&office.id, slot)? == Some(pupil);
            if !(same && rule.is_shared_by(draft.duplicate())) {
                return Ok(Some(InTheWay { rule, slot }));
            }
        }
    }
    Ok(None)
}

/// A name and birth date under a pupil, with the school's number that it came with.
type Known = (Person, Option<Text<64>>);

/// Names and birth dates under a pupil, the newest last.
pub(crate) fn persons(office: &RegistryOffice, pupil: PupilId) -> Result<Vec<Known>, VaultError> {
    office.vault.persons(pupil)?.iter().map(read_person).collect()
}

/// Names and birth dates under a pupil as far as they decrypt, and whether one does not.
pub(crate) fn readable_persons(office: &RegistryOffice, pupil: PupilId) -> Result<(Vec<Known>, bool), VaultError> {
    let (known, damaged) = office.vault.readable_persons(pupil)?;
    let persons: Vec<Known> = known.iter().filter_map(|known| read_person(known).ok()).collect();
    let is_damaged = damaged > 0 || persons.len() < known.len();
    Ok((persons, is_damaged))
}

fn read_person(known: &KnownPerson) -> Result<Known, VaultError> {
    let person = Person::from_json(&known.json).map_err(|_| VaultError::Damaged("of a pupil's name".to_owned()))?;
    Ok((person, Text::parse(&known.reference).ok()))
}

#[cfg(test)]
mod tests;

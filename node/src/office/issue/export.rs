//! Export: document files again, with the newest proofs.

use super::ANSWERS_AHEAD;
use crate::office::access_log;
use crate::office::document::{Assembler, IndexedFile};
use crate::office::error::{DocumentError, OfficeError};
use crate::office::papers;
use crate::office::registry_office::RegistryOffice;
use crate::office::successors::{self, CurrentDocument};
use attestat_ledger::record::{Class, Content};
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::{AccessKind, VaultError};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A document that is exported.
pub(crate) struct Exported {
    /// Its slot.
    pub(crate) slot: u32,
    /// The document, or the reason why it has no file.
    pub(crate) document: Result<ExportedDocument, LeftOut>,
}

/// A document's file, and what is to be known about it.
pub(crate) struct ExportedDocument {
    /// The `.attestat` file.
    pub(crate) file: Vec<u8>,
    /// Its status.
    pub(crate) status: DocumentStatus,
    /// The document in its place.
    pub(crate) current: CurrentDocument,
    /// True if a quorum of cosigners has yet to confirm it.
    pub(crate) unconfirmed: bool,
}

/// Reason for which a document is left out of an export of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// It is prepared and not in the log.
    Prepared,
    /// It does not decrypt.
    Unreadable,
}

/// Hands document files with their newest proofs out, until `take` wants no more; an empty list of slots means all. Each
/// document stands in the access logs before it is handed out. Where all are asked for, one that is not issued or not
/// readable is named and the others follow; where it is named by the caller, that is the error.
pub(crate) fn export(
    office: &RegistryOffice,
    slots: &[u32],
    actor: &str,
    take: &mut dyn FnMut(Exported) -> ControlFlow<()>,
) -> Result<(), OfficeError> {
    let assembler = Assembler::new(office)?;
    let wanted = if slots.is_empty() { Wanted::All } else { Wanted::Named };
    let slots = match wanted {
        Wanted::All => all_slots(office)?,
        Wanted::Named => named_once(slots)?,
    };
    for part in slots.chunks(ANSWERS_AHEAD) {
        let mut ready = Vec::with_capacity(part.len());
        for slot in part {
            ready.push(answer(office, &assembler, *slot, wanted)?);
        }
        let leaving = ready.iter().filter(|answer| answer.document.is_ok());
        let leaving: Vec<u32> = leaving.map(|answer| answer.slot).collect();
        access_log::note(office, &leaving, AccessKind::Exported, actor)?;
        if ready.into_iter().try_for_each(&mut *take).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// Slots of every document. Where a file of the vault cannot be read, they are the awards of the log that are documents
/// by the vault's word, or of which it cannot tell any more.
fn all_slots(office: &RegistryOffice) -> Result<Vec<u32>, OfficeError> {
    match office.vault.slots(&office.id) {
        // Nobody can say which awards are documents.
        Err(error) if office.vault.is_shut() => Err(error.into()),
        Err(error) if error.is_damage() => {
            tracing::error!("vault: {error}");
            let log = office.own.log();
            let mut slots = BTreeSet::new();
            let scanned = log.scan_records(0, log.state().size(), &mut |record| {
                if let Content::Award(award) = record.content
                    && award.class != Class::Digest
                {
                    slots.insert(award.slot);
                }
            });
            scanned.map_err(|error| office.log_error(error))?;
            for decoy in office.vault.decoys(&office.id).unwrap_or_default() {
                slots.remove(&decoy.slot);
            }
            slots.retain(|slot| office.vault.placed(&office.id, *slot) != Ok(None));
            Ok(slots.into_iter().collect())
        }
        slots => Ok(slots?),
    }
}

/// Slots that were named, each once: a caller that names one a thousand times wants something else than its file.
fn named_once(slots: &[u32]) -> Result<Vec<u32>, DocumentError> {
    let mut seen = BTreeSet::new();
    match slots.iter().find(|slot| !seen.insert(**slot)) {
        None => Ok(slots.to_vec()),
        Some(slot) => Err(DocumentError::NamedTwice(*slot)),
    }
}

/// Choice of the documents to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Every document.
    All,
    /// The documents that were named.
    Named,
}

fn answer(
    office: &RegistryOffice,
    assembler: &Assembler<'_>,
    slot: u32,
    wanted: Wanted,
) -> Result<Exported, OfficeError> {
    let document = match assembler.document(slot) {
        Ok(IndexedFile { index, bytes }) => Ok(ExportedDocument {
            file: bytes,
            status: papers::status(office, slot),
            current: successors::current(office, slot)?,
            unconfirmed: office.has_cosigners() && !assembler.is_published(index),
        }),
        Err(error) => Err(left_out(office, slot).filter(|_| wanted == Wanted::All).ok_or(error)?),
    };
    Ok(Exported { slot, document })
}

/// Reason why there is no file of a document that the vault holds, where that is the document's own fault.
pub(super) fn left_out(office: &RegistryOffice, slot: u32) -> Option<LeftOut> {
    match (office.vault.placed(&office.id, slot), office.vault.is_readable(&office.id, slot)) {
        (Err(VaultError::Damaged(_)), _) | (_, Ok(Some(false))) => Some(LeftOut::Unreadable),
        (Ok(None), Ok(Some(true))) => Some(LeftOut::Prepared),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use crate::office::sample::{School, draft};
    use attestat_ledger::key::SecretKey;
    use attestat_ledger::note::{SignatureType, VerifierKey};
    use attestat_store::engine::Family;
    use attestat_wire::v1;
    use zeroize::Zeroizing;

    fn exported(school: &School, slot: u32) -> v1::ExportResponse {
        crate::office::client::export(school.office(), &[slot]).remove(0).unwrap()
    }

    /// The replaced document is in force for some days still, and its file looks like any other.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_export_marks_replaced_and_unconfirmed_documents() {
        let school = School::new();
        let old = school.issue(vec![draft(1, 1, 1)]).await.remove(0);
        let kind = v1::reissue_request::Kind::Duplicate.into();
        let request = v1::ReissueRequest { slot: old, kind, wait: v1::Level::Local.into(), ..Default::default() };
        let answer = crate::office::client::reissue(school.office(), request).await.unwrap();
        let new = answer.issued.unwrap().slot;
        let told = |slot| tokio::task::block_in_place(|| exported(&school, slot));
        let facts = |slot| (told(slot).replaced_by, told(slot).status, told(slot).unconfirmed);
        assert_eq!((facts(old), facts(new)), ((new, 0, false), (0, 0, false)));
        let mirror = SecretKey::from_seed(&Zeroizing::new([7; 32])).public();
        let mirror = VerifierKey::new("other.example/m1", SignatureType::CosignatureV1, mirror).unwrap();
        let tables =
            format!("[[cosigner]]\nkey = \"{mirror}\"\norganisation = \"Other\"\nkind = \"mirror\"\nurl = \"\"\n");
        school.admit_with(1, "\"achievement\"", "quorum other.example/m1", &tables);
        assert!(told(new).unconfirmed, "no cosigner has seen it");
    }

    /// A damaged pair leaves its document in an export, which says what it cannot tell of it.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_damaged_successor_entry_does_not_stop_an_export() {
        let mut school = School::new();
        let old = school.issue(vec![draft(1, 1, 1)]).await.remove(0);
        let kind = v1::reissue_request::Kind::Duplicate.into();
        let request = v1::ReissueRequest { slot: old, kind, wait: v1::Level::Local.into(), ..Default::default() };
        crate::office::client::reissue(school.office(), request).await.unwrap();
        school.damage(Family::Holding, |key| key.get(16) == Some(&b's'));
        school.damage(Family::Find, |key| key.first() == Some(&b'q'));
        let told = tokio::task::block_in_place(|| exported(&school, old));
        assert_eq!((told.replaced_by, told.successor_unknown, told.document.is_empty()), (0, true, false));
    }
}

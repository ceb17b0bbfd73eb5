//! Export: document files again, with the newest proofs.

use super::ANSWERS_AHEAD;
use crate::office::accesses;
use crate::office::desk::{Desk, vault_refusal};
use crate::office::document::Assembler;
use crate::office::successors::{self, Place};
use attestat_ledger::record::{Class, Content};
use attestat_vault::{AccessKind, VaultError};
use attestat_wire::refusal::Refusal;
use attestat_wire::v1::{self, export_response::LeftOut};
use std::collections::BTreeSet;
use tokio::sync::mpsc;
use tonic::{Code, Status};

/// Sends document files with their newest proofs; an empty list of slots means all. Each document stands in the access
/// logs before it is sent. Where all are asked for, one that is not issued or not readable is named and the others
/// follow; where it is named by the caller, that is the answer.
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
        Wanted::All => all_slots(desk)?,
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

/// Slots of every document. Where a file of the vault cannot be read, they are the awards of the log that are documents
/// by the vault's word, or of which it cannot tell any more.
fn all_slots(desk: &Desk) -> Result<Vec<u32>, Status> {
    match desk.vault.slots(&desk.id) {
        // Nobody can say which awards are documents.
        Err(error) if desk.vault.is_shut() => Err(vault_refusal(&error).into()),
        Err(error) if error.is_damage() => {
            tracing::error!("vault: {error}");
            let log = desk.own.log();
            let mut slots = BTreeSet::new();
            let scanned = log.scan_records(0, log.state().size(), &mut |record| {
                if let Content::Award(award) = record.content
                    && award.class != Class::Digest
                {
                    slots.insert(award.slot);
                }
            });
            scanned.map_err(|error| desk.log_refusal(&error))?;
            for decoy in desk.vault.decoys(&desk.id).unwrap_or_default() {
                slots.remove(&decoy.slot);
            }
            slots.retain(|slot| desk.vault.placed(&desk.id, *slot) != Ok(None));
            Ok(slots.into_iter().collect())
        }
        slots => Ok(slots.map_err(|error| vault_refusal(&error))?),
    }
}

/// Slots that were named, each once: a caller that names one a thousand times wants something else than its file.
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

/// Choice of the documents to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Every document.
    All,
    /// The documents that were named.
    Named,
}

fn answer(desk: &Desk, assembler: &Assembler<'_>, slot: u32, wanted: Wanted) -> Result<v1::ExportResponse, Status> {
    let file_name = format!("document-{slot}");
    match assembler.document(slot) {
        Ok((index, document)) => {
            let status = u32::from(crate::office::papers::status(desk, slot) as u8);
            let (replaced_by, successor_unknown) = match successors::place(desk, slot)? {
                Place::Own => (0, false),
                Place::Taken(newest) => (newest, false),
                Place::Unread(_) => (0, true),
            };
            let unconfirmed = desk.has_cosigners() && !assembler.is_published(index);
            let left_out = LeftOut::Unspecified.into();
            Ok(v1::ExportResponse {
                slot,
                document,
                file_name,
                status,
                left_out,
                replaced_by,
                unconfirmed,
                successor_unknown,
            })
        }
        Err(error) => match left_out(desk, slot).filter(|_| wanted == Wanted::All) {
            Some(why) => Ok(v1::ExportResponse { slot, file_name, left_out: why.into(), ..Default::default() }),
            None => Err(error),
        },
    }
}

/// Reason why there is no file of a document that the vault holds, where that is the document's own fault.
pub(super) fn left_out(desk: &Desk, slot: u32) -> Option<LeftOut> {
    match (desk.vault.placed(&desk.id, slot), desk.vault.is_readable(&desk.id, slot)) {
        (Err(VaultError::Damaged(_)), _) | (_, Ok(Some(false))) => Some(LeftOut::Unreadable),
        (Ok(None), Ok(Some(true))) => Some(LeftOut::Prepared),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use crate::office::sample::{School, draft};
    use attestat_ledger::key::SecretKey;
    use attestat_ledger::note::{SignatureType, VerifierKey};
    use attestat_store::engine::Family;
    use zeroize::Zeroizing;

    fn exported(school: &School, slot: u32) -> v1::ExportResponse {
        let (sender, mut receiver) = mpsc::channel(4);
        export(school.desk(), &[slot], "registrar", &sender);
        receiver.try_recv().unwrap().unwrap()
    }

    /// The replaced document is in force for some days still, and its file looks like any other.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_export_says_what_was_replaced_and_what_nobody_confirmed() {
        let school = School::new();
        let old = school.issue(vec![draft(1, 1, 1)]).await.remove(0);
        let kind = v1::reissue_request::Kind::Duplicate.into();
        let request = v1::ReissueRequest { slot: old, kind, wait: v1::Level::Local.into(), ..Default::default() };
        let answer = crate::office::reissue::reissue(school.desk(), tonic::Request::new(request)).await.unwrap();
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
    async fn a_damaged_pair_ends_no_export() {
        let mut school = School::new();
        let old = school.issue(vec![draft(1, 1, 1)]).await.remove(0);
        let kind = v1::reissue_request::Kind::Duplicate.into();
        let request = v1::ReissueRequest { slot: old, kind, wait: v1::Level::Local.into(), ..Default::default() };
        crate::office::reissue::reissue(school.desk(), tonic::Request::new(request)).await.unwrap();
        school.damage(Family::Holding, |key| key.get(16) == Some(&b's'));
        school.damage(Family::Find, |key| key.first() == Some(&b'q'));
        let told = tokio::task::block_in_place(|| exported(&school, old));
        assert_eq!((told.replaced_by, told.successor_unknown, told.document.is_empty()), (0, true, false));
    }
}

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::*;
use crate::office::client::reissue;
use crate::office::rebind;
use crate::office::sample::{NOW, School, draft};
use crate::office::supersede::{self, Urgency};
use crate::writer::pipeline::Snapshot;
use attestat_ledger::record::{Content, StatusChange};
use attestat_ledger::status::Reason;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_wire::v1::registrar_server::Registrar as _;
use attestat_wire::v1::{self, issue_response::Outcome, reissue_request::Kind};
use serde_json::Value;
use std::ops::ControlFlow;
use tonic::{Code, Request, Status};

/// Time long after everything is due.
const LATER: u64 = NOW + u32::MAX as u64;

async fn change(school: &School, slot: u32, status: DocumentStatus) -> Result<(), Status> {
    changed(school, slot, status).await.map(drop)
}

async fn changed(school: &School, slot: u32, status: DocumentStatus) -> Result<v1::ChangeStatusResponse, Status> {
    let (status, reason) = (u32::from(status as u8), u32::from(Reason::IssuedInError as u8));
    let request = v1::ChangeStatusRequest { slot, status, reason, ..Default::default() };
    Ok(school.registrar().change_status(Request::new(request)).await?.into_inner())
}

fn order(slot: u32, draft: Option<&Value>) -> v1::ReissueRequest {
    let kind = if draft.is_some() { Kind::Correction } else { Kind::Duplicate };
    let draft = draft.map(|draft| draft.to_string().into_bytes()).unwrap_or_default();
    v1::ReissueRequest { slot, draft, kind: kind.into(), ..Default::default() }
}

/// Replaces a document and returns the new one's slot.
async fn replace(school: &School, slot: u32, draft: Option<&Value>) -> u32 {
    let answer = reissue(school.office(), order(slot, draft)).await;
    let issued = answer.map_err(|error| error.to_string()).unwrap().issued.unwrap();
    assert_eq!(issued.outcome(), Outcome::Issued);
    issued.slot
}

fn status(school: &School, slot: u32) -> DocumentStatus {
    school.office().own.log().state().statuses.get(slot)
}

/// No act on `old` is carried out; each names `newest`, and nothing is written.
async fn assert_refused(school: &School, old: u32, newest: u32) {
    let size = school.records().len();
    let accesses = school.office().vault.accesses(school.pupil(1)).unwrap().len();
    for to in [DocumentStatus::Revoked, DocumentStatus::Suspended, DocumentStatus::Valid] {
        let refused = change(school, old, to).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition, "{}", refused.message());
        let named = format!("Document {old} was replaced by document {newest}");
        assert!(refused.message().contains(&named), "{to:?}: {}", refused.message());
    }
    let again = reissue(school.office(), order(old, Some(&draft(1, 1, 9)))).await.unwrap_err();
    assert!(again.what.to_string().contains(&format!("replaced by document {newest}")), "{again}");
    assert_eq!(school.records().len(), size, "a refusal writes nothing");
    assert_eq!(school.office().vault.accesses(school.pupil(1)).unwrap().len(), accesses, "and notes nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_on_a_replaced_document_is_refused_with_its_successor() {
    let mut school = School::new();
    let first = school.issue(vec![draft(1, 1, 1)]).await[0];
    let second = replace(&school, first, Some(&draft(1, 1, 2))).await;
    // Still to be revoked, and in force.
    assert_eq!(status(&school, first), DocumentStatus::Valid);
    assert_refused(&school, first, second).await;
    let third = replace(&school, second, None).await;
    for old in [first, second] {
        assert_refused(&school, old, third).await;
    }
    assert_eq!(supersede::run(school.office(), LATER, Urgency::Now).await.unwrap().changed, 2);
    // Revoked, and no pair is in the queue any more; then bound to a wallet.
    school.enrol(1, 1);
    assert_eq!(rebind::run(school.office(), NOW, Urgency::Now).await.unwrap().issued, 1);
    let held = school.office().vault.documents_of(&school.office().id, school.pupil(1)).unwrap();
    let bound = held.into_iter().find(|slot| ![first, second, third].contains(slot)).unwrap();
    school.crash();
    for old in [first, second, third] {
        assert_refused(&school, old, bound).await;
    }
    // The last of them is what stands, and is revoked as any other.
    change(&school, bound, DocumentStatus::Revoked).await.unwrap();
    assert!(school.in_force(1).is_empty(), "nothing of it stays in force");
}

/// Documents that a successor replaced may be in force for days: not where the successor is out of force.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_is_revoked_when_its_successor_is_revoked_or_suspended() {
    for to in [DocumentStatus::Revoked, DocumentStatus::Suspended] {
        let school = School::new();
        let slots = school.issue((1..=20).map(|pupil| draft(pupil, 1, 1)).collect()).await;
        let second = replace(&school, slots[0], Some(&draft(1, 1, 2))).await;
        let third = replace(&school, second, Some(&draft(1, 1, 3))).await;
        let other = replace(&school, slots[1], Some(&draft(2, 1, 2))).await;
        change(&school, third, to).await.unwrap();
        assert_eq!(status(&school, third), to);
        assert_eq!([slots[0], second].map(|slot| status(&school, slot)), [DocumentStatus::Revoked; 2]);
        assert_eq!(
            [slots[1], other].map(|slot| status(&school, slot)),
            [DocumentStatus::Valid; 2],
            "in their own time"
        );
        // Among decoys, as in every run.
        let superseded = school.changes().iter().filter(|change| change.reason == Reason::Superseded).count();
        assert!(superseded >= 2 + school.office().cover.floor, "{superseded}");
        if to == DocumentStatus::Suspended {
            change(&school, third, DocumentStatus::Valid).await.unwrap();
            assert_eq!(status(&school, third), DocumentStatus::Valid);
        }
    }
}

/// A kill between the successor's revocation and that of the document it replaced: the next look ends it, and so does
/// the same command sent again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replaced_document_that_a_kill_left_in_force_is_revoked_later() {
    for sent_again in [false, true] {
        let mut school = School::new();
        let slots = school.issue((1..=20).map(|pupil| draft(pupil, 1, 1)).collect()).await;
        let new = replace(&school, slots[0], Some(&draft(1, 1, 2))).await;
        let other = replace(&school, slots[1], Some(&draft(2, 1, 2))).await;
        let target = award_index(school.office(), new).unwrap().unwrap();
        let revoked =
            StatusChange { target, slot: new, status: DocumentStatus::Revoked, reason: Reason::IssuedInError };
        let appended = school.office().pipeline.append(vec![Content::Status(revoked)], Snapshot::Always).await;
        appended.unwrap();
        school.crash();
        assert_eq!([slots[0], new].map(|slot| status(&school, slot)), [DocumentStatus::Valid, DocumentStatus::Revoked]);
        if sent_again {
            let unchanged = change(&school, new, DocumentStatus::Revoked).await.unwrap_err();
            assert_eq!(unchanged.metadata().get("attestat-code").unwrap(), "status-unchanged");
        } else {
            // Also where decoys have to be sown for it: it waits for no second look.
            supersede::run(school.office(), crate::machine::clock::now(), Urgency::WhenDue).await.unwrap();
        }
        assert_eq!(status(&school, slots[0]), DocumentStatus::Revoked, "sent again: {sent_again}");
        let in_their_own_time = [slots[1], other].map(|slot| status(&school, slot));
        assert_eq!(in_their_own_time, [DocumentStatus::Valid; 2], "sent again: {sent_again}");
    }
}

/// A pair that cannot be read hinders no act on another document, and a refused act is refused for its own reason.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_successor_entry_does_not_affect_other_documents() {
    let mut school = School::new();
    let slots = school.issue((1..=20).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    let new = replace(&school, slots[0], Some(&draft(1, 1, 2))).await;
    replace(&school, slots[1], Some(&draft(2, 1, 2))).await;
    let other = school.pupil(2);
    school.while_stopped(|engine| {
        let mut batch = Batch::default();
        let mut visit = |key: &[u8], value: &[u8]| {
            if key.starts_with(other.as_bytes()) && key.get(16) == Some(&b's') {
                batch.put(Family::Holding, key.to_vec(), value[1..].to_vec());
            }
            ControlFlow::Continue(())
        };
        engine.scan(Family::Holding, &[], &[0xFF; 80], &mut visit).unwrap();
        assert_eq!(batch.0.len(), 1);
        engine.write(batch, Durability::Synced).unwrap();
    });
    change(&school, new, DocumentStatus::Revoked).await.unwrap();
    assert_eq!(status(&school, slots[0]), DocumentStatus::Revoked);
    let again = change(&school, new, DocumentStatus::Revoked).await.unwrap_err();
    assert_eq!(again.metadata().get("attestat-code").unwrap(), "status-unchanged");
}

/// A document is shown, suspended and revoked whatever the vault lost of it; a check that could not be made is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_with_lost_vault_entries_can_be_revoked() {
    for (family, successor_unknown) in [(Family::Document, true), (Family::Pupil, false)] {
        let mut school = School::new();
        let slots = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
        school.damage(family, |_| true);
        let request = v1::DescribeRequest { slots: slots.clone(), ..Default::default() };
        let described = school.registrar().describe(Request::new(request)).await.unwrap().into_inner();
        assert!(described.documents.iter().all(|document| document.issued && document.person.is_empty()));
        for to in [DocumentStatus::Suspended, DocumentStatus::Revoked] {
            let answer = changed(&school, slots[0], to).await.unwrap();
            assert_eq!((status(&school, slots[0]), answer.successor_unknown), (to, successor_unknown), "{family:?}");
        }
        // Two of one document could be in force.
        change(&school, slots[1], DocumentStatus::Suspended).await.unwrap();
        let reinstated = change(&school, slots[1], DocumentStatus::Valid).await;
        assert_eq!(reinstated.is_err(), successor_unknown, "{family:?}");
    }
}

/// A pair that does not decrypt is told by the queue of replaced documents; where neither does, it is said. Neither
/// holds up another document.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_successor_entry_is_recovered_from_the_queue_or_reported_unknown() {
    let is_pair = |key: &[u8]| key.get(16) == Some(&b's');
    for queue_is_damaged in [false, true] {
        let mut school = School::new();
        let slots = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
        let new = replace(&school, slots[0], Some(&draft(1, 1, 2))).await;
        school.damage(Family::Holding, is_pair);
        if queue_is_damaged {
            school.damage(Family::Find, |key| key[0] == b'q');
            let answer = changed(&school, slots[0], DocumentStatus::Revoked).await.unwrap();
            assert!(answer.successor_unknown);
        } else {
            let refused = change(&school, slots[0], DocumentStatus::Revoked).await.unwrap_err();
            assert!(refused.message().contains(&format!("replaced by document {new}")), "{}", refused.message());
        }
        for slot in [slots[1], new] {
            let answer = changed(&school, slot, DocumentStatus::Revoked).await.unwrap();
            assert!(!answer.successor_unknown);
        }
        assert_eq!(status(&school, slots[0]), DocumentStatus::Revoked, "with its successor");
    }
}

/// A crash left the pair, and the slot was drawn for somebody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_of_another_pupil_is_not_taken_as_a_successor() {
    let school = School::new();
    let slots = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await;
    let office = school.office();
    office.vault.join(&office.id, &[(slots[0], slots[1])]).unwrap();
    assert_eq!(newest(office, slots[0]).unwrap(), None);
    change(&school, slots[0], DocumentStatus::Revoked).await.unwrap();
    assert_eq!(status(&school, slots[0]), DocumentStatus::Revoked);
}

/// A successor that stands alone in its batch, but for decoys, would be known once it alone changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_successor_is_revoked_with_the_decoys_of_its_batch() {
    let school = School::new();
    let slots = school.issue((1..=20).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    let new = replace(&school, slots[0], Some(&draft(1, 1, 2))).await;
    supersede::run(school.office(), LATER, Urgency::Now).await.unwrap();
    let office = school.office();
    let index = award_index(office, new).unwrap().unwrap();
    let batch = office.own.log().batch_around(index).unwrap();
    let beside = || {
        let mut statuses = Vec::new();
        let visit = &mut |record: attestat_ledger::record::Record| {
            if let Content::Award(award) = record.content {
                statuses.push(status(&school, award.slot));
            }
        };
        office.own.log().scan_records(batch.start, batch.end, visit).unwrap();
        statuses
    };
    assert_eq!(beside().len(), 1 + office.cover.floor);
    for to in [DocumentStatus::Suspended, DocumentStatus::Valid, DocumentStatus::Revoked] {
        change(&school, new, to).await.unwrap();
        assert!(beside().iter().all(|status| *status == to), "{to:?}: {:?}", beside());
    }
    // A document of a list has no successor's company and changes alone.
    let before = school.changes().len();
    change(&school, slots[5], DocumentStatus::Revoked).await.unwrap();
    assert_eq!(school.changes().len(), before + 1);
}

/// A successor counts once it is in the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_successor_that_was_never_appended_is_ignored() {
    let school = School::new();
    let slots = school.issue(vec![draft(1, 1, 1), draft(1, 2, 1)]).await;
    let office = school.office();
    let noted =
        slots.iter().map(|old| Supersession { old: *old, new: Some(12_345), reason: Reason::Superseded, due: NOW });
    office.vault.supersede(&office.id, &noted.collect::<Vec<_>>()).unwrap();
    assert_eq!(newest(office, slots[0]).unwrap(), None);
    change(&school, slots[0], DocumentStatus::Revoked).await.unwrap();
    assert_eq!(status(&school, slots[0]), DocumentStatus::Revoked);
    // What is made next is written over it.
    let new = replace(&school, slots[1], Some(&draft(1, 2, 2))).await;
    assert_eq!(newest(office, slots[1]).unwrap(), Some(new));
}

/// Documents that were replaced before the vault kept pairs are joined when the registry opens, as the successors say.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_replaced_by_an_earlier_version_get_their_successors_at_opening() {
    let mut school = School::new();
    let old = school.issue(vec![draft(1, 1, 1), draft(2, 1, 1)]).await[0];
    let new = replace(&school, old, Some(&draft(1, 1, 2))).await;
    supersede::run(school.office(), LATER, Urgency::Now).await.unwrap();
    let size = school.records().len();
    let untold: Vec<Decoy> = school.office().vault.decoys(&school.office().id).unwrap();
    let untold: Vec<Decoy> =
        untold.into_iter().map(|decoy| Decoy { placement: DecoyPlacement::Issued, ..decoy }).collect();
    school.office().vault.put_decoys(&school.office().id, &untold).unwrap();
    let forget = |engine: &dyn attestat_store::engine::Engine| {
        let mut batch = Batch::default();
        for (family, is_new) in [(Family::Holding, 16_usize), (Family::Issued, 0)] {
            let mut visit = |key: &[u8], _: &[u8]| {
                let kind = key.get(is_new).copied();
                if kind == Some(if family == Family::Holding { b's' } else { b'j' }) {
                    batch.delete(family, key.to_vec());
                }
                ControlFlow::Continue(())
            };
            engine.scan(family, &[], &[0xFF; 80], &mut visit).unwrap();
        }
        assert_eq!(batch.0.len(), 2);
        engine.write(batch, Durability::Synced).unwrap();
    };
    school.while_stopped(forget);
    assert_eq!(newest(school.office(), old).unwrap(), Some(new));
    assert_refused(&school, old, new).await;
    // Decoys beside the successor are known as such again: they go with it and with nothing else.
    let decoys = school.office().vault.decoys(&school.office().id).unwrap();
    assert_eq!(
        decoys.iter().filter(|decoy| decoy.placement == DecoyPlacement::Reissued).count(),
        school.office().cover.floor
    );
    assert_eq!(school.records().len(), size);
}

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::*;
use crate::office::client::issue_drafts;
use crate::office::issue::Act;
use crate::office::sample::{NOW, School, draft, holder, tags, this_year};
use crate::office::supersede::Superseded;
use attestat_ledger::encoding::base64url;
use attestat_ledger::record::{Content, StatusChange};
use attestat_ledger::status::Status as DocumentStatus;
use attestat_vault::DecoyPlacement;
use attestat_wire::v1;
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// Three pupils with two documents each, issued before they had wallets.
pub(super) async fn three_pupils(school: &School) -> Vec<u32> {
    let rows = (1..=3).flat_map(|pupil| [draft(pupil, 1, 1), draft(pupil, 2, 1)]).collect();
    school.issue(rows).await
}

/// Every pupil's documents in force are bound to the wallet and found by its tags, and say what the old ones said.
fn assert_bound(school: &School, pupils: &[usize], documents: usize) {
    let awards = school.awards();
    for pupil in pupils {
        let seed = u8::try_from(*pupil).unwrap();
        let key = base64url(&holder(seed).key);
        let bound: Vec<u32> = school
            .in_force(*pupil)
            .into_iter()
            .filter(|slot| school.claims(*slot)["cnf"]["jwk"]["x"] == key.as_str())
            .collect();
        assert_eq!(bound.len(), documents, "of pupil {pupil}");
        let own = tags(seed, this_year());
        for slot in bound {
            assert!(own.contains(&school.award(slot).tag), "a bound document has the wallet's tag");
            assert_eq!(school.claims(slot)["replaces"]["kind"], "rebinding");
        }
        assert_eq!(awards.iter().filter(|award| own.contains(&award.tag)).count(), documents, "and nothing else has");
    }
}

fn work(office: &RegistryOffice, queue: &[Rebinding]) -> Vec<RebindingWork> {
    gather(office, queue).unwrap().into_iter().flat_map(|waiting| waiting.work).collect()
}

/// No value of the log occurs twice, and no status changes twice.
pub(super) fn assert_sound(school: &School) {
    let awards = school.awards();
    assert_eq!(awards.iter().map(|award| award.tag).collect::<BTreeSet<_>>().len(), awards.len());
    assert_eq!(awards.iter().map(|award| award.commitment).collect::<BTreeSet<_>>().len(), awards.len());
    let changes = school.changes();
    assert_eq!(changes.iter().map(|change| change.slot).collect::<BTreeSet<_>>().len(), changes.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_bound_to_the_wallet_and_the_old_ones_revoked_later_among_decoys() {
    let school = School::new();
    let old = three_pupils(&school).await;
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    let before = school.records().len();
    let office = school.office();
    let ran = run(office, NOW, Urgency::WhenDue).await.unwrap();
    assert_eq!((ran.issued, ran.waiting), (6, 0));
    assert_bound(&school, &[1, 2, 3], 2);
    // One batch with the floor beside them and a snapshot, and decoys that were sown apart before it.
    let decoys = office.vault.decoys(&office.id).unwrap();
    let sown = |beside| decoys.iter().filter(|decoy| decoy.placement == beside).count();
    assert_eq!(sown(DecoyPlacement::Reissued), office.cover.floor, "nobody's documents stand alone");
    assert_eq!(school.records().len(), before + sown(DecoyPlacement::Apart) + 1 + 6 + office.cover.floor + 1);
    assert!(school.changes().is_empty(), "nothing is revoked in the same run");

    // Later, when their time has come: the old ones, shuffled among decoys, and never next to the awards.
    let later = school.much_later();
    assert_eq!(supersede::run(office, NOW, Urgency::WhenDue).await.unwrap().changed, 0);
    let Superseded { changed, waiting, decoys } = supersede::run(office, later, Urgency::WhenDue).await.unwrap();
    assert_eq!((changed, waiting), (6, 0));
    assert_eq!(decoys, office.cover.floor, "decoys beside them");
    let changes = school.changes();
    assert!(old.iter().all(|old| changes.iter().any(|change| change.slot == *old)));
    assert!(changes.iter().all(|change| change.reason == Reason::Superseded));
    let records = school.records();
    let last_award = records.iter().rposition(|content| matches!(content, Content::Award(_))).unwrap();
    let first_change = records.iter().position(|content| matches!(content, Content::Status(_))).unwrap();
    assert!(first_change > last_award + 2, "another batch stands between");
    (1..=3).for_each(|pupil| assert_eq!(school.in_force(pupil).len(), 2));
    assert_sound(&school);

    // Nothing is left to do, however often it is asked for.
    let size = school.records().len();
    for urgency in [Urgency::WhenDue, Urgency::Now] {
        assert_eq!(run(office, later, urgency).await.unwrap().issued, 0);
        assert_eq!(supersede::run(office, later, urgency).await.unwrap().changed, 0);
    }
    assert_eq!(school.records().len(), size);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_pupil_is_rebound_only_after_the_longest_wait() {
    let school = School::new();
    three_pupils(&school).await;
    school.enrol(1, 1);
    let office = school.office();
    assert_eq!(run(office, NOW - 1, Urgency::WhenDue).await.unwrap(), Rebound { waiting: 1, ..Rebound::default() });
    assert_eq!(run(office, NOW + 60, Urgency::WhenDue).await.unwrap().issued, 0, "alone");
    assert_eq!(run(office, school.much_later(), Urgency::WhenDue).await.unwrap().issued, 2);
    let decoys = office.vault.decoys(&office.id).unwrap();
    let beside = decoys.iter().filter(|decoy| decoy.placement == DecoyPlacement::Reissued).count();
    assert_eq!(beside, office.cover.floor, "alone after all, and among decoys");
    assert_bound(&school, &[1], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_issued_after_the_enrolment_is_bound_at_once() {
    let school = School::new();
    school.enrol(1, 1);
    let slots = school.issue(vec![draft(1, 1, 1), draft(1, 2, 1), draft(2, 1, 1)]).await;
    let own = tags(1, this_year());
    let of_wallet: Vec<bool> = slots.iter().map(|slot| own.contains(&school.award(*slot).tag)).collect();
    assert_eq!(of_wallet, [true, true, false]);
    assert!(school.claims(slots[0])["cnf"].is_object() && school.claims(slots[2]).get("cnf").is_none());
    assert_eq!(
        run(school.office(), school.much_later(), Urgency::Now).await.unwrap().issued,
        0,
        "nothing to bind again"
    );
}

/// A crash behind every step: the next run goes on, and nothing is done twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebinding_run_is_completed_after_a_crash_at_any_step() {
    for point in 0..5 {
        let mut school = School::new();
        three_pupils(&school).await;
        (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
        let office = school.office().clone();
        let queue = office.vault.rebinding_queue(&office.id).unwrap();
        match point {
            // Noted as replaced, and not prepared.
            0 => {
                let slots = office.vault.documents_of(&office.id, school.pupil(1)).unwrap();
                let noted = Supersession { old: slots[0], new: Some(12_345), reason: Reason::Superseded, due: NOW };
                office.vault.supersede(&office.id, &[noted]).unwrap();
            }
            // Prepared, and not in the log.
            1 => drop(prepare(&office, NOW, work(&office, &queue)).unwrap()),
            // In the log, and not placed in the vault.
            2 => {
                let pending = prepare(&office, NOW, work(&office, &queue)).unwrap();
                let contents = pending.iter().map(|pending| Content::Award(pending.award.clone())).collect();
                office.pipeline.append(contents, Snapshot::Always).await.unwrap();
            }
            // Placed, and still in the queue.
            3 => {
                run(&office, NOW, Urgency::WhenDue).await.unwrap();
                queue
                    .iter()
                    .for_each(|pupil| office.vault.queue_rebinding(&office.id, pupil.pupil, pupil.due).unwrap());
            }
            // Only one of the pupils has been.
            _ => {
                let pending = prepare(&office, NOW, work(&office, &queue[..1])).unwrap();
                let turn = office.acts.turn().await;
                append(&office, &turn, &pending, Company::Reissued, Snapshot::Always).await.unwrap();
            }
        }
        drop(office);
        school.crash();
        let office = school.office();
        // Where one has been, the two who are left would wait for company of their own.
        let urgency = if point == 4 { Urgency::Now } else { Urgency::WhenDue };
        run(office, NOW, urgency).await.unwrap();
        assert_bound(&school, &[1, 2, 3], 2);
        let later = school.much_later();
        assert_eq!(supersede::run(office, later, Urgency::WhenDue).await.unwrap().changed, 6, "crash point {point}");
        (1..=3).for_each(|pupil| assert_eq!(school.in_force(pupil).len(), 2, "crash point {point}"));
        assert!(office.vault.rebinding_queue(&office.id).unwrap().is_empty());
        assert!(office.vault.supersessions(&office.id).unwrap().is_empty());
        assert_sound(&school);
    }
}

/// A crash when the statuses have changed and the vault does not know it yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_does_not_change_twice_after_a_crash() {
    let mut school = School::new();
    three_pupils(&school).await;
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    run(school.office(), NOW, Urgency::WhenDue).await.unwrap();
    let pending = school.office().vault.supersessions(&school.office().id).unwrap();
    let later = school.much_later();
    supersede::run(school.office(), later, Urgency::WhenDue).await.unwrap();
    school.office().vault.supersede(&school.office().id, &pending).unwrap();
    let size = school.records().len();
    school.crash();
    assert_eq!(supersede::run(school.office(), later, Urgency::Now).await.unwrap().changed, 0);
    assert_eq!(school.records().len(), size);
    assert!(school.office().vault.supersessions(&school.office().id).unwrap().is_empty());
}

/// A lost wallet: the new one gets its own copies, and the documents that wait for the old one's are not lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_wallet_gets_the_documents_again() {
    let school = School::new();
    three_pupils(&school).await;
    school.enrol(1, 1);
    run(school.office(), NOW, Urgency::Now).await.unwrap();
    school.enrol(1, 4);
    assert_eq!(run(school.office(), NOW, Urgency::Now).await.unwrap().issued, 2);
    supersede::run(school.office(), school.much_later(), Urgency::Now).await.unwrap();
    let (own, key) = (tags(4, this_year()), base64url(&holder(4).key));
    let in_force = school.in_force(1);
    assert_eq!(in_force.len(), 2);
    for slot in in_force {
        assert_eq!(school.claims(slot)["cnf"]["jwk"]["x"], key.as_str());
        assert!(own.contains(&school.award(slot).tag));
    }
    assert_sound(&school);
}

/// A vault that is behind the log, as after an erasure or from a backup, uses no tag a second time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tag_numbers_go_on_after_those_in_the_log_when_the_vault_is_behind() {
    let school = School::new();
    school.enrol(1, 1);
    school.issue(vec![draft(1, 1, 1), draft(1, 2, 1)]).await;
    school.office().vault.erase(school.pupil(1)).unwrap();
    school.enrol(1, 1);
    let slots = school.issue(vec![draft(1, 3, 1)]).await;
    assert_eq!(school.award(slots[0]).tag, tags(1, this_year())[2]);
    // The same from the index, once it has come that far.
    school.office().own.log().index_run(1).unwrap();
    school.office().vault.erase(school.pupil(1)).unwrap();
    school.enrol(1, 1);
    let slots = school.issue(vec![draft(1, 4, 1)]).await;
    assert_eq!(school.award(slots[0]).tag, tags(1, this_year())[3]);
}

/// Suspended documents, and those that a registrar revoked by hand, are left alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_documents_in_force_are_issued_again() {
    use attestat_ledger::record::StatusChange;
    let school = School::new();
    let old = three_pupils(&school).await;
    let office = school.office();
    for (slot, status) in [(old[0], DocumentStatus::Suspended), (old[1], DocumentStatus::Revoked)] {
        let target = crate::office::issue::award_index(office, slot).unwrap().unwrap();
        let change = StatusChange { target, slot, status, reason: Reason::Unspecified };
        office.pipeline.append(vec![Content::Status(change)], Snapshot::AsNeeded).await.unwrap();
    }
    school.enrol(1, 1);
    assert_eq!(run(office, NOW, Urgency::Now).await.unwrap().issued, 0);
    // Revoked by hand while it waits for its run: nothing is written twice.
    school.enrol(2, 2);
    assert_eq!(run(office, NOW, Urgency::Now).await.unwrap().issued, 2);
    let target = crate::office::issue::award_index(office, old[2]).unwrap().unwrap();
    let by_hand = StatusChange { target, slot: old[2], status: DocumentStatus::Revoked, reason: Reason::Superseded };
    office.pipeline.append(vec![Content::Status(by_hand)], Snapshot::AsNeeded).await.unwrap();
    assert_eq!(supersede::run(office, school.much_later(), Urgency::Now).await.unwrap().changed, 1);
}

/// A document that is suspended while its pupil's turn comes is issued again once it is reinstated.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reinstated_document_is_still_issued_again() {
    use attestat_ledger::record::StatusChange;
    let school = School::new();
    let old = three_pupils(&school).await;
    let office = school.office();
    let set = |slot, status| {
        let target = crate::office::issue::award_index(office, slot).unwrap().unwrap();
        let change = StatusChange { target, slot, status, reason: Reason::Unspecified };
        office.pipeline.append(vec![Content::Status(change)], Snapshot::AsNeeded)
    };
    set(old[0], DocumentStatus::Suspended).await.unwrap();
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    let ran = run(office, NOW, Urgency::WhenDue).await.unwrap();
    assert_eq!((ran.issued, ran.waiting), (5, 1));
    let left = office.vault.rebinding_queue(&office.id).unwrap();
    assert!(left.len() == 1 && left[0].pupil == school.pupil(1) && left[0].due > NOW, "until another time");
    // Who has nothing but a suspended document is no company, and nothing is written.
    let size = school.records().len();
    assert_eq!(run(office, school.much_later(), Urgency::WhenDue).await.unwrap().issued, 0);
    assert_eq!(school.records().len(), size);
    set(old[0], DocumentStatus::Valid).await.unwrap();
    let later = school.much_later() * 2;
    assert_eq!(
        run(office, later, Urgency::WhenDue).await.unwrap(),
        Rebound { issued: 1, waiting: 0, size: office.own.log().state().size() }
    );
    assert!(office.vault.rebinding_queue(&office.id).unwrap().is_empty());
    supersede::run(office, later, Urgency::Now).await.unwrap();
    assert_bound(&school, &[1, 2, 3], 2);
}

/// Documents of a class that the roster does not let the registry issue now wait, and the run goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pupils_with_a_class_that_is_not_allowed_by_now_stay_in_the_queue() {
    let school = School::new();
    three_pupils(&school).await;
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    let office = school.office();
    school.admit(1, "\"certificate\"");
    assert_eq!(run(office, NOW, Urgency::WhenDue).await.unwrap(), Rebound { waiting: 3, ..Rebound::default() });
    let queue = office.vault.rebinding_queue(&office.id).unwrap();
    assert!(queue.len() == 3 && queue.iter().all(|waiting| waiting.due > NOW), "each until another time");
    assert_eq!(gather(office, &queue).unwrap().iter().map(|waiting| waiting.postponed).collect::<Vec<_>>(), [2, 2, 2]);
    school.admit(2, "\"achievement\"");
    assert_eq!(run(office, school.much_later(), Urgency::WhenDue).await.unwrap().issued, 6);
    assert!(office.vault.rebinding_queue(&office.id).unwrap().is_empty());
}

/// A document that a crash left prepared waits as well, and a revoked document does not come back with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_document_is_rebound_under_the_checks_of_a_new_one() {
    let school = School::new();
    let old = school.issue(vec![draft(1, 1, 1)]).await[0];
    school.enrol(1, 1);
    let office = school.office();
    let queue = office.vault.rebinding_queue(&office.id).unwrap();
    prepare(office, NOW, work(office, &queue)).unwrap();
    school.admit(1, "\"certificate\"");
    assert_eq!(run(office, NOW, Urgency::Now).await.unwrap().issued, 0);
    school.admit(2, "\"achievement\"");
    let target = office.vault.placed(&office.id, old).unwrap().unwrap();
    let change = StatusChange { target, slot: old, status: DocumentStatus::Revoked, reason: Reason::IssuedInError };
    office.pipeline.append(vec![Content::Status(change)], Snapshot::Always).await.unwrap();
    let row = vec![Zeroizing::new(draft(1, 1, 1).to_string().into_bytes())];
    let answer = issue_drafts(office, row, v1::Level::Local, Act::Commit).await.unwrap().remove(0);
    assert_eq!((answer.code.as_str(), answer.slot), ("revoked-before", old));
    assert_eq!(
        school.in_force(1).iter().filter(|slot| office.vault.placed(&office.id, **slot).unwrap().is_some()).count(),
        0
    );
}

/// Certificates and achievements are filled up each by itself, and the log shows runs of the floor's size.
#[test]
fn a_run_is_made_when_enough_pupils_wait_or_one_waited_long_enough() {
    let cover = crate::office::cover::Cover { company: 3, ..Default::default() };
    let patience = cover.patience.as_secs();
    let worth = |due: &[u64], now, urgency| is_worth_it(&cover, due.iter().copied(), now, urgency);
    assert!(!worth(&[], 100, Urgency::Now));
    assert!(worth(&[50], 100, Urgency::Now));
    assert!(!worth(&[50, 60], 100, Urgency::WhenDue));
    assert!(worth(&[50, 60, 70], 100, Urgency::WhenDue));
    assert!(worth(&[50, 60], 50 + patience, Urgency::WhenDue) && !worth(&[50], 49 + patience, Urgency::WhenDue));
}

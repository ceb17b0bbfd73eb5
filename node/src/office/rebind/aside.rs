//! Company in a run, and documents that are set aside.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::tests::{assert_sound, three_pupils};
use super::*;
use crate::office::sample::{NOW, School, draft, holder, known};
use attestat_store::engine::{Batch, Durability, Engine, Family};
use attestat_vault::Holder;
use attestat_wire::v1::{self, registrar_server::Registrar as _};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A pupil that has nothing to be bound is no company: two pupils without documents do not make up a run of three.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pupils_without_documents_to_bind_do_not_count_towards_a_run() {
    let school = School::new();
    three_pupils(&school).await;
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    run(school.office(), NOW, Urgency::WhenDue).await.unwrap();
    school.issue(vec![draft(4, 1, 1)]).await;
    // Bound already, and queued once more; and one who has work.
    for bound in [1, 2] {
        school.office().vault.queue_rebinding(&school.office().id, school.pupil(bound), NOW).unwrap();
    }
    school.enrol(4, 4);
    let (office, size) = (school.office(), school.records().len());
    let ran = run(office, NOW + 60, Urgency::WhenDue).await.unwrap();
    assert_eq!((ran.issued, ran.waiting), (0, 1), "alone, whoever else was in the queue");
    assert_eq!(school.records().len(), size);
    let left = office.vault.rebinding_queue(&office.id).unwrap();
    assert!(left.len() == 1 && left[0].pupil == school.pupil(4), "who has nothing to be bound does not wait");
}

/// Several documents of one pupil are no company either: they wait for other pupils' before they are revoked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_documents_of_one_pupil_do_not_make_up_a_revocation_run() {
    let school = School::new();
    school.issue((1..=4).map(|event| draft(1, event, 1)).collect()).await;
    school.enrol(1, 1);
    let office = school.office();
    assert_eq!(run(office, NOW, Urgency::Now).await.unwrap().issued, 4);
    let due = office.vault.supersessions(&office.id).unwrap().into_iter().map(|pending| pending.due).max().unwrap();
    assert_eq!(supersede::run(office, due, Urgency::WhenDue).await.unwrap().changed, 0);
    assert_eq!(supersede::run(office, office.cover.latest(due), Urgency::WhenDue).await.unwrap().changed, 4);
}

/// Damages the first value of a family whose key has these bytes at this place.
fn damage(engine: &dyn Engine, family: Family, at: usize, part: &[u8]) {
    let mut found = None;
    let mut visit = |key: &[u8], value: &[u8]| {
        // The empty key is the vault's counter of writes.
        if !key.is_empty() && key.get(at..at + part.len()) == Some(part) {
            found = Some((key.to_vec(), value.to_vec()));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    engine.scan(family, &[], &[0xFF; 80], &mut visit).unwrap();
    let (key, mut value) = found.unwrap();
    let last = value.len() - 1;
    value[last] ^= 1;
    let mut batch = Batch::default();
    batch.put(family, key, value);
    engine.write(batch, Durability::Synced).unwrap();
}

/// One entry that does not decrypt is set aside, and everybody else's documents are issued again and revoked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_entry_does_not_stop_the_rebinding_of_other_pupils() {
    // A holding, a document, an enrolment, an entry of the queue; and how many documents are left.
    let rows: [(Family, usize, &[u8], usize); 4] = [
        (Family::Holding, 16, b"d", 5),
        (Family::Document, 0, b"", 5),
        (Family::Holding, 16, b"h", 4),
        (Family::Find, 0, b"r", 4),
    ];
    for (family, at, part, left) in rows {
        let mut school = School::new();
        three_pupils(&school).await;
        (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
        school.while_stopped(|engine| damage(engine, family, at, part));
        let office = school.office();
        assert_eq!(run(office, NOW, Urgency::Now).await.unwrap().issued, left, "{family:?} {part:?}");
        let later = school.much_later();
        assert_eq!(supersede::run(office, later, Urgency::Now).await.unwrap().changed, left, "{family:?} {part:?}");
    }
    // A replaced document in the queue.
    let mut school = School::new();
    three_pupils(&school).await;
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    run(school.office(), NOW, Urgency::Now).await.unwrap();
    school.while_stopped(|engine| damage(engine, Family::Find, 0, b"q"));
    let ran = supersede::run(school.office(), school.much_later(), Urgency::WhenDue).await.unwrap();
    assert_eq!(ran.changed, 5);
}

/// A fault that keeps replaced documents from being revoked keeps nobody's documents from being issued again, and is
/// told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_revocation_does_not_stop_rebinding() {
    let school = School::new();
    let slots = three_pupils(&school).await;
    let office = school.office();
    let replaced = Supersession { old: slots[0], new: None, reason: Reason::Superseded, due: NOW };
    office.vault.supersede(&office.id, &[replaced]).unwrap();
    // No record has this index.
    office.vault.place(&office.id, &[(slots[0], 1 << 40)]).unwrap();
    (1..=3).for_each(|pupil| school.enrol(pupil, u8::try_from(pupil).unwrap()));
    let size = school.records().len();
    let asked = v1::RunRebindingRequest::default();
    let told = school.registrar().run_rebinding(tonic::Request::new(asked)).await;
    assert!(told.is_err(), "{told:?}");
    assert!(office.vault.rebinding_queue(&office.id).unwrap().is_empty());
    assert!(school.records().len() > size, "the others' documents are issued again");
}

/// Two pupils with one link secret, as an earlier version let enrol: their tags are told apart, also in one request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tags_within_a_request_are_unique() {
    let school = School::new();
    for (pupil, seed) in [(1, 1), (2, 2)] {
        let shared = Holder { link: holder(9).link, ..holder(seed) };
        let (office, person) = (school.office(), known(school.office(), pupil));
        office.vault.enrol(&office.id, school.pupil(pupil), &shared, Some(&person)).unwrap();
    }
    let rows = (1..=8).flat_map(|event| [draft(1, event, 1), draft(2, event, 1)]);
    let slots = school.issue(rows.collect()).await;
    let given: BTreeSet<[u8; 16]> = slots.iter().map(|slot| school.award(*slot).tag).collect();
    assert_eq!(given.len(), slots.len());
    assert_sound(&school);
}

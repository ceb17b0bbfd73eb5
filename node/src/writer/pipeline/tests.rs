#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::office::sample::School;
use attestat_ledger::record::{Award, Genesis, StatusChange};
use attestat_ledger::status::{Reason, Status};
use attestat_store::database::Database;
use attestat_store::engine::Family;
use attestat_store::log::StoreError;
use attestat_store::memory::{Disk, Memory, MemoryGuard};
use zeroize::Zeroizing;

fn panics() -> Day {
    panic!("on purpose")
}

#[tokio::test]
async fn a_panic_of_the_writer_is_reported_to_its_callers_and_to_the_node() {
    let mut school = School::new();
    let registry = school.closed();
    let (own, key) = (registry.own.clone(), registry.key.clone());
    let (pipeline, threads) = start(own, key, panics, DayRule::default(), Order::AsArrived, Closing::default());
    for _ in 0..2 {
        let refused = pipeline.append(Vec::new(), Snapshot::Always).await.unwrap_err();
        let AppendError::Stopped(why) = refused else { panic!("{refused}") };
        assert!(why.contains("a fault of this program ended the committer"), "{why}");
    }
    assert!(pipeline.failed().borrow().is_some(), "the node stops with it");
    drop(pipeline);
    threads.join();
}

/// A log of more records than one bundle holds, its key, and a disk that can be damaged.
fn grown() -> (Disk, Arc<OwnLog>, Arc<SecretKey>) {
    let (disk, secret) = (Disk::default(), SecretKey::from_seed(&Zeroizing::new([7; 32])));
    let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
    let origin = Origin::parse("a.example/1").unwrap();
    let guard = MemoryGuard::create(&disk, &origin).unwrap();
    let own = OwnLog::open(database.create(&origin).unwrap(), Box::new(guard)).unwrap();
    let genesis = Content::Genesis(Genesis { key: secret.public(), origin, predecessor: None });
    for contents in [vec![genesis], (1..=300).map(award).collect()] {
        let appended = own.commit(&own.entry(day(), contents)).unwrap();
        own.apply_appended(&appended).unwrap();
    }
    own.log().index_run(1).unwrap();
    (disk, Arc::new(own), Arc::new(secret))
}

fn award(slot: u32) -> Content {
    Content::Award(Award { class: Class::Digest, slot, tag: [1; 16], commitment: [2; 32] })
}

fn day() -> Day {
    Day::from_number(20_000)
}

fn damage(disk: &Disk, damaged: Family) {
    for at in 0..disk.values() {
        if disk.flip_bit(at, 3).is_some_and(|family| family != damaged) {
            disk.flip_bit(at, 3);
        }
    }
}

/// The damage is no fault of the request, and the node mirrors and confirms on for others.
#[tokio::test]
async fn an_unreadable_record_that_a_status_change_needs_closes_the_log() {
    let (disk, own, key) = grown();
    damage(&disk, Family::Bundle);
    let closing = Closing::default();
    let (pipeline, threads) = start(own, key, day, DayRule::default(), Order::AsArrived, closing.clone());
    let change = StatusChange { target: 5, slot: 5, status: Status::Revoked, reason: Reason::Unspecified };
    let refused = pipeline.append(vec![Content::Status(change)], Snapshot::AsNeeded).await.unwrap_err();
    assert!(matches!(&refused, AppendError::Store(error) if error.is_damage()), "{refused}");
    assert_eq!(closing.closed(), Some(Closed::Damaged));
    assert!(pipeline.failed().borrow().is_none(), "the node goes on");
    drop(pipeline);
    threads.join();
}

/// The index is thrown away and the slot looked up in the records: nothing is refused, and no writer ends.
#[tokio::test]
async fn a_damaged_index_met_by_the_writer_refuses_no_record() {
    let (disk, own, key) = grown();
    damage(&disk, Family::Index);
    let guard = MemoryGuard::open(&disk, own.log().origin()).unwrap();
    // Opened again, it knows no slots by heart.
    let own = Arc::new(OwnLog::open(own.log().clone(), Box::new(guard)).unwrap());
    let closing = Closing::default();
    let (pipeline, threads) = start(own, key, day, DayRule::default(), Order::AsArrived, closing.clone());
    let slot_stands = pipeline.append(vec![award(5)], Snapshot::AsNeeded).await.unwrap_err();
    assert!(matches!(&slot_stands, AppendError::Store(StoreError::SlotStands(5))), "{slot_stands}");
    assert_eq!(pipeline.append(vec![award(301)], Snapshot::AsNeeded).await.unwrap().size, 302);
    assert_eq!((closing.closed(), pipeline.failed().borrow().clone()), (None, None));
    drop(pipeline);
    threads.join();
}

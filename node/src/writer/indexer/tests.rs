#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use attestat_ledger::day::Day;
use attestat_ledger::key::SecretKey;
use attestat_ledger::record::{Award, Class, Content, Genesis};
use attestat_store::engine::Family;
use attestat_store::memory::{Disk, Memory, MemoryGuard};
use attestat_store::writer::OwnLog;
use zeroize::Zeroizing;

const RECORDS: u64 = WORTHWHILE + 10;

/// A log of this registry with enough awards for a run of its index.
fn grow(database: &Database, registry: &str) -> OwnLog {
    let origin = Origin::parse(&format!("{registry}/1")).unwrap();
    let guard = MemoryGuard::create(&Disk::default(), &origin).unwrap();
    let own = OwnLog::open(database.create(&origin).unwrap(), Box::new(guard)).unwrap();
    let key = SecretKey::from_seed(&Zeroizing::new([7; 32])).public();
    append(&own, vec![Content::Genesis(Genesis { key, origin, predecessor: None })]);
    more(&own);
    own
}

/// Some more awards, worth another run.
fn more(own: &OwnLog) {
    let first = u32::try_from(own.log().state().size()).unwrap();
    let award = |slot: u32| {
        let mut tag = [0; 16];
        tag[..4].copy_from_slice(&slot.wrapping_mul(0x9E37_79B1).to_be_bytes());
        Content::Award(Award { class: Class::Achievement, slot, tag, commitment: [3; 32] })
    };
    let awards: Vec<Content> = (first..first + u32::try_from(RECORDS).unwrap()).map(award).collect();
    awards.chunks(1000).for_each(|chunk| append(own, chunk.to_vec()));
}

fn append(own: &OwnLog, contents: Vec<Content>) {
    let entry = own.entry(Day::from_number(20_000), contents);
    let appended = own.commit(&entry).unwrap();
    own.apply_appended(&appended).unwrap();
}

/// Row L12: a run that fails passes over its own log only, is shown, and the damaged index is made again.
#[test]
fn a_failed_index_run_does_not_stop_other_logs() {
    let disk = Disk::default();
    let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
    let (standings, mut pauses) = (Standings::default(), Pauses::default());
    let damaged = grow(&database, "a.example");
    look(damaged.log(), &standings, &mut pauses);
    assert_eq!(damaged.log().indexed_size(), RECORDS + 1);
    // Whatever the index holds of this log is spoilt; the other one has none yet.
    for at in 0..disk.values() {
        if disk.flip_bit(at, 3).is_some_and(|family| family != Family::Index) {
            disk.flip_bit(at, 3);
        }
    }
    more(&damaged);
    let sound = grow(&database, "b.example");
    for log in [damaged.log(), sound.log()] {
        look(log, &standings, &mut pauses);
    }
    assert_eq!(sound.log().indexed_size(), RECORDS + 1, "the other log goes on");
    assert!(standings.notes(damaged.log().origin()).to_string().contains("stands still"));
    assert_eq!(standings.notes(sound.log().origin()).to_string(), "");
    // It is passed over for a while, and then begun again from the records.
    for _ in 0..PAUSE_MIN {
        look(damaged.log(), &standings, &mut pauses);
        assert_eq!(damaged.log().indexed_size(), 0);
    }
    look(damaged.log(), &standings, &mut pauses);
    assert_eq!(damaged.log().indexed_size(), 2 * RECORDS + 1);
    assert_eq!(standings.notes(damaged.log().origin()).to_string(), "");
    assert!(damaged.log().tagged(&[], usize::MAX).unwrap().len() as u64 == 2 * RECORDS);
}

/// The index of before cannot be derived again from records that cannot be read, and is sound.
#[test]
fn damage_in_the_records_leaves_the_index_as_it_is() {
    let disk = Disk::default();
    let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
    let (standings, mut pauses) = (Standings::default(), Pauses::default());
    let log = grow(&database, "a.example");
    look(log.log(), &standings, &mut pauses);
    more(&log);
    for at in 0..disk.values() {
        if disk.flip_bit(at, 3).is_some_and(|family| family != Family::Bundle) {
            disk.flip_bit(at, 3);
        }
    }
    look(log.log(), &standings, &mut pauses);
    assert_eq!(log.log().indexed_size(), RECORDS + 1);
    assert!(standings.take_damage(log.log().origin()).is_some_and(|why| why.contains("record")));
}

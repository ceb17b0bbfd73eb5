//! A bit flips in a stored value: it is found when the log is opened, when the value is read, or by an
//! audit, and never served.

use crate::support::{Dice, InMemory, Written, compare, origin};
use attestat_ledger::audit::Audit;
use attestat_ledger::batch::split_bodies;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::{LeafHash, RootHash};
use attestat_ledger::segment::Segment;
use attestat_ledger::tile::{TileId, TileSource as _};
use attestat_store::database::Database;
use attestat_store::engine::Family;
use attestat_store::guard::{FileGuard, Guard as _, GuardError, Sealed};
use attestat_store::log::{Log, StoreError};
use attestat_store::memory::{Disk, Memory, MemoryGuard};
use attestat_store::writer::OwnLog;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A small log that has a value of every kind.
fn small_log() -> (Disk, Answers) {
    let stage = InMemory::new();
    let mut dice = Dice::new(11);
    let mut written = Written::begin(&stage);
    for records in [100, 200, 1, 230] {
        written.append_random(&mut dice, records);
        let status = written.model.status_batch(&mut dice);
        written.append(status);
        written.seal().unwrap();
    }
    let log = written.own.log().clone();
    log.set_head(&compare::note(&log.newest_seal().unwrap().unwrap())).unwrap();
    log.index_run(1).unwrap();
    written.rotate();
    let status = written.model.status_batch(&mut dice);
    written.append(status);
    written.append_random(&mut dice, 7);
    written.seal().unwrap();
    log.sync().unwrap();
    drop((written, log));
    let answers = ask(&stage.0).unwrap();
    (stage.0, answers)
}

/// Everything that a log can be asked, as text.
#[derive(PartialEq, Eq, Debug)]
struct Answers(Vec<String>);

fn open(disk: &Disk) -> Result<OwnLog, StoreError> {
    let database = Database::open(Arc::new(Memory::open(disk)))?;
    OwnLog::open(database.log(&origin())?, Box::new(MemoryGuard::open(disk, &origin())?))
}

/// Opens the log and asks everything; the first error ends it.
fn ask(disk: &Disk) -> Result<Answers, StoreError> {
    let own = open(disk)?;
    let log = own.log();
    let state = log.state();
    let mut answers = vec![format!("{state:?}")];
    for index in 0..state.size() {
        answers.push(format!("{:?}", log.record(index)?));
    }
    let mut ends = Vec::new();
    log.scan_seals(0, &mut |size, root, seal| {
        ends.push((size, root, seal));
        ControlFlow::Continue(())
    })?;
    for (size, ..) in &ends {
        let head = CheckpointNote::from_note(log.seal_at(*size)?.unwrap().note()).unwrap();
        answers.push(format!("{:?} {:?}", log.status_file(&head)?, log.consistency(size / 2, *size)?));
        answers.push(format!("{:?}", log.proof(size / 3, &head)?));
    }
    for number in 0..3 {
        answers.push(format!("{:?} {:?}", log.bundle(number)?, log.tile(TileId { level: 0, number }, 1)?));
    }
    let mut reader = log.batches_from(0)?;
    while let Some(batch) = reader.next_batch()? {
        answers.push(format!("{batch:?}"));
    }
    answers.push(format!("{:?} {:?} {:?}", log.head()?, log.status_head()?, log.fork()?));
    answers.push(format!("{:?} {:?} {:?}", ends, log.tagged(b"", usize::MAX)?, log.slots_taken()?));
    answers.push(format!("{:?}", log.newest_seal()?));
    Ok(Answers(answers))
}

#[test]
fn a_flipped_bit_in_any_value_of_a_log_is_found() {
    let (disk, answers) = small_log();
    let mut found: BTreeMap<Family, usize> = BTreeMap::new();
    let mut empty = 0;
    for at in 0..disk.values() {
        for bit in [0, 7, 8 * 9, 8 * 40 + 3, 8 * 77 + 1, 8 * 1001 + 5] {
            let damaged = disk.copy();
            let Some(family) = damaged.flip_bit(at, bit) else {
                empty += 1;
                continue;
            };
            match ask(&damaged) {
                Err(error) => {
                    *found.entry(family).or_default() += 1;
                    let text = error.to_string();
                    assert!(text.contains("damaged"), "{family:?} value {at} bit {bit}: {text}");
                }
                Ok(served) => {
                    assert_eq!(served, answers, "{family:?} value {at} bit {bit} was served");
                    panic!("{family:?} value {at} bit {bit}: nothing finds it");
                }
            }
        }
    }
    println!("found: {found:?}; {empty} values are empty");
    let families =
        [Family::Commit, Family::Bundle, Family::Tile, Family::Tail, Family::Seal, Family::Meta, Family::Index];
    assert!(families.iter().all(|family| found.contains_key(family)), "every family was damaged: {found:?}");
}

/// Records, tiles and seals of a log that is open already are checked as they are read.
#[test]
fn a_bit_that_flips_under_an_open_log_is_found_by_the_next_read() {
    let (disk, answers) = small_log();
    let families = [Family::Bundle, Family::Tile, Family::Seal];
    let mut found = 0;
    for at in 0..disk.values() {
        let damaged = disk.copy();
        let own = open(&damaged).unwrap();
        let Some(family) = damaged.flip_bit(at, 8 * 33 + 2).filter(|family| families.contains(family)) else {
            continue;
        };
        match read_all(own.log()) {
            Err(StoreError::Damaged { what }) => println!("{family:?} value {at}: {what}"),
            other => panic!("{family:?} value {at}: {other:?}"),
        }
        found += 1;
    }
    assert!(found > 10, "{found} were found");
    assert_eq!(ask(&disk).unwrap(), answers);
}

fn read_all(log: &Log) -> Result<(), StoreError> {
    let mut reader = log.batches_from(0)?;
    while reader.next_batch()?.is_some() {}
    for index in 0..log.state().size() {
        log.record(index)?;
    }
    Ok(())
}

/// An audit reads what is stored as it is stored, and finds the damage on its own.
#[test]
fn an_audit_finds_damaged_bundles_and_tiles() {
    let (disk, _) = small_log();
    assert_eq!(audit(open(&disk).unwrap().log()), Vec::<String>::new(), "a sound log has no findings");
    let mut found = BTreeMap::new();
    for at in 0..disk.values() {
        let damaged = disk.copy();
        let own = open(&damaged).unwrap();
        let Some(family) = damaged.flip_bit(at, 8 * 120 + 4) else { continue };
        if matches!(family, Family::Bundle | Family::Tile) {
            let findings = audit(own.log());
            assert!(!findings.is_empty(), "{family:?} value {at}");
            found.insert(family, findings);
        }
    }
    println!("{found:?}");
    assert_eq!(found.len(), 2);
}

fn audit(log: &Log) -> Vec<String> {
    let mut ends = Vec::new();
    let mut seals = Vec::new();
    log.scan_seals(0, &mut |size, root, seal| {
        ends.push(size);
        seals.push((size, root, seal.unwrap()));
        ControlFlow::Continue(())
    })
    .unwrap();
    let mut audit = Audit::new(origin());
    let mut findings = Vec::new();
    let mut read = |number: u64, bundle: &[u8]| {
        let bodies: Vec<&[u8]> = split_bodies(bundle).map_while(Result::ok).collect();
        let leaves: Vec<u8> = bodies.iter().flat_map(|body| *LeafHash::of(body).as_bytes()).collect();
        let stored = log.stored_tile(TileId { level: 0, number }).unwrap();
        if stored.is_some_and(|stored| stored != leaves) {
            findings.push(format!("tile 0 {number}"));
        }
        audit.absorb(Segment::read(number * 256, bodies.into_iter(), &ends));
        ControlFlow::Continue(())
    };
    log.scan_bundles(0, &mut read).unwrap();
    let tail = log.state().size() / 256;
    let _ = read(tail, &log.bundle(tail).unwrap());
    for (size, root, seal) in &seals {
        audit.check_seal(*size, *root, seal);
    }
    findings.extend(audit.finish(None).findings.iter().map(ToString::to_string));
    findings
}

#[test]
fn a_flipped_bit_never_changes_the_position_of_the_guard() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard");
    let mut guard = FileGuard::create(&path, &origin()).unwrap();
    let places: Vec<Sealed> = [5, 9].map(|size| Sealed { size, root: RootHash::from_bytes([size as u8; 32]) }).into();
    places.iter().for_each(|place| guard.advance(place.clone()).unwrap());
    drop(guard);
    let sound = std::fs::read(&path).unwrap();
    let mut refused = 0;
    for bit in (0..sound.len() * 8).step_by(3) {
        let mut damaged = sound.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, damaged).unwrap();
        // One slot is always whole: a torn write of the newer one is what there are two for.
        let place = FileGuard::open(&path, &origin()).unwrap().sealed().clone();
        assert!(places.contains(&place), "bit {bit}: {place:?}");
        refused += usize::from(place != places[1]);
    }
    assert!(refused > 500, "{refused} bits of the newer slot matter");
    std::fs::write(&path, vec![b' '; sound.len()]).unwrap();
    assert!(matches!(FileGuard::open(&path, &origin()), Err(GuardError::Damaged(_))));
}

/// A log with evidence is opened for reading only, so its bits are looked at apart.
#[test]
fn a_flipped_bit_in_fork_evidence_never_makes_other_evidence() {
    let (disk, _) = small_log();
    let log = Database::open(Arc::new(Memory::open(&disk))).unwrap().log(&origin()).unwrap();
    let head = compare::note(&log.seal_at(1).unwrap().unwrap());
    let evidence = ForkEvidence::same_size(head.clone(), head);
    log.set_fork(&evidence).unwrap();
    drop(log);
    let mut damaged = 0;
    for at in 0..disk.values() {
        for bit in [3, 700, 1_000_001] {
            let copy = disk.copy();
            if copy.flip_bit(at, bit).is_none() {
                continue;
            }
            let held =
                Database::open(Arc::new(Memory::open(&copy))).and_then(|database| database.log(&origin())?.fork());
            match held {
                Ok(held) => assert_eq!(held.as_ref(), Some(&evidence), "value {at}, bit {bit}"),
                Err(_) => damaged += 1,
            }
        }
    }
    assert!(damaged > 0);
}

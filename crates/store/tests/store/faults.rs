//! The table of every write that can fail: each write of a fixed scenario, engine, runs and guard alike,
//! is lost or persisted although it failed; then the power goes, with any number of the unsynced
//! writes kept. Whatever was acknowledged must be there, and nothing sealed may contradict it.

use crate::support::model::{Model, NewBatch, mth};
use crate::support::{Dice, compare, origin, secret};
use attestat_ledger::chain::{Appended, BatchContext, verify_next};
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::day::Day;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::Origin;
use attestat_store::database::Database;
use attestat_store::guard::{Guard as _, GuardError};
use attestat_store::log::{Log, StoreError};
use attestat_store::memory::{Disk, Fate, Memory, MemoryGuard};
use attestat_store::writer::OwnLog;
use std::sync::Arc;

/// Answers that the outside world was given before the crash.
#[derive(Default)]
struct Told {
    /// Batches whose commit returned.
    committed: Vec<(u64, Vec<Vec<u8>>)>,
    seals: Vec<SignedCheckpoint>,
    /// Records of the mirrored log that a sync covered.
    mirrored: u64,
}

/// One batch of the scenario and what is done behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    Seal,
    SealAndPublish,
    SealAndIndex,
    SealAndMirror,
}

/// Batches over the edges of bundles, deferred seals, a rotation, a status with its snapshot, a head, two
/// runs of the index, and a mirrored log in the same database.
const SCENARIO: &[(usize, Then)] = &[
    (3, Then::Seal),
    (260, Then::Nothing),
    (1, Then::SealAndMirror),
    (0, Then::SealAndPublish),
    (250, Then::SealAndIndex),
    (1, Then::Nothing),
    (1, Then::Nothing),
    (5, Then::Seal),
    (ROTATE, Then::SealAndMirror),
    (0, Then::SealAndIndex),
    (2, Then::Seal),
];
const ROTATE: usize = usize::MAX;

struct Town {
    source: Arc<Log>,
    mirror_origin: Origin,
}

impl Town {
    /// A sealed log elsewhere, to be mirrored.
    fn new() -> Self {
        let mirror_origin = Origin::parse("elsewhere.example/1").unwrap();
        let disk = Disk::default();
        let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
        let log = database.create(&mirror_origin).unwrap();
        let own = OwnLog::open(log, Box::new(MemoryGuard::create(&disk, &mirror_origin).unwrap())).unwrap();
        let mut model = Model::new(mirror_origin.clone());
        let mut dice = Dice::new(5);
        for records in [0, 40, 300, 3] {
            let batch = if records == 0 { model.genesis() } else { model.random_batch(&mut dice, records) };
            write(&own, &batch, &mut Told::default()).unwrap();
            own.seal(&secret(1)).unwrap();
            model.append(batch);
        }
        Self { source: own.log().clone(), mirror_origin }
    }

    fn mirror_one(&self, mirror: &Log, told: &mut Told) -> Result<(), StoreError> {
        let mut reader = self.source.batches_from(mirror.state().size())?;
        for _ in 0..2 {
            let Some(batch) = reader.next_batch()? else { return Ok(()) };
            let context = BatchContext { today: Day::from_number(40_000), is_listed: &|_, _| true, awards: mirror };
            mirror.append_verified(&verify_next(&mirror.state(), batch, &context)?)?;
        }
        mirror.sync()?;
        told.mirrored = mirror.state().size();
        mirror.index_run(1).map(|_| ())
    }
}

fn write(own: &OwnLog, batch: &NewBatch, told: &mut Told) -> Result<Appended, StoreError> {
    let entry = own.entry(batch.day, batch.contents.clone());
    let appended = own.commit(&entry)?;
    let bodies = appended.bodies().iter().map(<[u8]>::to_vec).collect();
    told.committed.push((appended.first(), bodies));
    own.apply_appended(&appended)?;
    Ok(appended)
}

/// Runs the scenario until it ends or something fails.
fn run(disk: &Disk, town: &Town, told: &mut Told) -> Result<(), StoreError> {
    let database = Database::open(Arc::new(Memory::open(disk)))?;
    let own = OwnLog::open(database.create(&origin())?, Box::new(MemoryGuard::open(disk, &origin())?))?;
    let mirror = database.create(&town.mirror_origin)?;
    let mut model = Model::new(origin());
    let mut dice = Dice::new(77);
    let genesis = model.genesis();
    let result = write(&own, &genesis, told).map(|_| model.append(genesis));
    let result = result.and_then(|()| {
        SCENARIO.iter().try_for_each(|(records, then)| {
            let batch = match *records {
                0 => model.status_batch(&mut dice),
                ROTATE => model.rotation(),
                records => model.random_batch(&mut dice, records),
            };
            write(&own, &batch, told)?;
            model.append(batch);
            after(&own, &mirror, &model, *then, town, told)
        })
    });
    if let Err(error) = &result {
        expect_latched(&own, &mirror, error, &model);
    }
    result
}

fn after(
    own: &OwnLog,
    mirror: &Log,
    model: &Model,
    then: Then,
    town: &Town,
    told: &mut Told,
) -> Result<(), StoreError> {
    if then == Then::Nothing {
        return Ok(());
    }
    let seals = own.seal(&secret(model.key_number()))?;
    told.seals.extend(seals);
    match then {
        Then::SealAndPublish => own.log().set_head(&compare::note(&own.log().newest_seal()?.unwrap())),
        Then::SealAndIndex => own.log().index_run(1).map(|_| ()),
        Then::SealAndMirror => town.mirror_one(mirror, told),
        Then::Nothing | Then::Seal => Ok(()),
    }
}

/// After the first failure nothing more is written, committed or sealed by this process.
fn expect_latched(own: &OwnLog, mirror: &Log, error: &StoreError, model: &Model) {
    if matches!(error, StoreError::Guard(GuardError::Write(_))) {
        assert!(own.seal(&secret(model.key_number())).is_err(), "a guard that failed once seals no more");
        return;
    }
    let state = own.log().state();
    let again = own.entry(state.day, model.random_batch(&mut Dice::new(0), 1).contents);
    let refused = if state.size() == 0 {
        own.commit(&own.entry(state.day, model.genesis().contents))
    } else {
        own.commit(&again)
    };
    assert!(refused.is_err(), "a commit after {error}");
    assert!(mirror.sync().is_err(), "a sync after {error}");
    assert!(own.log().index_run(1).is_err() || own.log().indexed_size() == state.size());
}

/// Number of writes of the scenario.
fn writes(town: &Town) -> u64 {
    let disk = Disk::default();
    MemoryGuard::create(&disk, &origin()).unwrap();
    run(&disk, town, &mut Told::default()).unwrap();
    disk.writes()
}

#[test]
fn no_acknowledged_record_is_lost_whichever_write_fails() {
    let town = Town::new();
    let writes = writes(&town);
    assert!(writes > 45, "the scenario has {writes} writes");
    let mut rows = 0;
    for number in 0..writes {
        for fate in [Fate::Lost, Fate::Persisted] {
            let mut kept = 0;
            loop {
                let unsynced = check_row(&town, number, fate, kept);
                rows += 1;
                kept += 1;
                if kept > unsynced {
                    break;
                }
            }
        }
    }
    println!("{rows} crashes over {writes} writes");
    assert!(rows > 2 * writes, "there were unsynced writes to lose");
}

/// Fails write `number`, keeps `kept` of the unsynced ones, opens again and checks; returns how many
/// unsynced ones there were.
fn check_row(town: &Town, number: u64, fate: Fate, kept: usize) -> usize {
    let row = format!("write {number} {fate:?}, {kept} kept");
    let disk = Disk::default();
    MemoryGuard::create(&disk, &origin()).unwrap();
    disk.fail_write(number, fate);
    let mut told = Told::default();
    run(&disk, town, &mut told).expect_err("the write fails");
    assert_eq!(disk.writes(), number + 1, "{row}: nothing is written after the failure");
    let unsynced = disk.unsynced();
    disk.crash(kept);
    let guard = MemoryGuard::open(&disk, &origin()).unwrap().sealed().clone();
    for seal in &told.seals {
        assert!(seal.checkpoint().size <= guard.size, "{row}: a seal was handed out beyond the guard");
    }
    // Twice: what opening repairs must itself survive the next crash.
    for _ in 0..2 {
        recover(&disk, town, &mut told, &row);
        disk.crash(0);
    }
    assert!(MemoryGuard::open(&disk, &origin()).unwrap().sealed().size >= guard.size, "{row}: the guard went back");
    unsynced
}

/// Opens by the normal path, checks what was told, and goes on writing.
fn recover(disk: &Disk, town: &Town, told: &mut Told, row: &str) {
    let database = Database::open(Arc::new(Memory::open(disk))).unwrap_or_else(|error| panic!("{row}: {error}"));
    let log = database.log(&origin()).or_else(|_| database.create(&origin())).unwrap();
    let guard = MemoryGuard::open(disk, &origin()).unwrap();
    let own = OwnLog::open(log, Box::new(guard)).unwrap_or_else(|error| panic!("{row}: {error}"));
    expect_told(&own, told, row);
    let mut model = replay(own.log());
    if model.size() == 0 {
        let genesis = model.genesis();
        write(&own, &genesis, told).unwrap();
        model.append(genesis);
    }
    let batch = model.random_batch(&mut Dice::new(told.committed.len() as u64), 4);
    write(&own, &batch, told).unwrap();
    model.append(batch);
    told.seals.extend(own.seal(&secret(model.key_number())).unwrap_or_else(|error| panic!("{row}: {error}")));
    expect_told(&own, told, row);
    compare::seals(own.log(), &model);
    compare::state(own.log(), &model);
    compare::indexes(own.log(), &model, &mut Dice::new(3));
    let mirror = database.log(&town.mirror_origin).or_else(|_| database.create(&town.mirror_origin)).unwrap();
    expect_mirror(&mirror, town, told, row);
}

fn expect_told(own: &OwnLog, told: &Told, row: &str) {
    let size = own.log().state().size();
    let mut stored = Vec::new();
    own.log().scan_records(0, size, &mut |record| stored.push(record.body())).unwrap();
    let leaves: Vec<_> = stored.iter().map(|body| *LeafHash::of(body).as_bytes()).collect();
    for (first, bodies) in &told.committed {
        let there = stored.get(*first as usize..*first as usize + bodies.len());
        assert_eq!(there, Some(bodies.as_slice()), "{row}: acknowledged records from {first}");
    }
    for seal in &told.seals {
        let checkpoint = seal.checkpoint();
        assert!(checkpoint.size <= size, "{row}: {} were sealed and {size} are there", checkpoint.size);
        let root = mth(&leaves[..checkpoint.size as usize]);
        assert_eq!(&root, checkpoint.root.as_bytes(), "{row}: the seal at {} contradicts the log", checkpoint.size);
    }
}

fn expect_mirror(mirror: &Log, town: &Town, told: &mut Told, row: &str) {
    let size = mirror.state().size();
    assert!(size >= told.mirrored, "{row}: {} records were synced, {size} are there", told.mirrored);
    for _ in 0..4 {
        town.mirror_one(mirror, told).unwrap();
    }
    assert_eq!(mirror.state().root(), town.source.state().root(), "{row}");
}

/// The model of a stored log, rebuilt from its records and batch ends.
fn replay(log: &Log) -> Model {
    let mut model = Model::new(origin());
    let mut records = Vec::new();
    log.scan_records(0, log.state().size(), &mut |record| records.push(record)).unwrap();
    let mut ends = Vec::new();
    let mut visit = |size, _, _| {
        ends.push(size);
        std::ops::ControlFlow::Continue(())
    };
    log.scan_seals(0, &mut visit).unwrap();
    let mut records = records.into_iter();
    for end in ends {
        let batch: Vec<_> = records.by_ref().take((end - model.size()) as usize).collect();
        let day = batch[0].day;
        model.append(NewBatch { day, contents: batch.into_iter().map(|record| record.content).collect() });
    }
    model
}

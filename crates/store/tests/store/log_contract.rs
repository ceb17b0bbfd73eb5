//! The log on both engines, compared with the model: after growth in batches of every size, and again
//! after each restart.

use crate::support::{Dice, Stage, Written, compare, model::Model, on_both_engines, origin, secret};
use attestat_ledger::chain::{BatchContext, verify_next};
use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::record::Content;
use attestat_store::database::Database;
use attestat_store::log::{Log, StoreError};
use attestat_store::writer::OwnLog;
use std::sync::Arc;

on_both_engines!(
    a_written_log_agrees_with_the_model,
    small_batches_agree_with_the_model,
    a_log_of_several_tile_levels_agrees_with_the_model,
    a_mirror_stores_verified_batches_as_the_model_has_them,
    a_reader_follows_a_growing_log,
    lookups_beyond_the_index_are_made_from_the_records,
    a_key_rotation_is_refused_while_records_are_unsealed,
    several_batches_are_sealed_with_one_guard_write,
    a_database_keeps_several_logs_apart,
);

fn a_written_log_agrees_with_the_model(stage: &dyn Stage) {
    let mut dice = Dice::new(1);
    let mut written = Written::begin(stage);
    for round in 0..3 {
        for _ in 0..3 {
            let records = 1 + dice.below(1000) as usize;
            written.append_random(&mut dice, records);
            written.seal().unwrap();
        }
        let status = written.model.status_batch(&mut dice);
        written.append(status);
        written.rotate();
        compare::expect(written.own.log(), &written.model, &mut dice);
        if round == 1 {
            assert_eq!(written.own.log().index_run(1), Ok(written.model.size()));
            compare::indexes(written.own.log(), &written.model, &mut dice);
        }
        written = written.reopen(stage);
        compare::expect(written.own.log(), &written.model, &mut dice);
    }
    written.database.flush().unwrap();
    assert_eq!(written.own.log().indexed_size(), written.model.size(), "a clean end leaves nothing to index");
    let written = written.reopen(stage);
    assert_eq!(written.own.log().indexed_size(), written.model.size());
    compare::expect(written.own.log(), &written.model, &mut dice);
}

/// Sizes around every edge of bundles and tiles, one record or a few at a time.
fn small_batches_agree_with_the_model(stage: &dyn Stage) {
    let mut dice = Dice::new(2);
    let mut written = Written::begin(stage);
    for records in [1, 1, 2, 251, 1, 255, 2, 254, 256, 1, 511, 1] {
        written.append_random(&mut dice, records);
        written.seal().unwrap();
        let size = written.model.size();
        assert_eq!(written.own.log().root_at(size).unwrap().as_bytes(), &written.model.root(size), "at {size}");
        compare::records(written.own.log(), &written.model);
        compare::tiles(written.own.log(), &written.model);
        if [256, 512, 1024].contains(&size) || records == 511 {
            written = written.reopen(stage);
            compare::expect(written.own.log(), &written.model, &mut dice);
        }
    }
    while written.model.size() < 1700 {
        let few = 1 + dice.below(5) as usize;
        written.append_random(&mut dice, few);
        written.seal().unwrap();
    }
    let written = written.reopen(stage);
    compare::expect(written.own.log(), &written.model, &mut dice);
}

fn a_log_of_several_tile_levels_agrees_with_the_model(stage: &dyn Stage) {
    let mut dice = Dice::new(3);
    let mut written = Written::begin(stage);
    while written.model.size() < 65_536 + 300 {
        let batch =
            crate::support::model::NewBatch { day: written.model.day, contents: awards(&mut dice, &written.model) };
        written.append(batch);
    }
    written.seal().unwrap();
    for _ in 0..2 {
        compare::state(written.own.log(), &written.model);
        compare::tiles(written.own.log(), &written.model);
        let head = compare::note(&written.own.log().newest_seal().unwrap().unwrap());
        for index in [0, 255, 256, 40_000, 65_535, 65_536, written.model.size() - 1] {
            let (body, proof) = written.own.log().proof(index, &head).unwrap();
            assert_eq!(body, written.model.bodies[index as usize]);
            let expected = crate::support::model::path(index as usize, &written.model.leaves);
            let path: Vec<_> = proof.path.iter().map(|hash| *hash.as_bytes()).collect();
            assert_eq!(path, expected, "record {index}");
        }
        let written_again = written.reopen(stage);
        written = written_again;
    }
}

fn awards(dice: &mut Dice, model: &Model) -> Vec<Content> {
    let mut slots = model.slots.clone();
    (0..1000).map(|_| Content::Award(crate::support::model::random_award(dice, &mut slots))).collect()
}

/// Pulls everything that `from` has sealed into `to`, verifying it as a mirror does.
fn pull(from: &Log, to: &Log) {
    let mut reader = from.batches_from(to.state().size()).unwrap();
    while let Some(batch) = reader.next_batch().unwrap() {
        let context = BatchContext { today: Day::from_number(u32::MAX - 1), is_listed: &|_, _| true, awards: to };
        let verified = verify_next(&to.state(), batch, &context).unwrap();
        to.append_verified(&verified).unwrap();
    }
    to.sync().unwrap();
}

fn a_mirror_stores_verified_batches_as_the_model_has_them(stage: &dyn Stage) {
    let mut dice = Dice::new(4);
    let author = crate::support::InMemory::new();
    let mut written = Written::begin(&author);
    let mut database = Database::open(stage.open()).unwrap();
    let mut mirror = database.create(&origin()).unwrap();
    for _ in 0..4 {
        for _ in 0..3 {
            let records = 1 + dice.below(500) as usize;
            written.append_random(&mut dice, records);
        }
        written.rotate();
        pull(written.own.log(), &mirror);
        compare::expect(&mirror, &written.model, &mut dice);
        mirror.index_run(1).unwrap();
        drop((mirror, database));
        database = Database::open(stage.open()).unwrap();
        mirror = database.log(&origin()).unwrap();
        compare::expect(&mirror, &written.model, &mut dice);
    }
    refuses_a_batch_verified_elsewhere(&written, &mirror);
}

/// A batch that was verified against another log of the same size does not continue this one.
fn refuses_a_batch_verified_elsewhere(written: &Written, mirror: &Log) {
    let mut other = Written::begin(&crate::support::InMemory::new());
    let mut dice = Dice::new(99);
    while other.model.size() < written.model.size() {
        let records = (written.model.size() - other.model.size()).min(1000) as usize;
        other.append_random(&mut dice, records);
    }
    other.append_random(&mut dice, 3);
    other.seal().unwrap();
    let elsewhere = Database::open(crate::support::InMemory::new().open()).unwrap().create(&origin()).unwrap();
    let mut reader = other.own.log().batches_from(0).unwrap();
    let mut last = None;
    while let Some(batch) = reader.next_batch().unwrap() {
        let context =
            BatchContext { today: Day::from_number(u32::MAX - 1), is_listed: &|_, _| true, awards: &*elsewhere };
        let verified = verify_next(&elsewhere.state(), batch, &context).unwrap();
        elsewhere.append_verified(&verified).unwrap();
        last = Some(verified);
    }
    let before = mirror.state();
    assert_eq!(mirror.append_verified(&last.unwrap()), Err(StoreError::OtherLog(origin().to_string())));
    assert_eq!(mirror.state(), before);
}

/// A reader that stands at the end goes on when there is more, wherever in a bundle that was.
fn a_reader_follows_a_growing_log(stage: &dyn Stage) {
    let mut dice = Dice::new(5);
    let mut written = Written::begin(stage);
    written.seal().unwrap();
    let log: Arc<Log> = written.own.log().clone();
    let mut reader = log.batches_from(0).unwrap();
    let mut first = 0;
    for round in 0..60 {
        // Sometimes nothing is new, sometimes several batches, sometimes an unsealed one at the end.
        for _ in 0..round % 4 {
            let records = 1 + dice.below(if round % 5 == 0 { 400 } else { 20 }) as usize;
            written.append_random(&mut dice, records);
        }
        if round % 3 != 2 {
            written.seal().unwrap();
        }
        while let Some(batch) = reader.next_batch().unwrap() {
            let end = first + batch.bodies.iter().count() as u64;
            assert!(written.model.ends.contains(&end), "{end} is the end of a batch");
            assert_eq!(batch.bodies.as_bytes(), written.model.prefixed(first, end));
            first = end;
        }
        assert_eq!(first, log.newest_seal().unwrap().unwrap().checkpoint().size, "up to the newest seal");
    }
}

fn lookups_beyond_the_index_are_made_from_the_records(stage: &dyn Stage) {
    let mut dice = Dice::new(6);
    let mut written = Written::begin(stage);
    for _ in 0..6 {
        written.append_random(&mut dice, 120);
        let status = written.model.status_batch(&mut dice);
        written.append(status);
        written.seal().unwrap();
    }
    written.own.log().index_run(1).unwrap();
    let indexed = written.own.log().indexed_size();
    for _ in 0..6 {
        written.append_random(&mut dice, 50);
        let status = written.model.status_batch(&mut dice);
        written.append(status);
        written.seal().unwrap();
    }
    assert_eq!(written.own.log().index_run(100_000), Ok(indexed), "too little for a run");
    // Status files of heads below, at and beyond what is indexed, before and after a restart.
    compare::expect(written.own.log(), &written.model, &mut dice);
    let written = written.reopen(stage);
    assert_eq!(written.own.log().indexed_size(), indexed);
    compare::expect(written.own.log(), &written.model, &mut dice);
}

fn a_key_rotation_is_refused_while_records_are_unsealed(stage: &dyn Stage) {
    let mut dice = Dice::new(7);
    let mut written = Written::begin(stage);
    written.seal().unwrap();
    written.append_random(&mut dice, 10);
    let rotation = written.model.rotation();
    let entry = written.own.entry(rotation.day, rotation.contents.clone());
    assert_eq!(written.own.commit(&entry), Err(StoreError::SealFirst(1)), "ten records wait for the old key");
    written.seal().unwrap();
    written.append(rotation);
    assert_eq!(written.own.seal(&secret(1)), Err(StoreError::WrongKey), "the old key signs no more");
    written.append_random(&mut dice, 5);
    // A crash between the rotation and its seal needs the new key only.
    let written = written.reopen(stage);
    let seals = written.seal().unwrap();
    assert_eq!(seals.iter().map(|seal| seal.checkpoint().size).collect::<Vec<_>>(), [12, 17]);
    compare::expect(written.own.log(), &written.model, &mut dice);
}

fn several_batches_are_sealed_with_one_guard_write(stage: &dyn Stage) {
    let mut dice = Dice::new(8);
    let mut written = Written::begin(stage);
    for _ in 0..20 {
        written.append_random(&mut dice, 30);
    }
    assert_eq!(written.own.sealed().size, 0);
    assert_eq!(written.own.log().newest_seal(), Ok(None));
    assert_eq!(written.own.log().batches_from(0).unwrap().next_batch(), Ok(None), "nothing unsealed is handed out");
    let written = written.reopen(stage);
    let sizes: Vec<u64> = written.seal().unwrap().iter().map(|seal| seal.checkpoint().size).collect();
    assert_eq!(sizes, written.model.ends, "every batch has its own seal");
    assert_eq!(written.own.sealed().size, written.model.size());
    assert_eq!(written.seal(), Ok(Vec::new()), "nothing is sealed twice");
    compare::expect(written.own.log(), &written.model, &mut dice);
}

fn a_database_keeps_several_logs_apart(stage: &dyn Stage) {
    let mut dice = Dice::new(9);
    let origins: Vec<Origin> =
        ["a.example/1", "a.example/b/1", "b.example/1"].iter().map(|text| Origin::parse(text).unwrap()).collect();
    let mut models: Vec<Model> = origins.iter().cloned().map(Model::new).collect();
    let database = Database::open(stage.open()).unwrap();
    assert_eq!(database.log(&origins[0]).err(), Some(StoreError::NoLog(origins[0].to_string())));
    for (model, number) in models.iter_mut().zip(1..) {
        let log = database.create(&model.origin).unwrap();
        let own = OwnLog::open(log, stage_guard(stage, &model.origin, number)).unwrap();
        for round in 0..4 {
            let batch = if round == 0 { model.genesis() } else { model.random_batch(&mut dice, 100) };
            let entry = own.entry(batch.day, batch.contents.clone());
            let appended = own.commit(&entry).unwrap();
            own.apply_appended(&appended).unwrap();
            own.seal(&secret(1)).unwrap();
            model.append(batch);
        }
    }
    assert_eq!(database.create(&origins[1]).err(), Some(StoreError::LogExists(origins[1].to_string())));
    database.sync().unwrap();
    database.flush().unwrap();
    drop(database);
    let database = Database::open(stage.open()).unwrap();
    assert_eq!(database.logs().iter().map(|log| log.origin().clone()).collect::<Vec<_>>(), origins);
    for model in &models {
        compare::expect(&database.log(&model.origin).unwrap(), model, &mut dice);
    }
}

/// A stage has room for one guard file; the other logs of this test keep theirs in memory.
fn stage_guard(stage: &dyn Stage, origin: &Origin, number: u32) -> Box<dyn attestat_store::guard::Guard> {
    let elsewhere = crate::support::InMemory::new();
    if number == 1 { stage.create_guard(origin) } else { elsewhere.create_guard(origin) }
}

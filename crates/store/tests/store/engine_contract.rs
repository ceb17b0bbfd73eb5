//! Promises of both engines.

use crate::support::{InMemory, OnRocks, Stage, on_both_engines};
use attestat_store::engine::{Batch, Change, Durability, Engine, EngineError, Family, LEDGER_FAMILIES, Pair};
use attestat_store::memory::{Disk, Fate, Memory};
use attestat_store::rocks::Rocks;
use std::ops::ControlFlow;
use std::sync::Arc;

on_both_engines!(
    a_batch_is_read_back,
    scans_visit_keys_in_order_within_their_bounds,
    the_last_key_in_a_range_excludes_the_upper_bound,
    pairs_of_an_ingest_are_read_back_and_later_ones_win,
    a_synced_write_is_there_after_reopening,
);

fn put(engine: &dyn Engine, family: Family, pairs: &[(&[u8], &[u8])]) {
    let mut batch = Batch::default();
    pairs.iter().for_each(|(key, value)| batch.put(family, key.to_vec(), value.to_vec()));
    engine.write(batch, Durability::Unsynced).unwrap();
}

fn scanned(engine: &dyn Engine, family: Family, from: &[u8], until: &[u8], limit: usize) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    let mut visit = |key: &[u8], _: &[u8]| {
        keys.push(key.to_vec());
        if keys.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    engine.scan(family, from, until, &mut visit).unwrap();
    keys
}

fn pair(key: &[u8], value: &[u8]) -> Pair {
    Pair { key: key.to_vec(), value: value.to_vec() }
}

fn a_batch_is_read_back(stage: &dyn Stage) {
    let engine = stage.open();
    assert_eq!(engine.get(Family::Meta, b"a"), Ok(None));
    let changes = vec![
        Change::Put(Family::Meta, b"a".to_vec(), b"1".to_vec()),
        Change::Put(Family::Meta, b"a".to_vec(), b"2".to_vec()),
        Change::Put(Family::Seal, b"a".to_vec(), b"3".to_vec()),
        Change::Put(Family::Seal, b"b".to_vec(), Vec::new()),
        Change::Delete(Family::Seal, b"a".to_vec()),
        Change::Delete(Family::Meta, b"never there".to_vec()),
    ];
    engine.write(Batch(changes), Durability::Synced).unwrap();
    assert_eq!(engine.get(Family::Meta, b"a"), Ok(Some(b"2".to_vec())), "the last change of a batch wins");
    assert_eq!(engine.get(Family::Seal, b"a"), Ok(None), "families are apart");
    assert_eq!(engine.get(Family::Seal, b"b"), Ok(Some(Vec::new())), "an empty value is a value");
    engine.write(Batch::default(), Durability::Synced).unwrap();
    engine.sync().unwrap();
    engine.flush().unwrap();
    assert_eq!(engine.get(Family::Meta, b"a"), Ok(Some(b"2".to_vec())));
}

fn scans_visit_keys_in_order_within_their_bounds(stage: &dyn Stage) {
    let engine = stage.open();
    put(&*engine, Family::Tail, &[(b"b", b""), (b"a\0", b""), (b"a", b""), (b"c", b""), (&[0xFF; 39], b"")]);
    put(&*engine, Family::Tile, &[(b"bb", b"")]);
    for _ in 0..2 {
        let all = scanned(&*engine, Family::Tail, b"", &[0xFF; 40], 9);
        assert_eq!(all, [b"a".to_vec(), b"a\0".to_vec(), b"b".to_vec(), b"c".to_vec(), vec![0xFF; 39]]);
        assert_eq!(scanned(&*engine, Family::Tail, b"a\0", b"c", 9), [b"a\0".to_vec(), b"b".to_vec()]);
        assert_eq!(scanned(&*engine, Family::Tail, b"a", b"c", 1), [b"a".to_vec()], "until told to stop");
        assert!(scanned(&*engine, Family::Tail, b"c", b"c", 9).is_empty());
        assert!(scanned(&*engine, Family::Tail, b"c", b"a", 9).is_empty());
        // The same from files.
        engine.flush().unwrap();
    }
}

fn the_last_key_in_a_range_excludes_the_upper_bound(stage: &dyn Stage) {
    let engine = stage.open();
    put(&*engine, Family::Seal, &[(b"a", b"1"), (b"c", b"3"), (b"e", b"5")]);
    for _ in 0..2 {
        let last = |from: &[u8], until: &[u8]| engine.last(Family::Seal, from, until).unwrap();
        assert_eq!(last(b"a", b"f"), Some(pair(b"e", b"5")));
        assert_eq!(last(b"a", b"e"), Some(pair(b"c", b"3")), "the bound itself is not below the bound");
        assert_eq!(last(b"c", b"d"), Some(pair(b"c", b"3")), "the lower bound is included");
        assert_eq!(last(b"d", b"e"), None);
        assert_eq!(last(b"f", b"z"), None);
        assert_eq!(last(b"e", b"a"), None);
        engine.flush().unwrap();
    }
    put(&*engine, Family::Seal, &[(b"d", b"4")]);
    engine.write(Batch(vec![Change::Delete(Family::Seal, b"e".to_vec())]), Durability::Unsynced).unwrap();
    assert_eq!(engine.last(Family::Seal, b"a", b"f").unwrap(), Some(pair(b"d", b"4")), "over files and memory");
}

fn pairs_of_an_ingest_are_read_back_and_later_ones_win(stage: &dyn Stage) {
    let engine = stage.open();
    engine.ingest(Family::Index, Vec::new()).unwrap();
    engine.ingest(Family::Index, vec![pair(b"a", b"1"), pair(b"c", b"")]).unwrap();
    engine.ingest(Family::Index, vec![pair(b"a", b"2"), pair(b"b", b"3")]).unwrap();
    assert_eq!(engine.get(Family::Index, b"a"), Ok(Some(b"2".to_vec())), "the later run wins");
    assert_eq!(scanned(&*engine, Family::Index, b"", b"z", 9), [b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    drop(engine);
    assert_eq!(stage.open().get(Family::Index, b"a"), Ok(Some(b"2".to_vec())));
}

fn a_synced_write_is_there_after_reopening(stage: &dyn Stage) {
    for round in 0..3_u8 {
        let engine = stage.open();
        for before in 0..round {
            assert_eq!(engine.get(Family::Meta, &[before]), Ok(Some(vec![before; 3])));
        }
        put(&*engine, Family::Meta, &[(&[round], &[round; 3])]);
        engine.write(Batch::default(), Durability::Synced).unwrap();
    }
}

#[test]
fn the_memory_engine_keeps_synced_writes_and_some_unsynced_ones_after_a_crash() {
    for kept in 0..=3 {
        let stage = InMemory::new();
        let engine = stage.open();
        let mut batch = Batch::default();
        batch.put(Family::Meta, b"synced".to_vec(), Vec::new());
        engine.write(batch, Durability::Synced).unwrap();
        for number in 0..3_u8 {
            put(&*engine, Family::Meta, &[(&[number], b"")]);
        }
        assert_eq!(stage.0.unsynced(), 3);
        stage.0.crash(kept);
        let engine = stage.open();
        assert!(engine.get(Family::Meta, b"synced").unwrap().is_some());
        let there: Vec<bool> = (0..3_u8).map(|number| engine.get(Family::Meta, &[number]).unwrap().is_some()).collect();
        assert_eq!(there, [kept > 0, kept > 1, kept > 2], "in order, {kept} of 3");
    }
}

#[test]
fn after_a_failed_write_the_engine_refuses_every_further_write() {
    for (fate, there) in [(Fate::Lost, false), (Fate::Persisted, true)] {
        let disk = Disk::default();
        let engine: Arc<dyn Engine> = Arc::new(Memory::open(&disk));
        disk.fail_write(1, fate);
        put(&*engine, Family::Meta, &[(b"0", b"")]);
        let mut batch = Batch::default();
        batch.put(Family::Meta, b"1".to_vec(), Vec::new());
        let failed = engine.write(batch.clone(), Durability::Synced);
        assert!(matches!(failed, Err(EngineError::Write { .. })));
        assert!(matches!(engine.write(batch, Durability::Unsynced), Err(EngineError::Stopped { .. })));
        assert!(matches!(engine.sync(), Err(EngineError::Stopped { .. })));
        assert!(matches!(engine.ingest(Family::Index, vec![pair(b"a", b"")]), Err(EngineError::Stopped { .. })));
        assert!(matches!(engine.flush(), Err(EngineError::Stopped { .. })));
        assert_eq!(engine.get(Family::Meta, b"1").unwrap().is_some(), there);
        assert_eq!(disk.writes(), 2, "what is refused never reaches the disk");
    }
}

#[test]
fn a_database_folder_in_use_is_refused_with_its_path() {
    let stage = OnRocks::new();
    let _held = stage.open();
    let again = Rocks::open(&stage.0.path().join("db"), LEDGER_FAMILIES).err().unwrap();
    assert!(matches!(again, EngineError::InUse { .. }), "{again}");
}

#[test]
fn a_full_disk_stops_writing_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let engine = Rocks::open_with_reserve(&path, LEDGER_FAMILIES, 0).unwrap();
    put(&engine, Family::Meta, &[(b"before", b"1")]);
    drop(engine);
    let engine = Rocks::open_with_reserve(&path, LEDGER_FAMILIES, 1 << 60).unwrap();
    let mut batch = Batch::default();
    batch.put(Family::Meta, b"after".to_vec(), Vec::new());
    let refused = engine.write(batch.clone(), Durability::Synced).err().unwrap();
    assert!(matches!(refused, EngineError::DiskFull { .. }), "{refused}");
    assert!(refused.to_string().contains("free some space and start the node again"), "{refused}");
    assert!(matches!(engine.write(batch.clone(), Durability::Synced), Err(EngineError::Stopped { .. })));
    assert!(matches!(engine.ingest(Family::Index, vec![pair(b"a", b"")]), Err(EngineError::Stopped { .. })));
    assert_eq!(engine.get(Family::Meta, b"before"), Ok(Some(b"1".to_vec())), "reading goes on");
    drop(engine);
    let engine = Rocks::open_with_reserve(&path, LEDGER_FAMILIES, 0).unwrap();
    assert_eq!(engine.get(Family::Meta, b"before"), Ok(Some(b"1".to_vec())));
    assert_eq!(engine.get(Family::Meta, b"after"), Ok(None));
    engine.write(batch, Durability::Synced).unwrap();
}

#[test]
fn the_leftover_of_an_interrupted_ingest_is_removed_at_opening() {
    let stage = OnRocks::new();
    drop(stage.open());
    let leftover = stage.0.path().join("db/run-7.tmp");
    std::fs::write(&leftover, b"half a run").unwrap();
    let engine = stage.open();
    assert!(!leftover.exists());
    engine.ingest(Family::Index, vec![pair(b"a", b"1")]).unwrap();
    assert_eq!(engine.get(Family::Index, b"a"), Ok(Some(b"1".to_vec())));
}

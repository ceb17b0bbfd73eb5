//! Damage stays where it is: one log's damage keeps no other from opening, a damaged log is set aside and begun
//! again, a damaged index is built again, and opening as it lies makes nothing.

use crate::support::{Dice, InMemory, OnRocks, Stage, Written, on_both_engines, origin};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_store::database::Database;
use attestat_store::engine::{Batch, Durability, EngineError, Family, LEDGER_FAMILIES};
use attestat_store::log::{Log, StoreError};
use attestat_store::memory::{Fate, Memory};
use attestat_store::rocks::Rocks;
use attestat_store::stored_text::StoredText;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

on_both_engines!(
    a_damaged_log_does_not_keep_other_logs_from_opening,
    a_log_that_was_set_aside_can_be_restored,
    a_log_set_aside_gives_its_sealed_size_or_says_that_it_is_lost,
    a_damaged_published_head_is_replaced_by_the_other,
    a_damaged_index_is_rebuilt_at_opening,
    an_index_found_damaged_by_a_reader_is_rebuilt,
    a_read_is_repeated_when_the_index_is_discarded_meanwhile,
    statuses_of_one_head_are_read_once_and_shared,
);

fn other() -> Origin {
    Origin::parse("other.example/1").unwrap()
}

/// A log with an index, an empty one beside it, and everything on disk.
fn written(stage: &dyn Stage) -> Written {
    let mut dice = Dice::new(5);
    let mut written = Written::begin(stage);
    for records in [200, 90, 7] {
        written.append_random(&mut dice, records);
        let status = written.model.status_batch(&mut dice);
        written.append(status);
        written.seal().unwrap();
    }
    written.own.log().index_run(1).unwrap();
    written.database.create(&other()).unwrap();
    written.database.sync().unwrap();
    written
}

/// Puts something that does not check in the place of a value of the first log, which has number 1.
fn spoil(stage: &dyn Stage, family: Family, rest: &[u8]) {
    let key = [1_u32.to_be_bytes().as_slice(), rest].concat();
    let engine = stage.open();
    assert!(engine.get(family, &key).unwrap().is_some(), "{family:?}");
    let mut batch = Batch::default();
    batch.put(family, key, b"spoilt".to_vec());
    engine.write(batch, Durability::Synced).unwrap();
}

fn a_damaged_log_does_not_keep_other_logs_from_opening(stage: &dyn Stage) {
    let head = {
        let Written { database, own, .. } = written(stage);
        let head = crate::support::compare::note(&own.log().newest_seal().unwrap().unwrap());
        own.log().set_head(&head).unwrap();
        own.log().sync().unwrap();
        drop((database, own));
        head
    };
    spoil(stage, Family::Meta, b"state");
    let database = Database::open(stage.open()).unwrap();
    assert_eq!(database.log(&other()).unwrap().state().size(), 0, "the other log is there");
    let error = database.log(&origin()).err().unwrap();
    assert!(error.is_damage(), "{error}");
    assert_eq!(database.broken(), [(origin(), error.clone())]);
    assert_eq!(database.create(&origin()).err(), Some(error), "it is not begun again without being set aside");

    let (log, remains) = database.set_aside(&origin()).unwrap();
    assert_eq!((log.state().size(), log.indexed_size()), (0, 0));
    assert_eq!((remains.sealed, remains.head.as_ref()), (head.checkpoint().size, Some(&head)));
    let sealed = remains.seal.as_ref().map(|seal| seal.checkpoint());
    assert_eq!(sealed, Some(head.checkpoint()), "the root with the size: another history has that size as well");
    assert_eq!(database.broken(), []);
    drop((log, database));
    let database = Database::open(stage.open()).unwrap();
    let log = database.log(&origin()).unwrap();
    assert_eq!(log.state().size(), 0, "also after a restart");
    assert_eq!(database.remains(&log), remains, "and so is what is known of the old copy");
    let (log, again) = database.set_aside(&origin()).unwrap();
    assert_eq!((again, database.remains(&log)), (remains.clone(), remains), "also where the next copy had nothing yet");
    // A new log gets a number of its own: nothing of what was set aside shines through.
    let third = Origin::parse("third.example/1").unwrap();
    assert_eq!(database.create(&third).unwrap().newest_seal().unwrap(), None);
    assert_eq!(database.log(&origin()).unwrap().newest_seal().unwrap(), None);
}

fn a_log_that_was_set_aside_can_be_restored(stage: &dyn Stage) {
    let Written { database, own, model } = written(stage);
    drop(own);
    let (log, _) = database.set_aside(&origin()).unwrap();
    assert_eq!(log.state().size(), 0);
    drop(log);
    assert!(database.take_back(&origin()).unwrap());
    assert_eq!(database.log(&origin()).unwrap().state().size(), model.size());
    assert!(!database.take_back(&origin()).unwrap(), "it is in its place");
    drop(database);
    assert_eq!(Database::open(stage.open()).unwrap().log(&origin()).unwrap().state().size(), model.size());
}

/// Row L6: the new copy must not say that it has seen nothing because the old one cannot say what it has.
fn a_log_set_aside_gives_its_sealed_size_or_says_that_it_is_lost(stage: &dyn Stage) {
    let size = written(stage).model.size();
    spoil(stage, Family::Seal, &size.to_be_bytes());
    let database = Database::open(stage.open()).unwrap();
    let (log, remains) = database.set_aside(&origin()).unwrap();
    assert_eq!((remains.sealed, remains.seal.as_ref()), (size, None), "by the key of the value");
    assert!(remains.is_lost && log.has_forgotten(), "nobody knows which history was sealed there");
    drop((log, database));
    // The new copy says that it does not know, if not even the number of the old one is known.
    let key = [&[0; 4], origin().as_str().as_bytes()].concat();
    let mut batch = Batch::default();
    batch.put(Family::Meta, key, b"spoilt".to_vec());
    stage.open().write(batch, Durability::Synced).unwrap();
    let (log, _) = Database::open(stage.open()).unwrap().set_aside(&origin()).unwrap();
    assert!(log.has_forgotten());
    drop(log);
    let database = Database::open(stage.open()).unwrap();
    assert!(database.log(&origin()).unwrap().has_forgotten(), "also after a restart");
    let (log, _) = database.set_aside(&origin()).unwrap();
    assert!(log.has_forgotten(), "and where that copy is damaged, too");
    log.set_stored_text(StoredText::Forgotten, None).unwrap();
    assert!(!log.has_forgotten());
    let third = Origin::parse("third.example/1").unwrap();
    assert!(database.create_forgetful(&third).unwrap().has_forgotten());
}

type Heads = (Option<CheckpointNote>, Option<CheckpointNote>);

fn heads(log: &Log) -> Result<Heads, StoreError> {
    Ok((log.head()?, log.status_head()?))
}

/// Row L6: no record is lost with a published head.
fn a_damaged_published_head_is_replaced_by_the_other(stage: &dyn Stage) {
    let head = {
        let Written { database, own, .. } = written(stage);
        let head = crate::support::compare::note(&own.log().newest_seal().unwrap().unwrap());
        own.log().set_head(&head).unwrap();
        database.sync().unwrap();
        head
    };
    for name in [b"head".as_slice(), b"status-head"] {
        spoil(stage, Family::Meta, name);
        let log = Database::open(stage.open()).unwrap().log(&origin()).unwrap();
        let error = heads(&log).unwrap_err();
        assert!(error.is_head_damage() && error.is_damage(), "an audit names it: {error}");
        assert_eq!(log.mending_heads(heads).unwrap(), (Some(head.clone()), Some(head.clone())));
        assert!(heads(&log).is_ok());
    }
    spoil(stage, Family::Meta, b"head");
    spoil(stage, Family::Meta, b"status-head");
    let log = Database::open(stage.open()).unwrap().log(&origin()).unwrap();
    assert_eq!(log.mending_heads(heads), Ok((None, None)));
}

/// Row L6: a kill at any write leaves the damaged copy in its place, or a new one that knows of it.
#[test]
fn a_kill_while_a_log_is_set_aside_loses_nothing_known_of_it() {
    let before = InMemory::new();
    let (fork, sealed) = {
        let Written { database, own, .. } = written(&before);
        let seal = own.log().newest_seal().unwrap().unwrap();
        let head = crate::support::compare::note(&seal);
        let fork = ForkEvidence::same_size(head.clone(), head);
        own.log().set_fork(&fork).unwrap();
        own.log().set_stored_text(StoredText::Doubt, Some("a doubt")).unwrap();
        drop(database);
        (fork, seal.checkpoint().size)
    };
    spoil(&before, Family::Meta, b"state");
    for (number, fate) in (0..4).flat_map(|number| [(number, Fate::Lost), (number, Fate::Persisted)]) {
        let disk = before.0.copy();
        disk.fail_write(number, fate);
        let set_aside = Database::open(Arc::new(Memory::open(&disk))).unwrap().set_aside(&origin()).map(drop);
        disk.crash(0);
        let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
        let Ok(log) = database.log(&origin()) else {
            assert!(set_aside.is_err() && fate == Fate::Lost, "write {number}: it is set aside the next time");
            continue;
        };
        let remains = database.remains(&log);
        assert_eq!((remains.sealed, remains.fork), (sealed, Some(fork.clone())), "write {number} {fate:?}");
        assert_eq!(log.fork().unwrap(), Some(fork.clone()), "write {number} {fate:?}");
        assert_eq!(log.stored_text(StoredText::Doubt).unwrap().as_deref(), Some("a doubt"), "write {number} {fate:?}");
    }
}

fn an_index_found_damaged_by_a_reader_is_rebuilt(stage: &dyn Stage) {
    let taken = format!("{:?}", written(stage).own.log().slots_taken().unwrap());
    let mut page = None;
    let first = [1_u32.to_be_bytes().as_slice(), b"b"].concat();
    let after = [1_u32.to_be_bytes().as_slice(), b"c"].concat();
    let note = &mut |key: &[u8], _: &[u8]| {
        page = key.get(4..).map(<[u8]>::to_vec);
        ControlFlow::Break(())
    };
    stage.open().scan(Family::Index, &first, &after, note).unwrap();
    spoil(stage, Family::Index, &page.unwrap());
    let database = Database::open_and_mend(stage.open()).unwrap();
    let log = database.log(&origin()).unwrap();
    let size = log.state().size();
    assert_eq!(log.indexed_size(), size, "opening reads no page");
    let error = log.slots_taken().err().unwrap();
    assert!(error.is_damage() && error.is_index_damage(), "{error}");
    let lost = StoreError::Damaged { what: "record 7".to_owned() };
    assert_eq!(log.mending_index(|_| Err::<(), _>(lost.clone())), Err(lost), "that is no damage to the index");
    assert_eq!(log.indexed_size(), size);
    let again = log.mending_index(Log::slots_taken).unwrap();
    assert_eq!((format!("{again:?}"), log.indexed_size()), (taken.clone(), 0), "read from the records");
    while log.index_run(1).unwrap() < size {}
    assert_eq!(format!("{:?}", log.slots_taken().unwrap()), taken, "read from the new index");
}

/// A reading that the index was thrown away under is made again over the records.
fn a_read_is_repeated_when_the_index_is_discarded_meanwhile(stage: &dyn Stage) {
    let written = written(stage);
    let log = written.own.log();
    let size = log.state().size();
    while log.index_run(1).unwrap() < size {}
    let asked = std::cell::RefCell::new(Vec::new());
    let read = log.reading_index(|indexed| {
        asked.borrow_mut().push(indexed);
        if indexed > 0 {
            log.discard_index()?;
        }
        Ok(indexed)
    });
    assert_eq!((read, asked.into_inner()), (Ok(0), vec![size, 0]));
}

fn a_damaged_index_is_rebuilt_at_opening(stage: &dyn Stage) {
    let (tags, slots) = {
        let written = written(stage);
        let log = written.own.log();
        (log.tagged(b"", usize::MAX).unwrap(), format!("{:?}", log.slots_taken().unwrap()))
    };
    assert!(!tags.is_empty());
    spoil(stage, Family::Index, b"p");
    // As it lies it is damage, and it stays.
    let error = Database::open(stage.open()).unwrap().log(&origin()).err().unwrap();
    assert!(matches!(&error, StoreError::Index { what } if what.starts_with("the index")), "{error}");
    let database = Database::open_and_mend(stage.open()).unwrap();
    let log = database.log(&origin()).unwrap();
    assert_eq!(log.indexed_size(), 0);
    while log.index_run(1).unwrap() < log.state().size() {}
    assert_eq!(log.tagged(b"", usize::MAX).unwrap(), tags);
    assert_eq!(format!("{:?}", log.slots_taken().unwrap()), slots);
}

/// Row L13: proofs under one head share what was read, and the tree over it.
fn statuses_of_one_head_are_read_once_and_shared(stage: &dyn Stage) {
    let written = written(stage);
    let (log, model) = (written.own.log(), &written.model);
    let size = model.ends[2];
    let statuses = log.statuses_at(size).unwrap();
    assert_eq!(*statuses, model.statuses_at(size));
    assert!(Arc::ptr_eq(&statuses, &log.statuses_at(size).unwrap()), "not read again");
    let now = log.statuses_at(model.size()).unwrap();
    assert!(Arc::ptr_eq(&now, &log.state().statuses), "those of the end are the state's own");
    assert!(log.statuses_at(model.size() + 1).is_err());
}

fn names(folder: &Path) -> Vec<(String, u64)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<_> = entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.metadata().unwrap().len()))
        .collect();
    names.sort();
    names
}

#[test]
fn opening_a_database_for_reading_changes_no_file() {
    let stage = OnRocks::new();
    let folder = stage.0.path().join("db");
    let missing = Rocks::open_as_it_lies(&folder, LEDGER_FAMILIES).err();
    assert_eq!(missing, Some(EngineError::Missing { path: folder.display().to_string() }));
    assert!(!folder.exists());
    let size = {
        let written = written(&stage);
        written.model.size()
    };
    let before = names(&folder);
    let engine: Arc<dyn attestat_store::engine::Engine> =
        Arc::new(Rocks::open_as_it_lies(&folder, LEDGER_FAMILIES).unwrap());
    let database = Database::open(engine.clone()).unwrap();
    assert_eq!(database.log(&origin()).unwrap().state().size(), size, "what is only in the write-ahead log too");
    assert!(database.create(&Origin::parse("new.example/1").unwrap()).is_err());
    drop((database, engine));
    assert_eq!(names(&folder), before);
}

/// A block of the index that RocksDB itself refuses is met at reading, and the next opening begins anew.
#[test]
fn an_index_that_the_engine_cannot_read_is_deleted_and_built_again() {
    let stage = OnRocks::new();
    let tags = {
        let written = written(&stage);
        written.database.flush().unwrap();
        written.own.log().tagged(b"", usize::MAX).unwrap()
    };
    let folder = stage.0.path().join("db");
    let tables: Vec<_> = names(&folder).into_iter().filter(|(name, _)| name.ends_with(".sst")).collect();
    let mut renewed = 0;
    for (name, _) in tables {
        let path = folder.join(&name);
        let Ok(sound) = std::fs::read(&path) else { continue };
        let mut bytes = sound.clone();
        // The first data block; the file's own index and footer stay, so that it opens.
        bytes[20] ^= 0x10;
        std::fs::write(&path, &bytes).unwrap();
        let read = Database::open(stage.open())
            .and_then(|database| database.log(&origin()))
            .and_then(|log| log.slots_taken().and_then(|_| log.tagged(b"", usize::MAX)));
        if Rocks::wants_new_index(&folder) {
            assert!(read.err().unwrap().is_damage());
            let database = Database::open_and_mend(stage.open()).unwrap();
            let log = database.log(&origin()).unwrap();
            while log.index_run(1).unwrap() < log.state().size() {}
            assert_eq!(log.tagged(b"", usize::MAX).unwrap(), tags);
            log.slots_taken().unwrap();
            database.flush().unwrap();
            renewed += 1;
        } else {
            std::fs::write(&path, &sound).unwrap();
        }
    }
    assert!(renewed > 0, "one of the tables is the index's");
}

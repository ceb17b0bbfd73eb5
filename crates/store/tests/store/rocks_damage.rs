//! Bytes of a closed RocksDB database change: it is refused, or found at reading, or harmless; never is
//! an acknowledged record dropped in silence.

use crate::support::{Dice, OnRocks, Stage as _, Written, compare, model::Model, origin};
use attestat_store::database::Database;
use attestat_store::engine::{EngineError, LEDGER_FAMILIES};
use attestat_store::guard::FileGuard;
use attestat_store::log::StoreError;
use attestat_store::rocks::Rocks;
use attestat_store::writer::OwnLog;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// End of the process that wrote the log.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Everything is in its final files.
    Flushed,
    /// Everything is in the write-ahead log.
    Killed,
}

fn closed_log(end: End) -> (OnRocks, Model) {
    let stage = OnRocks::new();
    let mut dice = Dice::new(21);
    let mut written = Written::begin(&stage);
    for records in [200, 300, 1, 40] {
        written.append_random(&mut dice, records);
        let status = written.model.status_batch(&mut dice);
        written.append(status);
        written.seal().unwrap();
    }
    written.own.log().index_run(1).unwrap();
    if end == End::Flushed {
        written.database.flush().unwrap();
    }
    written.append_random(&mut dice, 3);
    written.seal().unwrap();
    if end == End::Flushed {
        written.database.flush().unwrap();
    }
    written.database.sync().unwrap();
    let Written { database, own, model } = written;
    drop((own, database));
    (stage, model)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in files(from) {
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// Returns true if the file holds data, and not notes for people or settings.
fn holds_data(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_string_lossy();
    ["sst", "log"].iter().any(|kind| name.ends_with(&format!(".{kind}")))
        || name.starts_with("MANIFEST")
        || name == "CURRENT"
}

fn open(folder: &Path, guard: &Path) -> Result<(Database, OwnLog), StoreError> {
    let database = Database::open(Arc::new(Rocks::open_with_reserve(folder, LEDGER_FAMILIES, 0)?))?;
    let guard = FileGuard::open(guard, &origin())?;
    let own = OwnLog::open(database.log(&origin())?, Box::new(guard))?;
    Ok((database, own))
}

/// Everything that is served must be right; an error anywhere is found damage.
fn served(folder: &Path, guard: &Path, model: &Model) -> Result<(), StoreError> {
    let (_database, own) = open(folder, guard)?;
    let log = own.log();
    assert_eq!(log.state().size(), model.size(), "an acknowledged suffix was dropped");
    for index in 0..model.size() {
        assert_eq!(log.body(index)?, model.bodies[index as usize]);
    }
    let mut reader = log.batches_from(0)?;
    while reader.next_batch()?.is_some() {}
    for end in &model.ends {
        let head = log.seal_at(*end)?.expect("sealed");
        log.status_file(&compare::note(&head))?;
    }
    log.tagged(b"", usize::MAX)?;
    log.slots_taken()?;
    Ok(())
}

fn damage(end: End, places: usize, change: impl Fn(&mut Vec<u8>, usize)) {
    let (stage, model) = closed_log(end);
    let (sound, guard) = (stage.0.path().join("db"), stage.0.path().join("guard"));
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("db");
    let (mut found, mut harmless) = (0, 0);
    for file in files(&sound).into_iter().filter(|file| holds_data(file)) {
        let bytes = std::fs::read(&file).unwrap();
        for place in 0..places.min(bytes.len()) {
            let at = place * bytes.len() / places.min(bytes.len());
            let _ = std::fs::remove_dir_all(&folder);
            copy(&sound, &folder);
            let mut damaged = bytes.clone();
            change(&mut damaged, at);
            std::fs::write(folder.join(file.file_name().unwrap()), damaged).unwrap();
            match served(&folder, &guard, &model) {
                Ok(()) => harmless += 1,
                Err(error) => {
                    let in_use = matches!(error, StoreError::Engine(EngineError::InUse { .. }));
                    assert!(!in_use, "damage is not called another process: {error}");
                    found += 1;
                }
            }
        }
    }
    println!("{found} found, {harmless} harmless");
    assert!(found > 10, "{found} were found");
}

#[test]
fn a_changed_byte_in_the_write_ahead_log_drops_no_record_in_silence() {
    damage(End::Killed, 60, |bytes, at| bytes[at] ^= 0x10);
}

#[test]
fn a_changed_byte_in_the_table_files_drops_no_record_in_silence() {
    damage(End::Flushed, 10, |bytes, at| bytes[at] ^= 0x10);
}

/// A write-ahead log that ends too early lost acknowledged records; the guard knows of them.
#[test]
fn a_truncated_file_drops_no_record_in_silence() {
    damage(End::Killed, 20, Vec::truncate);
}

#[test]
fn an_undamaged_folder_opens_after_a_flush_and_after_a_kill() {
    for end in [End::Flushed, End::Killed] {
        let (stage, model) = closed_log(end);
        assert_eq!(served(&stage.0.path().join("db"), &stage.0.path().join("guard"), &model), Ok(()));
        drop(stage.open());
    }
}

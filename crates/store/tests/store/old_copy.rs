//! A data folder that was put back to an old copy must not seal: the guard knows better.

use crate::support::{Dice, InMemory, OnRocks, Stage as _, Written, origin, secret};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_store::commit::CommitError;
use attestat_store::database::Database;
use attestat_store::guard::{FileGuard, Guard, GuardError, Sealed};
use attestat_store::log::StoreError;
use attestat_store::memory::{Memory, MemoryGuard};
use attestat_store::stored_text::StoredText;
use attestat_store::writer::OwnLog;
use std::path::Path;
use std::sync::Arc;

fn sealed(size: u64) -> Sealed {
    Sealed { size, root: RootHash::from_bytes([size as u8; 32]) }
}

#[test]
fn an_old_copy_of_the_folder_is_refused() {
    let stage = InMemory::new();
    let mut dice = Dice::new(1);
    let mut written = Written::begin(&stage);
    written.append_random(&mut dice, 20);
    written.seal().unwrap();
    written.database.sync().unwrap();
    let copy = stage.0.copy();
    written.append_random(&mut dice, 30);
    written.seal().unwrap();
    // The old records with the guard as it is.
    let database = Database::open(Arc::new(Memory::open(&copy))).unwrap();
    let log = database.log(&origin()).unwrap();
    let guard = MemoryGuard::open(&stage.0, &origin()).unwrap();
    let refused = OwnLog::open(log.clone(), Box::new(guard)).err().unwrap();
    assert_eq!(refused, StoreError::OlderThanGuard { size: 21, sealed: 51 });
    assert!(refused.to_string().contains("recover the log from its mirrors"), "{refused}");
    assert_eq!(log.record(20).unwrap().index, 20, "it can still be read");
    // Recovered from a mirror, it is accepted again.
    let context =
        attestat_ledger::chain::BatchContext { today: written.model.day, is_listed: &|_, _| true, awards: &*log };
    let mut reader = written.own.log().batches_from(21).unwrap();
    let batch = reader.next_batch().unwrap().unwrap();
    let verified = attestat_ledger::chain::verify_next(&log.state(), batch, &context).unwrap();
    log.append_verified(&verified).unwrap();
    let guard = MemoryGuard::open(&stage.0, &origin()).unwrap();
    let own = OwnLog::open(log, Box::new(guard)).unwrap();
    let batch = written.model.random_batch(&mut dice, 5);
    let entry = own.entry(batch.day, batch.contents);
    let appended = own.commit(&entry).unwrap();
    own.apply_appended(&appended).unwrap();
    assert_eq!(own.seal(&secret(1)).unwrap().len(), 1);
}

#[test]
fn a_log_with_fork_evidence_is_opened_for_reading_only() {
    let stage = InMemory::new();
    let mut written = Written::begin(&stage);
    written.append_random(&mut Dice::new(2), 20);
    written.seal().unwrap();
    // Committed and not applied: what a crash leaves, and what opening would otherwise apply.
    let batch = written.model.random_batch(&mut Dice::new(3), 4);
    let entry = written.own.entry(batch.day, batch.contents);
    written.own.commit(&entry).unwrap();
    let Written { database, own, .. } = written;
    let head = CheckpointNote::from_note(own.log().newest_seal().unwrap().unwrap().note()).unwrap();
    own.log().set_fork(&ForkEvidence::same_size(head.clone(), head)).unwrap();
    drop((own, database));
    let database = Database::open(stage.open()).unwrap();
    let log = database.log(&origin()).unwrap();
    let guard = MemoryGuard::open(&stage.0, &origin()).unwrap();
    assert_eq!(OwnLog::open(log.clone(), Box::new(guard)).err(), Some(StoreError::Forked));
    assert_eq!(log.state().size(), 21, "nothing was applied");
    // For reading it is there, and takes nothing.
    let own = OwnLog::reads_only(log);
    assert_eq!(own.log().record(20).unwrap().index, 20);
    let entry = own.entry(own.log().state().day, entry.contents);
    assert_eq!(own.commit(&entry).err(), Some(StoreError::Commit(CommitError::ReadsOnly)));
    assert_eq!(own.log().state().size(), 21);
}

#[test]
fn a_note_about_the_standing_survives_a_restart_until_it_is_removed() {
    let stage = InMemory::new();
    let written = Written::begin(&stage);
    for kept in [StoredText::Standing, StoredText::Doubt] {
        assert_eq!(written.own.log().stored_text(kept).unwrap(), None);
        written.own.log().set_stored_text(kept, Some("a worry\n")).unwrap();
    }
    let written = written.reopen(&stage);
    assert_eq!(written.own.log().stored_text(StoredText::Doubt).unwrap().as_deref(), Some("a worry\n"));
    written.own.log().set_stored_text(StoredText::Doubt, None).unwrap();
    assert_eq!(written.own.log().stored_text(StoredText::Doubt).unwrap(), None);
    assert_eq!(written.own.log().stored_text(StoredText::Standing).unwrap().as_deref(), Some("a worry\n"));
}

#[test]
fn a_guard_that_contradicts_the_log_is_refused() {
    let stage = InMemory::new();
    let mut written = Written::begin(&stage);
    written.append_random(&mut Dice::new(2), 20);
    let Written { database, own, .. } = written;
    drop((own, database));
    let mut guard = MemoryGuard::open(&stage.0, &origin()).unwrap();
    guard.advance(sealed(7)).unwrap();
    let database = Database::open(stage.open()).unwrap();
    let refused = OwnLog::open(database.log(&origin()).unwrap(), Box::new(guard)).err();
    assert_eq!(refused, Some(StoreError::NotWhatWasSealed(7)));
}

/// A guard that is moved beside the log while the node runs stops the next seal.
#[test]
fn a_guard_that_is_not_where_it_was_moved_stops_the_seal() {
    struct Moved(Sealed);
    impl Guard for Moved {
        fn sealed(&self) -> &Sealed {
            &self.0
        }
        fn advance(&mut self, _: Sealed) -> Result<(), GuardError> {
            // Claims to be elsewhere than it was told to go.
            self.0 = sealed(1);
            Ok(())
        }
    }
    let stage = InMemory::new();
    let mut written = Written::begin(&stage);
    let guard = Box::new(Moved(Sealed { size: 0, root: RootHash::empty() }));
    let own = OwnLog::open(written.own.log().clone(), guard).unwrap();
    assert_eq!(own.seal(&secret(1)).unwrap().len(), 1);
    written.append_random(&mut Dice::new(3), 5);
    assert_eq!(own.seal(&secret(1)), Err(StoreError::NotWhatWasSealed(1)));
}

#[test]
fn a_key_that_is_not_in_force_seals_nothing() {
    let stage = InMemory::new();
    let written = Written::begin(&stage);
    let writes = stage.0.writes();
    assert_eq!(written.own.seal(&secret(9)), Err(StoreError::WrongKey));
    assert_eq!(stage.0.writes(), writes, "and the guard stays where it was");
}

#[test]
fn a_missing_guard_and_one_of_another_log_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard");
    let missing = FileGuard::open(&path, &origin()).err().unwrap();
    assert!(matches!(missing, GuardError::Missing(_)), "{missing}");
    assert!(missing.to_string().contains("recover the log"), "{missing}");
    FileGuard::create(&path, &origin()).unwrap();
    assert!(matches!(FileGuard::create(&path, &origin()), Err(GuardError::Exists(_))));
    let other = Origin::parse("another.example/1").unwrap();
    assert!(matches!(FileGuard::open(&path, &other), Err(GuardError::OtherLog { .. })));
    assert_eq!(mode(&path), 0o600);
    std::fs::write(&path, b"").unwrap();
    assert!(matches!(FileGuard::open(&path, &origin()), Err(GuardError::Damaged(_))), "an empty file is no guard");
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_guard_refuses_to_move_backward() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard");
    let mut guard = FileGuard::create_at(&path, &origin(), sealed(4)).unwrap();
    assert_eq!(guard.advance(sealed(3)), Err(GuardError::NotForward { held: 4, asked: 3 }));
    let beside = Sealed { size: 4, root: RootHash::empty() };
    assert_eq!(guard.advance(beside), Err(GuardError::NotForward { held: 4, asked: 4 }));
    guard.advance(sealed(4)).unwrap();
    for size in 5..30 {
        guard.advance(sealed(size)).unwrap();
        assert_eq!(FileGuard::open(&path, &origin()).unwrap().sealed(), &sealed(size), "at every turn");
    }
}

/// A torn write of one slot leaves the other; where neither is whole, nothing is believed.
#[test]
fn a_guard_with_a_torn_slot_is_read_from_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard");
    let mut guard = FileGuard::create(&path, &origin()).unwrap();
    guard.advance(sealed(5)).unwrap();
    drop(guard);
    let before = std::fs::read(&path).unwrap();
    FileGuard::open(&path, &origin()).unwrap().advance(sealed(9)).unwrap();
    let after = std::fs::read(&path).unwrap();
    let changed: Vec<usize> = (0..after.len()).filter(|at| before.get(*at) != after.get(*at)).collect();
    assert!(changed.iter().all(|at| at / 512 == changed[0] / 512), "one slot is written at a time");
    for written in (0..512).step_by(13) {
        let mut torn = before.clone();
        let slot = changed[0] / 512 * 512;
        torn[slot..slot + written].copy_from_slice(&after[slot..slot + written]);
        std::fs::write(&path, &torn).unwrap();
        let place = FileGuard::open(&path, &origin()).unwrap().sealed().clone();
        assert!([sealed(5), sealed(9)].contains(&place), "{written} bytes were written: {place:?}");
        std::fs::write(&path, &torn[..slot.max(512)]).unwrap();
        let _ = FileGuard::open(&path, &origin());
    }
}

#[test]
fn a_log_recovered_with_a_guard_at_its_end_can_be_written() {
    let stage = OnRocks::new();
    let mut written = Written::begin(&stage);
    written.append_random(&mut Dice::new(4), 300);
    written.seal().unwrap();
    let newest = written.own.log().newest_seal().unwrap().unwrap().checkpoint().clone();
    std::fs::remove_file(stage.0.path().join("guard")).unwrap();
    let place = Sealed { size: newest.size, root: newest.root };
    FileGuard::create_at(&stage.0.path().join("guard"), &origin(), place.clone()).unwrap();
    let mut written = written.reopen(&stage);
    assert_eq!(written.own.sealed(), place);
    written.append_random(&mut Dice::new(5), 3);
    assert_eq!(written.seal().unwrap().len(), 1);
}

//! The vault's witness: what a vault can lose, and how it is found out. On real RocksDB folders.

use crate::support::{OnRocks, Stage as _};
use crate::support::{access, document, key, prepare, registry, request};
use attestat_ledger::day::Day;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_store::engine::{EngineError, VAULT_FAMILIES};
use attestat_store::guard::{FileGuard, Guard as _, Sealed};
use attestat_store::rocks::Rocks;
use attestat_vault::witness::{self, Mark, Witness, WitnessState, WitnessedGuard};
use attestat_vault::{AccessKind, Doubt, GuardState, Loss, RequestState, Vault, VaultError};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder with a vault and its witness.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn vault(&self) -> PathBuf {
        self.0.path().join("vault")
    }

    fn witness(&self) -> PathBuf {
        self.0.path().join("witness")
    }

    /// As a node opens it: a witness is begun where the vault's files were there, or at `init`.
    fn try_open(&self) -> Result<Vault, VaultError> {
        let begins = self.vault().join("CURRENT").exists();
        self.open_as(if begins { GuardState::Sound } else { GuardState::Lost })
    }

    fn open_as(&self, guards: GuardState) -> Result<Vault, VaultError> {
        let engine = Rocks::open_with_reserve(&self.vault(), VAULT_FAMILIES, 0)?;
        Vault::open_witnessed(Arc::new(engine), &key(1), &self.witness(), guards)
    }

    fn open(&self) -> Vault {
        self.try_open().unwrap()
    }

    /// A new vault with `count` documents, each written by itself; closed as a kill would.
    fn filled(count: u32) -> Self {
        let place = Self::new();
        let vault = place.open_as(GuardState::Sound).unwrap();
        assert_eq!(vault.doubt(), None);
        (0..count).for_each(|slot| prepare(&vault, &format!("pupil {slot}"), slot..slot + 1));
        place
    }

    fn copy_vault(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_files(&self.vault(), copy.path());
        copy
    }

    fn put_back(&self, vault: &Path) {
        std::fs::remove_dir_all(self.vault()).unwrap();
        copy_files(vault, &self.vault());
    }

    fn wal(&self) -> PathBuf {
        let mut logs = files(&self.vault());
        logs.retain(|file| file.extension().is_some_and(|kind| kind == "log") && file.metadata().unwrap().len() > 0);
        assert_eq!(logs.len(), 1);
        logs.remove(0)
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in files(from) {
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// Returns true if all of `0..count` are there.
fn is_whole(vault: &Vault, count: u32) -> bool {
    (0..count).all(|slot| vault.document(&registry(), slot) == Ok(Some(document(slot))))
}

#[test]
fn a_vault_that_is_closed_and_reopened_is_not_in_doubt() {
    let place = Place::filled(3);
    for _ in 0..3 {
        let vault = place.open();
        assert_eq!((vault.doubt(), vault.witness_was_made()), (None, false));
        prepare(&vault, "pupil", 10..12);
        vault.flush().unwrap();
    }
    assert!(is_whole(&place.open(), 3));
}

/// RocksDB takes a record that reaches past the end of the write-ahead log for a torn tail, and drops it.
#[test]
fn a_vault_whose_last_write_is_cut_or_changed_is_refused_or_in_doubt() {
    let place = Place::filled(6);
    let (sound, wal) = (place.copy_vault(), place.wal());
    let bytes = std::fs::read(&wal).unwrap();
    let (mut found, mut cut) = (0, 0);
    let mut judge = |damaged: &[u8], what: &str| {
        place.put_back(sound.path());
        std::fs::write(&wal, damaged).unwrap();
        match place.try_open() {
            Err(_) => found += 1,
            Ok(vault) if vault.doubt().is_some() => {
                cut += 1;
                let issued = vault.encrypt(&crate::support::new_document(&registry(), 99)).unwrap();
                assert!(matches!(vault.prepare(vec![issued]), Err(VaultError::InDoubt(_))), "{what}");
            }
            Ok(vault) => assert!(is_whole(&vault, 6), "{what}: lost in silence"),
        }
    };
    for end in (0..bytes.len()).rev().step_by(bytes.len() / 40) {
        judge(&bytes[..end], &format!("cut at {end}"));
    }
    // Every bit of the last record's header is among them: checksum, length and type.
    let last = last_record(&bytes);
    for bit in (last * 8..(last + 7) * 8).chain((0..bytes.len() * 8).step_by(bytes.len() * 8 / 60)) {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        judge(&damaged, &format!("bit {bit}"));
    }
    assert!(found > 10 && cut > 20, "{found} refused, {cut} in doubt");
}

/// Returns the offset of the last record of a write-ahead log: `checksum u32 ‖ length u16 ‖ type u8`, little-endian,
/// in blocks of 32 KiB, of which this log fills less than one.
fn last_record(wal: &[u8]) -> usize {
    assert!(wal.len() < 32 << 10, "{}", wal.len());
    let mut at = 0;
    loop {
        let length = usize::from(u16::from_le_bytes([wal[at + 4], wal[at + 5]]));
        let next = at + 7 + length;
        if next >= wal.len() {
            return at;
        }
        at = next;
    }
}

#[test]
fn an_older_a_foreign_and_a_missing_vault_raise_different_doubts() {
    let place = Place::filled(3);
    let older = place.copy_vault();
    prepare(&place.open(), "pupil", 3..4);
    place.put_back(older.path());
    assert_eq!(place.open().doubt(), Some(Doubt::Behind { writes: 1 }));

    std::fs::remove_dir_all(place.vault()).unwrap();
    assert_eq!(place.open().doubt(), Some(Doubt::Missing));
    // The empty one that the start made is not taken for the right one afterwards.
    assert_eq!(place.open().doubt(), Some(Doubt::Another));

    place.put_back(&Place::filled(9).vault());
    assert_eq!(place.open().doubt(), Some(Doubt::Another));
}

/// Writes in doubt (a look that the access log notes) do not fill the gap up.
#[test]
fn a_vault_in_doubt_stays_in_doubt_after_further_writes() {
    let place = Place::filled(3);
    let older = place.copy_vault();
    prepare(&place.open(), "pupil", 3..4);
    let newer = place.copy_vault();
    place.put_back(older.path());
    for _ in 0..3 {
        let vault = place.open();
        assert_eq!(vault.doubt(), Some(Doubt::Behind { writes: 1 }));
        for slot in 0..2 {
            vault.note_access(vault.pupil(b"pupil 0"), access(AccessKind::Opened, Some(slot))).unwrap();
        }
    }
    place.put_back(newer.path());
    let vault = place.open();
    assert_eq!(vault.doubt(), None, "the right one put back settles it");
    prepare(&vault, "pupil", 4..5);
}

#[test]
fn a_vault_in_doubt_refuses_writes_until_a_person_decides() {
    let place = Place::filled(2);
    let older = place.copy_vault();
    prepare(&place.open(), "pupil", 2..3);
    place.put_back(older.path());
    let vault = place.open();
    let pupil = vault.pupil(b"pupil 0");
    let refused = |result: Result<(), VaultError>| assert!(matches!(result, Err(VaultError::InDoubt(_))), "{result:?}");
    refused(vault.erase(pupil).map(drop));
    let ticket = crate::holders::ticket([1; 32], u64::MAX);
    refused(vault.put_ticket(&registry(), pupil, &ticket, &access(AccessKind::Opened, None)).map(drop));
    refused(vault.redeem_ticket(&registry(), &[1; 32], &crate::holders::holder(1), 0).map(drop));
    refused(vault.mailbox_put(&[1; 32], b"content", crate::mailboxes::terms(1 << 20)).map(drop));
    assert_eq!(vault.document(&registry(), 0), Ok(Some(document(0))), "reading goes on");
    assert_eq!(vault.request_state(&request(1), &[1; 32]), Ok(RequestState::Same { slot: 1 }));
}

#[test]
fn a_missing_or_damaged_witness_raises_a_doubt_and_a_torn_one_does_not() {
    let place = Place::filled(3);
    let sound = std::fs::read(place.witness()).unwrap();
    std::fs::remove_file(place.witness()).unwrap();
    assert_eq!(place.open().doubt(), Some(Doubt::NoWitness));
    for damaged in [&b""[..], &[b' '; 1024], &sound[..100]] {
        std::fs::write(place.witness(), damaged).unwrap();
        assert_eq!(place.open().doubt(), Some(Doubt::DamagedWitness));
    }
    for slot in 0..2 {
        let mut torn = sound.clone();
        torn[slot * 512 + 40] ^= 1;
        std::fs::write(place.witness(), torn).unwrap();
        let vault = place.open();
        assert_eq!(vault.doubt(), None, "the other slot is good");
        assert!(is_whole(&vault, 3));
    }
}

/// An old copy of the whole folder whose log came back from the mirrors.
#[test]
fn a_vault_behind_its_log_is_in_doubt_until_it_is_accepted() {
    let place = Place::filled(3);
    let vault = place.open();
    vault.doubt_as_outrun(&place.witness()).unwrap();
    assert_eq!(vault.doubt(), Some(Doubt::Outrun));
    vault.note_access(vault.pupil(b"pupil 0"), access(AccessKind::Opened, Some(0))).unwrap();
    drop(vault);
    assert_eq!(place.open().doubt(), Some(Doubt::Outrun));
    place.open().accept(&place.witness(), &[]).unwrap();
    assert_eq!(place.open().doubt(), None);
    assert_eq!(place.open_as(GuardState::Outrun).unwrap().doubt(), Some(Doubt::Outrun), "a guard from an old copy");
}

/// A vault of the version before: no counter, no witness.
#[test]
fn a_vault_of_an_earlier_version_gets_its_witness_once() {
    let place = Place::filled(3);
    let uncounted = Place::new();
    let engine = Rocks::open_with_reserve(&place.vault(), VAULT_FAMILIES, 0).unwrap();
    let plain = Rocks::open_with_reserve(&uncounted.vault(), VAULT_FAMILIES, 0).unwrap();
    for family in VAULT_FAMILIES {
        crate::support::copy_pairs(&engine, &plain, *family);
    }
    drop((engine, plain));
    let older = uncounted.copy_vault();
    let vault = uncounted.open();
    assert_eq!((vault.doubt(), vault.witness_was_made()), (None, true));
    drop(vault);
    let vault = uncounted.open();
    assert_eq!((vault.doubt(), vault.witness_was_made()), (None, false));
    assert!(is_whole(&vault, 3));
    drop(vault);
    uncounted.put_back(older.path());
    assert_eq!(uncounted.open().doubt(), Some(Doubt::Uncounted));
    // A start that ended before the vault's first counted write is gone on with.
    std::fs::remove_file(uncounted.witness()).unwrap();
    drop(Witness::create(&uncounted.witness(), Mark { line: [7; 16], count: 0 }).unwrap());
    assert_eq!(uncounted.open().doubt(), None);
    assert_eq!(witness::look(&uncounted.witness()), Ok(WitnessState::At(Mark { line: [7; 16], count: 1 })));
    // No witness is begun if the guards beside it are lost too.
    std::fs::remove_file(uncounted.witness()).unwrap();
    uncounted.put_back(older.path());
    assert_eq!(uncounted.open_as(GuardState::Lost).unwrap().doubt(), Some(Doubt::NoWitness));
}

#[test]
fn an_accepted_vault_is_trusted_afterwards_and_the_lost_one_is_not() {
    let place = Place::filled(3);
    let older = place.copy_vault();
    prepare(&place.open(), "pupil", 3..4);
    let newer = place.copy_vault();
    place.put_back(older.path());
    let (first, last) = (Day::parse("2026-09-01").unwrap(), Day::parse("2026-11-21").unwrap());
    let loss = Loss { awards: 1, first, last };
    place.open().accept(&place.witness(), &[(registry(), loss)]).unwrap();
    let vault = place.open();
    assert_eq!((vault.doubt(), vault.loss(&registry())), (None, Ok(Some(loss))));
    prepare(&vault, "pupil", 5..6);
    drop(vault);
    place.put_back(newer.path());
    assert_eq!(place.open().doubt(), Some(Doubt::Another), "two histories of one vault are not mixed");
    // Without a readable witness as well.
    std::fs::write(place.witness(), b"").unwrap();
    place.open().accept(&place.witness(), &[]).unwrap();
    assert_eq!(place.open().doubt(), None);
}

#[test]
fn a_restored_backup_is_compared_with_the_witness() {
    let place = Place::filled(3);
    let vault = place.open();
    let backup = |vault: &Vault| {
        let mut file = Vec::new();
        vault.backup(&mut file).unwrap();
        file
    };
    let old = backup(&vault);
    prepare(&vault, "pupil", 3..4);
    let newest = backup(&vault);
    drop(vault);
    let restore = |file: &[u8]| {
        std::fs::remove_dir_all(place.vault()).unwrap();
        place.open().restore(&mut Cursor::new(file)).unwrap();
        place.open()
    };
    let vault = restore(&old);
    assert_eq!(vault.doubt(), Some(Doubt::Behind { writes: 1 }));
    assert!(is_whole(&vault, 3));
    drop(vault);
    let vault = restore(&newest);
    assert_eq!(vault.doubt(), None, "nothing is missing");
    assert!(is_whole(&vault, 4));
    prepare(&vault, "pupil", 5..6);
    drop(vault);
    assert_eq!(place.open().doubt(), None);
    // Half a restore is no vault: it ends before the write that makes it one.
    std::fs::remove_dir_all(place.vault()).unwrap();
    drop(place.open());
    assert!(place.open().doubt().is_some());
}

/// An acknowledged record rests on a vault's write that the witness has on disk.
#[test]
fn the_sign_guard_does_not_move_before_the_witness() {
    let place = Place::filled(0);
    let vault = place.open();
    let origin = Origin::parse("registry.example/school-1580/1").unwrap();
    let guard = FileGuard::create(&place.0.path().join("guard"), &origin).unwrap();
    let mut guard = WitnessedGuard::new(guard, vault.witness().unwrap());
    for number in 1..=20 {
        prepare(&vault, &format!("pupil {number}"), number..number + 1);
        let wanted = vault.witness().unwrap().mark();
        guard.advance(Sealed { size: u64::from(number), root: RootHash::empty() }).unwrap();
        let Ok(WitnessState::At(on_disk)) = witness::look(&place.witness()) else { panic!("no witness") };
        assert!(on_disk.line == wanted.line && on_disk.count >= wanted.count, "{on_disk:?} is before {wanted:?}");
    }
}

/// A compaction that RocksDB could not make is no finished one: its call returns no error.
#[test]
fn a_failed_compaction_is_an_error_and_the_rewriting_stays_due() {
    let stage = OnRocks::new();
    let vault = Vault::open(stage.open(), &key(1)).unwrap();
    (0..3).for_each(|slot| prepare(&vault, &format!("pupil {slot}"), slot..slot + 1));
    vault.erase(vault.pupil(b"pupil 0")).unwrap();
    assert_eq!(vault.erasure_is_pending(), Ok(false));
    prepare(&vault, "pupil 3", 3..4);
    vault.flush().unwrap();
    drop(vault);
    let engine = Rocks::open_with_reserve(&stage.0.path().join("db"), VAULT_FAMILIES, 0).unwrap();
    let engine: Arc<dyn attestat_store::engine::Engine> = Arc::new(engine);
    // Folders take the names of the next files.
    let blocked: Vec<PathBuf> = next_tables(&stage.0.path().join("db"));
    blocked.iter().for_each(|path| std::fs::create_dir(path).unwrap());
    let failed = engine.compact(attestat_store::engine::Family::Document);
    assert!(matches!(failed, Err(EngineError::NotRewritten { .. } | EngineError::Write { .. })), "{failed:?}");
    blocked.iter().for_each(|path| std::fs::remove_dir(path).unwrap());
    drop(engine);
    let vault = Vault::open(stage.open(), &key(1)).unwrap();
    assert!((1..4).all(|slot| vault.document(&registry(), slot) == Ok(Some(document(slot)))));
}

fn next_tables(folder: &Path) -> Vec<PathBuf> {
    let number = |file: &PathBuf| file.file_stem()?.to_str()?.trim_start_matches("MANIFEST-").parse::<u64>().ok();
    let newest = files(folder).iter().filter_map(number).max().unwrap();
    (newest + 1..newest + 60)
        .map(|number| folder.join(format!("{number:06}.sst")))
        .filter(|path| !path.exists())
        .collect()
}

//! Rewriting the files: what is removed meanwhile, or by another one at once, is still known to be left, and so is what
//! could not be rewritten.

use crate::mailboxes::terms;
use crate::support::{InMemory, OnRocks, Stage as _};
use crate::support::{key, pairs, prepare, registry};
use attestat_store::engine::{Batch, Durability, Engine, EngineError, Family, Pair, VAULT_FAMILIES, Visit};
use attestat_store::rocks::Rocks;
use attestat_vault::{Vault, VaultError};
use std::sync::{Arc, Mutex};

type Meanwhile = Box<dyn FnOnce() -> Result<(), EngineError> + Send>;

/// An engine that lets something else happen once it has rewritten a family.
struct Interrupted {
    engine: Arc<dyn Engine>,
    behind: Family,
    meanwhile: Arc<Mutex<Option<Meanwhile>>>,
}

impl Engine for Interrupted {
    fn get(&self, family: Family, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.engine.get(family, key)
    }

    fn scan(&self, family: Family, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), EngineError> {
        self.engine.scan(family, from, until, visit)
    }

    fn last(&self, family: Family, from: &[u8], until: &[u8]) -> Result<Option<Pair>, EngineError> {
        self.engine.last(family, from, until)
    }

    fn write(&self, batch: Batch, durability: Durability) -> Result<(), EngineError> {
        self.engine.write(batch, durability)
    }

    fn sync(&self) -> Result<(), EngineError> {
        self.engine.sync()
    }

    fn ingest(&self, family: Family, pairs: Vec<Pair>) -> Result<(), EngineError> {
        self.engine.ingest(family, pairs)
    }

    fn flush(&self) -> Result<(), EngineError> {
        self.engine.flush()
    }

    fn compact(&self, family: Family) -> Result<(), EngineError> {
        self.engine.compact(family)?;
        let meanwhile = if family == self.behind { self.meanwhile.lock().unwrap().take() } else { None };
        meanwhile.map_or(Ok(()), |meanwhile| meanwhile())
    }
}

/// A vault with three pupils and three mailboxes, and what happens when it has rewritten `behind` for the next time.
fn interrupted(stage: &InMemory, behind: Family, meanwhile: impl FnOnce(&Vault) + Send + 'static) -> Arc<Vault> {
    let slot: Arc<Mutex<Option<Meanwhile>>> = Arc::default();
    let engine = Interrupted { engine: stage.open(), behind, meanwhile: slot.clone() };
    let vault = Arc::new(Vault::open(Arc::new(engine), &key(1)).unwrap());
    (0..3).for_each(|number| prepare(&vault, &format!("pupil {number}"), number..number + 1));
    for number in 0..3 {
        vault.mailbox_put(&[number; 32], &[1; 5], terms(1 << 20)).unwrap();
    }
    let acting = vault.clone();
    *slot.lock().unwrap() = Some(Box::new(move || {
        meanwhile(&acting);
        Ok(())
    }));
    vault
}

fn remove(vault: &Vault, pupil: &str) {
    let act = |_: &_| Ok::<_, VaultError>("an act".to_owned());
    vault.erase_with_act(&registry(), vault.pupil(pupil.as_bytes()), act).unwrap();
}

/// Another one finishes in between, so that the note is gone for a moment and comes back.
#[test]
fn a_pupil_erased_after_another_rewriting_ended_is_still_due_for_the_next() {
    let vault = interrupted(&InMemory::new(), Family::Find, |vault| {
        vault.finish_erasure().unwrap();
        assert_eq!(vault.erasure_is_pending(), Ok(false));
        remove(vault, "pupil 1");
    });
    remove(&vault, "pupil 0");
    vault.rewrite_erased().unwrap();
    assert_eq!(vault.erasure_is_pending(), Ok(true), "the second one's files");
    vault.finish_erasure().unwrap();
    assert_eq!(vault.erasure_is_pending(), Ok(false));
}

#[test]
fn a_mailbox_dropped_after_another_rewriting_ended_is_still_due_for_the_next() {
    let stage = InMemory::new();
    let vault = interrupted(&stage, Family::Mailbox, |vault| {
        vault.rewrite_mailboxes().unwrap();
        assert!(vault.mailbox_drop(&[1; 32]).unwrap());
    });
    assert!(vault.mailbox_drop(&[0; 32]).unwrap());
    vault.rewrite_mailboxes().unwrap();
    let noted = || pairs(&*stage.open(), Family::Issued).iter().any(|(key, _)| key == b"dropped");
    assert!(noted(), "the second one's content");
    vault.rewrite_mailboxes().unwrap();
    assert!(!noted());
}

/// A disk that refuses to rewrite keeps no node down: the vault opens, the note stays, and it is tried again.
#[test]
fn a_vault_whose_files_cannot_be_rewritten_opens_and_retries() {
    for behind in [Family::Document, Family::Mailbox] {
        let stage = InMemory::new();
        let vault = interrupted(&stage, Family::Commit, |_| {});
        remove(&vault, "pupil 0");
        assert!(vault.mailbox_drop(&[0; 32]).unwrap());
        drop(vault);
        let refuse: Meanwhile =
            Box::new(|| Err(EngineError::NotRewritten { family: "vault", file: "/000012.sst".to_owned() }));
        let meanwhile = Arc::new(Mutex::new(Some(refuse)));
        let engine = Interrupted { engine: stage.open(), behind, meanwhile };
        let vault = Vault::open(Arc::new(engine), &key(1)).unwrap();
        let pending = (vault.erasure_is_pending().unwrap(), vault.drops_are_pending().unwrap());
        assert_eq!(pending, (behind == Family::Document, behind == Family::Mailbox), "the other one is done");
        assert_eq!(vault.rewriting_is_pending(), Ok(true));
        vault.finish_erasure().unwrap();
        vault.rewrite_mailboxes().unwrap();
        assert_eq!(vault.rewriting_is_pending(), Ok(false));
    }
}

/// Nothing could be written afterwards: such a vault says so at once.
#[test]
fn a_vault_on_a_disk_that_refuses_writes_does_not_open() {
    let stage = InMemory::new();
    let vault = interrupted(&stage, Family::Commit, |_| {});
    remove(&vault, "pupil 0");
    drop(vault);
    let failed = EngineError::Write { why: "no space left on the device".to_owned() };
    let told = VaultError::Engine(failed.clone());
    let meanwhile = Arc::new(Mutex::new(Some(Box::new(move || Err(failed)) as Meanwhile)));
    let engine = Interrupted { engine: stage.open(), behind: Family::Document, meanwhile };
    assert_eq!(Vault::open(Arc::new(engine), &key(1)).err(), Some(told));
}

/// A damaged block that a rewriting meets keeps no later write out: RocksDB itself writes nothing more after a
/// compaction that met one.
#[test]
fn a_damaged_block_met_by_a_rewriting_does_not_stop_later_writes() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Rocks::open_with_reserve(folder.path(), VAULT_FAMILIES, 0).unwrap();
    let put = |engine: &Rocks, name: &[u8]| {
        let mut batch = Batch::default();
        batch.put(Family::Document, name.to_vec(), vec![7; 9000]);
        engine.write(batch, Durability::Synced)
    };
    let engine = open();
    (0..9).for_each(|number| put(&engine, &[b'a', number]).unwrap());
    engine.flush().unwrap();
    drop(engine);
    let is_table = |path: &std::path::PathBuf| path.extension().is_some_and(|kind| kind == "sst");
    let mut tables = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(is_table);
    let table = tables.next().unwrap();
    let mut bytes = std::fs::read(&table).unwrap();
    bytes[20_000] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    let engine = open();
    let name = table.file_name().unwrap().to_string_lossy().into_owned();
    let refused = engine.compact(Family::Document).unwrap_err();
    assert_eq!(refused, EngineError::NotRewritten { family: Family::Document.name(), file: format!("/{name}") });
    put(&engine, b"b").unwrap();
    engine.flush().unwrap();
    assert_eq!(engine.get(Family::Document, b"b").unwrap(), Some(vec![7; 9000]));
}

/// A reader keeps a file that was replaced in the folder: no later try may take the erasure for done, since the file is
/// none of those that are live then.
#[test]
fn a_rewriting_stays_due_while_a_reader_holds_a_replaced_file() {
    let stage = OnRocks::new();
    let engine = stage.open();
    let vault = Vault::open(engine.clone(), &key(1)).unwrap();
    (0..3).for_each(|number| prepare(&vault, &format!("pupil {number}"), number..number + 1));
    vault.flush().unwrap();
    remove(&vault, "pupil 0");
    let mut tries = 0;
    let mut hold = |_: &[u8], _: &[u8]| {
        for _ in 0..2 {
            tries += 1;
            let refused = vault.rewrite_erased().unwrap_err();
            assert!(matches!(refused, VaultError::Engine(EngineError::NotRewritten { .. })), "try {tries}: {refused}");
            assert_eq!(vault.erasure_is_pending(), Ok(true), "try {tries}");
        }
        std::ops::ControlFlow::Break(())
    };
    engine.scan(Family::Document, &[], &[0xFF; 40], &mut hold).unwrap();
    assert_eq!(tries, 2);
    vault.rewrite_erased().unwrap();
    assert_eq!(vault.erasure_is_pending(), Ok(false));
}

/// The reading of the whole vault, which takes hours where it is large, holds no file for longer than a piece of it.
#[test]
fn a_full_read_of_the_vault_lets_a_rewriting_finish() {
    let stage = OnRocks::new();
    let vault = Vault::open(stage.open(), &key(1)).unwrap();
    for number in 0..4 {
        vault.mailbox_put(&[number; 32], &vec![number; 600_000], terms(16 << 20)).unwrap();
    }
    vault.flush().unwrap();
    let mut pieces = 0;
    let came_to_its_end = vault.read_through(&mut || {
        pieces += 1;
        // In the midst of the mailboxes, which are read first.
        if pieces == 2 {
            assert!(vault.mailbox_drop(&[0; 32]).unwrap());
            vault.rewrite_mailboxes().unwrap();
        }
        true
    });
    assert_eq!(came_to_its_end, Ok(true));
    assert!(pieces > VAULT_FAMILIES.len(), "{pieces} pieces");
    assert_eq!(vault.read_through(&mut || false), Ok(false), "cut off before its end");
}

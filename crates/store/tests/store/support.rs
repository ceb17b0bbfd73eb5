//! Support of the tests: the two engines as stages, dice that can be rolled again, a writer.

pub(crate) mod compare;
pub(crate) mod model;

use attestat_ledger::chain::Appended;
use attestat_ledger::checkpoint::SignedCheckpoint;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_store::database::Database;
use attestat_store::engine::{Engine, Family, LEDGER_FAMILIES};
use attestat_store::guard::{FileGuard, Guard};
use attestat_store::log::StoreError;
use attestat_store::memory::{Disk, Memory, MemoryGuard};
use attestat_store::rocks::Rocks;
use attestat_store::writer::OwnLog;
use model::Model;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Stage on which a suite runs. Opening again is a restart; the caller drops the earlier handles before.
pub(crate) trait Stage {
    fn open_with(&self, families: &[Family]) -> Arc<dyn Engine>;
    fn create_guard(&self, origin: &Origin) -> Box<dyn Guard>;
    fn open_guard(&self, origin: &Origin) -> Box<dyn Guard>;

    fn open(&self) -> Arc<dyn Engine> {
        self.open_with(LEDGER_FAMILIES)
    }
}

pub(crate) struct OnRocks(pub(crate) tempfile::TempDir);

impl OnRocks {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Stage for OnRocks {
    fn open_with(&self, families: &[Family]) -> Arc<dyn Engine> {
        Arc::new(Rocks::open_with_reserve(&self.0.path().join("db"), families, 0).unwrap())
    }

    fn create_guard(&self, origin: &Origin) -> Box<dyn Guard> {
        Box::new(FileGuard::create(&self.0.path().join("guard"), origin).unwrap())
    }

    fn open_guard(&self, origin: &Origin) -> Box<dyn Guard> {
        Box::new(FileGuard::open(&self.0.path().join("guard"), origin).unwrap())
    }
}

#[derive(Default)]
pub(crate) struct InMemory(pub(crate) Disk);

impl InMemory {
    pub(crate) fn new() -> Self {
        Self::default()
    }
}

impl Stage for InMemory {
    fn open_with(&self, _: &[Family]) -> Arc<dyn Engine> {
        Arc::new(Memory::open(&self.0))
    }

    fn create_guard(&self, origin: &Origin) -> Box<dyn Guard> {
        Box::new(MemoryGuard::create(&self.0, origin).unwrap())
    }

    fn open_guard(&self, origin: &Origin) -> Box<dyn Guard> {
        Box::new(MemoryGuard::open(&self.0, origin).unwrap())
    }
}

/// Makes a test of each named function, once on RocksDB and once in memory.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod on_rocks {
            $(#[test] fn $name() { super::$name(&crate::support::OnRocks::new()); })*
        }
        mod in_memory {
            $(#[test] fn $name() { super::$name(&crate::support::InMemory::new()); })*
        }
    };
}
pub(crate) use on_both_engines;

/// SplitMix64: the same throws for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }
}

pub(crate) fn origin() -> Origin {
    Origin::parse("registry.example/moscow/school-1580/1").unwrap()
}

/// Signing key number `number`.
pub(crate) fn secret(number: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([number; 32]))
}

/// A log that is written and the model that it must agree with.
pub(crate) struct Written {
    pub(crate) database: Database,
    pub(crate) own: OwnLog,
    pub(crate) model: Model,
}

impl Written {
    /// A new log with its genesis.
    pub(crate) fn begin(stage: &dyn Stage) -> Self {
        let database = Database::open(stage.open()).unwrap();
        let log = database.create(&origin()).unwrap();
        let own = OwnLog::open(log, stage.create_guard(&origin())).unwrap();
        let mut written = Self { database, own, model: Model::new(origin()) };
        let genesis = written.model.genesis();
        written.append(genesis);
        written
    }

    /// The process ends without ceremony and another one opens the same folder.
    pub(crate) fn reopen(self, stage: &dyn Stage) -> Self {
        let Self { database, own, model } = self;
        drop((own, database));
        let database = Database::open(stage.open()).unwrap();
        let log = database.log(&origin()).unwrap();
        let own = OwnLog::open(log, stage.open_guard(&origin())).unwrap();
        Self { database, own, model }
    }

    /// Commits and applies one batch; the model follows.
    pub(crate) fn append(&mut self, batch: model::NewBatch) -> Appended {
        let entry = self.own.entry(batch.day, batch.contents.clone());
        let appended = self.own.commit(&entry).unwrap();
        self.own.apply_appended(&appended).unwrap();
        self.model.append(batch);
        appended
    }

    pub(crate) fn append_random(&mut self, dice: &mut Dice, records: usize) {
        let batch = self.model.random_batch(dice, records);
        self.append(batch);
    }

    pub(crate) fn seal(&self) -> Result<Vec<SignedCheckpoint>, StoreError> {
        self.own.seal(&secret(self.model.key_number()))
    }

    /// Everything sealed, and the last key changed for the next.
    pub(crate) fn rotate(&mut self) {
        self.seal().unwrap();
        let batch = self.model.rotation();
        self.append(batch);
        self.seal().unwrap();
    }
}

//! Support of the tests: the two engines as stages, dice that can be rolled again, documents of pupils.

use attestat_ledger::name::RegistryId;
use attestat_ledger::record::{Award, Class};
use attestat_store::engine::{Batch, Durability, Engine, Family, VAULT_FAMILIES};
use attestat_store::memory::{Disk, Memory};
use attestat_store::rocks::Rocks;
use attestat_vault::{Access, AccessKind, Document, NewDocument, Vault, VaultKey};
use std::ops::ControlFlow;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Stage on which a suite runs. Opening again is a restart; the caller drops the earlier handles before.
pub(crate) trait Stage {
    fn open(&self) -> Arc<dyn Engine>;
}

pub(crate) struct OnRocks(pub(crate) tempfile::TempDir);

impl OnRocks {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Stage for OnRocks {
    fn open(&self) -> Arc<dyn Engine> {
        Arc::new(Rocks::open_with_reserve(&self.0.path().join("db"), VAULT_FAMILIES, 0).unwrap())
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
    fn open(&self) -> Arc<dyn Engine> {
        Arc::new(Memory::open(&self.0))
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

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }
}

/// A name that must not be found on the disk.
pub(crate) const NAME: &str = "Иванова Аграфена Polikarpovna";

pub(crate) fn key(number: u8) -> VaultKey {
    VaultKey::from_bytes(Zeroizing::new([number; 32]))
}

pub(crate) fn registry() -> RegistryId {
    RegistryId::parse("registry.example/school-1580").unwrap()
}

pub(crate) fn document(slot: u32) -> Document {
    let mut dice = Dice::new(u64::from(slot));
    Document {
        award: Award { class: Class::Certificate, slot, tag: dice.bytes(), commitment: dice.bytes() },
        salt: Zeroizing::new(dice.bytes()),
        sd_jwt: Zeroizing::new(format!("eyJ.{NAME}.{slot}~disclosure~")),
        draft: Zeroizing::new(format!("{{\"name\":\"{NAME}\",\"slot\":{slot}}}").into_bytes()),
    }
}

/// Prepares documents number `from..to` of a pupil.
pub(crate) fn prepare(vault: &Vault, pupil: &str, slots: std::ops::Range<u32>) {
    let registry = registry();
    let encrypted = slots.map(|slot| {
        let new = NewDocument {
            registry: &registry,
            pupil: pupil.as_bytes(),
            idempotency_key: request(slot),
            content_digest: [1; 32],
            document: document(slot),
            log_size: u64::from(slot) * 10,
            holder: None,
            tag_counter: None,
            accesses: vec![access(AccessKind::Issued, Some(slot))],
        };
        vault.encrypt(&new).unwrap()
    });
    vault.prepare(encrypted.collect()).unwrap();
}

/// An entry of an access log, by a registrar whose name must not be found on the disk.
pub(crate) fn access(kind: AccessKind, slot: Option<u32>) -> Access {
    Access { time: 1_700_000_000, kind, actor: "registrar agrafena-sample".to_owned(), slot }
}

pub(crate) fn request(slot: u32) -> [u8; 32] {
    Dice::new(u64::from(slot) + 1_000_000).bytes()
}

pub(crate) fn open(stage: &dyn Stage) -> Vault {
    Vault::open(stage.open(), &key(1)).unwrap()
}

pub(crate) fn pairs(engine: &dyn Engine, family: Family) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut pairs = Vec::new();
    let mut visit = |key: &[u8], value: &[u8]| {
        pairs.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    // Under the empty key stands how many writes there were.
    engine.scan(family, &[0], &[0xFF; 64], &mut visit).unwrap();
    pairs
}

/// Copies what a vault of the version before would hold: everything but the numbers of its writes.
pub(crate) fn copy_pairs(from: &dyn Engine, to: &dyn Engine, family: Family) {
    let mut batch = Batch::default();
    pairs(from, family).into_iter().for_each(|(key, value)| batch.put(family, key, value));
    to.write(batch, Durability::Synced).unwrap();
}

/// A document that is about to be issued.
pub(crate) fn new_document(registry: &RegistryId, slot: u32) -> NewDocument<'_> {
    NewDocument {
        registry,
        pupil: b"pupil",
        idempotency_key: request(slot),
        content_digest: [1; 32],
        document: document(slot),
        log_size: 0,
        holder: None,
        tag_counter: None,
        accesses: Vec::new(),
    }
}

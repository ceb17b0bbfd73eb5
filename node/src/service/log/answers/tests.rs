#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::LogAnswers;
use crate::Node;
use crate::machine::config::{Config, RegistryConfig};
use crate::machine::folder::Layout;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_store::database::Database;
use attestat_store::engine::{Batch, Durability, Engine as _, Family, LEDGER_FAMILIES};
use attestat_store::rocks::Rocks;
use attestat_wire::refusal;
use attestat_wire::v1::{self, get_checkpoint_request::Which};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of a school that has issued nothing, and the origin of its log.
fn made(dir: &Path) -> (PathBuf, Origin) {
    let path = dir.join("school");
    let registry = RegistryConfig {
        id: RegistryId::parse("paths.example").unwrap(),
        generation: NonZeroU32::MIN,
        name: "School (SAMPLE)".to_owned(),
        organisation: "School (SAMPLE)".to_owned(),
        region: String::new(),
        classes: [attestat_ledger::record::Class::Digest].into(),
    };
    let origin = registry.origin();
    let config = Config { disk_reserve: 1 << 20, ..Config::new("paths.example".to_owned(), vec![registry]) };
    crate::operator::init::init(&path, &config).unwrap();
    (path, origin)
}

#[test]
fn answers_to_strangers_contain_no_path_of_the_machine() {
    let dir = tempfile::tempdir().unwrap();
    let (path, origin) = made(dir.path());
    std::fs::remove_file(Layout::new(&path).guard(&origin)).unwrap();
    let node = Node::open(&path).unwrap();
    let told = LogAnswers(&node).list().unwrap();
    let reason = &told.logs.first().unwrap().standing_reason;
    assert!(reason.contains(" guard/paths.example_1"), "the file is named: {reason}");
    assert!(!reason.contains(&dir.path().display().to_string()), "{reason}");
}

/// Row L6: a value that no record needs closes nothing, and one log's damage hides no other.
#[test]
fn damage_beside_the_records_closes_no_registry_and_hides_no_other_log() {
    let dir = tempfile::tempdir().unwrap();
    let (path, origin) = made(dir.path());
    let other = Origin::parse("other.example/1").unwrap();
    let engine = Arc::new(Rocks::open_with_reserve(&Layout::new(&path).ledger(), LEDGER_FAMILIES, 0).unwrap());
    drop(Database::open(engine.clone()).unwrap().create(&other).unwrap());
    let mut batch = Batch::default();
    for (number, name) in [(1_u32, "head"), (1, "status-head"), (2, "fork")] {
        batch.put(Family::Meta, [&number.to_be_bytes(), name.as_bytes()].concat(), b"spoilt".to_vec());
    }
    engine.write(batch, Durability::Synced).unwrap();
    drop(engine);
    let node = Node::open(&path).unwrap();
    let [registry] = node.registries.as_slice() else { panic!("it may be written") };
    node.standings.host(registry.own.log(), registry.closing.clone());
    for which in [Which::Newest, Which::Published] {
        let refused = LogAnswers(&node).checkpoint(&origin, which).err();
        assert!(refused.is_none_or(|refused| refused.code != refusal::STORAGE));
    }
    assert_eq!(registry.closing.closed(), None);
    assert_eq!(registry.own.log().status_head().unwrap(), None, "the next one takes its place");
    let told = LogAnswers(&node).list().unwrap().logs;
    assert_eq!(told.len(), 2);
    let of = |origin: &Origin| told.iter().find(|log| log.origin == origin.as_str()).unwrap();
    assert_eq!(of(&origin).standing(), v1::Standing::Own);
    assert_eq!(of(&other).standing(), v1::Standing::ReadOnly, "evidence that cannot be read is not none");
}

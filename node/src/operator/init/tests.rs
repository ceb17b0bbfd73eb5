#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::Node;
use crate::writer::standings::LogStanding;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::{Note, SignatureType};
use attestat_ledger::record::Class;
use attestat_ledger::roster::{CosignerKind, Roster};
use std::num::NonZeroU32;

fn config(reserve: u64) -> Config {
    let registry = RegistryConfig {
        id: RegistryId::parse("school-12.example/main").unwrap(),
        generation: NonZeroU32::MIN,
        name: "School \"12\"".to_owned(),
        organisation: "City of Example".to_owned(),
        region: "Example".to_owned(),
        classes: [Class::Achievement, Class::Certificate].into(),
    };
    Config { disk_reserve: reserve, ..Config::new("node.school-12.example".to_owned(), vec![registry]) }
}

/// `init` in a new folder.
fn made(dir: &Path) -> (std::path::PathBuf, MadeNode) {
    let path = dir.join("school");
    let made = init(&path, &config(1 << 20)).unwrap();
    (path, made)
}

#[test]
fn a_new_node_opens_with_a_sealed_genesis() {
    let dir = tempfile::tempdir().unwrap();
    let (path, made) = made(dir.path());
    let node = Node::open(&path).unwrap();
    assert!(node.read_only.is_empty());
    let registry = node.registries.first().unwrap();
    let seal = registry.own.log().newest_seal().unwrap().unwrap();
    assert_eq!((seal.checkpoint().size, seal.key()), (1, &made.log_key));
    assert_eq!(registry.own.sealed().size, 1);
    assert_eq!(node.standings.get(&made.origin), LogStanding::Own);
    assert_eq!(node.config, config(1 << 20));
    assert!(matches!(Node::open(&path), Err(OpenError::Folder(FolderError::InUse(_)))));
}

#[test]
fn init_refuses_a_folder_that_exists() {
    let dir = tempfile::tempdir().unwrap();
    let error = init(dir.path(), &config(1 << 20)).unwrap_err();
    assert!(matches!(error, OpenError::Folder(FolderError::Exists(_))), "{error}");
}

#[test]
fn init_leaves_no_folder_where_it_fails() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("school");
    for id in ["mirror.key", "tls.key"] {
        let mut reserved = config(1 << 20);
        reserved.registries.first_mut().unwrap().id = RegistryId::parse(id).unwrap();
        let error = init(&path, &reserved).unwrap_err();
        assert!(matches!(error, OpenError::Config(ConfigError::ReservedId(_))), "{error}");
        assert!(!path.exists(), "{id}");
    }
    // What looks like an option of a command is a name like any other.
    let mut dashed = config(1 << 20);
    dashed.registries.first_mut().unwrap().id = RegistryId::parse("-x").unwrap();
    init(&path, &dashed).unwrap();
    assert_eq!(Node::open(&path).unwrap().registries.len(), 1);
    std::fs::remove_dir_all(&path).unwrap();
    // A disk that is fuller than the reserve fails in the middle.
    assert!(init(&path, &config(u64::MAX)).is_err());
    assert!(!path.exists());
    init(&path, &config(1 << 20)).unwrap();
}

#[test]
fn the_printed_roster_entry_of_a_new_node_is_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let (path, made) = made(dir.path());
    assert_eq!(std::fs::read_to_string(path.join("entry.toml")).unwrap(), made.entry);
    let mirror = made.mirror_key.name();
    let other = keys::create_signing_key(&dir.path().join("governor.pem")).unwrap();
    let governor = VerifierKey::new("governor.example", SignatureType::Ed25519, other.public()).unwrap();
    let text = format!(
        "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2026-09-01\"\nexpires = \"2027-09-01\"\nthreshold = 1\ngovernors = [\"{}\"]\nquorum = \"quorum {mirror}\\n\"\n{}",
        governor, made.entry,
    );
    let roster = Roster::parse(&text).unwrap();
    let (registry, log) = roster.log(&made.origin).unwrap();
    assert_eq!((registry.name.as_str(), registry.organisation.as_str()), ("School \"12\"", "City of Example"));
    let address: Address = registry.url.parse().unwrap();
    assert_eq!(address.location().to_string(), "https://127.0.0.1:7400");
    assert_eq!(Some(address), made.address);
    assert_eq!(log.keys.len(), 1);
    assert!(roster.lists_key(&made.origin, &made.log_key, 1) && !roster.lists_key(&made.origin, &made.log_key, 0));
    let cosigner = roster.cosigners.first().unwrap();
    assert_eq!((&cosigner.key, cosigner.kind), (&made.mirror_key, CosignerKind::Mirror));
    assert_eq!(cosigner.url, registry.url);
    assert!(Note::unsigned(text).is_ok());
}

/// Damages a made folder, and checks that the reason holds these words.
fn check_read_only(damage: impl Fn(&Path, &Origin), needle: &str) {
    let dir = tempfile::tempdir().unwrap();
    let (path, made) = made(dir.path());
    damage(&path, &made.origin);
    let node = Node::open(&path).unwrap();
    assert!(node.registries.is_empty());
    let registry = node.read_only.first().unwrap();
    assert!(registry.why.to_string().contains(needle), "{}", registry.why);
    assert!(matches!(node.standings.get(&made.origin), LogStanding::ReadOnly(_)));
    assert!(registry.reopen(node.folder.layout()).is_err());
}

#[test]
fn a_registry_whose_log_may_be_old_is_read_only() {
    let guard = |path: &Path, origin: &Origin| crate::machine::folder::Layout::new(path).guard(origin);
    check_read_only(|path, origin| std::fs::remove_file(guard(path, origin)).unwrap(), "is missing");
    check_read_only(|path, origin| std::fs::write(guard(path, origin), "torn").unwrap(), "is damaged");
    let ahead = |path: &Path, origin: &Origin| {
        use attestat_store::guard::Sealed;
        std::fs::remove_file(guard(path, origin)).unwrap();
        let root = attestat_ledger::hash::RootHash::from_bytes([1; 32]);
        FileGuard::create_at(&guard(path, origin), origin, Sealed { size: 2, root }).unwrap();
    };
    check_read_only(ahead, "older than the last run");
    let beside = |path: &Path, origin: &Origin| {
        use attestat_store::guard::Sealed;
        std::fs::remove_file(guard(path, origin)).unwrap();
        let root = attestat_ledger::hash::RootHash::from_bytes([1; 32]);
        FileGuard::create_at(&guard(path, origin), origin, Sealed { size: 1, root }).unwrap();
    };
    check_read_only(beside, "not the one that was sealed");
    let without_ledger = |path: &Path, _: &Origin| std::fs::remove_dir_all(path.join("ledger")).unwrap();
    check_read_only(without_ledger, "older than the last run");
    let other_key = |path: &Path, origin: &Origin| {
        let key = crate::machine::folder::Layout::new(path).registry_key(origin.registry());
        std::fs::remove_file(&key).unwrap();
        keys::create_signing_key(&key).unwrap();
    };
    check_read_only(other_key, "not the one that the log says is in force");
}

#[test]
fn a_key_that_others_may_read_stops_the_node() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let (path, made) = made(dir.path());
    let key = crate::machine::folder::Layout::new(&path).registry_key(made.origin.registry());
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = Node::open(&path).err().unwrap().to_string();
    assert!(error.contains("chmod 600"), "{error}");
}

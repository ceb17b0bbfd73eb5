#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::Node;
use crate::machine::config::RegistryConfig;
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::Class;
use std::num::NonZeroU32;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::PathBuf;

fn made(dir: &Path) -> (PathBuf, crate::operator::init::MadeNode) {
    let registry = RegistryConfig {
        id: RegistryId::parse("school-12.example").unwrap(),
        generation: NonZeroU32::MIN,
        name: "School 12".to_owned(),
        organisation: String::new(),
        region: String::new(),
        classes: [Class::Digest].into(),
    };
    let config = Config { disk_reserve: 1 << 20, ..Config::new("school-12.example".to_owned(), vec![registry]) };
    let path = dir.join("school");
    let made = crate::operator::init::init(&path, &config).unwrap();
    (path, made)
}

#[test]
fn init_makes_a_closed_key_and_the_address_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let (path, made) = made(dir.path());
    let key = Layout::new(&path).tls_key();
    assert_eq!(std::fs::metadata(&key).unwrap().mode() & 0o777, 0o600);
    let identity = identity(&Layout::new(&path)).unwrap();
    let address = made.address.unwrap();
    assert_eq!(address.pin(), Some(identity.pin()));
    assert_eq!(made.entry.matches(&format!("url = \"{address}\"")).count(), 2, "{}", made.entry);
    let node = Node::open(&path).unwrap();
    assert_eq!(node.public_address(), Some(address.clone()));
    // Telling it again changes nothing, and does not need the folder to itself.
    assert_eq!(tell(&path).unwrap(), address);
    assert_eq!(std::fs::read_to_string(path.join("entry.toml")).unwrap(), made.entry);
}

#[test]
fn a_folder_of_the_version_before_tls_is_refused_until_a_key_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let (path, made) = made(dir.path());
    let layout = Layout::new(&path);
    std::fs::remove_file(layout.tls_key()).unwrap();
    let old = made.entry.replace(&made.address.as_ref().unwrap().to_string(), "http://127.0.0.1:7400");
    std::fs::write(layout.entry(), old).unwrap();
    let error = Node::open(&path).err().unwrap().to_string();
    assert!(error.contains(&format!("attestat-node tls {}", path.display())), "{error}");

    let address = tell(&path).unwrap();
    assert_ne!(Some(&address), made.address.as_ref(), "another key is another pin");
    assert_eq!(std::fs::metadata(layout.tls_key()).unwrap().mode() & 0o777, 0o600);
    let entry = std::fs::read_to_string(layout.entry()).unwrap();
    assert_eq!(entry, made.entry.replace(&made.address.unwrap().to_string(), &address.to_string()));
    assert_eq!(Node::open(&path).unwrap().public_address(), Some(address));
}

#[test]
fn a_tls_key_that_others_may_read_or_that_is_damaged_stops_the_node() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = made(dir.path());
    let key = Layout::new(&path).tls_key();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(Node::open(&path).err().unwrap().to_string().contains("chmod 600"));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&key, "SECRET-WORD").unwrap();
    let error = tell(&path).unwrap_err().to_string();
    assert!(error.contains("PKCS#8") && !error.contains("SECRET"), "{error}");
}

#[test]
fn a_node_without_a_public_address_gives_none() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = made(dir.path());
    let config = Layout::new(&path).config();
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("listen = \"127.0.0.1:7400\"", "listen = \"0.0.0.0:7400\"")).unwrap();
    assert!(tell(&path).unwrap_err().to_string().contains("public_url"));
    assert_eq!(Node::open(&path).unwrap().public_address(), None);
}

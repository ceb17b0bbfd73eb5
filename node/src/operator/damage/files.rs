//! One file of a data folder that is cut or gone, and the outcome of the next start.

use super::*;
use crate::machine::notices::Kind;
use crate::mirror::start::{Decisions, NewGuard};
use crate::operator::assembly::Assembly;
use crate::writer::standings::LogStanding;
use attestat_store::engine::{Family, LEDGER_FAMILIES};
use std::time::Duration;

/// After the loss of any file of the ledger, the start mends it, or says that `--recover` does, which does it.
#[test]
fn a_ledger_without_one_of_its_files_opens_again_by_itself_or_on_command() {
    let (built, another) = (Built::new("damage.example"), Built::new("another.example"));
    let tables = data_files(&built.sound())
        .into_iter()
        .filter(|file| file.starts_with("ledger") && file.extension().is_some_and(|kind| kind == "sst"));
    let (mut by_itself, mut on_command) = (0, 0);
    for file in tables {
        let length = usize::try_from(built.sound().join(&file).metadata().unwrap().len()).unwrap();
        for change in [Change::Remove, Change::Cut(length / 2)] {
            let scratch = tempfile::tempdir().unwrap();
            let root = scratch.path().join("node");
            copy_folder(&built.sound(), &root);
            apply(change, &file, &root, &built, &another);
            let what = format!("{} {change:?}", file.display());
            match Node::open(&root) {
                Ok(node) => {
                    by_itself += 1;
                    assert!(node.damaged.iter().all(|log| log.why.to_string().contains("run DIR --recover")), "{what}");
                }
                Err(error) => {
                    on_command += 1;
                    assert!(matches!(error, crate::OpenError::Ledger(_)), "{what}: {error}");
                    assert!(crate::set_ledger_aside(&root).unwrap().is_some(), "{what}");
                    drop(Node::open(&root).unwrap());
                }
            }
        }
    }
    println!("{by_itself} by itself, {on_command} on command");
    assert!(by_itself + on_command > 4);
}

/// A sign guard that lost half of itself is called damaged, and the vault is not called old.
#[test]
fn a_sign_guard_that_lost_its_newest_half_is_called_damaged() {
    let built = Built::new("damage.example");
    let guard = built.sound().join("guard/damage.example_1");
    let sound = std::fs::read(&guard).unwrap();
    let half = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        bytes
    };
    let mut named = 0;
    for bytes in [sound[..512].to_vec(), half(100), half(612)] {
        std::fs::write(&guard, &bytes).unwrap();
        let node = Node::open(&built.sound()).unwrap();
        assert_eq!(node.vault.doubt(), None);
        let why: Vec<String> = node.read_only.iter().map(|closed| closed.why.to_string()).collect();
        // A torn slot that is the older one harms nothing.
        assert!(node.registries.len() == 1 || why.iter().all(|why| why.contains("guard") && why.contains("--recover")));
        named += why.len();
        drop(node);
        std::fs::write(&guard, &sound).unwrap();
    }
    assert_eq!(named, 2);
}

/// A copy of a folder in which the first block of every file of the vault is damaged.
fn without_vault(built: &Built, name: &str) -> PathBuf {
    let root = built.folder.path().join(name);
    copy_folder(&built.sound(), &root);
    for file in std::fs::read_dir(root.join("vault")).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|kind| kind == "sst") {
            let mut bytes = std::fs::read(&file).unwrap();
            bytes[8] ^= 1;
            std::fs::write(&file, bytes).unwrap();
        }
    }
    root
}

/// Starts the parts of a node, and waits until its registry is read only for a reason that holds these words.
async fn until_read_only(node: &Arc<Node>, origin: &Origin, decisions: Decisions, words: &str) -> Arc<Assembly> {
    let assembly = Assembly::new(node.clone(), decisions);
    assembly.begin();
    for _ in 0..600 {
        if matches!(node.standings.get(origin), LogStanding::ReadOnly(why) if why.to_string().contains(words)) {
            return assembly;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", node.standings.get(origin));
}

/// Decision 0062: damage to the vault keeps this node from issuing, and nobody from its logs and its cosignatures.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_vault_does_not_open_serves_mirrors_and_readers() {
    let built = tokio::task::spawn_blocking(|| Built::new("damage.example")).await.unwrap();
    let origin = built.expected.origin.clone();
    let node = Arc::new(Node::open(&without_vault(&built, "damaged")).unwrap());
    assert!(node.vault.is_shut() && node.registries.is_empty());
    assert!(node.vault.document(&built.expected.id, 1).unwrap_err().is_damage());
    // Its log is sound, and is not set aside for the vault's sake.
    let recover = Decisions { new_guard: NewGuard::FromMirrors, ..Decisions::default() };
    let assembly = until_read_only(&node, &origin, recover, "attestat-node vault restore").await;
    let log = node.database.log(&origin).unwrap();
    for (index, body) in (0..).zip(&built.expected.bodies) {
        assert_eq!(&log.body(index).unwrap(), body);
    }
    // Decoys are no documents that cannot be read.
    let office = assembly.registrar().reading_office("").unwrap();
    let exported = tokio::task::spawn_blocking(move || crate::office::client::export(&office, &[])).await.unwrap();
    assert!(matches!(exported.as_slice(), [Err(_)]), "{exported:?}");
    for _ in 0..600 {
        if node.notices.has(Kind::VaultDamaged) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(node.notices.has(Kind::VaultDamaged));
    node.shutdown.ask();
    drop(assembly.end());
    node.flush().unwrap();

    // A log that may not be written is read as the others are, and damage in it is told.
    let root = without_vault(&built, "both");
    let engine = Rocks::open_with_reserve(&root.join("ledger"), LEDGER_FAMILIES, 0).unwrap();
    let mut batch = Batch::default();
    batch.put(Family::Seal, [&1_u32.to_be_bytes()[..], &1_u64.to_be_bytes()].concat(), b"spoilt".to_vec());
    engine.write(batch, Durability::Synced).unwrap();
    drop(engine);
    let node = Arc::new(Node::open(&root).unwrap());
    let assembly = until_read_only(&node, &origin, Decisions::default(), "its log on this disk is damaged").await;
    node.shutdown.ask();
    drop(assembly.end());
}

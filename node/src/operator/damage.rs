//! Every file of a data folder damaged, cut, removed, or swapped with an older or another node's: on real
//! RocksDB, each is harmless or named, and none is silent.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests fail loudly")]

mod change;
mod files;

use self::change::{Change, apply, changes, copy_folder, data_files};
use crate::Node;
use crate::machine::config::{Config, RegistryConfig};
use crate::mirror::evidence::{EvidenceFolder, SIGNED_HEAD};
use crate::office::client::issue_drafts;
use crate::office::issue::Act;
use crate::office::registry_office::RegistryOffice;
use crate::office::sample::{draft, holder, signed_roster};
use crate::writer::levels::Reached;
use crate::writer::pipeline::Order;
use attestat_credential::draft::Draft;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::Class;
use attestat_store::engine::{Batch, Durability, Engine as _, EngineError, VAULT_FAMILIES};
use attestat_store::log::StoreError;
use attestat_store::rocks::Rocks;
use attestat_vault::{Document, Doubt, RequestState, VaultError};
use attestat_wire::v1;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// Words of the next step, one of which is in every reason why a folder cannot be opened.
const NEXT: [&str; 10] = [
    "attestat-node run DIR --recover",
    "attestat-node vault restore",
    "attestat-node tls",
    "put back",
    "put it back",
    "the consortium",
    "did you mean",
    "node.toml",
    "chmod",
    "restore the vault",
];

/// Contents of a sound folder.
struct Expected {
    id: RegistryId,
    origin: Origin,
    bodies: Vec<Vec<u8>>,
    documents: BTreeMap<u32, Document>,
    drafts: Vec<Vec<u8>>,
}

/// A node's folder: as it is, and as it was some time before.
struct Built {
    folder: tempfile::TempDir,
    expected: Expected,
}

impl Built {
    fn sound(&self) -> PathBuf {
        self.folder.path().join("node")
    }

    fn older(&self) -> PathBuf {
        self.folder.path().join("older")
    }

    fn new(id: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("node");
        let registry = RegistryConfig {
            id: RegistryId::parse(id).unwrap(),
            generation: std::num::NonZeroU32::MIN,
            name: "School (SAMPLE)".to_owned(),
            organisation: "School (SAMPLE)".to_owned(),
            region: "Sample".to_owned(),
            classes: BTreeSet::from([Class::Achievement]),
        };
        let (id, origin) = (registry.id.clone(), registry.origin());
        let config = Config { disk_reserve: 1 << 20, ..Config::new(id.to_string(), vec![registry]) };
        let made = crate::operator::init::init(&root, &config).unwrap();
        let (note, hash) = signed_roster(&id, &origin, &made.log_key, 1, r#""achievement""#, "quorum none", "");
        std::fs::write(folder.path().join("note"), note).unwrap();
        crate::operator::pin::pin(&root, &folder.path().join("note"), hash, None).unwrap();
        let mut expected = Expected { id, origin, bodies: Vec::new(), documents: BTreeMap::new(), drafts: Vec::new() };
        expected.issue(&root, 0..3, End::Stopped);
        copy_folder(&root, &folder.path().join("older"));
        expected.issue(&root, 3..6, End::Stopped);
        expected.issue(&root, 6..8, End::Killed);
        expected.put_head_on_record(&root);
        Self { folder, expected }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Stopped,
    Killed,
}

impl Expected {
    /// Opens the node and issues to pupils, the first of whom enrols; notes the contents that the folder must have
    /// then.
    fn issue(&mut self, root: &Path, pupils: std::ops::Range<usize>, end: End) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let node = Node::open(root).unwrap();
        assert_eq!(node.vault.doubt(), None);
        let drafts: Vec<Vec<u8>> = pupils.map(|pupil| draft(pupil, 1, 1).to_string().into_bytes()).collect();
        let open = || {
            let (_, reached) = watch::channel(Reached::default());
            let (vault, roster) = (node.vault.clone(), node.roster.subscribe());
            crate::office::opening::open(
                &node.registries[0],
                vault,
                roster,
                reached,
                None,
                Order::Shuffled,
                crate::office::cover::Cover::default(),
            )
            .unwrap()
        };
        let threads = runtime.block_on(async {
            let (office, threads) = open();
            let sent = drafts.iter().map(|draft| Zeroizing::new(draft.clone())).collect();
            let answers = issue_drafts(&office, sent, v1::Level::Local, Act::Commit).await.unwrap();
            let pupil = office.vault.pupil_of(&office.id, answers[0].slot).unwrap().unwrap();
            let wallet = holder(u8::try_from(answers.len()).unwrap());
            office.vault.enrol(&office.id, pupil, &wallet, None).unwrap();
            office.wait_for_seal(office.own.log().state().size()).await;
            threads
        });
        drop(runtime);
        threads.join();
        if end == End::Stopped {
            node.flush().unwrap();
        }
        let log = node.registries[0].own.log();
        self.bodies = (0..log.state().size()).map(|index| log.body(index).unwrap()).collect();
        let slots = node.vault.slots(&self.id).unwrap();
        let read = |slot: &u32| (*slot, node.vault.document(&self.id, *slot).unwrap().unwrap());
        self.documents = slots.iter().map(read).collect();
        self.drafts.extend(drafts);
    }

    /// Puts the newest head on record, as a node does that was shown a head of its own that it did not have.
    fn put_head_on_record(&self, root: &Path) {
        let node = Node::open(root).unwrap();
        let head = node.database.log(&self.origin).unwrap().newest_seal().unwrap().unwrap();
        EvidenceFolder::new(root).record(SIGNED_HEAD, &head.note().to_string()).unwrap();
    }

    /// Opens a folder and reads everything: each difference from what was written must have been named.
    fn judge(&self, root: &Path, what: &str) -> Verdict {
        let node = match Node::open(root) {
            Ok(node) => node,
            Err(error) => {
                let is_in_use = matches!(
                    error,
                    crate::OpenError::Store(StoreError::Engine(EngineError::InUse { .. }))
                        | crate::OpenError::Vault(VaultError::Engine(EngineError::InUse { .. }))
                );
                assert!(!is_in_use, "{what}: damage is not called another process: {error}");
                let words = error.to_string();
                assert!(NEXT.iter().any(|next| words.contains(next)), "{what}: nobody says what to do: {words}");
                return Verdict::Refused;
            }
        };
        let vault = self.judge_vault(&node, what);
        let log = self.judge_log(&node, what);
        if vault == Verdict::Harmless { log } else { vault }
    }

    fn judge_vault(&self, node: &Node, what: &str) -> Verdict {
        let mut verdict = if node.vault.doubt().is_some() { Verdict::Refused } else { Verdict::Harmless };
        for (slot, document) in &self.documents {
            match node.vault.document(&self.id, *slot) {
                Ok(Some(found)) => assert!(found == *document, "{what}: another document"),
                Ok(None) => assert!(verdict == Verdict::Refused, "{what}: document {slot} is lost in silence"),
                Err(_) => verdict = Verdict::Refused,
            }
        }
        for bytes in &self.drafts {
            let draft = Draft::from_json(bytes).unwrap();
            match node.vault.request_state(&draft.idempotency_key(&self.id), &draft.content_digest()) {
                Ok(RequestState::Same { .. }) => {}
                Ok(_) => assert!(verdict == Verdict::Refused, "{what}: a document would be issued twice"),
                Err(_) => verdict = Verdict::Refused,
            }
        }
        verdict
    }

    fn judge_log(&self, node: &Node, what: &str) -> Verdict {
        let (is_writable, is_named) = (
            node.registries.iter().any(|registry| registry.origin == self.origin),
            node.read_only
                .iter()
                .map(|closed| &closed.why)
                .chain(node.damaged.iter().map(|closed| &closed.why))
                .any(|why| !why.is_empty()),
        );
        if !is_writable {
            assert!(is_named, "{what}: the registry is gone in silence");
            return Verdict::Refused;
        }
        let log = node.database.log(&self.origin).unwrap();
        assert!(log.state().size() >= self.bodies.len() as u64, "{what}: records are lost in silence");
        for (index, body) in (0..).zip(&self.bodies) {
            match log.body(index) {
                Ok(found) => assert!(found == *body, "{what}: another record"),
                Err(_) => return Verdict::Refused,
            }
        }
        Verdict::Harmless
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Harmless,
    Refused,
}

#[test]
fn damage_to_any_file_of_a_data_folder_is_harmless_or_reported() {
    let (built, another) = (Built::new("damage.example"), Built::new("another.example"));
    let cases: Vec<(PathBuf, Change)> = data_files(&built.sound())
        .into_iter()
        .flat_map(|file| changes(&file, &built, &another).into_iter().map(move |change| (file.clone(), change)))
        .collect();
    let (next, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("node");
        while let Some((file, change)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let _ = std::fs::remove_dir_all(&root);
            copy_folder(&built.sound(), &root);
            apply(*change, file, &root, &built, &another);
            if built.expected.judge(&root, &format!("{} {change:?}", file.display())) == Verdict::Refused {
                refused.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(work))));
    let refused = refused.into_inner();
    println!("{} cases, {refused} named", cases.len());
    assert!(cases.len() > 300 && refused > cases.len() / 3, "{refused} of {}", cases.len());
}

#[test]
fn whole_folders_of_an_older_copy_are_reported() {
    let (built, another) = (Built::new("damage.example"), Built::new("another.example"));
    for (what, folders, is_harmless) in [
        ("nothing", &[][..], true),
        ("the vault", &["vault"], false),
        ("the vault and its witness", &["vault", "guard"], false),
        ("the ledger", &["ledger"], false),
        ("the vault and the ledger", &["vault", "ledger"], false),
    ] {
        for from in [built.older(), another.sound()] {
            let scratch = tempfile::tempdir().unwrap();
            let root = scratch.path().join("node");
            copy_folder(&built.sound(), &root);
            for folder in folders {
                std::fs::remove_dir_all(root.join(folder)).unwrap();
                copy_folder(&from.join(folder), &root.join(folder));
            }
            let verdict = built.expected.judge(&root, what);
            assert_eq!(verdict == Verdict::Harmless, is_harmless, "{what}");
        }
    }
    // Gone altogether.
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path().join("node");
    copy_folder(&built.sound(), &root);
    std::fs::remove_dir_all(root.join("vault")).unwrap();
    assert_eq!(Node::open(&root).unwrap().vault.doubt(), Some(Doubt::Missing));
    std::fs::remove_dir_all(root.join("vault")).unwrap();
    std::fs::remove_file(root.join("guard/vault")).unwrap();
    assert_eq!(Node::open(&root).unwrap().vault.doubt(), Some(Doubt::Missing), "and its witness with it");
}

/// A node of the version before has no witness, and its vault no counter.
#[test]
fn a_folder_of_the_version_before_opens_and_gets_its_witness_once() {
    let built = Built::new("upgrade.example");
    let witness = built.sound().join("guard/vault");
    std::fs::remove_file(&witness).unwrap();
    assert_eq!(Node::open(&built.sound()).unwrap().vault.doubt(), Some(Doubt::NoWitness), "this vault was counted");
    let engine = Rocks::open_with_reserve(&built.sound().join("vault"), VAULT_FAMILIES, 0).unwrap();
    let mut batch = Batch::default();
    VAULT_FAMILIES.iter().for_each(|family| batch.delete(*family, Vec::new()));
    engine.write(batch, Durability::Synced).unwrap();
    drop(engine);
    for is_made in [true, false] {
        let node = Node::open(&built.sound()).unwrap();
        assert_eq!((node.vault.doubt(), node.vault.witness_was_made()), (None, is_made));
        drop(node);
        assert_eq!(built.expected.judge(&built.sound(), "after the upgrade"), Verdict::Harmless);
    }
    // Where the sign guard is gone too, the folder is no old one: it lost both.
    std::fs::remove_file(&witness).unwrap();
    std::fs::remove_file(built.sound().join("guard/upgrade.example_1")).unwrap();
    assert_eq!(Node::open(&built.sound()).unwrap().vault.doubt(), Some(Doubt::NoWitness));
}

/// An older vault offers nothing on a dry run either: the registrar is told, and its lost documents are not offered as
/// new.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_on_an_older_vault_offers_no_document() {
    let built = tokio::task::spawn_blocking(|| Built::new("older.example")).await.unwrap();
    std::fs::remove_dir_all(built.sound().join("vault")).unwrap();
    copy_folder(&built.older().join("vault"), &built.sound().join("vault"));
    let node = Node::open(&built.sound()).unwrap();
    let (_, reached) = watch::channel(Reached::default());
    let opened = crate::office::opening::open(
        &node.registries[0],
        node.vault.clone(),
        node.roster.subscribe(),
        reached,
        None,
        Order::Shuffled,
        crate::office::cover::Cover::default(),
    );
    let office: Arc<RegistryOffice> = opened.unwrap().0;
    let lost = || vec![Zeroizing::new(built.expected.drafts.last().unwrap().clone())];
    for act in [Act::DryRun, Act::Commit] {
        let refused = issue_drafts(&office, lost(), v1::Level::Local, act).await.unwrap_err();
        assert!(refused.what.to_string().contains("writes are missing"), "{refused}");
    }
    let comparison = crate::office::unexplained::compare(office.own.log(), &office.vault, &office.id).unwrap();
    let missing: BTreeSet<u32> = comparison.behind().map(|award| award.slot).collect();
    let held: BTreeSet<u32> = office.vault.slots(&office.id).unwrap().into_iter().collect();
    let lost: BTreeSet<u32> = built.expected.documents.keys().copied().filter(|slot| !held.contains(slot)).collect();
    assert!(lost.len() == 5 && lost.is_subset(&missing), "what the log has and the vault lacks is listed");
}

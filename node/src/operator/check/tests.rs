//! Findings of the check in a folder that would not run as its operator thinks.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use attestat_ledger::day::Day;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::Origin;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::roster::RosterHash;
use attestat_store::engine::{Batch, Durability, Engine as _, Family, LEDGER_FAMILIES};
use attestat_store::guard::Sealed;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A made folder, and a roster that lists it, with a change.
struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = crate::office::sample::sample_registry();
        let config = Config::new("sample.example".to_owned(), vec![registry]);
        crate::operator::init::init(&folder.path().join("school"), &config).unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("school")
    }

    /// Pins a roster that ends so many days from now, made of the folder's own entry after `change`.
    fn pin(&self, ends_in: i64, change: impl Fn(String) -> String) {
        let governor = SecretKey::from_seed(&Zeroizing::new([99; 32]));
        let signer = VerifierKey::new("governor.example", SignatureType::Ed25519, governor.public()).unwrap();
        let entry = change(std::fs::read_to_string(Layout::new(&self.path()).entry()).unwrap());
        let expires = u32::try_from(i64::from(crate::machine::clock::today().number()) + ends_in).unwrap();
        let text = format!(
            "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2026-01-01\"\nexpires = \"{}\"\nthreshold = 1\n\
             governors = [\"{signer}\"]\nquorum = \"quorum none\\n\"\n{entry}",
            Day::from_number(expires)
        );
        let mut note = Note::unsigned(text.clone()).unwrap();
        note.sign(&signer, &governor);
        let file = self.folder.path().join("roster.note");
        std::fs::write(&file, note.to_string()).unwrap();
        crate::operator::pin::pin(&self.path(), &file, RosterHash::of(&text), Some("another of its version")).unwrap();
    }

    /// Returns everything that is not as it must be, by name and words.
    fn found(&self) -> Vec<(String, String)> {
        let found = check(&self.path()).into_iter().filter_map(|Checked { what, outcome }| match outcome {
            Outcome::Passed => None,
            Outcome::Note(why) => Some((what, format!("note: {why}"))),
            Outcome::NotLookedAt(why) => Some((what, format!("not looked at: {why}"))),
            Outcome::Failed(why) => Some((what, format!("problem: {why}"))),
        });
        found.collect()
    }
}

#[test]
fn a_folder_that_differs_from_the_roster_is_found() {
    let made = Made::new();
    let same = |entry: String| entry;
    made.pin(200, same);
    assert_eq!(made.found(), []);
    let other_key = VerifierKey::new(
        "sample.example/m1",
        SignatureType::CosignatureV1,
        SecretKey::from_seed(&Zeroizing::new([5; 32])).public(),
    );
    let other_key = format!("key = \"{}\"", other_key.unwrap());
    let other_mirror = |entry: String| {
        let line = |line: &str| if line.contains("/m1") { other_key.clone() } else { line.to_owned() };
        entry.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
    };
    let other_place = |entry: String| entry.replace("127.0.0.1:7400", "127.0.0.1:7999");
    let other_pin = |entry: String| {
        let pin = entry.split("#sha256:").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let other: String = pin.chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect();
        entry.replace(&pin, &other)
    };
    type Change<'a> = &'a dyn Fn(String) -> String;
    let rows: [(i64, Change<'_>, &str, &str); 6] = [
        (30, &same, "roster in force", "note: it ends on"),
        (1, &same, "roster in force", "note: it ends on"),
        (-1, &same, "roster in force", "problem: it expired on"),
        (200, &other_mirror, "mirror key sample.example/m1 in the roster", "problem: the roster names another key"),
        (200, &other_place, "address of this node in the roster", "problem: others are sent to https://127.0.0.1:7999"),
        (200, &other_pin, "address of this node in the roster", "problem: it names another TLS key"),
    ];
    for (ends_in, change, what, words) in rows {
        made.pin(ends_in, change);
        let found = made.found();
        let [(named, said)] = found.as_slice() else { panic!("{what}: {found:?}") };
        assert!(named == what && said.starts_with(words), "{what}: {found:?}");
    }
}

#[test]
fn a_registry_that_the_governors_closed_is_called_closed() {
    let made = Made::new();
    for (state, words) in
        [("closed", "note: the governors have closed it"), ("suspended", "note: the governors have suspended")]
    {
        made.pin(200, |entry| entry.replace("state = \"active\"", &format!("state = \"{state}\"")));
        let found = made.found();
        let [(what, said)] = found.as_slice() else { panic!("{found:?}") };
        assert!(what == "sample.example/1 in the roster" && said.starts_with(words), "{found:?}");
        assert!(!said.contains("hand in"), "{said}");
    }
}

#[test]
fn a_vault_key_of_another_vault_is_found() {
    let made = Made::new();
    made.pin(200, |entry| entry);
    let key = Layout::new(&made.path()).vault_key();
    std::fs::remove_file(&key).unwrap();
    keys::create_vault_key(&key).unwrap();
    let found = made.found();
    let [(what, said)] = found.as_slice() else { panic!("{found:?}") };
    assert!(what == "vault key and vault" && said.starts_with("problem: "), "{found:?}");
}

/// Faults that keep the next start from running or from issuing are named before it.
#[test]
fn a_folder_that_the_next_start_would_refuse_does_not_pass() {
    type Harm<'a> = &'a dyn Fn(&Layout);
    let cut = |path: &Path, length: u64| {
        let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(length).unwrap();
    };
    let origin = Origin::parse("sample.example/1").unwrap();
    let no_registry: Harm<'_> = &|layout| {
        let text = std::fs::read_to_string(layout.config()).unwrap();
        std::fs::write(layout.config(), text.split("[[registry]]").next().unwrap()).unwrap();
    };
    let cut_table: Harm<'_> = &|layout| {
        let files = std::fs::read_dir(layout.vault()).unwrap().map(|entry| entry.unwrap().path());
        let table = files.filter(|file| file.extension().is_some_and(|kind| kind == "sst")).max().unwrap();
        cut(&table, table.metadata().unwrap().len() / 2);
    };
    let rows: [(Harm<'_>, &str, &str); 4] = [
        (&|layout| std::fs::remove_file(layout.vault_witness()).unwrap(), "vault's witness", "is missing"),
        (no_registry, "settings (node.toml)", "names no registry"),
        (cut_table, "vault key and vault", "attestat-node vault restore"),
        (&|layout| cut(&layout.guard(&origin), 512), "sign guard of sample.example/1", "is damaged"),
    ];
    for (harm, what, words) in rows {
        let made = Made::new();
        made.pin(200, |entry| entry);
        drop(crate::Node::open(&made.path()).unwrap().flush());
        harm(&Layout::new(&made.path()));
        let found = made.found();
        let said = found.iter().find(|(named, _)| named == what);
        let is_said = said.is_some_and(|(_, said)| said.starts_with("problem: ") && said.contains(words));
        assert!(is_said, "{what}: {found:?}");
    }
}

/// Replaces a stored value of the log, or adds one.
fn put(made: &Made, family: Family, rest: &[u8], value: &[u8]) {
    let engine = Rocks::open_with_reserve(&Layout::new(&made.path()).ledger(), LEDGER_FAMILIES, 0).unwrap();
    let mut batch = Batch::default();
    batch.put(family, [&1_u32.to_be_bytes(), rest].concat(), value.to_vec());
    engine.write(batch, Durability::Synced).unwrap();
    engine.flush().unwrap();
}

/// Row L6: faults that the next start would meet in the logs are named before it, and nothing is made or mended.
#[test]
fn a_log_that_would_be_read_only_is_found() {
    let log = "log sample.example/1";
    type Harm<'a> = &'a dyn Fn(&Made);
    let sealed_more: Harm<'_> = &|made| {
        let origin = Origin::parse("sample.example/1").unwrap();
        let path = Layout::new(&made.path()).guard(&origin);
        let sealed = Sealed { size: 9, root: RootHash::from_bytes([9; 32]) };
        FileGuard::open(&path, &origin).unwrap().advance(sealed).unwrap();
    };
    let rows: [(Harm<'_>, &str); 4] = [
        (&|made| put(made, Family::Meta, b"state", b"spoilt"), "problem: its log on this disk is damaged"),
        (&|made| put(made, Family::Meta, b"fork", b"spoilt"), "problem: its log on this disk is damaged"),
        (&|made| put(made, Family::Index, b"p", b"spoilt"), "note: stored data is damaged: the index"),
        (sealed_more, "problem: the log has 1 records, but 9 were sealed once"),
    ];
    for (harm, words) in rows {
        let made = Made::new();
        made.pin(200, |entry| entry);
        harm(&made);
        let ledger = || std::fs::read_dir(Layout::new(&made.path()).ledger()).unwrap().count();
        let files = ledger();
        let found = made.found();
        let [(what, said)] = found.as_slice() else { panic!("{words}: {found:?}") };
        assert!(what == log && said.starts_with(words), "{words}: {found:?}");
        assert_eq!(ledger(), files, "{words}");
    }
}

/// Another command that has the folder is no node that runs well.
#[test]
fn a_folder_in_use_by_another_process_does_not_pass() {
    let made = Made::new();
    made.pin(200, |entry| entry);
    let held = Folder::take(&made.path()).unwrap();
    let found = made.found();
    let names: Vec<&str> = found.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(names, ["ledger", "vault key and vault"]);
    for (what, said) in &found {
        assert!(said.starts_with("not looked at: in use by another process"), "{what}: {said}");
    }
    assert!(check(&made.path()).iter().all(|checked| checked.outcome != Outcome::Passed || checked.what != "ledger"));
    drop(held);
    assert_eq!(made.found(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_node_is_asked_what_hinders_it() {
    let made = Made::new();
    let config = Layout::new(&made.path()).config();
    let settings = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, settings.replace("127.0.0.1:7400", "127.0.0.1:0")).unwrap();
    let node = std::sync::Arc::new(crate::Node::open(&made.path()).unwrap());
    node.notices.raise(crate::machine::notices::Kind::DiskLow, "3 MiB are free".into());
    let bound = listen::Serving::new(node.clone()).await.bind().await.unwrap();
    let serving = tokio::spawn(bound.run());
    let found = tokio::task::spawn_blocking(move || made.found()).await.unwrap();
    let said = |what: &str| found.iter().find(|(named, _)| named == what).map(|(_, said)| said.as_str());
    assert_eq!(said("running node, disk-low"), Some("note: 3 MiB are free"), "{found:?}");
    assert!(said("ledger").unwrap().contains("in use by a running node"), "{found:?}");
    node.shutdown.ask();
    serving.await.unwrap().unwrap();
}

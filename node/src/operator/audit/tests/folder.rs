//! A data folder's knowledge of its logs is held against them, from every source.

use super::*;
use crate::machine::config::RegistryConfig;
use crate::machine::folder::Layout;
use crate::mirror::evidence::{EvidenceFolder, SIGNED_HEAD};
use crate::office::sample::signed_roster;
use attestat_ledger::checkpoint::{Checkpoint, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_store::guard::FileGuard;
use std::path::Path;

/// The folder of a registry whose log has one record and is listed by the roster in force.
struct Made {
    dir: tempfile::TempDir,
    key: SecretKey,
}

impl Made {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("school");
        let made = crate::operator::init::init(&path, &config(true)).unwrap();
        let (note, hash) =
            signed_roster(origin().registry(), &origin(), &made.log_key, 1, r#""achievement""#, "quorum none", "");
        std::fs::write(dir.path().join("note"), note).unwrap();
        crate::operator::pin::pin(&path, &dir.path().join("note"), hash, None).unwrap();
        let key =
            crate::machine::keys::read_signing_key(&Layout::new(&path).registry_key(origin().registry())).unwrap();
        Self { dir, key }
    }

    fn layout(&self) -> Layout {
        Layout::new(&self.dir.path().join("school"))
    }

    fn evidence(&self) -> EvidenceFolder {
        EvidenceFolder::new(self.layout().root())
    }

    fn audited(&self) -> (Vec<AuditReport>, Vec<String>) {
        let auditor = Auditor::open(self.layout().root()).unwrap();
        let reports = auditor.audit(Seals::Every, &mut |_| {});
        let findings = reports.iter().flat_map(|log| &log.findings).map(ToString::to_string);
        let found = findings.chain(auditor.unreadable().iter().map(ToString::to_string)).collect();
        (reports, found)
    }

    /// Every finding in words.
    fn found(&self) -> Vec<String> {
        self.audited().1
    }

    /// A head of this many records, signed by the registry.
    fn head(&self, size: u64, root: u8) -> SignedCheckpoint {
        let root = RootHash::from_bytes([root; 32]);
        SignedCheckpoint::sign(Checkpoint { origin: origin(), size, root }, &self.key)
    }

    fn record(&self, head: &SignedCheckpoint) {
        self.evidence().record(SIGNED_HEAD, &head.note().to_string()).unwrap();
    }

    /// Puts a guard in the place of the one that is there.
    fn guard(&self, size: u64) {
        let path = self.layout().guard(&origin());
        std::fs::remove_file(&path).unwrap();
        let root = RootHash::from_bytes([5; 32]);
        FileGuard::create_at(&path, &origin(), Sealed { size, root }).unwrap();
    }
}

fn config(hosts: bool) -> Config {
    let registry = RegistryConfig {
        id: origin().registry().clone(),
        generation: std::num::NonZeroU32::MIN,
        name: "School 12".to_owned(),
        organisation: "School 12".to_owned(),
        region: "Example".to_owned(),
        classes: [Class::Achievement].into(),
    };
    let registries = if hosts { vec![registry] } else { Vec::new() };
    Config { disk_reserve: 1 << 20, ..Config::new("node.school-12.example".to_owned(), registries) }
}

/// Row L4: a log that settings and guard name is missed when it is gone, and an audit makes nothing in its place.
#[test]
fn a_folder_without_its_ledger_is_a_finding() {
    let made = Made::new();
    let (sound, found) = made.audited();
    assert_eq!((sound.len(), found.as_slice(), sound.first().unwrap().records), (1, [].as_slice(), 1));
    made.record(&made.head(7, 7));
    let ledger = made.layout().ledger();
    std::fs::remove_dir_all(&ledger).unwrap();
    let (gone, found) = made.audited();
    let who =
        ["node.toml names it", "the roster in force lists it", "1 records of it were sealed", "a head of 7 records"];
    assert_eq!(found.len(), who.len(), "{found:?}");
    assert!(found.iter().zip(who).all(|(found, who)| found.contains(who)), "{found:?}");
    let [only] = gone.first().unwrap().not_checked.as_slice() else { panic!("{gone:?}") };
    assert!(only.contains("no record of it could be read"), "there is a roster, and no key to look up in it: {only}");
    assert!(!ledger.exists(), "an audit makes no empty ledger");
}

/// Row L4: a ledger that cannot be opened keeps nothing else from being looked at.
#[test]
fn a_fork_is_found_although_the_ledger_cannot_be_opened() {
    let made = Made::new();
    made.evidence().keep_fork(&fork(&made));
    for file in std::fs::read_dir(made.layout().ledger()).unwrap().flatten() {
        if file.file_name().to_string_lossy().starts_with("MANIFEST") {
            std::fs::write(file.path(), [0x55; 300]).unwrap();
        }
    }
    let found = made.found();
    assert!(found.len() == 2 && found.last().unwrap().contains("two histories"), "{found:?}");
}

/// Row L4: a ledger that cannot be opened is a finding also where nothing is left that says whose logs it held.
#[test]
fn a_ledger_that_cannot_be_opened_is_a_finding() {
    let overwrite: fn(&Path) = |file| std::fs::write(file, [0x55; 300]).unwrap();
    let remove: fn(&Path) = |file| std::fs::remove_file(file).unwrap();
    for harm in [overwrite, remove] {
        let made = Made::new();
        std::fs::write(made.layout().config(), config(false).to_toml()).unwrap();
        std::fs::remove_file(made.layout().guard(&origin())).unwrap();
        assert_eq!(made.found(), Vec::<String>::new());
        for file in std::fs::read_dir(made.layout().ledger()).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("MANIFEST") {
                harm(&file.path());
            }
        }
        let found = made.found();
        assert!(found.len() == 1 && found.concat().contains("the ledger cannot be opened"), "{found:?}");
        assert!(crate::set_ledger_aside(made.layout().root()).unwrap().is_some(), "and a recovery begins anew");
    }
}

fn fork(made: &Made) -> ForkEvidence {
    let note = |root| CheckpointNote::from_note(made.head(1, root).note()).unwrap();
    ForkEvidence::same_size(note(1), note(2))
}

/// Row L4: a guard stays what it is when its registry leaves the settings.
#[test]
fn a_guard_of_a_registry_removed_from_the_settings_is_compared_with_its_log() {
    let made = Made::new();
    std::fs::write(made.layout().config(), config(false).to_toml()).unwrap();
    assert_eq!(made.found(), Vec::<String>::new());
    made.guard(5);
    assert_eq!(made.found(), ["the registry signed 5 records, but only 1 are there"]);
    made.guard(1);
    assert_eq!(made.found(), ["the signed root at size 1 is not the root of the records"]);
}

/// Row L4: heads that were signed and seen.
#[test]
fn a_log_below_a_recorded_head_or_contradicting_it_is_a_finding() {
    let made = Made::new();
    let stranger = SignedCheckpoint::sign(made.head(99, 9).checkpoint().clone(), &key(9));
    made.record(&stranger);
    let (reports, found) = made.audited();
    assert_eq!(found, Vec::<String>::new(), "nobody is accused by another's signature");
    assert!(reports.iter().flat_map(|log| &log.not_checked).any(|why| why.contains("the head on record at size 99")));
    made.record(&made.head(7, 7));
    assert_eq!(made.found(), ["the registry signed 7 records, but only 1 are there"]);
    made.record(&made.head(1, 1));
    let mut found = made.found();
    found.sort();
    let beside = "the signed root at size 1 is not the root of the records";
    assert_eq!(found, ["the registry signed 7 records, but only 1 are there", beside]);
}

/// Heads that nobody could connect when they were seen are signed heads too.
#[test]
fn a_log_that_contradicts_a_head_in_doubt_is_a_finding() {
    let made = Made::new();
    let doubt = |ours: &SignedCheckpoint, theirs: &SignedCheckpoint| {
        let text = format!("attestat/doubt/v1\n\n{}\n--\n{}", ours.note().to_string().trim_end(), theirs.note());
        made.evidence().keep("doubt", &origin(), &text);
    };
    let stranger = SignedCheckpoint::sign(made.head(1, 9).checkpoint().clone(), &key(9));
    doubt(&stranger, &stranger);
    assert_eq!(made.found(), Vec::<String>::new(), "nobody is accused by another's signature");
    doubt(&made.head(1, 1), &made.head(7, 7));
    let mut found = made.found();
    found.sort();
    let beside = "the signed root at size 1 is not the root of the records";
    assert_eq!(found, ["the registry signed 7 records, but only 1 are there", beside]);
    // A mirror has as much of a log as it was given.
    std::fs::write(made.layout().config(), config(false).to_toml()).unwrap();
    std::fs::remove_file(made.layout().guard(&origin())).unwrap();
    let (reports, found) = made.audited();
    assert_eq!(found, [beside]);
    assert!(
        reports.iter().flat_map(|log| &log.not_checked).any(|why| why.contains("a head of 7 records that is in doubt"))
    );
    std::fs::write(made.evidence().path().join("doubt-school-12.example_1-0.txt"), "torn").unwrap();
    assert!(made.found().concat().contains("doubt-school-12.example_1-0.txt cannot be read"));
}

/// Row L4: forks, and what cannot be read.
#[test]
fn forks_and_files_that_cannot_be_read_are_found() {
    let made = Made::new();
    let fork = fork(&made);
    made.evidence().keep_fork(&fork);
    let database = crate::open_ledger(&made.layout(), &config(true)).unwrap();
    database.log(&origin()).unwrap().set_fork(&fork).unwrap();
    drop(database);
    let found = made.found();
    assert!(found.len() == 1 && found.iter().all(|found| found.contains("two histories")), "told once: {found:?}");
    let evidence = made.evidence().path().to_owned();
    std::fs::write(evidence.join("fork-school-12.example_1-0.txt"), "torn").unwrap();
    std::fs::write(evidence.join("signed-head-0.txt"), [0xFF; 9]).unwrap();
    std::fs::write(evidence.join("signed-head-0.new"), "a draft that a crash left").unwrap();
    std::fs::write(made.layout().guard(&origin()), "torn").unwrap();
    let found = made.found();
    assert_eq!(found.len(), 4, "{found:?}");
    for words in ["sign guard", "fork-school-12.example_1-0.txt cannot be read", "signed-head-0.txt cannot be read"] {
        assert!(found.iter().any(|found| found.contains(words)), "{words}: {found:?}");
    }
}

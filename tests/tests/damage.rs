//! Damage on a node's disk stays where it is: a mirrored log is set aside and pulled again while the node runs,
//! a derived index is built again, the own log is read only and recovers, and an audit misses nothing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::name::Origin;
use attestat_store::engine::{Batch, Durability, Engine as _, Family, LEDGER_FAMILIES};
use attestat_store::rocks::Rocks;
use attestat_tests::document::documents;
use attestat_tests::programs::{attestat, attestat_node};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use attestat_tests::town::Town;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_wire::v1::holder_client::HolderClient;
use attestat_wire::v1::peering_client::PeeringClient;
use attestat_wire::v1::{GetNewestSeenRequest, GetNonceRequest, LogSummary, Standing};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Replaces stored values of one log of a stopped node by others that do not check: `rest` is what follows the
/// log's number in the key (docs/spec/store.md).
fn spoil(school: &School, origin: &Origin, values: &[(Family, &[u8])]) {
    let engine = Rocks::open_with_reserve(&school.folder.join("ledger"), LEDGER_FAMILIES, 0).unwrap();
    let catalogue = [&[0; 4], origin.as_str().as_bytes()].concat();
    let number = engine.get(Family::Meta, &catalogue).unwrap().unwrap()[..4].to_vec();
    let mut batch = Batch::default();
    for (family, rest) in values {
        let key = [number.as_slice(), rest].concat();
        assert!(engine.get(*family, &key).unwrap().is_some(), "{family:?} has such a value");
        batch.put(*family, key, b"spoilt by a test".to_vec());
    }
    engine.write(batch, Durability::Synced).unwrap();
    engine.flush().unwrap();
}

/// A town whose first school has issued something that everyone has.
async fn town() -> Town {
    let town = Town::running(3).await.unwrap();
    town.issue(0, 1, 4, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();
    town
}

/// The copy of the first school's log on the second one's node was set aside and is complete again.
async fn expect_pulled_again(town: &Town) {
    let origin = town.schools[0].origin();
    let size = town.schools[0].size().await.unwrap();
    let is_back = |log: &LogSummary| {
        log.size >= size && log.standing() == Standing::Mirrored && log.standing_reason.contains("was found damaged")
    };
    town.schools[1].wait_for(&origin, "was set aside and pulled again", is_back).await.unwrap();
    assert!(town.schools[1].log().contains("it was set aside and is pulled again from the peers"));
}

async fn expect_clean_audit(town: &Town, name: &str) {
    town.settle().await.unwrap();
    let trust = town.trust(name).unwrap();
    town.update(&trust, &[0, 1, 2]).unwrap().expect_code(0).unwrap();
    town.audit(&trust, &[0, 1, 2]).unwrap().expect_code(0).unwrap();
}

/// Row L6: one damaged copy and one damaged index, found at the start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_copy_and_a_damaged_index_do_not_keep_the_node_down() {
    let mut town = town().await;
    let (first, third) = (town.schools[0].origin(), town.schools[2].origin());
    assert_eq!(town.schools[1].stop().unwrap(), 0);
    spoil(&town.schools[1], &first, &[(Family::Meta, b"state")]);
    spoil(&town.schools[1], &third, &[(Family::Index, b"p")]);
    let said = attestat_node(&["audit", town.schools[1].dir()]).unwrap().expect_code(10).unwrap();
    assert!(said.stdout.contains("the log's state"), "{}", said.stdout);
    assert!(said.stdout.contains("the index: its progress"), "{}", said.stdout);
    town.schools[1].start().await.unwrap();
    town.schools[1].wait_until_it_may_write().await.unwrap();
    expect_pulled_again(&town).await;
    // It goes on as a mirror: with the third school away, its cosignature is needed.
    assert_eq!(town.schools[2].stop().unwrap(), 0);
    town.schools[2].start().await.unwrap();
    town.issue(0, 50, 2, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    expect_clean_audit(&town, "auditor").await;
    assert_eq!(town.schools[1].stop().unwrap(), 0);
    attestat_node(&["audit", "--every-seal", town.schools[1].dir()]).unwrap().expect_code(0).unwrap();
}

/// Row L6: damage further down, which only a reader meets, is mended while the node runs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_that_a_reader_meets_is_mended_while_the_node_runs() {
    let mut town = town().await;
    let first = town.schools[0].origin();
    assert_eq!(town.schools[1].stop().unwrap(), 0);
    spoil(&town.schools[1], &first, &[(Family::Seal, &1_u64.to_be_bytes())]);
    town.schools[1].start().await.unwrap();
    town.schools[1].wait_until_it_may_write().await.unwrap();
    let trust = town.trust("reader").unwrap();
    let said = town.audit(&trust, &[1]).unwrap();
    assert_ne!(said.code, 0, "the reader is not told that all is well: {}", said.stdout);
    expect_pulled_again(&town).await;
    expect_clean_audit(&town, "auditor").await;
}

/// A registry that starts from an old folder asks its mirrors for the newest head they saw: one that forgot would let
/// it sign a second history.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mirror_whose_copy_was_set_aside_remembers_what_it_saw_over_restarts() {
    let mut town = town().await;
    let own = town.schools[0].origin();
    let size = town.schools[0].size().await.unwrap();
    attestat_tests::town::stop(&mut town.schools).unwrap();
    spoil(&town.schools[1], &own, &[(Family::Meta, b"state")]);
    for _ in 0..3 {
        let mirror = &mut town.schools[1];
        mirror.start().await.unwrap();
        assert_eq!(mirror.summary(&own).await.unwrap().size, 0, "nobody is there to pull it from");
        let channel = attestat_wire::connect::connect(&mirror.address()).await.unwrap();
        let mut peering = PeeringClient::new(channel);
        let request = GetNewestSeenRequest { origin: own.to_string() };
        let seen = peering.get_newest_seen(request).await.unwrap().into_inner().note;
        assert_eq!(CheckpointNote::parse(seen.as_bytes()).unwrap().checkpoint().size, size);
        assert_eq!(mirror.stop().unwrap(), 0);
    }
}

/// Row L6: the own log opens read only with the reason, and `--recover` mends it as promised.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_own_log_is_read_only_and_recovers_from_its_mirrors() {
    for (family, rest) in [(Family::Meta, b"state".as_slice()), (Family::Seal, &1_u64.to_be_bytes())] {
        let mut town = town().await;
        let own = town.schools[0].origin();
        let size = town.schools[0].size().await.unwrap();
        assert_eq!(town.schools[0].stop().unwrap(), 0);
        spoil(&town.schools[0], &own, &[(family, rest)]);
        if family == Family::Meta {
            let said = attestat_node(&["config", "check", town.schools[0].dir()]).unwrap().expect_code(40).unwrap();
            assert!(said.stdout.contains("its log on this disk is damaged"), "{}", said.stdout);
            town.schools[0].start().await.unwrap();
            let is_closed = |log: &LogSummary| log.standing() == Standing::ReadOnly;
            town.schools[0].wait_for(&own, "is read only", is_closed).await.unwrap();
            assert!(town.schools[0].log().contains("run DIR --recover"), "{}", town.schools[0].log());
            // Strangers who ask for it again and again fill no log.
            for _ in 0..300 {
                town.schools[0].head(&own, Which::Newest).await.unwrap_err();
            }
            let lines = town.schools[0].log().matches("an answer could not be read").count();
            assert!((1..20).contains(&lines), "{lines} lines");
            let other = town.schools[1].origin();
            let is_here = |log: &LogSummary| log.size > 1 && log.standing() == Standing::Mirrored;
            town.schools[0].wait_for(&other, "is mirrored all the same", is_here).await.unwrap();
            town.issue(0, 70, 1, &[]).unwrap().1.expect_code(42).unwrap();
            assert_eq!(town.schools[0].stop().unwrap(), 0);
        }
        town.schools[0].arguments = vec!["--recover".to_owned()];
        town.schools[0].start().await.unwrap();
        town.schools[0].wait_until_it_may_write().await.unwrap();
        assert!(town.schools[0].size().await.unwrap() >= size);
        assert_eq!(town.schools[0].stop().unwrap(), 0);
        town.schools[0].arguments.clear();
        town.schools[0].start().await.unwrap();
        town.schools[0].wait_until_it_may_write().await.unwrap();
        town.issue(0, 80, 2, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
        expect_clean_audit(&town, "auditor").await;
    }
}

/// Row L15: opening does not read the first seals of a log; the node reads them soon after, and stops appending.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_deep_in_the_own_log_ends_writing_while_the_node_runs() {
    let mut town = town().await;
    let own = town.schools[0].origin();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    spoil(&town.schools[0], &own, &[(Family::Seal, &1_u64.to_be_bytes())]);
    town.schools[0].start().await.unwrap();
    let is_closed =
        |log: &LogSummary| log.standing() == Standing::ReadOnly && log.standing_reason.contains("is damaged");
    town.schools[0].wait_for(&own, "is read only", is_closed).await.unwrap();
    town.schools[0].wait_for_line(&["READ ONLY from now on", "--recover"]).await.unwrap();
    let size = town.schools[0].size().await.unwrap();
    let refused = town.issue(0, 70, 1, &[]).unwrap().1.expect_code(42).unwrap();
    assert!(refused.stderr.contains("is damaged"), "{}", refused.stderr);
    assert_eq!(town.schools[0].size().await.unwrap(), size);
    // What it holds is served, and what it says helps.
    let out = town.path("exported");
    let export = ["document", "export", "--all", "--node", town.schools[0].dir(), "--out", out.to_str().unwrap()];
    attestat(&export).unwrap().expect_code(0).unwrap();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    town.schools[0].arguments = vec!["--recover".to_owned()];
    town.schools[0].start().await.unwrap();
    town.schools[0].wait_until_it_may_write().await.unwrap();
    town.issue(0, 80, 2, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
}

/// A stopped school without others that has issued a class's documents into a folder.
async fn lone_school(folder: &Path) -> (School, PathBuf) {
    let mut school = School::init(&folder.join("alone"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    let class = folder.join("1.csv");
    write_class(&class, 1, 2).unwrap();
    school.start().await.unwrap();
    school.issue(&class, &folder.join("issued"), &[]).unwrap().expect_code(0).unwrap();
    assert_eq!(school.stop().unwrap(), 0);
    (school, class)
}

/// Puts a value that does not check into the only log of a stopped school.
fn put(school: &School, family: Family, rest: &[u8]) {
    let engine = Rocks::open_with_reserve(&school.folder.join("ledger"), LEDGER_FAMILIES, 0).unwrap();
    let mut batch = Batch::default();
    batch.put(family, [1_u32.to_be_bytes().as_slice(), rest].concat(), b"spoilt by a test".to_vec());
    engine.write(batch, Durability::Synced).unwrap();
}

/// Row F3: documents and records of vault and log are served although the log cannot be opened for writing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_own_log_that_can_be_read_serves_registrar_and_families() {
    let folder = tempfile::tempdir().unwrap();
    let (mut school, class) = lone_school(folder.path()).await;
    put(&school, Family::Commit, &(u64::MAX - 1).to_be_bytes());
    school.start().await.unwrap();
    let log = school.summary(&school.origin()).await.unwrap();
    assert!(log.standing() == Standing::ReadOnly && log.standing_reason.contains("is damaged"), "{log:?}");
    let (issued, exported) = (folder.path().join("issued"), folder.path().join("exported"));
    let export = ["document", "export", "--all", "--node", school.dir(), "--out", exported.to_str().unwrap()];
    attestat(&export).unwrap().expect_code(0).unwrap();
    assert_eq!(documents(&exported).unwrap().len(), documents(&issued).unwrap().len());
    let channel = attestat_wire::connect::connect(&school.address()).await.unwrap();
    let nonce = GetNonceRequest { registry: school.registry.clone() };
    let nonce = HolderClient::new(channel).get_nonce(nonce).await.unwrap().into_inner().nonce;
    assert!(!nonce.is_empty(), "families are heard");
    school.issue(&class, &issued, &[]).unwrap().expect_code(42).unwrap();
}

/// Row L6: an index that opening does not read is built again when a registry needs it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_page_of_slots_keeps_no_registry_from_writing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut school, _) = lone_school(folder.path()).await;
    let mut page = None;
    let engine = Rocks::open_with_reserve(&school.folder.join("ledger"), LEDGER_FAMILIES, 0).unwrap();
    engine
        .scan(Family::Index, b"\0\0\0\x01b", b"\0\0\0\x01c", &mut |key, _| {
            page = key.get(4..).map(<[u8]>::to_vec);
            ControlFlow::Break(())
        })
        .unwrap();
    drop(engine);
    put(&school, Family::Index, &page.unwrap());
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    let class = folder.path().join("2.csv");
    write_class(&class, 10, 2).unwrap();
    school.issue(&class, &folder.path().join("issued"), &[]).unwrap().expect_code(0).unwrap();
}

/// A damaged log with records that no mirror has is not given up for the mirrors' copy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_log_that_holds_more_than_its_mirrors_is_put_back() {
    let mut town = town().await;
    let own = town.schools[0].origin();
    attestat_tests::town::stop(&mut town.schools[1..]).unwrap();
    town.issue(0, 60, 2, &["--wait", "local"]).unwrap().1.expect_code(0).unwrap();
    let size = town.schools[0].size().await.unwrap();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    spoil(&town.schools[0], &own, &[(Family::Seal, &1_u64.to_be_bytes())]);
    for school in &mut town.schools[1..] {
        school.start().await.unwrap();
    }
    town.schools[0].arguments = vec!["--recover".to_owned()];
    town.schools[0].start().await.unwrap();
    let is_lost = |log: &LogSummary| {
        log.standing() == Standing::ReadOnly && log.standing_reason.contains("no mirror has brought the rest")
    };
    town.schools[0].wait_for(&own, "is read only for good", is_lost).await.unwrap();
    assert!(town.schools[0].log().contains("it is back in its place"), "{}", town.schools[0].log());
    assert_eq!(town.schools[0].size().await.unwrap(), size, "what only this disk has is still there");
}

/// Row L6: the error of a database that RocksDB refuses names the next step, and that step mends it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_cannot_be_opened_is_set_aside_as_a_whole_on_command() {
    let mut town = town().await;
    let size = town.schools[0].size().await.unwrap();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    let ledger = town.schools[0].folder.join("ledger");
    for file in std::fs::read_dir(&ledger).unwrap().flatten().filter(|file| is_manifest(&file.path())) {
        let mut bytes = std::fs::read(file.path()).unwrap();
        let middle = bytes.len() / 2;
        bytes[..middle].iter_mut().for_each(|byte| *byte ^= 0x55);
        std::fs::write(file.path(), bytes).unwrap();
    }
    let why = town.schools[0].start().await.unwrap_err().to_string();
    assert!(why.contains("run DIR --recover` sets the whole ledger aside"), "{why}");
    attestat_node(&["audit", town.schools[0].dir()]).unwrap().expect_code(10).unwrap();
    town.schools[0].arguments = vec!["--recover".to_owned()];
    town.schools[0].start().await.unwrap();
    town.schools[0].wait_until_it_may_write().await.unwrap();
    assert!(town.schools[0].size().await.unwrap() >= size);
    assert!(town.schools[0].folder.join("ledger.set-aside-1").is_dir());
    expect_clean_audit(&town, "auditor").await;
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("MANIFEST"))
}

/// Everything in a folder: paths, and the bytes of files.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap().flatten() {
            let path = entry.path();
            let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push((path.display().to_string(), bytes));
        }
    }
    found.sort();
    found
}

/// Row L4: an audit misses no log that settings, guard or roster name, and makes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_names_the_logs_that_are_gone_and_changes_nothing() {
    let mut town = town().await;
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    let (dir, folder) = (town.schools[0].dir().to_owned(), town.schools[0].folder.clone());
    let before = contents(&folder);
    attestat_node(&["audit", &dir]).unwrap().expect_code(0).unwrap();
    assert!(before == contents(&folder), "an audit changes nothing");
    std::fs::remove_dir_all(folder.join("ledger")).unwrap();
    let before = contents(&folder);
    let said = attestat_node(&["audit", &dir]).unwrap().expect_code(10).unwrap();
    for words in [
        "node.toml names it as a registry of this node",
        "a sign guard here knows that",
        "the roster in force lists it",
        "school-0.example/1",
        "school-2.example/1",
    ] {
        assert!(said.stdout.contains(words), "{words}: {}", said.stdout);
    }
    assert!(before == contents(&folder), "an audit makes no empty ledger");
    let backup = folder.join("backup");
    std::fs::remove_dir_all(folder.join("vault")).unwrap();
    let said = attestat_node(&["vault", "backup", &dir, backup.to_str().unwrap()]).unwrap();
    assert!(said.code != 0 && !folder.join("vault").exists(), "no vault is no empty backup: {}", said.stdout);
}

//! Bad input and bad days: a full disk, a write that fails, a stop under load, settings and files that
//! are not as they must be, flipped bits, and messages that no honest program sends.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::disk::{copy_folder, files, put_back};
use attestat_tests::document::{documents, id_of};
use attestat_tests::history::History;
use attestat_tests::load::Account;
use attestat_tests::programs::{Said, attestat, attestat_node};
use attestat_tests::school::School;
use attestat_tests::sheet::{FAMILY, write_class};
use attestat_tests::town::Town;
use attestat_wire::v1::{LogSummary, Standing};
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Clients that anchor at the same time.
const CLIENTS: usize = 4;

/// A school alone that has issued a class of ten and is stopped.
struct Alone {
    folder: tempfile::TempDir,
    school: School,
    size: u64,
}

impl Alone {
    async fn issued() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut school = School::init(&folder.path().join("school"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        let sheet = folder.path().join("class.csv");
        write_class(&sheet, 1, 10).unwrap();
        school.issue(&sheet, &folder.path().join("issued"), &[]).unwrap().expect_code(0).unwrap();
        let size = school.size().await.unwrap();
        assert_eq!(school.stop().unwrap(), 0);
        Self { folder, school, size }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn start(&mut self) {
        self.school.start().await.unwrap();
        self.school.wait_until_it_may_write().await.unwrap();
    }

    /// Begins several clients that anchor until the node is gone; each returns its last answer.
    async fn load(&self, account: &Account) -> Vec<tokio::task::JoinHandle<anyhow::Result<tonic::Status>>> {
        (0..CLIENTS).map(|_| tokio::spawn(account.clone().anchor_until_refused(self.school.socket()))).collect()
    }

    /// Starts the node again and finds every acknowledged record where it was acknowledged.
    async fn expect_nothing_lost(&mut self, account: &Account) {
        self.start().await;
        let history = History::pull(&self.school, &self.school.origin()).await.unwrap();
        account.settle(history.awards()).unwrap();
        assert_eq!(self.school.stop().unwrap(), 0);
        let audit = attestat_node(&["audit", self.school.dir(), "--every-seal"]).unwrap();
        // Without a roster nobody can say that the key is the registry's; that is all that is incomplete.
        audit.expect_code(20).unwrap();
    }

    /// Output of `run` when it does not start, with its exit code.
    fn refused(&self) -> Said {
        attestat_node(&["run", self.school.dir()]).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_runs_low_stops_writing_and_loses_nothing() {
    let mut alone = Alone::issued().await;
    // The largest reserve that there is: this disk is fuller than that.
    alone.school.set("disk_reserve_mib", "1048576").unwrap();
    alone.start().await;
    let sheet = alone.path("more.csv");
    write_class(&sheet, 100, 5).unwrap();
    let said = alone.school.issue(&sheet, &alone.path("more"), &[]).unwrap().expect_code(1).unwrap();
    assert!(said.stderr.contains("MiB are free") && said.stderr.contains("free some space"), "{said:?}");
    assert_eq!(alone.school.size().await.unwrap(), alone.size, "what is there can still be read");
    let shown = attestat(&["status-of", &alone.school.url()]).unwrap().expect_code(20).unwrap();
    assert!(
        shown.stdout.contains("disk-low  ") && shown.stdout.contains("MiB of the disk are free"),
        "{}",
        shown.stdout
    );
    alone.school.wait_for_line(&["WARN", "disk-low"]).await.unwrap();
    // A writer that cannot write takes its node down, and says why there too.
    let refused = Account::default().anchor_until_refused(alone.school.socket()).await.unwrap();
    assert!(refused.message().contains("MiB are free"), "{refused:?}");
    assert_eq!(alone.school.wait_until_it_ends().await.unwrap(), 1);
    let last = alone.school.log();
    assert!(last.lines().last().unwrap().contains("MiB are free"), "{last}");
    alone.school.wait_for_line(&["WARN", "writing-stopped", "MiB are free"]).await.unwrap();
    // Started again on the full disk, it serves what it has.
    alone.start().await;
    assert_eq!(alone.school.size().await.unwrap(), alone.size);
    assert_eq!(alone.school.stop().unwrap(), 0);

    // Space is made, and the same command is safe.
    alone.school.set("disk_reserve_mib", "16").unwrap();
    alone.start().await;
    assert_eq!(alone.school.size().await.unwrap(), alone.size);
    alone.school.issue(&sheet, &alone.path("more"), &[]).unwrap().expect_code(0).unwrap();
    let export = alone.path("all");
    let arguments = ["document", "export", "--all", "--out", export.to_str().unwrap(), "--node", alone.school.dir()];
    attestat(&arguments).unwrap().expect_code(0).unwrap();
    assert_eq!(documents(&export).unwrap().len(), 15);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mirror_whose_disk_runs_low_stops_copying_and_goes_on_when_there_is_space() {
    let mut town = Town::running(3).await.unwrap();
    town.issue(0, 1, 3, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();
    let origin = town.schools[0].origin();
    let old = town.schools[1].summary(&origin).await.unwrap().size;
    assert_eq!(town.schools[1].stop().unwrap(), 0);
    town.schools[1].set("disk_reserve_mib", "1048576").unwrap();
    town.schools[1].start().await.unwrap();
    town.issue(0, 50, 3, &["--wait", "local"]).unwrap().1.expect_code(0).unwrap();
    let is_stopped = |log: &LogSummary| log.standing() == Standing::Stopped && log.standing_reason.contains("MiB");
    let log = town.schools[1].wait_for(&origin, "is stopped", is_stopped).await.unwrap();
    assert_eq!(log.size, old, "what it has, it serves");
    town.schools[1].stop().unwrap();
    town.schools[1].set("disk_reserve_mib", "16").unwrap();
    town.schools[1].start().await.unwrap();
    town.settle().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_fails_ends_the_node_and_loses_nothing_acknowledged() {
    let mut alone = Alone::issued().await;
    // Room for the files that there are, and for some of what comes.
    alone.school.file_bytes_max = Some(512 << 10);
    alone.start().await;
    let account = Account::default();
    let clients = alone.load(&account).await;
    let code = alone.school.wait_until_it_ends().await.unwrap();
    assert_eq!(code, 1, "a node that cannot write does not go on");
    let log = alone.school.log();
    assert!(log.contains("error: the node stopped"), "{log}");
    for client in clients {
        client.await.unwrap().unwrap();
    }
    assert!(account.len() > 100, "the load was real: {}", account.len());
    alone.school.file_bytes_max = None;
    alone.expect_nothing_lost(&account).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_under_load_ends_in_order_and_loses_nothing() {
    let mut alone = Alone::issued().await;
    let account = Account::default();
    for round in 0..3 {
        alone.start().await;
        let clients = alone.load(&account).await;
        tokio::time::sleep(Duration::from_millis(150 + 130 * round)).await;
        assert_eq!(alone.school.stop().unwrap(), 0, "{}", alone.school.log());
        for client in clients {
            client.await.unwrap().unwrap();
        }
    }
    assert!(account.len() > 100, "the load was real: {}", account.len());
    alone.expect_nothing_lost(&account).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_and_files_that_are_not_as_they_must_be_are_refused_with_what_to_do() {
    let mut alone = Alone::issued().await;
    let config = alone.school.folder.join("node.toml");
    let good = std::fs::read_to_string(&config).unwrap();
    for (from, to, words) in [
        ("listen = \"127.0.0.1", "listen = \"localhost", "an address and a port"),
        (
            "\npublic_url = \"\"",
            "\npublic_url = \"http://school.example:7400\"",
            "`public_url` must be https://host:port",
        ),
        ("\npull_seconds", "\npul_seconds", "did you mean `pull_seconds`?"),
        ("\nsnapshot_seconds = 86400", "\nsnapshot_seconds = \"daily\"", "a whole number from"),
        ("disk_reserve_mib = 512", "disk_reserve_mib = ", "not TOML"),
    ] {
        assert!(good.contains(from), "{from}");
        std::fs::write(&config, good.replacen(from, to, 1)).unwrap();
        let said = alone.refused().expect_code(40).unwrap();
        assert!(said.stderr.contains(words), "{}", said.stderr);
        attestat_node(&["config", "check", alone.school.dir()]).unwrap().expect_code(40).unwrap();
    }
    std::fs::write(&config, &good).unwrap();

    for secret in ["keys/alone.example.pem", "keys/mirror.key.pem", "keys/vault.key", "keys/tls.key.pem"] {
        let path = alone.school.folder.join(secret);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let said = alone.refused().expect_code(40).unwrap();
        assert!(said.stderr.contains("chmod"), "{}", said.stderr);
        assert!(said.stderr.contains(secret), "{}", said.stderr);
        attestat_node(&["config", "check", alone.school.dir()]).unwrap().expect_code(40).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    attestat_node(&["config", "check", alone.school.dir()]).unwrap().expect_code(0).unwrap();

    // Whoever listens to the world is told that nobody can know where.
    let open = good.replacen("listen = \"127.0.0.1", "listen = \"0.0.0.0", 1);
    std::fs::write(&config, open).unwrap();
    let said = attestat_node(&["config", "check", alone.school.dir()]).unwrap().expect_code(0).unwrap();
    assert!(said.stdout.contains("note     address for others"), "{}", said.stdout);
    alone.start().await;
    assert!(alone.school.log().contains("set `public_url` in node.toml"), "{}", alone.school.log());

    // One process has a folder.
    let dir = alone.school.folder.to_str().unwrap();
    for arguments in [vec!["run", dir], vec!["audit", dir], vec!["vault", "backup", dir, "/nowhere"]] {
        let said = attestat_node(&arguments).unwrap().expect_code(41).unwrap();
        assert!(said.stderr.contains("in use"), "{}", said.stderr);
    }
    assert_eq!(alone.school.stop().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_is_backed_up_and_restored_and_every_document_comes_out_again() {
    let mut alone = Alone::issued().await;
    let backup = alone.path("vault.backup");
    let (dir, file) = (alone.school.dir().to_owned(), backup.to_str().unwrap().to_owned());
    attestat_node(&["vault", "backup", &dir, &file]).unwrap().expect_code(0).unwrap();
    assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = std::fs::read(&backup).unwrap();
    assert!(!attestat_tests::disk::contains(&bytes, FAMILY.as_bytes()), "a backup is worthless without its key");
    attestat_node(&["vault", "backup", &dir, &file]).unwrap().expect_code(2).unwrap();
    attestat_node(&["vault", "restore", &dir, &file]).unwrap().expect_code(2).unwrap();

    // The vault is lost. Half a backup and a spoilt one are refused before anything is written.
    std::fs::remove_dir_all(alone.school.folder.join("vault")).unwrap();
    let mut spoilt = bytes.clone();
    let middle = spoilt.len() / 2;
    spoilt[middle] ^= 1;
    for bad in [&bytes[..middle], &spoilt] {
        let path = alone.path("spoilt.backup");
        std::fs::write(&path, bad).unwrap();
        attestat_node(&["vault", "restore", &dir, path.to_str().unwrap()]).unwrap().expect_code(2).unwrap();
    }
    attestat_node(&["vault", "restore", &dir, &file]).unwrap().expect_code(0).unwrap();

    alone.start().await;
    let export = alone.path("all");
    let arguments = ["document", "export", "--all", "--out", export.to_str().unwrap(), "--node", &dir];
    attestat(&arguments).unwrap().expect_code(0).unwrap();
    let ids = |folder: &Path| -> BTreeSet<String> {
        documents(folder).unwrap().iter().map(|file| id_of(file).unwrap()).collect()
    };
    assert_eq!(ids(&export), ids(&alone.path("issued")));
    assert_eq!(ids(&export).len(), 10);
    // It also knows again what was issued.
    let again = alone.school.issue(&alone.path("class.csv"), &alone.path("issued"), &[]).unwrap();
    assert!(again.expect_code(0).unwrap().stdout.contains("Nothing to do"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_in_a_file_of_the_ledger_is_found_and_never_served() {
    let mut alone = Alone::issued().await;
    // Some records in sorted files, and some in the write-ahead log of a node that was killed.
    alone.start().await;
    let sheet = alone.path("more.csv");
    write_class(&sheet, 100, 10).unwrap();
    alone.school.issue(&sheet, &alone.path("more"), &[]).unwrap().expect_code(0).unwrap();
    let truth = History::pull(&alone.school, &alone.school.origin()).await.unwrap();
    alone.school.kill().unwrap();
    let copy = alone.path("copy");
    copy_folder(&alone.school.folder, &copy).unwrap();

    let (mut found, mut harmless) = (0, Vec::new());
    for flip in flips(&copy.join("ledger")) {
        flip.make(&copy, &alone.school.folder);
        let audit = attestat_node(&["audit", alone.school.dir(), "--every-seal"]).unwrap();
        let said = format!("{}{}", audit.stdout, audit.stderr);
        assert!(!said.contains("panicked"), "{flip:?}: {said}");
        match audit.code {
            0 | 20 => harmless.push(flip),
            1 | 10 => {
                let names_ledger = said.contains("error: ") && said.contains("ledger");
                assert!(names_ledger || said.contains("alone.example/1"), "{flip:?} is named: {said}");
            }
            code => panic!("{flip:?} is named: {code} {said}"),
        }
        found += usize::from(audit.code != 0 && audit.code != 20);
    }
    assert!(found >= 10, "{found} flips were found");
    // What the audit does not mind must not matter: the node serves exactly what it served before.
    for flip in harmless {
        flip.make(&copy, &alone.school.folder);
        alone.school.start().await.unwrap();
        let served = History::pull(&alone.school, &alone.school.origin()).await.unwrap();
        assert!(served.size() >= truth.size(), "{flip:?}: records are missing");
        assert_eq!(served.root_at(truth.size()), truth.root_at(truth.size()), "{flip:?}: others are served");
        alone.school.kill().unwrap();
    }
}

/// One bit of one file that is another.
#[derive(Debug)]
struct Flip {
    name: String,
    at: usize,
}

impl Flip {
    /// Puts the copy in the folder's place, but for one bit.
    fn make(&self, copy: &Path, folder: &Path) {
        put_back(copy, folder).unwrap();
        let path = folder.join("ledger").join(&self.name);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[self.at] ^= 0x10;
        std::fs::write(path, bytes).unwrap();
    }
}

/// Bits near both ends and between, in every file that holds data.
fn flips(ledger: &Path) -> Vec<Flip> {
    let mut flips = Vec::new();
    for file in files(ledger).unwrap() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let length = usize::try_from(std::fs::metadata(&file).unwrap().len()).unwrap();
        if name.ends_with(".sst") || name.ends_with(".log") || name.starts_with("MANIFEST") {
            let places = [0, 9, length / 4, length / 2, length * 3 / 4, length.saturating_sub(60), length - 1];
            let places: BTreeSet<usize> = places.into_iter().filter(|at| *at < length).collect();
            flips.extend(places.into_iter().map(|at| Flip { name: name.clone(), at }));
        }
    }
    flips
}

//! A disk that is really full: the node lives on a small file system of its own, and another program takes every byte
//! that is left. Nothing acknowledged is lost, whatever write fails first, and the node names the next step.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::disk::copy_folder;
use attestat_tests::document::{documents, id_of};
use attestat_tests::history::History;
use attestat_tests::load::Account;
use attestat_tests::programs::{attestat, attestat_node, skipped};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Set in the copy of this program that has a mount table of its own.
const INSIDE: &str = "ATTESTAT_TEST_OWN_MOUNTS";
/// Size of the file system: room for a node that issues, and for little more.
const DISK: &str = "size=64m";
/// Times that the disk fills up.
const ROUNDS: u64 = 4;
/// Clients that anchor at the same time.
const CLIENTS: usize = 4;
/// Pupils in a sheet.
const CLASS: usize = 8;

/// Runs the test of this name again with a mount table of its own, so that nothing stays mounted however it ends. False
/// in that copy, which is to go on.
fn ran_with_own_mounts(name: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return false;
    }
    let namespace = ["--user", "--map-root-user", "--mount"];
    if !Command::new("unshare").args(namespace).arg("true").status().is_ok_and(|status| status.success()) {
        skipped("`unshare --user --mount` is not allowed here, so no small disk can be made");
        return true;
    }
    let mut again = Command::new("unshare");
    again.args(namespace).arg(std::env::current_exe().unwrap()).args(["--exact", name, "--nocapture"]).env(INSIDE, "1");
    let ended = again.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&ended.stderr));
    true
}

/// Makes a folder a file system by itself.
fn mount_small_disk(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", DISK, "tmpfs"]).arg(folder).status().unwrap();
    assert!(mounted.success());
}

/// Takes every byte that is left of the disk.
fn fill(ballast: &Path) {
    let mut file = File::create(ballast).unwrap();
    for size in [1 << 20, 4096, 1] {
        let block = vec![0xB5; size];
        let full = loop {
            if let Err(error) = file.write_all(&block) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_really_full_loses_nothing_acknowledged() {
    if ran_with_own_mounts("a_disk_that_is_really_full_loses_nothing_acknowledged") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("school");
    mount_small_disk(&disk);
    let (ballast, issued, left) = (disk.join("ballast"), folder.path().join("issued"), folder.path().join("left"));
    // `init` wants more room than that, so the folder is made elsewhere.
    let made = folder.path().join("made");
    let mut school = School::init(&made, "full.example", "School (SAMPLE)", &[]).unwrap();
    copy_folder(&made, &disk).unwrap();
    school.folder = disk;
    // The least reserve that there is, so that the look at the free space is mostly too late.
    school.set("disk_reserve_mib", "1").unwrap();
    let account = Account::default();
    let (mut promised, mut sheets) = (BTreeSet::new(), Vec::new());
    for round in 0..ROUNDS {
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        let from = 1_000 * usize::try_from(round).unwrap();
        let (before, during) =
            (folder.path().join(format!("b{round}.csv")), folder.path().join(format!("d{round}.csv")));
        write_class(&before, from, CLASS).unwrap();
        write_class(&during, from + 500, CLASS).unwrap();
        school.issue(&before, &issued, &["--wait", "local"]).unwrap().expect_code(0).unwrap();
        promised.extend(documents(&issued).unwrap().iter().map(|file| id_of(file).unwrap()));
        let clients: Vec<_> =
            (0..CLIENTS).map(|_| tokio::spawn(account.clone().anchor_until_refused(school.socket()))).collect();
        let filling = tokio::task::spawn_blocking({
            let ballast = ballast.clone();
            move || {
                std::thread::sleep(Duration::from_millis(200 + 90 * round));
                fill(&ballast);
            }
        });
        let said = school.issue(&during, &left, &["--wait", "local"]).unwrap();
        filling.await.unwrap();
        for client in clients {
            client.await.unwrap().unwrap();
        }
        let code = school.wait_until_it_ends().await.unwrap();
        assert_eq!(code, 1, "a node that cannot write does not go on:\n{}", school.log());
        if said.code == 0 {
            promised.extend(documents(&left).unwrap().iter().map(|file| id_of(file).unwrap()));
        }
        // Started on the full disk it serves what it has, or says that the disk is full; both lose nothing.
        school.spawn().unwrap();
        if school.wait_until_it_answers().await.is_ok() {
            school.kill().unwrap();
        } else {
            let log = school.log();
            let last = log.lines().last().unwrap_or_default();
            assert!(last.contains("free some space and start the node again"), "{log}");
        }
        std::fs::remove_file(&ballast).unwrap();
        sheets.extend([before, during]);
    }
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    let history = History::pull(&school, &school.origin()).await.unwrap();
    assert!(account.len() > 100, "the load was real: {}", account.len());
    account.settle(history.awards()).unwrap();
    for sheet in &sheets {
        school.issue(sheet, &folder.path().join("again"), &["--wait", "local"]).unwrap().expect_code(0).unwrap();
    }
    let out = folder.path().join("all");
    let arguments = ["document", "export", "--all", "--out", out.to_str().unwrap(), "--node", school.dir()];
    attestat(&arguments).unwrap().expect_code(0).unwrap();
    let exported: BTreeSet<String> = documents(&out).unwrap().iter().map(|file| id_of(file).unwrap()).collect();
    let missing: Vec<_> = promised.difference(&exported).collect();
    assert!(missing.is_empty(), "issued, acknowledged and gone: {missing:?}");
    assert_eq!(exported.len(), sheets.len() * CLASS, "each row of each sheet is one document");
    assert_eq!(school.stop().unwrap(), 0);
    // Without a roster nobody can say whose key it is; that is all that is incomplete.
    attestat_node(&["audit", school.dir(), "--every-seal"]).unwrap().expect_code(20).unwrap();
}

//! Accidents at one school, as the others and a second try see them: a line on which answers drip, a ledger that is
//! lost, a vault that does not open, a Ctrl-C.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_store::engine::{Batch, Durability, Engine as _, Family, LEDGER_FAMILIES};
use attestat_store::rocks::Rocks;
use attestat_tests::disk::files;
use attestat_tests::document::documents;
use attestat_tests::drip::Line;
use attestat_tests::history::History;
use attestat_tests::programs::{attestat, attestat_node, program};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use attestat_tests::town::{self, Town, quietly, text};
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_wire::v1::peering_client::PeeringClient;
use attestat_wire::v1::{GetNewestSeenRequest, LogSummary, Standing};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longest time that a document may wait for its witnesses: less than a single answer that drips takes.
const WITNESSED_WITHIN: Duration = Duration::from_secs(5);
/// Rows of a class whose issue is stopped.
const ROWS: usize = 12;
/// Times that a command is stopped, from its start to its end.
const STOPPED: u32 = 12;

/// Four schools of one consortium; the last one is reached by a line of its own.
async fn schools_and_a_line(folder: &Path) -> (Vec<School>, Line, String) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let place = format!("https://{}", listener.local_addr().unwrap());
    let found = |number: usize| {
        let (id, region) = (format!("school-{number}.example"), format!("{}", 77 + number));
        let mut extra = vec!["--region", &region];
        if number == 3 {
            extra.extend(["--url", &place]);
        }
        let school = School::init(&folder.join(&id), &id, &format!("School {number} (SAMPLE)"), &extra).unwrap();
        school.set("pull_seconds", "1").unwrap();
        school
    };
    let mut schools: Vec<School> = (0..4).map(found).collect();
    town::admit(&folder.join("consortium"), &schools, &quietly).unwrap();
    let line = Line::serve(listener, schools[3].port);
    town::start(&mut schools).await.unwrap();
    (schools, line, place)
}

/// Row X9: a mirror whose answers come one byte at a time keeps no other one from cosigning, and is named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mirror_whose_answers_drip_holds_up_no_document_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (schools, line, place) = schools_and_a_line(folder.path()).await;
    let (class, own) = (folder.path().join("class.csv"), schools[0].origin());
    write_class(&class, 1, 2).unwrap();
    schools[0].issue(&class, &folder.path().join("before"), &["--wait", "mirrored"]).unwrap().expect_code(0).unwrap();
    line.drip();
    for round in 1..7 {
        // Mirrors ask each other once a second: the slow one is being asked by somebody all the time.
        tokio::time::sleep(Duration::from_secs(1)).await;
        write_class(&class, 1 + 10 * round, 2).unwrap();
        let (out, began) = (folder.path().join(format!("issued-{round}")), Instant::now());
        schools[0].issue(&class, &out, &["--wait", "witnessed"]).unwrap().expect_code(0).unwrap();
        let took = began.elapsed();
        assert!(took < WITNESSED_WITHIN, "round {round}: it took {took:?}");
        // The slow one cosigns on a line of its own making: the two others are the ones that count here.
        let size = schools[0].size().await.unwrap();
        let have_both = || async {
            let head = schools[0].head(&own, Which::Published).await.unwrap().note;
            let is_newest = head.lines().nth(1).unwrap().parse::<u64>().unwrap() >= size;
            is_newest && ["school-1.example/m1", "school-2.example/m1"].iter().all(|mirror| head.contains(mirror))
        };
        while !have_both().await {
            assert!(began.elapsed() < WITNESSED_WITHIN, "round {round}: one of the others does not cosign");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    schools[1].wait_for_line(&[&place, "answers slowly or sends records slowly"]).await.unwrap();
    let said = attestat(&["status-of", &schools[1].url()]).unwrap();
    assert!(said.stdout.contains("peer-slow") && said.stdout.contains(&place), "{said:?}");
}

/// A town whose first school has issued something that everyone has.
async fn issued() -> Town {
    let town = Town::running(3).await.unwrap();
    town.issue(0, 1, 4, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();
    town
}

/// The files of a stopped node's database that RocksDB opens first.
fn manifests(database: &Path) -> Vec<PathBuf> {
    let mut all = files(database).unwrap();
    all.retain(|file| file.file_name().unwrap().to_string_lossy().starts_with("MANIFEST"));
    assert!(!all.is_empty());
    all
}

fn spoil(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[..middle].iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(file, bytes).unwrap();
}

fn remove(file: &Path) {
    std::fs::remove_file(file).unwrap();
}

/// The size of the newest head of a log that a node says it has seen; none where it does not know.
async fn newest_seen(school: &School, of: &School) -> Option<u64> {
    let mut peering = PeeringClient::new(attestat_wire::connect::connect(&school.address()).await.unwrap());
    match peering.get_newest_seen(GetNewestSeenRequest { origin: of.origin().to_string() }).await {
        Ok(seen) => Some(seen.into_inner().note.lines().nth(1).map_or(0, |size| size.parse().unwrap())),
        Err(said) => {
            assert_eq!(said.code(), tonic::Code::Unavailable, "{said}");
            None
        }
    }
}

/// Row L6: the own log comes back, and of the others' logs nobody hears "nothing seen".
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_ledger_comes_back_from_the_mirrors_and_is_said_to_be_lost_until_they_told() {
    for (what, lose) in [("spoilt", spoil as fn(&Path)), ("gone", remove)] {
        let mut town = issued().await;
        let (own, other) = (town.schools[0].size().await.unwrap(), town.schools[1].size().await.unwrap());
        town::stop(&mut town.schools).unwrap();
        manifests(&town.schools[0].folder.join("ledger")).iter().for_each(|file| lose(file));
        let why = town.schools[0].start().await.unwrap_err().to_string();
        assert!(why.contains("run DIR --recover` sets the whole ledger aside"), "{what}: {why}");
        town.schools[0].arguments = vec!["--recover".to_owned()];
        // Nobody is there to tell it anything, and a restart makes it know no more.
        for _ in 0..2 {
            town.schools[0].start().await.unwrap();
            assert_eq!(newest_seen(&town.schools[0], &town.schools[1]).await, None, "{what}");
            assert_eq!(town.schools[0].summary(&town.schools[0].origin()).await.unwrap().size, 0, "{what}");
            town.issue(0, 900, 1, &[]).unwrap().1.expect_code(42).unwrap();
            assert_eq!(town.schools[0].stop().unwrap(), 0);
        }
        town::start(&mut town.schools).await.unwrap();
        assert!(town.schools[0].size().await.unwrap() >= own, "{what}");
        let began = Instant::now();
        let seen = loop {
            match newest_seen(&town.schools[0], &town.schools[1]).await {
                Some(seen) => break seen,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{what}: the others have told");
        };
        assert!(seen >= other, "{what}: {seen} of {other}");
        town.schools[0].wait_for_line(&["the other mirrors told how far this log was sealed"]).await.unwrap();
        town.issue(0, 50, 2, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
        town.issue(1, 70, 2, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
        town.settle().await.unwrap();
        let trust = town.trust("auditor").unwrap();
        town.update(&trust, &[0, 1, 2]).unwrap().expect_code(0).unwrap();
        town.audit(&trust, &[0, 1, 2]).unwrap().expect_code(0).unwrap();
    }
}

/// Has the copy of the first school's log on a stopped node pulled again from its first record.
fn spoil_copy(school: &School, town: &Town) {
    let engine = Rocks::open_with_reserve(&school.folder.join("ledger"), LEDGER_FAMILIES, 0).unwrap();
    let catalogue = [&[0; 4], town.schools[0].origin().as_str().as_bytes()].concat();
    let number = engine.get(Family::Meta, &catalogue).unwrap().unwrap()[..4].to_vec();
    let mut batch = Batch::default();
    batch.put(Family::Meta, [number.as_slice(), b"state"].concat(), b"spoilt by a test".to_vec());
    engine.write(batch, Durability::Synced).unwrap();
    engine.flush().unwrap();
}

/// Row L15: a node without its vault is read and cosigns as before, issues nothing, and says the way out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_vault_does_not_open_serves_mirrors_and_readers_and_issues_nothing() {
    let mut town = issued().await;
    let (own, size) = (town.schools[0].origin(), town.schools[0].size().await.unwrap());
    let (dir, vault, backup) =
        (town.schools[0].dir().to_owned(), town.schools[0].folder.join("vault"), town.path("backup"));
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    attestat_node(&["vault", "backup", &dir, text(&backup).unwrap()]).unwrap().expect_code(0).unwrap();
    manifests(&vault).iter().for_each(|file| spoil(file));
    town.schools[0].start().await.unwrap();
    let is_shut = |log: &LogSummary| {
        log.standing() == Standing::ReadOnly && log.standing_reason.contains("attestat-node vault restore")
    };
    town.schools[0].wait_for(&own, "is read only and says the way out", is_shut).await.unwrap();
    let refused = town.issue(0, 900, 1, &[]).unwrap().1.expect_code(42).unwrap();
    assert!(refused.stderr.contains("attestat-node vault restore"), "{}", refused.stderr);
    // It cosigns, and readers get what they ask for.
    town.issue(1, 300, 1, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    let trust = town.trust("reader").unwrap();
    town.update(&trust, &[0]).unwrap().expect_code(0).unwrap();
    // The third school has nobody else to read from.
    assert_eq!((town.schools[1].stop().unwrap(), town.schools[2].stop().unwrap()), (0, 0));
    spoil_copy(&town.schools[2], &town);
    town.schools[2].start().await.unwrap();
    let is_back = |log: &LogSummary| log.size >= size && log.standing() == Standing::Mirrored;
    town.schools[2].wait_for(&own, "is pulled from the node without its vault", is_back).await.unwrap();
    assert!(town.schools[2].log().contains("it was set aside and is pulled again from the peers"));
    assert_eq!(town.schools[0].size().await.unwrap(), size, "nothing was written");
    // The way out.
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    std::fs::rename(&vault, town.path("damaged")).unwrap();
    attestat_node(&["vault", "restore", &dir, text(&backup).unwrap()]).unwrap().expect_code(0).unwrap();
    town.schools[1].start().await.unwrap();
    town.schools[0].start().await.unwrap();
    town.schools[0].wait_until_it_may_write().await.unwrap();
    town.issue(0, 900, 1, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
}

/// Runs a command and presses Ctrl-C when it is time; whether that ended the command.
fn is_stopped(name: &str, arguments: &[&str], is_time: impl Fn() -> bool) -> bool {
    let mut command = Command::new(program(name).unwrap());
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = command.spawn().unwrap();
    while running.try_wait().unwrap().is_none() && !is_time() {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Where it has ended already there is nothing to stop.
    let _ = kill_process(Pid::from_child(&running), Signal::INT);
    !running.wait().unwrap().success()
}

/// The times at which a command is stopped: parts of its way, and in between as soon as something of it is there.
fn moments(whole: Duration, folder: &Path, round: u32) -> impl Fn() -> bool {
    let (began, enough) = (Instant::now(), round as usize / 2);
    move || match round % 2 {
        0 => began.elapsed() >= whole * round / STOPPED,
        _ => files(folder).is_ok_and(|there| there.len() > enough),
    }
}

/// A school alone in a folder, which may write.
async fn alone(folder: &Path) -> School {
    let mut school = School::init(&folder.join("alone"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    school
}

/// Rows X1 and B8: what a Ctrl-C leaves is whole, and the same command again issues what is missing and nothing twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issue_that_is_stopped_leaves_nothing_by_halves_and_is_completed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let school = alone(folder.path()).await;
    let (class, file) = (folder.path().join("class.csv"), |name: &str| folder.path().join(name));
    write_class(&class, 1, ROWS).unwrap();
    let began = Instant::now();
    school.issue(&class, &file("issued"), &[]).unwrap().expect_code(0).unwrap();
    let whole = began.elapsed();
    let mut stopped = 0;
    for round in 1..=STOPPED {
        let out = file(&format!("issued-{round}"));
        write_class(&class, 1 + round as usize * ROWS, ROWS).unwrap();
        let arguments =
            ["issue", text(&class).unwrap(), "--commit", "--out", text(&out).unwrap(), "--node", school.dir()];
        stopped += u32::from(is_stopped("attestat", &arguments, moments(whole, &out, round)));
        let left = files(&out).unwrap_or_default();
        for file in &left {
            let bytes = std::fs::read(file).unwrap();
            let is_whole = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
            assert!(is_whole, "round {round}: {} is no whole document", file.display());
        }
        school.issue(&class, &out, &[]).unwrap().expect_code(0).unwrap();
        let made = documents(&out).unwrap();
        assert_eq!(made.len(), ROWS, "round {round}");
        assert!(left.iter().all(|file| made.contains(file)), "round {round}: something else was left: {left:?}");
    }
    assert!(stopped > 0, "some are stopped on their way");
    let history = History::pull(&school, &school.origin()).await.unwrap();
    let slots: BTreeSet<u32> = history.awards().values().map(|award| award.slot).collect();
    assert_eq!(slots.len(), history.awards().len(), "a slot is awarded once");
    let (all, count) = (file("all"), (STOPPED as usize + 1) * ROWS);
    let export = ["document", "export", "--all", "--out", text(&all).unwrap(), "--node", school.dir()];
    attestat(&export).unwrap().expect_code(0).unwrap();
    assert_eq!(documents(&all).unwrap().len(), count, "each pupil has one document");
}

/// Row B8: half a backup is never taken for one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_the_vault_that_is_stopped_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut school = alone(folder.path()).await;
    let class = folder.path().join("class.csv");
    write_class(&class, 1, 300).unwrap();
    school.issue(&class, &folder.path().join("issued"), &[]).unwrap().expect_code(0).unwrap();
    assert_eq!(school.stop().unwrap(), 0);
    let back_up = |file: &Path| {
        let said = attestat_node(&["vault", "backup", school.dir(), text(file).unwrap()]).unwrap();
        said.expect_code(0).unwrap();
        std::fs::metadata(file).unwrap().len()
    };
    let began = Instant::now();
    let size = back_up(&folder.path().join("whole"));
    let whole = began.elapsed();
    let mut stopped = 0;
    for round in 0..STOPPED {
        let backups = folder.path().join(format!("backups-{round}"));
        std::fs::create_dir(&backups).unwrap();
        let file = backups.join("vault.backup");
        let arguments = ["vault", "backup", school.dir(), text(&file).unwrap()];
        let is_time = moments(whole, &backups, if round % 2 == 0 { round } else { 1 });
        let ended = is_stopped("attestat-node", &arguments, is_time);
        stopped += u32::from(ended);
        assert_eq!(files(&backups).unwrap().len(), usize::from(!ended), "round {round}: nothing by halves");
        if ended {
            back_up(&file);
        }
        assert_eq!(std::fs::metadata(&file).unwrap().len(), size, "round {round}");
    }
    assert!(stopped > 0, "some are stopped on their way");
}

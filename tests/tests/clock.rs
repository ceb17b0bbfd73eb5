//! A node whose machine has a wrong clock, and its state when the clock is right again.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_ledger::day::Day;
use attestat_tests::page::repository;
use attestat_tests::programs::{attestat_node, skipped};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use attestat_tests::town::{self, Town};
use attestat_wire::v1;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const DAYS_AHEAD: u64 = 200;

/// The library that moves a program's clock; none where the machine has no compiler.
fn shim(folder: &Path) -> Option<PathBuf> {
    let library = folder.join("clock-shim.so");
    let source = repository().join("tests/cases/clock-shim.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
    if built.is_ok_and(|status| status.success()) {
        return Some(library);
    }
    skipped("`cc` does not build tests/cases/clock-shim.c, so no clock can be moved here");
    None
}

/// A school alone that has issued once, and the means to move its clock.
struct Alone {
    folder: tempfile::TempDir,
    school: School,
    shim: PathBuf,
}

impl Alone {
    async fn issued() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let shim = shim(folder.path())?;
        let school = School::init(&folder.path().join("school"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
        let mut alone = Self { folder, school, shim };
        alone.start(0, &[]).await;
        alone.issue(1).expect_code(0).unwrap();
        assert_eq!(alone.school.stop().unwrap(), 0);
        Some(alone)
    }

    async fn start(&mut self, days_ahead: u64, arguments: &[&str]) {
        let offset = (days_ahead * 86_400).to_string();
        let shim = self.shim.to_str().unwrap().to_owned();
        self.school.environment =
            if days_ahead == 0 { Vec::new() } else { vec![("LD_PRELOAD", shim), ("CLOCK_OFFSET", offset)] };
        self.school.arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self.school.start().await.unwrap();
        self.school.wait_until_it_may_write().await.unwrap();
    }

    fn issue(&self, from: usize) -> attestat_tests::programs::Said {
        let sheet = self.folder.path().join(format!("class-{from}.csv"));
        write_class(&sheet, from, 3).unwrap();
        self.school.issue(&sheet, &self.folder.path().join(format!("issued-{from}")), &[]).unwrap()
    }

    async fn notices(&self) -> Vec<String> {
        let listed = self.school.log_client().await.unwrap().list_logs(v1::ListLogsRequest {}).await.unwrap();
        listed.into_inner().notices.into_iter().map(|notice| notice.code).collect()
    }

    /// The audit of the stopped node's folder.
    fn audit(&self) -> (i32, Value) {
        let said = attestat_node(&["audit", self.school.dir(), "--json"]).unwrap();
        (said.code, serde_json::from_str(&said.stdout).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_start_with_a_clock_ahead_writes_nothing_and_is_over_with_it() {
    let Some(mut alone) = Alone::issued().await else { return };
    alone.start(DAYS_AHEAD, &[]).await;
    let size = alone.school.size().await.unwrap();
    // The snapshot that is due by this clock is refused, and that is shown.
    while !alone.notices().await.contains(&"clock".to_owned()) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let refused = alone.issue(100).expect_code(40).unwrap();
    assert!(refused.stderr.contains("error[clock]") && refused.stderr.contains("--accept-day"), "{refused:?}");
    assert_eq!(alone.school.size().await.unwrap(), size, "nothing was written");
    assert_eq!(alone.school.stop().unwrap(), 0);
    alone.start(0, &[]).await;
    assert_eq!(alone.notices().await, ["no-roster"]);
    alone.issue(100).expect_code(0).unwrap();
    assert_eq!(alone.school.stop().unwrap(), 0);
    let (_, report) = alone.audit();
    assert_eq!(report["logs"][0]["ahead"], Value::Null);
}

/// Hours of a weekend without power.
const AWAY_HOURS: u64 = 62;

/// The power comes back everywhere in one moment: cosignatures of mirrors that come while a registry is still being
/// opened tell it the day, and are not thrown away for six hours.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schools_that_come_back_together_after_a_weekend_may_write() {
    let mut town = Town::running(3).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let Some(shim) = shim(folder.path()) else { return };
    for school in 0..3 {
        town.issue(school, 1, 1, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    }
    town.settle().await.unwrap();
    town::stop(&mut town.schools).unwrap();
    let shim = shim.to_str().unwrap().to_owned();
    for school in &mut town.schools {
        let offset = (AWAY_HOURS * 3600).to_string();
        school.environment = vec![("LD_PRELOAD", shim.clone()), ("CLOCK_OFFSET", offset)];
    }
    town::start_all(&mut town.schools).await.unwrap();
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(60);
    for school in 0..3 {
        let mut number = 100;
        loop {
            number += 1;
            let said = town.issue(school, number, 1, &["--wait", "local"]).unwrap().1;
            if said.code == 0 {
                break;
            }
            assert!(std::time::Instant::now() < patience, "school {school}: {}", said.stderr);
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_ahead_on_a_persons_word_goes_on_and_audits_say_so() {
    let Some(mut alone) = Alone::issued().await else { return };
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let ahead = Day::of_unix_seconds(now + DAYS_AHEAD * 86_400);
    let (next, reason) = (ahead.next().to_string(), "a school year abroad (SAMPLE)");
    alone.start(DAYS_AHEAD, &["--accept-day", &next, reason]).await;
    alone.issue(100).expect_code(0).unwrap();
    assert_eq!(alone.school.stop().unwrap(), 0);
    let evidence = std::fs::read_dir(alone.school.folder.join("evidence")).unwrap();
    let texts: Vec<String> = evidence.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    assert!(
        texts.iter().any(|text| text.contains(&format!("accept-day {next}")) && text.contains(reason)),
        "{texts:?}"
    );
    // The clock is right again: the log goes on under its last day.
    alone.start(0, &[]).await;
    alone.issue(200).expect_code(0).unwrap();
    let size = alone.school.size().await.unwrap();
    assert_eq!(alone.school.stop().unwrap(), 0);
    let (code, report) = alone.audit();
    let log = &report["logs"][0];
    assert_eq!((code, &log["findings"]), (20, &serde_json::json!([])), "nobody is accused");
    assert_eq!(log["ahead"]["last"], size - 1);
    assert!(log["ahead"]["first"].as_u64().unwrap() < size - 4, "{log}");
    assert!([ahead, ahead.next()].iter().any(|day| log["ahead"]["day"] == day.to_string()), "{log}");
}

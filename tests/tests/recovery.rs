//! A disk that was put back to an old copy: nothing is sealed that could fork the log, missing records come back from
//! the mirrors, and the log has one history.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::disk::{copy_folder, files, put_back};
use attestat_tests::document::documents;
use attestat_tests::programs::{attestat, attestat_node};
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use attestat_tests::town::{self, Town};
use attestat_wire::v1::{self, Standing};
use std::path::PathBuf;

/// A town whose first school was copied, issued further, and is stopped.
struct Accident {
    town: Town,
    /// The old copy of the data folder.
    copy: PathBuf,
    /// Size of the log in it.
    before: u64,
    /// Size of the log that everyone else has.
    after: u64,
    /// Documents that the copy knows nothing of.
    between: PathBuf,
}

async fn accident(schools: usize) -> Accident {
    let mut town = Town::running(schools).await.unwrap();
    town.issue(0, 1, 5, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    let before = town.schools[0].size().await.unwrap();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    let copy = town.path("copy");
    copy_folder(&town.schools[0].folder, &copy).unwrap();
    town.schools[0].start().await.unwrap();
    town.schools[0].wait_until_it_may_write().await.unwrap();
    let (between, said) = town.issue(0, 100, 7, &["--wait", "mirrored"]).unwrap();
    said.expect_code(0).unwrap();
    let after = town.schools[0].size().await.unwrap();
    assert!(after > before);
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    Accident { town, copy, before, after, between }
}

impl Accident {
    fn school(&mut self) -> &mut School {
        &mut self.town.schools[0]
    }

    /// The registry refuses to write, says so, and has not grown.
    async fn expect_read_only(&mut self, size: u64, words: &str) {
        let school = &self.town.schools[0];
        let is_closed = |log: &attestat_wire::v1::LogSummary| {
            log.standing() == Standing::ReadOnly && log.standing_reason.contains(words)
        };
        let log = school.wait_for(&school.origin(), &format!("is read-only: {words}"), is_closed).await.unwrap();
        assert_eq!(log.size, size);
        let said = self.town.issue(0, 900, 1, &[]).unwrap().1.expect_code(42).unwrap();
        assert!(said.stderr.contains("cannot be written now"), "{}", said.stderr);
        assert_eq!(self.town.schools[0].size().await.unwrap(), size, "nothing was sealed");
    }

    /// The log is back, and the vault is as old as the copy: the registrar is told, on trial as well, until the
    /// operator has accepted the vault's losses.
    async fn expect_doubt_and_accept(&mut self) {
        self.school().wait_until_it_may_write().await.unwrap();
        for commit in [&["--wait", "local"][..], &[]] {
            let said = self.town.issue(0, 100, 7, commit).unwrap().1.expect_code(42).unwrap();
            assert!(said.stderr.contains("Nothing is issued now: the vault"), "{}", said.stderr);
        }
        let origin = self.school().origin();
        let summary = self.school().summary(&origin).await.unwrap();
        assert!(summary.standing_reason.contains("nothing is issued"), "{}", summary.standing_reason);
        let log = self.school().log();
        assert!(log.contains("NOTHING IS ISSUED") && log.contains("recovered from the mirrors"), "{log}");
        let trial = self.dry_run();
        assert!(trial.contains("Nothing is issued now"), "{trial}");
        assert_eq!(self.school().stop().unwrap(), 0);
        let dir = self.school().dir().to_owned();
        let said = attestat_node(&["vault", "check", &dir]).unwrap().expect_code(10).unwrap();
        assert!(said.stdout.contains("does not explain") && said.stdout.contains("IN DOUBT"), "{}", said.stdout);
        attestat_node(&["vault", "accept", &dir, "--reason", "the newest backup was lost too"])
            .unwrap()
            .expect_code(0)
            .unwrap();
        let said = attestat_node(&["vault", "check", &dir]).unwrap().expect_code(0).unwrap();
        assert!(said.stdout.contains("the one that was here last"), "{}", said.stdout);
        let given_up = format!("{}: not in it since it was accepted: ", self.school().registry);
        assert!(said.stdout.contains(&given_up), "{}", said.stdout);
        let kept = files(&self.school().folder.join("evidence")).unwrap();
        let kept: Vec<String> = kept.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
        let is_on_record = |text: &&String| text.contains("reason the newest backup was lost too");
        assert!(kept.iter().find(is_on_record).unwrap().matches("\nunexplained ").count() >= 7, "{kept:?}");
        self.school().start().await.unwrap();
        self.school().wait_until_it_may_write().await.unwrap();
        let trial = self.dry_run();
        assert!(trial.contains("Careful: ") && trial.contains("cover records"), "{trial}");
        assert!(trial.contains("rows 2,3,4,5,6,7,8: ") && trial.contains("--not-lost 2,3,4,5,6,7,8"), "{trial}");
        // Nothing is issued a second time without a word.
        let refused = self.town.issue(0, 100, 7, &["--wait", "local"]).unwrap().1.expect_code(30).unwrap();
        assert!(refused.stdout.contains("--not-lost"), "{}", refused.stdout);
    }

    /// Output for a registrar who tries the sheet of the lost documents.
    fn dry_run(&mut self) -> String {
        let (sheet, dir) = (self.town.path("trial.csv"), self.school().dir().to_owned());
        write_class(&sheet, 100, 7).unwrap();
        let said = attestat(&["issue", sheet.to_str().unwrap(), "--node", &dir]).unwrap();
        format!("{}{}", said.stdout, said.stderr)
    }

    /// The registry has everything again and writes on; the log has one history on every node, and
    /// every document ever issued verifies.
    async fn expect_one_history(&mut self) {
        let (town, after) = (&mut self.town, self.after);
        town.schools[0].wait_until_it_may_write().await.unwrap();
        let has_all = |log: &attestat_wire::v1::LogSummary| log.size >= after;
        town.schools[0].wait_for(&town.schools[0].origin(), "has everything again", has_all).await.unwrap();
        let (later, said) = town.issue(0, 500, 3, &["--wait", "mirrored", "--not-lost", "2,3,4"]).unwrap();
        said.expect_code(0).unwrap();
        let trust = town.trust("university").unwrap();
        town.settle().await.unwrap();
        let everyone: Vec<usize> = (0..town.schools.len()).collect();
        town.update(&trust, &everyone).unwrap().expect_code(0).unwrap();
        for folder in [&self.between, &later, &town.path("issued-school-0.example-1")] {
            assert!(!documents(folder).unwrap().is_empty());
            town.verify(&trust, folder).unwrap().expect_code(0).unwrap();
        }
        town.audit(&trust, &everyone).unwrap().expect_code(0).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_copy_of_the_whole_folder_seals_nothing_until_its_mirrors_have_given_back_the_rest() {
    let mut accident = accident(4).await;
    let folder = accident.school().folder.clone();
    put_back(&accident.copy, &folder).unwrap();
    // The copy's guard agrees with the copy's log: only the others know better, and they are away.
    town::stop(&mut accident.town.schools[1..]).unwrap();
    accident.school().start().await.unwrap();
    let before = accident.before;
    accident.expect_read_only(before, "Waiting for cosigners").await;
    for school in &mut accident.town.schools[1..] {
        school.start().await.unwrap();
    }
    accident.expect_doubt_and_accept().await;
    accident.expect_one_history().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_ledger_beside_a_newer_guard_is_recovered() {
    let mut accident = accident(3).await;
    let ledger = accident.school().folder.join("ledger");
    put_back(&accident.copy.join("ledger"), &ledger).unwrap();
    town::stop(&mut accident.town.schools[1..]).unwrap();
    accident.school().start().await.unwrap();
    let before = accident.before;
    accident.expect_read_only(before, "").await;
    for school in &mut accident.town.schools[1..] {
        school.start().await.unwrap();
    }
    accident.school().wait_until_it_may_write().await.unwrap();
    // The vault was not put back: it knows every document, so that nothing is issued twice.
    let again = accident.town.issue(0, 100, 7, &[]).unwrap().1.expect_code(0).unwrap();
    assert!(again.stdout.contains("Nothing to do"), "{}", again.stdout);
    accident.expect_one_history().await;
}

/// Loses the sign guard: nothing is written before an operator said so; then the registry may write.
async fn recover_without_guard(accident: &mut Accident) {
    std::fs::remove_file(accident.school().folder.join("guard/school-0.example_1")).unwrap();
    accident.school().start().await.unwrap();
    let after = accident.after;
    accident.expect_read_only(after, "--recover").await;
    assert_eq!(accident.school().stop().unwrap(), 0);
    accident.school().arguments = vec!["--recover".to_owned()];
    accident.school().start().await.unwrap();
    accident.school().wait_until_it_may_write().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_guard_a_registry_writes_only_after_an_operator_said_so() {
    let mut accident = accident(3).await;
    let folder = accident.school().folder.clone();
    put_back(&accident.copy.join("ledger"), &folder.join("ledger")).unwrap();
    recover_without_guard(&mut accident).await;
    assert_eq!(accident.school().stop().unwrap(), 0);
    accident.school().arguments.clear();
    accident.school().start().await.unwrap();
    accident.expect_one_history().await;
}

/// The log comes back in a start of its own, before anybody allows a new guard: the vault's losses show that it is old.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_copy_without_its_guard_has_an_old_vault() {
    let mut accident = accident(3).await;
    let folder = accident.school().folder.clone();
    put_back(&accident.copy, &folder).unwrap();
    recover_without_guard(&mut accident).await;
    let said = accident.town.issue(0, 100, 7, &[]).unwrap().1.expect_code(42).unwrap();
    assert!(said.stderr.contains("Nothing is issued now: the vault"), "{}", said.stderr);
    assert!(accident.school().log().contains("NOTHING IS ISSUED"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_cosigners_are_silent_an_operator_may_decide_and_the_decision_is_kept() {
    let mut accident = accident(3).await;
    town::stop(&mut accident.town.schools[1..]).unwrap();
    accident.school().start().await.unwrap();
    let after = accident.after;
    accident.expect_read_only(after, "Waiting for cosigners").await;
    assert_eq!(accident.school().stop().unwrap(), 0);
    accident.school().arguments = vec!["--without-cosigners".to_owned(), "the line is cut for a week".to_owned()];
    accident.school().start().await.unwrap();
    accident.school().wait_until_it_may_write().await.unwrap();
    let kept = files(&accident.school().folder.join("evidence")).unwrap();
    let kept: Vec<String> = kept.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    assert!(kept.iter().any(|text| text.contains("reason the line is cut for a week")), "{kept:?}");
    let said = accident.town.issue(0, 300, 2, &["--wait", "local"]).unwrap().1;
    said.expect_code(0).unwrap();
    accident.school().arguments.clear();
    for school in &mut accident.town.schools[1..] {
        school.start().await.unwrap();
    }
    accident.expect_one_history().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_waits_for_its_cosigners_serves_what_it_holds() {
    let mut accident = accident(3).await;
    town::stop(&mut accident.town.schools[1..]).unwrap();
    accident.school().start().await.unwrap();
    let after = accident.after;
    accident.expect_read_only(after, "Waiting for cosigners").await;
    // The registrar reads and exports, families reach the node, and what writes waits.
    let (dir, out) = (accident.school().dir().to_owned(), accident.town.path("exported"));
    let export = ["document", "export", "--all", "--node", &dir, "--out", out.to_str().unwrap()];
    attestat(&export).unwrap().expect_code(0).unwrap();
    assert!(documents(&out).unwrap().len() >= 12);
    let school = accident.school();
    let channel = attestat_wire::connect::connect(&school.address()).await.unwrap();
    let mut holder = v1::holder_client::HolderClient::new(channel);
    let nonce = v1::GetNonceRequest { registry: school.registry.clone() };
    assert!(!holder.get_nonce(nonce).await.unwrap().into_inner().nonce.is_empty());
    let mut registrar = school.registrar().await.unwrap();
    let change = v1::ChangeStatusRequest { slot: 1, status: 2, reason: 1, ..Default::default() };
    let refused = registrar.change_status(change).await.unwrap_err();
    assert_eq!(refused.metadata().get("attestat-code").unwrap(), "read-only", "{refused}");
    for school in &mut accident.town.schools[1..] {
        school.start().await.unwrap();
    }
    accident.expect_one_history().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_cannot_decide_against_what_one_cosigner_has_seen() {
    let mut accident = accident(4).await;
    let folder = accident.school().folder.clone();
    put_back(&accident.copy, &folder).unwrap();
    // One of three is too few to write, and enough to know better than the copy.
    town::stop(&mut accident.town.schools[1..3]).unwrap();
    accident.school().arguments = vec!["--without-cosigners".to_owned(), "in a hurry".to_owned()];
    accident.school().start().await.unwrap();
    accident.school().wait_until_it_may_write().await.unwrap();
    assert!(accident.school().log().contains("recovered from the mirrors"), "{}", accident.school().log());
    assert_eq!(accident.town.schools[0].size().await.unwrap(), accident.after);
    accident.school().arguments.clear();
    for school in &mut accident.town.schools[1..3] {
        school.start().await.unwrap();
    }
    accident.expect_doubt_and_accept().await;
    accident.expect_one_history().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_no_roster_an_old_ledger_beside_a_newer_guard_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut school = School::init(&folder.path().join("alone"), "alone.example", "Alone (SAMPLE)", &[]).unwrap();
    let (first, second) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
    write_class(&first, 1, 2).unwrap();
    write_class(&second, 10, 2).unwrap();
    let (copy, out) = (folder.path().join("copy"), folder.path().join("issued"));
    school.start().await.unwrap();
    school.issue(&first, &out, &[]).unwrap().expect_code(0).unwrap();
    let before = school.size().await.unwrap();
    assert_eq!(school.stop().unwrap(), 0);
    copy_folder(&school.folder, &copy).unwrap();
    school.start().await.unwrap();
    school.issue(&second, &out, &[]).unwrap().expect_code(0).unwrap();
    assert_eq!(school.stop().unwrap(), 0);
    put_back(&copy.join("ledger"), &school.folder.join("ledger")).unwrap();
    school.start().await.unwrap();
    let log = school.summary(&school.origin()).await.unwrap();
    assert_eq!((log.standing(), log.size), (Standing::ReadOnly, before));
    assert!(log.standing_reason.contains("older"), "{}", log.standing_reason);
    let said = school.issue(&second, &out, &[]).unwrap().expect_code(42).unwrap();
    assert!(said.stderr.contains("older"), "{}", said.stderr);
    assert_eq!(school.size().await.unwrap(), before);
}

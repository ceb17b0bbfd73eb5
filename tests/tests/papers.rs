//! One paper and one number, one child: sheets that were found in trials, through the real programs.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::document::documents;
use attestat_tests::programs::{Said, attestat};
use attestat_tests::school::School;
use std::path::PathBuf;

struct RegistryOffice {
    folder: tempfile::TempDir,
    school: School,
}

impl RegistryOffice {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut school =
            School::init(&folder.path().join("school"), "office.example", "RegistryOffice (SAMPLE)", &[]).unwrap();
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        Self { folder, school }
    }

    fn case(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases").join(name)
    }

    /// Issues a sheet; without `--commit` it comes to the same.
    fn issue(&self, sheet: &str, extra: &[&str], code: i32) -> Said {
        let (sheet, out) = (Self::case(sheet), self.folder.path().join("issued"));
        let dry = ["issue", sheet.to_str().unwrap(), "--node", self.school.dir()];
        attestat(&[&dry[..], extra].concat()).unwrap().expect_code(code).unwrap();
        self.school.issue(&sheet, &out, extra).unwrap().expect_code(code).unwrap()
    }

    /// `attestat … --node NODE` as a program runs it: nobody can be asked.
    fn run(&self, words: &[&str], code: i32) -> Said {
        attestat(&[words, &["--node", self.school.dir()]].concat()).unwrap().expect_code(code).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_child_under_a_number_and_a_second_paper_under_a_blank_are_refused() {
    let office = RegistryOffice::open().await;
    office.issue("01-reused-pupil-number-a.csv", &[], 0);
    let reused = office.issue("01-reused-pupil-number-b.csv", &[], 30);
    assert!(reused.stdout.contains("B2") && reused.stdout.contains("Первый Олег Петрович"), "{}", reused.stdout);
    let russian = office.issue("01-reused-pupil-number-b.csv", &["--lang", "ru"], 30);
    assert!(russian.stdout.contains("другой ребёнок"), "{}", russian.stdout);
    let told = office.issue("01-reused-pupil-number-b.csv", &["--json"], 30);
    assert!(told.stdout.contains("other-person") && !told.stdout.contains("Первый"), "{}", told.stdout);
    office.issue("03-blank-used-twice-a.csv", &[], 0);
    let blank = office.issue("03-blank-used-twice-b.csv", &[], 30);
    assert!(blank.stdout.contains("H2") && blank.stdout.contains("document "), "{}", blank.stdout);
    office.issue("04-yo-a.csv", &[], 0);
    office.issue("04-yo-b.csv", &[], 30);
    let basic = ["--kind", "basic"];
    office.issue("b1_first.xlsx", &basic, 0);
    office.issue("b2_same_blank_other_pupil.xlsx", &basic, 30);
    office.issue("b3.xlsx", &basic, 0);
    office.issue("b5_second_original.xlsx", &basic, 30);
    assert_eq!(
        documents(&office.folder.path().join("issued")).unwrap().len(),
        5,
        "nothing was issued beside the first ones"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_is_not_changed_and_no_letter_made_before_somebody_was_asked() {
    let office = RegistryOffice::open().await;
    let issued = office.issue("01-reused-pupil-number-a.csv", &["--json"], 0);
    let issued: serde_json::Value = serde_json::from_str(&issued.stdout).unwrap();
    let id = issued.pointer("/documents/0/id").unwrap().to_string();
    let size = office.school.size().await.unwrap();
    for act in ["revoke", "suspend", "reinstate"] {
        let asked = office.run(&["status", act, &id, "--reason", "unspecified"], 2);
        assert!(asked.stderr.contains("--yes"), "{}", asked.stderr);
    }
    let letter = office.folder.path().join("letter.txt");
    let ticket = |pupil, extra: &[&'static str], code| {
        let words = ["pupil", "ticket", "--pupil-ref", pupil, "--out", letter.to_str().unwrap()];
        office.run(&[&words[..], extra].concat(), code)
    };
    ticket("REUSED", &[], 2);
    ticket("TYPO", &["--yes"], 2);
    assert!(!letter.exists(), "neither made a letter");
    assert_eq!(office.school.size().await.unwrap(), size, "nothing was written");
    ticket("REUSED", &["--yes"], 0);
    assert!(std::fs::read_to_string(&letter).unwrap().contains("Первый Олег Петрович"), "the letter names the child");

    let slip = office.run(&["status", "revoke", &id, "999", "--reason", "issued-in-error", "--yes"], 2);
    assert!(slip.stderr.contains("No document with the id 999"), "{}", slip.stderr);
    assert_eq!(office.school.size().await.unwrap(), size, "a slip in one number changes nothing of the others");
    office.run(&["status", "revoke", &id, "--reason", "issued-in-error", "--yes"], 0);
    let again = office.folder.path().join("again");
    let exported = office.run(&["document", "export", "--all", "--out", again.to_str().unwrap()], 0);
    assert!(
        exported.stdout.contains(&format!("revoked, with -revoked in the file's name: {id}")),
        "{}",
        exported.stdout
    );
    assert!(again.join(format!("achievement-{id}-revoked.attestat")).exists());
    let before = office.issue("01-reused-pupil-number-a.csv", &[], 0);
    assert!(before.stderr.contains("--again 2"), "{}", before.stderr);
    office.issue_again("01-reused-pupil-number-a.csv");
}

impl RegistryOffice {
    fn issue_again(&self, sheet: &str) {
        let out = self.folder.path().join("issued-again");
        let said = self.school.issue(&Self::case(sheet), &out, &["--again", "2"]).unwrap().expect_code(0).unwrap();
        assert!(said.stdout.contains("Issued 1 document."), "{}", said.stdout);
    }
}

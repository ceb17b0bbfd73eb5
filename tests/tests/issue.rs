//! Issuing through the real programs: nothing by halves, nothing twice, and nothing of a class anywhere
//! but in the vault and in the files that are given out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::disk::{contains, files};
use attestat_tests::document::documents;
use attestat_tests::family::Family;
use attestat_tests::programs::{Said, attestat};
use attestat_tests::school::School;
use attestat_tests::sheet::{FAMILY, Pupil, row, write_class, write_rows};
use attestat_tests::town::{self, Town, quietly, text};
use attestat_tests::traces::Traces;
use std::path::PathBuf;

/// A school alone, with a folder for its sheets and documents.
struct RegistryOffice {
    folder: tempfile::TempDir,
    school: School,
}

impl RegistryOffice {
    async fn open(log_level: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut school =
            School::init(&folder.path().join("school"), "office.example", "RegistryOffice (SAMPLE)", &[]).unwrap();
        log_level.clone_into(&mut school.log_level);
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        Self { folder, school }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_is_issued_once_and_a_changed_one_points_to_correction() {
    let office = RegistryOffice::open("info").await;
    let (sheet, out) = (office.path("class.csv"), office.path("issued"));
    write_class(&sheet, 1, 10).unwrap();
    office.school.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    let (issued, size) = (documents(&out).unwrap(), office.school.size().await.unwrap());
    assert_eq!(issued.len(), 10);

    let again = office.school.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    assert!(again.stdout.contains("10 documents were issued before"), "{}", again.stdout);
    assert_eq!(documents(&out).unwrap(), issued);

    // The same documents with another badge are no new ones.
    let rows: Vec<String> = (1..=11).map(|number| row(number, if number == 4 { "gold" } else { "silver" })).collect();
    write_rows(&sheet, &rows).unwrap();
    let conflict = office.school.issue(&sheet, &out, &[]).unwrap().expect_code(30).unwrap();
    assert!(conflict.stdout.contains("row 5:") && conflict.stdout.contains("attestat status revoke"), "{conflict:?}");
    assert!(!conflict.stdout.contains(FAMILY), "messages name rows and not people");
    assert_eq!(office.school.size().await.unwrap(), size, "nothing of a sheet with a conflict is issued");
    assert_eq!(documents(&out).unwrap(), issued);

    // The correction that it points to: revoke, and issue the sheet again.
    let id = conflict.stdout.split("was issued as ").nth(1).unwrap().split(',').next().unwrap();
    let revoke = ["status", "revoke", id, "--reason", "superseded", "--yes", "--node", office.school.dir()];
    attestat(&revoke).unwrap().expect_code(0).unwrap();
    let corrected = office.school.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    assert!(corrected.stdout.contains("Issued 2 documents; 9 were issued before"), "{}", corrected.stdout);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_row_stops_its_whole_sheet_and_a_dry_run_writes_nothing() {
    let office = RegistryOffice::open("info").await;
    let (sheet, out) = (office.path("class.csv"), office.path("issued"));
    let size = office.school.size().await.unwrap();
    let mut rows: Vec<String> = (1..=20).map(|number| row(number, "silver")).collect();
    rows[7] = rows[7].replace(&Pupil::new(8).birth_date, "2009-02-31");
    write_rows(&sheet, &rows).unwrap();
    let said = office.school.issue(&sheet, &out, &[]).unwrap().expect_code(30).unwrap();
    assert!(said.stdout.contains("row 9"), "{}", said.stdout);

    write_class(&sheet, 1, 20).unwrap();
    let dry = ["issue", sheet.to_str().unwrap(), "--node", office.school.dir(), "--out", out.to_str().unwrap()];
    attestat(&dry).unwrap().expect_code(0).unwrap();
    assert_eq!(office.school.size().await.unwrap(), size);
    assert!(!out.exists(), "no document is written");
}

/// `attestat … --node NODE`.
fn on_node(office: &RegistryOffice, words: &[&str]) -> Said {
    let node = ["--node", office.school.dir()];
    attestat(&[words, &node].concat()).unwrap()
}

/// The registrar sees the changes, gets the new document at once, is told that the old one is still in force, and the
/// school's data on the pupil is destroyed in the end; no name and no note is anywhere but in the vault.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_is_corrected_and_what_is_held_on_a_pupil_is_destroyed() {
    let mut office = RegistryOffice::open("trace").await;
    let (sheet, out, again) = (office.path("class.csv"), office.path("issued"), office.path("again"));
    let (one, again, act) = (office.path("one.csv"), again.to_str().unwrap().to_owned(), office.path("act"));
    write_class(&sheet, 1, 10).unwrap();
    office.school.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    write_rows(&one, &[row(4, "gold")]).unwrap();
    let conflict = office.school.issue(&one, &out, &[]).unwrap().expect_code(30).unwrap();
    assert!(conflict.stdout.contains("attestat reissue"), "{}", conflict.stdout);
    let id = conflict.stdout.split("was issued as ").nth(1).unwrap().split(',').next().unwrap();

    let size = office.school.size().await.unwrap();
    let order = ["reissue", id, "--from", one.to_str().unwrap(), "--note", "Записка-Тайная (SAMPLE)", "--out", &again];
    let shown = on_node(&office, &order).expect_code(0).unwrap();
    assert!(shown.stdout.contains("Знак") && shown.stdout.contains("золотой"), "{}", shown.stdout);
    assert_eq!(office.school.size().await.unwrap(), size, "a dry run writes nothing");
    let done = on_node(&office, &[&order[..], &["--commit"]].concat()).expect_code(0).unwrap();
    assert!(done.stdout.contains(&format!("Document {id} is STILL IN FORCE")), "{}", done.stdout);
    let corrected = documents(again.as_ref()).unwrap();
    assert_eq!(corrected.len(), 1);
    let twice = on_node(&office, &[&order[..], &["--commit"]].concat()).expect_code(0).unwrap();
    assert!(twice.stdout.contains("was issued before"), "{}", twice.stdout);
    // Later, together with others; here at once, because the registrar asks for it.
    on_node(&office, &["pupil", "rebind", "--now"]).expect_code(0).unwrap();
    let after = on_node(&office, &[&order[..], &["--commit"]].concat()).expect_code(0).unwrap();
    assert!(after.stdout.contains(&format!("Document {id} is revoked")), "{}", after.stdout);

    let erase = ["pupil", "erase", "--document", id, "--out", act.to_str().unwrap(), "--yes"];
    let erased = on_node(&office, &erase).expect_code(0).unwrap();
    assert!(erased.stdout.contains("2 documents"), "{}", erased.stdout);
    let text = std::fs::read_to_string(&act).unwrap();
    assert!(text.contains("documents 2\n") && !text.contains(id), "{text}");
    let export = ["document", "export", id, "--out", &again];
    on_node(&office, &export).expect_code(2).unwrap();

    assert_eq!(office.school.stop().unwrap(), 0);
    let note = "Записка-Тайная";
    for (_, bytes) in kept(&office.school) {
        assert!(!contains(&bytes, note.as_bytes()) && !contains(&bytes, FAMILY.as_bytes()));
    }
}

/// Everything that a node has written: its log and every file of its folder.
fn kept(school: &School) -> Vec<(String, Vec<u8>)> {
    let mut kept = vec![("the node's log".to_owned(), school.log().into_bytes())];
    let files = files(&school.folder).unwrap();
    kept.extend(files.into_iter().map(|file| (file.display().to_string(), std::fs::read(&file).unwrap())));
    kept
}

/// One child's family at a school: a wallet, a copy of it on another node, a correction, an export, an erasure.
fn lives_through_everything(town: &Town, number: usize, note: &str) {
    let (child, school) = (Pupil::new(number), &town.schools[0]);
    let node = |words: &[&str]| quietly(&[words, &["--node", school.dir()]].concat(), 0).unwrap();
    let family = Family::found(&town.path("family"), &child.given_name, &quietly).unwrap();
    family.enrol(school, &child.reference, &quietly).unwrap();
    node(&["pupil", "rebind", "--now"]);
    family.wallet(&["sync"], 0, &quietly).unwrap();
    family.wallet(&["holdings"], 0, &quietly).unwrap();
    family.wallet(&["backup", "--to", &town.schools[1].url()], 0, &quietly).unwrap();

    // Refusals and conflicts are logged without names too.
    let (one, out) = (town.path("one.csv"), town.path("again"));
    write_rows(&one, &[row(number, "gold")]).unwrap();
    let conflict = school.issue(&one, &out, &[]).unwrap().expect_code(30).unwrap();
    let id = conflict.stdout.split("was issued as ").nth(1).unwrap().split(',').next().unwrap();
    node(&["document", "export", id, "--out", text(&town.path("exported")).unwrap()]);
    let order = ["reissue", id, "--from", text(&one).unwrap(), "--note", note, "--out", text(&out).unwrap()];
    node(&order);
    node(&[&order[..], &["--commit"]].concat());
    family.wallet(&["sync"], 0, &quietly).unwrap();
    let act = town.path("act");
    node(&["pupil", "erase", "--pupil-ref", &child.reference, "--out", text(&act).unwrap(), "--yes"]);
}

/// Every name of an imported class is looked for in everything that the nodes have written at their most talkative.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_rows_live_through_everything_and_leave_no_trace_of_a_name() {
    const ROWS: usize = 1000;
    const NOTE: &str = "Записка-Тайная";
    let mut town = Town::found(2).unwrap();
    town.schools.iter_mut().for_each(|school| "trace".clone_into(&mut school.log_level));
    town::start(&mut town.schools).await.unwrap();
    let (out, said) = town.issue(0, 1, ROWS, &[]).unwrap();
    let said = said.expect_code(0).unwrap();
    assert!(said.stdout.contains("Issued 1,000 documents"), "{}", said.stdout);
    assert_eq!(documents(&out).unwrap().len(), ROWS);
    lives_through_everything(&town, 4, NOTE);
    assert!(town.schools[0].size().await.unwrap() > 1000);
    town::stop(&mut town.schools).unwrap();

    let mut traces = Traces::default();
    traces.add("the beginning of every family name", FAMILY);
    traces.add("the registrar's note", NOTE);
    for pupil in (1..=ROWS).map(Pupil::new) {
        for (what, text) in [
            ("family name", &pupil.family),
            ("given name", &pupil.given_name),
            ("patronymic", &pupil.patronymic),
            ("birth date", &pupil.birth_date),
            ("number", &pupil.reference),
        ] {
            traces.add(&format!("the {what} of {}", pupil.reference), text);
        }
    }
    assert!(traces.count() > 30 * ROWS);
    let given = std::fs::read(&documents(&out).unwrap()[0]).unwrap();
    assert!(traces.find(&given).is_some(), "the search finds a name where one is");
    assert!(town.schools[0].log().lines().count() > 1000, "the log at its most talkative is looked through");
    for (name, bytes) in town.schools.iter().flat_map(kept) {
        assert_eq!(traces.find(&bytes), None, "in {name}");
    }
}

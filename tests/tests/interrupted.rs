//! Registrars that leave, contradict each other and erase in the same moment, on a real node: nothing is done by
//! halves, nothing twice, nothing undone (rows X1, X2 and O1 of docs/trials.md, as they were found).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use anyhow::Context as _;
use attestat_credential::draft::Draft;
use attestat_ledger::status::{Reason, Status};
use attestat_tests::history::History;
use attestat_tests::programs::{attestat, attestat_node, program};
use attestat_tests::school::School;
use attestat_tests::sheet::{Pupil, row, write_rows};
use attestat_wire::v1;
use attestat_wire::v1::registrar_client::RegistrarClient;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tonic::transport::Channel;

/// Runs of `attestat issue` that are interrupted.
const INTERRUPTED: usize = 70;
/// Documents of each.
const ROWS: usize = 3;
/// Documents that are revoked and reinstated in the same moment.
const PAIRS: u32 = 60;
/// Children that are erased while a request for them is interrupted.
const ERASED: usize = 34;
/// Documents of each of these requests.
const ERASED_ROWS: u32 = 60;

struct RegistryOffice {
    folder: tempfile::TempDir,
    school: School,
}

impl RegistryOffice {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut school = School::init(&folder.path().join("school"), "acts.example", "Acts (SAMPLE)", &[]).unwrap();
        school.start().await.unwrap();
        school.wait_until_it_may_write().await.unwrap();
        Self { folder, school }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Both audits of the node, and every slot of its log once.
    async fn assert_sound(&mut self) {
        let history = History::pull(&self.school, &self.school.origin()).await.unwrap();
        let slots: BTreeSet<u32> = history.awards().values().map(|award| award.slot).collect();
        assert_eq!(slots.len(), history.awards().len(), "a slot is awarded once");
        let trust = self.path("trust");
        let audit = attestat(&["--json", "audit", &self.school.url(), "--trust", trust.to_str().unwrap()]).unwrap();
        assert_nothing_found(&audit.stdout);
        assert!(!audit.stdout.contains("the targets of"), "every status record was held against its award: {audit:?}");
        assert_eq!(self.school.stop().unwrap(), 0, "SIGTERM ends it cleanly");
        let audit = attestat_node(&["audit", self.school.dir(), "--every-seal", "--json"]).unwrap();
        assert_nothing_found(&audit.stdout);
    }
}

/// No finding, and no harmless repetition either.
fn assert_nothing_found(report: &str) {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let logs = report["logs"].as_array().unwrap();
    assert_eq!(logs.len(), 1);
    for what in ["findings", "repetitions"] {
        assert_eq!(logs[0][what].as_array().map(Vec::len), Some(0), "{report}");
    }
}

/// `attestat issue`, killed after a while as Ctrl-C or a closed terminal would.
fn interrupt(school: &School, sheet: &Path, out: &Path, after: Duration) -> anyhow::Result<()> {
    let mut command = Command::new(program("attestat")?);
    command.arg("issue").arg(sheet).arg("--commit").arg("--out").arg(out).args(["--node", school.dir()]);
    let mut running = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    std::thread::sleep(after);
    running.kill()?;
    running.wait().context("the interrupted run")?;
    Ok(())
}

/// Ctrl-C, and the same command again as it advises: 80 slots stood twice after 70 such runs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issue_that_is_interrupted_and_run_again_appends_nothing_twice() {
    let mut office = RegistryOffice::open().await;
    let (sheet, out) = (office.path("class.csv"), office.path("issued"));
    let class = |number: usize| (0..ROWS).map(|at| row(1 + number * ROWS + at, "silver")).collect::<Vec<_>>();
    let began = Instant::now();
    write_rows(&sheet, &class(INTERRUPTED)).unwrap();
    office.school.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    let whole = began.elapsed();
    for round in 0..INTERRUPTED {
        write_rows(&sheet, &class(round)).unwrap();
        // From the start of the program to its end, every part of the way several times.
        let after = whole.mul_f64(((round * 37) % INTERRUPTED) as f64 / INTERRUPTED as f64);
        interrupt(&office.school, &sheet, &out, after).unwrap();
        office.school.issue(&sheet, &out, &[]).unwrap().expect_code(0).unwrap();
    }
    let history = History::pull(&office.school, &office.school.origin()).await.unwrap();
    assert!(history.awards().len() >= (INTERRUPTED + 1) * ROWS);
    let all = ["document", "export", "--all", "--out", out.to_str().unwrap(), "--node", office.school.dir()];
    let exported = attestat(&all).unwrap().expect_code(0).unwrap();
    let count = (INTERRUPTED + 1) * ROWS;
    assert!(exported.stdout.contains(&format!("Wrote {count} documents")), "{}", exported.stdout);
    office.assert_sound().await;
}

async fn change(
    registrar: &mut RegistrarClient<Channel>,
    slot: u32,
    status: Status,
) -> Result<v1::ChangeStatusResponse, tonic::Status> {
    let (status, reason) = (status as u32, Reason::IssuedInError as u32);
    let wait = v1::Level::Local.into();
    let request = v1::ChangeStatusRequest { registry: String::new(), slot, status, reason, wait };
    registrar.change_status(request).await.map(tonic::Response::into_inner)
}

/// An acknowledged revocation, and a reinstatement in the same moment: 17 of 60 were undone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revocation_is_not_undone_by_a_reinstatement_in_the_same_moment() {
    let mut office = RegistryOffice::open().await;
    let mut registrar = office.school.registrar().await.unwrap();
    let slots = issue(&mut registrar, (0..PAIRS).map(|event| draft(1 + event as usize, event)).collect()).await;
    let slots = slots.unwrap();
    for slot in &slots {
        change(&mut registrar, *slot, Status::Suspended).await.unwrap();
    }
    let mut reinstated = 0;
    for slot in &slots {
        let (mut one, mut other) = (office.school.registrar().await.unwrap(), registrar.clone());
        let (revoked, back) =
            tokio::join!(change(&mut one, *slot, Status::Revoked), change(&mut other, *slot, Status::Valid),);
        revoked.unwrap();
        reinstated += usize::from(back.is_ok());
        if let Err(refused) = back {
            assert!(refused.message().contains("a revocation is final"), "{}", refused.message());
        }
        let again = change(&mut registrar, *slot, Status::Valid).await.unwrap_err();
        assert!(again.message().contains("a revocation is final"), "{slot} was revoked: {}", again.message());
    }
    assert!(reinstated < slots.len(), "some came second, and were refused");
    office.assert_sound().await;
}

/// A draft of a pupil; `event` tells the documents apart.
fn draft(number: usize, event: u32) -> Vec<u8> {
    let Pupil { reference, given_name, patronymic, birth_date, .. } = Pupil::new(number);
    let draft = serde_json::json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": Pupil::new(number).family_name(), "given_name": given_name,
            "patronymic": patronymic, "birth_date": birth_date},
        "pupil_ref": reference,
        "document": {"kind": "sport-event", "name": format!("Первенство {event} (SAMPLE)"), "sport": "Бег",
            "discipline": "100 м", "level": "regional", "place": 1, "result": "12 с", "date": "2021-05-30",
            "organiser": "Федерация (SAMPLE)"},
        "basis": {"kind": "agreement", "date": "2020-01-09", "text": "Заявление (SAMPLE)", "by": "guardian"},
    });
    let draft = draft.to_string().into_bytes();
    Draft::from_json(&draft).unwrap();
    draft
}

/// Issues drafts and returns their slots.
async fn issue(registrar: &mut RegistrarClient<Channel>, drafts: Vec<Vec<u8>>) -> Result<Vec<u32>, tonic::Status> {
    let count = u32::try_from(drafts.len()).unwrap();
    let requests: Vec<v1::IssueRequest> = drafts
        .into_iter()
        .map(|draft| v1::IssueRequest {
            draft,
            drafts: count,
            wait: v1::Level::Local.into(),
            same_pupil: "was-erased".to_owned(),
            ..Default::default()
        })
        .collect();
    let mut answers = registrar.issue(tokio_stream::iter(requests)).await?.into_inner();
    let mut slots = Vec::new();
    while let Some(answer) = answers.message().await? {
        slots.push(answer.slot);
    }
    Ok(slots)
}

async fn erase(registrar: &mut RegistrarClient<Channel>, number: usize) -> Result<u32, tonic::Status> {
    let by = v1::pupil::By::Reference(Pupil::new(number).reference);
    let pupil = Some(v1::Pupil { by: Some(by), ..Default::default() });
    let request = v1::ErasePupilRequest { registry: String::new(), pupil };
    registrar.erase_pupil(request).await.map(|answer| answer.into_inner().documents)
}

/// An erasure beside a request whose client left: in 7 of 34 tries something was written under the destroyed key,
/// and after a restart the registry was read-only for good.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_beside_an_interrupted_issue_leaves_nothing_behind() {
    let mut office = RegistryOffice::open().await;
    for number in 0..ERASED {
        let mut registrar = office.school.registrar().await.unwrap();
        issue(&mut registrar, vec![draft(number, 0)]).await.unwrap();
        let mut leaving = office.school.registrar().await.unwrap();
        let rows = (1..=ERASED_ROWS).map(|event| draft(number, event)).collect();
        let request = tokio::spawn(async move { issue(&mut leaving, rows).await });
        // From before the request is read to while its documents are made.
        tokio::time::sleep(Duration::from_millis(number as u64)).await;
        request.abort();
        let documents = erase(&mut registrar, number).await.unwrap();
        assert!(documents == 1 || documents == 1 + ERASED_ROWS, "{documents}: all of a request or nothing");
    }
    // Whatever came after its erasure is held anew, readable, and erased like anything else.
    office.school.kill().unwrap();
    office.school.start().await.unwrap();
    office.school.wait_until_it_may_write().await.unwrap();
    let out = office.path("exported");
    let all = ["document", "export", "--all", "--out", out.to_str().unwrap(), "--node", office.school.dir()];
    attestat(&all).unwrap().expect_code(0).unwrap();
    let mut registrar = office.school.registrar().await.unwrap();
    for number in 0..ERASED {
        issue(&mut registrar, vec![draft(number, 99)]).await.unwrap();
        erase(&mut registrar, number).await.unwrap();
    }
    let exported = attestat(&all).unwrap().expect_code(0).unwrap();
    assert!(exported.stdout.contains("Wrote 0 documents"), "{}", exported.stdout);
    office.assert_sound().await;
}

/// To the node, a stream whose sender has left looks as if it had come to its end.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_request_whose_sender_leaves_before_its_end_nothing_is_issued() {
    let mut office = RegistryOffice::open().await;
    let before = office.school.size().await.unwrap();
    let message = |event| v1::IssueRequest { draft: draft(0, event), drafts: 5, ..Default::default() };
    for came in 1..5 {
        let (sender, receiver) = tokio::sync::mpsc::channel(5);
        let mut leaving = office.school.registrar().await.unwrap();
        let request = tokio::spawn(async move {
            leaving.issue(tokio_stream::wrappers::ReceiverStream::new(receiver)).await.map(|_| ())
        });
        for event in 0..came {
            sender.send(message(event)).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        request.abort();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(office.school.size().await.unwrap(), before, "{came} of 5 came");
    }
    let mut registrar = office.school.registrar().await.unwrap();
    let slots = issue(&mut registrar, (0..5).map(|event| draft(0, event)).collect()).await.unwrap();
    assert_eq!(slots.len(), 5);
    office.assert_sound().await;
}

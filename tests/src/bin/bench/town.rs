//! Measurements through real programs: anchoring, issuing, mirroring, auditing, verifying.

use crate::checks::{Checks, in_turns};
use crate::ledger::{LARGE, awards, day};
use crate::report::Report;
use anyhow::Context as _;
use attestat_credential::document::DocumentFile;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{Colour, Verifier};
use attestat_ledger::hash::sha256;
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use attestat_node::Node;
use attestat_tests::programs::program;
use attestat_tests::school::School;
use attestat_tests::town::{Town, admit, note, quietly, stop};
use attestat_wire::v1;
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio_stream::StreamExt as _;

/// Anchor requests of one stream that wait for their answers.
const REQUESTS_AHEAD: usize = 16;

fn lone_school(folder: &Path, name: &str) -> anyhow::Result<School> {
    School::init(&folder.join(name), &format!("{name}.example"), "School (SAMPLE)", &[])
}

/// Writes `records` awards into the log of a stopped node, through its own write path.
fn fill(school: &School, records: u64) -> anyhow::Result<()> {
    let node = Node::open(&school.folder)?;
    let registry = node.registries.first().context("one registry")?;
    let mut number = 0;
    while number < records {
        let count = (records - number).min(1000);
        let entry = registry.own.entry(day(), awards(number, count));
        let appended = registry.own.commit(&entry)?;
        registry.own.apply_appended(&appended)?;
        registry.own.seal(&registry.key)?;
        number += count;
    }
    node.flush()?;
    Ok(())
}

/// The audit command over a million records: records a second, and memory.
pub(crate) fn audit(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let school = lone_school(folder.path(), "audit")?;
    fill(&school, LARGE)?;
    let bare = report.value("bare hashing, leaves and nodes, all cores").context("run `bare` in the same run")?;
    for (name, extra) in [("audit of a local log", None), ("audit of a local log, every seal", Some("--every-seal"))] {
        let mut command = Command::new(program("attestat-node")?);
        command.arg("audit").arg(&school.folder).args(extra).arg("--json");
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn()?;
        let mut peak: f64 = 0.0;
        while child.try_wait()?.is_none() {
            peak = peak.max(resident_mib(child.id()).unwrap_or(0.0));
            std::thread::sleep(Duration::from_millis(5));
        }
        let rate = LARGE as f64 / start.elapsed().as_secs_f64();
        report.against(&format!("{name}, whole command"), rate, "records/s", 2_000_000.0);
        report.against(&format!("{name}, against bare hashing"), rate, "records/s", bare);
        report.against(&format!("{name}, memory"), peak, "MiB", 300.0);
    }
    Ok(())
}

fn resident_mib(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Catch-up of a mirror in another process.
pub(crate) fn mirror(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut author = lone_school(folder.path(), "author")?;
    let mut mirror = lone_school(folder.path(), "mirror")?;
    fill(&author, LARGE)?;
    let schools = [author, mirror];
    admit(&folder.path().join("consortium"), &schools, &quietly)?;
    [author, mirror] = schools;
    Runtime::new()?.block_on(async {
        author.start().await?;
        mirror.start().await?;
        let (began, from) = (Instant::now(), copied(&mirror).await?);
        loop {
            let size = copied(&mirror).await?;
            if size > LARGE {
                let rate = (size - from) as f64 / began.elapsed().as_secs_f64();
                report.against(
                    "mirroring catch-up, two processes, all verified and stored",
                    rate,
                    "records/s",
                    300_000.0,
                );
                return anyhow::Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
}

async fn copied(mirror: &School) -> anyhow::Result<u64> {
    let mut log = mirror.log_client().await?;
    let logs = log.list_logs(v1::ListLogsRequest {}).await?.into_inner().logs;
    Ok(logs.iter().find(|log| log.origin.starts_with("author.example/")).map_or(0, |log| log.size))
}

fn digests(from: u64, count: u64) -> v1::AnchorRequest {
    let digests = (from..from + count).map(|number| sha256(&number.to_be_bytes()).to_vec()).collect();
    v1::AnchorRequest { registry: String::new(), digests, wait: v1::Level::Local.into() }
}

/// Anchoring through gRPC, answered when durable.
pub(crate) fn anchor(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut school = lone_school(folder.path(), "anchor")?;
    let runtime = Runtime::new()?;
    runtime.block_on(school.start())?;
    let bare = report.value("bare write loop, batches of 1000").context("run `bare` in the same run")?;
    let disk = report.value("disk: fdatasync of 4 KiB appended").context("run `probe` in the same run")?;
    let rate = runtime.block_on(stream(&school, 400_000, 1000))?;
    report.against("anchoring LOCAL, batches of 1,000", rate, "records/s", 200_000.0);
    report.against("anchoring LOCAL, batches of 1,000, against the bare loop", rate, "records/s", bare);
    let rate = runtime.block_on(stream(&school, 100_000, 64))?;
    report.figure("anchoring LOCAL, batches of 64", rate, "records/s");
    let rate = runtime.block_on(clients(&school, 64, Duration::from_secs(4)))?;
    report.against("anchoring LOCAL, 64 clients, one record each", rate, "records/s", 13_000.0);
    let rate = runtime.block_on(clients(&school, 1, Duration::from_secs(2)))?;
    report.against("anchoring LOCAL, one client, one record", rate, "records/s", 2_000.0);
    report.against("anchoring LOCAL, one client, against fdatasync", rate, "records/s", disk);
    school.stop()?;
    Ok(())
}

/// One stream with several requests on their way.
async fn stream(school: &School, records: u64, batch: u64) -> anyhow::Result<f64> {
    let mut registrar = school.registrar().await?;
    let records = records / batch * batch;
    let requests: Vec<_> = (0..records / batch).map(|number| digests(number * batch, batch)).collect();
    let (sender, receiver) = tokio::sync::mpsc::channel(REQUESTS_AHEAD);
    let began = Instant::now();
    tokio::spawn(async move {
        for request in requests {
            if sender.send(request).await.is_err() {
                return;
            }
        }
    });
    let answers = registrar.anchor(tokio_stream::wrappers::ReceiverStream::new(receiver)).await?;
    let mut answers = answers.into_inner();
    let mut answered = 0;
    while let Some(answer) = answers.next().await {
        answered += answer?.anchored.len() as u64;
    }
    anyhow::ensure!(answered == records, "every record is answered");
    Ok(records as f64 / began.elapsed().as_secs_f64())
}

/// Clients that each wait for one record at a time.
async fn clients(school: &School, count: usize, time: Duration) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut tasks = Vec::new();
    let registrar = school.registrar().await?;
    for client in 0..count {
        let mut registrar = registrar.clone();
        tasks.push(tokio::spawn(async move {
            let (sender, receiver) = tokio::sync::mpsc::channel(1);
            let first = digests((client as u64) << 32, 1);
            sender.send(first).await?;
            let answers = registrar.anchor(tokio_stream::wrappers::ReceiverStream::new(receiver)).await?;
            let mut answers = answers.into_inner();
            let mut answered: u64 = 0;
            while let Some(answer) = answers.next().await {
                answered += answer?.anchored.len() as u64;
                if began.elapsed() > time {
                    break;
                }
                sender.send(digests(((client as u64) << 32) + answered, 1)).await?;
            }
            anyhow::Ok(answered)
        }));
    }
    let mut answered = 0;
    for task in tasks {
        answered += task.await??;
    }
    Ok(answered as f64 / began.elapsed().as_secs_f64())
}

/// A certificate with 18 marks, in a stream of its own; no two alike.
pub(crate) fn certificate(number: u64, wait: v1::Level) -> v1::IssueRequest {
    let subjects = [
        "Русский язык",
        "Литература",
        "Иностранный язык (английский)",
        "Алгебра",
        "Геометрия",
        "Информатика",
        "История",
        "Обществознание",
        "География",
        "Физика",
        "Химия",
        "Биология",
        "Физическая культура",
        "ОБЖ",
        "Индивидуальный проект",
        "Астрономия",
        "Родной язык",
        "Родная литература",
    ];
    let marks: Vec<_> = subjects.iter().map(|subject| json!({"subject": subject, "mark": 5})).collect();
    let letter = |place: u32| char::from_u32(0x0430 + (number / 32_u64.pow(place) % 32) as u32).unwrap_or('а');
    let family: String = std::iter::once('О').chain((0..4).map(letter)).collect();
    let draft = json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": family, "given_name": "Анна", "patronymic": "Ильинична", "birth_date": "2003-02-01"},
        "pupil_ref": format!("bench/{number}"),
        "document": {
            "kind": "secondary", "distinction": "ordinary", "blank_number": format!("077{:011}", number),
            "registration_number": format!("21-{number}"), "issue_date": "2021-06-25", "end_year": 2021,
            "school_name": "Школе-образце (SAMPLE)", "locality": "г. Примерск", "head": "Образцов И. П.",
            "head_capacity": "head", "supplement_number": format!("078{:011}", number), "marks": marks,
            "additional_information": [], "copy": "original",
        },
        "basis": {"kind": "law", "text": "Приказ (SAMPLE)"},
    });
    v1::IssueRequest {
        registry: String::new(),
        draft: draft.to_string().into_bytes(),
        wait: wait.into(),
        drafts: 1,
        ..Default::default()
    }
}

/// Issuing certificates with 18 marks, vault included.
pub(crate) fn issue(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut school = lone_school(folder.path(), "issue")?;
    let runtime = Runtime::new()?;
    runtime.block_on(school.start())?;
    let count = 10_000;
    let requests: Vec<_> = (0..count).map(|number| certificate(number, v1::Level::Local)).collect();
    let began = Instant::now();
    runtime.block_on(issue_all(&school, requests))?;
    let rate = count as f64 / began.elapsed().as_secs_f64();
    report.against("issuing full certificates, vault included", rate, "documents/s", 8000.0);
    school.stop()?;
    Ok(())
}

async fn issue_all(school: &School, mut requests: Vec<v1::IssueRequest>) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut registrar = school.registrar().await?;
    let drafts = u32::try_from(requests.len())?;
    requests.iter_mut().for_each(|request| request.drafts = drafts);
    let mut answers = registrar.issue(tokio_stream::iter(requests)).await?.into_inner();
    let mut documents = Vec::new();
    while let Some(answer) = answers.next().await {
        let answer = answer?;
        anyhow::ensure!(answer.error.is_empty(), "{}", answer.error);
        documents.push(answer.document);
    }
    Ok(documents)
}

/// Checking documents offline that four peers cosigned.
pub(crate) fn verify(report: &mut Report) -> anyhow::Result<()> {
    let (town, documents) = Runtime::new()?.block_on(async {
        let mut town = Town::running(5).await?;
        let requests = (0..1000).map(|number| certificate(number, v1::Level::Mirrored)).collect();
        let documents = issue_all(town.schools.first().context("five schools")?, requests).await?;
        stop(&mut town.schools)?;
        anyhow::Ok((town, documents))
    })?;
    let hash = RosterHash::parse(&town.hash).context("a hash")?;
    let trust = Trust::new(PinnedRoster::pin(&std::fs::read(note(&town.path("consortium")))?, hash)?);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let check = verify_strict_seconds();
    report.figure("one signature check (verify_strict)", check * 1e6, "µs");
    let checks = documents.iter().map(|document| {
        let (file, mut checks) = (DocumentFile::parse(document)?, Checks::default());
        checks.add(trust.roster.roster(), &file.sd_jwt, &file.proof, None)?;
        anyhow::Ok(checks)
    });
    let checks = checks.collect::<anyhow::Result<Vec<_>>>()?;
    let verify = |document: usize| {
        let verdict = Verifier::new(&trust).verify_bytes(&documents[document], now);
        anyhow::ensure!(verdict.colour() == Colour::Green, "a bench document is green: {:?}", verdict.reasons());
        Ok(())
    };
    let (one, alone) = in_turns(documents.len(), verify, |document| checks[document].make())?;
    let count = checks.first().map_or(0, Checks::count);
    report.against(
        &format!("offline verification of one document, to its {count} checks"),
        one * 1e6,
        "µs",
        alone * 1e6,
    );
    let began = Instant::now();
    let mut verifier = Verifier::new(&trust);
    for document in &documents {
        verifier.verify_bytes(document, now);
    }
    anyhow::ensure!(verifier.checkpoints_checked() == 1, "many documents under one checkpoint check it once");
    let each = began.elapsed().as_secs_f64() / documents.len() as f64;
    report.figure("offline verification of many under one checkpoint, one core", 1.0 / each, "documents/s");
    Ok(())
}

pub(crate) fn verify_strict_seconds() -> f64 {
    let secret = crate::ledger::secret();
    let (message, rounds) = ([7; 1400], 2000);
    let signature = secret.sign(&message);
    let public = secret.public();
    let began = Instant::now();
    for _ in 0..rounds {
        let _ = std::hint::black_box(public.verify(std::hint::black_box(&message), &signature));
    }
    began.elapsed().as_secs_f64() / f64::from(rounds)
}

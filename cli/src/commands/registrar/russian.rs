//! The registrar's screens in Russian, at a node that answers everything: no English words stand on them.

use crate::render::output::{Format, Output, captured};
use attestat_credential::draft::words::DocumentKind;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_wire::v1::export_response::LeftOut;
use attestat_wire::v1::issue_response::Outcome;
use attestat_wire::v1::registrar_server::{Registrar, RegistrarServer};
use attestat_words::english::english_words;
use attestat_words::language::Language;
use clap::Parser as _;
use std::path::Path;
use std::pin::Pin;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};

const PERSON: &str = "{\"family_name\":\"Образцов\",\"given_name\":\"Лев\",\"birth_date\":\"2008-03-15\"}";

/// Answers that differ from test to test; the rest is the same always.
#[derive(Default, Clone)]
struct Answers {
    node: v1::GetNodeResponse,
    /// For the rows of a sheet; rows behind the last are as the last.
    rows: Vec<v1::IssueResponse>,
    reissued: v1::ReissueResponse,
    changed: Option<Refusal>,
    erased: v1::ErasePupilResponse,
}

struct Desk(Answers);

type Stream1<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

fn one_by_one<T: Send + 'static>(answers: Vec<T>) -> Response<Stream1<T>> {
    Response::new(Box::pin(tokio_stream::iter(answers.into_iter().map(Ok))))
}

fn pupil(reference: &str, slots: &[u32], enrolled: bool) -> v1::DescribedPupil {
    let (person, reference, slots) = (PERSON.into(), reference.to_owned(), slots.to_vec());
    v1::DescribedPupil { known: true, person, reference, slots, enrolled }
}

fn documents() -> Vec<v1::DescribedDocument> {
    let held = |slot, status, replaced_by, kind: &str| v1::DescribedDocument {
        slot,
        issued: true,
        status,
        person: PERSON.into(),
        kind: kind.to_owned(),
        title: "Физика\nregional\nwinner".to_owned(),
        date: "2024-06-12".to_owned(),
        number: "26-1".to_owned(),
        replaced_by,
    };
    let unknown = v1::DescribedDocument { slot: 11, issued: true, ..Default::default() };
    vec![held(7, 0, 0, "gto"), held(8, 1, 9, "olympiad"), held(9, 2, 0, "basic"), unknown]
}

#[tonic::async_trait]
impl Registrar for Desk {
    type IssueStream = Stream1<v1::IssueResponse>;
    type AnchorStream = Stream1<v1::AnchorResponse>;
    type ExportStream = Stream1<v1::ExportResponse>;

    async fn get_node(&self, _: Request<v1::GetNodeRequest>) -> Result<Response<v1::GetNodeResponse>, Status> {
        Ok(Response::new(self.0.node.clone()))
    }

    async fn issue(&self, rows: Request<Streaming<v1::IssueRequest>>) -> Result<Response<Self::IssueStream>, Status> {
        let rows: Vec<_> = rows.into_inner().collect().await;
        let answer = |position: usize| {
            let answer = self.0.rows.get(position).or(self.0.rows.last()).cloned().unwrap_or_default();
            v1::IssueResponse { position: position as u64, ..answer }
        };
        Ok(one_by_one((0..rows.len()).map(answer).collect()))
    }

    async fn describe(&self, _: Request<v1::DescribeRequest>) -> Result<Response<v1::DescribeResponse>, Status> {
        let same_person = vec![pupil("18", &[12], false), pupil("", &[13, 14], false)];
        let pupil = Some(pupil("17", &[7, 8], true));
        Ok(Response::new(v1::DescribeResponse { documents: documents(), pupil, same_person }))
    }

    async fn merge_pupils(
        &self,
        _: Request<v1::MergePupilsRequest>,
    ) -> Result<Response<v1::MergePupilsResponse>, Status> {
        let (keep, join) = (Some(pupil("17", &[7], true)), Some(pupil("", &[8, 9], false)));
        let merged = v1::MergePupilsResponse { keep, join, documents: 2, rebinding: true, ticket_ended: true };
        Ok(Response::new(merged))
    }

    async fn anchor(&self, _: Request<Streaming<v1::AnchorRequest>>) -> Result<Response<Self::AnchorStream>, Status> {
        Ok(one_by_one(Vec::new()))
    }

    async fn change_status(
        &self,
        _: Request<v1::ChangeStatusRequest>,
    ) -> Result<Response<v1::ChangeStatusResponse>, Status> {
        if let Some(refusal) = self.0.changed.clone() {
            return Err(refusal.into());
        }
        let level = v1::Level::Witnessed.into();
        Ok(Response::new(v1::ChangeStatusResponse { index: 40, level, successor_unknown: true }))
    }

    async fn export(&self, _: Request<v1::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        let file = |slot, status, replaced_by| v1::ExportResponse {
            slot,
            document: b"{}".to_vec(),
            status,
            replaced_by,
            unconfirmed: true,
            successor_unknown: true,
            ..Default::default()
        };
        let left = |slot, why: LeftOut| v1::ExportResponse { slot, left_out: why.into(), ..Default::default() };
        let files = [file(7, 0, 0), file(8, 1, 9), file(9, 2, 0)];
        let left = [left(10, LeftOut::Prepared), left(11, LeftOut::Unreadable)];
        Ok(one_by_one(files.into_iter().chain(left).collect()))
    }

    async fn reissue(&self, _: Request<v1::ReissueRequest>) -> Result<Response<v1::ReissueResponse>, Status> {
        Ok(Response::new(self.0.reissued.clone()))
    }

    async fn make_ticket(&self, _: Request<v1::MakeTicketRequest>) -> Result<Response<v1::MakeTicketResponse>, Status> {
        Ok(Response::new(v1::MakeTicketResponse {
            address: format!("https://127.0.0.1:7400#sha256:{}", "ab".repeat(32)),
            registry_name: "Школа".to_owned(),
            roster_hash: vec![7; 32],
            registry: "school-12.example".to_owned(),
            documents: 2,
            enrolled: true,
            ended: 1_800_000_000,
        }))
    }

    async fn run_rebinding(
        &self,
        _: Request<v1::RunRebindingRequest>,
    ) -> Result<Response<v1::RunRebindingResponse>, Status> {
        Ok(Response::new(v1::RunRebindingResponse { issued: 1, waiting: 2, revoked: 3, revoked_later: 4 }))
    }

    async fn erase_pupil(&self, _: Request<v1::ErasePupilRequest>) -> Result<Response<v1::ErasePupilResponse>, Status> {
        Ok(Response::new(self.0.erased.clone()))
    }
}

/// Runs a command in Russian at a node with these answers, and returns its screen.
fn shown(folder: &Path, answers: &Answers, line: &str) -> String {
    let socket = folder.join("node.sock");
    let _ = std::fs::remove_file(&socket);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(async { tokio::net::UnixListener::bind(&socket).unwrap() });
    let incoming = tokio_stream::wrappers::UnixListenerStream::new(listener);
    let service = RegistrarServer::new(Desk(answers.clone()));
    runtime.spawn(attestat_wire::listen::server().add_service(service).serve_with_incoming(incoming));
    let line = format!("attestat {line} --node unix:{}", socket.display()).replace("{}", folder.to_str().unwrap());
    let arguments = crate::commands::Arguments::try_parse_from(line.split(' ')).unwrap();
    let out = Output::new(Format::Words).speaking(Language::Russian);
    captured(|| {
        if let Err(failure) = crate::commands::run(&arguments, &out) {
            out.failure(&failure);
        }
    })
}

/// Fails with the screen if English words stand on it, and returns it.
#[track_caller]
fn russian(folder: &Path, answers: &Answers, line: &str) -> String {
    let screen = shown(folder, answers, line);
    assert!(!screen.trim().is_empty(), "{line} shows something");
    assert_eq!(english_words(&screen), [""; 0], "{line}:\n{screen}");
    screen
}

/// A folder with a sheet of two rows.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sheet = attestat_sheets::template(DocumentKind::Gto).replace("Образцова (SAMPLE)", "Образцова");
    let second = sheet.lines().nth(1).unwrap().replace("SAMPLE-01", "17").replace("0000001", "0000002");
    let second = second.replace("16-77-0012345", "16-77-0012346").replace("Образцова", "Примерова");
    std::fs::write(folder.path().join("class.csv"), format!("{sheet}{second}\r\n")).unwrap();
    folder
}

fn row(outcome: Outcome, code: &str) -> v1::IssueResponse {
    v1::IssueResponse {
        outcome: outcome.into(),
        slot: 7,
        index: 30,
        level: v1::Level::Witnessed.into(),
        error: "The node says this in English.".to_owned(),
        error_ru: "Узел говорит это по-русски.".to_owned(),
        code: code.to_owned(),
        document: b"{}".to_vec(),
        field: "pupil.family_name".to_owned(),
        known: PERSON.into(),
        ..Default::default()
    }
}

fn answering(rows: Vec<v1::IssueResponse>) -> Answers {
    let loss = v1::VaultLoss {
        awards: 3,
        first_day: "2026-09-01".into(),
        last_day: "2026-09-02".into(),
        ..Default::default()
    };
    Answers { node: v1::GetNodeResponse { losses: vec![loss], ..Default::default() }, rows, ..Default::default() }
}

#[test]
fn sheets_that_are_issued_are_told_in_russian() {
    let folder = folder();
    for rows in [
        vec![row(Outcome::WouldIssue, "")],
        vec![row(Outcome::AlreadyIssued, "")],
        vec![row(Outcome::WouldIssue, ""), row(Outcome::AlreadyIssued, "replaced")],
        vec![row(Outcome::AlreadyIssued, "revoked-before"), row(Outcome::AlreadyIssued, "unreadable")],
    ] {
        let answers = answering(rows);
        russian(folder.path(), &answers, "issue {}/class.csv --again 2");
        russian(folder.path(), &answers, "issue {}/class.csv --commit --out {}/out");
    }
    let suspended = v1::IssueResponse { status: 2, ..row(Outcome::Issued, "") };
    russian(folder.path(), &answering(vec![suspended]), "issue {}/class.csv --commit --out {}/out --wait mirrored");
}

#[test]
fn every_objection_and_question_is_told_in_russian() {
    let folder = folder();
    for code in [
        "name-differs",
        "birth-date-differs",
        "other-person",
        "person-unknown",
        "person-unreadable",
        "unreadable",
        "known-by-number",
        "known-by-name",
        "known-by-other-number",
        "may-be-lost",
        "was-erased",
        "namesakes",
        "original-taken",
        "blank-taken",
        "supplement-taken",
        "registration-taken",
        "number-taken",
        "participant-taken",
        "same-document",
        "repeated-differently",
        "mixed-alphabets",
        "",
    ] {
        for outcome in [Outcome::Question, Outcome::Refused, Outcome::Conflict] {
            let number = v1::IssueResponse { known_number: "18".to_owned(), other: 1, ..row(outcome, code) };
            let answers = answering(vec![row(outcome, code), number]);
            let screen = russian(folder.path(), &answers, "issue {}/class.csv --commit --out {}/out");
            assert!(!screen.contains("in English"), "{code}:\n{screen}");
        }
    }
    let question = answering(vec![row(Outcome::Question, "name-differs"), row(Outcome::WouldIssue, "")]);
    russian(folder.path(), &question, "issue {}/class.csv --errors {}/to-correct.csv");
}

#[test]
fn sheets_that_cannot_be_issued_are_told_in_russian() {
    let folder = folder();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    std::fs::write(folder.path().join("sample.csv"), attestat_sheets::template(DocumentKind::Basic)).unwrap();
    std::fs::write(folder.path().join("empty.csv"), "").unwrap();
    std::fs::write(folder.path().join("page.csv"), "<html>").unwrap();
    std::fs::write(folder.path().join("profile.toml"), "schema = 1").unwrap();
    let answers = answering(vec![row(Outcome::WouldIssue, "")]);
    for line in [
        &format!("issue {examples}/mistakes.csv"),
        &format!("issue {examples}/mistakes.csv --errors {{}}/errors.xlsx"),
        &format!("issue {examples}/mistakes.csv {{}}/class.csv --errors {{}}/errors.csv"),
        "issue {}/sample.csv",
        "issue {}/empty.csv",
        "issue {}/page.csv",
        "issue {}/class.csv --same-pupil 9",
        "issue {}/class.csv --errors {}/class.csv",
        "issue {}/class.csv --errors {}/empty.csv",
        "issue {}/class.csv --errors {}/errors.txt.doc",
        "issue {}/class.csv --profile {}/none.toml",
        "issue {}/class.csv --profile {}/profile.toml",
        "issue {}/class.csv --map Нечто",
        "issue {}/class.csv --map Нечто=Ничто",
        "issue {}/class.csv --set Нечто",
        "issue {}/class.csv --set Фамилия=Иванов",
        "issue {}/class.csv --set Ничто=Иванов",
        "issue {}/class.csv --worksheet 9А",
        &format!("pupil ticket --sheet {examples}/mistakes.csv --out {{}}/letters"),
        "pupil ticket --sheet {}/class.csv --profile {}/profile.toml --out {}/letters",
        "reissue 7 --from {}/class.csv",
        &format!("reissue 7 --from {examples}/mistakes.csv"),
    ] {
        russian(folder.path(), &answers, line);
    }
}

#[test]
fn templates_and_profiles_are_told_in_russian() {
    let folder = folder();
    std::fs::write(folder.path().join("own.csv"), "Фамилия;Имя;Дата рождения;Нечто\nА;Б;01.01.2008;5\n").unwrap();
    let run = |line: &str| {
        let line = line.replace("{}", folder.path().to_str().unwrap());
        let arguments = crate::commands::Arguments::try_parse_from(line.split(' ')).unwrap();
        let out = Output::new(Format::Words).speaking(Language::Russian);
        let shown = captured(|| _ = crate::commands::run(&arguments, &out).unwrap());
        // What a profile says by its keys is no sentence.
        let sentences =
            shown.lines().filter(|line| line.starts_with("# ") && !line.contains('=') || !line.contains(" = "));
        let sentences: Vec<&str> = sentences.filter(|line| !line.starts_with('[')).collect();
        assert_eq!(english_words(&sentences.join("\n")), [""; 0], "{line}:\n{shown}");
    };
    run("attestat template --kind gto");
    run("attestat template profile {}/class.csv");
    run("attestat template profile {}/own.csv");
}

#[test]
fn replacements_are_told_in_russian() {
    let folder = folder();
    let change = |path: &str, old: Option<&str>, new: Option<&str>| v1::FieldChange {
        path: path.to_owned(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    let changes = [
        change("pupil.family_name", Some("А"), Some("Б")),
        change("document.badge", Some("gold"), Some("silver")),
        change("document.copy", None, Some("duplicate")),
    ];
    let reissued = |outcome, from, changes: &[v1::FieldChange]| v1::ReissueResponse {
        issued: Some(row(outcome, "")),
        status_index: 31,
        changes: changes.to_vec(),
        status_from: from,
        status_until: from * 2,
        ..Default::default()
    };
    for outcome in [Outcome::Issued, Outcome::AlreadyIssued] {
        for (from, changes) in [(0, &changes[..]), (1_800_000_000, &[])] {
            let answers = Answers { reissued: reissued(outcome, from, changes), ..answering(Vec::new()) };
            russian(folder.path(), &answers, "reissue 7 --duplicate");
            russian(folder.path(), &answers, "reissue 7 --duplicate --commit --out {}/out");
        }
    }
}

#[test]
fn statuses_and_documents_are_told_in_russian() {
    let folder = folder();
    let answers = answering(Vec::new());
    let refused = Answers {
        changed: Some(Refusal::new(tonic::Code::AlreadyExists, "status-unchanged", "It is.".into(), "".into())),
        ..answers.clone()
    };
    for line in [
        "status revoke 7 8 --reason superseded --yes",
        "status suspend 7 --reason unspecified --yes",
        "status reinstate 7 --reason unspecified --yes",
    ] {
        russian(folder.path(), &answers, line);
        russian(folder.path(), &refused, line);
    }
    for _ in 0..2 {
        russian(folder.path(), &answers, "document export --all --out {}/out");
        std::fs::write(folder.path().join("out/document-7.attestat"), "another").unwrap();
    }
}

#[test]
fn pupils_are_told_in_russian() {
    let folder = folder();
    let erased = v1::ErasePupilResponse {
        act: "акт".to_owned(),
        documents: 2,
        files_pending: true,
        same_person: vec![pupil("18", &[12], false)],
    };
    let answers = Answers { erased, ..answering(Vec::new()) };
    for line in [
        "pupil show --pupil-ref 17",
        "pupil ticket --pupil-ref 17 --yes --out {}/letter.txt",
        "pupil ticket --sheet {}/class.csv --out {}/letters",
        "pupil rebind --now",
        "pupil merge document:7 document:8 --dry-run",
        "pupil merge document:7 document:8 --yes",
        "pupil erase --pupil-ref 17 --yes --out {}/act",
    ] {
        russian(folder.path(), &answers, line);
    }
}

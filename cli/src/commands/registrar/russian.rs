//! The registrar's screens in Russian, at a node that answers everything: no English words stand on them.

mod desk;

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
use desk::{Answers, Desk, pupil};
use std::path::Path;
use std::pin::Pin;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};

const PERSON: &str = "{\"family_name\":\"Образцов\",\"given_name\":\"Лев\",\"birth_date\":\"2008-03-15\"}";

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
    let mut answers = answering(vec![suspended]);
    let waiting = "issue {}/class.csv --commit --out {}/out --wait mirrored";
    assert!(russian(folder.path(), &answers, waiting).contains("Ничего не сделано"), "nobody is there to wait for");
    answers.node.has_cosigners = true;
    russian(folder.path(), &answers, waiting);
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
        destroyed_before: String::new(),
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

#[test]
fn a_pupil_who_was_erased_before_is_not_said_to_be_destroyed_now() {
    let folder = folder();
    let erased =
        |day: &str| v1::ErasePupilResponse { documents: 2, destroyed_before: day.to_owned(), ..Default::default() };
    for (day, said) in [("", "Уничтожено всё"), ("2026-11-21", "уже уничтожены 21.11.2026")] {
        let answers = Answers { erased: erased(day), ..answering(Vec::new()) };
        let screen = russian(folder.path(), &answers, &format!("pupil erase --pupil-ref 17 --yes --out {{}}/act{day}"));
        assert!(screen.contains(said), "{day}: {screen}");
        assert_eq!(screen.contains("Уничтожено всё"), day.is_empty(), "{screen}");
    }
}

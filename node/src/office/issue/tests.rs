#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::Act;
use crate::Node;
use crate::machine::config::{Config, RegistryConfig};
use crate::office::client::issue_drafts;
use crate::office::registry_office::RegistryOffice;
use crate::writer::levels::Reached;
use crate::writer::pipeline::{Order, Snapshot};
use attestat_ledger::name::RegistryId;
use attestat_ledger::record::{Award, Class, Content};
use attestat_wire::v1::{self, issue_response::Outcome};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::watch;
use zeroize::Zeroizing;

fn draft(number: usize, place: u32) -> Zeroizing<Vec<u8>> {
    let draft = serde_json::json!({
        "format": "attestat/draft/v1",
        "pupil": {"family_name": "Образцов", "given_name": "Лев", "birth_date": crate::office::sample::born(number)},
        "pupil_ref": format!("sample/{number}"),
        "document": {"kind": "sport-event", "name": "Первенство (SAMPLE)", "sport": "Бег", "discipline": "100 м",
            "level": "regional", "place": place, "result": "12 с", "date": "2024-05-30", "organiser": "Федерация (SAMPLE)"},
        "basis": {"kind": "agreement", "date": "2024-01-09", "text": "Заявление (SAMPLE)", "by": "both"},
    });
    Zeroizing::new(draft.to_string().into_bytes())
}

fn open_office(folder: &std::path::Path) -> (Node, Arc<RegistryOffice>) {
    let registry = RegistryConfig {
        id: RegistryId::parse("issue.example").unwrap(),
        generation: std::num::NonZeroU32::MIN,
        name: "School (SAMPLE)".to_owned(),
        organisation: "School (SAMPLE)".to_owned(),
        region: "Sample".to_owned(),
        classes: BTreeSet::from([Class::Achievement]),
    };
    let config = Config { disk_reserve: 1 << 20, ..Config::new("issue.example".to_owned(), vec![registry]) };
    crate::operator::init::init(folder, &config).unwrap();
    let node = Node::open(folder).unwrap();
    let (_, reached) = watch::channel(Reached::default());
    let opened = crate::office::opening::open(
        &node.registries[0],
        node.vault.clone(),
        node.roster.subscribe(),
        reached,
        None,
        Order::Shuffled,
        crate::office::cover::Cover::default(),
    );
    (node, opened.unwrap().0)
}

fn outcomes(answers: &[v1::IssueResponse]) -> Vec<Outcome> {
    answers.iter().map(v1::IssueResponse::outcome).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_concurrent_requests_issue_a_document_once() {
    let folder = tempfile::tempdir().unwrap();
    let (node, office) = open_office(&folder.path().join("school"));
    let request = |office: Arc<RegistryOffice>| async move {
        let drafts = (0..20).map(|number| draft(number, 1)).collect();
        issue_drafts(&office, drafts, v1::Level::Local, Act::Commit).await.unwrap()
    };
    let (one, other) = tokio::join!(tokio::spawn(request(office.clone())), tokio::spawn(request(office.clone())));
    let (one, other) = (one.unwrap(), other.unwrap());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.slot, other.slot, "both are told of the same document");
        let issued = [one, other].iter().filter(|answer| answer.outcome() == Outcome::Issued).count();
        assert_eq!(issued, 1);
    }
    assert_eq!(node.vault.slots(&office.id).unwrap().len(), 20);
}

/// An answer at `LOCAL` means that the sign guard covers the record, for a lone caller and in a crowd.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issue_is_answered_only_after_the_guard_covers_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let (_node, office) = open_office(&folder.path().join("school"));
    let append = |office: Arc<RegistryOffice>| async move {
        let slot = office.draw_slots(1).unwrap()[0];
        let award = Award { class: Class::Achievement, slot, tag: [1; 16], commitment: [2; 32] };
        let appended = office.pipeline.append(vec![Content::Award(award)], Snapshot::AsNeeded).await.unwrap();
        assert!(office.own.sealed().size >= appended.size, "answered before the guard moved");
    };
    for _ in 0..200 {
        append(office.clone()).await;
    }
    let crowd: Vec<_> = (0..200).map(|_| tokio::spawn(append(office.clone()))).collect();
    for caller in crowd {
        caller.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_draft_is_told_from_a_correction() {
    let folder = tempfile::tempdir().unwrap();
    let (_node, office) = open_office(&folder.path().join("school"));
    let issue = async |drafts| issue_drafts(&office, drafts, v1::Level::Local, Act::Commit).await.unwrap();
    assert_eq!(outcomes(&issue(vec![draft(1, 1), draft(1, 1)]).await), [Outcome::Issued, Outcome::AlreadyIssued]);
    assert_eq!(outcomes(&issue(vec![draft(1, 1)]).await), [Outcome::AlreadyIssued]);
    // Other content under the same key holds up the whole request.
    let size = office.own.log().state().size();
    assert_eq!(outcomes(&issue(vec![draft(1, 2), draft(2, 1)]).await), [Outcome::Conflict, Outcome::WouldIssue]);
    assert_eq!(office.own.log().state().size(), size, "nothing was issued");
}

/// The log is closed between the records and the answer: the issued documents are told first, and then why they do not
/// count. An answer that came before the log was closed is no such moment, and another school is tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fork_during_an_issue_reports_the_documents_issued_before() {
    use super::DraftOutcome;
    use crate::office::error::OfficeError;
    for _ in 0..50 {
        let (told, ended) = forked_while_issuing().await;
        let Err(ended) = ended else { continue };
        let is_behind_the_records = matches!(ended, OfficeError::NotEntitled(_));
        let ended = attestat_wire::refusal::Refusal::from(ended);
        assert_eq!(ended.code, attestat_wire::refusal::FORKED, "{ended}");
        let positions: Vec<usize> = told.iter().map(|answer| answer.position).collect();
        assert_eq!(positions, [0, 1, 2], "in front of the reason");
        assert!(told.iter().all(|answer| matches!(answer.outcome, DraftOutcome::Issued(_))));
        if is_behind_the_records {
            return;
        }
    }
    panic!("no log was closed between its records and the answer");
}

/// Closes a log once the records of three drafts are in it; returns the answers and the reason behind them.
async fn forked_while_issuing() -> (Vec<super::DraftAnswer>, Result<(), crate::office::error::OfficeError>) {
    use super::{AskedDraft, IssueOrder, issue};
    use crate::writer::closed::Closed;
    use crate::writer::levels::Level;
    let school = crate::office::sample::School::new();
    let office = school.office().clone();
    let size = || school.office().own.log().state().size();
    let before = size();
    let (waiting, drafts) = (office.clone(), (1..=3).map(|number| AskedDraft::unasked(draft(number, 1))).collect());
    let order = IssueOrder { drafts, wait: Level::Local, act: Act::Commit, actor: "registrar".to_owned() };
    let issuing = tokio::spawn(async move { issue(&waiting, order).await });
    // The records are in the log, and the syncs that an answer waits for are still to come.
    tokio::task::block_in_place(|| {
        while size() == before {
            std::thread::yield_now();
        }
    });
    assert!(office.closing.close(Closed::Forked));
    let issued = issuing.await.unwrap().unwrap_or_else(|_| panic!("nothing was told"));
    tokio::task::spawn_blocking(move || {
        let mut told = Vec::new();
        let ended = issued.hand_out(&mut |answer| {
            told.push(answer);
            std::ops::ControlFlow::Continue(())
        });
        (told, ended)
    })
    .await
    .unwrap()
}

/// A document is handed out as it was made and is not read back: both are the same file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issued_document_equals_the_exported_one() {
    let school = crate::office::sample::School::new();
    let office = school.office().clone();
    let rows = (1..=5).map(|number| draft(number, 1)).collect();
    let mut made = issue_drafts(&office, rows, v1::Level::Local, Act::Commit).await.unwrap();
    let order = v1::ReissueRequest {
        slot: made[0].slot,
        kind: v1::reissue_request::Kind::Duplicate.into(),
        ..Default::default()
    };
    made.push(crate::office::client::reissue(&office, order).await.unwrap().issued.unwrap());
    let newest = made.last().unwrap();
    let file = |slot| {
        let exported = tokio::task::block_in_place(|| crate::office::client::export(&office, &[slot]));
        exported.into_iter().map(|exported| exported.unwrap().document).next().unwrap()
    };
    assert!(file(newest.slot) == newest.document, "with the newest proofs, as the export");
    for answer in &made {
        let parts = |document: &[u8]| {
            let read: serde_json::Value = serde_json::from_slice(document).unwrap();
            (read["sd_jwt"].clone(), read["salt"].clone(), read["record"].clone())
        };
        assert_eq!(answer.outcome(), Outcome::Issued);
        assert!(parts(&answer.document).0.is_string());
        assert!(parts(&file(answer.slot)) == parts(&answer.document), "{}", answer.slot);
    }
}

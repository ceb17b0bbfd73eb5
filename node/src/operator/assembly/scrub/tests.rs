#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use super::*;
use crate::office::client::{export, issue_drafts};
use crate::office::issue::Act;
use crate::office::sample::{School, draft};
use attestat_wire::refusal;
use attestat_wire::v1::{self, export_response::LeftOut};
use std::path::Path;
use zeroize::Zeroizing;

/// Changes four bytes in the middle of the largest file of a database.
fn change_bytes(folder: &Path) {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let tables = files.filter(|file| file.extension().is_some_and(|kind| kind == "sst"));
    let largest = tables.max_by_key(|file| file.metadata().unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4].iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(&largest, bytes).unwrap();
}

/// No reader meets the changed bytes, and the newest backup grows old meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_bytes_in_the_vault_are_reported_and_affect_no_other_document() {
    let mut school = School::new();
    let slots = school.issue((1..=8).map(|pupil| draft(pupil, 1, 1)).collect()).await;
    let vault = school.node().folder.layout().vault();
    read_vault(school.node());
    assert!(!school.node().notices.has(Kind::VaultDamaged));
    school.while_stopped(|engine| {
        engine.flush().unwrap();
        change_bytes(&vault);
    });
    let office = school.office().clone();
    read_vault(school.node());
    assert!(school.node().notices.has(Kind::VaultDamaged));
    let answers = tokio::task::spawn_blocking(move || export(&office, &[])).await.unwrap();
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let unreadable = answers.iter().filter(|answer| answer.left_out() == LeftOut::Unreadable).count();
    let whole = answers.iter().filter(|answer| !answer.document.is_empty()).count();
    assert!(unreadable > 0 && whole > 0 && unreadable + whole == slots.len(), "{unreadable} and {whole}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_to_our_own_records_ends_writing_and_damage_to_the_index_does_not() {
    let school = School::new();
    school.issue(vec![draft(1, 1, 1)]).await;
    let (node, office) = (school.shared(), school.office());
    let origin = office.own.log().origin().clone();
    node.standings.host(office.own.log(), office.closing.clone());
    let told = tokio::spawn(tell_damage(node.clone(), origin.clone(), office.closing.clone()));
    read_log(&node, office.own.log());
    node.standings.report(office.own.log(), &StoreError::Index { what: "a page".to_owned() });
    assert_eq!(office.closing.closed(), None);
    school.issue(vec![draft(2, 1, 1)]).await;

    node.standings.report(office.own.log(), &StoreError::Damaged { what: "a record".to_owned() });
    let size = school.records().len();
    let drafts = vec![Zeroizing::new(draft(3, 1, 1).to_string().into_bytes())];
    let refused = issue_drafts(office, drafts, v1::Level::Local, Act::Commit).await.unwrap_err();
    assert_eq!(refused.code, refusal::READ_ONLY);
    assert!(
        refused.what.to_string().contains("is damaged") && refused.what.to_string().contains("--recover"),
        "{}",
        refused.what
    );
    assert_eq!(school.records().len(), size);
    told.await.unwrap();
    assert!(
        matches!(node.standings.get(&origin), LogStanding::ReadOnly(why) if why.to_string().contains("is damaged"))
    );
}

/// Data that was not read is not known to be sound, and a reading that panics is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_scrub_clears_no_notice_and_a_panicking_one_stops_the_node() {
    let school = School::new();
    let node = school.shared();
    node.notices.raise(Kind::VaultDamaged, "a file of the vault is damaged".into());
    node.shutdown.spawn("the reading", keep_reading(node.clone(), |_| panic!("on purpose")));
    let crate::machine::shutdown::Stop::Failed(why) = node.shutdown.wait().await else {
        panic!("it was not asked to stop")
    };
    assert!(why.contains("the reading"), "{why}");
    read_vault(&node);
    assert!(node.notices.has(Kind::VaultDamaged), "the node ends");
}

/// The logs that are not written any more are the node's own as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn earlier_logs_of_a_hosted_registry_are_read_too() {
    let school = School::new();
    let node = school.node();
    let origins = ["sample.example/2", "other.example/1"].map(|origin| Origin::parse(origin).unwrap());
    origins.iter().for_each(|origin| drop(node.database.create(origin).unwrap()));
    let read: Vec<Origin> = earlier_generations(node).iter().map(|log| log.origin().clone()).collect();
    assert_eq!(read, origins[..1], "another generation than the one in the settings, and of nobody else");
}

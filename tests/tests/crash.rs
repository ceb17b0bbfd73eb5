//! Nothing acknowledged is lost: a real node under load is killed again and again, and every answer
//! that it ever gave is accounted for.

use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_tests::history::History;
use attestat_tests::load::Account;
use attestat_tests::programs::attestat_node;
use attestat_tests::school::School;
use attestat_wire::connect::ConnectError;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use std::time::Duration;

/// Number of times that the node is killed.
const KILLS: u64 = 30;
/// Clients that anchor at the same time.
const CLIENTS: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_killed_thirty_times_keeps_every_acknowledged_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut school =
        School::init(&folder.path().join("school"), "crash.example/school", "School of crashes (SAMPLE)", &[]).unwrap();
    let account = Account::default();
    let mut seen: Vec<Checkpoint> = Vec::new();
    for round in 0..KILLS {
        school.start().await.unwrap();
        seen.push(newest(&school).await.unwrap());
        let clients: Vec<_> =
            (0..CLIENTS).map(|_| tokio::spawn(account.clone().anchor_until_refused(school.socket()))).collect();
        // From 40 to 400 ms, in an order that hits starts, commits and seals alike.
        tokio::time::sleep(Duration::from_millis(40 + (round * 137) % 360)).await;
        seen.extend(newest(&school).await);
        school.kill().unwrap();
        for client in clients {
            // A client that came when nobody answered has anchored nothing; an account that does not add up panics.
            if let Err(error) = client.await.unwrap() {
                assert!(matches!(error.downcast_ref(), Some(ConnectError::Unreachable { .. })), "{error:?}");
            }
        }
    }
    school.start().await.unwrap();
    let history = History::pull(&school, &school.origin()).await.unwrap();
    assert!(account.len() > 500, "the load was real: {} records", account.len());
    account.settle(history.awards()).unwrap();
    for checkpoint in seen {
        assert!(checkpoint.size <= history.size(), "a signed head of {} records regressed", checkpoint.size);
        let root = history.root_at(checkpoint.size).unwrap();
        assert_eq!(root, checkpoint.root, "two roots were signed at size {}", checkpoint.size);
    }
    assert_eq!(school.stop().unwrap(), 0, "SIGTERM ends it cleanly");
    let audit = attestat_node(&["audit", school.dir(), "--every-seal"]).unwrap();
    // Without a roster nobody can say that the key is the registry's; that is all that is incomplete.
    audit.expect_code(20).unwrap();
}

/// The newest signed head, if the node can say.
async fn newest(school: &School) -> Option<Checkpoint> {
    let answer: v1::GetCheckpointResponse = school.head(&school.origin(), Which::Newest).await.ok()?;
    Some(CheckpointNote::parse(answer.note.as_bytes()).ok()?.checkpoint().clone())
}

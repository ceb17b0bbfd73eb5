//! Towns of real nodes on loopback: they copy, confirm and publish each other's logs, with one of them
//! dead, and catch up when it is back.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_ledger::checkpoint::CheckpointNote;
use attestat_tests::document::documents;
use attestat_tests::programs::attestat;
use attestat_tests::town::{Town, text};
use attestat_wire::v1::Standing;
use attestat_wire::v1::get_checkpoint_request::Which;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_nodes_confirm_each_other_and_a_dead_one_neither_stops_them_nor_stays_behind() {
    let mut town = Town::running(5).await.unwrap();
    town.schools[4].kill().unwrap();
    let (witnessed, said) = town.issue(0, 1, 12, &["--wait", "witnessed", "--json"]).unwrap();
    assert!(said.expect_code(0).unwrap().stdout.contains("\"witnessed\""));
    let (mirrored, said) = town.issue(1, 1, 12, &["--wait", "mirrored", "--json"]).unwrap();
    assert!(said.expect_code(0).unwrap().stdout.contains("\"mirrored\""));
    assert_eq!(documents(&witnessed).unwrap().len(), 12);

    // The dead one comes back and catches up with everyone; a node that is stopped resumes.
    town.schools[4].start().await.unwrap();
    let size = town.schools[0].size().await.unwrap();
    assert_eq!(town.schools[0].stop().unwrap(), 0);
    town.schools[0].start().await.unwrap();
    assert_eq!(town.schools[0].size().await.unwrap(), size, "nothing is lost or added by a restart");
    town.schools[0].wait_until_it_may_write().await.unwrap();
    let (later, said) = town.issue(0, 100, 3, &["--wait", "mirrored"]).unwrap();
    said.expect_code(0).unwrap();
    everyone_has_everything(&town).await;

    let trust = town.trust("university").unwrap();
    town.update(&trust, &[4]).unwrap().expect_code(0).unwrap();
    for folder in [&witnessed, &mirrored, &later] {
        town.verify(&trust, folder).unwrap().expect_code(0).unwrap();
    }
    town.audit(&trust, &[0, 1, 2, 3, 4]).unwrap().expect_code(0).unwrap();
}

/// Every node publishes the newest head of every log, with a quorum.
async fn everyone_has_everything(town: &Town) {
    town.settle().await.unwrap();
    for owner in &town.schools {
        let newest = owner.head(&owner.origin(), Which::Newest).await.unwrap().note;
        let newest = CheckpointNote::parse(newest.as_bytes()).unwrap();
        for school in &town.schools {
            let standing = if school.registry == owner.registry { Standing::Own } else { Standing::Mirrored };
            assert_eq!(school.summary(&owner.origin()).await.unwrap().standing(), standing);
            let held = school.head(&owner.origin(), Which::Published).await.unwrap().note;
            let held = CheckpointNote::parse(held.as_bytes()).unwrap();
            assert_eq!(held.checkpoint(), newest.checkpoint());
            assert!(held.note().signatures().len() > 3, "the log's line and a quorum of three of four");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn below_the_quorum_documents_are_amber_until_they_are_written_again() {
    let mut town = Town::running(4).await.unwrap();
    let trust = town.trust("university").unwrap();
    town.schools[2].kill().unwrap();
    town.schools[3].kill().unwrap();
    let (issued, said) = town.issue(0, 1, 3, &["--wait", "witnessed"]).unwrap();
    let said = said.expect_code(42).unwrap();
    assert!(said.stderr.contains("it is local"), "{}", said.stderr);
    assert_eq!(documents(&issued).unwrap().len(), 3, "they are issued, and are given out");
    town.update(&trust, &[0, 1]).unwrap();
    let verdict = town.verify(&trust, &issued).unwrap().expect_code(20).unwrap();
    assert!(verdict.stdout.contains("amber"), "{}", verdict.stdout);

    town.schools[2].start().await.unwrap();
    town.schools[3].start().await.unwrap();
    let size = town.schools[0].size().await.unwrap();
    let is_published = |log: &attestat_wire::v1::LogSummary| log.published_size >= size;
    town.schools[0].wait_for(&town.schools[0].origin(), "is published again", is_published).await.unwrap();
    let export = ["document", "export", "--all", "--out", text(&issued).unwrap(), "--node", town.schools[0].dir()];
    attestat(&export).unwrap().expect_code(0).unwrap();
    town.settle().await.unwrap();
    town.update(&trust, &[0, 1]).unwrap().expect_code(0).unwrap();
    town.verify(&trust, &issued).unwrap().expect_code(0).unwrap();
    assert_eq!(documents(&issued).unwrap().len(), 3, "the same files, with newer proofs");
}

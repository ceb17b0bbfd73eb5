//! A recovery that cannot be finished ends, and gives the reason.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::mirror::disk::Disk;
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::peers::Peers;
use crate::office::sample::{School, draft};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;

/// Wait that is long enough for any machine; a recovery that waits for ever is told by it.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_ends_when_the_log_cannot_be_followed_further() {
    let school = School::new();
    school.issue(vec![draft(1, 1, 1)]).await;
    school.admit(1, "\"achievement\"");
    let (node, log) = (school.node(), school.office().own.log().clone());
    school.office().wait_for_seal(log.state().size()).await;
    let roster = node.roster.borrow().as_ref().map(|pinned| Arc::new(pinned.roster().clone())).unwrap();
    // A follower takes the evidence that is kept with a log as proven when it came.
    let head = CheckpointNote::from_note(log.newest_seal().unwrap().unwrap().note()).unwrap();
    log.set_fork(&ForkEvidence::same_size(head.clone(), head)).unwrap();
    let layout = node.folder.layout().clone();
    let evidence = EvidenceFolder::new(layout.root());
    let around = Surroundings {
        runtime: tokio::runtime::Handle::current(),
        peers: Arc::new(Peers::new(&node.config, None)),
        database: node.database.clone(),
        disk: Disk::start(&node.shutdown).0,
        evidence: evidence.clone(),
        mirror: node.mirror.clone(),
        standings: node.standings.clone(),
        notices: node.notices.clone(),
        slow: crate::mirror::slow_peers::SlowPeers::default(),
        pace: crate::mirror::pace(&node.config),
        ahead: Arc::default(),
    };
    let (held, guard) = (log.state().size(), layout.guard(log.origin()));
    let (decisions, shutdown) = (Decisions::default(), node.shutdown.clone());
    let start = Start { log, roster, around, guard, layout, decisions, evidence, shutdown };
    let ended = tokio::time::timeout(PATIENCE, start.recover(held + 5, &|_| {})).await.unwrap().unwrap_err();
    let StartError::NotRecovered { size, held: here, why } = ended else { panic!("{ended}") };
    assert_eq!((size, here), (held + 5, held));
    assert!(why.contains("two histories"), "{why}");
}

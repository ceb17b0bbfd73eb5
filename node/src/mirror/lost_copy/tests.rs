#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use crate::mirror::disk::Disk;
use crate::mirror::evidence::EvidenceFolder;
use crate::mirror::follow::Followed;
use crate::mirror::peers::Peers;
use crate::mirror::slow_peers::SlowPeers;
use crate::mirror::surroundings::Surroundings;
use crate::office::sample::School;
use crate::service::peering::{PeeringService, Switchboard};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_replica::follower::{FollowerEvent as Event, Role};
use attestat_wire::v1::{self, peering_server::Peering as _};
use std::sync::Arc;
use std::time::Duration;
use tonic::{Code, Request};

/// Row L6: a registry that starts from an old folder would take "nothing seen" for an answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mirror_that_lost_its_copy_refuses_to_give_its_newest_head() {
    let school = School::new();
    school.admit(1, "\"achievement\"");
    let node = school.node();
    let roster = node.roster.borrow().as_ref().map(|pinned| Arc::new(pinned.roster().clone())).unwrap();
    let around = Surroundings {
        runtime: tokio::runtime::Handle::current(),
        peers: Arc::new(Peers::new(&node.config, None)),
        database: node.database.clone(),
        disk: Disk::start(&node.shutdown).0,
        evidence: EvidenceFolder::new(node.folder.layout().root()),
        mirror: node.mirror.clone(),
        standings: node.standings.clone(),
        notices: node.notices.clone(),
        slow: SlowPeers::default(),
        pace: crate::mirror::pace(&node.config),
        ahead: Arc::default(),
    };
    let [lost, forked] = ["lost.example/1", "forked.example/1"].map(|log| Origin::parse(log).unwrap());
    let checkpoint = Checkpoint { origin: forked.clone(), size: 1, root: RootHash::from_bytes([1; 32]) };
    let head = SignedCheckpoint::sign(checkpoint, &school.office().key);
    let head = CheckpointNote::from_note(head.note()).unwrap();
    around.evidence.keep_fork(&ForkEvidence::same_size(head.clone(), head));
    let switchboard = Switchboard::default();
    let follow = |origin: &Origin| {
        let log = node.database.create_forgetful(origin).unwrap();
        let role = Role::Cosigner(node.mirror.verifier.name().to_owned());
        let (followed, thread) = Followed::start(log, role, roster.clone(), around.clone()).unwrap();
        switchboard.add_followed(followed.clone());
        (followed, thread)
    };
    let followed = [&lost, &forked].map(follow);
    let service = PeeringService::new(switchboard.clone(), Some(roster.clone()));
    let ask = |origin: &Origin| {
        let request = Request::new(v1::GetNewestSeenRequest { origin: origin.to_string() });
        service.get_newest_seen(request)
    };
    assert_eq!(ask(&lost).await.unwrap_err().code(), Code::Unavailable);
    assert!(!ask(&forked).await.unwrap().into_inner().fork.is_empty(), "what is on record is not forgotten");
    let [(first, _), _] = &followed;
    first.tell(Event::Remembered);
    let told = async {
        while ask(&lost).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), told).await.unwrap();
    for (followed, thread) in followed {
        followed.stop();
        thread.join().unwrap();
    }
}

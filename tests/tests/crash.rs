//! Nothing acknowledged is lost: a real node under load is killed again and again, and every answer
//! that it ever gave is accounted for.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_credential::commitment::commitment;
use attestat_ledger::batch::SealedBatch;
use attestat_ledger::chain::{Awards, ChainError, Follower, LogState, verify_next};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::day::Day;
use attestat_ledger::hash::sha256;
use attestat_ledger::record::{Award, Content, Record};
use attestat_tests::programs::attestat_node;
use attestat_tests::school::School;
use attestat_wire::v1;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often the node is killed.
const KILLS: u64 = 30;
/// Clients that anchor at the same time.
const CLIENTS: u64 = 4;

/// What the node acknowledged: index → (slot, commitment).
type Acknowledged = Arc<Mutex<BTreeMap<u64, (u32, [u8; 32])>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_killed_thirty_times_keeps_every_acknowledged_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut school =
        School::init(&folder.path().join("school"), "crash.example/school", "School of crashes (SAMPLE)", &[]).unwrap();
    let acknowledged: Acknowledged = Arc::default();
    let counter = Arc::new(AtomicU64::new(0));
    let mut seen: Vec<Checkpoint> = Vec::new();
    for round in 0..KILLS {
        school.start().await.unwrap();
        seen.extend(newest(&school).await);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| tokio::spawn(anchor_until_cut(school.socket(), acknowledged.clone(), counter.clone())))
            .collect();
        // From 40 to 400 ms, in an order that hits starts, commits and seals alike.
        tokio::time::sleep(Duration::from_millis(40 + (round * 137) % 360)).await;
        seen.extend(newest(&school).await);
        school.kill().unwrap();
        for client in clients {
            client.await.unwrap();
        }
    }
    school.start().await.unwrap();
    let (records, state) = replay(&school).await;
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() > 500, "the load was real: {} records", acknowledged.len());
    for (index, (slot, commitment)) in acknowledged.iter() {
        let award = records.get(usize::try_from(*index).unwrap()).cloned().flatten();
        let award = award.unwrap_or_else(|| panic!("record {index} was acknowledged and is gone"));
        assert_eq!((award.slot, award.commitment), (*slot, *commitment), "record {index} is another one now");
    }
    let mut log = school.log_client().await.unwrap();
    for checkpoint in seen {
        assert!(checkpoint.size <= state.size(), "a signed head of {} records regressed", checkpoint.size);
        let request = v1::GetConsistencyProofRequest {
            origin: checkpoint.origin.to_string(),
            old_size: checkpoint.size,
            new_size: state.size(),
        };
        let proof = log.get_consistency_proof(request).await.unwrap().into_inner();
        assert_eq!(proof.old_root, checkpoint.root.as_bytes(), "two roots were signed at size {}", checkpoint.size);
    }
    assert_eq!(school.stop().unwrap(), 0, "SIGTERM ends it cleanly");
    let audit = attestat_node(&["audit", school.folder.to_str().unwrap(), "--every-seal"]).unwrap();
    assert!(audit.code == 0 || audit.code == 20, "the audit finds nothing: {audit:?}");
}

/// Anchors digests, one to fifty at a time, until the node is gone; notes what was answered.
async fn anchor_until_cut(socket: std::path::PathBuf, acknowledged: Acknowledged, counter: Arc<AtomicU64>) {
    let Ok(channel) = attestat_wire::connect::connect(socket.to_str().unwrap()).await else { return };
    let mut registrar = v1::registrar_client::RegistrarClient::new(channel);
    loop {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        let digests: Vec<[u8; 32]> =
            (0..=number * 31 % 50).map(|part| sha256(&[number.to_be_bytes(), part.to_be_bytes()].concat())).collect();
        let request = v1::AnchorRequest {
            registry: String::new(),
            digests: digests.iter().map(|digest| digest.to_vec()).collect(),
            wait: v1::Level::Local.into(),
        };
        let Ok(answers) = registrar.anchor(tokio_stream::iter([request])).await else { return };
        let mut answers = answers.into_inner();
        while let Ok(Some(answer)) = answers.message().await {
            let mut acknowledged = acknowledged.lock().unwrap();
            for (anchored, digest) in answer.anchored.iter().zip(&digests) {
                let salt: [u8; 32] = anchored.salt.as_slice().try_into().unwrap();
                let again = acknowledged.insert(anchored.index, (anchored.slot, commitment(&salt, digest)));
                assert_eq!(again, None, "record {} was acknowledged twice", anchored.index);
            }
        }
    }
}

/// The newest signed head, if the node can say.
async fn newest(school: &School) -> Option<Checkpoint> {
    let mut log = school.log_client().await.ok()?;
    let request = v1::GetCheckpointRequest {
        origin: format!("{}/1", school.registry),
        which: v1::get_checkpoint_request::Which::Newest.into(),
    };
    let answer = log.get_checkpoint(request).await.ok()?.into_inner();
    Some(CheckpointNote::parse(answer.note.as_bytes()).ok()?.checkpoint().clone())
}

struct NoStatuses;

impl Awards for NoStatuses {
    fn award(&self, index: u64) -> Result<Option<Award>, ChainError> {
        Err(ChainError::TargetUnreadable(index))
    }
}

/// Pulls the whole log and verifies it as a mirror would; the award of each record.
async fn replay(school: &School) -> (Vec<Option<Award>>, LogState) {
    let mut log = school.log_client().await.unwrap();
    let origin = format!("{}/1", school.registry);
    let mut state = LogState::empty(attestat_ledger::name::Origin::parse(&origin).unwrap());
    let mut records = Vec::new();
    let request = v1::StreamBatchesRequest { origin, from_index: 0 };
    let mut batches = log.stream_batches(request).await.unwrap().into_inner();
    while let Some(batch) = batches.message().await.unwrap() {
        let batch = SealedBatch::try_from(batch).unwrap();
        for body in batch.bodies.iter() {
            records.push(match Record::parse(body).unwrap().content {
                Content::Award(award) => Some(award),
                _ => None,
            });
        }
        let follower = Follower { today: Day::from_number(u32::MAX - 1), is_listed: &|_, _| true, awards: &NoStatuses };
        state = verify_next(&state, batch, &follower).unwrap().appended().next().clone();
    }
    (records, state)
}

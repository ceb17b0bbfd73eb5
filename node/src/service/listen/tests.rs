#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::machine::clock;
use crate::machine::config::{Config, RegistryConfig};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::RegistryId;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::{Award, Class, Content, TAG_BYTES};
use attestat_ledger::tree::{verify_consistency, verify_inclusion};
use attestat_wire::connect::{connect, timely};
use attestat_wire::refusal::{self, Refusal};
use attestat_wire::v1::{self, log_client::LogClient};
use std::num::NonZeroU32;
use tokio_stream::StreamExt as _;
use tonic::transport::Channel;

/// Time that a test's node waits for requests under way.
const DRAIN: Duration = Duration::from_secs(1);

/// A running node with a registry, the folder it lives in, and the task that serves.
struct Running {
    node: Arc<Node>,
    origin: String,
    address: Address,
    serving: tokio::task::JoinHandle<Result<(), ServeError>>,
    _dir: tempfile::TempDir,
}

async fn running() -> Running {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("n");
    let registry = RegistryConfig {
        id: RegistryId::parse("school-12.example").unwrap(),
        generation: NonZeroU32::MIN,
        name: "School 12".to_owned(),
        organisation: String::new(),
        region: String::new(),
        classes: [Class::Digest].into(),
    };
    let mut config = Config::new("school-12.example".to_owned(), vec![registry]);
    (config.listen, config.disk_reserve) = (Some("127.0.0.1:0".parse().unwrap()), 1 << 20);
    let made = crate::operator::init::init(&path, &config).unwrap();
    let node = Arc::new(Node::open(&path).unwrap());
    let bound = Serving::new(node.clone()).await.with_drain(DRAIN).bind().await.unwrap();
    let address = bound.address().unwrap().clone();
    let serving = tokio::spawn(bound.run());
    Running { node, origin: made.origin.to_string(), address, serving, _dir: dir }
}

impl Running {
    async fn client(&self) -> LogClient<Channel> {
        LogClient::new(connect(&self.address).await.unwrap())
    }

    /// Appends and seals a batch of awards.
    fn append(&self, slots: std::ops::Range<u32>) {
        let registry = self.node.registries.first().unwrap();
        let award =
            |slot| Content::Award(Award { class: Class::Digest, slot, tag: [7; TAG_BYTES], commitment: [9; 32] });
        let entry = registry.own.entry(clock::today(), slots.map(award).collect());
        let appended = registry.own.commit(&entry).unwrap();
        registry.own.apply_appended(&appended).unwrap();
        registry.own.seal(&registry.key).unwrap();
    }

    async fn stop(self) {
        self.node.shutdown.ask();
        self.serving.await.unwrap().unwrap();
    }
}

async fn bodies(client: &mut LogClient<Channel>, origin: &str, from_index: u64) -> Vec<(u64, usize)> {
    let request = v1::StreamBatchesRequest { origin: origin.to_owned(), from_index };
    let mut stream = client.stream_batches(request).await.unwrap().into_inner();
    let mut batches = Vec::new();
    while let Some(batch) = stream.next().await {
        let batch = attestat_ledger::batch::SealedBatch::try_from(batch.unwrap()).unwrap();
        batches.push((batch.first, batch.bodies.iter().count()));
    }
    batches
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_served_with_proofs_that_verify() {
    let running = running().await;
    running.append(0..300);
    for slot in 300..305 {
        running.append(slot..slot + 1);
    }
    let mut client = running.client().await;
    let origin = running.origin.clone();
    let logs = client.list_logs(v1::ListLogsRequest {}).await.unwrap().into_inner().logs;
    let log = logs.first().unwrap();
    assert_eq!((log.size, log.published_size, log.standing()), (306, 306, v1::Standing::Own));

    let newest =
        v1::GetCheckpointRequest { origin: origin.clone(), which: v1::get_checkpoint_request::Which::Newest.into() };
    let note = client.get_checkpoint(newest).await.unwrap().into_inner().note;
    let head = CheckpointNote::parse(note.as_bytes()).unwrap();
    let key = running.node.registries.first().unwrap().key.public();
    assert_eq!(head.verify_log(&key).unwrap().checkpoint().size, 306);

    let proof = v1::GetInclusionProofRequest { origin: origin.clone(), index: 17, size: 0 };
    let answer = client.get_inclusion_proof(proof).await.unwrap().into_inner();
    let proof = TlogProof::parse(&answer.proof).unwrap();
    let root = head.checkpoint().root;
    verify_inclusion(LeafHash::of(&answer.record), 17, 306, &proof.path, &root).unwrap();

    let proof = v1::GetConsistencyProofRequest { origin: origin.clone(), old_size: 301, new_size: 306 };
    let answer = client.get_consistency_proof(proof).await.unwrap().into_inner();
    let hash = |bytes: &[u8]| -> [u8; 32] { bytes.try_into().unwrap() };
    let path: Vec<_> = answer.path.iter().map(|h| attestat_ledger::hash::NodeHash::from_bytes(hash(h))).collect();
    let old = attestat_ledger::hash::RootHash::from_bytes(hash(&answer.old_root));
    verify_consistency(301, &old, 306, &root, &path).unwrap();

    let all = [(0, 1), (1, 300), (301, 1), (302, 1), (303, 1), (304, 1), (305, 1)];
    assert_eq!(bodies(&mut client, &origin, 0).await, all);
    assert_eq!(bodies(&mut client, &origin, 150).await, all.get(1..).unwrap());
    assert_eq!(bodies(&mut client, &origin, 306).await, []);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_logs_indexes_and_sizes_are_refused_with_their_codes() {
    let running = running().await;
    let mut client = running.client().await;
    let origin = running.origin.clone();
    let checkpoint = |origin: &str| timely(v1::GetCheckpointRequest { origin: origin.to_owned(), which: 0 });
    let refused = |status: tonic::Status| Refusal::from(status).code;
    let unknown = client.get_checkpoint(checkpoint("nobody.example/1")).await.unwrap_err();
    assert_eq!(refused(unknown), refusal::UNKNOWN_LOG);
    let malformed = client.get_checkpoint(checkpoint("No Body")).await.unwrap_err();
    assert_eq!(refused(malformed), refusal::BAD_MESSAGE);
    let long = client.get_checkpoint(checkpoint(&"x".repeat(5000))).await.unwrap_err();
    assert_eq!(long.code(), tonic::Code::OutOfRange);
    let proof = v1::GetInclusionProofRequest { origin: origin.clone(), index: 1, size: 0 };
    assert_eq!(refused(client.get_inclusion_proof(proof).await.unwrap_err()), refusal::OUT_OF_RANGE);
    let proof = v1::GetInclusionProofRequest { origin: origin.clone(), index: 0, size: 77 };
    assert_eq!(refused(client.get_inclusion_proof(proof).await.unwrap_err()), refusal::OUT_OF_RANGE);
    let proof = v1::GetConsistencyProofRequest { origin: origin.clone(), old_size: 2, new_size: 1 };
    assert_eq!(refused(client.get_consistency_proof(proof).await.unwrap_err()), refusal::OUT_OF_RANGE);
    let stream = v1::StreamBatchesRequest { origin: origin.clone(), from_index: 2 };
    assert_eq!(refused(client.stream_batches(stream).await.unwrap_err()), refusal::OUT_OF_RANGE);
    let status = v1::GetStatusEvidenceRequest { origin, slot: None };
    assert_eq!(refused(client.get_status_evidence(status).await.unwrap_err()), "no-status");
    assert_eq!(refused(client.get_roster(v1::GetRosterRequest::default()).await.unwrap_err()), "no-roster");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_nothing_does_not_keep_the_node_from_stopping() {
    let running = running().await;
    for batch in 0..100 {
        running.append(batch * 1000..(batch + 1) * 1000);
    }
    let mut client = running.client().await;
    let request = v1::StreamBatchesRequest { origin: running.origin.clone(), from_index: 0 };
    let stream = client.stream_batches(request).await.unwrap().into_inner();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = std::time::Instant::now();
    drop(client);
    running.stop().await;
    assert!(begun.elapsed() < DRAIN + Duration::from_secs(5));
    drop(stream);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_requests_are_answered_and_the_address_file_is_written() {
    let running = running().await;
    let noted = std::fs::read_to_string(running.node.folder.layout().address()).unwrap();
    assert_eq!(noted, format!("{}\n", running.address));
    let channel = connect(&noted.trim().parse().unwrap()).await.unwrap();
    let mut health = tonic_health::pb::health_client::HealthClient::new(channel);
    for service in ["", "attestat.v1.Log"] {
        let request = tonic_health::pb::HealthCheckRequest { service: service.to_owned() };
        let status = health.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, tonic_health::pb::health_check_response::ServingStatus::Serving, "{service}");
    }
    let absent = tonic_health::pb::HealthCheckRequest { service: "attestat.v1.Registrar".to_owned() };
    assert_eq!(health.check(absent).await.unwrap_err().code(), tonic::Code::NotFound);
    running.stop().await;
}

/// Tags whose first byte runs through all values, `count` of them from `first` on, in batches.
fn append_tagged(running: &Running, first: u32, count: u32) {
    let registry = running.node.registries.first().unwrap();
    let slots: Vec<u32> = (first..first + count).collect();
    for slots in slots.chunks(900) {
        let contents = slots.iter().map(|slot| {
            let mut tag = [0; TAG_BYTES];
            tag[..4].copy_from_slice(&slot.wrapping_mul(0x9E37_79B1).to_be_bytes());
            Content::Award(Award { class: Class::Digest, slot: *slot, tag, commitment: [9; 32] })
        });
        let entry = registry.own.entry(clock::today(), contents.collect());
        let appended = registry.own.commit(&entry).unwrap();
        registry.own.apply_appended(&appended).unwrap();
    }
    registry.own.seal(&registry.key).unwrap();
}

/// The entries of a bucket, and the size up to which the lookup went.
async fn found(
    client: &mut LogClient<Channel>,
    origin: &str,
    prefix: &[u8],
    prefix_bits: u32,
) -> Result<(Vec<([u8; 16], u64)>, u64), Refusal> {
    let request = v1::FindTagsRequest { origin: origin.to_owned(), prefix: prefix.to_vec(), prefix_bits };
    let mut stream = client.find_tags(request).await.map_err(Refusal::from)?.into_inner();
    let (mut entries, mut size) = (Vec::new(), 0);
    while let Some(message) = stream.next().await {
        let message = message.map_err(Refusal::from)?;
        assert!(message.entries.len() <= 4096 * 24 && message.entries.len() % 24 == 0);
        size = message.indexed_size;
        entries.extend(message.entries.chunks(24).map(|entry| {
            let (tag, index) = entry.split_at(16);
            (tag.try_into().unwrap(), u64::from_be_bytes(index.try_into().unwrap()))
        }));
    }
    Ok((entries, size))
}

/// Tags are found by their first bits: all of them, those only, ascending, whether the index has come to
/// their records, to some of them, or to none.
#[tokio::test(flavor = "multi_thread")]
async fn tags_are_found_by_prefix_whether_they_are_indexed_or_not() {
    let running = running().await;
    let mut client = running.client().await;
    let origin = running.origin.clone();
    assert_eq!(found(&mut client, &origin, &[], 0).await.unwrap(), (Vec::new(), 1), "a log without awards");
    append_tagged(&running, 0, 5000);
    let log = running.node.database.log(&running.node.registries.first().unwrap().origin).unwrap();
    assert_eq!(log.indexed_size(), 1, "only the genesis is indexed yet");
    for step in ["behind the index", "indexed", "indexed in part"] {
        match step {
            "indexed" => assert_eq!(log.index_run(1).unwrap(), 5001),
            "indexed in part" => append_tagged(&running, 5000, 4000),
            _ => {}
        }
        let size = log.state().size();
        let (all, covered) = found(&mut client, &origin, &[], 0).await.unwrap();
        assert_eq!((all.len() as u64, covered), (size - 1, size), "{step}");
        assert!(all.is_sorted() && all.iter().all(|(tag, index)| tag[4..] == [0; 12] && *index > 0), "{step}");
        for (prefix, bits) in [([0x80], 1), ([0], 1), ([0xC0], 2), ([0x40], 2)] {
            let (bucket, _) = found(&mut client, &origin, &prefix, bits).await.unwrap();
            let expected: Vec<_> =
                all.iter().filter(|(tag, _)| tag[0] >> (8 - bits) == prefix[0] >> (8 - bits)).copied().collect();
            assert_eq!(bucket, expected, "{step}: {prefix:?}/{bits}");
            assert!(bucket.len() > 1000);
        }
        assert_eq!(found(&mut client, &origin, &[0x80], 4).await.unwrap_err().code, "bucket-too-small", "{step}");
    }
    for (prefix, bits) in [(vec![0x81], 1), (vec![], 1), (vec![0, 0], 1), (vec![0; 17], 129), (vec![0], 0)] {
        let refused = found(&mut client, &origin, &prefix, bits).await.unwrap_err();
        assert_eq!(refused.code, refusal::BAD_MESSAGE, "{prefix:?}/{bits}");
    }
    assert_eq!(found(&mut client, "nobody.example/1", &[], 0).await.unwrap_err().code, refusal::UNKNOWN_LOG);
    running.stop().await;
}

//! Strangers who take all they can, while the nodes go on.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::attack::{Attack, Ending, SHARED, Stranger};
use attestat_tests::town::Town;
use attestat_wire::v1;
use bytes::Bytes;
use prost::Message as _;
use std::net::Ipv4Addr;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Most resident memory of a node, in KiB.
const RESIDENT_KIB_MAX: u64 = 300 << 10;
/// Most bytes of its log.
const LOG_BYTES_MAX: usize = 1 << 20;
/// Time that the attack lasts before anything is asked of the nodes.
const UNDERWAY: Duration = Duration::from_secs(5);

/// Rows X7, X8, X9: whatever strangers do, also from the address of the nodes themselves, new documents are
/// confirmed by the others; no node grows beyond its memory, and none fills its disk with log lines.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_witnessed_under_attack_within_bounded_memory_and_logs() {
    let town = Town::running(3).await.unwrap();
    town.issue(0, 1, 20, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    let attack = Attack::all(&town).await.unwrap();
    tokio::time::sleep(UNDERWAY).await;
    for (school, from) in [(0, 100), (1, 200), (0, 300)] {
        let issued = tokio::task::block_in_place(|| town.issue(school, from, 3, &["--wait", "witnessed"]));
        issued.unwrap().1.expect_code(0).unwrap();
    }
    let told = attack.told();
    assert!(told.calls.load(Ordering::Relaxed) > 1000 && told.sips.load(Ordering::Relaxed) > 20, "{told:?}");
    assert!(told.forged.iter().all(|arm| arm.load(Ordering::Relaxed) > 300), "{told:?}");
    for school in &town.schools {
        let resident = school.resident_kib_max().unwrap();
        assert!(resident < RESIDENT_KIB_MAX, "{} held {resident} KiB", school.registry);
        let log = school.log();
        assert!(log.len() < LOG_BYTES_MAX, "{} logged {} bytes", school.registry, log.len());
        assert!(!log.contains("panicked"), "{log}");
    }
}

fn checkpoint_request(town: &Town) -> Bytes {
    let origin = town.schools[0].origin().to_string();
    let body = v1::GetCheckpointRequest { origin, which: 0 }.encode_to_vec();
    [&[0][..], &u32::try_from(body.len()).unwrap().to_be_bytes(), &body].concat().into()
}

/// Connections and streams that one address takes are missing at no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_keeps_nobody_else_out() {
    let town = Town::running(2).await.unwrap();
    let (school, request) = (&town.schools[0], checkpoint_request(&town));
    let mut attack = Attack::new();
    attack.silent(school, SHARED, 256);
    attack.slow(school, Ipv4Addr::new(127, 0, 1, 1), &[school.origin().to_string()]);
    attack.begun(school, Ipv4Addr::new(127, 0, 1, 1));
    tokio::time::sleep(UNDERWAY).await;
    let mut honest = Stranger::connect(school.port, Ipv4Addr::new(127, 0, 9, 9), 1 << 16).await.unwrap();
    for _ in 0..20 {
        assert_eq!(honest.ask("Log/GetCheckpoint", request.clone()).await.unwrap(), 0);
    }
    // And the address itself is held to its share.
    let mut open = 0;
    for _ in 0..40 {
        if let Ok(mut more) = Stranger::connect(school.port, SHARED, 1 << 16).await {
            open += usize::from(more.ask("Log/GetCheckpoint", request.clone()).await.is_ok());
        }
    }
    assert_eq!(open, 0, "of 256 connections of one address, some are still let in");
    town.issue(0, 1, 2, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
}

/// Row X9: a call that is begun and never finished is ended by the node.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_is_never_finished_is_ended() {
    let town = Town::running(1).await.unwrap();
    let port = town.schools[0].port;
    let mut stranger = Stranger::connect(port, Ipv4Addr::new(127, 0, 7, 1), 1 << 16).await.unwrap();
    let begun =
        stranger.begin("Peering/GetNewestSeen", Bytes::from_static(&[0, 0, 0, 0, 99, 1]), Ending::Never).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(45), begun.status()).await.expect("it is held open");
    // DEADLINE_EXCEEDED
    assert_eq!(ended.unwrap(), 4);
}

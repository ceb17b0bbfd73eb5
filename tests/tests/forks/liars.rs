//! Peers that forge the logs that they show.

use super::{roster, stranger};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::key::SecretKey;
use attestat_tests::history::History;
use attestat_tests::rogue::{Lie, Rogue};
use attestat_tests::school::free_port;
use attestat_tests::town::Town;
use attestat_wire::connect::Address;
use attestat_wire::listen::Identity;
use attestat_wire::v1;
use attestat_wire::v1::Standing;
use std::net::SocketAddr;
use zeroize::Zeroizing;

/// Lie of each liar, in the words of the mirror's log.
const LIARS: [&str; 5] = [
    "a batch that the registry never sealed: status snapshot",
    "a batch that the registry never sealed: the seal at size",
    "a batch that the registry never sealed: status snapshot",
    "showed a forged head",
    "a forged cosignature in the name of school-2.example/m1",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_peer_forges_is_refused_and_reported_and_another_peer_is_used() {
    let mut town = Town::running(3).await.unwrap();
    let origin = town.schools[0].origin();
    town.issue(0, 1, 3, &["--wait", "mirrored"]).unwrap().1.expect_code(0).unwrap();
    assert_eq!(town.schools[1].stop().unwrap(), 0);
    let old = History::pull(&town.schools[0], &origin).await.unwrap();
    town.issue(0, 50, 4, &["--wait", "local"]).unwrap().1.expect_code(0).unwrap();
    let size = town.schools[0].size().await.unwrap();
    town.schools[2].wait_for(&origin, "is copied", |log| log.size == size).await.unwrap();
    let new = History::pull(&town.schools[2], &origin).await.unwrap();
    town.schools[0].kill().unwrap();
    town.schools[2].kill().unwrap();

    // Only liars are left.
    // Newer than the true line that the mirror holds: an older one would not be looked at.
    let newer = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() + 60;
    let confirmed = cosign(&mirror_of(&town, 2), &stranger(), old.newest().unwrap().note().text(), newer);
    let lies = [
        (new.clone(), Lie::SpoilsRecords),
        (new.clone(), Lie::ForgesSeals),
        (new.clone(), Lie::ForgesSnapshots),
        (new.clone(), Lie::ForgesHeads),
        (old.clone(), Lie::Adds(Box::new(confirmed))),
    ];
    let mut rogues = Vec::new();
    for (number, (history, lie)) in (1..).zip(lies) {
        let (port, seed) = (free_port().unwrap(), Zeroizing::new([number; 32]));
        let pin = Identity::new(SecretKey::from_seed(&seed)).unwrap().pin();
        let address = Address::from(SocketAddr::from(([127, 0, 0, 1], port))).with_pin(pin);
        let rogue = Rogue::serve(port, SecretKey::from_seed(&seed), history, lie).await.unwrap();
        rogues.push((address, rogue));
    }
    let urls: Vec<String> = rogues.iter().map(|(address, _)| format!("\"{address}\"")).collect();
    town.schools[1].set("peers", &format!("[{}]", urls.join(", "))).unwrap();
    town.schools[1].start().await.unwrap();
    let mirror = &town.schools[1];
    for ((address, _), words) in rogues.iter().zip(LIARS) {
        mirror.wait_for_line(&[address.location().to_string().as_str(), words]).await.unwrap();
    }
    assert_eq!(mirror.summary(&origin).await.unwrap().size, old.size(), "nothing unverified is stored");

    // With one honest peer it goes on.
    town.schools[2].start().await.unwrap();
    let caught_up = |log: &v1::LogSummary| log.size == size && log.standing() == Standing::Mirrored;
    town.schools[1].wait_for(&origin, "is copied from an honest peer", caught_up).await.unwrap();
    let copy = History::pull(&town.schools[1], &origin).await.unwrap();
    assert_eq!(copy.state().root(), new.state().root());
}

/// The name under which a school's mirror cosigns.
fn mirror_of(town: &Town, school: usize) -> attestat_ledger::note::VerifierKey {
    let name = format!("{}/m1", town.schools[school].registry);
    roster(town).cosigners.iter().find(|cosigner| cosigner.key.name() == name).unwrap().key.clone()
}

//! A roster that changes while nodes run, and verifiers who held an old one.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::programs::Said;
use attestat_tests::school::School;
use attestat_tests::town::{self, Town};
use serde_json::Value;
use std::time::Duration;

/// Nodes look around every 20 seconds.
const LEARNED_WITHIN: Duration = Duration::from_secs(90);

fn status_of(school: &School) -> Value {
    let said: Said = attestat_tests::programs::attestat(&["status-of", &school.url(), "--json"]).unwrap();
    serde_json::from_str(&said.stdout).unwrap()
}

fn has_notice(school: &School, code: &str) -> bool {
    status_of(school)["notices"].as_array().unwrap().iter().any(|notice| notice["code"] == code)
}

async fn until_told(school: &School, code: &str) {
    let told = async {
        while !has_notice(school, code) {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    };
    tokio::time::timeout(LEARNED_WITHIN, told)
        .await
        .unwrap_or_else(|_| panic!("{code} is not told:\n{}", school.log()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_roster_is_learned_served_and_in_force_from_the_next_start() {
    let mut town = Town::running(3).await.unwrap();
    let (verifier, hash) = (town.trust("verifier").unwrap(), town.hash.clone());
    // Two versions later, of which one node alone is told.
    assert_eq!(town.schools[2].stop().unwrap(), 0);
    town.sign_next("# the second\n").unwrap();
    town.pin(&town.schools[2]).unwrap();
    town.sign_next("# the third\n").unwrap();
    town.pin(&town.schools[2]).unwrap();
    let newest = town.hash.clone();
    assert_ne!(hash, newest);
    town.schools[2].spawn().unwrap();
    town.schools[2].wait_until_it_answers().await.unwrap();
    assert!(!has_notice(&town.schools[2], "roster-outdated"));

    for at in [0, 1] {
        until_told(&town.schools[at], "roster-outdated").await;
    }
    // The one that told is gone, and whoever holds version 1 still climbs to version 3, by a node that works by 1.
    assert_eq!(town.schools[2].stop().unwrap(), 0);
    let said = town.update(&verifier, &[0, 1]).unwrap();
    assert!(said.stdout.contains("Roster version 3") && said.stdout.contains("follows version 1"), "{}", said.stdout);

    assert_eq!(town.schools[0].stop().unwrap(), 0);
    town.schools[0].spawn().unwrap();
    town.schools[0].wait_until_it_answers().await.unwrap();
    assert!(!has_notice(&town.schools[0], "roster-outdated"));
    assert_eq!(status_of(&town.schools[0])["roster"]["hash"], newest.as_str(), "{}", status_of(&town.schools[0]));
    town::stop(&mut town.schools[..2]).unwrap();
}

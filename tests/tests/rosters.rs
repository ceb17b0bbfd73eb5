//! A roster that changes while nodes run, and verifiers who held an old one.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use attestat_tests::disk::copy_folder;
use attestat_tests::programs::{Said, attestat, attestat_node};
use attestat_tests::school::School;
use attestat_tests::town::{self, Town, text};
use serde_json::Value;
use std::time::Duration;

/// Time within which nodes learn of a roster: they look around every 20 seconds.
const LEARNED_WITHIN: Duration = Duration::from_secs(90);

fn status_of(school: &School) -> Value {
    let said: Said = attestat(&["status-of", &school.url(), "--json"]).unwrap();
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

#[tokio::test(flavor = "multi_thread")]
async fn a_consortium_grows_and_what_was_issued_before_is_green_again_by_one_command() {
    let mut town = Town::running(2).await.unwrap();
    let (issued, said) = town.issue(0, 1, 3, &["--wait", "witnessed"]).unwrap();
    said.expect_code(0).unwrap();
    town::stop(&mut town.schools).unwrap();
    // Of two schools the other one confirms; of three both others must.
    town.admit_one_more().unwrap();
    for school in &town.schools {
        town.pin(school).unwrap();
    }
    town::start(&mut town.schools).await.unwrap();
    // The head that everybody confirms is another than the one under which the first were issued.
    town.issue(0, 50, 2, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();

    let trust = town.trust("university").unwrap();
    town.update(&trust, &[0, 1]).unwrap().expect_code(0).unwrap();
    let amber = town.verify(&trust, &issued).unwrap().expect_code(20).unwrap();
    assert!(amber.stdout.contains("attestat trust update --from"), "{}", amber.stdout);
    let url = town.schools[1].url();
    let update = ["trust", "update", "--for", text(&issued).unwrap(), "--trust", text(&trust).unwrap(), "--from", &url];
    attestat(&update).unwrap().expect_code(0).unwrap();
    town::stop(&mut town.schools).unwrap();
    town.verify(&trust, &issued).unwrap().expect_code(0).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rosters_of_one_number_stop_every_climb_and_are_kept_by_all() {
    let mut town = Town::running(3).await.unwrap();
    let (verifier, first) = (town.trust("verifier").unwrap(), town.hash.clone());
    town::stop(&mut town.schools).unwrap();
    // Governors who show one text to one school and another text to another.
    let (consortium, aside) = (town.path("consortium"), town.path("consortium-aside"));
    copy_folder(&consortium, &aside).unwrap();
    town.sign_next("# to the one\n").unwrap();
    town.pin(&town.schools[0]).unwrap();
    let (one, one_hash) = (std::fs::read(town::note(&consortium)).unwrap(), town.hash.clone());
    std::fs::remove_dir_all(&consortium).unwrap();
    std::fs::rename(&aside, &consortium).unwrap();
    town.sign_next("# to the other\n").unwrap();
    town.pin(&town.schools[1]).unwrap();
    assert_ne!(one_hash, town.hash);
    town::start_all(&mut town.schools).await.unwrap();

    for school in &town.schools {
        until_told(school, "roster-twins").await;
    }
    let said = town.update(&verifier, &[0, 1]).unwrap();
    assert_ne!(said.code, 0, "{}", said.stdout);
    assert!(said.stderr.contains("two rosters of one version") || said.stdout.contains("two rosters of one version"));
    let kept = attestat_tests::disk::files(&verifier.join("evidence")).unwrap();
    assert!(kept.iter().any(|file| file.extension().is_some_and(|extension| extension == "rosters")), "{kept:?}");
    let pinned = std::fs::read_to_string(verifier.join("pinned")).unwrap();
    assert_eq!(pinned.trim(), first, "the verifier stays with the version that it had");

    // A person compares the hash with the consortium by another way, and says which one counts.
    let counted = town.path("counted.note");
    std::fs::write(&counted, one).unwrap();
    assert_eq!(town.schools[2].stop().unwrap(), 0);
    attestat_node(&["pin", town.schools[2].dir(), text(&counted).unwrap(), "--hash", &one_hash])
        .unwrap()
        .expect_code(0)
        .unwrap();
    town::stop(&mut town.schools[..2]).unwrap();
}

//! Notices to an operator: each state that hinders a node is told by its log when it begins and when it is over, and by
//! `status-of` meanwhile.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::programs::attestat;
use attestat_tests::school::School;
use attestat_tests::town::Town;
use std::time::Duration;

/// Nodes look around every 20 seconds, and a peer is away after 40.
const TOLD_WITHIN: Duration = Duration::from_secs(150);

async fn until(school: &School, what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    };
    let waited = tokio::time::timeout(TOLD_WITHIN, waiting).await;
    waited.unwrap_or_else(|_| panic!("{what}: not so:\n{}", school.log()));
}

fn says(school: &School, words: &[&str]) -> bool {
    school.log().lines().any(|line| words.iter().all(|word| line.contains(word)))
}

/// Exit code and words of `attestat status-of`.
fn shown(school: &School) -> (i32, String) {
    let said = attestat(&["status-of", &school.url()]).unwrap();
    (said.code, said.stdout)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absent_peers_are_told_while_they_are_away_and_each_issue_is_a_line() {
    let mut town = Town::running(3).await.unwrap();
    town.issue(0, 1, 3, &["--wait", "witnessed"]).unwrap().1.expect_code(0).unwrap();
    town.settle().await.unwrap();
    let origin = town.schools[0].origin().to_string();
    assert!(says(&town.schools[0], &["INFO", "records were appended", &origin]), "{}", town.schools[0].log());
    let (code, before) = shown(&town.schools[0]);
    assert_eq!(code, 0, "{before}");

    for at in [1, 2] {
        assert_eq!(town.schools[at].stop().unwrap(), 0);
    }
    let school = &town.schools[0];
    until(school, "a notice of absent peers", || says(school, &["WARN", "peers-away"])).await;
    for at in [1, 2] {
        let location = town.schools[at].address().location().to_string();
        let words = ["WARN", "does not answer any more", &location];
        assert!(says(school, &words), "{location}: {}", school.log());
    }
    let (code, away) = shown(school);
    assert_eq!(code, 20, "{away}");
    let named = [1, 2].iter().all(|at| away.contains(&town.schools[*at].registry));
    assert!(away.contains("peers-away  2 of 2 peers do not answer") && named, "{away}");

    for at in [1, 2] {
        town.schools[at].start().await.unwrap();
    }
    let school = &town.schools[0];
    until(school, "the end of it", || says(school, &["INFO", "peers-away: over"])).await;
    let (_, back) = shown(school);
    assert!(!back.contains("peers-away"), "{back}");
}

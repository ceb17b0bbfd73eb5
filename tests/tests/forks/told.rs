//! Evidence that an auditor found and nobody else, once it is handed to a verifier and to nodes.

use super::{THIEF, expect_forked, theft};
use attestat_ledger::fork::ForkEvidence;
use attestat_tests::programs::attestat;
use attestat_tests::town::text;
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_that_an_auditor_hands_on_counts_at_verifiers_and_stops_every_mirror() {
    let theft = theft().await;
    let (mut one, mut other) = (theft.honest.clone(), theft.honest.clone());
    one.append(2, 0xA, &theft.key).unwrap();
    other.append(2, 0xB, &theft.key).unwrap();
    let (one, other) = (one.newest().unwrap(), other.newest().unwrap());
    let (found, forged) = (theft.town.path("found.fork"), theft.town.path("forged.fork"));
    std::fs::write(&found, ForkEvidence::same_size(one.clone(), other).to_string()).unwrap();
    std::fs::write(&forged, ForkEvidence::same_size(one.clone(), one).to_string()).unwrap();
    let url = theft.town.schools[0].url();
    let say = |command: &str, file: &Path, more: &[&str]| {
        let mut arguments = vec!["fork", command, text(file).unwrap(), "--trust", text(&theft.trust).unwrap()];
        arguments.extend_from_slice(more);
        attestat(&arguments).unwrap()
    };

    // What shows nothing is told to nobody and kept nowhere.
    for (command, more) in [("check", &[][..]), ("import", &[]), ("report", &["--to", &url])] {
        let said = say(command, &forged, more);
        assert_ne!(said.code, 0, "{command}: {}", said.stdout);
    }
    theft.town.verify(&theft.trust, &theft.issued).unwrap().expect_code(0).unwrap();

    say("check", &found, &[]).expect_code(0).unwrap();
    theft.town.verify(&theft.trust, &theft.issued).unwrap().expect_code(0).unwrap();
    say("import", &found, &[]).expect_code(0).unwrap();
    let verdict = theft.town.verify(&theft.trust, &theft.issued).unwrap().expect_code(20).unwrap();
    assert!(verdict.stdout.contains("has signed two histories of its log"), "{}", verdict.stdout);

    // One node is told; it passes the evidence on, so that every mirror stops.
    say("report", &found, &["--to", &url]).expect_code(0).unwrap();
    for mirror in &theft.town.schools[..THIEF] {
        expect_forked(&theft, mirror).await;
    }
}

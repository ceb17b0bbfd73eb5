//! Results of commands that have nowhere to go.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::document::{documents, id_of};
use attestat_tests::programs::{Said, program};
use attestat_tests::town::{Town, text};
use std::fs::OpenOptions;
use std::process::{Command, Stdio};

fn started(name: &str, arguments: &[&str], stdout: Stdio) -> std::process::Child {
    let mut command = Command::new(program(name).unwrap());
    command.args(arguments).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Runs a program whose results go to a disk that is full.
fn on_full_disk(name: &str, arguments: &[&str]) -> Said {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    started(name, arguments, full.into()).wait_with_output().unwrap().into()
}

/// Row W3: completions, a list of verdicts, an act of destruction, and what an operator asks for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_that_a_full_disk_keeps_back_are_an_error() {
    let town = Town::running(1).await.unwrap();
    let (issued, said) = town.issue(0, 1, 2, &[]).unwrap();
    said.expect_code(0).unwrap();
    let (trust, act) = (town.trust("trust").unwrap(), town.path("act"));
    let id = id_of(&documents(&issued).unwrap()[0]).unwrap();
    let dir = town.schools[0].dir();
    let erase = ["pupil", "erase", "--document", &id, "--yes", "--out", text(&act).unwrap(), "--node", dir];
    let (tool, node) = ("error[results-lost]", "error: the result cannot be written");
    let rows: [(&str, &[&str], &str); 7] = [
        ("attestat", &["completions", "bash"], tool),
        ("attestat", &["verify", text(&issued).unwrap(), "--trust", text(&trust).unwrap()], tool),
        ("attestat", &["verify", text(&issued).unwrap(), "--trust", text(&trust).unwrap(), "--json"], tool),
        ("attestat", &erase, tool),
        ("attestat-node", &["completions", "bash"], node),
        ("attestat-node", &["tls", dir], node),
        ("attestat-node", &["config", "check", dir], node),
    ];
    for (name, arguments, words) in rows {
        let said = on_full_disk(name, arguments);
        assert_eq!(said.code, 1, "{arguments:?}: {said:?}");
        assert!(said.stderr.contains(words), "{arguments:?}: {}", said.stderr);
    }
    // What was done is done, and the act of it is where it was asked for.
    assert!(std::fs::read_to_string(&act).unwrap().contains("documents 1\n"));
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    for name in ["attestat", "attestat-node"] {
        let mut child = started(name, &["completions", "bash"], Stdio::piped());
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.len()), (Some(0), 0), "{name}");
    }
}

//! Results of commands that have nowhere to go.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::programs::program;
use std::fs::OpenOptions;
use std::process::{Command, Stdio};

fn completions(stdout: Stdio) -> std::process::Child {
    let mut command = Command::new(program("attestat").unwrap());
    command.args(["completions", "bash"]).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn results_that_a_full_disk_keeps_back_are_an_error() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = completions(full.into()).wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("error[results-lost]"), "{said}");
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let mut child = completions(Stdio::piped());
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), ended.stderr.len()), (Some(0), 0));
}

//! The demo is run as people run it.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::programs::{Said, program};
use std::process::Command;
use std::time::{Duration, Instant};

/// What `make demo` may take after the build.
const DEMO_MAX: Duration = Duration::from_secs(60);

#[test]
fn the_demo_shows_every_colour_in_under_a_minute() {
    // The programs are built first if they are not there, outside of the minute.
    program("attestat-node").unwrap();
    let began = Instant::now();
    let said = Said::from(Command::new(env!("CARGO_BIN_EXE_demo")).output().unwrap()).expect_code(0).unwrap();
    assert!(began.elapsed() < DEMO_MAX, "the demo took {:?}", began.elapsed());
    for colour in ["GREEN", "RED", "AMBER"] {
        assert!(said.stdout.contains(colour), "{colour} is missing:\n{}", said.stdout);
    }
    for words in ["SAMPLE", "revoked this document", "verified with no node running", "five logs replayed"] {
        assert!(said.stdout.contains(words), "{words:?} is missing:\n{}", said.stdout);
    }
}

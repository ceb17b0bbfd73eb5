//! The demo is run as people run it.

use attestat_tests::programs::{Said, program};
use std::process::Command;

#[test]
fn the_demo_shows_every_colour_and_a_lost_wallet_found_again() {
    program("attestat-node").unwrap();
    let said = Said::from(Command::new(env!("CARGO_BIN_EXE_demo")).output().unwrap()).expect_code(0).unwrap();
    for colour in ["GREEN", "RED", "AMBER"] {
        assert!(said.stdout.contains(colour), "{colour} is missing:\n{}", said.stdout);
    }
    let told = [
        "SAMPLE",
        "revoked this document",
        "is enrolled at spbpu.example",
        "in no portfolio until you include them",
        "Lyceum in Moscow (SAMPLE) will see this",
        "is enrolled at bauman.example",
        "Who touched it:",
        "An encrypted copy lies at urfu.example",
        "will see this, for \"Admission 2026\"",
        "presented together",
        "made for another receiver than you",
        "took its consent back",
        "gave 2 documents",
        "verified with no node running",
        "five logs replayed",
    ];
    for words in told {
        assert!(said.stdout.contains(words), "{words:?} is missing:\n{}", said.stdout);
    }
}

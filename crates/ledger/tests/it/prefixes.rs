//! Prefixes of a head: the frozen file, logs of every shape, and what is no proof.

use crate::log::{ORIGIN, TODAY, Writer, award};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::prefixes::{Prefix, Prefixes, PrefixesError};
use attestat_ledger::tree::{ProofError, prove_consistency, root_at};

/// Made by another program (hashlib) from the example log of docs/spec/seal-and-proofs.md; never to change.
const FROZEN: &str = include_str!("../vectors/prefixes.txt");
const PAGE: &str = include_str!("../../../../docs/spec/seal-and-proofs.md");

/// A log of this many records, each sealed by itself.
fn log(size: u64) -> Writer {
    let mut log = Writer::open(ORIGIN);
    (1..size).for_each(|slot| log.append(TODAY, vec![award(u32::try_from(slot).unwrap())]));
    log
}

fn prefix(log: &Writer, size: u64) -> Prefix {
    let proof = prove_consistency(&log.records, size, log.state.size()).unwrap();
    Prefix { root: root_at(&log.records, size).unwrap(), proof }
}

/// Every prefix of a log of this size.
pub(crate) fn all(size: u64) -> Prefixes {
    let log = log(size);
    let mut prefixes = Prefixes::of(CheckpointNote::from_note(log.checkpoint().note()).unwrap());
    (1..size).for_each(|at| prefixes.add(at, prefix(&log, at)).unwrap());
    prefixes
}

#[test]
fn the_frozen_prefix_file_is_read_and_written_to_the_same_bytes() {
    let prefixes = Prefixes::parse(FROZEN).unwrap();
    assert_eq!(prefixes.to_string(), FROZEN);
    assert_eq!((prefixes.origin().as_str(), prefixes.head().checkpoint().size), ("school-12.example.org/main/1", 6));
    assert_eq!(prefixes.proven().keys().copied().collect::<Vec<u64>>(), [2, 4, 5]);
    assert!(PAGE.contains(FROZEN), "the page quotes it");
}

#[test]
fn a_prefix_file_gives_the_root_of_every_proven_size_and_of_no_other() {
    for size in 1..=17 {
        let prefixes = all(size);
        assert_eq!(Prefixes::parse(&prefixes.to_string()).unwrap(), prefixes);
        let log = log(size);
        for at in 1..=size {
            assert_eq!(prefixes.root_at(at), Some(&root_at(&log.records, at).unwrap()));
        }
        assert_eq!((prefixes.root_at(0), prefixes.root_at(size + 1)), (None, None));
    }
}

#[test]
fn a_prefix_without_a_valid_proof_is_refused() {
    let (log, whole) = (log(9), all(9));
    let mut prefixes = Prefixes::of(whole.head().clone());
    let failed = |size, error| Err(PrefixesError::Proof { size, error });
    let other = Prefix { root: RootHash::from_bytes([1; 32]), ..prefix(&log, 5) };
    assert_eq!(prefixes.add(5, other), failed(5, ProofError::WrongRoot));
    assert!(prefixes.add(6, prefix(&log, 5)).is_err(), "the proof of another size");
    let mut long = prefix(&log, 5);
    long.proof.push(NodeHash::from_bytes([0; 32]));
    assert!(prefixes.add(5, long).is_err());
    for size in [0, 9, 10] {
        let nothing = Prefix { root: *whole.root_at(9).unwrap(), proof: Vec::new() };
        assert_eq!(prefixes.add(size, nothing), failed(size, ProofError::OutOfRange { position: size, size: 9 }));
    }
    assert!(prefixes.proven().is_empty());
}

#[test]
fn malformed_prefix_files_are_refused() {
    let lines: Vec<&str> = FROZEN.split('\n').collect();
    let with = |change: fn(&mut Vec<&str>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        Prefixes::parse(&lines.join("\n"))
    };
    assert_eq!(with(|lines| lines[0] = "attestat/prefixes/v2"), Err(PrefixesError::Header));
    assert_eq!(Prefixes::parse("attestat/prefixes/v1\n"), Err(PrefixesError::Header));
    assert_eq!(with(|lines| lines.swap(1, 2)), Err(PrefixesError::Line(3)), "not ascending");
    assert_eq!(with(|lines| lines[2] = lines[1]), Err(PrefixesError::Line(3)), "twice");
    assert_eq!(with(|lines| lines[1] = "2"), Err(PrefixesError::Line(2)));
    assert!(matches!(with(|lines| lines[1] = ""), Err(PrefixesError::Head(_))), "no head follows");
    assert!(matches!(with(|lines| lines[6] = "7"), Err(PrefixesError::Proof { .. })));
}

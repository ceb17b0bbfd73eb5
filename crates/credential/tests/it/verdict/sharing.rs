//! Many documents under one checkpoint, and two histories of one log.

use std::sync::Arc;

use attestat_credential::document::DocumentFile;
use attestat_credential::verdict::submission::Submission;
use attestat_credential::verdict::{Colour, Verifier, verify_bytes};

use super::{Case, code};
use crate::support::{
    self,
    town::{Awarded, NOW, Town},
};

#[test]
fn a_thousand_documents_check_their_checkpoint_once() {
    let mut town = Town::new();
    let awarded: Vec<Awarded> = (0..200).map(|slot| town.award(&support::secondary(), slot)).collect();
    town.snapshot();
    let trust = town.trust();
    let mut verifier = Verifier::new(&trust);
    for awarded in &awarded {
        assert_eq!(verifier.verify(&town.document(awarded), NOW).colour(), Colour::Green);
    }
    assert_eq!(verifier.checkpoints_checked(), 1, "proof and status stand under one checkpoint");
}

/// A document of a log, and one of another history of the same log at the same size.
fn two_histories() -> (Case, DocumentFile) {
    let first = Case::certificate();
    let mut other = Town::new();
    other.award(&support::secondary(), 6);
    let awarded = other.award(&support::secondary(), 8);
    other.award(&support::secondary(), 10);
    other.snapshot();
    (first, other.document(&awarded))
}

#[test]
fn two_histories_condemn_both_whichever_is_read_first() {
    let (first, second) = two_histories();
    let (one, other) = (first.file.to_json(), second.to_json());
    for order in [[&one, &other], [&other, &one]] {
        assert!(order.iter().all(|file| verify_bytes(file.as_bytes(), &first.trust, NOW).colour() == Colour::Green));
        let mut reader = Verifier::new(&first.trust);
        order.iter().for_each(|file| reader.read(&Submission::of_file(file.as_bytes().to_vec())));
        let heads = reader.take_heads();
        assert!(heads.forks().all(|fork| fork.verify(first.trust.roster.roster()).is_ok()));
        assert_eq!(heads.forks().count(), 1);
        let mut verifier = Verifier::knowing(&first.trust, Arc::new(heads));
        for file in order {
            assert_eq!(code(&verifier.verify_bytes(file.as_bytes(), NOW)), "log-forked");
        }
    }
}

/// Threads see parts of a run: joined, in whatever order, they know the whole.
#[test]
fn what_several_saw_is_joined() {
    let (first, second) = two_histories();
    let files = [first.file.to_json(), second.to_json()];
    let seen = |file: &str| {
        let mut reader = Verifier::new(&first.trust);
        reader.read(&Submission::of_file(file.as_bytes().to_vec()));
        reader.take_heads()
    };
    for [one, other] in [[0, 1], [1, 0]] {
        let mut heads = seen(&files[one]);
        assert_eq!(heads.forks().count(), 0);
        heads.join(seen(&files[other]));
        let mut verifier = Verifier::knowing(&first.trust, Arc::new(heads));
        for file in &files {
            assert_eq!(code(&verifier.verify_bytes(file.as_bytes(), NOW)), "log-forked");
        }
    }
}

/// Status evidence of the other history, in the same file.
#[test]
fn a_document_that_carries_both_histories_is_red() {
    let (mut first, second) = two_histories();
    first.file.status = second.status;
    assert_eq!(code(&first.verdict()), "log-forked");
}

/// Heads of other sizes cannot be compared, and yet the log has two histories.
#[test]
fn nothing_of_a_log_with_two_histories_is_green() {
    let (mut first, second) = two_histories();
    let mut reader = Verifier::new(&first.trust);
    for file in [&first.file.to_json(), &second.to_json()] {
        reader.read(&Submission::of_file(file.as_bytes().to_vec()));
    }
    let heads = Arc::new(reader.take_heads());
    let awarded = first.town.award(&support::secondary(), 12);
    first.town.snapshot();
    let later = first.town.document(&awarded);
    let verdict = Verifier::knowing(&first.trust, heads).verify(&later, NOW);
    assert_eq!((code(&verdict), verdict.colour()), ("fork-not-settled", Colour::Amber));
}

/// A head that is held counts like one that was met: the pair is evidence, and it is there for others.
#[test]
fn what_contradicts_a_held_head_is_evidence_too() {
    let (mut first, second) = two_histories();
    first.trust.heads.push(first.town.checkpoint(5, &[], crate::support::town::COSIGNED));
    let mut reader = Verifier::new(&first.trust);
    reader.read(&Submission::of_file(second.to_json().into()));
    let heads = reader.take_heads();
    let forks: Vec<_> = heads.forks().collect();
    assert_eq!(forks.len(), 1);
    forks[0].verify(first.trust.roster.roster()).unwrap();
}

/// The checkpoint that a document carries from before its record is signed as well, and held against the others.
#[test]
fn an_earlier_checkpoint_is_a_head_of_the_run() {
    let (first, second) = two_histories();
    let mut carrying = first.file.clone();
    carrying.earlier_checkpoint =
        attestat_ledger::proof::TlogProof::parse(&second.proof).map(|proof| proof.checkpoint).ok();
    let mut reader = Verifier::new(&first.trust);
    reader.read(&Submission::of_file(carrying.to_json().into()));
    assert_eq!(reader.take_heads().forks().count(), 1);
    assert_eq!(code(&verify_bytes(carrying.to_json().as_bytes(), &first.trust, NOW)), "log-forked");
}

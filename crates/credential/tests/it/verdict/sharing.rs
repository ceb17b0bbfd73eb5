//! Many documents under one checkpoint, and two histories of one log.

use attestat_credential::verdict::{Colour, Verifier};

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

#[test]
fn two_documents_from_two_histories_betray_the_fork() {
    let first = Case::certificate();
    let mut other = Town::new();
    other.award(&support::secondary(), 6);
    let awarded = other.award(&support::secondary(), 8);
    other.award(&support::secondary(), 10);
    other.snapshot();
    let second = other.document(&awarded);
    let mut verifier = Verifier::new(&first.trust);
    assert_eq!(verifier.verify(&second, NOW).colour(), Colour::Green, "alone it is green");
    assert_eq!(code(&verifier.verify(&first.file, NOW)), "log-forked");
}

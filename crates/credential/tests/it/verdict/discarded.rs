//! Documents of a history that the roster's cut discarded: red where that is proven, and amber where it is not.

use attestat_credential::verdict::{CheckName, Colour, Outcome, Reason};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::status::Status;

use super::{Case, DAY, code};
use crate::support::{
    self,
    town::{COSIGNED, Town},
};

/// The history that counts, which differs from the document's in every record but the first.
fn kept() -> Town {
    let mut town = Town::new();
    [4, 6, 8].into_iter().for_each(|slot| drop(town.award(&support::secondary(), slot)));
    town.snapshot();
    go_on(&mut town);
    town
}

fn go_on(town: &mut Town) {
    [20, 21, 22].into_iter().for_each(|slot| drop(town.award(&support::secondary(), slot)));
    town.snapshot();
}

/// A document whose history went on to 9 records, by a roster that cut the log at so many records of the other one.
fn cut_at(size: usize) -> Case {
    let mut case = Case::certificate();
    go_on(&mut case.town);
    case.cut(size, kept().root(size));
    case
}

/// Evidence that the head of `larger` at one size does not continue the head of `smaller` at another.
fn fork(smaller: (&Town, usize), larger: (&Town, usize)) -> ForkEvidence {
    let head = larger.0.checkpoint(larger.1, &[], COSIGNED);
    let shown = larger.0.prefixes(head.clone(), &[smaller.1]);
    let prefix = shown.proven()[&(smaller.1 as u64)].clone();
    let smaller = smaller.0.checkpoint(smaller.1, &[], COSIGNED);
    ForkEvidence { smaller, larger: head, prefix: prefix.root, proof: prefix.proof }
}

fn outcome(case: &Case) -> (Colour, &'static str) {
    let verdict = case.verdict();
    match verdict.outcome(CheckName::Checkpoint) {
        Some(Outcome::Failed(reason) | Outcome::NotChecked(reason)) => (verdict.colour(), reason.code()),
        _ => (verdict.colour(), ""),
    }
}

const RED: (Colour, &str) = (Colour::Red, "discarded-history");
const AMBER: (Colour, &str) = (Colour::Amber, "cut-log");

#[test]
fn a_document_beyond_the_cut_is_red_where_its_head_is_proven_to_contradict_it() {
    let mut case = cut_at(4);
    assert_eq!(outcome(&case), AMBER, "nothing is proven yet");
    case.trust.forks.push(fork((&kept(), 4), (&case.town, 5)));
    assert_eq!(outcome(&case), RED);
    // A proof that fails proves nothing.
    case.trust.forks[0].proof.reverse();
    case.trust.forks[0].proof.pop();
    assert_eq!(outcome(&case), AMBER);
    // A head that is known to begin otherwise than the cut says as much.
    case.trust.prefixes.push(case.town.prefixes(case.town.checkpoint(5, &[], COSIGNED), &[4]));
    assert_eq!(outcome(&case), RED);
}

#[test]
fn proofs_are_joined_where_they_meet() {
    // The evidence is of a larger head of the document's history, and of a smaller one of the other.
    let mut case = cut_at(4);
    case.trust.forks.push(fork((&kept(), 3), (&case.town, 9)));
    assert_eq!(outcome(&case), AMBER);
    case.trust.prefixes.push(case.town.prefixes(case.town.checkpoint(9, &[], COSIGNED), &[5]));
    assert_eq!(outcome(&case), AMBER, "it is not known that the cut's history has that smaller head");
    case.trust.prefixes.push(kept().prefixes(kept().checkpoint(4, &[], COSIGNED), &[3]));
    assert_eq!(outcome(&case), RED);
}

/// However many confirmed it: the governors said which history counts.
#[test]
fn a_document_below_the_cut_is_red_where_the_cut_begins_otherwise() {
    for mirrors in [&[][..], &[40, 41]] {
        let mut case = cut_at(9);
        case.checkpoint(&case.town.checkpoint(5, mirrors, COSIGNED));
        let unproven = if mirrors.is_empty() { AMBER } else { (Colour::Green, "") };
        assert_eq!(outcome(&case), unproven);
        case.trust.forks.push(fork((&case.town, 5), (&kept(), 9)));
        assert_eq!(outcome(&case), RED);
        case.trust.forks.clear();
        case.trust.prefixes.push(kept().prefixes(kept().checkpoint(9, &[], COSIGNED), &[5]));
        assert_eq!(outcome(&case), RED);
    }
}

#[test]
fn what_continues_the_cut_is_not_of_another_history() {
    let mut case = Case::certificate();
    go_on(&mut case.town);
    case.cut(4, case.town.root(4));
    case.trust.prefixes.push(case.town.prefixes(case.town.checkpoint(9, &[], COSIGNED), &[4, 5]));
    assert_eq!(outcome(&case), AMBER);
    // Two heads beyond that both continue it and contradict each other say nothing of what lies below.
    let mut other = Town::with_document(&support::secondary()).0;
    other.award(&support::secondary(), 30);
    other.snapshot();
    case.trust.forks.push(fork((&other, 7), (&case.town, 9)));
    case.trust.prefixes.push(other.prefixes(other.checkpoint(7, &[], COSIGNED), &[4, 5]));
    assert_eq!(outcome(&case), AMBER);
}

#[test]
fn a_status_of_a_discarded_history_neither_condemns_nor_acquits() {
    let mut discarded = Town::with_document(&support::secondary());
    let awarded = discarded.1;
    discarded.0.set_status(&awarded, Status::Revoked);
    discarded.0.snapshot();
    let status = |proven: bool| {
        let mut case = Case::certificate();
        case.file.status = None;
        case.cut(9, kept().root(9));
        case.trust.status_files.push(discarded.0.status_file(&[40, 41], COSIGNED + DAY / 48));
        if proven {
            case.trust.forks.push(fork((&discarded.0, 7), (&kept(), 9)));
        }
        let verdict = case.verdict();
        assert!(verdict.colour() != Colour::Green, "{}", code(&verdict));
        verdict.outcome(CheckName::Status).cloned().unwrap()
    };
    assert!(matches!(status(false), Outcome::Failed(Reason::Revoked { .. })));
    assert!(matches!(status(true), Outcome::NotChecked(Reason::StatusUnusable { .. })), "{:?}", status(true));
}

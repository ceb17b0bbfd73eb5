//! Quorum over time: a checkpoint that too few have confirmed by today's roster, covered by a head that enough have.
//! Such a head counts for inclusion and witnesses, and for nothing else.

use attestat_credential::verdict::reason::StatusFlaw;
use attestat_credential::verdict::submission::Submission;
use attestat_credential::verdict::{CheckName, Colour, Outcome, Reason, Verifier};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::record::{Award, Content};

use super::{Case, DAY, code};
use crate::support::{
    self,
    town::{Awarded, COSIGNED, NOW, Town, key},
};

/// A document from when one cosigner was enough, by a roster that asks for two; its log went on to 9 records.
fn grown() -> Case {
    let mut case = Case::certificate();
    case.checkpoint(&case.town.checkpoint(5, &[41], COSIGNED - 40 * DAY));
    go_on(&mut case.town);
    case.file.status = None;
    case.trust.status_files.push(case.town.status_file(&[40, 41], COSIGNED));
    case
}

fn go_on(town: &mut Town) {
    for slot in [20, 21, 22] {
        town.award(&support::secondary(), slot);
    }
    town.snapshot();
}

/// The same, with a head of all 9 records and the proof that it covers the document's checkpoint.
fn covered() -> Case {
    let mut case = grown();
    cover(&mut case, 9, &[40, 41]);
    case
}

fn cover(case: &mut Case, size: usize, mirrors: &[u8]) {
    let head = case.town.checkpoint(size, mirrors, COSIGNED);
    case.trust.prefixes = vec![case.town.prefixes(head, &[5])];
}

fn said(case: &Case) -> (Colour, &'static str) {
    let verdict = case.verdict();
    (verdict.colour(), code(&verdict))
}

#[test]
fn a_checkpoint_from_before_the_quorum_grew_counts_by_the_head_that_covers_it() {
    assert_eq!(said(&grown()), (Colour::Amber, "below-quorum"));
    let verdict = covered().verdict();
    assert_eq!(verdict.colour(), Colour::Green, "{:?}", verdict.checks);
    assert_eq!(verdict.outcome(CheckName::Witnessed), Some(&Outcome::Passed));
    let anchor = verdict.anchor.unwrap();
    let head = anchor.covered_by.unwrap();
    assert_eq!((anchor.size, head.size, head.root), (5, 9, covered().town.root(9)));
    assert_eq!((anchor.witnessed_at, head.at), (Some(COSIGNED - 41), COSIGNED - 41), "as of the quorum on that head");
}

#[test]
fn a_checkpoint_with_a_quorum_of_its_own_needs_no_other_head() {
    let mut case = covered();
    case.checkpoint(&case.town.checkpoint(5, &[40, 41], COSIGNED - 40 * DAY));
    let anchor = case.verdict().anchor.unwrap();
    assert_eq!((anchor.covered_by, anchor.witnessed_at), (None, Some(COSIGNED - 40 * DAY - 41)));
}

/// Row of a table: the event, the change that makes it, the colour and the code.
type Row = (&'static str, fn(&mut Case), Colour, &'static str);

/// Faults of the head or of its proof, with the verdict on each.
#[test]
fn a_head_that_does_not_count_covers_nothing() {
    let rows: [Row; 9] = [
        ("too few confirmed it", |case| cover(case, 9, &[40]), Colour::Amber, "below-quorum"),
        (
            "another key signed it",
            |case| {
                let head = case.town.checkpoint_of(9, case.town.root(9), &key(8), &[40, 41], COSIGNED);
                case.trust.prefixes = vec![case.town.prefixes(head, &[5])];
            },
            Colour::Amber,
            "below-quorum",
        ),
        (
            "a line on it is forged",
            |case| {
                let mut note = case.town.checkpoint(9, &[40, 41, 42], COSIGNED).note().clone();
                let mut line = note.signatures()[1].clone();
                line.blob[20] ^= 1;
                note.put_signature(line);
                let head = CheckpointNote::from_note(note).unwrap();
                case.trust.prefixes = vec![case.town.prefixes(head, &[5])];
            },
            Colour::Amber,
            "below-quorum",
        ),
        (
            "the proof is of another size",
            |case| {
                let head = case.town.checkpoint(9, &[40, 41], COSIGNED);
                case.trust.prefixes = vec![case.town.prefixes(head, &[4, 6])];
            },
            Colour::Amber,
            "below-quorum",
        ),
        (
            "the log signed another head of its size",
            |case| {
                let rival = case.town.checkpoint_of(9, RootHash::from_bytes([6; 32]), &key(1), &[], COSIGNED);
                case.trust.heads.push(rival);
            },
            Colour::Amber,
            "fork-not-settled",
        ),
        (
            "the log is known to be forked",
            |case| {
                let head = |root| case.town.checkpoint_of(20, RootHash::from_bytes([root; 32]), &key(1), &[], COSIGNED);
                case.trust.forks.push(ForkEvidence::same_size(head(1), head(2)));
            },
            Colour::Amber,
            "fork-not-settled",
        ),
        (
            "the document's own checkpoint is contradicted",
            |case| {
                let rival = case.town.checkpoint_of(5, RootHash::from_bytes([6; 32]), &key(1), &[], COSIGNED);
                case.trust.forks.push(ForkEvidence::same_size(case.town.checkpoint(5, &[], COSIGNED), rival));
            },
            Colour::Red,
            "log-forked",
        ),
        (
            "the document's own checkpoint is not the log's",
            |case| {
                let mut note = case.town.checkpoint(5, &[41], COSIGNED).note().clone();
                note.retain_signatures(|line| line.name != "school-12.example/1");
                case.checkpoint(&CheckpointNote::from_note(note).unwrap());
            },
            Colour::Red,
            "checkpoint-not-signed",
        ),
        ("the record is not in it", |case| case.proof_with(|proof| proof.path.reverse()), Colour::Red, "not-included"),
    ];
    for (why, change, colour, expected) in rows {
        let mut case = covered();
        change(&mut case);
        assert_eq!(said(&case), (colour, expected), "{why}");
    }
}

#[test]
fn a_forged_line_on_the_documents_own_checkpoint_stays_red() {
    let mut case = covered();
    let mut note = case.town.checkpoint(5, &[41], COSIGNED).note().clone();
    let mut line = note.signatures()[1].clone();
    line.blob[20] ^= 1;
    note.put_signature(line);
    case.checkpoint(&CheckpointNote::from_note(note).unwrap());
    assert_eq!(said(&case), (Colour::Red, "cosignature-wrong"));
}

#[test]
fn of_a_cut_log_only_a_head_at_or_below_the_cut_covers() {
    for (cut, expected) in [(9, ""), (10, ""), (8, "cut-log"), (6, "cut-log")] {
        let mut case = covered();
        // What stands at the cut is the governors' word; the status is not in question here.
        case.town.snapshot();
        case.trust.status_files.push(case.town.status_file(&[40, 41], COSIGNED));
        case.cut(cut, case.town.root(cut));
        let verdict = case.verdict();
        let outcome = verdict.outcome(CheckName::Checkpoint).unwrap();
        let found = match outcome {
            Outcome::Failed(reason) | Outcome::NotChecked(reason) => reason.code(),
            _ => "",
        };
        assert_eq!(found, expected, "cut at {cut}: {:?}", verdict.checks);
        assert_eq!(verdict.outcome(CheckName::Witnessed) == Some(&Outcome::Passed), expected.is_empty(), "{cut}");
    }
    let mut beyond = covered();
    beyond.cut(2, beyond.town.root(2));
    assert_eq!(said(&beyond), (Colour::Red, "beyond-cut"));
    let mut beside = covered();
    beside.cut(9, RootHash::from_bytes([7; 32]));
    assert_eq!(said(&beside).1, "cut-log");
}

/// The head begins with another history than the document's, and the log signed both.
#[test]
fn a_head_that_begins_otherwise_convicts_the_log() {
    let mut case = grown();
    let mut other = Town::new();
    [4, 6, 8].into_iter().for_each(|slot| drop(other.award(&support::secondary(), slot)));
    other.snapshot();
    go_on(&mut other);
    let head = other.checkpoint(9, &[40, 41], COSIGNED);
    case.trust.prefixes = vec![other.prefixes(head, &[5])];
    assert_eq!(said(&case), (Colour::Red, "log-forked"));
    let mut verifier = Verifier::new(&case.trust);
    verifier.read(&Submission::of_file(case.file.to_json().into()));
    let heads = verifier.take_heads();
    let evidence: Vec<&ForkEvidence> = heads.forks().collect();
    assert_eq!(evidence.len(), 1);
    evidence[0].verify(case.trust.roster.roster()).unwrap();
    // A key that the roster does not list convicts nobody.
    let forged = other.checkpoint_of(9, other.root(9), &key(8), &[40, 41], COSIGNED);
    case.trust.prefixes = vec![other.prefixes(forged, &[5])];
    assert_eq!(said(&case), (Colour::Amber, "below-quorum"));
}

/// The status stands under the same checkpoint as the document, which is covered: it acquits nothing by that.
#[test]
fn status_evidence_never_acquits_by_a_covering_head() {
    let mut case = covered();
    case.trust.status_files.clear();
    let (town, awarded) = Town::with_document(&support::secondary());
    assert_eq!(town.root(5), case.town.root(5));
    case.file.status = Some(town.status_proof(awarded.slot, &[41], COSIGNED).to_string());
    let verdict = case.verdict();
    let flaw = StatusFlaw::TooFewCosigners;
    assert_eq!(verdict.outcome(CheckName::Witnessed), Some(&Outcome::Passed));
    assert_eq!(
        verdict.outcome(CheckName::Status),
        Some(&Outcome::NotChecked(Reason::StatusUnusable { flaw })),
        "{:?}",
        verdict.checks
    );
    assert_eq!((verdict.colour(), verdict.status_as_of), (Colour::Amber, None));
    // It condemns as before.
    let mut revoked = Town::with_document(&support::secondary()).0;
    revoked.set_status(&awarded, attestat_ledger::status::Status::Revoked);
    revoked.snapshot();
    case.file.status = None;
    case.trust.prefixes.clear();
    case.trust.status_files.push(revoked.status_file(&[], COSIGNED));
    assert_eq!(said(&case), (Colour::Red, "revoked"));
}

#[test]
fn status_evidence_never_takes_the_time_of_a_covering_head() {
    let mut case = covered();
    case.trust.status_files.clear();
    let (town, awarded) = Town::with_document(&support::secondary());
    let seen = COSIGNED - 30 * DAY;
    case.file.status = Some(town.status_proof(awarded.slot, &[40, 41], seen).to_string());
    let verdict = case.verdict();
    assert!(
        matches!(
            verdict.outcome(CheckName::Status),
            Some(Outcome::NotChecked(Reason::StatusOld { as_of, .. })) if *as_of == seen - 41
        ),
        "{:?}",
        verdict.checks
    );
}

/// The time of a covering head says nothing of the day of the record either.
#[test]
fn a_covering_head_makes_no_day_come() {
    let mut town = Town::new();
    let issued = town.issue(&support::secondary(), 7);
    town.day = attestat_ledger::day::Day::from_number(town.day.number() + 3);
    let award = Award { class: issued.class, slot: 7, tag: [3; 16], commitment: issued.commitment };
    let index = town.append(Content::Award(award));
    [5, 6].into_iter().for_each(|slot| drop(town.award(&support::secondary(), slot)));
    town.snapshot();
    let awarded = Awarded { sd_jwt: issued.sd_jwt, salt: issued.salt, index, slot: 7 };
    let mut case = Case::around(town, awarded);
    case.checkpoint(&case.town.checkpoint(5, &[41], COSIGNED));
    go_on(&mut case.town);
    let head = case.town.checkpoint(9, &[40, 41], NOW + 3 * DAY);
    case.trust.prefixes = vec![case.town.prefixes(head, &[5])];
    let verdict = case.verdict();
    assert_eq!(verdict.outcome(CheckName::Witnessed), Some(&Outcome::Passed));
    assert!(verdict.reasons().iter().any(|reason| reason.code() == "record-ahead"), "{:?}", verdict.checks);
}

#[test]
fn what_a_proof_would_mend_is_told() {
    let (grown, covered) = (grown(), covered());
    let uncovered =
        |case: &Case| Verifier::new(&case.trust).uncovered(&Submission::of_file(case.file.to_json().into()));
    let wanted = uncovered(&grown);
    assert_eq!(wanted.iter().map(|note| note.checkpoint().size).collect::<Vec<_>>(), [5]);
    assert!(uncovered(&covered).is_empty());
    assert!(uncovered(&Case::certificate()).is_empty(), "it has a quorum of its own");
    assert!(Verifier::new(&grown.trust).uncovered(&Submission::of_file(b"{}".to_vec())).is_empty());
}

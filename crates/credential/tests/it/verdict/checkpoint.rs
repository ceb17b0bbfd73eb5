//! Checkpoints, cosigners, forks and cuts.

use attestat_credential::verdict::{CheckName, Colour, Exemption, Outcome, Unchecked};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;

use super::{Case, DAY, check};
use crate::support::town::{COSIGNED, NOW, key};

#[test]
fn checkpoints_and_cosigners() {
    check(&[
        (
            "one cosigner of two",
            |c| c.checkpoint(&c.town.checkpoint(5, &[41], COSIGNED)),
            Colour::Amber,
            CheckName::Witnessed,
            "below-quorum",
        ),
        (
            "one cosigner in the file, another in the verifier's own head",
            |c| {
                c.checkpoint(&c.town.checkpoint(5, &[41], COSIGNED));
                c.trust.heads.push(c.town.checkpoint(5, &[42], COSIGNED));
            },
            Colour::Green,
            CheckName::Witnessed,
            "",
        ),
        (
            "the verifier's head is of another size",
            |c| {
                c.checkpoint(&c.town.checkpoint(5, &[41], COSIGNED));
                c.trust.heads.push(c.town.checkpoint(4, &[40, 41, 42], COSIGNED));
            },
            Colour::Amber,
            CheckName::Witnessed,
            "below-quorum",
        ),
        (
            "a cosigner of the registry's own organisation",
            |c| {
                c.checkpoint(&c.town.checkpoint(5, &[41, 42], COSIGNED));
                c.roster_with("organisation = \"School 41\"", "organisation = \"School 12\"");
            },
            Colour::Amber,
            CheckName::Witnessed,
            "below-quorum",
        ),
        (
            "a cosigner that is no mirror",
            |c| {
                c.checkpoint(&c.town.checkpoint(5, &[41, 42], COSIGNED));
                let (head, tail) = c.roster.split_once("School 42").unwrap();
                let from = format!("School 42{}", tail.split("url").next().unwrap());
                assert!(!head.is_empty());
                c.roster_with(
                    "2 school-40.example/m1 school-41.example/m1 school-42.example/m1",
                    "2 school-40.example/m1 school-41.example/m1",
                );
                c.roster_with(&from, &from.replace("mirror", "witness"));
            },
            Colour::Amber,
            CheckName::Witnessed,
            "below-quorum",
        ),
        (
            "a cosignature for another time",
            |c| {
                let good = c.town.checkpoint(5, &[40, 41], COSIGNED);
                let mut note = good.note().clone();
                let mut line = note.signatures()[1].clone();
                line.blob[7] ^= 1;
                note.put_signature(line);
                c.checkpoint(&CheckpointNote::from_note(note).unwrap());
            },
            Colour::Red,
            CheckName::Witnessed,
            "cosignature-wrong",
        ),
        (
            "a checkpoint that nobody signed for the registry",
            |c| {
                let mut note = c.town.checkpoint(5, &[40, 41], COSIGNED).note().clone();
                note.retain_signatures(|line| line.name != "school-12.example/1");
                c.checkpoint(&CheckpointNote::from_note(note).unwrap());
            },
            Colour::Red,
            CheckName::Checkpoint,
            "checkpoint-not-signed",
        ),
        (
            "a checkpoint with a wrong signature",
            |c| {
                let good = c.town.checkpoint(5, &[40, 41], COSIGNED);
                let mut note = good.note().clone();
                let mut line = note.signatures()[0].clone();
                line.blob[9] ^= 1;
                note.put_signature(line);
                c.checkpoint(&CheckpointNote::from_note(note).unwrap());
            },
            Colour::Red,
            CheckName::Checkpoint,
            "checkpoint-not-signed",
        ),
        (
            "a checkpoint by a key that the roster does not list",
            |c| c.checkpoint(&c.town.checkpoint_of(5, c.town.root(5), &key(8), &[40, 41], COSIGNED)),
            Colour::Amber,
            CheckName::Checkpoint,
            "key-unknown",
        ),
        (
            "the verifier holds another history of the same size",
            |c| {
                let rival = RootHash::from_bytes([6; 32]);
                c.trust.heads.push(c.town.checkpoint_of(5, rival, &key(1), &[], COSIGNED));
            },
            Colour::Red,
            CheckName::Checkpoint,
            "log-forked",
        ),
        (
            "another history that the registry did not sign",
            |c| {
                let rival = RootHash::from_bytes([6; 32]);
                c.trust.heads.push(c.town.checkpoint_of(5, rival, &key(8), &[], COSIGNED));
            },
            Colour::Green,
            CheckName::Checkpoint,
            "",
        ),
        (
            "no cosigners asked",
            |c| {
                c.checkpoint(&c.town.checkpoint(5, &[], COSIGNED));
                c.roster_with("quorum mirrors", "quorum none");
            },
            Colour::Green,
            CheckName::Witnessed,
            "",
        ),
    ]);
}

/// A known key's line that does not verify refuses the note, also where nobody asks for it (seal-and-proofs.md).
#[test]
fn a_forged_line_by_a_listed_cosigner_is_red_whoever_counts() {
    let forged = |case: &mut Case| {
        let mut note = case.town.checkpoint(5, &[40, 41, 42], COSIGNED).note().clone();
        let mut line = note.signatures().iter().find(|line| line.name == "school-42.example/m1").unwrap().clone();
        line.blob[20] ^= 1;
        note.put_signature(line);
        case.checkpoint(&CheckpointNote::from_note(note).unwrap());
    };
    let rosters: [fn(&mut Case); 2] = [
        |case| case.roster_with("quorum mirrors", "quorum none"),
        |case| case.roster_with("organisation = \"School 42\"", "organisation = \"School 12\""),
    ];
    for change in rosters {
        let mut case = Case::certificate();
        change(&mut case);
        assert_eq!(case.verdict().colour(), Colour::Green);
        forged(&mut case);
        let verdict = case.verdict();
        assert_eq!((verdict.colour(), super::code(&verdict)), (Colour::Red, "cosignature-wrong"));
    }
}

#[test]
fn a_document_that_nobody_else_saw_says_so() {
    let mut case = Case::certificate();
    case.roster_with("quorum mirrors", "quorum none");
    let verdict = case.verdict();
    let exempt = Outcome::NotApplicable(Exemption::NoCosignersAsked);
    assert_eq!(verdict.outcome(CheckName::Witnessed), Some(&exempt));
    assert!(verdict.not_checked.contains(&Unchecked::NobodyElseSawTheLog));
    // Without cosigners the registry's own day is all there is: midnight of the snapshot's day.
    assert_eq!(verdict.status_as_of, Some(NOW / DAY * DAY));
}

/// Two heads beyond the document that cannot both be of one log: it says nothing of which was meant.
fn forked(case: &mut Case, signer: u8) {
    let head = |root: u8| case.town.checkpoint_of(9, RootHash::from_bytes([root; 32]), &key(signer), &[], COSIGNED);
    case.trust.forks.push(ForkEvidence::same_size(head(1), head(2)));
}

#[test]
fn forks_elsewhere_in_the_log() {
    check(&[
        ("a fork beyond the document", |c| forked(c, 1), Colour::Amber, CheckName::Checkpoint, "fork-not-settled"),
        ("a fork that the registry did not sign", |c| forked(c, 8), Colour::Green, CheckName::Checkpoint, ""),
        (
            "a fork that the consortium has cut",
            |c| {
                forked(c, 1);
                c.cut(5, c.town.root(5));
            },
            Colour::Green,
            CheckName::Checkpoint,
            "",
        ),
        (
            "a fork at the document's own checkpoint",
            |c| {
                let rival = c.town.checkpoint_of(5, RootHash::from_bytes([6; 32]), &key(1), &[], COSIGNED);
                c.trust.forks.push(ForkEvidence::same_size(c.town.checkpoint(5, &[], COSIGNED), rival));
            },
            Colour::Red,
            CheckName::Checkpoint,
            "log-forked",
        ),
    ]);
}

/// Whoever holds the key can sign another root beside the one that the governors meant.
#[test]
fn nothing_that_was_signed_beside_the_cut_contradicts_a_document_at_it() {
    let rival = |c: &Case| c.town.checkpoint_of(5, RootHash::from_bytes([6; 32]), &key(1), &[], COSIGNED);
    let evidence = |c: &Case| ForkEvidence::same_size(c.town.checkpoint(5, &[], COSIGNED), rival(c));
    let cut = |held: fn(&mut Case, ForkEvidence, CheckpointNote)| {
        let mut case = Case::certificate();
        let (fork, rival) = (evidence(&case), rival(&case));
        held(&mut case, fork, rival);
        assert_eq!(super::code(&case.verdict()), "log-forked");
        case.cut(5, case.town.root(5));
        assert_eq!(case.verdict().colour(), Colour::Green);
    };
    cut(|case, fork, _| case.trust.forks.push(fork));
    cut(|case, _, rival| case.trust.heads.push(rival));
    cut(|case, _, rival| case.file.earlier_checkpoint = Some(rival.to_string()));
    // Who rests on the other root is red as before.
    let mut case = Case::certificate();
    case.trust.forks.push(evidence(&case));
    case.cut(5, RootHash::from_bytes([6; 32]));
    assert_eq!(super::code(&case.verdict()), "discarded-history");
}

/// Held evidence that cannot be read says as much as any: something is known of that log.
#[test]
fn a_log_about_which_unreadable_evidence_is_held_is_not_green_before_its_cut() {
    let mut case = Case::certificate();
    case.trust.doubted.push(case.town.checkpoint(5, &[], COSIGNED).checkpoint().origin.clone());
    assert_eq!(super::code(&case.verdict()), "fork-not-settled");
    case.cut(5, case.town.root(5));
    assert_eq!(case.verdict().colour(), Colour::Green);
}

#[test]
fn cut_logs() {
    check(&[
        ("cut at the checkpoint", |c| c.cut(5, c.town.root(5)), Colour::Green, CheckName::Checkpoint, ""),
        (
            "cut at another history",
            |c| c.cut(5, RootHash::from_bytes([1; 32])),
            Colour::Red,
            CheckName::Checkpoint,
            "discarded-history",
        ),
        ("cut before the record", |c| c.cut(2, c.town.root(2)), Colour::Red, CheckName::Checkpoint, "beyond-cut"),
        (
            "cut between record and checkpoint",
            |c| c.cut(4, c.town.root(4)),
            Colour::Amber,
            CheckName::Checkpoint,
            "cut-log",
        ),
        (
            "cut later, with a quorum",
            |c| c.cut(9, RootHash::from_bytes([1; 32])),
            Colour::Green,
            CheckName::Checkpoint,
            "",
        ),
        (
            "cut later, without a quorum",
            |c| {
                c.checkpoint(&c.town.checkpoint(5, &[], COSIGNED));
                c.cut(9, RootHash::from_bytes([1; 32]));
            },
            Colour::Amber,
            CheckName::Checkpoint,
            "cut-log",
        ),
    ]);
}

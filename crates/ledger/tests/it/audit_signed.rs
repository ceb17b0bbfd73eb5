//! The signed part of an audit: each false seal and each false head of a clean log.

use crate::audit::{SEALED, absorb, head, log_checkpoint, roster};
use crate::key::{BOB, secret};
use crate::log::{FIRST, ORIGIN, SECOND, sample};
use crate::roster;
use attestat_ledger::audit::{Audit, Finding, HeadFault};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::Signature;
use attestat_ledger::name::Origin;
use attestat_ledger::note::NoteError;

/// Each row changes one seal or head of the clean sample.
#[test]
fn every_false_signature_is_found() {
    let log = sample();
    let audited = |check: &dyn Fn(&mut Audit)| {
        let mut audit = absorb(&log.records.0, &[5, 9], &SEALED);
        check(&mut audit);
        audit.finish(Some(&roster())).findings
    };
    let seal = |size: u64, seed| log_checkpoint(&log, size).seal(&secret(seed));
    let root = |size: u64| log_checkpoint(&log, size).root;
    let head_of = |checkpoint: Checkpoint, seed: [u8; 32]| {
        CheckpointNote::from_note(SignedCheckpoint::sign(checkpoint, &secret(seed)).note()).unwrap()
    };
    let shifted = |change: &dyn Fn(&mut Checkpoint)| {
        let mut checkpoint = log_checkpoint(&log, 9);
        change(&mut checkpoint);
        checkpoint
    };
    let spoilt_mirror = {
        let (name, key) = roster::cosigner(40, "m1");
        let mut note = head(&log, 9);
        note.put_signature(cosign(&name, &key, "another text\n", 5));
        note
    };
    let spoilt_seal = {
        let mut note = head(&log, 9);
        let mut line = note.note().signatures()[0].clone();
        line.blob[5] ^= 1;
        note.put_signature(line);
        note
    };
    let no_key = HeadFault::Signature(NoteError::NoKnownKey);
    let spoilt = |name: &str| HeadFault::Signature(NoteError::BadSignature(name.to_owned()));
    let elsewhere = HeadFault::OfAnotherLog(Origin::parse("school-13.example.org/1").unwrap());
    let rows: Vec<(Vec<Finding>, Vec<Finding>, &str)> = vec![
        (audited(&|it| it.check_seal(9, root(9), &seal(9, FIRST))), vec![], "the seal as it was made"),
        (audited(&|it| it.check_seal(9, root(9), &seal(9, SECOND))), vec![Finding::Seal(9)], "a seal by a later key"),
        (
            audited(&|it| it.check_seal(13, root(13), &seal(13, FIRST))),
            vec![Finding::Seal(13)],
            "a seal by the old key",
        ),
        (
            audited(&|it| it.check_seal(13, root(13), &seal(14, SECOND))),
            vec![Finding::Seal(13)],
            "a seal of another size",
        ),
        (
            audited(&|it| it.check_seal(9, RootHash::empty(), &seal(9, FIRST))),
            vec![Finding::Root(9)],
            "a seal with another root",
        ),
        (
            audited(&|it| it.check_seal(9, root(9), &Signature::from_bytes([0; 64]))),
            vec![Finding::Seal(9)],
            "zeros for a seal",
        ),
        (
            audited(&|it| it.check_seal(15, root(9), &seal(9, FIRST))),
            vec![Finding::Short { head: 15, records: 14 }],
            "a seal beyond the records",
        ),
        (audited(&|it| it.check_head(&head(&log, 9), None)), vec![], "the head as it was published"),
        (
            audited(&|it| it.check_head(&head_of(log_checkpoint(&log, 9), BOB), None)),
            vec![Finding::Head { size: 9, why: no_key.clone() }],
            "a head signed by a stranger",
        ),
        (
            audited(&|it| it.check_head(&spoilt_seal, None)),
            vec![Finding::Head { size: 9, why: spoilt(ORIGIN) }],
            "a head whose signature was changed",
        ),
        (
            audited(&|it| it.check_head(&head_of(shifted(&|at| at.root = root(6)), FIRST), None)),
            vec![Finding::Root(9)],
            "a signed head with another root",
        ),
        (
            audited(&|it| it.check_head(&head_of(shifted(&|at| at.size = 15), SECOND), None)),
            vec![Finding::Short { head: 15, records: 14 }],
            "a signed head beyond the records",
        ),
        (
            audited(&|it| {
                it.check_head(
                    &head_of(shifted(&|at| at.origin = Origin::parse("school-13.example.org/1").unwrap()), FIRST),
                    None,
                )
            }),
            vec![Finding::Head { size: 9, why: elsewhere.clone() }],
            "another log's head",
        ),
        (
            audited(&|it| it.check_head(&spoilt_mirror, Some(&roster()))),
            vec![Finding::Head { size: 9, why: spoilt("school-40.example.org/m1") }],
            "a cosignature that does not verify",
        ),
        (
            audited(&|it| {
                it.check_head(
                    &head_of(Checkpoint { origin: log.state.origin.clone(), size: 0, root: RootHash::empty() }, FIRST),
                    None,
                )
            }),
            vec![Finding::Head { size: 0, why: HeadFault::NoKey }],
            "a head of nothing",
        ),
    ];
    for (findings, expected, why) in rows {
        assert_eq!(findings, expected, "{why}");
    }
}

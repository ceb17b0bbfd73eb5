//! Results that an audit reports beside its findings: repetitions, a cut, records from the future.

use crate::audit::{absorb, another, anywhere, log_checkpoint, roster, scripted};
use crate::log::{ORIGIN, TODAY, Writer, award, sample};
use crate::roster;
use attestat_ledger::audit::{Ahead, Audit, AuditReport, CheckedCut, Finding, Repetition};
use attestat_ledger::day::Day;
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::record::Record;
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::Segment;

/// An interrupted request made earlier programs append an award again: that is said and accuses nobody. Where only
/// one of three differs, the slot holds two documents.
#[test]
fn an_award_repeated_with_every_field_equal_is_reported_as_harmless() {
    let again = scripted(|it| it[13].1 = award(500));
    let differs = scripted(|it| {
        it.push((it[13].0, award(500)));
        it[13].1 = another(&award(500));
    });
    for cut in 0..again.len() {
        let report = absorb(&again, &[cut], &[]).finish(Some(&roster()));
        assert_eq!(
            (report.findings.as_slice(), report.not_checked.as_slice()),
            ([].as_slice(), [].as_slice()),
            "{cut}"
        );
        let [Repetition { slot: 500, first, again: 13, times: 2 }] = report.repetitions[..] else {
            panic!("{:?}", report.repetitions)
        };
        assert!(first < 13 && report.repetitions[0].to_string().contains("no misbehaviour"));
        let report = absorb(&differs, &[cut], &[]).finish(Some(&roster()));
        let findings: Vec<Finding> = report.findings.iter().map(anywhere).collect();
        assert_eq!(findings, [Finding::DuplicateSlot { slot: 500, near: 0 }], "cut at {cut}");
        assert!(report.repetitions.is_empty());
    }
}

/// An audit that does not read the log again neither accuses nor acquits.
#[test]
fn a_repeated_slot_that_was_not_read_again_is_reported_as_not_checked() {
    for bodies in [scripted(|it| it[13].1 = award(500)), scripted(|it| it[13].1 = another(&award(500)))] {
        let mut audit = Audit::new(Origin::parse(ORIGIN).unwrap());
        audit.absorb(Segment::read(0, bodies.iter().map(Vec::as_slice), &[]));
        let report = audit.finish(Some(&roster()));
        assert!(report.repetitions.is_empty());
        assert!(!report.findings.iter().any(|finding| matches!(finding, Finding::DuplicateSlot { .. })));
        assert!(report.not_checked.iter().any(|what| what.contains("1 slots that are used again")), "{report:?}");
    }
}

/// The sample under a roster that cut it at `size` with this root.
fn under_a_cut(log: &Writer, size: u64, root: RootHash) -> AuditReport {
    let cut = format!("[[cut]]\norigin = \"{ORIGIN}\"\nsize = {size}\nroot = \"{root}\"\n");
    let roster = Roster::parse(&(roster::example() + &cut)).unwrap();
    let mut audit = absorb(&log.records.0, &[5], &[size.min(14)]);
    audit.keep_roots([size]);
    audit.finish(Some(&roster))
}

#[test]
fn a_cut_is_compared_with_the_records_and_those_beyond_it_are_counted() {
    let log = sample();
    let (at_12, other) = (log_checkpoint(&log, 12).root, RootHash::from_bytes([7; 32]));
    let beyond = Finding::BeyondCut { size: 12, beyond: 2 };
    for (size, root, findings, agrees, count) in [
        (14, log.state.root(), vec![], Some(true), 0),
        (12, at_12, vec![beyond.clone()], Some(true), 2),
        (12, other, vec![Finding::CutRoot(12), beyond], Some(false), 2),
        (14, other, vec![Finding::CutRoot(14)], Some(false), 0),
        (20, other, vec![], None, 0),
    ] {
        let report = under_a_cut(&log, size, root);
        assert_eq!(report.findings, findings, "cut at {size}");
        assert_eq!(report.cut, Some(CheckedCut { size, agrees, beyond: count }), "cut at {size}");
        let says = report.not_checked.iter().any(|what| what.contains("the roster's cut at size 20"));
        assert_eq!(says, agrees.is_none(), "{:?}", report.not_checked);
    }
    // A root that nobody kept is said, and never taken for one that agrees.
    let unkept = roster::example() + &format!("[[cut]]\norigin = \"{ORIGIN}\"\nsize = 5\nroot = \"{at_12}\"\n");
    let report = absorb(&log.records.0, &[], &[]).finish(Some(&Roster::parse(&unkept).unwrap()));
    assert!(report.not_checked.iter().any(|what| what.contains("cut at size 5")), "{:?}", report.not_checked);
    assert_eq!(absorb(&log.records.0, &[], &[]).finish(Some(&roster())).cut, None);
}

/// The sample's records are 100 to some 40 days old; the auditor's clock is put back step by step.
#[test]
fn records_dated_in_the_future_are_reported_and_accuse_nobody() {
    let log = sample();
    let bodies = &log.records.0;
    let day = |index: usize| Record::parse(&bodies[index]).unwrap().day;
    let newest = day(bodies.len() - 1);
    for today in [newest.number(), newest.number() - 1, newest.number() - 2, TODAY - 75, TODAY - 200] {
        let first = (0..bodies.len()).find(|index| day(*index).number() > today + 1);
        for cut in 0..=bodies.len() {
            let mut audit = Audit::new(Origin::parse(ORIGIN).unwrap());
            audit.note_today(Day::from_number(today));
            for (begin, end) in [(0, cut), (cut, bodies.len())] {
                audit.absorb(Segment::read(begin as u64, bodies[begin..end].iter().map(Vec::as_slice), &[]));
            }
            let report = audit.finish(Some(&roster()));
            let last = bodies.len() as u64 - 1;
            let expected = first.map(|first| Ahead { first: first as u64, last, day: newest });
            assert_eq!((report.ahead, report.findings.len()), (expected, 0), "today {today}, cut at {cut}");
        }
    }
}

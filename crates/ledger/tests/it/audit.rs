//! The audit: nothing found in a clean log however it is cut, one finding for each single mutation, and
//! what was not looked at said.

use crate::evidence;
use crate::key::{BOB, secret};
use crate::log::{FIRST, ORIGIN, SECOND, TODAY, Writer, award, genesis, sample, status};
use crate::roster;
use attestat_ledger::audit::{Audit, AuditReport, Finding};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::day::Day;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Award, Content, Record, RecordError, Rotation, TARGET_EARLIER_GENERATION};
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::{RecordFault, Segment};
use attestat_ledger::status::{Status, StatusSet};
use attestat_ledger::tree::CompactRange;
use proptest::prelude::*;

/// Reads `bodies` in stretches that end at `cuts`, judging status targets as it goes and repeated slots at the end.
pub(crate) fn absorb(bodies: &[Vec<u8>], cuts: &[usize], marks: &[u64]) -> Audit {
    let mut audit = Audit::new(Origin::parse(ORIGIN).unwrap());
    let mut begin = 0;
    for end in cuts.iter().copied().chain([bodies.len()]) {
        let stretch = bodies[begin..end].iter().map(Vec::as_slice);
        let follows = audit.absorb(Segment::read(begin as u64, stretch, marks));
        for pending in audit.take_pending() {
            let target = bodies.get(pending.change.target as usize);
            audit.judge_target(pending, target.map(|body| Record::parse(body).unwrap()).as_ref());
        }
        begin = end;
        if !follows {
            break;
        }
    }
    let (mut repeats, size) = (audit.take_repeats(), audit.size() as usize);
    let looked_at = if repeats.is_empty() { 0 } else { size };
    for (index, body) in bodies.iter().take(looked_at).enumerate() {
        if let Content::Award(award) = Record::parse(body).unwrap().content {
            repeats.see(index as u64, &award);
        }
    }
    audit.judge_repeats(repeats);
    audit
}

/// The same award with another commitment: another document in the same slot.
pub(crate) fn another(content: &Content) -> Content {
    let Content::Award(award) = content else { panic!("an award") };
    Content::Award(Award { commitment: [9; 32], ..award.clone() })
}

/// Sizes at which the sample was sealed.
pub(crate) const SEALED: [u64; 6] = [1, 6, 9, 12, 13, 14];

pub(crate) fn roster() -> Roster {
    Roster::parse(&roster::example()).unwrap()
}

/// The sample's head at a sealed size, with the seal of then.
pub(crate) fn head(log: &Writer, size: u64) -> CheckpointNote {
    let batch = log.batches.iter().find(|batch| batch.first + batch.bodies.iter().count() as u64 == size).unwrap();
    let checkpoint = Checkpoint { origin: log.state.origin.clone(), size, root: batch.root };
    let key = secret(if size <= 12 { FIRST } else { SECOND }).public();
    CheckpointNote::from_note(checkpoint.note(&key, &batch.seal)).unwrap()
}

/// Checks every seal and the head at size 9 and at the end.
fn sealed(log: &Writer, mut audit: Audit) -> AuditReport {
    for (size, batch) in SEALED.into_iter().zip(&log.batches) {
        audit.check_seal(size, batch.root, &batch.seal);
    }
    audit.check_head(&head(log, 9), Some(&roster()));
    audit.check_head(&head(log, 14), Some(&roster()));
    audit.finish(Some(&roster()))
}

#[test]
fn an_audit_of_a_sound_log_finds_nothing_in_stretches_of_any_length() {
    let log = sample();
    let mut reports = Vec::new();
    for cut in (0..1 << 13).step_by(11).chain((0..13).map(|at| 1 << at)).chain([(1 << 13) - 1]) {
        // Each is walked; some are sealed as well, for signatures are slow.
        let cuts: Vec<usize> = (1..14).filter(|at| cut >> (at - 1) & 1 == 1).collect();
        let mut audit = absorb(&log.records.0, &cuts, &SEALED);
        audit.keep_roots([9, 14]);
        assert_eq!(audit.last_seals_of_keys(), [12, 14]);
        if cut % 97 == 0 || cut == (1 << 13) - 1 {
            reports.push(sealed(&log, audit));
        } else {
            let report = audit.finish(Some(&roster()));
            assert_eq!((report.findings.as_slice(), report.root), ([].as_slice(), log.state.root()), "{cuts:?}");
        }
    }
    for report in &reports {
        assert_eq!(report, &reports[0]);
    }
    let report = &reports[0];
    assert_eq!((report.findings.as_slice(), report.not_checked.as_slice()), ([].as_slice(), [].as_slice()));
    assert_eq!((report.records, report.root, report.last_day), (14, log.state.root(), Day::from_number(TODAY - 50)));
    assert_eq!((report.snapshots, report.seals_checked, report.seals_not_checked), (2, 6, 0));
    assert_eq!(report.heads.iter().map(|head| head.size).collect::<Vec<_>>(), [9, 14]);
    assert!(report.heads.iter().all(|head| head.quorum.as_ref().is_some_and(|quorum| !quorum.reached)));
}

/// Returns the contents of the sample, day by day, to be chained anew after a change.
fn script() -> Vec<(u32, Content)> {
    let records = sample().records.0.into_iter().map(|body| Record::parse(&body).unwrap());
    records.map(|record| (record.day.number(), record.content)).collect()
}

pub(crate) fn chain(script: Vec<(u32, Content)>) -> Vec<Vec<u8>> {
    let mut previous = LeafHash::ZERO;
    let mut bodies = Vec::new();
    for (index, (day, content)) in script.into_iter().enumerate() {
        let body = Record { index: index as u64, previous, day: Day::from_number(day), content }.body();
        previous = LeafHash::of(&body);
        bodies.push(body);
    }
    bodies
}

pub(crate) fn scripted(change: impl FnOnce(&mut Vec<(u32, Content)>)) -> Vec<Vec<u8>> {
    let mut script = script();
    change(&mut script);
    chain(script)
}

fn edited(change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<Vec<u8>> {
    let mut bodies = sample().records.0;
    change(&mut bodies);
    bodies
}

/// The snapshot of slots that are revoked.
fn snapshot(revoked: &[u32]) -> Content {
    let mut statuses = StatusSet::default();
    revoked.iter().for_each(|slot| statuses.set(*slot, Status::Revoked));
    Content::Snapshot(statuses.snapshot())
}

/// Each row changes one thing in the sample; the log is otherwise whole and chained.
#[test]
fn an_audit_finds_every_broken_rule_in_stretches_of_any_length() {
    let record = |index, fault| Finding::Record { index, fault };
    let rows: Vec<(Vec<Vec<u8>>, Vec<Finding>, &str)> = vec![
        (edited(|it| it[3][98] ^= 1), vec![record(4, RecordFault::Previous)], "a bit of an award"),
        (edited(|it| it[4][20] ^= 1), vec![record(4, RecordFault::Previous)], "a bit of `previous`"),
        (edited(|it| it[4][9] = 7), vec![record(4, RecordFault::Index(7))], "another index"),
        (edited(|it| _ = it.remove(4)), vec![record(4, RecordFault::Index(5))], "a record left out"),
        (edited(|it| it[4].push(0)), vec![record(4, RecordFault::Malformed(RecordError::Trailing(1)))], "a byte more"),
        (
            edited(|it| it[4].truncate(0)),
            vec![record(4, RecordFault::Malformed(RecordError::Truncated("version")))],
            "an empty record",
        ),
        (edited(|it| it[0][10] = 1), vec![record(0, RecordFault::Previous)], "a first record with one before it"),
        (
            scripted(|it| it[7].0 = TODAY - 91),
            vec![record(7, RecordFault::Day(Day::from_number(TODAY - 91)))],
            "a day back",
        ),
        (
            scripted(|it| it[0].1 = genesis("school-13.example.org/1", FIRST)),
            vec![Finding::Genesis(0), Finding::Rotation(12)],
            "another log's genesis",
        ),
        (
            scripted(|it| it[0].1 = snapshot(&[])),
            vec![Finding::Genesis(0), Finding::Rotation(12)],
            "a snapshot for a genesis",
        ),
        (scripted(|it| it[0].1 = award(9)), vec![Finding::Genesis(0), Finding::Rotation(12)], "an award for a genesis"),
        (scripted(|it| it[13].1 = genesis(ORIGIN, FIRST)), vec![Finding::Genesis(13)], "a second genesis"),
        (
            scripted(|it| it[13].1 = another(&award(500))),
            vec![Finding::DuplicateSlot { slot: 500, near: 0 }],
            "a slot used twice",
        ),
        (
            scripted(|it| it[6].1 = status(2, 300, Status::Revoked)),
            vec![Finding::Snapshot(8), Finding::Snapshot(11), Finding::StatusTarget(6)],
            "another slot revoked than the target's",
        ),
        (
            scripted(|it| it[13].1 = status(0, 0, Status::Valid)),
            vec![Finding::StatusTarget(13)],
            "a genesis as a target",
        ),
        (
            scripted(|it| it[13].1 = status(13, 7, Status::Valid)),
            vec![Finding::StatusTarget(13)],
            "a record that points to itself",
        ),
        (
            scripted(|it| it[9].1 = status(10, 1000, Status::Valid)),
            vec![Finding::Snapshot(11), Finding::StatusTarget(9)],
            "a target that comes later",
        ),
        (
            scripted(|it| it[13].1 = status(TARGET_EARLIER_GENERATION, 7, Status::Valid)),
            vec![Finding::StatusTarget(13)],
            "an earlier generation of the first",
        ),
        (scripted(|it| it[11].1 = snapshot(&[])), vec![Finding::Snapshot(11)], "a snapshot that omits a revocation"),
        (scripted(|it| it[11].1 = snapshot(&[200, 300])), vec![Finding::Snapshot(11)], "a snapshot that makes one up"),
        (
            scripted(|it| {
                it[12].1 = Content::Rotate(Rotation::prove(
                    &Origin::parse(ORIGIN).unwrap(),
                    12,
                    &secret(BOB).public(),
                    &secret(SECOND),
                ))
            }),
            vec![Finding::Rotation(12)],
            "a rotation from another key",
        ),
    ];
    for (bodies, expected, why) in rows {
        for cut in 0..bodies.len() {
            let report = absorb(&bodies, &[cut], &[]).finish(None);
            let mut findings: Vec<Finding> = report.findings.iter().map(anywhere).collect();
            findings.sort_by_key(ToString::to_string);
            let mut expected = expected.clone();
            expected.sort_by_key(ToString::to_string);
            assert_eq!(findings, expected, "{why}, cut at {cut}");
        }
    }
}

/// A finding without the stretch that it was found in.
pub(crate) fn anywhere(finding: &Finding) -> Finding {
    match finding {
        Finding::DuplicateSlot { slot, .. } => Finding::DuplicateSlot { slot: *slot, near: 0 },
        other => other.clone(),
    }
}

#[test]
fn missing_stretches_are_reported_as_a_gap() {
    let bodies = sample().records.0;
    let mut audit = Audit::new(Origin::parse(ORIGIN).unwrap());
    let stretch =
        |begin: usize, end: usize| Segment::read(begin as u64, bodies[begin..end].iter().map(Vec::as_slice), &[]);
    assert!(audit.absorb(stretch(0, 5)));
    assert!(!audit.absorb(stretch(6, 9)));
    assert!(!audit.absorb(stretch(5, 6)), "what follows a break is not followed");
    let report = audit.finish(None);
    assert_eq!((report.findings, report.records), (vec![Finding::Gap { from: 5, to: 6 }], 5));
}

#[test]
fn a_newer_format_stops_the_audit_and_accuses_nobody() {
    for (at, byte) in [(0, 2), (1, 5)] {
        for cut in [0, 4, 5] {
            let bodies = edited(|it| it[4][at] = byte);
            let mut audit = absorb(&bodies, &[cut], &SEALED);
            let log = sample();
            audit.check_head(&head(&log, 14), Some(&roster()));
            audit.check_seal(14, log.state.root(), &log.batches[5].seal);
            let report = audit.finish(Some(&roster()));
            assert_eq!(report.findings, [], "cut at {cut}");
            assert_eq!((report.records, report.heads.len(), report.seals_not_checked), (4, 0, 1));
            assert!(
                report.not_checked[0].contains("from 4 on") && report.not_checked[0].contains("upgrade"),
                "{:?}",
                report.not_checked
            );
            assert!(report.not_checked[1].contains("head at size 14"), "{:?}", report.not_checked);
        }
    }
}

pub(crate) fn log_checkpoint(log: &Writer, size: u64) -> Checkpoint {
    let mut range = CompactRange::empty(0);
    log.records.0[..size as usize].iter().for_each(|body| range.push(LeafHash::of(body)));
    Checkpoint { origin: log.state.origin.clone(), size, root: range.root().unwrap() }
}

#[test]
fn an_audit_lists_the_checks_that_it_did_not_make() {
    let log = sample();
    let mut audit = absorb(&log.records.0, &[], &[9]);
    audit.check_seal(12, log_checkpoint(&log, 12).root, &log.batches[3].seal);
    audit.check_head(&head(&log, 12), Some(&roster()));
    audit.skip_seals(3);
    audit.not_checked("the tiles".to_owned());
    let report = audit.finish(None);
    assert_eq!((report.seals_checked, report.seals_not_checked, report.findings.len()), (0, 4, 0));
    let said = report.not_checked.join("; ");
    for what in ["the root of the published head at size 12", "the tiles", "no roster was given"] {
        assert!(said.contains(what), "{said}");
    }

    // Status targets that were never looked at, or could not be read, are no accusation.
    let mut audit = Audit::new(log.state.origin.clone());
    audit.absorb(Segment::read(0, log.records.0.iter().map(Vec::as_slice), &[]));
    let pending = audit.take_pending();
    audit.judge_target(pending[0], None);
    audit.judge_target(pending[1], Some(&Record::parse(&log.records.0[4]).unwrap()));
    // A target that does not stand below is wrong whether or not it can be read, and a record that was
    // read from elsewhere is no target.
    let mut judged = Audit::new(log.state.origin.clone());
    for (target, read) in [(7, None), (8, None), (4, Some(&log.records.0[5]))] {
        let mut pending = pending[1];
        pending.change.target = target;
        judged.judge_target(pending, read.map(|body| Record::parse(body).unwrap()).as_ref());
    }
    assert_eq!(judged.finish(None).findings, [7, 7, 7].map(Finding::StatusTarget));
    let report = audit.finish(Some(&roster()));
    assert_eq!((report.findings.len(), report.not_checked), (0, vec!["the targets of 1 status records".to_owned()]));

    // A roster that does not list the keys for the sizes that they sign.
    for (from, to) in [
        ("to_size = 12", "to_size = 11"),
        ("from_size = 13", "from_size = 14"),
        ("school-12.example.org/main/1\"\n[[", "school-12.example.org/main/2\"\n[["),
    ] {
        let older = Roster::parse(&roster::example().replacen(from, to, 1)).unwrap();
        let report = absorb(&log.records.0, &[], &[]).finish(Some(&older));
        assert_eq!(report.findings, []);
        assert!(report.not_checked.join("").contains("update the roster"), "{to}");
    }
    let second = Audit::new(Origin::parse("school-12.example.org/main/2").unwrap()).finish(Some(&roster()));
    assert!(second.not_checked.join("").contains("the generation before it"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One bit of one record: never a clean report, wherever the stretches end.
    #[test]
    fn an_audit_finds_any_flipped_bit(at: prop::sample::Index, byte: prop::sample::Index, bit in 0_u8..8, cuts in prop::collection::btree_set(1_usize..14, 0..4)) {
        let log = evidence::log();
        let mut bodies = log.records.0.clone();
        let at = at.index(bodies.len());
        let byte = byte.index(bodies[at].len());
        bodies[at][byte] ^= 1 << bit;
        let cuts: Vec<usize> = cuts.into_iter().collect();
        let mut audit = absorb_leniently(&bodies, &cuts);
        let seal = &log.batches.last().unwrap().seal;
        audit.check_seal(14, log.state.root(), seal);
        let report = audit.finish(None);
        // A newer version or kind is no finding, but then the audit says where it stopped.
        let stopped = report.not_checked.iter().any(|what| what.contains("upgrade"));
        prop_assert!(!report.findings.is_empty() || stopped);
    }
}

/// As [`absorb`], for records that may not parse.
fn absorb_leniently(bodies: &[Vec<u8>], cuts: &[usize]) -> Audit {
    let mut audit = Audit::new(Origin::parse(ORIGIN).unwrap());
    let mut begin = 0;
    for end in cuts.iter().copied().chain([bodies.len()]) {
        audit.absorb(Segment::read(begin as u64, bodies[begin..end].iter().map(Vec::as_slice), &[]));
        begin = end;
    }
    for pending in audit.take_pending() {
        let target = bodies.get(pending.change.target as usize).and_then(|body| Record::parse(body).ok());
        audit.judge_target(pending, target.as_ref());
    }
    audit
}

//! Obligations of a later generation to the one before it: made logs of two and three generations.

use crate::key::secret;
use crate::log::{FIRST, Records, SECOND, TODAY, Writer, award, status};
use crate::roster;
use attestat_ledger::audit::{Audit, AuditReport, Finding};
use attestat_ledger::chain::LogState;
use attestat_ledger::encoding::hex;
use attestat_ledger::generation::{CarryOver, Legacy, SuccessionError, names_cut};
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{Content, Genesis, Predecessor, Record, TARGET_EARLIER_GENERATION};
use attestat_ledger::roster::Roster;
use attestat_ledger::segment::Segment;
use attestat_ledger::status::{Status, StatusSet};

const NAME: &str = "school-12.example.org/main";

/// A first log: three awards, 100 revoked, 200 suspended, 9 records.
fn first() -> Writer {
    let mut log = Writer::open(&format!("{NAME}/1"));
    log.append(TODAY - 90, vec![award(100), award(200), award(300)]);
    log.append(TODAY - 80, vec![status(1, 100, Status::Revoked), status(2, 200, Status::Suspended)]);
    log.snapshot(TODAY - 80);
    log.append(TODAY - 70, vec![award(400)]);
    log.append(TODAY - 70, vec![award(500)]);
    log
}

fn cut_of(log: &Writer) -> Predecessor {
    Predecessor { origin: log.state.origin.clone(), size: log.state.size(), root: log.state.root() }
}

/// The next log, which names this cut, opened and nothing more.
fn next(predecessor: Predecessor) -> Writer {
    let generation = predecessor.origin.generation() + 1;
    let origin = Origin::parse(&format!("{NAME}/{generation}")).unwrap();
    let secret = secret(if generation == 2 { SECOND } else { FIRST });
    let genesis = Genesis { key: secret.public(), origin: origin.clone(), predecessor: Some(predecessor) };
    let (state, records) = (LogState::empty(origin), Records::default());
    let mut writer = Writer { state, secret, records, batches: Vec::new() };
    writer.append(TODAY - 60, vec![Content::Genesis(genesis)]);
    writer
}

fn carry(slot: u32, now: Status) -> Content {
    status(TARGET_EARLIER_GENERATION, slot, now)
}

/// Follows a whole log with what it owes.
fn follow(owed: StatusSet, log: &Writer) -> Result<CarryOver, SuccessionError> {
    let mut carry = CarryOver::new(owed);
    for body in &log.records.0 {
        carry.take(&Record::parse(body).unwrap())?;
    }
    Ok(carry)
}

#[test]
fn the_first_snapshot_of_a_generation_carries_over_every_status() {
    let before = first();
    let owed = (*before.state.statuses).clone();
    let mut log = next(cut_of(&before));
    assert!(!follow(owed.clone(), &log).unwrap().is_carried(), "without a snapshot nothing is broken yet");
    log.append(TODAY - 60, vec![carry(100, Status::Revoked), carry(200, Status::Suspended)]);
    log.snapshot(TODAY - 60);
    assert!(follow(owed.clone(), &log).unwrap().is_carried());
    // A graver status is carried over too, and a suspension can be lifted later.
    let mut graver = next(cut_of(&before));
    graver.append(TODAY - 60, vec![carry(100, Status::Revoked), carry(200, Status::Revoked)]);
    graver.snapshot(TODAY - 60);
    follow(owed.clone(), &graver).unwrap();
    log.append(TODAY - 50, vec![carry(200, Status::Valid)]);
    follow(owed, &log).unwrap();
}

#[test]
fn a_status_not_carried_over_and_a_revocation_taken_back_are_refused() {
    let before = first();
    let owed = (*before.state.statuses).clone();
    for (carried, slot) in [(carry(200, Status::Suspended), 100), (carry(100, Status::Revoked), 200)] {
        let mut log = next(cut_of(&before));
        log.append(TODAY - 60, vec![carried]);
        log.snapshot(TODAY - 60);
        assert_eq!(follow(owed.clone(), &log), Err(SuccessionError::Forgotten { index: 2, slot }));
    }
    let mut log = next(cut_of(&before));
    log.append(TODAY - 60, vec![carry(100, Status::Revoked), carry(200, Status::Suspended)]);
    log.snapshot(TODAY - 60);
    log.append(TODAY - 50, vec![carry(100, Status::Suspended)]);
    assert_eq!(follow(owed, &log), Err(SuccessionError::TakenBack { index: 4, slot: 100 }));
}

#[test]
fn a_status_not_carried_over_before_the_cut_is_owed_by_the_next_generation() {
    let before = first();
    let owed = (*before.state.statuses).clone();
    // Cut before its first snapshot: it has said nothing of slot 200, and revoked one of its own.
    let mut second = next(cut_of(&before));
    second.append(TODAY - 60, vec![award(600)]);
    second.append(TODAY - 60, vec![carry(100, Status::Revoked), status(1, 600, Status::Revoked)]);
    let left = follow(owed.clone(), &second).unwrap().leave(&second.state.statuses);
    let listed: Vec<_> = left.leaves().map(|leaf| (leaf.slot, leaf.status)).collect();
    assert_eq!(listed, [(100, Status::Revoked), (200, Status::Suspended), (600, Status::Revoked)]);
    let mut third = next(cut_of(&second));
    third.append(TODAY - 50, vec![carry(100, Status::Revoked), carry(600, Status::Revoked)]);
    third.snapshot(TODAY - 50);
    assert_eq!(follow(left.clone(), &third), Err(SuccessionError::Forgotten { index: 3, slot: 200 }));
    // After its first snapshot a log has lifted what it does not list.
    second.append(TODAY - 60, vec![carry(200, Status::Suspended)]);
    second.snapshot(TODAY - 60);
    second.append(TODAY - 60, vec![carry(200, Status::Valid)]);
    let left = follow(owed, &second).unwrap().leave(&second.state.statuses);
    assert_eq!(left.leaves().map(|leaf| leaf.slot).collect::<Vec<_>>(), [100, 600]);
}

/// The roster of the tests with a cut of the first log.
fn roster_with(cut: &Predecessor) -> Roster {
    let (origin, root) = (&cut.origin, hex(cut.root.as_bytes()));
    let text = roster::example();
    let text = text.split("[[cut]]").next().unwrap();
    Roster::parse(&format!("{text}[[cut]]\norigin = \"{origin}\"\nsize = {}\nroot = \"{root}\"\n", cut.size)).unwrap()
}

fn audit(log: &Writer, cut: Option<u64>, earlier: &[Legacy], roster: Option<&Roster>) -> AuditReport {
    let mut audit = Audit::new(log.state.origin.clone());
    audit.offer_legacies(earlier);
    cut.into_iter().for_each(|size| audit.expect_cut(size));
    let marks: Vec<u64> = cut.into_iter().collect();
    assert!(audit.absorb(Segment::read(0, log.records.0.iter().map(Vec::as_slice), &marks)));
    for pending in audit.take_pending() {
        let target = log.records.0.get(pending.change.target as usize).map(|body| Record::parse(body).unwrap());
        audit.judge_target(pending, target.as_ref());
    }
    audit.finish(roster)
}

#[test]
fn an_audit_checks_statuses_across_generations() {
    let mut before = first();
    let cut = cut_of(&before);
    // Statuses beyond the cut are not owed.
    before.append(TODAY - 40, vec![status(3, 300, Status::Revoked)]);
    let legacy = audit(&before, Some(cut.size), &[], None).legacy.unwrap();
    assert_eq!(legacy.cut, cut);
    assert_eq!(legacy.statuses.leaves().map(|leaf| leaf.slot).collect::<Vec<_>>(), [100, 200]);

    let roster = roster_with(&cut);
    let mut log = next(cut.clone());
    log.append(TODAY - 60, vec![carry(100, Status::Revoked)]);
    let silent = audit(&log, None, std::slice::from_ref(&legacy), Some(&roster));
    assert_eq!(silent.findings, [], "no snapshot yet");
    log.snapshot(TODAY - 60);
    let forgotten = Finding::Succession(SuccessionError::Forgotten { index: 2, slot: 200 });
    assert_eq!(audit(&log, None, std::slice::from_ref(&legacy), Some(&roster)).findings, [forgotten]);
    // Without the log before it nobody is accused, and it is said.
    let alone = audit(&log, None, &[], Some(&roster));
    assert_eq!(alone.findings, []);
    assert!(alone.not_checked.iter().any(|what| what.contains("carries over")), "{:?}", alone.not_checked);

    let elsewhere = Predecessor { size: cut.size - 1, ..cut.clone() };
    let other = next(elsewhere.clone());
    let named = SuccessionError::OtherCut { origin: cut.origin.clone(), size: cut.size - 1 };
    assert_eq!(audit(&other, None, &[legacy], Some(&roster)).findings, [Finding::Succession(named.clone())]);
    assert_eq!(names_cut(&elsewhere, &roster), Err(named));
    assert_eq!(names_cut(&cut, &roster), Ok(true));
    let unlisted =
        Predecessor { origin: Origin::parse("another.example/1").unwrap(), size: 1, root: RootHash::empty() };
    assert_eq!(names_cut(&unlisted, &roster), Ok(false));
}

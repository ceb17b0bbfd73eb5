//! State that an audit keeps: roots, marks, findings and slots, each bounded however long the log is.

use crate::audit::{SEALED, absorb, another, chain, head, log_checkpoint, roster};
use crate::fork;
use crate::log::{FIRST, ORIGIN, TODAY, award, genesis, sample};
use attestat_ledger::audit::{Audit, FINDINGS_MAX, Finding};
use attestat_ledger::hash::RootHash;
use attestat_ledger::name::Origin;

#[test]
fn an_audit_keeps_only_the_roots_of_heads_and_of_last_seals() {
    let log = sample();
    let mut audit = absorb(&log.records.0, &[7], &SEALED);
    audit.keep_roots([6]);
    audit.forget_other_roots();
    let held: Vec<u64> = SEALED.into_iter().filter(|size| audit.root_at(*size).is_some()).collect();
    assert_eq!(held, [6, 12, 14]);
    assert_eq!(audit.root_at(0), Some(RootHash::empty()));
    for size in audit.last_seals_of_keys() {
        let batch = log.batches.iter().zip(SEALED).find(|(_, sealed)| *sealed == size).unwrap().0;
        audit.check_seal(size, batch.root, &batch.seal);
    }
    audit.check_seal(6, log.batches[1].root, &log.batches[1].seal);
    audit.check_head(&head(&log, 6), Some(&roster()));
    let report = audit.finish(Some(&roster()));
    assert_eq!((report.findings.len(), report.seals_checked, report.not_checked.len()), (0, 3, 0));
}

#[test]
fn marks_outside_a_stretch_or_given_twice_are_ignored() {
    let log = sample();
    let marks = [0, 1, 1, 6, 6, 9, 14, 99];
    let audit = absorb(&log.records.0, &[6], &marks);
    for size in [1, 6, 9, 14] {
        assert_eq!(audit.root_at(size), Some(log_checkpoint(&log, size).root), "size {size}");
    }
    assert_eq!((audit.root_at(99), audit.root_at(7)), (None, None));
}

#[test]
fn findings_added_by_the_caller_are_kept_up_to_a_limit() {
    let mut audit = Audit::new(Origin::parse(ORIGIN).unwrap());
    let [same_size, _] = fork::examples();
    audit.find(Finding::Fork(Box::new(same_size)));
    for number in 0..FINDINGS_MAX {
        audit.find(Finding::Stored { what: format!("tile {number}") });
    }
    let report = audit.finish(None);
    assert_eq!((report.findings.len(), report.more_findings), (FINDINGS_MAX, 1));
    assert!(report.findings[0].to_string().contains(ORIGIN));
}

/// A registry that scatters its slots over the whole range costs the auditor a few bytes a record.
#[test]
fn a_slot_given_twice_is_found_among_scattered_slots() {
    let scatter = |number: u32| number.wrapping_mul(2_654_435_761);
    let mut script = vec![(TODAY - 100, genesis(ORIGIN, FIRST))];
    script.extend((0..5000).map(|number| (TODAY - 90, award(scatter(number)))));
    script.push((TODAY - 90, another(&award(scatter(4321)))));
    let report = absorb(&chain(script), &[1000, 2000], &[]).finish(None);
    assert_eq!(report.findings, [Finding::DuplicateSlot { slot: scatter(4321), near: 2000 }]);
}

//! Findings of audits, and things that could not be looked at, as people read them.

use attestat_ledger::audit::{Ahead, AuditGap, Finding, HeadFault, Repetition};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::segment::RecordFault;
use attestat_words::text::Text;
use attestat_words::{faults, text};

/// The words of a finding.
pub fn words(finding: &Finding) -> Text {
    match finding {
        Finding::Record { index, fault } => text!("finding-record", index = *index, fault = record_fault(fault)),
        Finding::Gap { from, to } => text!("finding-gap", from = *from, to = *to),
        Finding::Genesis(index) => text!("finding-genesis", index = *index),
        Finding::DuplicateSlot { slot, near } => text!("finding-duplicate-slot", slot = *slot, near = *near),
        Finding::StatusTarget(index) => text!("finding-status-target", index = *index),
        Finding::Snapshot(index) => text!("finding-snapshot", index = *index),
        Finding::Rotation(index) => text!("finding-rotation", index = *index),
        Finding::Root(size) => text!("finding-root", size = *size),
        Finding::Seal(size) => text!("finding-seal", size = *size),
        Finding::Head { size, why } => text!("finding-head", size = *size, why = head_fault(why)),
        Finding::Short { head, records } => text!("finding-short", head = *head, records = *records),
        Finding::Stored { what } => text!("finding-stored", what = what),
        Finding::Absent(why) => text!("finding-absent", why = why.to_string()),
        Finding::Unreadable(why) => text!("finding-unreadable", why = why),
        Finding::Succession(SuccessionError::OtherCut { origin, size }) => {
            text!("finding-other-cut", log = origin.as_str(), size = *size)
        }
        Finding::Succession(SuccessionError::Forgotten { index, slot }) => {
            text!("finding-forgotten", index = *index, slot = *slot)
        }
        Finding::Succession(SuccessionError::TakenBack { index, slot }) => {
            text!("finding-taken-back", index = *index, slot = *slot)
        }
        Finding::CutRoot(size) => text!("finding-cut-root", size = *size),
        Finding::BeyondCut { size, beyond } => text!("finding-beyond-cut", size = *size, beyond = *beyond),
        Finding::Fork(fork) => text!("finding-fork", log = fork.origin().as_str(), sizes = sizes(fork)),
    }
}

fn record_fault(fault: &RecordFault) -> Text {
    match fault {
        RecordFault::Malformed(error) => faults::record(error),
        RecordFault::Index(index) => text!("finding-record.index", index = *index),
        RecordFault::Previous => text!("finding-record.previous"),
        RecordFault::Day(day) => text!("finding-record.day", day = *day),
    }
}

fn head_fault(fault: &HeadFault) -> Text {
    match fault {
        HeadFault::OfAnotherLog(origin) => text!("finding-head.of-another-log", log = origin.as_str()),
        HeadFault::NoKey => text!("finding-head.no-key"),
        HeadFault::Signature(error) => faults::note(error),
    }
}

fn sizes(fork: &ForkEvidence) -> Text {
    let (smaller, larger) = (fork.smaller.checkpoint().size, fork.larger.checkpoint().size);
    match smaller == larger {
        true => text!("finding-fork.same-size", size = smaller),
        false => text!("finding-fork.sizes", smaller = smaller, larger = larger),
    }
}

/// The words of records from the future.
pub fn ahead(ahead: &Ahead) -> Text {
    text!("audit-ahead-records", first = ahead.first, last = ahead.last, day = ahead.day)
}

/// The words of a harmless repetition.
pub fn repetition(again: &Repetition) -> Text {
    let Repetition { slot, first, again, times } = *again;
    text!("audit-repetition", slot = slot, times = times, first = first, again = again)
}

/// The words of something that was not looked at.
pub fn gap(gap: &AuditGap) -> Text {
    match gap {
        AuditGap::NewerRecords { from, error } => text!("gap-records", from = *from, why = faults::record(error)),
        AuditGap::MissingRecords { from, why } => text!("gap-records-missing", from = *from, why = why),
        AuditGap::NoRoster => text!("gap-no-roster"),
        AuditGap::KeysNotListed => text!("gap-keys-not-listed"),
        AuditGap::Targets(count) => text!("gap-targets", n = *count),
        AuditGap::RepeatedSlots(count) => text!("gap-repeated-slots", n = *count),
        AuditGap::BelowCut { size, held } => text!("gap-below-cut", size = *size, held = *held),
        AuditGap::CutRoot(size) => text!("gap-cut-root", size = *size),
        AuditGap::HeadBeyond(size) => text!("gap-head-beyond", size = *size),
        AuditGap::HeadRoot(size) => text!("gap-head-root", size = *size),
        AuditGap::HeadBeyondStream(size) => text!("gap-head-beyond-stream", size = *size),
        AuditGap::NoHead => text!("gap-no-head"),
        AuditGap::NoEvidence => text!("gap-no-evidence"),
        AuditGap::Evidence(error) => text!("gap-evidence", why = faults::fork(error)),
        AuditGap::SecondHistory { size, why } => text!("gap-second-history", size = *size, why = why),
        AuditGap::CutOf(origin) => text!("gap-cut-of", log = origin.as_str()),
        AuditGap::CarriedOver => text!("gap-carried-over"),
        AuditGap::EarlierSlots => text!("gap-earlier-slots"),
        AuditGap::KeptHead { kept, given } => text!("gap-kept-head", kept = *kept, given = *given),
        AuditGap::NoQuorum { have, needed } => {
            let number = |needed: usize| needed.to_string().into();
            let needed = needed.map_or_else(|| text!("gap-no-quorum.no-number"), number);
            text!("gap-no-quorum", have = *have, needed = needed)
        }
        AuditGap::ConfirmedAhead(time) => text!("gap-confirmed-ahead", time = time),
        AuditGap::Since(time) => text!("gap-since", time = time),
        AuditGap::Folder(what) => text!("gap-other", what = what.to_string()),
        AuditGap::Other(what) => text!("gap-other", what = what),
    }
}

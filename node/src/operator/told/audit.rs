//! The findings of an audit, and the parts that it did not look at.

use super::detail;
use super::ledger::note;
use attestat_ledger::audit::{Ahead, AuditGap, Expected, Finding, FolderGap, HeadFault, Repetition};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::segment::RecordFault;
use attestat_words::text;
use attestat_words::text::Text;

/// A finding.
pub fn finding(finding: &Finding) -> Text {
    match finding {
        Finding::Record { index, fault } => text!("node-finding-record", index = *index, fault = self::fault(fault)),
        Finding::Gap { from, to } => text!("node-finding-gap", from = *from, to = *to),
        Finding::Genesis(index) => text!("node-finding-genesis", index = *index),
        Finding::DuplicateSlot { slot, near } => text!("node-finding-duplicate-slot", slot = *slot, near = *near),
        Finding::StatusTarget(index) => text!("node-finding-status-target", index = *index),
        Finding::Snapshot(index) => text!("node-finding-snapshot", index = *index),
        Finding::Rotation(index) => text!("node-finding-rotation", index = *index),
        Finding::Root(size) => text!("node-finding-root", size = *size),
        Finding::Seal(size) => text!("node-finding-seal", size = *size),
        Finding::Head { size, why } => text!("node-finding-head", size = *size, why = head_fault(why)),
        Finding::Short { head, records } => text!("node-finding-short", head = *head, records = *records),
        Finding::Stored { what } => text!("node-finding-stored", what = what),
        Finding::Absent(why) => text!("node-finding-absent", why = expected(*why)),
        Finding::Unreadable(why) => text!("node-finding-unreadable", why = why),
        Finding::Succession(error) => succession(error),
        Finding::CutRoot(size) => text!("node-finding-cut-root", size = *size),
        Finding::BeyondCut { size, beyond } => text!("node-finding-beyond-cut", size = *size, beyond = *beyond),
        Finding::Fork(fork) => {
            text!("node-finding-fork", log = fork.origin().to_string(), sizes = sizes_of(fork))
        }
    }
}

fn head_fault(fault: &HeadFault) -> Text {
    match fault {
        HeadFault::OfAnotherLog(log) => text!("node-head-of-another-log", log = log.to_string()),
        HeadFault::NoKey => text!("node-head-no-key"),
        HeadFault::Signature(why) => note(why),
    }
}

fn sizes_of(fork: &ForkEvidence) -> Text {
    match (fork.smaller.checkpoint().size, fork.larger.checkpoint().size) {
        (smaller, larger) if smaller == larger => text!("node-fork-two-roots", size = smaller),
        (smaller, larger) => text!("node-fork-two-heads", smaller = smaller, larger = larger),
    }
}

/// The fault of a record.
pub fn fault(fault: &RecordFault) -> Text {
    match fault {
        RecordFault::Malformed(why) => text!("node-fault-malformed", why = why.to_string()),
        RecordFault::Index(given) => text!("node-fault-index", given = *given),
        RecordFault::Previous => text!("node-fault-previous"),
        RecordFault::Day(day) => text!("node-fault-day", day = *day),
    }
}

fn expected(why: Expected) -> Text {
    match why {
        Expected::BySettings => text!("node-expected-by-settings"),
        Expected::ByRoster => text!("node-expected-by-roster"),
        Expected::ByGuard(size) => text!("node-expected-by-guard", size = size),
        Expected::ByUnreadableGuard => text!("node-expected-by-unreadable-guard"),
        Expected::ByHead(size) => text!("node-expected-by-head", size = size),
    }
}

fn succession(error: &SuccessionError) -> Text {
    match error {
        SuccessionError::OtherCut { origin, size } => {
            text!("node-succession-other-cut", log = origin.to_string(), size = *size)
        }
        SuccessionError::Forgotten { index, slot } => {
            text!("node-succession-forgotten", index = *index, slot = *slot)
        }
        SuccessionError::TakenBack { index, slot } => {
            text!("node-succession-taken-back", index = *index, slot = *slot)
        }
    }
}

/// Records from the future.
pub fn ahead(ahead: &Ahead) -> Text {
    text!("node-ahead", first = ahead.first, last = ahead.last, day = ahead.day)
}

/// An award that stands more than once.
pub fn repetition(found: &Repetition) -> Text {
    let Repetition { slot, first, again, times } = *found;
    text!("node-repetition", slot = slot, times = times, first = first, again = again)
}

/// Something that was not checked.
pub fn gap(gap: &AuditGap) -> Text {
    match gap {
        AuditGap::Folder(gap) => of_folder(gap),
        AuditGap::NewerRecords { from, error } => {
            text!("node-unchecked-records", from = *from, why = error.to_string())
        }
        AuditGap::NoRoster => text!("node-unchecked-keys"),
        AuditGap::KeysNotListed => text!("node-unchecked-keys-not-listed"),
        AuditGap::Targets(count) => text!("node-unchecked-targets", count = *count),
        AuditGap::RepeatedSlots(count) => text!("node-unchecked-repeats", count = *count),
        AuditGap::BelowCut { size, held } => text!("node-unchecked-cut-beyond", size = *size, held = *held),
        AuditGap::CutRoot(size) => text!("node-unchecked-cut-root", size = *size),
        AuditGap::HeadBeyond(size) => text!("node-unchecked-published-head", size = *size),
        AuditGap::HeadRoot(size) => text!("node-unchecked-published-root", size = *size),
        AuditGap::CutOf(log) => text!("node-unchecked-predecessor", log = log.to_string()),
        AuditGap::CarriedOver => text!("node-unchecked-carried-over"),
        AuditGap::EarlierSlots => text!("node-unchecked-earlier-slots"),
        // Gaps of an audit over the network, or in words.
        other => detail(other),
    }
}

fn of_folder(gap: &FolderGap) -> Text {
    match gap {
        FolderGap::Stored => text!("node-unchecked-stored"),
        FolderGap::SealsOfKey(size) => text!("node-unchecked-seals-of-key", size = *size),
        FolderGap::Unsealed(count) => text!("node-unchecked-unsealed", count = *count),
        FolderGap::Committed(count) => text!("node-unchecked-committed", count = *count),
        FolderGap::Unread(from) => text!("node-unchecked-unread", from = *from),
        FolderGap::Everything => text!("node-unchecked-everything"),
        FolderGap::Fork(why) => text!("node-unchecked-fork", why = why.to_string()),
        FolderGap::ForkWithoutRoster => text!("node-unchecked-fork-without-roster"),
        FolderGap::DoubtedHead(size) => text!("node-unchecked-doubted-head", size = *size),
        FolderGap::UnsignedHead(size) => text!("node-unchecked-unsigned-head", size = *size),
        FolderGap::RecordedHead(size) => text!("node-unchecked-recorded-head", size = *size),
        FolderGap::Guard(size) => text!("node-unchecked-guard", size = *size),
    }
}

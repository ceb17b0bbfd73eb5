//! Findings of an audit, and the parts that it left out.

use super::*;
use attestat_ledger::audit::{Ahead, AuditGap, Expected, Finding, FolderGap, HeadFault, Repetition};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use zeroize::Zeroizing;

fn fork() -> ForkEvidence {
    let note = |size: u64| {
        let (key, root) = (SecretKey::from_seed(&Zeroizing::new([7; 32])), RootHash::from_bytes([7; 32]));
        let signed = SignedCheckpoint::sign(Checkpoint { origin: origin(), size, root }, &key);
        CheckpointNote::from_note(signed.note()).unwrap()
    };
    ForkEvidence { larger: note(2), ..ForkEvidence::same_size(note(1), note(1)) }
}

#[test]
fn findings_are_told_in_both_languages() {
    every!(Finding, audit::finding,
        Finding::Record { .. } => Finding::Record { index: 7, fault: RecordFault::Previous },
        Finding::Gap { .. } => Finding::Gap { from: 5, to: 7 },
        Finding::Genesis(_) => Finding::Genesis(7),
        Finding::DuplicateSlot { .. } => Finding::DuplicateSlot { slot: 7, near: 9 },
        Finding::StatusTarget(_) => Finding::StatusTarget(7),
        Finding::Snapshot(_) => Finding::Snapshot(7),
        Finding::Rotation(_) => Finding::Rotation(7),
        Finding::Root(_) => Finding::Root(7),
        Finding::Seal(_) => Finding::Seal(7),
        Finding::Head { .. } => Finding::Head { size: 7, why: HeadFault::NoKey },
        Finding::Short { .. } => Finding::Short { head: 7, records: 5 },
        Finding::Stored { .. } => Finding::Stored { what: "bundle 7".to_owned() },
        Finding::Absent(_) => Finding::Absent(Expected::BySettings),
        Finding::Unreadable(_) => Finding::Unreadable(why()),
        Finding::Succession(_) => SuccessionError::Forgotten { index: 7, slot: 9 }.into(),
        Finding::CutRoot(_) => Finding::CutRoot(7),
        Finding::BeyondCut { .. } => Finding::BeyondCut { size: 7, beyond: 2 },
        Finding::Fork(_) => Finding::Fork(Box::new(fork())),
    );
    for why in [HeadFault::OfAnotherLog(origin()), HeadFault::Signature(NoteError::NoKnownKey)] {
        let finding = Finding::Head { size: 7, why };
        let told = audit::finding(&finding);
        assert_eq!(told.to_string(), finding.to_string());
        assert_is_russian(&told);
    }
    every!(RecordFault, audit::fault,
        RecordFault::Malformed(_) => RecordError::Trailing(7).into(),
        RecordFault::Index(_) => RecordFault::Index(9),
        RecordFault::Previous => RecordFault::Previous,
        RecordFault::Day(_) => RecordFault::Day(day()),
    );
    every!(SuccessionError, |error: &SuccessionError| audit::finding(&error.clone().into()),
        SuccessionError::OtherCut { .. } => SuccessionError::OtherCut { origin: origin(), size: 7 },
        SuccessionError::Forgotten { .. } => SuccessionError::Forgotten { index: 7, slot: 9 },
        SuccessionError::TakenBack { .. } => SuccessionError::TakenBack { index: 7, slot: 9 },
    );
    every!(Ahead, audit::ahead, Ahead { .. } => Ahead { first: 5, last: 7, day: day() });
    every!(Repetition, audit::repetition, Repetition { .. } => Repetition { slot: 7, first: 5, again: 9, times: 2 });
}

#[test]
fn what_an_audit_left_out_is_told_in_both_languages() {
    every!(AuditGap, audit::gap,
        AuditGap::Folder(_) => FolderGap::Stored.into(),
        AuditGap::NewerRecords { .. } => AuditGap::NewerRecords { from: 7, error: RecordError::UnknownKind(9) },
        AuditGap::NoRoster => AuditGap::NoRoster,
        AuditGap::KeysNotListed => AuditGap::KeysNotListed,
        AuditGap::Targets(_) => AuditGap::Targets(7),
        AuditGap::RepeatedSlots(_) => AuditGap::RepeatedSlots(7),
        AuditGap::BelowCut { .. } => AuditGap::BelowCut { size: 7, held: 5 },
        AuditGap::CutRoot(_) => AuditGap::CutRoot(7),
        AuditGap::HeadBeyond(_) => AuditGap::HeadBeyond(7),
        AuditGap::HeadRoot(_) => AuditGap::HeadRoot(7),
        AuditGap::CutOf(_) => AuditGap::CutOf(origin()),
        AuditGap::CarriedOver => AuditGap::CarriedOver,
        AuditGap::EarlierSlots => AuditGap::EarlierSlots,
        _ => AuditGap::Other(why()),
    );
    every!(FolderGap, |gap: &FolderGap| audit::gap(&gap.clone().into()),
        FolderGap::Stored => FolderGap::Stored,
        FolderGap::SealsOfKey(_) => FolderGap::SealsOfKey(7),
        FolderGap::Unsealed(_) => FolderGap::Unsealed(7),
        FolderGap::Committed(_) => FolderGap::Committed(7),
        FolderGap::Unread(_) => FolderGap::Unread(7),
        FolderGap::Everything => FolderGap::Everything,
        FolderGap::Fork(_) => FolderGap::Fork(ForkError::Consistent),
        FolderGap::ForkWithoutRoster => FolderGap::ForkWithoutRoster,
        FolderGap::DoubtedHead(_) => FolderGap::DoubtedHead(7),
        FolderGap::UnsignedHead(_) => FolderGap::UnsignedHead(7),
        FolderGap::RecordedHead(_) => FolderGap::RecordedHead(7),
        FolderGap::Guard(_) => FolderGap::Guard(7),
    );
    for why in [
        Expected::BySettings,
        Expected::ByRoster,
        Expected::ByGuard(7),
        Expected::ByUnreadableGuard,
        Expected::ByHead(7),
    ] {
        let finding = Finding::Absent(why);
        let told = audit::finding(&finding);
        assert_eq!(told.to_string(), finding.to_string());
        assert_is_russian(&told);
    }
}

//! Receipts, obstacles and audits in Russian: no word of them is English.

use crate::audit::findings;
use crate::obstacle::{CodesMissing, ForeignKind, Obstacle, Unopened};
use crate::pictures::PictureFault;
use crate::receipt::basis::Basis;
use crate::receipt::finding::{AsRecorded, NotAsRecorded, NotCompared};
use crate::receipt::form::ReceiptEntry;
use crate::receipt::read::ReceiptError;
use attestat_credential::presentation::packing::PackError;
use attestat_credential::verdict::words::Message;
use attestat_ledger::audit::{Ahead, AuditGap, Expected, Finding, FolderGap, HeadFault, Repetition};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote, SignedCheckpoint};
use attestat_ledger::day::Day;
use attestat_ledger::fork::{ForkError, ForkEvidence};
use attestat_ledger::generation::SuccessionError;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::note::NoteError;
use attestat_ledger::record::RecordError;
use attestat_ledger::segment::RecordFault;
use attestat_ledger::tree::ProofError;
use attestat_words::advice::Door;
use attestat_words::english::english_words;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeSet;

/// Fails where a text in Russian has an English word. What is for a specialist stands behind that word, in brackets.
#[track_caller]
fn russian(text: &Text) {
    let told = text.told(Language::Russian);
    let bare = told.split("для специалиста:").next().unwrap();
    assert!(told.chars().any(|letter| matches!(letter, '\u{400}'..='\u{4ff}')), "{told}");
    assert_eq!(english_words(bare), [""; 0], "{told}");
}

fn origin() -> Origin {
    Origin::parse("school-12.example/1").unwrap()
}

fn forks() -> [ForkEvidence; 2] {
    let secret = SecretKey::from_seed(&zeroize::Zeroizing::new([7; 32]));
    let head = |size: u64, root: u8| {
        let checkpoint = Checkpoint { origin: origin(), size, root: RootHash::from_bytes([root; 32]) };
        CheckpointNote::from_note(SignedCheckpoint::sign(checkpoint, &secret).note()).unwrap()
    };
    [
        ForkEvidence::same_size(head(5, 1), head(5, 2)),
        ForkEvidence { smaller: head(4, 1), larger: head(5, 2), prefix: RootHash::empty(), proof: Vec::new() },
    ]
}

/// Fails where a list lacks a variant: one that is not named here does not compile.
macro_rules! assert_all {
    ($list:expr, $of:ident: $($name:ident)*) => {
        let variant = |value: &$of| match value {
            $($of::$name { .. } => stringify!($name),)*
        };
        let found: BTreeSet<&str> = $list.iter().map(variant).collect();
        assert_eq!(found, BTreeSet::from([$(stringify!($name)),*]));
    };
}

#[test]
fn findings_of_audits_in_russian_have_no_english_words() {
    let record = |fault| Finding::Record { index: 7, fault };
    let head = |why| Finding::Head { size: 9, why };
    let day = Day::parse("2026-09-01").unwrap();
    let mut all = vec![
        record(RecordFault::Malformed(RecordError::BadField("slot"))),
        record(RecordFault::Index(8)),
        record(RecordFault::Previous),
        record(RecordFault::Day(day)),
        Finding::Gap { from: 3, to: 5 },
        Finding::Genesis(4),
        Finding::DuplicateSlot { slot: 3, near: 9 },
        Finding::StatusTarget(4),
        Finding::Snapshot(4),
        Finding::Rotation(4),
        Finding::Root(9),
        Finding::Seal(9),
        head(HeadFault::OfAnotherLog(origin())),
        head(HeadFault::NoKey),
        head(HeadFault::Signature(NoteError::BadSignature("school-12.example/m1".to_owned()))),
        Finding::Short { head: 9, records: 8 },
        Finding::Stored { what: "tile 3".to_owned() },
        Finding::Absent(Expected::ByRoster),
        Finding::Unreadable("a line".to_owned()),
        Finding::Succession(SuccessionError::OtherCut { origin: origin(), size: 9 }),
        Finding::Succession(SuccessionError::Forgotten { index: 3, slot: 4 }),
        Finding::Succession(SuccessionError::TakenBack { index: 3, slot: 4 }),
        Finding::CutRoot(9),
        Finding::BeyondCut { size: 9, beyond: 3 },
    ];
    all.extend(forks().map(|fork| Finding::Fork(Box::new(fork))));
    assert_all!(all, Finding: Record Gap Genesis DuplicateSlot StatusTarget Snapshot Rotation Root Seal Head Short Stored
        Absent Unreadable Succession CutRoot BeyondCut Fork);
    all.iter().for_each(|finding| russian(&findings::words(finding)));
    russian(&findings::ahead(&Ahead { first: 3, last: 5, day }));
    russian(&findings::repetition(&Repetition { slot: 3, first: 4, again: 5, times: 2 }));
}

#[test]
fn gaps_of_audits_in_russian_have_no_english_words() {
    let why = || "connection reset".to_owned();
    let all = [
        AuditGap::NewerRecords { from: 3, error: RecordError::UnknownKind(9) },
        AuditGap::MissingRecords { from: 3, why: why() },
        AuditGap::NoRoster,
        AuditGap::KeysNotListed,
        AuditGap::Targets(3),
        AuditGap::RepeatedSlots(3),
        AuditGap::BelowCut { size: 9, held: 3 },
        AuditGap::CutRoot(9),
        AuditGap::HeadBeyond(9),
        AuditGap::HeadRoot(9),
        AuditGap::HeadBeyondStream(9),
        AuditGap::NoHead,
        AuditGap::NoEvidence,
        AuditGap::Evidence(ForkError::Proof(ProofError::WrongRoot)),
        AuditGap::SecondHistory { size: 9, why: why() },
        AuditGap::CutOf(origin()),
        AuditGap::CarriedOver,
        AuditGap::EarlierSlots,
        AuditGap::KeptHead { kept: 9, given: 8 },
        AuditGap::NoQuorum { have: 1, needed: Some(2) },
        AuditGap::NoQuorum { have: 1, needed: None },
        AuditGap::ConfirmedAhead("2026-09-01 14:00 UTC".to_owned()),
        AuditGap::Since("2026-09-01 14:00 UTC".to_owned()),
        AuditGap::Folder(FolderGap::Stored),
        AuditGap::Other(why()),
    ];
    assert_all!(all, AuditGap: NewerRecords MissingRecords NoRoster KeysNotListed Targets RepeatedSlots BelowCut CutRoot
        HeadBeyond HeadRoot HeadBeyondStream NoHead NoEvidence Evidence SecondHistory CutOf CarriedOver EarlierSlots KeptHead
        NoQuorum ConfirmedAhead Since Folder Other);
    all.iter().for_each(|gap| russian(&findings::gap(gap)));
}

#[test]
fn receipts_in_russian_have_no_english_words() {
    let entry = || ReceiptEntry {
        hash: None,
        colour: "amber".to_owned(),
        codes: "status-old,below-quorum".to_owned(),
        twins: "same-file:1".to_owned(),
    };
    let basis = || Basis::unreplayed(&RegistryId::parse("school-12.example").unwrap());
    let same = [
        AsRecorded::Files(2),
        AsRecorded::Request,
        AsRecorded::Withdrawals(1),
        AsRecorded::Trust(3),
        AsRecorded::Verdicts(2),
    ];
    assert_all!(same, AsRecorded: Files Request Withdrawals Trust Verdicts);
    same.iter().for_each(|one| russian(&one.words()));
    let other = [
        NotAsRecorded::FileAdded("1.attestat".to_owned()),
        NotAsRecorded::FileMissing(entry()),
        NotAsRecorded::Request,
        NotAsRecorded::Roster("00".to_owned()),
        NotAsRecorded::NotInForce { recorded: 1, in_force: 2 },
        NotAsRecorded::Changed(basis()),
        NotAsRecorded::Missing(basis()),
        NotAsRecorded::Added(basis()),
        NotAsRecorded::Verdict { name: "1.attestat".to_owned(), recorded: entry(), given: entry() },
    ];
    assert_all!(other, NotAsRecorded: FileAdded FileMissing Request Roster NotInForce Changed Missing Added Verdict);
    other.iter().for_each(|one| russian(&one.words()));
    let open = [
        NotCompared::Files,
        NotCompared::OtherFiles(2),
        NotCompared::Unreadable(2),
        NotCompared::LeftAlone("2".to_owned(), 3),
        NotCompared::Request,
        NotCompared::Withdrawals(2),
        NotCompared::Trust,
        NotCompared::Roster(2),
        NotCompared::Pin("school-12.example".to_owned()),
        NotCompared::Replayed(2),
        NotCompared::Verdicts,
        NotCompared::FirstEdition,
    ];
    assert_all!(open, NotCompared: Files OtherFiles Unreadable LeftAlone Request Withdrawals Trust Roster Pin Replayed Verdicts
        FirstEdition);
    open.iter().for_each(|one| russian(&one.words()));
    let refused = [
        ReceiptError::NotAReceipt,
        ReceiptError::Note(NoteError::NoSignatures),
        ReceiptError::Line(3),
        ReceiptError::Missing("time"),
        ReceiptError::Value("time"),
        ReceiptError::ListChanged,
        ReceiptError::Counts,
    ];
    assert_all!(refused, ReceiptError: NotAReceipt Note Line Missing Value ListChanged Counts);
    refused.iter().for_each(|error| russian(&error.words()));
}

#[test]
fn obstacles_in_russian_have_no_english_words() {
    let mut all = vec![
        Obstacle::Unreadable("доступ запрещён".into()),
        Obstacle::Changed,
        Obstacle::TooLong { limit: 1000 },
        Obstacle::Encrypted,
        Obstacle::UnknownPacking,
        Obstacle::DamagedEntry,
        Obstacle::NoCode(PictureFault::TooLarge),
        Obstacle::NoCode(PictureFault::NoCode),
        Obstacle::NoCode(PictureFault::Damaged),
        Obstacle::NewerFormat("attestat/document/v9".to_owned()),
        Obstacle::CodesMissing(CodesMissing {
            set: [1; 4],
            count: 3,
            missing: vec![2],
            there: vec![(1, "1.png".to_owned())],
        }),
        Obstacle::Unopened(Unopened::TooMuch),
        Obstacle::Unopened(Unopened::TooDeep),
        Obstacle::Unopened(Unopened::NoArchive(text!("zip-overlap"))),
    ];
    let packs = [
        PackError::TooLong(40),
        PackError::NotPackable("salt"),
        PackError::Nothing,
        PackError::Foreign(1),
        PackError::Newer(1),
        PackError::OtherKind(1),
        PackError::Mixed(2),
        PackError::Missing { count: 3, missing: vec![2, 3] },
        PackError::Damaged,
        PackError::TooLarge,
    ];
    all.extend(packs.map(Obstacle::BadFrames));
    let kinds = [
        ForeignKind::Empty,
        ForeignKind::Pdf,
        ForeignKind::Page,
        ForeignKind::Archive,
        ForeignKind::Office,
        ForeignKind::Picture,
        ForeignKind::Unknown,
    ];
    all.extend(kinds.map(Obstacle::OtherKind));
    assert_all!(all, Obstacle: Unreadable Changed TooLong Encrypted UnknownPacking DamagedEntry NoCode BadFrames OtherKind
        NewerFormat CodesMissing Unopened);
    for Message { what, next } in all.iter().map(Obstacle::words) {
        russian(&what);
        for door in [Door::Terminal, Door::Page] {
            russian(next.at(door));
        }
        for language in Language::ALL {
            let told = next.at(Door::Page).told(language);
            assert!(!told.contains('`') && !told.contains("--") && !told.contains("command"), "{told}");
        }
    }
}

//! The chain: logs built by the author's half are accepted by the follower's, and the author refuses
//! what a follower would.

use crate::key::secret;
use crate::log::{FIRST, ORIGIN, SECOND, TODAY, Writer, award, follow, origin, sample, sample_lists, status};
use attestat_ledger::batch::Entry;
use attestat_ledger::chain::{ChainError, LogState, append};
use attestat_ledger::day::Day;
use attestat_ledger::hash::{LeafHash, RootHash};
use attestat_ledger::key::PublicKey;
use attestat_ledger::record::{Content, Record, TARGET_EARLIER_GENERATION};
use attestat_ledger::status::Status;
use proptest::prelude::*;

#[test]
fn a_follower_accepts_every_batch_that_an_author_writes() {
    let log = sample();
    let mut state = LogState::empty(origin());
    for batch in log.batches.clone() {
        let first = batch.first;
        let verified = follow(&state, batch.clone(), &log.records, &sample_lists).unwrap();
        let appended = verified.appended();
        assert_eq!((appended.first(), appended.bodies()), (first, &batch.bodies));
        let leaves: Vec<LeafHash> = batch.bodies.iter().map(LeafHash::of).collect();
        assert_eq!(appended.leaves(), leaves);
        assert_eq!(verified.seal().checkpoint(), &appended.next().checkpoint());
        state = appended.next().clone();
    }
    assert_eq!(state, log.state);
    assert_eq!(
        (state.size(), state.key.clone(), state.day),
        (14, Some(secret(SECOND).public()), Day::from_number(TODAY - 50))
    );
    assert_eq!(
        state.statuses.leaves().map(|leaf| (leaf.slot, leaf.status)).collect::<Vec<_>>(),
        [(200, Status::Revoked)]
    );
}

#[test]
fn a_batch_lists_its_awards_and_status_changes() {
    let log = sample();
    let mut state = LogState::empty(origin());
    let mut awards = Vec::new();
    let mut changes = Vec::new();
    for batch in log.batches.clone() {
        let verified = follow(&state, batch, &log.records, &sample_lists).unwrap();
        awards.extend(verified.appended().awards().iter().map(|(index, award)| (*index, award.slot)));
        changes.extend(verified.appended().changes().iter().map(|change| (change.target, change.status)));
        state = verified.appended().next().clone();
    }
    assert_eq!(awards, [(1, 100), (2, 200), (3, 300), (4, 400), (5, 500), (10, 1000), (13, 1300)]);
    assert_eq!(changes, [(2, Status::Revoked), (4, Status::Suspended), (4, Status::Valid)]);
}

#[test]
fn a_document_of_an_earlier_generation_is_revoked_by_its_slot() {
    let mut log = Writer::open("school-12.example.org/main/2");
    log.append(TODAY - 50, vec![status(TARGET_EARLIER_GENERATION, 77, Status::Revoked)]);
    let mut state = LogState::empty(log.state.origin.clone());
    for batch in log.batches {
        let listed = |key: &PublicKey, _| *key == secret(FIRST).public();
        state = follow(&state, batch, &log.records, &listed).unwrap().appended().next().clone();
    }
    assert_eq!(state.statuses.get(77), Status::Revoked);
}

#[test]
fn an_author_refuses_every_record_that_a_follower_would_refuse() {
    let log = sample();
    let entry = |change: &dyn Fn(&mut Entry)| {
        let mut entry = Entry {
            base_size: 14,
            base_root: log.state.root(),
            day: Day::from_number(TODAY),
            contents: vec![award(7001)],
        };
        change(&mut entry);
        append(&log.state, &entry, &log.records).map(|appended| appended.next().size())
    };
    assert_eq!(entry(&|_| ()), Ok(15));
    let snapshot = Content::Snapshot(log.state.statuses.snapshot());
    let day = Day::from_number(TODAY - 51);
    let rows: Vec<(Result<u64, ChainError>, ChainError, &str)> = vec![
        (entry(&|it| it.base_size = 13), ChainError::WrongIndex { expected: 14, given: 13 }, "made for a shorter log"),
        (entry(&|it| it.base_root = RootHash::empty()), ChainError::WrongBase(14), "made for another log of this size"),
        (entry(&|it| it.contents.clear()), ChainError::BatchLength(0), "no records"),
        (entry(&|it| it.contents = vec![award(7001); 1001]), ChainError::BatchLength(1001), "a record too many"),
        (entry(&|it| it.day = day), ChainError::DayGoesBack { index: 14, day }, "a clock set back"),
        (
            entry(&|it| it.contents = vec![snapshot.clone(), award(7001)]),
            ChainError::SnapshotNotLast(14),
            "a snapshot in the middle",
        ),
        (
            entry(&|it| it.contents = vec![status(1, 101, Status::Revoked)]),
            ChainError::StatusTarget(14),
            "another slot",
        ),
    ];
    for (outcome, error, why) in rows {
        assert_eq!(outcome, Err(error), "{why}");
    }
    assert_eq!(log.state.seal(&secret(FIRST)), None, "the old key seals nothing");
    let empty = LogState::empty(origin());
    let entry = Entry { base_size: 0, base_root: empty.root(), day: Day::from_number(TODAY), contents: vec![award(1)] };
    assert_eq!(append(&empty, &entry, &log.records), Err(ChainError::Genesis(0)), "a log that begins with an award");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any log that the author's half builds, the follower's half accepts, and both end in one state.
    #[test]
    fn an_author_and_a_follower_reach_the_same_state(batches in prop::collection::vec((0_u32..3, prop::collection::vec((0_u8..8, any::<u32>()), 1..12)), 1..12)) {
        let mut log = Writer::open(ORIGIN);
        let mut day = TODAY - 100;
        for (days, items) in batches {
            day += days;
            let mut contents = Vec::new();
            let mut slots = issued(&log);
            for (choice, seed) in items {
                let (target, slot) = slots[seed as usize % slots.len().max(1)..].first().copied().unwrap_or((u64::MAX, 0));
                let change = match choice {
                    5 if target != u64::MAX => Some(Status::Revoked),
                    6 if target != u64::MAX => Some(Status::Suspended),
                    7 if target != u64::MAX => Some(Status::Valid),
                    _ => None,
                };
                match change {
                    Some(change) => contents.push(status(target, slot, change)),
                    None => {
                        slots.push((log.state.size() + contents.len() as u64, seed));
                        contents.push(award(seed));
                    }
                }
            }
            log.append(day, contents);
            log.snapshot(day);
        }
        let listed = |key: &PublicKey, _| *key == secret(FIRST).public();
        let mut state = LogState::empty(origin());
        for batch in log.batches {
            state = follow(&state, batch, &log.records, &listed).unwrap().appended().next().clone();
        }
        prop_assert_eq!(state, log.state);
    }
}

/// Index and slot of every award of a log.
fn issued(log: &Writer) -> Vec<(u64, u32)> {
    let records = log.records.0.iter().map(|body| Record::parse(body).unwrap());
    let awards = records.filter_map(|record| match record.content {
        Content::Award(award) => Some((record.index, award.slot)),
        _ => None,
    });
    awards.collect()
}

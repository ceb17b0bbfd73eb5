//! Every single mutation of a batch is refused for the right reason and blamed on the right party.

use crate::key::{BOB, secret};
use crate::log::{
    FIRST, ORIGIN, Records, SECOND, TODAY, award, bodies, chained, follow, forge, genesis, origin, sample,
    sample_lists, status,
};
use attestat_ledger::batch::{BATCH_RECORDS_MAX, SealedBatch};
use attestat_ledger::chain::{BatchContext, ChainError, LogState};
use attestat_ledger::culprit::{Culprit, RefusedBatch, culprit, verify_or_accuse};
use attestat_ledger::day::Day;
use attestat_ledger::hash::{LeafHash, RootHash};
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::Origin;
use attestat_ledger::record::{
    Content, Genesis, Predecessor, Record, RecordError, Rotation, TARGET_EARLIER_GENERATION,
};
use attestat_ledger::status::{Snapshot, Status, StatusSet};

/// State of the log when a row's batch arrives, and the keys that may sign it.
struct Scene {
    state: LogState,
    records: Records,
    lists: fn(&PublicKey, u64) -> bool,
}

/// A roster that lists both keys for every size, so that it alone stops nobody.
fn lists_both(key: &PublicKey, _: u64) -> bool {
    [FIRST, SECOND].into_iter().any(|seed| *key == secret(seed).public())
}

impl Scene {
    /// The sample's first `batches` batches.
    fn at(batches: usize) -> Self {
        let log = sample();
        let mut state = LogState::empty(origin());
        for batch in log.batches.iter().take(batches) {
            state = follow(&state, batch.clone(), &log.records, &sample_lists).unwrap().appended().next().clone();
        }
        let records = Records(log.records.0[..state.size() as usize].to_vec());
        Self { state, records, lists: lists_both }
    }

    /// The records that would follow, changed by `change`, sealed by the holder of `seed`.
    fn batch(&self, contents: Vec<Content>, seed: [u8; 32], change: impl FnOnce(&mut Vec<Record>)) -> SealedBatch {
        let mut records = chained(&self.state, TODAY - 40, contents);
        change(&mut records);
        self.sealed(&records, seed)
    }

    fn sealed(&self, records: &[Record], seed: [u8; 32]) -> SealedBatch {
        let records: Vec<Vec<u8>> = records.iter().map(Record::body).collect();
        forge(&self.state, &records, &secret(seed))
    }

    fn rotation(&self, seed: [u8; 32]) -> Content {
        let old = self.state.key.clone().unwrap();
        Content::Rotate(Rotation::prove(&self.state.origin, self.state.size(), &old, &secret(seed)))
    }

    fn refuses(&self, batch: SealedBatch, expected: &ChainError, whose: Culprit, why: &str) {
        let refused = follow(&self.state, batch.clone(), &self.records, &self.lists);
        assert_eq!(refused.as_ref(), Err(expected), "{why}");
        let context = BatchContext { today: Day::from_number(TODAY), is_listed: &self.lists, awards: &self.records };
        assert_eq!(culprit(&self.state, &batch, &context, expected), whose, "{why}");
        let refused = verify_or_accuse(&self.state, batch.clone(), &context).unwrap_err();
        assert_eq!(*refused, RefusedBatch { error: expected.clone(), culprit: whose, batch }, "{why}");
    }
}

/// The log has 12 records, the first key is in force; the author itself seals something that it must not.
#[test]
fn a_batch_sealed_against_the_rules_is_blamed_on_its_author() {
    let scene = Scene::at(4);
    assert_eq!(scene.state.size(), 12);
    let unchanged = |_: &mut Vec<Record>| ();
    let two = || vec![award(7001), award(7002)];
    let snapshot = || Content::Snapshot(scene.state.statuses.snapshot());
    let wrong_snapshot = |change: fn(&mut Snapshot)| {
        let mut snapshot = scene.state.statuses.snapshot();
        change(&mut snapshot);
        Content::Snapshot(snapshot)
    };
    let made_up = StatusSet::from_iter(scene.state.statuses.leaves().map(|mut leaf| {
        leaf.slot += 1;
        leaf
    }));
    let mut bad_proof = scene.rotation(SECOND);
    if let Content::Rotate(rotation) = &mut bad_proof {
        *rotation = Rotation::prove(&origin(), 13, &secret(FIRST).public(), &secret(SECOND));
    }
    let rows: Vec<(SealedBatch, ChainError, &str)> = vec![
        (
            scene.batch(two(), FIRST, |records| records[1].previous = records[0].previous),
            ChainError::WrongPrevious(13),
            "previous names the one before",
        ),
        (
            scene.batch(two(), FIRST, |records| records[0].previous = LeafHash::ZERO),
            ChainError::WrongPrevious(12),
            "previous is zeros",
        ),
        (
            scene.batch(two(), FIRST, |records| records[0].day = Day::from_number(TODAY - 71)),
            ChainError::DayGoesBack { index: 12, day: Day::from_number(TODAY - 71) },
            "a day before the log's last",
        ),
        (
            scene.batch(vec![award(7001)], FIRST, |records| records[0].index = 13),
            ChainError::Misplaced { index: 12, given: 13 },
            "a record that says it stands elsewhere",
        ),
        (scene.batch(vec![genesis(ORIGIN, FIRST)], FIRST, unchanged), ChainError::Genesis(12), "a second genesis"),
        (
            scene.batch(vec![status(2, 201, Status::Revoked)], FIRST, unchanged),
            ChainError::StatusTarget(12),
            "another slot than the target's",
        ),
        (
            scene.batch(vec![status(0, 0, Status::Revoked)], FIRST, unchanged),
            ChainError::StatusTarget(12),
            "the target is a genesis",
        ),
        (
            scene.batch(vec![status(6, 200, Status::Revoked)], FIRST, unchanged),
            ChainError::StatusTarget(12),
            "the target is a status",
        ),
        (
            scene.batch(vec![status(12, 0, Status::Revoked)], FIRST, unchanged),
            ChainError::StatusTarget(12),
            "the target is the record itself",
        ),
        (
            scene.batch(vec![status(13, 7002, Status::Revoked), award(7002)], FIRST, unchanged),
            ChainError::StatusTarget(12),
            "the target comes only later",
        ),
        (
            scene.batch(vec![status(TARGET_EARLIER_GENERATION, 200, Status::Revoked)], FIRST, unchanged),
            ChainError::StatusTarget(12),
            "the first generation has none before it",
        ),
        (
            scene.batch(vec![wrong_snapshot(|it| it.count = 0)], FIRST, unchanged),
            ChainError::Snapshot(12),
            "a snapshot with another count",
        ),
        (
            scene.batch(vec![wrong_snapshot(|it| *it = StatusSet::default().snapshot())], FIRST, unchanged),
            ChainError::Snapshot(12),
            "a snapshot that leaves a revocation out",
        ),
        (
            scene.batch(vec![Content::Snapshot(made_up.snapshot())], FIRST, unchanged),
            ChainError::Snapshot(12),
            "a snapshot of another slot",
        ),
        (
            scene.batch(vec![status(5, 500, Status::Revoked), snapshot()], FIRST, unchanged),
            ChainError::Snapshot(13),
            "a snapshot older than the batch's own change",
        ),
        (
            scene.batch(vec![snapshot(), award(7001)], FIRST, unchanged),
            ChainError::SnapshotNotLast(12),
            "a snapshot that is not the last",
        ),
        (
            scene.batch(vec![bad_proof], SECOND, unchanged),
            ChainError::Rotation(12),
            "a rotation proven for another index",
        ),
        (
            scene.batch(vec![award(7001); BATCH_RECORDS_MAX + 1], FIRST, unchanged),
            ChainError::BatchLength(1001),
            "a record too many",
        ),
    ];
    for (batch, error, why) in rows {
        scene.refuses(batch, &error, Culprit::Author, why);
    }
    let mut trailing: Vec<Vec<u8>> = chained(&scene.state, TODAY - 40, two()).iter().map(Record::body).collect();
    trailing[1].push(0);
    let error = ChainError::Record { index: 13, source: RecordError::Trailing(1) };
    scene.refuses(forge(&scene.state, &trailing, &secret(FIRST)), &error, Culprit::Author, "a byte too many");
}

/// The same scene; somebody between the author and us changed or invented something.
#[test]
fn a_batch_without_the_authors_seal_is_blamed_on_the_sender() {
    let scene = Scene::at(4);
    let honest = scene.batch(vec![award(7001), award(7002)], FIRST, |_| ());
    let context = BatchContext { today: Day::from_number(TODAY), is_listed: &scene.lists, awards: &scene.records };
    let accepted = follow(&scene.state, honest.clone(), &scene.records, &scene.lists).unwrap();
    assert_eq!(verify_or_accuse(&scene.state, honest.clone(), &context), Ok(accepted));
    let changed = |change: &dyn Fn(&mut SealedBatch)| {
        let mut batch = honest.clone();
        change(&mut batch);
        batch
    };
    let mut flipped: Vec<Vec<u8>> = honest.bodies.iter().map(<[u8]>::to_vec).collect();
    flipped[1][98] ^= 1;
    let flipped = bodies(flipped.iter().map(Vec::as_slice));
    let shortened = bodies(honest.bodies.iter().take(1));
    let mut other_seal = *honest.seal.as_bytes();
    other_seal[0] ^= 1;
    let rows: Vec<(SealedBatch, ChainError, Culprit, &str)> = vec![
        (changed(&|batch| batch.root = RootHash::empty()), ChainError::WrongRoot(14), Culprit::Sender, "another root"),
        (
            changed(&|batch| batch.bodies = flipped.clone()),
            ChainError::WrongRoot(14),
            Culprit::Sender,
            "a bit of the last record",
        ),
        (
            changed(&|batch| batch.bodies = shortened.clone()),
            ChainError::WrongRoot(13),
            Culprit::Sender,
            "the last record left out",
        ),
        (
            changed(&|batch| batch.bodies = Default::default()),
            ChainError::BatchLength(0),
            Culprit::Sender,
            "no records",
        ),
        (
            changed(&|batch| batch.seal = attestat_ledger::key::Signature::from_bytes(other_seal)),
            ChainError::BadSeal(14),
            Culprit::Sender,
            "a bit of the seal",
        ),
        (
            scene.batch(vec![award(7001)], SECOND, |_| ()),
            ChainError::BadSeal(13),
            Culprit::Sender,
            "sealed by a key that is listed and not in force",
        ),
        (scene.batch(vec![award(7001)], BOB, |_| ()), ChainError::BadSeal(13), Culprit::Sender, "sealed by a stranger"),
        (
            scene.batch(vec![award(7001)], BOB, |it| it[0].previous = LeafHash::ZERO),
            ChainError::WrongPrevious(12),
            Culprit::Sender,
            "a broken rule, sealed by a stranger",
        ),
        (
            scene.batch(vec![scene.rotation(BOB)], BOB, |_| ()),
            ChainError::KeyNotListed(13),
            Culprit::Nobody,
            "rotated to a key that the roster does not list",
        ),
        (
            changed(&|batch| batch.first = 13),
            ChainError::WrongIndex { expected: 12, given: 13 },
            Culprit::Nobody,
            "a gap",
        ),
        (
            changed(&|batch| batch.first = 11),
            ChainError::WrongIndex { expected: 12, given: 11 },
            Culprit::Nobody,
            "an overlap",
        ),
    ];
    for (batch, error, whose, why) in rows {
        scene.refuses(batch, &error, whose, why);
    }
}

#[test]
fn after_a_rotation_a_seal_by_the_old_key_is_refused() {
    let scene = Scene { lists: sample_lists, ..Scene::at(5) };
    assert_eq!((scene.state.size(), scene.state.key.clone()), (13, Some(secret(SECOND).public())));
    scene.refuses(
        scene.batch(vec![award(7001)], FIRST, |_| ()),
        &ChainError::BadSeal(14),
        Culprit::Sender,
        "the old key seals on",
    );
    // A thief of the old key rotates back to it: the roster lists it, but not for this size.
    let back = scene.batch(vec![scene.rotation(FIRST)], FIRST, |_| ());
    scene.refuses(back, &ChainError::KeyNotListed(14), Culprit::Nobody, "the old key comes back");
    // At the rotation itself the old key no longer seals.
    let scene = Scene { lists: sample_lists, ..Scene::at(4) };
    let old = scene.batch(vec![scene.rotation(SECOND)], FIRST, |_| ());
    scene.refuses(old, &ChainError::BadSeal(13), Culprit::Sender, "the rotation sealed by the old key");
}

#[test]
fn a_batch_that_cannot_be_judged_here_is_blamed_on_nobody() {
    let scene = Scene::at(4);
    let ahead = |day| scene.batch(vec![award(7001)], FIRST, |it| it[0].day = Day::from_number(day));
    assert!(follow(&scene.state, ahead(TODAY + 1), &scene.records, &scene.lists).is_ok(), "our tomorrow is fine");
    let day = Day::from_number(TODAY + 2);
    scene.refuses(
        ahead(TODAY + 2),
        &ChainError::DayAhead { index: 12, day },
        Culprit::Nobody,
        "our clock may be behind",
    );
    for (at, byte, source) in [
        (0, 2, RecordError::UnknownVersion(2)),
        (1, 5, RecordError::UnknownKind(5)),
        (1, 200, RecordError::UnknownKind(200)),
    ] {
        let mut body = chained(&scene.state, TODAY - 40, vec![award(7001)])[0].body();
        body[at] = byte;
        let newer = forge(&scene.state, &[body], &secret(FIRST));
        scene.refuses(newer, &ChainError::Record { index: 12, source }, Culprit::Nobody, "a newer format");
    }
    let unreadable = Scene { records: Records::default(), ..Scene::at(4) };
    let batch = unreadable.batch(vec![status(2, 200, Status::Revoked)], FIRST, |_| ());
    unreadable.refuses(batch, &ChainError::TargetUnreadable(2), Culprit::Nobody, "our own disk");
}

#[test]
fn a_log_that_does_not_begin_with_its_own_genesis_is_refused() {
    let scene = Scene { state: LogState::empty(origin()), records: Records::default(), lists: lists_both };
    let rotation = Content::Rotate(Rotation::prove(&origin(), 0, &secret(FIRST).public(), &secret(FIRST)));
    let empty_snapshot = Content::Snapshot(StatusSet::default().snapshot());
    let rows = [
        (vec![award(100)], "an award first"),
        (vec![empty_snapshot], "a snapshot first"),
        (vec![rotation], "a rotation first"),
        (vec![genesis("school-13.example.org/main/1", FIRST)], "another registry's genesis"),
        (vec![genesis("school-12.example.org/main/2", FIRST)], "another generation's genesis"),
    ];
    let cut = |before: &str| {
        let predecessor = Predecessor { origin: Origin::parse(before).unwrap(), size: 7, root: RootHash::empty() };
        Some(predecessor)
    };
    let continuing = |predecessor| {
        let Content::Genesis(genesis) = genesis(ORIGIN, FIRST) else { unreachable!("it made a genesis") };
        vec![Content::Genesis(Genesis { predecessor, ..genesis })]
    };
    let rows = rows.into_iter().chain([(continuing(cut("school-12.example.org/main/1")), "the first continues none")]);
    for (contents, why) in rows {
        let refused = follow(&scene.state, scene.batch(contents, FIRST, |_| ()), &scene.records, &scene.lists);
        assert_eq!(refused.err(), Some(ChainError::Genesis(0)), "{why}");
    }
    // A later generation continues the one before it, of its own registry.
    let second = "school-12.example.org/main/2";
    let rows = [
        (cut("school-12.example.org/main/1"), true, "the generation before"),
        (None, false, "nothing"),
        (cut("school-12.example.org/main/2"), false, "itself"),
        (cut("school-12.example.org/main/3"), false, "a later one"),
        (cut("school-12.example.org/1"), false, "another registry's"),
    ];
    for (predecessor, opens, why) in rows {
        let Content::Genesis(genesis) = genesis(second, FIRST) else { unreachable!("it made a genesis") };
        let scene = Scene { state: LogState::empty(genesis.origin.clone()), ..Scene::at(0) };
        let batch = scene.batch(vec![Content::Genesis(Genesis { predecessor, ..genesis })], FIRST, |_| ());
        assert_eq!(follow(&scene.state, batch, &scene.records, &scene.lists).is_ok(), opens, "{why}");
    }
    let twice = scene.batch(vec![genesis(ORIGIN, FIRST), genesis(ORIGIN, FIRST)], FIRST, |_| ());
    scene.refuses(twice, &ChainError::Genesis(1), Culprit::Author, "a genesis twice");
    let stranger = scene.batch(vec![genesis(ORIGIN, BOB)], BOB, |_| ());
    scene.refuses(stranger, &ChainError::KeyNotListed(1), Culprit::Nobody, "a stranger opens the log");
    assert_eq!((scene.state.root(), scene.state.seal(&secret(FIRST))), (RootHash::empty(), None));
}

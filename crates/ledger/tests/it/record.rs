//! Records: one frozen snapshot per kind, and what is refused in them.

use crate::key::{ALICE, BOB, secret};
use crate::vectors;
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::{LeafHash, RootHash};
use attestat_ledger::name::Origin;
use attestat_ledger::record::{
    AWARD_BYTES, Award, Class, Content, Genesis, HEADER_BYTES, Predecessor, RECORD_BYTES_MAX, Record, RecordError,
    Rotation, StatusChange, TARGET_EARLIER_GENERATION,
};
use attestat_ledger::status::{Reason, Status, StatusSet};

fn counting<const N: usize>(from: u8) -> [u8; N] {
    core::array::from_fn(|at| from + at as u8)
}

pub(crate) const SLOT: u32 = 0x0010_0203;

/// One record of each kind, by its name in the vector file.
pub(crate) fn examples() -> Vec<(&'static str, Record)> {
    let (alice, bob) = (secret(ALICE), secret(BOB));
    let origin = |generation| Origin::parse(&format!("school-12.example.org/main/{generation}")).unwrap();
    let record = |index, day, content| {
        let previous = if index == 0 { LeafHash::ZERO } else { LeafHash::from_bytes(counting(0)) };
        Record { index, previous, day: Day::from_number(day), content }
    };
    let change = |target, status, reason| Content::Status(StatusChange { target, slot: SLOT, status, reason });
    let mut statuses = StatusSet::default();
    for (slot, status) in [(9, Status::Suspended), (SLOT, Status::Revoked), (3, Status::Revoked), (5, Status::Valid)] {
        statuses.set(slot, status);
    }
    let cut = Predecessor { origin: origin(1), size: 77, root: RootHash::from_bytes([0xaa; 32]) };
    vec![
        (
            "genesis",
            record(0, 20_000, Content::Genesis(Genesis { key: alice.public(), origin: origin(1), predecessor: None })),
        ),
        (
            "genesis with predecessor",
            record(
                0,
                20_001,
                Content::Genesis(Genesis { key: bob.public(), origin: origin(2), predecessor: Some(cut) }),
            ),
        ),
        (
            "award",
            record(
                5,
                20_002,
                Content::Award(Award {
                    class: Class::Certificate,
                    slot: SLOT,
                    tag: counting(0x40),
                    commitment: counting(0x60),
                }),
            ),
        ),
        ("status", record(6, 20_003, change(5, Status::Revoked, Reason::DocumentLost))),
        (
            "status earlier generation",
            record(6, 20_003, change(TARGET_EARLIER_GENERATION, Status::Suspended, Reason::KeyCompromised)),
        ),
        ("snapshot", record(7, 20_004, Content::Snapshot(statuses.snapshot()))),
        ("rotate", record(8, 20_005, Content::Rotate(Rotation::prove(&origin(1), 8, &alice.public(), &bob)))),
    ]
}

#[test]
fn a_record_of_each_kind_has_the_frozen_bytes() {
    let frozen = vectors::frozen();
    assert_eq!(frozen["records"].as_object().unwrap().len(), examples().len());
    for (name, record) in examples() {
        assert_eq!(hex(&record.body()), frozen["records"][name], "{name}");
        assert_eq!(Record::parse(&record.body()).unwrap(), record, "{name}");
    }
    assert_eq!(examples()[2].1.body().len(), AWARD_BYTES);
}

#[test]
fn a_record_cut_short_or_with_trailing_bytes_is_refused() {
    for (name, record) in examples() {
        let body = record.body();
        for length in 0..body.len() {
            let refused = Record::parse(&body[..length]);
            assert!(matches!(refused, Err(RecordError::Truncated(_))), "{name} cut to {length}: {refused:?}");
        }
        for extra in 1..3 {
            let longer = [body.as_slice(), &vec![0; extra]].concat();
            assert_eq!(Record::parse(&longer), Err(RecordError::Trailing(extra)), "{name}");
        }
    }
}

#[test]
fn the_longest_record_fits_into_the_limit() {
    let origin = |generation: u32| Origin::parse(&format!("{}/{generation}", "a".repeat(200))).unwrap();
    let predecessor = Some(Predecessor { origin: origin(u32::MAX - 1), size: u64::MAX, root: RootHash::empty() });
    let content = Content::Genesis(Genesis { key: secret(ALICE).public(), origin: origin(u32::MAX), predecessor });
    let record = Record { index: u64::MAX, previous: LeafHash::ZERO, day: Day::from_number(u32::MAX), content };
    assert!(record.body().len() <= RECORD_BYTES_MAX);
    assert_eq!(Record::parse(&record.body()), Ok(record));
}

#[test]
fn a_newer_format_asks_for_an_upgrade_and_accuses_nobody() {
    let award = examples()[2].1.body();
    for kind in 5..=255 {
        let mut body = award.clone();
        body[1] = kind;
        assert_eq!(Record::parse(&body), Err(RecordError::UnknownKind(kind)));
        assert!(RecordError::UnknownKind(kind).needs_upgrade());
    }
    for version in (0..=255).filter(|version| *version != 1) {
        // A newer version may have anything after its first byte.
        for body in [vec![version], [&[version], &award[1..]].concat()] {
            assert_eq!(Record::parse(&body), Err(RecordError::UnknownVersion(version)));
        }
    }
    assert!(!Record::parse(&award[..50]).unwrap_err().needs_upgrade());
}

/// Each row changes one field of a valid record to a value that does not exist.
#[test]
fn a_record_with_a_value_that_does_not_exist_is_refused() {
    let body = |name: &str| examples().into_iter().find(|(at, _)| *at == name).unwrap().1.body();
    let f = HEADER_BYTES;
    let origin_at = f + 4 + 32;
    let rows: Vec<(&str, usize, Vec<u8>, &str, &str)> = vec![
        ("award", f, vec![0], "class", "class 0"),
        ("award", f, vec![4], "class", "class 4"),
        ("status", f + 12, vec![3], "status", "status 3"),
        ("status", f + 13, vec![5], "reason", "reason 5"),
        ("genesis", f, vec![0, 0, 0, 2], "generation", "another generation than the origin's"),
        ("genesis", f, vec![0, 0, 0, 0], "generation", "generation 0"),
        ("genesis", f + 4, vec![0; 32], "registry key", "a key of low order"),
        ("genesis", origin_at + 1, b"S".to_vec(), "origin", "an upper-case origin"),
        ("genesis", origin_at + 1, vec![0xff], "origin", "an origin that is not UTF-8"),
        ("genesis", origin_at + 28, b"0".to_vec(), "origin", "an origin of generation 0"),
        ("genesis", origin_at + 30 + 7, vec![1], "predecessor origin", "a cut without a predecessor"),
        ("genesis", origin_at + 30 + 8, vec![1], "predecessor origin", "a cut root without a predecessor"),
        (
            "genesis with predecessor",
            origin_at + 29 + 1,
            b"/".to_vec(),
            "predecessor origin",
            "a predecessor that is no origin",
        ),
        ("rotate", f, vec![2; 32], "new key", "a key that is not a point"),
    ];
    for (name, at, bytes, field, why) in rows {
        let mut changed = body(name);
        changed[at..at + bytes.len()].copy_from_slice(&bytes);
        assert_eq!(Record::parse(&changed), Err(RecordError::BadField(field)), "{why}");
    }
    let mut empty_origin = body("genesis");
    empty_origin.splice(origin_at..origin_at + 29, [0]);
    assert_eq!(Record::parse(&empty_origin), Err(RecordError::BadField("origin")), "no origin");
}

//! Batches and commit-log entries: frozen bytes and limits.

use crate::record::examples;
use crate::vectors;
use attestat_ledger::batch::{
    BATCH_BYTES_MAX, BATCH_RECORDS_MAX, BatchError, Bodies, Entry, TruncatedBodies, split_bodies,
};
use attestat_ledger::day::Day;
use attestat_ledger::encoding::hex;
use attestat_ledger::hash::RootHash;
use attestat_ledger::record::RecordError;

/// An award and the status that revokes it, on top of five records.
pub(crate) fn example() -> Entry {
    let contents = [2, 3].map(|at: usize| examples()[at].1.content.clone()).to_vec();
    Entry {
        base_size: 5,
        base_root: RootHash::from_bytes(core::array::from_fn(|at| at as u8)),
        day: Day::from_number(20_002),
        contents,
    }
}

#[test]
fn an_entry_has_the_frozen_bytes() {
    let bytes = example().encode();
    assert_eq!(hex(&bytes), vectors::frozen()["entry"]);
    assert_eq!(Entry::parse(&bytes), Ok(example()));
    for (name, record) in examples() {
        let entry = Entry { contents: vec![record.content], ..example() };
        assert_eq!(Entry::parse(&entry.encode()), Ok(entry), "{name}");
    }
}

#[test]
fn an_entry_with_a_wrong_record_is_refused_and_names_that_record() {
    let bytes = example().encode();
    let header = 1 + 8 + 32 + 4;
    let second = header + 1 + 2 + 53;
    let changed = |at: usize, value: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = value;
        Entry::parse(&bytes)
    };
    let record = |at, source| Err(BatchError::Record { at, source });
    assert_eq!(changed(0, 2), Err(BatchError::Header), "another version");
    assert_eq!(changed(header, 9), record(0, RecordError::UnknownKind(9)));
    assert_eq!(changed(header + 3, 9), record(0, RecordError::BadField("class")));
    assert_eq!(changed(second, 5), record(1, RecordError::UnknownKind(5)));
    assert_eq!(changed(second + 2, 13), record(1, RecordError::Truncated("reason")));
    assert_eq!(changed(second + 1, 1), Err(BatchError::Truncated(1)));
    for length in 0..bytes.len() {
        let expected = match length {
            _ if length < header => BatchError::Header,
            _ if length == header => BatchError::Empty,
            _ if length < second => BatchError::Truncated(0),
            _ if length == second => continue,
            _ => BatchError::Truncated(1),
        };
        assert_eq!(Entry::parse(&bytes[..length]), Err(expected), "cut to {length}");
    }
}

#[test]
fn an_entry_over_its_limits_is_refused() {
    let contents = |count| vec![examples()[2].1.content.clone(); count];
    let full = Entry { contents: contents(BATCH_RECORDS_MAX), ..example() };
    assert_eq!(Entry::parse(&full.encode()), Ok(full));
    let over = Entry { contents: contents(BATCH_RECORDS_MAX + 1), ..example() };
    assert_eq!(Entry::parse(&over.encode()), Err(BatchError::TooLarge));
}

#[test]
fn bodies_are_encoded_as_an_entry_bundle_of_tlog_tiles() {
    let mut bodies = Bodies::default();
    bodies.push(b"one");
    bodies.push(b"");
    bodies.push(b"three");
    assert_eq!(bodies.as_bytes(), b"\x00\x03one\x00\x00\x00\x05three");
    assert_eq!(bodies.iter().collect::<Vec<_>>(), [b"one".as_slice(), b"", b"three"]);
    let parsed = Bodies::parse(bodies.as_bytes().to_vec()).unwrap();
    assert_eq!((&parsed, parsed.clone().into_bytes().as_slice()), (&bodies, bodies.as_bytes()));
}

#[test]
fn bodies_over_the_limits_or_truncated_are_refused() {
    let of = |count: usize, length: usize| {
        let body = [(length as u16).to_be_bytes().as_slice(), &vec![7; length]].concat();
        Bodies::parse(body.repeat(count)).map(|bodies| bodies.iter().count())
    };
    assert_eq!(of(0, 0), Err(BatchError::Empty));
    assert_eq!(of(BATCH_RECORDS_MAX, 640), Ok(BATCH_RECORDS_MAX));
    assert_eq!(of(BATCH_RECORDS_MAX + 1, 0), Err(BatchError::TooLarge));
    const { assert!(16 * 65_537 > BATCH_BYTES_MAX) };
    assert_eq!(of(15, 65_535), Ok(15));
    assert_eq!(of(16, 65_535), Err(BatchError::TooLarge));
    let rows: [(&[u8], usize); 4] = [(&[0], 0), (&[0, 1], 0), (&[0, 0, 0], 1), (&[0, 1, 7, 0, 2, 7], 1)];
    for (bytes, at) in rows {
        assert_eq!(Bodies::parse(bytes.to_vec()), Err(BatchError::Truncated(at)), "{bytes:?}");
    }
    // Bytes behind a truncated body are not read.
    assert_eq!(split_bodies(&[0, 1, 7, 0, 9, 0, 0]).collect::<Vec<_>>(), [Ok([7].as_slice()), Err(TruncatedBodies)]);
}

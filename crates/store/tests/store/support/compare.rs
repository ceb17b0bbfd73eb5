//! Everything that a log can be asked, compared with the model.

use super::Dice;
use super::model::{self, Model};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::hash::NodeHash;
use attestat_ledger::record::Content;
use attestat_ledger::tile::TileId;
use attestat_store::log::{Log, StoreError};
use std::ops::ControlFlow;

/// Random questions of each kind.
const QUESTIONS: usize = 40;

pub(crate) fn note(signed: &SignedCheckpoint) -> CheckpointNote {
    CheckpointNote::from_note(signed.note()).unwrap()
}

/// Asks everything and expects the model's answers; the log is sealed up to its end.
pub(crate) fn expect(log: &Log, model: &Model, dice: &mut Dice) {
    state(log, model);
    records(log, model);
    roots_and_proofs(log, model, dice);
    tiles(log, model);
    seals(log, model);
    batches(log, model, dice);
    indexes(log, model, dice);
    statuses(log, model);
}

pub(crate) fn state(log: &Log, model: &Model) {
    let state = log.state();
    let last = model.leaves.last().unwrap();
    assert_eq!((state.size(), state.day), (model.size(), model.day));
    assert_eq!(state.last.as_bytes(), last);
    assert_eq!(state.root().as_bytes(), &model.root(model.size()));
    assert_eq!(state.key, Some(model.key_at(model.size())));
    assert_eq!(*state.statuses, model.statuses_at(model.size()));
}

pub(crate) fn records(log: &Log, model: &Model) {
    let last = model.bodies.len().saturating_sub(3)..model.bodies.len();
    for at in (0..model.bodies.len()).step_by(17).chain(last) {
        let (index, body) = (at as u64, &model.bodies[at]);
        assert_eq!(&log.body(index).unwrap(), body, "body {index}");
        assert_eq!(&log.record(index).unwrap().body(), body, "record {index}");
    }
    let size = model.size();
    assert_eq!(log.body(size), Err(StoreError::NoRecord { index: size, size }));
    for number in 0..=size / 256 + 1 {
        let (first, end) = ((number * 256).min(size), (number * 256 + 256).min(size));
        assert_eq!(log.bundle(number).unwrap(), model.prefixed(first, end), "bundle {number}");
    }
    let mut scanned = Vec::new();
    log.scan_records(0, size, &mut |record| scanned.push(record.body())).unwrap();
    assert!(scanned == model.bodies, "the records in order");
    let mut bundles = 0;
    let from = size / 256 / 2;
    log.scan_bundles(from, &mut |number, bodies| {
        assert_eq!(bodies, model.prefixed(number * 256, number * 256 + 256));
        assert_eq!(number, from + bundles);
        bundles += 1;
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(bundles, size / 256 - from);
}

fn bytes(hashes: &[NodeHash]) -> Vec<[u8; 32]> {
    hashes.iter().map(|hash| *hash.as_bytes()).collect()
}

pub(crate) fn roots_and_proofs(log: &Log, model: &Model, dice: &mut Dice) {
    let size = model.size();
    for number in 0..QUESTIONS {
        let new = if number < 4 { size - (number as u64).min(size - 1) } else { 1 + dice.below(size) };
        let (old, index) = (dice.below(new + 1), dice.below(new));
        let leaves = &model.leaves[..new as usize];
        assert_eq!(log.root_at(new).unwrap().as_bytes(), &model::mth(leaves), "root at {new}");
        let expected = if old == 0 { Vec::new() } else { model::subproof(old as usize, leaves, true) };
        assert_eq!(bytes(&log.consistency(old, new).unwrap()), expected, "consistency {old} to {new}");
        // Any end of a batch is a head that a proof can lead to.
        let end = *model.ends.iter().find(|end| **end >= new).unwrap();
        let head = note(&log.seal_at(end).unwrap().unwrap());
        let (body, proof) = log.proof(index, &head).unwrap();
        assert_eq!(body, model.bodies[index as usize]);
        assert_eq!(bytes(&proof.path), model::path(index as usize, &model.leaves[..end as usize]), "{index} in {end}");
        assert_eq!((proof.index, proof.checkpoint), (index, head.to_string()));
    }
    assert!(matches!(log.root_at(size + 1), Err(StoreError::NoRecord { .. })));
    assert!(matches!(log.consistency(size, size + 1), Err(StoreError::NoRecord { .. })));
}

pub(crate) fn tiles(log: &Log, model: &Model) {
    use attestat_ledger::tile::TileSource as _;
    for level in 0..3 {
        let width = 256_u64.pow(u32::from(level));
        let hashes = model.size() / width;
        for number in 0..=hashes / 256 {
            let id = TileId { level, number };
            let held = (hashes - number * 256).min(256);
            let expected: Vec<_> = (0..held).map(|at| model.subtree(level, number * 256 + at)).collect();
            let tile = log.tile(id, held as u16).unwrap();
            assert_eq!(bytes(&tile), expected, "{}", id.path(256));
            let stored = log.stored_tile(id).unwrap();
            assert_eq!(stored, (held == 256).then(|| expected.concat()), "{} as stored", id.path(256));
            if held < 256 {
                assert!(log.tile(id, held as u16 + 1).is_err(), "no tile is longer than the log");
            }
        }
    }
}

pub(crate) fn seals(log: &Log, model: &Model) {
    let mut ends = Vec::new();
    log.scan_seals(0, &mut |size, root, seal| {
        assert_eq!(root.as_bytes(), &model.root(size));
        assert!(seal.is_some(), "the batch that ends at {size} is sealed");
        ends.push(size);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(ends, model.ends);
    for size in &ends {
        let signed = log.seal_at(*size).unwrap().unwrap();
        assert_eq!(signed.key(), &model.key_at(*size), "the key at {size}");
        assert_eq!(signed.checkpoint().verify_seal(&model.key_at(*size), signed.seal()), Ok(()));
    }
    let between = (1..model.size()).find(|size| !model.ends.contains(size));
    assert!(between.is_none_or(|size| log.seal_at(size).unwrap().is_none()), "no seal inside a batch");
    assert_eq!(log.newest_seal().unwrap().unwrap().checkpoint().size, model.size());
}

pub(crate) fn batches(log: &Log, model: &Model, dice: &mut Dice) {
    let froms = [0, 1, model.size() - 1, model.size()].into_iter().chain((0..4).map(|_| dice.below(model.size())));
    for from in froms.collect::<Vec<_>>() {
        let mut reader = log.batches_from(from).unwrap();
        let later = model.ends.iter().position(|end| *end > from).unwrap_or(model.ends.len());
        let mut first = if later == 0 { 0 } else { model.ends[later - 1] };
        for end in &model.ends[later..] {
            let batch = reader.next_batch().unwrap().unwrap();
            assert_eq!(batch.first, first, "from {from}");
            assert_eq!(batch.bodies.as_bytes(), model.prefixed(first, *end));
            assert_eq!(batch.root.as_bytes(), &model.root(*end));
            assert_eq!(Some(&batch.seal), log.seal_at(*end).unwrap().as_ref().map(SignedCheckpoint::seal));
            first = *end;
        }
        assert_eq!(reader.next_batch().unwrap(), None);
        assert_eq!(reader.next_batch().unwrap(), None, "asking again changes nothing");
    }
}

pub(crate) fn indexes(log: &Log, model: &Model, dice: &mut Dice) {
    let indexed = log.indexed_size();
    assert!(indexed <= model.size());
    for prefix in [vec![], vec![dice.next() as u8], vec![dice.next() as u8 & 15, dice.next() as u8]] {
        let mut expected: Vec<_> = model
            .awards
            .iter()
            .filter(|(index, _, tag)| *index < indexed && tag.starts_with(&prefix))
            .map(|(index, _, tag)| (*tag, *index))
            .collect();
        expected.sort_unstable();
        assert_eq!(log.tagged(&prefix, usize::MAX).unwrap(), expected, "tags that begin with {prefix:?}");
        expected.truncate(3);
        assert_eq!(log.tagged(&prefix, 3).unwrap(), expected);
    }
    let mut taken = log.slots_taken().unwrap();
    for slot in &model.slots {
        assert!(!taken.take(*slot), "slot {slot} is taken");
    }
    let free = (0..1 << 20).step_by(9973).filter(|slot| !model.slots.contains(slot));
    free.for_each(|slot| assert!(taken.take(slot), "slot {slot} is free"));
}

pub(crate) fn statuses(log: &Log, model: &Model) {
    let mut files = 0;
    for size in &model.ends {
        let head = note(&log.seal_at(*size).unwrap().unwrap());
        let is_snapshot = matches!(log.record(size - 1).unwrap().content, Content::Snapshot(_));
        let file = log.status_file(&head).unwrap();
        assert_eq!(file.is_some(), is_snapshot);
        if let Some(file) = file {
            let expected = model.statuses_at(*size);
            assert_eq!(file.anchor().snapshot(), &expected.snapshot());
            assert_eq!(file.listed(), expected.len());
            files += 1;
        }
    }
    println!("{files} status files of {} batches", model.ends.len());
}

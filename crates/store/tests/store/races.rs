//! Readers, the sealer and the indexer run while the log grows; what they see is always a log.

use crate::support::model::NewBatch;
use crate::support::{Dice, Stage, Written, compare, on_both_engines, secret};
use attestat_ledger::chain::{BatchContext, verify_next};
use attestat_ledger::day::Day;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::tile::{TileId, TileSource as _};
use attestat_ledger::tree::{verify_consistency, verify_inclusion};
use attestat_store::database::Database;
use attestat_store::log::Log;
use attestat_store::writer::OwnLog;
use std::sync::atomic::{AtomicBool, Ordering};

on_both_engines!(readers_see_a_consistent_log_while_it_grows, a_mirror_copies_every_batch_while_the_log_grows);

const BATCHES: usize = 120;

/// Work that runs beside the writer until told that it is done.
type Other<'a> = dyn Fn(&OwnLog, &AtomicBool) + Sync + 'a;

/// Grows the log while `others` run; they end when `done` is set.
fn while_it_grows(written: &mut Written, others: &[&Other<'_>]) {
    let done = AtomicBool::new(false);
    let Written { own, model, .. } = written;
    let own = &*own;
    std::thread::scope(|scope| {
        let threads: Vec<_> = others.iter().map(|other| scope.spawn(|| other(own, &done))).collect();
        let mut dice = Dice::new(31);
        for number in 0..BATCHES {
            let records = 1 + dice.below(if number % 10 == 0 { 400 } else { 12 }) as usize;
            let batch: NewBatch =
                if number % 25 == 3 { model.status_batch(&mut dice) } else { model.random_batch(&mut dice, records) };
            let entry = own.entry(batch.day, batch.contents.clone());
            let appended = own.commit(&entry).unwrap();
            own.apply_appended(&appended).unwrap();
            model.append(batch);
        }
        done.store(true, Ordering::Release);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

fn seal(own: &OwnLog, done: &AtomicBool) {
    loop {
        let last = done.load(Ordering::Acquire);
        own.seal(&secret(1)).unwrap();
        if last {
            return;
        }
    }
}

fn index(own: &OwnLog, done: &AtomicBool) {
    while !done.load(Ordering::Acquire) {
        own.log().index_run(100).unwrap();
        own.log().slots_taken().unwrap();
        own.log().tagged(b"\0", 10).unwrap();
    }
}

fn read(own: &OwnLog, done: &AtomicBool) {
    let log = own.log();
    let mut dice = Dice::new(32);
    let mut rounds = 0;
    while !done.load(Ordering::Acquire) || rounds < 20 {
        let size = log.state().size();
        let index = size - 1 - dice.below(size.min(600));
        assert_eq!(log.record(index).unwrap().index, index);
        let number = index / 256;
        let held = (size - number * 256).min(256) as u16;
        assert!(log.tile(TileId { level: 0, number }, held).unwrap().len() >= usize::from(held));
        let bundle = log.bundle(number).unwrap();
        assert!(attestat_ledger::batch::split_bodies(&bundle).count() >= usize::from(held));
        if let Some(seal) = log.newest_seal().unwrap() {
            proofs(log, &seal, &mut dice);
        }
        rounds += 1;
    }
    println!("{rounds} rounds of reading");
}

/// Every proof is checked as the one who asked for it would.
fn proofs(log: &Log, seal: &attestat_ledger::checkpoint::SignedCheckpoint, dice: &mut Dice) {
    let head = seal.checkpoint();
    let index = dice.below(head.size);
    let (body, proof) = log.proof(index, &compare::note(seal)).unwrap();
    verify_inclusion(LeafHash::of(&body), index, head.size, &proof.path, &head.root).unwrap();
    let old = 1 + dice.below(head.size);
    let old_root = log.root_at(old).unwrap();
    let path = log.consistency(old, head.size).unwrap();
    verify_consistency(old, &old_root, head.size, &head.root, &path).unwrap();
}

fn readers_see_a_consistent_log_while_it_grows(stage: &dyn Stage) {
    let mut written = Written::begin(stage);
    while_it_grows(&mut written, &[&seal, &index, &read, &read]);
    compare::expect(written.own.log(), &written.model, &mut Dice::new(1));
    let written = written.reopen(stage);
    compare::expect(written.own.log(), &written.model, &mut Dice::new(2));
}

fn a_mirror_copies_every_batch_while_the_log_grows(stage: &dyn Stage) {
    let mut written = Written::begin(stage);
    let elsewhere = crate::support::InMemory::new();
    let database = Database::open(elsewhere.open()).unwrap();
    let mirror = database.create(&crate::support::origin()).unwrap();
    let follow = |own: &OwnLog, done: &AtomicBool| {
        let mut reader = own.log().batches_from(0).unwrap();
        let mut last = false;
        loop {
            while let Some(batch) = reader.next_batch().unwrap() {
                let context =
                    BatchContext { today: Day::from_number(40_000), is_listed: &|_, _| true, awards: &*mirror };
                let verified = verify_next(&mirror.state(), batch, &context).unwrap();
                mirror.append_verified(&verified).unwrap();
            }
            if last {
                return;
            }
            last = done.load(Ordering::Acquire);
        }
    };
    while_it_grows(&mut written, &[&seal, &follow]);
    written.seal().unwrap();
    // Batches sealed after the last look come with the next pull, by a new reader.
    let mut reader = written.own.log().batches_from(mirror.state().size()).unwrap();
    while let Some(batch) = reader.next_batch().unwrap() {
        let context = BatchContext { today: Day::from_number(40_000), is_listed: &|_, _| true, awards: &*mirror };
        mirror.append_verified(&verify_next(&mirror.state(), batch, &context).unwrap()).unwrap();
    }
    compare::expect(&mirror, &written.model, &mut Dice::new(3));
}

//! A registry's own log: real records, real seals; it can be forked and put back to an older state.

use super::records::Records;
use super::roster::{SCHOOL_STARTS, log_secret, origin};
use attestat_ledger::batch::{Entry, SealedBatch};
use attestat_ledger::chain::{LogState, VerifiedBatch, append};
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::day::Day;
use attestat_ledger::record::{Award, Class, Content, Genesis, StatusChange};
use attestat_ledger::status::{Reason, Status};
use attestat_replica::copy::OwnCopy as _;

#[derive(Debug, Clone)]
pub(crate) struct Author {
    pub(crate) school: u8,
    /// Goes into every commitment: two branches of a log differ by it.
    pub(crate) salt: u8,
    /// Day of what is appended.
    pub(crate) day: Day,
    pub(crate) records: Records,
    pub(crate) batches: Vec<SealedBatch>,
    /// The state after each batch, and the seal on it.
    pub(crate) heads: Vec<(LogState, SignedCheckpoint)>,
}

impl Author {
    pub(crate) fn open(school: u8) -> Self {
        let (day, records) = (Day::of_unix_seconds(SCHOOL_STARTS), Records::default());
        let mut author = Self { school, salt: 0, day, records, batches: Vec::new(), heads: Vec::new() };
        let key = log_secret(school).public();
        author.put(vec![Content::Genesis(Genesis { key, origin: origin(school), predecessor: None })]);
        author
    }

    pub(crate) fn state(&self) -> LogState {
        self.heads.last().map_or_else(|| LogState::empty(origin(self.school)), |(state, _)| state.clone())
    }

    pub(crate) fn size(&self) -> u64 {
        self.state().size()
    }

    pub(crate) fn newest(&self) -> &SignedCheckpoint {
        &self.heads.last().unwrap().1
    }

    pub(crate) fn newest_note(&self) -> CheckpointNote {
        note(self.newest())
    }

    pub(crate) fn append(&mut self, awards: u64) {
        let size = self.size();
        self.put((size..size + awards).map(|index| Content::Award(self.award(index))).collect());
    }

    fn award(&self, index: u64) -> Award {
        let mut commitment = [self.salt; 32];
        commitment[..8].copy_from_slice(&index.to_be_bytes());
        Award { class: Class::Achievement, slot: index as u32, tag: [self.salt; 16], commitment }
    }

    /// Revokes the newest award: the record looks back at one that a mirror may not have stored yet.
    pub(crate) fn revoke(&mut self) {
        if let Some((target, slot)) = self.records.award_indexes().last().copied() {
            let change = StatusChange { target, slot, status: Status::Revoked, reason: Reason::Unspecified };
            self.put(vec![Content::Status(change)]);
        }
    }

    fn put(&mut self, contents: Vec<Content>) {
        let state = self.state();
        let entry = Entry { base_size: state.size(), base_root: state.root(), day: self.day, contents };
        let appended = append(&state, &entry, &self.records).unwrap();
        let seal = appended.next().seal(&log_secret(self.school)).unwrap();
        self.batches.push(SealedBatch {
            first: appended.first(),
            bodies: appended.bodies().clone(),
            root: seal.checkpoint().root,
            seal: *seal.seal(),
        });
        self.records.add(&appended);
        self.heads.push((appended.next().clone(), seal));
    }

    /// The same log so far, which will go another way.
    pub(crate) fn branch(&self, salt: u8) -> Self {
        Self { salt, ..self.clone() }
    }

    /// Puts the disk back to the state after `batches` batches.
    pub(crate) fn restore(&mut self, batches: usize) {
        self.batches.truncate(batches);
        self.heads.truncate(batches);
        self.records.truncate(self.size());
    }

    /// Takes a batch that recovery brought back.
    pub(crate) fn take(&mut self, batch: &VerifiedBatch, sealed: SealedBatch) {
        self.records.add(batch.appended());
        self.batches.push(sealed);
        self.heads.push((batch.appended().next().clone(), batch.seal().clone()));
    }

    pub(crate) fn batch_from(&self, index: u64) -> Option<&SealedBatch> {
        let at = self.batches.partition_point(|batch| batch.first <= index);
        self.batches.get(at.checked_sub(1)?).filter(|_| index < self.size())
    }

    pub(crate) fn root_at(&self, size: u64) -> attestat_ledger::hash::RootHash {
        self.records.root_at(size).unwrap()
    }
}

/// A head as a note with the log's signature.
pub(crate) fn note(head: &SignedCheckpoint) -> CheckpointNote {
    CheckpointNote::from_note(head.note()).unwrap()
}

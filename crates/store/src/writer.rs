//! The write path of a registry's own log, in the order in which it happens:
//! gather → commit → apply → seal → publish.
//!
//! | a crash | leaves behind | and opening |
//! | --- | --- | --- |
//! | while gathering | nothing | has nothing to do |
//! | before the commit is durable | nothing; nobody was told anything | has nothing to do |
//! | after it | a committed entry | applies it, by the same function |
//! | after apply | records, perhaps only in memory | applies the entry again if they were lost |
//! | after the guard moved | a guard at or above the last seal | seals again: the same signature |
//! | after the seal | everything | publishes it again |
//!
//! Gathering and publishing are the node's; the three steps between them are here.

use crate::awarded_slots::AwardedSlots;
use crate::checksum;
use crate::commit::{CommitError, CommitLog, LocalCommitLog};
use crate::engine::{Batch, Durability, Family};
use crate::guard::{Guard, GuardError, Sealed};
use crate::index::LAG_RECORDS_MAX;
use crate::lock::lock;
use crate::log::{Log, StoreError};
use crate::stored_state::StoredSeal;
use attestat_ledger::batch::Entry;
use attestat_ledger::chain::{Appended, append};
use attestat_ledger::checkpoint::{Checkpoint, SignedCheckpoint};
use attestat_ledger::day::Day;
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::SecretKey;
use attestat_ledger::record::Content;
use attestat_ledger::status::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

/// Batch ends that the guard covers and that wait for their seal. Only [`OwnLog::advance_guard`] makes them, so that
/// nothing is signed ahead of the guard.
#[derive(Debug)]
pub struct UnsignedBatchEnds(Vec<(u64, RootHash)>);

/// A registry's own log, with the right to grow it.
pub struct OwnLog {
    log: Arc<Log>,
    commits: Box<dyn CommitLog>,
    guard: Mutex<Box<dyn Guard>>,
    /// Slots that have an award in the log.
    awarded: Mutex<AwardedSlots>,
}

impl OwnLog {
    /// Opens the log for writing: applies entries that were committed and not applied, and checks that the guard's
    /// last seal is one of this log. It seals nothing yet.
    pub fn open(log: Arc<Log>, guard: Box<dyn Guard>) -> Result<Self, StoreError> {
        // Before anything is written: a registry that signed two histories writes no third.
        if log.fork()?.is_some() {
            return Err(StoreError::Forked);
        }
        let commits = Box::new(LocalCommitLog::open(log.engine.clone(), log.number)?);
        let own = Self { log, commits, guard: Mutex::new(guard), awarded: Mutex::default() };
        for entry in own.commits.entries_from(own.log.state().size())? {
            own.apply(&entry)?;
        }
        check_guard(&own.log, lock(&own.guard).sealed())?;
        Ok(own)
    }

    /// Checks for reasons to refuse that [`OwnLog::open`] would find with a sign guard that stands at `sealed`;
    /// nothing is written.
    pub fn look(log: &Log, sealed: &Sealed) -> Result<(), StoreError> {
        if log.fork()?.is_some() {
            return Err(StoreError::Forked);
        }
        let commits = LocalCommitLog::open(log.engine.clone(), log.number)?;
        let waiting = commits.entries_from(log.state().size())?;
        let is_applied = sealed.size <= log.state().size();
        // Entries that only the commit log has are applied by opening, and compared then.
        if is_applied || waiting.is_empty() { check_guard(log, sealed) } else { Ok(()) }
    }

    /// Opens the log without the right to grow it: every commit and every seal is refused.
    pub fn reads_only(log: Arc<Log>) -> Self {
        let sealed = Sealed { size: 0, root: RootHash::empty() };
        let guard: Box<dyn Guard> = Box::new(FixedGuard(sealed));
        Self { log, commits: Box::new(ReadOnlyCommitLog), guard: Mutex::new(guard), awarded: Mutex::default() }
    }

    /// The log, for reading.
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// Returns the size and root up to which the log was ever sealed.
    pub fn sealed(&self) -> Sealed {
        lock(&self.guard).sealed().clone()
    }

    /// **Step 1, its end:** makes the gathered contents into an entry for the log as it stands.
    pub fn entry(&self, day: Day, contents: Vec<Content>) -> Entry {
        let state = self.log.state();
        Entry { base_size: state.size(), base_root: state.root(), day: day.max(state.day), contents }
    }

    /// Returns true if an award in the log has this slot, also where the index does not cover it.
    pub fn holds_slot(&self, slot: u32) -> Result<bool, StoreError> {
        self.log.mending_index(|log| lock(&self.awarded).contains(log, slot))
    }

    /// **Step 2, commit.** The entry is checked by the rules for authors and by a trial of step 3, and then made
    /// durable. When this returns, it happened; a crash before it leaves nothing.
    pub fn commit(&self, entry: &Entry) -> Result<Appended, StoreError> {
        self.check_slots(entry)?;
        self.check_statuses(entry)?;
        let appended = append(&self.log.state(), entry, &*self.log)?;
        if entry.contents.iter().any(|content| matches!(content, Content::Rotate(_))) {
            self.check_all_sealed(entry.base_size)?;
        }
        self.commits.commit(entry)?;
        Ok(appended)
    }

    /// **Step 3, apply.** A pure function of the log and the entry, written in one unsynced batch. A
    /// crash replays it from the commit log.
    pub fn apply(&self, entry: &Entry) -> Result<(), StoreError> {
        let appended = append(&self.log.state(), entry, &*self.log)?;
        self.apply_appended(&appended)
    }

    /// Step 3 for an entry that step 2 has just computed.
    pub fn apply_appended(&self, appended: &Appended) -> Result<(), StoreError> {
        self.log.apply(appended, None)?;
        let mut awarded = lock(&self.awarded);
        appended.awards().iter().for_each(|(_, award)| awarded.add(award.slot));
        drop(awarded);
        // The index follows behind; only when it lags far does a writer help it along.
        if appended.next().size().saturating_sub(self.log.indexed_size()) > LAG_RECORDS_MAX {
            match self.log.mending_index(|log| log.index_run(1)) {
                // The records are there; whoever keeps the index tells of it and tries again.
                Err(error) if error.is_index_damage() => {}
                run => drop(run?),
            }
        }
        Ok(())
    }

    /// **Step 4, seal:** both halves at once.
    pub fn seal(&self, secret: &SecretKey) -> Result<Vec<SignedCheckpoint>, StoreError> {
        self.sign(self.advance_guard(secret)?, secret)
    }

    /// **Step 4, its first half.** The guard moves to the newest batch end before anything is signed there; one write
    /// covers all that wait. From here on even a disk that loses the end of its write-ahead log cannot lose these
    /// records unnoticed, so `LOCAL` is answered now.
    pub fn advance_guard(&self, secret: &SecretKey) -> Result<UnsignedBatchEnds, StoreError> {
        let mut guard = lock(&self.guard);
        let unsealed = self.unsealed()?;
        let Some((size, root)) = unsealed.last().copied() else { return Ok(UnsignedBatchEnds(Vec::new())) };
        for (size, root) in &unsealed {
            self.check_end(*size, *root, secret)?;
        }
        check_guard(&self.log, guard.sealed())?;
        if size > guard.sealed().size {
            guard.advance(Sealed { size, root })?;
        }
        Ok(UnsignedBatchEnds(unsealed))
    }

    /// **Step 4, its second half.** Signs the batch ends that the guard covers.
    pub fn sign(&self, due: UnsignedBatchEnds, secret: &SecretKey) -> Result<Vec<SignedCheckpoint>, StoreError> {
        let mut batch = Batch::default();
        let mut seals = Vec::with_capacity(due.0.len());
        for (size, root) in due.0 {
            let checkpoint = Checkpoint { origin: self.log.origin().clone(), size, root };
            let seal = SignedCheckpoint::sign(checkpoint, secret);
            let stored = StoredSeal { root, seal: Some(*seal.seal()) };
            checksum::put(&mut batch, Family::Seal, self.log.number.numbered(size), stored.bytes());
            seals.push(seal);
        }
        if !seals.is_empty() {
            self.log.engine.write(batch, Durability::Unsynced)?;
        }
        Ok(seals)
    }

    /// Checks a batch end: it is signed with the key in force there, and only if the tree has this root at this size.
    fn check_end(&self, size: u64, root: RootHash, secret: &SecretKey) -> Result<(), StoreError> {
        if self.log.key_at(size)? != Some(secret.public()) {
            return Err(StoreError::WrongKey);
        }
        let state = self.log.state();
        let own = if size == state.size() { state.root() } else { self.log.root_at(size)? };
        if own == root { Ok(()) } else { Err(StoreError::Damaged { what: format!("the root at size {size}") }) }
    }

    /// Returns the batch ends that have a root and no seal, ascending. A batch end that is being applied at this
    /// moment waits for the next time.
    fn unsealed(&self) -> Result<Vec<(u64, RootHash)>, StoreError> {
        let applied = self.log.state().size();
        let sealed = self.log.newest_sealed_size()?;
        let mut unsealed = Vec::new();
        self.log.scan_seals(sealed, &mut |size, root, seal| {
            if size > applied {
                return ControlFlow::Break(());
            }
            if seal.is_none() {
                unsealed.push((size, root));
            }
            ControlFlow::Continue(())
        })?;
        Ok(unsealed)
    }

    /// Checks that a slot is given once: neither a record of the log nor another of the entry may have it.
    fn check_slots(&self, entry: &Entry) -> Result<(), StoreError> {
        let mut given = BTreeSet::new();
        for content in &entry.contents {
            if let Content::Award(award) = content
                && (!given.insert(award.slot) || self.holds_slot(award.slot)?)
            {
                return Err(StoreError::SlotStands(award.slot));
            }
        }
        Ok(())
    }

    /// Checks that a change changes something, and that a revocation is final: by the log and by the changes before
    /// it in the entry.
    fn check_statuses(&self, entry: &Entry) -> Result<(), StoreError> {
        let state = self.log.state();
        let mut changed: BTreeMap<u32, Status> = BTreeMap::new();
        for content in &entry.contents {
            let Content::Status(change) = content else { continue };
            let held = changed.get(&change.slot).copied().unwrap_or_else(|| state.statuses.get(change.slot));
            if held == change.status {
                return Err(StoreError::StatusUnchanged(change.slot));
            }
            if held == Status::Revoked {
                return Err(StoreError::StatusFinal(change.slot));
            }
            changed.insert(change.slot, change.status);
        }
        Ok(())
    }

    /// Checks that no batch waits for a seal by the old key when a key is rotated, so that no crash can leave a batch
    /// behind that nobody holds the key for. The seals go to disk with the rotation or before it.
    fn check_all_sealed(&self, size: u64) -> Result<(), StoreError> {
        let sealed = self.log.newest_sealed_size()?;
        if sealed == size { Ok(()) } else { Err(StoreError::SealFirst(sealed)) }
    }

    /// Moves the guard to a head that was recovered from the mirrors and that this log reproduces.
    pub fn adopt(&self, sealed: Sealed) -> Result<(), StoreError> {
        let mut guard = lock(&self.guard);
        check_guard(&self.log, guard.sealed())?;
        check_guard(&self.log, &sealed)?;
        if sealed.size > guard.sealed().size {
            guard.advance(sealed)?;
        }
        Ok(())
    }
}

/// Checks that the log reproduces the guard's root at the guard's size.
fn check_guard(log: &Log, sealed: &Sealed) -> Result<(), StoreError> {
    let size = log.state().size();
    if sealed.size > size {
        return Err(StoreError::OlderThanGuard { size, sealed: sealed.size });
    }
    if log.root_at(sealed.size)? != sealed.root {
        return Err(StoreError::NotWhatWasSealed(sealed.size));
    }
    Ok(())
}

/// The commit log of a log that is only read.
struct ReadOnlyCommitLog;

impl CommitLog for ReadOnlyCommitLog {
    fn commit(&self, _: &Entry) -> Result<(), CommitError> {
        Err(CommitError::ReadsOnly)
    }

    fn entries_from(&self, _: u64) -> Result<Vec<Entry>, CommitError> {
        Ok(Vec::new())
    }
}

/// The guard of a log that is only read: it covers nothing and does not move.
struct FixedGuard(Sealed);

impl Guard for FixedGuard {
    fn sealed(&self) -> &Sealed {
        &self.0
    }

    fn advance(&mut self, _: Sealed) -> Result<(), GuardError> {
        Err(GuardError::ReadsOnly)
    }
}

//! Derived indexes, built behind the write path: tags, slots and statuses.
//!
//! Random keys cost four times everything else when they are written record by record, so they are gathered, sorted
//! and taken in as whole runs, together with the size that they cover. A crash loses nothing that cannot be read from
//! the records again.

mod progress;

pub(crate) use progress::Progress;

use crate::checksum::{self, CheckedValue};
use crate::engine::{Batch, Durability, Family, Pair};
use crate::layout::last_number;
use crate::lock::lock;
use crate::log::{IndexRepair, Log, StoreError};
use attestat_ledger::record::{Content, TAG_BYTES};
use attestat_ledger::status::{Status, StatusSet};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Records indexed in one run.
pub const RUN_RECORDS: u64 = 65_536;
/// Records that the index may lag before writers wait for it: as many as opening reads again at most.
pub const LAG_RECORDS_MAX: u64 = 4 * RUN_RECORDS;
/// Slots in one stored page: 2^15 bits are 4 KiB.
pub(crate) const PAGE_BITS: u32 = 15;
const PAGE_BYTES: usize = 1 << (PAGE_BITS - 3);
const PROGRESS: &[u8] = b"p";
/// Keys removed in one write while an index is thrown away: under 64 KiB of keys.
const DISCARDED_AT_ONCE: usize = 2048;

/// Entries that one run of the indexer adds.
#[derive(Default)]
struct Run {
    tags: Vec<([u8; TAG_BYTES], u64)>,
    slots: Vec<u32>,
    changes: Vec<(u64, u32, Status)>,
}

impl Log {
    /// Records that the derived indexes cover.
    pub fn indexed_size(&self) -> u64 {
        self.progress.size.load(Ordering::Acquire)
    }

    /// Makes a reading of the index as far as it has come, and of the records after it. Where the index was thrown
    /// away meanwhile, the reading may be incomplete, and it is made again.
    pub fn reading_index<T>(&self, read: impl Fn(u64) -> Result<T, StoreError>) -> Result<T, StoreError> {
        loop {
            let indexed = self.indexed_size();
            let read = read(indexed);
            if indexed <= self.indexed_size() {
                return read;
            }
        }
    }

    /// Takes the next run of records into the indexes; returns the size that they cover. At most [`RUN_RECORDS`] are
    /// read, and nothing is done for fewer than `at_least`.
    pub fn index_run(&self, at_least: u64) -> Result<u64, StoreError> {
        let _running = lock(&self.progress.running);
        let from = self.indexed_size();
        let until = self.state().size().min(from + RUN_RECORDS);
        if until.saturating_sub(from) < at_least.max(1) {
            return Ok(from);
        }
        let run = self.read_run(from, until)?;
        // A run is durable at once, so its records must be durable before it.
        self.engine.sync()?;
        self.engine.ingest(Family::Index, self.sorted_pairs(run, until)?)?;
        self.progress.size.store(until, Ordering::Release);
        Ok(until)
    }

    fn read_run(&self, from: u64, until: u64) -> Result<Run, StoreError> {
        let mut run = Run::default();
        self.scan_records(from, until, &mut |record| match record.content {
            Content::Award(award) => {
                run.tags.push((award.tag, record.index));
                run.slots.push(award.slot);
            }
            Content::Status(change) => run.changes.push((record.index, change.slot, change.status)),
            _ => {}
        })?;
        Ok(run)
    }

    /// The pairs of a run, ascending: pages `b`, progress `p`, changes `s`, tags `t`.
    fn sorted_pairs(&self, mut run: Run, until: u64) -> Result<Vec<Pair>, StoreError> {
        let mut values = self.slot_pages(run.slots)?;
        values.push(Pair { key: self.number.index_named(PROGRESS), value: until.to_be_bytes().to_vec() });
        values.extend(run.changes.into_iter().map(|(index, slot, status)| {
            let [a, b, c, d] = slot.to_be_bytes();
            Pair { key: self.number.status(index), value: vec![a, b, c, d, status as u8] }
        }));
        let protect = |Pair { key, value }| Pair { value: checksum::protect(&key, value), key };
        let mut pairs: Vec<Pair> = values.into_iter().map(protect).collect();
        run.tags.sort_unstable();
        let tags = run.tags.into_iter();
        pairs.extend(tags.map(|(tag, index)| Pair { key: self.number.tag(&tag, index), value: Vec::new() }));
        Ok(pairs)
    }

    /// Throws the index of this log away: it is built again from the records, run by run. Meanwhile lookups find the
    /// records that it covers again, and say how far that is.
    pub fn discard_index(&self) -> Result<(), StoreError> {
        let _running = lock(&self.progress.running);
        self.progress.size.store(0, Ordering::Release);
        let mut keys: Vec<Vec<u8>> = Vec::new();
        let scanned = self.engine.scan(Family::Index, &self.number.first(), &self.number.end(), &mut |key, _| {
            keys.push(key.to_vec());
            ControlFlow::Continue(())
        });
        // The progress goes first: a crash in between leaves an index that begins anew over old values.
        keys.sort_by_key(|key| *key != self.number.index_named(PROGRESS));
        for some in keys.chunks(DISCARDED_AT_ONCE) {
            let mut batch = Batch::default();
            some.iter().for_each(|key| batch.delete(Family::Index, key.clone()));
            self.engine.write(batch, Durability::Unsynced)?;
        }
        match scanned {
            // Keys that cannot even be listed are thrown away by the next opening (`Rocks::wants_new_index`).
            Err(error) if error.is_damage() => {
                self.progress.waits_for_opening.store(true, Ordering::Release);
                Ok(())
            }
            scanned => Ok(scanned?),
        }
    }

    /// Makes a reading with the help of the index. A damaged index is thrown away, and the records are read in its
    /// place. An index that cannot be thrown away before the next opening is not tried for every reader.
    pub fn mending_index<T>(&self, read: impl Fn(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match read(self) {
            Err(error) if error.is_index_damage() && !self.progress.waits_for_opening.load(Ordering::Acquire) => {
                self.discard_index()?;
                read(self)
            }
            read => read,
        }
    }

    /// Returns the pages of the slot bitmap that these slots fall into, with their bits set.
    fn slot_pages(&self, slots: Vec<u32>) -> Result<Vec<Pair>, StoreError> {
        let mut pages: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for slot in slots {
            let number = slot >> PAGE_BITS;
            if let std::collections::btree_map::Entry::Vacant(page) = pages.entry(number) {
                page.insert(self.slot_page(number)?);
            }
            if let Some(page) = pages.get_mut(&number) {
                set_bit(page, slot);
            }
        }
        Ok(pages.into_iter().map(|(number, page)| Pair { key: self.number.slot_page(number), value: page }).collect())
    }

    pub(crate) fn slot_page(&self, number: u32) -> Result<Vec<u8>, StoreError> {
        match checksum::get(&*self.engine, Family::Index, &self.number.slot_page(number))? {
            CheckedValue::Absent => Ok(vec![0; PAGE_BYTES]),
            CheckedValue::Sound(page) if page.len() == PAGE_BYTES => Ok(page),
            _ => Err(damaged(format!("page {number} of the slots"))),
        }
    }

    /// Reads the slots of the newest status list that are taken, and the list's number; a registry draws new slots by
    /// them.
    pub fn slots_taken(&self) -> Result<SlotsTaken, StoreError> {
        self.reading_index(|indexed| self.slots_taken_behind(indexed))
    }

    fn slots_taken_behind(&self, indexed: u64) -> Result<SlotsTaken, StoreError> {
        let mut taken = SlotsTaken::default();
        let (first, end) = (self.number.slot_page(0), self.number.index_named(b"c"));
        let newest = self.engine.last(Family::Index, &first, &end)?;
        let newest_page = newest.and_then(|newest| newest.key.last_chunk::<4>().map(|page| u32::from_be_bytes(*page)));
        if let Some(page) = newest_page {
            taken.open_list(page >> (LIST_BITS - PAGE_BITS));
            let pages = taken.list << (LIST_BITS - PAGE_BITS);
            for number in pages..=page {
                let bits = self.slot_page(number)?;
                taken.take_page(number - pages, &bits);
            }
        }
        self.scan_records(indexed, self.state().size(), &mut |record| {
            if let Content::Award(award) = record.content {
                taken.take(award.slot);
            }
        })?;
        Ok(taken)
    }

    /// Returns the records whose tag begins with `prefix`, as far as the index has come; at most `limit`.
    pub fn tagged(&self, prefix: &[u8], limit: usize) -> Result<Vec<([u8; TAG_BYTES], u64)>, StoreError> {
        let from = self.number.index_named(&[b"t", prefix].concat());
        let mut found = Vec::new();
        self.engine.scan(Family::Index, &from, &self.number.index_named(b"u"), &mut |key, _| {
            let tag = key.get(5..).and_then(|rest| rest.split_first_chunk::<TAG_BYTES>()).map(|(tag, _)| *tag);
            match tag.zip(last_number(key)) {
                Some((tag, index)) if tag.starts_with(prefix) && found.len() < limit => found.push((tag, index)),
                _ => return ControlFlow::Break(()),
            }
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }
}

/// Bits of a slot that give its place in its list (docs/spec/status.md, "Slots").
pub(crate) const LIST_BITS: u32 = 20;

/// The slots of one status list that are taken.
#[derive(Debug, Clone, Default)]
pub struct SlotsTaken {
    list: u32,
    bits: Vec<u64>,
    count: u32,
}

impl SlotsTaken {
    fn open_list(&mut self, list: u32) {
        *self = Self { list, bits: vec![0; 1 << (LIST_BITS - 6)], count: 0 };
    }

    fn take_page(&mut self, page: u32, bits: &[u8]) {
        for (byte, value) in bits.iter().enumerate() {
            for bit in (0..8).filter(|bit| value & (1 << bit) != 0) {
                let within = (page << PAGE_BITS) + u32::try_from(byte).unwrap_or(0) * 8 + bit;
                self.take((self.list << LIST_BITS) | within);
            }
        }
    }

    /// Marks a slot as taken; a slot of a later list opens that list. Returns true if it was free.
    pub fn take(&mut self, slot: u32) -> bool {
        let list = slot >> LIST_BITS;
        if list < self.list {
            return false;
        }
        if list > self.list || self.bits.is_empty() {
            self.open_list(list);
        }
        let within = slot & ((1 << LIST_BITS) - 1);
        let Some(word) = self.bits.get_mut((within >> 6) as usize) else { return false };
        let bit = 1 << (within & 63);
        let free = *word & bit == 0;
        *word |= bit;
        self.count += u32::from(free);
        free
    }

    /// Turns 32 random bits into a free slot of the list that is being filled; none when the slot is taken and other
    /// bits are needed. The next list opens when one is half full.
    pub fn draw(&mut self, random: u32) -> Option<u32> {
        if self.count >= 1 << (LIST_BITS - 1) {
            self.open_list(self.list + 1);
        }
        let slot = (self.list << LIST_BITS) | (random & ((1 << LIST_BITS) - 1));
        self.take(slot).then_some(slot)
    }
}

fn set_bit(page: &mut [u8], slot: u32) {
    let within = slot & ((1 << PAGE_BITS) - 1);
    if let Some(byte) = page.get_mut((within >> 3) as usize) {
        *byte |= 1 << (within & 7);
    }
}

/// Reads the size that the index of a log covers, and returns the statuses after its last record. A damaged index is
/// thrown away where opening may mend: it is derived from the records.
pub(crate) fn load_statuses(log: &Log, repair: IndexRepair) -> Result<StatusSet, StoreError> {
    match load_indexed(log) {
        Err(error) if repair == IndexRepair::Mend && error.is_damage() => {
            log.discard_index()?;
            replay_statuses(log, log.state().size())
        }
        loaded => loaded,
    }
}

fn load_indexed(log: &Log) -> Result<StatusSet, StoreError> {
    let progress = match checksum::get(&*log.engine, Family::Index, &log.number.index_named(PROGRESS))? {
        CheckedValue::Absent => Some(0),
        CheckedValue::Sound(progress) => last_number(&progress),
        CheckedValue::Damaged => None,
    };
    let size = log.state().size();
    let progress = progress.filter(|progress| *progress <= size);
    log.progress.size.store(progress.ok_or_else(|| damaged("its progress".to_owned()))?, Ordering::Release);
    replay_statuses(log, size)
}

/// Returns the statuses after the first `size` records. Those of the size that was asked for last are kept, with the
/// tree over them: proofs are asked for under one head again and again. Further callers wait while one reads.
pub(crate) fn statuses_at(log: &Log, size: u64) -> Result<Arc<StatusSet>, StoreError> {
    let state = log.state();
    if size == state.size() {
        return Ok(state.statuses.clone());
    }
    let mut asked = lock(&log.asked_statuses);
    if let Some((_, statuses)) = asked.as_ref().filter(|(held, _)| *held == size) {
        return Ok(statuses.clone());
    }
    let statuses = Arc::new(replay_statuses(log, size)?);
    *asked = Some((size, statuses.clone()));
    Ok(statuses)
}

/// Replays the indexed changes below `size`, and those that the index does not cover yet.
fn replay_statuses(log: &Log, size: u64) -> Result<StatusSet, StoreError> {
    log.reading_index(|indexed| replay_statuses_behind(log, indexed.min(size), size))
}

fn replay_statuses_behind(log: &Log, indexed: u64, size: u64) -> Result<StatusSet, StoreError> {
    let mut statuses = StatusSet::default();
    let mut bad = None;
    log.engine.scan(Family::Index, &log.number.status(0), &log.number.status(indexed), &mut |key, value| {
        match checksum::check(key, value).and_then(parse_change) {
            Some((slot, status)) => {
                statuses.set(slot, status);
                ControlFlow::Continue(())
            }
            None => {
                bad = last_number(key);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(index) = bad {
        return Err(damaged(format!("the status change of record {index}")));
    }
    log.scan_records(indexed, size, &mut |record| {
        if let Content::Status(change) = record.content {
            statuses.set(change.slot, change.status);
        }
    })?;
    Ok(statuses)
}

pub(crate) fn parse_change(value: &[u8]) -> Option<(u32, Status)> {
    let (slot, status) = value.split_first_chunk::<4>()?;
    let [status] = status else { return None };
    Some((u32::from_be_bytes(*slot), Status::parse(*status)?))
}

fn damaged(what: String) -> StoreError {
    StoreError::Index { what: format!("the index: {what}") }
}

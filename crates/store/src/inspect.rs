//! Stored values that an audit compares with the records, as they are: keys, seals and derived indexes.

use crate::checksum;
use crate::commit::{CommitLog as _, LocalCommitLog};
use crate::engine::{Family, Pair};
use crate::index::PAGE_BITS;
use crate::layout::last_number;
use crate::log::{Log, StoreError, parse_end};
use attestat_ledger::hash::RootHash;
use attestat_ledger::key::{PublicKey, Signature};
use attestat_ledger::record::TAG_BYTES;
use std::ops::ControlFlow;

/// A batch end with its seal, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredEnd {
    /// Size of the log at this end.
    pub size: u64,
    /// Root of the log at this end.
    pub root: RootHash,
    /// The seal, unchecked.
    pub seal: Signature,
}

impl Log {
    /// The signing keys as stored, each with the first sealed size that it signs.
    pub fn signing_keys(&self) -> Result<Vec<(u64, PublicKey)>, StoreError> {
        let (mut keys, mut bad) = (Vec::new(), None);
        let (from, until) = (self.number.key_from(0), self.number.key_from(u64::MAX));
        self.engine.scan(Family::Meta, &from, &until, &mut |key, value| {
            let size = last_number(key).unwrap_or_default();
            let public = checksum::check(key, value).and_then(|bytes| PublicKey::parse(bytes.try_into().ok()?).ok());
            match public {
                Some(public) => keys.push((size, public)),
                None => bad = Some(size),
            }
            if bad.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        match bad {
            Some(size) => Err(StoreError::Damaged { what: format!("the key that signs from size {size} on") }),
            None => Ok(keys),
        }
    }

    /// Compares the commit log with the records: an entry that was applied must equal the records there, and one that
    /// was not must begin where the log ends. Returns the number of records that are committed and not applied yet;
    /// the next start applies them.
    pub fn check_commits(&self) -> Result<u64, StoreError> {
        let commits = LocalCommitLog::open(self.engine.clone(), self.number)?;
        let size = self.state().size();
        let mut waiting = 0;
        for entry in commits.entries_from(0)? {
            let end = entry.base_size.saturating_add(entry.contents.len() as u64);
            let wrong = || StoreError::Damaged { what: format!("the commit log's entry at size {}", entry.base_size) };
            if entry.base_size == size {
                waiting += entry.contents.len() as u64;
                continue;
            }
            if end > size || self.root_at(entry.base_size)? != entry.base_root {
                return Err(wrong());
            }
            for (index, content) in (entry.base_size..).zip(&entry.contents) {
                let record = self.record(index)?;
                if record.content != *content || record.day != entry.day {
                    return Err(wrong());
                }
            }
        }
        Ok(waiting)
    }

    /// The newest sealed batch end at or below `size`.
    pub fn sealed_end_up_to(&self, size: u64) -> Result<Option<StoredEnd>, StoreError> {
        let mut until = self.number.numbered(size.saturating_add(1));
        while let Some(Pair { key, value }) = self.engine.last(Family::Seal, &self.number.first(), &until)? {
            let (size, stored) = parse_end(&key, &value)?;
            if let Some(seal) = stored.seal {
                return Ok(Some(StoredEnd { size, root: stored.root, seal }));
            }
            until = key;
        }
        Ok(None)
    }

    /// Visits the slots that the index holds, ascending.
    pub fn scan_slots(&self, visit: &mut dyn FnMut(u32)) -> Result<(), StoreError> {
        let mut bad = None;
        let (from, until) = (self.number.slot_page(0), self.number.index_named(b"c"));
        self.engine.scan(Family::Index, &from, &until, &mut |key, value| {
            let number = key.last_chunk::<4>().map(|number| u32::from_be_bytes(*number));
            let Some((number, page)) = number.zip(checksum::check(key, value)) else {
                bad = Some(number.unwrap_or_default());
                return ControlFlow::Break(());
            };
            for (byte, bits) in (0_u32..).zip(page) {
                (0..8)
                    .filter(|bit| bits & (1 << bit) != 0)
                    .for_each(|bit| visit((number << PAGE_BITS) + byte * 8 + bit));
            }
            ControlFlow::Continue(())
        })?;
        match bad {
            Some(number) => Err(StoreError::Index { what: format!("the index: page {number} of the slots") }),
            None => Ok(()),
        }
    }

    /// Visits the tags that the index holds, ascending, each with the index of its record.
    pub fn scan_tags(&self, visit: &mut dyn FnMut([u8; TAG_BYTES], u64)) -> Result<(), StoreError> {
        let mut bad = false;
        let (from, until) = (self.number.index_named(b"t"), self.number.index_named(b"u"));
        self.engine.scan(Family::Index, &from, &until, &mut |key, _| {
            let tag = key.get(5..).and_then(|rest| rest.split_first_chunk::<TAG_BYTES>());
            match tag.and_then(|(tag, index)| Some((*tag, u64::from_be_bytes(index.try_into().ok()?)))) {
                Some((tag, index)) => {
                    visit(tag, index);
                    ControlFlow::Continue(())
                }
                None => {
                    bad = true;
                    ControlFlow::Break(())
                }
            }
        })?;
        if bad { Err(StoreError::Index { what: "the index: a tag".to_owned() }) } else { Ok(()) }
    }
}

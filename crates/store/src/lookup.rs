//! Lookups of records in a log: awards by the first bits of their tags, and the newest status of a slot. The derived
//! index answers as far as it has come, and the records after it are read.

use crate::checksum;
use crate::engine::Family;
use crate::index::parse_change;
use crate::layout::last_number;
use crate::log::{Log, StoreError};
use attestat_ledger::record::{Content, TAG_BYTES};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// The first bits of tags, the highest bit of the first byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagPrefix {
    first: [u8; TAG_BYTES],
    bits: u32,
}

/// A tag and the index of its award; in the order of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagEntry {
    /// The tag.
    pub tag: [u8; TAG_BYTES],
    /// Index of the award.
    pub index: u64,
}

impl TagPrefix {
    /// Makes a prefix of `bits` bits from as few bytes as hold them, the unused bits 0.
    pub fn new(bytes: &[u8], bits: u32) -> Option<Self> {
        let needed = usize::try_from(bits.div_ceil(8)).ok()?;
        if bytes.len() != needed || needed > TAG_BYTES {
            return None;
        }
        let mut first = [0; TAG_BYTES];
        first.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        let prefix = Self { first, bits };
        (prefix.with_rest(0) == first).then_some(prefix)
    }

    /// Number of bits that count.
    pub const fn bits(&self) -> u32 {
        self.bits
    }

    /// Returns true if a tag begins with this prefix.
    pub fn holds(&self, tag: &[u8; TAG_BYTES]) -> bool {
        (self.first..=self.with_rest(0xFF)).contains(tag)
    }

    /// Returns the prefix, followed by the bits of `rest` in every byte.
    fn with_rest(&self, rest: u8) -> [u8; TAG_BYTES] {
        let mut tag = self.first;
        for (byte, at) in tag.iter_mut().zip((0_u32..).step_by(8)) {
            // Bits of this byte that belong to the prefix: all, none, or the highest few.
            let counting = self.bits.saturating_sub(at).min(8);
            let mask = 0xFF_u8.checked_shr(counting).unwrap_or(0);
            *byte = (*byte & !mask) | (rest & mask);
        }
        tag
    }
}

impl Log {
    /// Returns the next tags of a prefix after `after`, ascending, at most `limit`: those of the first `size` records
    /// that the index covers. The caller that reads on must check that the index still covers them afterwards: it may
    /// be thrown away meanwhile.
    pub fn indexed_tags(
        &self,
        prefix: &TagPrefix,
        after: Option<TagEntry>,
        size: u64,
        limit: usize,
    ) -> Result<Vec<TagEntry>, StoreError> {
        let mut from =
            after.map_or_else(|| self.number.tag(&prefix.first, 0), |after| self.number.tag(&after.tag, after.index));
        if after.is_some() {
            from.push(0);
        }
        let mut until = self.number.tag(&prefix.with_rest(0xFF), u64::MAX);
        until.push(0);
        let mut found = Vec::new();
        self.engine.scan(Family::Index, &from, &until, &mut |key, _| {
            let tag = key.get(5..).and_then(|rest| rest.first_chunk::<TAG_BYTES>());
            match tag.zip(last_number(key)) {
                Some((tag, index)) if index < size => found.push(TagEntry { tag: *tag, index }),
                // A record that the index has come to cover since the lookup began.
                _ => {}
            }
            if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(found)
    }

    /// Returns the tags of a prefix among the records from `from` up to `until`, ascending: for records that the
    /// index does not cover yet.
    pub fn tags_among(&self, prefix: &TagPrefix, from: u64, until: u64) -> Result<Vec<TagEntry>, StoreError> {
        let mut found = Vec::new();
        self.scan_records(from, until, &mut |record| {
            if let Content::Award(award) = &record.content
                && prefix.holds(&award.tag)
            {
                found.push(TagEntry { tag: award.tag, index: record.index });
            }
        })?;
        found.sort_unstable();
        Ok(found)
    }

    /// Returns the indexes of the newest status records of these slots; a slot whose status never changed has none.
    pub fn newest_changes(&self, slots: &BTreeSet<u32>) -> Result<BTreeMap<u32, u64>, StoreError> {
        self.reading_index(|indexed| self.newest_changes_behind(indexed, slots))
    }

    fn newest_changes_behind(&self, indexed: u64, slots: &BTreeSet<u32>) -> Result<BTreeMap<u32, u64>, StoreError> {
        let mut newest = BTreeMap::new();
        let size = self.state().size();
        self.engine.scan(Family::Index, &self.number.status(0), &self.number.status(indexed), &mut |key, value| {
            let change = checksum::check(key, value).and_then(parse_change).zip(last_number(key));
            if let Some(((slot, _), index)) = change.filter(|((slot, _), _)| slots.contains(slot)) {
                newest.insert(slot, index);
            }
            ControlFlow::Continue(())
        })?;
        self.scan_records(indexed.min(size), size, &mut |record| {
            if let Content::Status(change) = &record.content
                && slots.contains(&change.slot)
            {
                newest.insert(change.slot, record.index);
            }
        })?;
        Ok(newest)
    }
}

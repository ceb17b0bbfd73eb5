//! The slots that have an award in the log already, for the writer. A slot is given once, and a record that an
//! interrupted request left in the log is not appended again.
//!
//! The bits of one status list take 128 KiB. They are read from the index when the first slot of the list is asked
//! for, with the records that the index does not cover; then they follow the log, and no question reads the disk.

use crate::index::{LIST_BITS, PAGE_BITS};
use crate::log::{Log, StoreError};
use attestat_ledger::record::Content;
use std::collections::BTreeMap;

/// Status lists whose slots are kept: 1 MiB. New slots come from one list, prepared ones from the one before.
const LISTS_MAX: usize = 8;

/// The slots that have an award in one log, list by list.
#[derive(Debug, Default)]
pub(crate) struct AwardedSlots(BTreeMap<u32, Box<[u64]>>);

impl AwardedSlots {
    /// Returns true if an award in the log has this slot.
    pub(crate) fn contains(&mut self, log: &Log, slot: u32) -> Result<bool, StoreError> {
        let list = slot >> LIST_BITS;
        if !self.0.contains_key(&list) {
            let read = read_list(log, list)?;
            if self.0.len() >= LISTS_MAX {
                self.0.pop_first();
            }
            self.0.insert(list, read);
        }
        Ok(self.0.get(&list).is_some_and(|bits| bit(bits, slot)))
    }

    /// Notes that an award with this slot was appended.
    pub(crate) fn add(&mut self, slot: u32) {
        if let Some(bits) = self.0.get_mut(&(slot >> LIST_BITS)) {
            set(bits, slot);
        }
    }
}

/// Reads the slots of one list, from the index and from the records that it does not cover.
fn read_list(log: &Log, list: u32) -> Result<Box<[u64]>, StoreError> {
    // The size that the index covers is read first: records that it takes in meanwhile are in both.
    log.reading_index(|indexed| read_list_behind(log, indexed, list))
}

fn read_list_behind(log: &Log, indexed: u64, list: u32) -> Result<Box<[u64]>, StoreError> {
    let mut bits = vec![0; 1 << (LIST_BITS - 6)].into_boxed_slice();
    let pages = list << (LIST_BITS - PAGE_BITS);
    for number in 0..1 << (LIST_BITS - PAGE_BITS) {
        let page = log.slot_page(pages + number)?;
        for (byte, value) in page.iter().enumerate().filter(|(_, value)| **value != 0) {
            let first = (number << PAGE_BITS) + u32::try_from(byte).unwrap_or(0) * 8;
            (0..8).filter(|bit| value & (1 << bit) != 0).for_each(|bit| set(&mut bits, first + bit));
        }
    }
    log.scan_records(indexed, log.state().size(), &mut |record| {
        if let Content::Award(award) = record.content
            && award.slot >> LIST_BITS == list
        {
            set(&mut bits, award.slot);
        }
    })?;
    Ok(bits)
}

/// Returns the place of a slot's bit in its list: the word, and the mask in it.
fn place(slot: u32) -> (usize, u64) {
    let within = slot & ((1 << LIST_BITS) - 1);
    ((within >> 6) as usize, 1 << (within & 63))
}

fn bit(bits: &[u64], slot: u32) -> bool {
    let (word, mask) = place(slot);
    bits.get(word).is_some_and(|word| word & mask != 0)
}

fn set(bits: &mut [u64], slot: u32) {
    let (word, mask) = place(slot);
    if let Some(word) = bits.get_mut(word) {
        *word |= mask;
    }
}

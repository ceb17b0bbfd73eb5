//! Awards that stand in a log more than once. Two awards with every field equal are one award that was appended
//! again: earlier programs did so after an interrupted request; the repetition says nothing new and harms nobody. Two
//! awards of one slot that differ are two documents in one place, which no honest registry makes.
//!
//! An audit keeps two bits a record and not the awards, so the log is read once more where a slot repeats.

use super::{Audit, FINDINGS_MAX, Finding, Repetition};
use crate::record::Award;
use std::collections::{BTreeMap, BTreeSet};

/// Most repeated slots that are compared: some 10 MB. Further ones are counted and not checked.
pub const REPEATS_MAX: usize = 65_536;

/// Slots that an audit met again, and the awards of these slots that a second reading has seen.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    /// First record of the stretch that uses the slot again, by slot.
    near: BTreeMap<u32, u64>,
    seen: BTreeMap<u32, SeenAwards>,
}

#[derive(Debug, Clone)]
struct SeenAwards {
    award: Award,
    first: u64,
    again: Option<u64>,
    times: u64,
    differs: bool,
}

impl Repeats {
    /// Returns true if no slot was met again.
    pub fn is_empty(&self) -> bool {
        self.near.is_empty()
    }

    /// The slots.
    pub fn slots(&self) -> BTreeSet<u32> {
        self.near.keys().copied().collect()
    }

    /// Notes a slot that was met again; returns true if there was room for it.
    pub(super) fn meet(&mut self, slot: u32, near: u64) -> bool {
        let room = self.near.len() < REPEATS_MAX || self.near.contains_key(&slot);
        if room {
            self.near.entry(slot).or_insert(near);
        }
        room
    }

    /// Takes an award of the second reading, which goes by index; awards of other slots are passed over.
    pub fn see(&mut self, index: u64, award: &Award) {
        if !self.near.contains_key(&award.slot) {
            return;
        }
        match self.seen.get_mut(&award.slot) {
            None => {
                let seen = SeenAwards { award: award.clone(), first: index, again: None, times: 1, differs: false };
                self.seen.insert(award.slot, seen);
            }
            Some(seen) => {
                seen.again.get_or_insert(index);
                seen.times = seen.times.saturating_add(1);
                seen.differs |= seen.award != *award;
            }
        }
    }
}

impl Audit {
    /// Slots that were met again, to be compared in a second reading of the records so far.
    pub fn take_repeats(&mut self) -> Repeats {
        core::mem::take(&mut self.repeats)
    }

    /// Judges repeated slots by a second reading of the same records. A slot that the second reading did not show is
    /// reported as not checked and accuses nobody.
    pub fn judge_repeats(&mut self, repeats: Repeats) {
        let Repeats { near, mut seen } = repeats;
        for (slot, near) in near {
            match seen.remove(&slot) {
                Some(SeenAwards { differs: true, .. }) => self.find(Finding::DuplicateSlot { slot, near }),
                Some(SeenAwards { first, again: Some(again), times, .. }) => {
                    self.repeated(Repetition { slot, first, again, times });
                }
                _ => self.unread_repeats += 1,
            }
        }
    }

    fn repeated(&mut self, repetition: Repetition) {
        if self.report.repetitions.len() < FINDINGS_MAX {
            self.report.repetitions.push(repetition);
        } else {
            self.report.more_repetitions += 1;
        }
    }
}

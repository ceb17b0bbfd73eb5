//! The slots that a log has used, in memory that a hostile log cannot blow up.

use std::collections::BTreeMap;

/// Slots in a chunk: 2^16.
const CHUNK_BITS: u32 = 16;
/// A sparse chunk takes 2 bytes a slot; with this many it takes as much as a dense one, 8 KiB.
const SPARSE_SLOTS_MAX: usize = 4096;
/// 64-bit words of a dense chunk.
const DENSE_WORDS: usize = (1 << CHUNK_BITS) / 64;
const _: () = assert!(SPARSE_SLOTS_MAX * 2 == DENSE_WORDS * 8, "a chunk turns dense where that begins to be smaller");

/// A set of slots, chunk by chunk a sorted list or a bitmap, whichever is smaller: about two bits a
/// record for an honest log, which fills its lists densely, and a few bytes a record for any other.
#[derive(Debug, Default)]
pub(super) struct SlotSet(BTreeMap<u16, Chunk>);

#[derive(Debug)]
enum Chunk {
    Sparse(Vec<u16>),
    Dense(Box<[u64]>),
}

impl SlotSet {
    /// Marks a slot; returns true if it is new.
    pub(super) fn insert(&mut self, slot: u32) -> bool {
        let (chunk, within) = split(slot);
        self.0.entry(chunk).or_insert_with(|| Chunk::Sparse(Vec::new())).insert(within)
    }

    /// Returns true if a slot is marked.
    pub(super) fn contains(&self, slot: u32) -> bool {
        let (chunk, within) = split(slot);
        match self.0.get(&chunk) {
            None => false,
            Some(Chunk::Sparse(slots)) => slots.binary_search(&within).is_ok(),
            Some(Chunk::Dense(words)) => {
                words.get(usize::from(within >> 6)).is_some_and(|word| word & (1 << (within & 63)) != 0)
            }
        }
    }
}

/// The chunk of a slot, and its place there.
fn split(slot: u32) -> (u16, u16) {
    let [a, b, c, d] = slot.to_be_bytes();
    (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]))
}

impl Chunk {
    fn insert(&mut self, slot: u16) -> bool {
        match self {
            Self::Dense(words) => set_bit(words, slot),
            Self::Sparse(slots) => {
                let Err(at) = slots.binary_search(&slot) else { return false };
                if slots.len() < SPARSE_SLOTS_MAX {
                    slots.insert(at, slot);
                    return true;
                }
                let mut words = vec![0; DENSE_WORDS].into_boxed_slice();
                slots.iter().for_each(|slot| _ = set_bit(&mut words, *slot));
                let new = set_bit(&mut words, slot);
                *self = Self::Dense(words);
                new
            }
        }
    }
}

/// Sets a bit; returns true if it was clear.
fn set_bit(words: &mut [u64], slot: u16) -> bool {
    let Some(word) = words.get_mut(usize::from(slot >> 6)) else { return true };
    let bit = 1 << (slot & 63);
    let new = *word & bit == 0;
    *word |= bit;
    new
}

#[cfg(test)]
mod tests {
    use super::{Chunk, SlotSet};
    use std::collections::BTreeSet;

    /// A fixed permutation of the 32-bit numbers, so that slots fall everywhere.
    fn scatter(number: u32) -> u32 {
        number.wrapping_mul(2_654_435_761)
    }

    #[test]
    fn a_slot_set_agrees_with_a_plain_set_when_sparse_and_when_dense() {
        let (mut slots, mut plain) = (SlotSet::default(), BTreeSet::new());
        let scattered = (0..20_000).map(scatter);
        // One chunk is filled past the point where it turns dense, out of order and with repetitions.
        let crowded = (0..12_000).map(|number| 0x0007_0000 | scatter(number) >> 18);
        let edges = [0, 1, 0xffff, 0x1_0000, u32::MAX, u32::MAX - 1];
        for slot in scattered.chain(crowded).chain(edges).chain(edges) {
            assert_eq!(slots.contains(slot), plain.contains(&slot), "slot {slot:#x}");
            assert_eq!(slots.insert(slot), plain.insert(slot), "slot {slot:#x}");
        }
        let dense: Vec<u16> =
            slots.0.iter().filter(|(_, chunk)| matches!(chunk, Chunk::Dense(_))).map(|(number, _)| *number).collect();
        assert_eq!(dense, [7], "a bitmap only where it is smaller than a list");
    }
}

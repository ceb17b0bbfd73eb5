//! Equality of two multisets of tags without sorting either: a sum that does not depend on the order. It finds
//! accidents in a derived index; the records themselves are hashed.

use attestat_ledger::record::TAG_BYTES;
use attestat_store::log::{Log, StoreError};

/// Sum of all (tag, index) pairs seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TagSum {
    sum: u128,
    count: u64,
}

/// An odd multiplier without structure: the first 128 bits of the golden ratio's fraction.
const MULTIPLIER: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;

impl TagSum {
    /// Takes up all tags of a log's index.
    pub(super) fn of_index(log: &Log) -> Result<Self, StoreError> {
        let mut sum = Self::default();
        log.scan_tags(&mut |tag, index| sum.add(tag, index))?;
        Ok(sum)
    }

    /// Takes one pair up.
    pub(super) fn add(&mut self, tag: [u8; TAG_BYTES], index: u64) {
        let mut mixed =
            (u128::from_be_bytes(tag) ^ u128::from(index).wrapping_mul(MULTIPLIER)).wrapping_mul(MULTIPLIER);
        mixed ^= mixed >> 64;
        self.sum = self.sum.wrapping_add(mixed.wrapping_mul(MULTIPLIER));
        self.count += 1;
    }

    /// Takes all pairs of another sum up.
    pub(super) fn join(&mut self, other: Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.count += other.count;
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::TagSum;

    #[test]
    fn a_tag_sum_depends_on_every_tag_and_index_and_not_on_the_order() {
        let pairs = [([1; 16], 1), ([2; 16], 2), ([1; 16], 3)];
        let sum = |pairs: &[([u8; 16], u64)]| {
            let mut sum = TagSum::default();
            pairs.iter().for_each(|(tag, index)| sum.add(*tag, *index));
            sum
        };
        let mut turned = pairs;
        turned.reverse();
        assert_eq!(sum(&pairs), sum(&turned));
        let mut joined = sum(&[pairs[0]]);
        joined.join(sum(&[pairs[1], pairs[2]]));
        assert_eq!(joined, sum(&pairs));
        for bit in 0..128 {
            let mut other = pairs;
            other[1].0[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(sum(&pairs), sum(&other));
        }
        let mut swapped = pairs;
        (swapped[0].1, swapped[1].1) = (2, 1);
        assert_ne!(sum(&pairs), sum(&swapped));
    }
}

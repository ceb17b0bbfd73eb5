//! Buckets of a log's tag index: the choice of a prefix, and the checks of a node's answer.

use std::collections::BTreeMap;

pub use attestat_credential::holder::tag::BUCKET_RECORDS_MIN;
use attestat_ledger::record::TAG_BYTES;

use super::SearchError;

/// Length of an entry: a tag and an index.
pub(super) const ENTRY_BYTES: usize = TAG_BYTES + 8;
/// Most entries of one bucket: 500 times the number that random tags give. A registry that crowds a bucket on purpose
/// therefore hides nobody, and a node that never stops sending is stopped.
const BUCKET_ENTRIES_MAX: u64 = 1 << 20;
/// Most bits of a prefix: 2^64 records need 54.
const PREFIX_BITS_MAX: u32 = 54;

/// Number of bits of a tag to ask for in a log of `size` records: the most that leave 1,000 records a bucket.
///
/// `bits = ⌊log2(size / 1000)⌋`, 0 below 2,000 records: then the whole index is asked for.
pub const fn prefix_bits(size: u64) -> u32 {
    match (size / BUCKET_RECORDS_MIN).checked_ilog2() {
        Some(bits) if bits < PREFIX_BITS_MAX => bits,
        Some(_) => PREFIX_BITS_MAX,
        None => 0,
    }
}

/// The first bits of tags: the highest bit of the first byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix {
    bits: u32,
    value: u64,
}

impl Prefix {
    /// The first `bits` bits of a tag; at most 54 count.
    pub fn of(tag: &[u8; TAG_BYTES], bits: u32) -> Self {
        let bits = bits.min(PREFIX_BITS_MAX);
        let head = u64::from_be_bytes(tag.first_chunk().copied().unwrap_or_default());
        Self { bits, value: head & mask(bits) }
    }

    /// Number of bits that count: `prefix_bits` of `FindTags`.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// The bytes that hold them, unused bits 0: `prefix` of `FindTags`.
    pub fn bytes(&self) -> Vec<u8> {
        let length = usize::try_from(self.bits.div_ceil(8)).unwrap_or(8);
        self.value.to_be_bytes().into_iter().take(length).collect()
    }

    /// Returns true if a tag begins with these bits.
    pub fn holds(&self, tag: &[u8; TAG_BYTES]) -> bool {
        Self::of(tag, self.bits) == *self
    }
}

/// The highest `bits` bits of 64.
const fn mask(bits: u32) -> u64 {
    match u64::MAX.checked_shr(bits) {
        Some(low) => !low,
        None => u64::MAX,
    }
}

/// Entries of a bucket that came so far: only hits are kept, so that a bucket of any length takes no more memory than
/// they do.
#[derive(Default)]
pub(super) struct Entries {
    last: Option<[u8; TAG_BYTES]>,
    count: u64,
    /// The first record of each wanted tag.
    pub(super) hits: BTreeMap<[u8; TAG_BYTES], u64>,
}

impl Entries {
    /// Takes an entry of the bucket: it must be under the prefix, and ascend by tag. Its index may lie beyond the size
    /// that the search began with, because logs grow.
    pub(super) fn accept(
        &mut self,
        entry: &[u8; ENTRY_BYTES],
        prefix: &Prefix,
    ) -> Result<([u8; TAG_BYTES], u64), SearchError> {
        let tag = entry.first_chunk().copied().unwrap_or_default();
        let index = u64::from_be_bytes(entry.last_chunk().copied().unwrap_or_default());
        if !prefix.holds(&tag) || self.last.is_some_and(|last| last > tag) {
            return Err(SearchError::NotAsked);
        }
        self.count += 1;
        if self.count > BUCKET_ENTRIES_MAX {
            return Err(SearchError::TooMany);
        }
        self.last = Some(tag);
        Ok((tag, index))
    }
}

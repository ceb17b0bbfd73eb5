//! The byte array of a Token Status List (draft-ietf-oauth-status-list-20 §4), the form that other software fetches.
//!
//! ```text
//! array  = statuses of `bits` bits each, index 0 in the lowest bits of byte 0
//! lst    = base64url(zlib(array))
//! claim  = {"bits": 1 | 2 | 4 | 8, "lst": lst}
//! ```
//!
//! The compressed length of an array depends on the compressor, so that two lists are compared by their arrays.

use std::io::{Read as _, Write as _};

use attestat_ledger::encoding::{base64url, parse_base64url};
use attestat_ledger::status::{Status, StatusSet};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde_json::{Map, Value, json};

use super::{INDEX_BITS, INDEX_MASK};

/// Most statuses in one list: every place that a slot can name.
pub const ENTRIES_MAX: usize = 1 << INDEX_BITS;

/// Number of bits that each status takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Bits {
    /// Valid or invalid.
    One = 1,
    /// Valid, invalid or suspended; registries of ours publish this form.
    Two = 2,
    /// Sixteen statuses.
    Four = 4,
    /// 256 statuses.
    Eight = 8,
}

impl Bits {
    fn parse(number: u64) -> Option<Self> {
        [Self::One, Self::Two, Self::Four, Self::Eight].into_iter().find(|bits| *bits as u64 == number)
    }

    /// Statuses in one byte.
    const fn per_byte(self) -> usize {
        8 / self as usize
    }

    const fn mask(self) -> u8 {
        u8::MAX >> (8 - self as u8)
    }
}

/// Reason for which a claim is not a status list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatusListError {
    /// `bits` is missing or none of 1, 2, 4 and 8.
    #[error("the status list does not say how many bits a status takes: 1, 2, 4 or 8")]
    Bits,
    /// `lst` is missing or not base64url of one zlib stream.
    #[error("the status list is not base64url of a zlib stream")]
    Encoding,
    /// More than [`ENTRIES_MAX`] statuses.
    #[error("the status list has more than 1,048,576 statuses")]
    TooLong,
}

/// A list of statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    bits: Bits,
    array: Vec<u8>,
}

impl StatusList {
    /// A list of at least `entries` statuses, rounded up to a whole byte, all valid (0).
    pub fn new(bits: Bits, entries: usize) -> Result<Self, StatusListError> {
        if entries > ENTRIES_MAX {
            return Err(StatusListError::TooLong);
        }
        Ok(Self { bits, array: vec![0; entries.div_ceil(bits.per_byte())] })
    }

    /// Makes list number `list` of the registry that has these statuses: 1 for revoked, 2 for suspended
    /// (draft-ietf-oauth-status-list-20 §7.1).
    pub fn of_registry(statuses: &StatusSet, list: u32) -> Self {
        let mut out = Self { bits: Bits::Two, array: vec![0; ENTRIES_MAX / Bits::Two.per_byte()] };
        for leaf in statuses.leaves().filter(|leaf| leaf.slot >> INDEX_BITS == list) {
            let place = usize::try_from(leaf.slot & INDEX_MASK).unwrap_or(usize::MAX);
            out.put(
                place,
                match leaf.status {
                    Status::Valid => 0,
                    Status::Revoked => 1,
                    Status::Suspended => 2,
                },
            );
        }
        out
    }

    /// Returns the number of statuses in the list.
    pub fn len(&self) -> usize {
        self.array.len() * self.bits.per_byte()
    }

    /// Returns true if the list has no status at all.
    pub fn is_empty(&self) -> bool {
        self.array.is_empty()
    }

    /// The status at a place, 0 for valid; `None` beyond the end.
    pub fn get(&self, place: usize) -> Option<u8> {
        let byte = self.array.get(place / self.bits.per_byte())?;
        Some(byte >> self.shift(place) & self.bits.mask())
    }

    /// Sets the status at a place within the list, as far as its bits hold it.
    pub fn put(&mut self, place: usize, status: u8) {
        let (shift, mask) = (self.shift(place), self.bits.mask());
        if let Some(byte) = self.array.get_mut(place / self.bits.per_byte()) {
            *byte = *byte & !(mask << shift) | (status & mask) << shift;
        }
    }

    /// The lowest bits of a byte hold the first of its statuses.
    fn shift(&self, place: usize) -> usize {
        place % self.bits.per_byte() * self.bits as usize
    }

    /// The claim `status_list` of a Status List Token.
    pub fn claim(&self) -> Value {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        // Writing into memory cannot fail.
        let _ = encoder.write_all(&self.array);
        json!({"bits": self.bits as u8, "lst": base64url(&encoder.finish().unwrap_or_default())})
    }

    /// Reads the claim `status_list`; decompresses no more than a list can hold.
    pub fn parse(claim: &Map<String, Value>) -> Result<Self, StatusListError> {
        let bits = claim.get("bits").and_then(Value::as_u64).and_then(Bits::parse).ok_or(StatusListError::Bits)?;
        let compressed = claim.get("lst").and_then(Value::as_str).and_then(parse_base64url);
        let compressed = compressed.ok_or(StatusListError::Encoding)?;
        let limit = ENTRIES_MAX / bits.per_byte();
        let mut array = Vec::new();
        let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut decoder = ZlibDecoder::new(compressed.as_slice());
        decoder.by_ref().take(bound).read_to_end(&mut array).map_err(|_| StatusListError::Encoding)?;
        if array.len() > limit {
            return Err(StatusListError::TooLong);
        }
        let whole = usize::try_from(decoder.total_in()) == Ok(compressed.len());
        if whole { Ok(Self { bits, array }) } else { Err(StatusListError::Encoding) }
    }
}

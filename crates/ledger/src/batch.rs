//! Batches: the unit that is committed, sealed, stored and sent.

use crate::day::Day;
use crate::hash::{HASH_BYTES, RootHash};
use crate::key::Signature;
use crate::record::{Content, RECORD_BYTES_MAX, RecordError};

/// Most records in a batch.
pub const BATCH_RECORDS_MAX: usize = 1000;
/// Most bytes of a batch's records, with their length prefixes.
pub const BATCH_BYTES_MAX: usize = 1 << 20;
const _: () = assert!(BATCH_RECORDS_MAX * (RECORD_BYTES_MAX + 2) <= BATCH_BYTES_MAX, "a full batch fits its bytes");
/// The only version of a commit-log entry.
pub const ENTRY_VERSION: u8 = 1;

/// Reason for which bytes are not a batch or a commit-log entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// The batch has no records.
    #[error("the batch has no records")]
    Empty,
    /// The batch has more than [`BATCH_RECORDS_MAX`] records or [`BATCH_BYTES_MAX`] bytes.
    #[error("the batch is larger than 1,000 records or 1 MiB")]
    TooLarge,
    /// A length prefix points past the end.
    #[error("the batch ends inside record {0} of it")]
    Truncated(usize),
    /// The header does not parse.
    #[error("the commit-log entry's header is malformed")]
    Header,
    /// A record's content does not parse.
    #[error("record {at} of the batch: {source}")]
    Record {
        /// Position in the batch, from 0.
        at: usize,
        /// The error of the record.
        source: RecordError,
    },
}

/// Record bodies one after another, each behind its `u16` length: the C2SP entry bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bodies(Vec<u8>);

impl Bodies {
    /// Takes bytes as bodies after checking the length prefixes and the number of bodies.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, BatchError> {
        if bytes.len() > BATCH_BYTES_MAX {
            return Err(BatchError::TooLarge);
        }
        let mut count = 0;
        for body in split_bodies(&bytes) {
            body.map_err(|TruncatedBodies| BatchError::Truncated(count))?;
            count += 1;
            if count > BATCH_RECORDS_MAX {
                return Err(BatchError::TooLarge);
            }
        }
        if count == 0 { Err(BatchError::Empty) } else { Ok(Self(bytes)) }
    }

    /// Appends a body, which is at most [`RECORD_BYTES_MAX`] long.
    pub fn push(&mut self, body: &[u8]) {
        crate::encoding::put_prefixed(&mut self.0, body);
    }

    /// The bytes, prefixes included.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the bytes, prefixes included.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The bodies in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        split_bodies(&self.0).map_while(Result::ok)
    }
}

/// A length prefix pointed past the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TruncatedBodies;

/// Splits an entry bundle into bodies.
pub fn split_bodies(bytes: &[u8]) -> impl Iterator<Item = Result<&[u8], TruncatedBodies>> {
    let mut rest = bytes;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let body = rest
            .split_first_chunk::<2>()
            .and_then(|(length, after)| after.split_at_checked(usize::from(u16::from_be_bytes(*length))));
        let Some((body, after)) = body else {
            rest = &[];
            return Some(Err(TruncatedBodies));
        };
        rest = after;
        Some(Ok(body))
    })
}

/// Records as they are stored and sent, with the seal that was made when they were appended; nothing in it is
/// checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBatch {
    /// Index of the first record.
    pub first: u64,
    /// The records.
    pub bodies: Bodies,
    /// Root of the log after these records.
    pub root: RootHash,
    /// Signature of the registry on the checkpoint (origin, size after these records, root).
    pub seal: Signature,
}

/// An entry of the commit log: `version ‖ base size ‖ base root ‖ day ‖ [kind, lp(fields)]…` (docs/spec/store.md,
/// "Commit-log entry"). Everything that follows from it is computed, never stored twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Size of the log that the batch extends.
    pub base_size: u64,
    /// Root of that log.
    pub base_root: RootHash,
    /// Day of every record of the batch.
    pub day: Day,
    /// Contents of the records, in order.
    pub contents: Vec<Content>,
}

impl Entry {
    /// The entry as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.contents.len() * 64);
        out.push(ENTRY_VERSION);
        out.extend_from_slice(&self.base_size.to_be_bytes());
        out.extend_from_slice(self.base_root.as_bytes());
        out.extend_from_slice(&self.day.number().to_be_bytes());
        let mut fields = Vec::new();
        for content in &self.contents {
            out.push(content.kind());
            fields.clear();
            content.put_fields(&mut fields);
            crate::encoding::put_prefixed(&mut out, &fields);
        }
        out
    }

    /// Parses an entry.
    pub fn parse(bytes: &[u8]) -> Result<Self, BatchError> {
        let (header, mut rest) = bytes.split_first_chunk::<{ 1 + 8 + HASH_BYTES + 4 }>().ok_or(BatchError::Header)?;
        let (version, header) = header.split_first_chunk::<1>().ok_or(BatchError::Header)?;
        let (size, header) = header.split_first_chunk::<8>().ok_or(BatchError::Header)?;
        let (root, day) = header.split_first_chunk::<HASH_BYTES>().ok_or(BatchError::Header)?;
        let day: [u8; 4] = day.try_into().map_err(|_| BatchError::Header)?;
        if *version != [ENTRY_VERSION] {
            return Err(BatchError::Header);
        }
        let mut contents = Vec::new();
        while let Some((kind, after)) = rest.split_first() {
            let at = contents.len();
            if at == BATCH_RECORDS_MAX {
                return Err(BatchError::TooLarge);
            }
            let (length, after) = after.split_first_chunk::<2>().ok_or(BatchError::Truncated(at))?;
            let length = usize::from(u16::from_be_bytes(*length));
            let (fields, after) = after.split_at_checked(length).ok_or(BatchError::Truncated(at))?;
            contents.push(Content::parse(*kind, fields).map_err(|source| BatchError::Record { at, source })?);
            rest = after;
        }
        if contents.is_empty() {
            return Err(BatchError::Empty);
        }
        Ok(Self {
            base_size: u64::from_be_bytes(*size),
            base_root: RootHash::from_bytes(*root),
            day: Day::from_number(u32::from_be_bytes(day)),
            contents,
        })
    }
}

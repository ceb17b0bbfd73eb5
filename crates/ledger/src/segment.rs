//! Segments: a stretch of a log hashed on its own, so that an audit uses every core.
//!
//! Every record carries the hash of the one before, so a stretch can be checked without the records before it;
//! [`crate::audit::Audit`] then checks where the stretches meet.

use crate::day::Day;
use crate::hash::{LeafHash, NodeHash};
use crate::record::{Content, HEADER_BYTES, Header, Record, RecordError};
use crate::tile::TILE_WIDTH;
use crate::tree::CompactRange;

/// Result of hashing a stretch of a log.
#[derive(Debug, Clone)]
pub struct Segment {
    pub(crate) range: CompactRange,
    pub(crate) previous: LeafHash,
    pub(crate) last: LeafHash,
    pub(crate) first_day: Day,
    pub(crate) last_day: Day,
    /// The first record of each day in the stretch.
    pub(crate) days: Vec<(u64, Day)>,
    pub(crate) slots: Vec<u32>,
    pub(crate) specials: Vec<Record>,
    pub(crate) marks: Vec<CompactRange>,
    full_tiles: Vec<NodeHash>,
    pub(crate) fault: Option<SegmentFault>,
}

/// The first record of a stretch at which the log breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentFault {
    /// Index of the record.
    pub index: u64,
    /// The fault of the record.
    pub fault: RecordFault,
}

/// Fault of one record of a replay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// The record does not parse.
    #[error("{0}")]
    Malformed(#[from] RecordError),
    /// The record says that it stands elsewhere.
    #[error("it says that it is record {0}")]
    Index(u64),
    /// The record does not name the record before.
    #[error("it does not name the record before it")]
    Previous,
    /// The day of the record is before that of the record before.
    #[error("it is dated {0}, before the record in front of it")]
    Day(Day),
}

impl Segment {
    /// Hashes the records `first..`; `marks` are the sizes, ascending, at which the frontier is noted.
    /// Marks outside the stretch are passed over.
    pub fn read<'a>(first: u64, bodies: impl Iterator<Item = &'a [u8]>, marks: &[u64]) -> Self {
        Self::read_with(first, bodies, marks, |_, _| {})
    }

    /// Does the same, and shows each record that holds together with its leaf hash, for callers that compare data
    /// stored beside the records.
    pub fn read_with<'a>(
        first: u64,
        bodies: impl Iterator<Item = &'a [u8]>,
        marks: &[u64],
        mut show: impl FnMut(&Record, LeafHash),
    ) -> Self {
        let mut segment = Self::empty(first);
        // The unfilled tile at the end is hashed on its own, so that the roots of full ones are seen.
        let mut open = CompactRange::empty(first);
        let mut marks = marks.iter().copied().peekable();
        for body in bodies {
            let index = open.end();
            if let Err(fault) = segment.push(index, body, &mut show) {
                segment.fault = Some(SegmentFault { index, fault });
                break;
            }
            open.push(segment.last);
            let size = open.end();
            while marks.next_if(|mark| *mark < size).is_some() {}
            if marks.next_if_eq(&size).is_some() {
                let mut range = segment.range.clone();
                _ = range.extend(&open);
                segment.marks.push(range);
            }
            if size.is_multiple_of(TILE_WIDTH) {
                segment.close(&open);
                open = CompactRange::empty(size);
            }
        }
        segment.close(&open);
        segment
    }

    fn empty(first: u64) -> Self {
        Self {
            range: CompactRange::empty(first),
            previous: LeafHash::ZERO,
            last: LeafHash::ZERO,
            first_day: Day::from_number(0),
            last_day: Day::from_number(0),
            days: Vec::new(),
            slots: Vec::new(),
            specials: Vec::new(),
            marks: Vec::new(),
            full_tiles: Vec::new(),
            fault: None,
        }
    }

    /// Joins a hashed tile, or the part of it that there is, to the stretch.
    fn close(&mut self, open: &CompactRange) {
        if open.end() - open.begin() == TILE_WIDTH {
            self.full_tiles.extend(open.nodes());
        }
        // `open` always begins where the range ends.
        _ = self.range.extend(open);
    }

    /// Roots of the full tiles of level 0 in the stretch, in order: the hashes of level 1.
    pub fn full_tiles(&self) -> &[NodeHash] {
        &self.full_tiles
    }

    /// Returns the number of awards among the records below `end`, when they all hold together.
    pub fn awards_below(&self, end: u64) -> u64 {
        let end = end.clamp(self.first(), self.range.end());
        let specials = self.specials.iter().filter(|record| record.index < end).count();
        (end - self.first()).saturating_sub(specials as u64)
    }

    /// First record.
    pub fn first(&self) -> u64 {
        self.range.begin()
    }

    /// Number of records that hold together.
    pub fn count(&self) -> u64 {
        self.range.end() - self.range.begin()
    }

    fn push(&mut self, index: u64, body: &[u8], show: &mut impl FnMut(&Record, LeafHash)) -> Result<(), RecordFault> {
        let header = Header::parse(body)?;
        if header.index != index {
            return Err(RecordFault::Index(header.index));
        }
        if index == self.first() {
            self.previous = header.previous;
            self.first_day = header.day;
        } else if header.previous != self.last {
            return Err(RecordFault::Previous);
        } else if header.day < self.last_day {
            return Err(RecordFault::Day(header.day));
        }
        let Header { kind, index, previous, day } = header;
        let content = Content::parse(kind, body.get(HEADER_BYTES..).unwrap_or_default())?;
        let record = Record { index, previous, day, content };
        self.last = LeafHash::of(body);
        if self.days.last().is_none_or(|(_, held)| *held < day) {
            self.days.push((index, day));
        }
        self.last_day = day;
        show(&record, self.last);
        match record.content {
            Content::Award(award) => self.slots.push(award.slot),
            _ => self.specials.push(record),
        }
        Ok(())
    }
}

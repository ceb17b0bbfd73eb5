//! The shared strings of an old workbook, with the lengths that they announce.

use super::super::super::encoding::FILE_BYTES_MAX;
use super::record::{number, record};

/// Most records that the table goes on in; each but the last is full, with 8,224 bytes. At the end of each record the
/// reader moves all that are left.
const CHUNKS_MAX: usize = 2 * FILE_BYTES_MAX / 8_224;

/// The shared strings ([MS-XLS] 2.4.265): one record and those that continue it.
pub(super) struct Strings<'a> {
    chunks: Vec<&'a [u8]>,
    chunk: usize,
    at: usize,
}

impl<'a> Strings<'a> {
    /// Returns the shared strings of the record at a place; none if it goes on in more records than such a table fills.
    pub(super) fn of(records: &'a [u8], at: usize) -> Option<Self> {
        let (mut chunks, mut next) = (Vec::new(), at);
        while let Some((kind, data)) = record(records, next).filter(|(kind, _)| next == at || *kind == 0x003C) {
            chunks.push(if kind == 0x003C { data } else { data.get(8..).unwrap_or_default() });
            next += 4 + data.len();
            if chunks.len() > CHUNKS_MAX {
                return None;
            }
        }
        Some(Self { chunks, chunk: 0, at: 0 })
    }

    /// The length of each string in characters, as far as the records go.
    pub(super) fn lengths(mut self) -> Vec<usize> {
        let mut lengths = Vec::new();
        while let Some(length) = self.next_length() {
            lengths.push(length);
        }
        lengths
    }

    fn next_length(&mut self) -> Option<usize> {
        if self.left() == 0 {
            self.next_chunk()?;
        }
        let chunk = self.chunks.get(self.chunk)?;
        let (length, flags) = (number(chunk, self.at), usize::from(*chunk.get(self.at + 2)?));
        self.at += 3;
        let mut behind = 0;
        if flags & 0x08 != 0 {
            behind += 4 * number(chunk, self.at);
            self.at += 2;
        }
        if flags & 0x04 != 0 {
            behind += number(chunk, self.at) | number(chunk, self.at + 2) << 16;
            self.at += 4;
        }
        let (mut characters, mut wide) = (length, flags & 0x01);
        loop {
            let here = characters.min(self.left() >> wide);
            (characters, self.at) = (characters - here, self.at + (here << wide));
            if characters == 0 {
                break;
            }
            // Characters that go on in the next record say once more how wide they are.
            self.next_chunk()?;
            wide = usize::from(*self.chunks.get(self.chunk)?.first()? & 0x01);
            self.at = 1;
        }
        while behind > 0 {
            let here = behind.min(self.left());
            (behind, self.at) = (behind - here, self.at + here);
            if behind > 0 && self.next_chunk().is_none() {
                break;
            }
        }
        Some(length)
    }

    fn left(&self) -> usize {
        self.chunks.get(self.chunk).map_or(0, |chunk| chunk.len().saturating_sub(self.at))
    }

    fn next_chunk(&mut self) -> Option<()> {
        (self.chunk, self.at) = (self.chunk + 1, 0);
        self.chunks.get(self.chunk).map(|_| ())
    }
}

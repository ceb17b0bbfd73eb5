//! Excel workbooks of 1997 to 2003, measured before their reader sees them.
//!
//! The reader lays out the whole rectangle of each worksheet, however few cells are in it. So the records are gone
//! through first ([MS-XLS] 2.3): where each worksheet begins, how far its cells reach, which rows are hidden.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xls};

use super::super::encoding::FILE_BYTES_MAX;
use super::super::grid::{COLUMNS_MAX, Epoch, GRID_ROWS_MAX, SheetRow};
use super::{Budget, CELLS_MAX, Shown, TEXT_BYTES_MAX, WORKSHEETS_MAX, WorkbookError, place, value, worksheets};

/// Most shared strings that a file of this size can hold; the reader reserves room for as many as are announced.
const STRINGS_MAX: usize = FILE_BYTES_MAX / 4;

/// An opened workbook.
pub(super) struct Book<'a> {
    xls: Xls<Cursor<&'a [u8]>>,
    /// The hidden rows of each worksheet, from 0.
    hidden: BTreeMap<String, BTreeSet<usize>>,
}

impl<'a> Book<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, WorkbookError> {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?;
        let name = ["/Workbook", "/Book"].into_iter().find(|name| file.exists(name)).ok_or_else(|| other(&file))?;
        let mut records = Vec::new();
        let stream = file.open_stream(name).map_err(|_| WorkbookError::Damaged)?;
        stream.take(FILE_BYTES_MAX as u64).read_to_end(&mut records).map_err(|_| WorkbookError::Damaged)?;
        let measured = Measured::of(&records)?;
        let xls = Xls::new(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?;
        let names = xls.sheet_names();
        let hidden = names.into_iter().zip(measured.worksheets().map(|sheet| sheet.hidden.clone())).collect();
        Ok(Self { xls, hidden })
    }

    pub(super) fn worksheets(&self, shown: Shown) -> Vec<String> {
        worksheets(self.xls.sheets_metadata(), shown)
    }

    pub(super) fn epoch(&self) -> Epoch {
        if self.xls.has_1904_epoch() { Epoch::From1904 } else { Epoch::From1900 }
    }

    pub(super) fn grid(&mut self, name: &str, left: &mut Budget) -> Result<Vec<SheetRow>, WorkbookError> {
        let range = self.xls.worksheet_range(name).map_err(|_| WorkbookError::Damaged)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut grid: Vec<SheetRow> = Vec::new();
        for (row, column, data) in range.used_cells().filter(|(_, _, data)| **data != Data::Empty) {
            let content = value::shown_data(data);
            left.spend(&content.text)?;
            if !content.text.trim().is_empty() {
                place(&mut grid, (first_row as usize + row, first_column as usize + column), content, name)?;
            }
        }
        for position in self.hidden.get(name).into_iter().flatten() {
            if let Some(row) = grid.get_mut(*position) {
                row.is_hidden = true;
            }
        }
        Ok(grid)
    }

    /// The blocks of merged cells.
    pub(super) fn merged(&self, name: &str) -> Vec<calamine::Dimensions> {
        self.xls.merge_cells_by_sheet_name(name).unwrap_or_default()
    }
}

/// A compound file of another program, or a workbook under a password.
fn other(file: &cfb::CompoundFile<Cursor<&[u8]>>) -> WorkbookError {
    if file.exists("/EncryptedPackage") { WorkbookError::Password } else { WorkbookError::OtherArchive }
}

/// How far the records of a worksheet reach.
#[derive(Debug, Default, Clone)]
struct Reach {
    rows: usize,
    columns: usize,
    /// Bytes of the shared strings that its cells name.
    text_bytes: usize,
    hidden: BTreeSet<usize>,
}

/// What the records of a workbook say.
#[derive(Debug, Default)]
struct Measured {
    /// Where each worksheet begins, in the order of the workbook.
    begins: Vec<usize>,
    /// By where it begins.
    reaches: BTreeMap<usize, Reach>,
    /// The length of each shared string in characters.
    strings: Vec<usize>,
}

impl Measured {
    fn of(records: &[u8]) -> Result<Self, WorkbookError> {
        let mut measured = Self::default();
        let mut here = 0;
        let mut at = 0;
        while let Some((kind, data)) = record(records, at) {
            match kind {
                // BOF, and FilePass behind the first of them.
                0x0809 => {
                    here = at;
                    measured.reaches.insert(at, Reach::default());
                }
                0x002F => return Err(WorkbookError::Password),
                // BoundSheet8: where a worksheet begins.
                0x0085 => measured.begins.push(number(data, 0) | number(data, 2) << 16),
                // SST: the reader reserves room for as many strings as are announced.
                0x00FC if (number(data, 4) | number(data, 6) << 16) > STRINGS_MAX => {
                    return Err(WorkbookError::TooLarge);
                }
                0x00FC => measured.strings = Strings::of(records, at).lengths(),
                // Row: whether it is hidden.
                0x0208 if number(data, 12) & 0x20 != 0 => {
                    measured.reach(here).hidden.insert(number(data, 0));
                }
                // Formula, Number, Label, BoolErr, RK, MulRk, LabelSst.
                0x0006 | 0x0203..=0x0205 | 0x027E | 0x00BD | 0x00FD => {
                    let shared = if kind == 0x00FD { number(data, 6) | number(data, 8) << 16 } else { usize::MAX };
                    let length = measured.strings.get(shared).copied().unwrap_or(0);
                    measured.reach(here).cell(kind, data, 3 * length)?;
                }
                _ => {}
            }
            at += 4 + data.len();
        }
        measured.check()
    }

    fn reach(&mut self, here: usize) -> &mut Reach {
        self.reaches.entry(here).or_default()
    }

    fn worksheets(&self) -> impl Iterator<Item = &Reach> {
        self.begins.iter().filter_map(|begin| self.reaches.get(begin))
    }

    /// Several names may lead to one worksheet: each is laid out once more.
    fn check(self) -> Result<Self, WorkbookError> {
        if self.begins.len() > WORKSHEETS_MAX {
            return Err(WorkbookError::TooLarge);
        }
        if self.worksheets().count() != self.begins.len() {
            return Err(WorkbookError::Damaged);
        }
        let cells: usize = self.worksheets().map(|reach| reach.rows * reach.columns).sum();
        let text_bytes: usize = self.worksheets().map(|reach| reach.text_bytes).sum();
        if cells > CELLS_MAX || text_bytes > TEXT_BYTES_MAX {
            return Err(WorkbookError::TooLarge);
        }
        Ok(self)
    }
}

/// The shared strings ([MS-XLS] 2.4.265): one record and those that continue it.
struct Strings<'a> {
    chunks: Vec<&'a [u8]>,
    chunk: usize,
    at: usize,
}

impl<'a> Strings<'a> {
    fn of(records: &'a [u8], at: usize) -> Self {
        let (mut chunks, mut next) = (Vec::new(), at);
        while let Some((kind, data)) = record(records, next).filter(|(kind, _)| next == at || *kind == 0x003C) {
            chunks.push(if kind == 0x003C { data } else { data.get(8..).unwrap_or_default() });
            next += 4 + data.len();
        }
        Self { chunks, chunk: 0, at: 0 }
    }

    /// The length of each string in characters, as far as the records go.
    fn lengths(mut self) -> Vec<usize> {
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

impl Reach {
    fn cell(&mut self, kind: u16, data: &[u8], text_bytes: usize) -> Result<(), WorkbookError> {
        let (row, first) = (number(data, 0), number(data, 2));
        // A record of several numbers ends with its last column.
        let last = if kind == 0x00BD { number(data, data.len().saturating_sub(2)) } else { first };
        if row >= GRID_ROWS_MAX {
            return Err(WorkbookError::TooManyRows(String::new()));
        }
        if first.max(last) >= COLUMNS_MAX {
            return Err(WorkbookError::TooManyColumns(String::new()));
        }
        self.rows = self.rows.max(row + 1);
        self.columns = self.columns.max(first.max(last) + 1);
        self.text_bytes = self.text_bytes.saturating_add(text_bytes);
        Ok(())
    }
}

/// The record at a place: its kind and data.
fn record(records: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let head = records.get(at..at.checked_add(4)?)?;
    let (kind, length) = (u16::try_from(number(head, 0)).ok()?, number(head, 2));
    Some((kind, records.get(at + 4..(at + 4).checked_add(length)?)?))
}

/// The number of two bytes at a place; 0 where there are none.
fn number(data: &[u8], at: usize) -> usize {
    let bytes = data.get(at..at.saturating_add(2)).and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
    bytes.map_or(0, |bytes| usize::from(u16::from_le_bytes(bytes)))
}

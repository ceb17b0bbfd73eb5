//! Measures of the records of an old workbook ([MS-XLS] 2.3), taken in the order in which their reader goes through
//! them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::encoding::FILE_BYTES_MAX;
use super::super::super::grid::{COLUMNS_MAX, GRID_ROWS_MAX};
use super::super::{CELLS_MAX, TEXT_BYTES_MAX, WORKSHEETS_MAX, WorkbookError, value};
use super::record::{long, number, record, records_from};
use super::strings::Strings;

/// Most shared strings that a file of this size can hold.
const STRINGS_MAX: usize = FILE_BYTES_MAX / 4;
/// Longest format whose zeros are counted, and one more character.
const FORMAT_CHARACTERS: usize = 33;

const EOF: u16 = 0x000A;
const FORMULA: u16 = 0x0006;
const MUL_RK: u16 = 0x00BD;
const RSTRING: u16 = 0x00D6;
const LABEL_SST: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const LABEL: u16 = 0x0204;
const BOF: u16 = 0x0809;

/// Extent of the cells of a worksheet, and facts of them that its reader does not report.
#[derive(Debug, Default, Clone)]
pub(super) struct WorksheetExtent {
    rows: usize,
    columns: usize,
    /// Bytes of the texts of its cells.
    text_bytes: usize,
    /// Blocks of merged cells.
    merged: usize,
    /// The rows that are not shown, from 0.
    pub(super) hidden: BTreeSet<usize>,
    /// The number of digits that the formats of cells ask for, by row and column, where they ask for any.
    pub(super) zeros: BTreeMap<(usize, usize), usize>,
}

/// The records before the worksheets.
#[derive(Debug, Default)]
struct Globals {
    /// The place where each worksheet begins, in the order of the workbook.
    begins: Vec<usize>,
    /// The length of each shared string in characters.
    strings: Vec<usize>,
    /// The number of digits that each cell style asks for.
    zeros: Vec<usize>,
}

/// Measures the worksheets, in the order of the workbook, and takes out the records that the reader would believe
/// without a check.
pub(super) fn measure(records: &mut [u8]) -> Result<Vec<WorksheetExtent>, WorkbookError> {
    let streams = clear_unchecked(records);
    let globals = Globals::of(records)?;
    let (mut cells, mut text_bytes, mut reaches) = (0, 0_usize, Vec::new());
    // Several names may lead to one worksheet: each is laid out once more.
    for begin in &globals.begins {
        if !streams.contains(begin) {
            return Err(WorkbookError::Damaged);
        }
        let reach = globals.worksheet(records, *begin)?;
        cells += reach.rows * reach.columns + reach.merged;
        text_bytes = text_bytes.saturating_add(reach.text_bytes);
        if cells > CELLS_MAX || text_bytes > TEXT_BYTES_MAX {
            return Err(WorkbookError::TooLarge);
        }
        reaches.push(reach);
    }
    Ok(reaches)
}

/// Takes out the announced sizes of worksheets, for which the reader would make room, and formulas, whose text may be a
/// hundred times as long as they are: only their values count. Returns the places where streams begin.
fn clear_unchecked(records: &mut [u8]) -> BTreeSet<usize> {
    let (mut begins, mut at) = (BTreeSet::new(), 0);
    while let Some((kind, length)) = record(records, at).map(|(kind, data)| (kind, data.len())) {
        let out = match kind {
            DIMENSIONS => 0..length,
            FORMULA => 20..length.min(22),
            _ => 0..0,
        };
        if let Some(data) = records.get_mut(at + 4..).and_then(|data| data.get_mut(out)) {
            data.fill(0);
        }
        if kind == BOF {
            begins.insert(at);
        }
        at += 4 + length;
    }
    begins
}

impl Globals {
    fn of(records: &[u8]) -> Result<Self, WorkbookError> {
        let (mut globals, mut formats, mut styles, mut is_old) = (Self::default(), BTreeMap::new(), Vec::new(), false);
        for (at, kind, data) in records_from(records, 0) {
            match kind {
                EOF => break,
                BOF => is_old = number(data, 0) == 0x0500,
                // FilePass.
                0x002F => return Err(WorkbookError::Password),
                // BoundSheet8: the place where a worksheet begins.
                0x0085 if globals.begins.len() == WORKSHEETS_MAX => return Err(WorkbookError::TooLarge),
                0x0085 => globals.begins.push(long(data, 0)),
                // SST.
                0x00FC if long(data, 4) > STRINGS_MAX => return Err(WorkbookError::TooLarge),
                0x00FC => globals.strings = Strings::of(records, at).ok_or(WorkbookError::TooLarge)?.lengths(),
                // Format, and XF, which names one.
                0x041E => _ = formats.insert(number(data, 0), zeros_of(data, is_old)),
                0x00E0 => styles.push(number(data, 2)),
                _ => {}
            }
        }
        globals.zeros = styles.iter().map(|format| formats.get(format).copied().unwrap_or_default()).collect();
        Ok(globals)
    }

    /// Goes through the records of a worksheet. Those of a chart in it stand between a BOF and an EOF of their own.
    fn worksheet(&self, records: &[u8], begin: usize) -> Result<WorksheetExtent, WorkbookError> {
        let (mut reach, mut depth) = (WorksheetExtent::default(), 0_usize);
        for (_, kind, data) in records_from(records, begin) {
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                _ if depth > 1 => {}
                // Number and RK are the others of one cell each, and BoolErr.
                FORMULA | 0x0203 | LABEL | 0x0205 | 0x027E | MUL_RK | RSTRING | LABEL_SST => {
                    reach.cell(kind, data)?;
                    self.put_zeros(&mut reach, kind, data);
                    reach.text(match kind {
                        LABEL | RSTRING => number(data, 6),
                        LABEL_SST => self.strings.get(long(data, 6)).copied().unwrap_or_default(),
                        _ => 0,
                    });
                }
                // String: the value of the formula before it.
                0x0207 => reach.text(number(data, 0)),
                // MergeCells.
                0x00E5 => reach.merged += number(data, 0),
                // Row: whether it is hidden.
                0x0208 if number(data, 12) & 0x20 != 0 => _ = reach.hidden.insert(number(data, 0)),
                _ => {}
            }
        }
        Ok(reach)
    }

    /// Notes the numbers of digits that the styles of a record's cells ask for.
    fn put_zeros(&self, reach: &mut WorksheetExtent, kind: u16, data: &[u8]) {
        let (row, first) = (number(data, 0), number(data, 2));
        let count = if kind == MUL_RK { data.len().saturating_sub(6) / 6 } else { 1 };
        for nth in 0..count {
            let zeros = self.zeros.get(number(data, 4 + 6 * nth)).copied().unwrap_or_default();
            if zeros > 0 {
                reach.zeros.insert((row, first + nth), zeros);
            }
        }
    }
}

impl WorksheetExtent {
    fn cell(&mut self, kind: u16, data: &[u8]) -> Result<(), WorkbookError> {
        let (row, first) = (number(data, 0), number(data, 2));
        // A record of several numbers ends with its last column.
        let last = if kind == MUL_RK { number(data, data.len().saturating_sub(2)) } else { first };
        if row >= GRID_ROWS_MAX {
            return Err(WorkbookError::TooManyRows(String::new()));
        }
        if first.max(last) >= COLUMNS_MAX {
            return Err(WorkbookError::TooManyColumns(String::new()));
        }
        self.rows = self.rows.max(row + 1);
        self.columns = self.columns.max(first.max(last) + 1);
        Ok(())
    }

    /// Counts a text by the number of characters that it announces: the reader makes room for them.
    fn text(&mut self, characters: usize) {
        self.text_bytes = self.text_bytes.saturating_add(3 * characters);
    }
}

/// The number of digits that a format ([MS-XLS] 2.4.126) asks for; Excel 5 has a shorter head, narrow characters.
fn zeros_of(data: &[u8], is_old: bool) -> usize {
    let (head, width) = match is_old {
        true => (3, 1),
        false => (5, 1 + (number(data, 4) & 1)),
    };
    let characters = data.get(head..).unwrap_or_default().chunks(width).take(FORMAT_CHARACTERS);
    let format: Option<String> = characters.map(|bytes| char::from_u32(number_of(bytes))).collect();
    value::zeros_of(&format.unwrap_or_default())
}

fn number_of(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

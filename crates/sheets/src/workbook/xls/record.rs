//! Records of an old workbook ([MS-XLS] 2.1.4): kind, length, data.

/// The records from a place on: the place, kind and data of each.
pub(super) fn records_from(records: &[u8], begin: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut next = begin;
    core::iter::from_fn(move || {
        let at = next;
        let (kind, data) = record(records, at)?;
        next = at + 4 + data.len();
        Some((at, kind, data))
    })
}

/// The record at a place: its kind and data.
pub(super) fn record(records: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let head = records.get(at..at.checked_add(4)?)?;
    let (kind, length) = (u16::try_from(number(head, 0)).ok()?, number(head, 2));
    Some((kind, records.get(at + 4..(at + 4).checked_add(length)?)?))
}

/// The number of two bytes at a place; 0 where there are none.
pub(super) fn number(data: &[u8], at: usize) -> usize {
    let bytes = data.get(at..at.saturating_add(2)).and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
    bytes.map_or(0, |bytes| usize::from(u16::from_le_bytes(bytes)))
}

/// The number of four bytes at a place.
pub(super) fn long(data: &[u8], at: usize) -> usize {
    number(data, at) | number(data, at.saturating_add(2)) << 16
}

//! Rows written as CSV: a cell in quote marks where it needs them, `\r\n` behind each row (RFC 4180 §2).

use super::sheet::Separator;

/// Text of the rows, in which no cell is changed.
pub(super) fn written<Cell: AsRef<str>>(rows: impl Iterator<Item = Vec<Cell>>, separator: Separator) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator.byte())
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| cell.as_ref().as_bytes())).expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("texts were written")
}

//! Workbooks in a build without their readers (docs/decisions/0097): they are known, and refused with what to do.

use super::sheet::{Sheet, TableOptions};
use super::workbook_error::WorkbookError;

/// Returns true if a file is an archive or a compound file, as workbooks are.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"\xD0\xCF\x11\xE0"].iter().any(|magic| bytes.starts_with(*magic))
}

/// Refuses the workbook.
pub(super) fn read(_: &[u8], _: &[String], _: TableOptions<'_>) -> Result<Vec<Sheet>, WorkbookError> {
    Err(WorkbookError::NotRead)
}

//! The sheet given back, with what to fix in its last column.

use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_sheets::{ImportedTables, ReturnError, ReturnFormat};
use attestat_words::text;
use std::path::{Path, PathBuf};

/// Checks, before anything is read, the file for the mistakes: its name must be that of a sheet, and it must not be
/// there yet, for it may hold corrections.
pub(super) fn form_of(errors: &Path, sheets: &[PathBuf]) -> Result<ReturnFormat, Failure> {
    let same = |sheet: &PathBuf| Some(errors.canonicalize().ok()? == sheet.canonicalize().ok()?);
    if sheets.iter().any(|sheet| same(sheet).unwrap_or(false)) {
        let (what, todo) = (text!("issue-errors-is-the-sheet"), text!("issue-errors-is-the-sheet.next"));
        return Err(Failure::usage("errors-file", what, todo));
    }
    if errors.exists() {
        let (what, todo) = (text!("issue-errors-there", errors = errors), text!("issue-errors-there.next"));
        return Err(Failure::usage("file-exists", what, todo));
    }
    let extension = errors.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("xlsx") => Ok(ReturnFormat::Workbook),
        Some("csv" | "txt" | "tsv") => Ok(ReturnFormat::Text),
        _ => {
            let (what, todo) = (text!("issue-errors-form"), text!("issue-errors-form.next"));
            Err(Failure::usage("errors-file", what, todo))
        }
    }
}

/// Writes the sheet with its mistakes, for its owner's eyes, and names the file; without a file, says how to get one.
pub(super) fn give_back(
    import: &ImportedTables,
    errors: Option<(&Path, ReturnFormat)>,
    out: &Output,
) -> Result<(), Failure> {
    let language = out.language();
    let Some((path, form)) = errors else {
        out.words(&text!("issue-errors-hint"));
        return Ok(());
    };
    let bytes = import.returned(form, language).map_err(|error| match error {
        ReturnError::SeveralTables => {
            let (what, todo) = (text!("issue-errors-one-table"), text!("issue-errors-one-table.next"));
            Failure::usage("errors-file", what, todo)
        }
        ReturnError::Workbook(error) => Failure::internal(text!("issue-errors-not-made", why = error.to_string())),
    })?;
    disk::write_new(path, &bytes, Readers::Owner)?;
    out.words(&text!("issue-errors-written", path = path));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_may_hold_corrections_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (sheet, errors) = (folder.path().join("class.csv"), folder.path().join("to-correct.csv"));
        std::fs::write(&sheet, "a").unwrap();
        let sheets = [sheet.clone()];
        assert!(matches!(form_of(&errors, &sheets), Ok(ReturnFormat::Text)));
        std::fs::write(&errors, "corrected by hand").unwrap();
        assert_eq!(form_of(&errors, &sheets).err().unwrap().code, "file-exists");
        assert_eq!(form_of(&sheet, &sheets).err().unwrap().code, "errors-file");
    }
}

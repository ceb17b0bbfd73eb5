//! The sheet given back, with what to fix in its last column.

use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_sheets::{ImportedTables, ReturnError, ReturnFormat};
use attestat_words::language::{Choose as _, Language};
use std::path::{Path, PathBuf};

/// Checks, before anything is read, the file for the mistakes: its name must be that of a sheet, and it must not be
/// there yet, for it may hold corrections.
pub(super) fn form_of(errors: &Path, sheets: &[PathBuf], language: Language) -> Result<ReturnFormat, Failure> {
    let same = |sheet: &PathBuf| Some(errors.canonicalize().ok()? == sheet.canonicalize().ok()?);
    if sheets.iter().any(|sheet| same(sheet).unwrap_or(false)) {
        let (what, todo) = match language {
            Language::English => ("--errors names the sheet itself", "Name another file: your sheet stays as it is."),
            Language::Russian => {
                ("--errors указывает на саму таблицу", "Назовите другой файл: ваша таблица не меняется.")
            }
        };
        return Err(Failure::usage("errors-file", what, todo));
    }
    if errors.exists() {
        let (what, todo) = match language {
            Language::English => (
                format!("{} is there already", errors.display()),
                "It may hold corrections: issue that file, or name another one for --errors.",
            ),
            Language::Russian => (
                format!("Файл {} уже есть", errors.display()),
                "В нём могут быть исправления: выдавайте по нему или назовите в --errors другой файл.",
            ),
        };
        return Err(Failure::usage("file-exists", what, todo));
    }
    let extension = errors.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("xlsx") => Ok(ReturnFormat::Workbook),
        Some("csv" | "txt" | "tsv") => Ok(ReturnFormat::Text),
        _ => {
            let (what, todo) = match language {
                Language::English => ("--errors writes .xlsx or .csv", "End the file's name with one of the two."),
                Language::Russian => ("--errors пишет .xlsx или .csv", "Закончите имя файла одним из двух."),
            };
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
        out.words(match language {
            Language::English => "To get the sheet back with the mistakes marked, add --errors FILE.xlsx (or .csv).",
            Language::Russian => {
                "Чтобы получить таблицу с отмеченными ошибками, добавьте --errors ФАЙЛ.xlsx (или .csv)."
            }
        });
        return Ok(());
    };
    let bytes = import.returned(form, language).map_err(|error| match error {
        ReturnError::SeveralTables => {
            let (what, todo) = language.choose(
                ("A CSV file holds one table, and there are several", "Name an .xlsx file for --errors."),
                ("В файле CSV помещается одна таблица, а их несколько", "Назовите для --errors файл .xlsx."),
            );
            Failure::usage("errors-file", what, todo)
        }
        ReturnError::Workbook(error) => {
            Failure::internal(format!("The sheet with the mistakes could not be put together: {error}"))
        }
    })?;
    disk::write_new(path, &bytes, Readers::Owner)?;
    let path = path.display();
    out.words(&match language {
        Language::English => format!(
            "Or correct them in a copy of your sheet whose last column says what to fix, and issue that file: {path}"
        ),
        Language::Russian => {
            format!(
                "Или исправьте их в копии вашей таблицы, где последний столбец — «что исправить», и выдавайте по ней: {path}"
            )
        }
    });
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
        assert!(matches!(form_of(&errors, &sheets, Language::English), Ok(ReturnFormat::Text)));
        std::fs::write(&errors, "corrected by hand").unwrap();
        assert_eq!(form_of(&errors, &sheets, Language::Russian).err().unwrap().code, "file-exists");
        assert_eq!(form_of(&sheet, &sheets, Language::English).err().unwrap().code, "errors-file");
    }
}

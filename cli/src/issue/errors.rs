//! The sheet given back with what to fix in its last column.

use crate::disk::{self, Readers};
use crate::failure::Failure;
use crate::import::{Form, Import};
use crate::language::Language;
use crate::output::Output;
use std::path::Path;

/// Checks, before anything is read, that the file for the mistakes can be one: by its name a sheet, and not
/// the sheet itself.
pub(super) fn form_of(errors: &Path, sheet: &Path, language: Language) -> Result<Form, Failure> {
    let same = || Some(errors.canonicalize().ok()? == sheet.canonicalize().ok()?);
    if same().unwrap_or(false) {
        let (what, todo) = match language {
            Language::English => ("--errors names the sheet itself", "Name another file: your sheet stays as it is."),
            Language::Russian => {
                ("--errors указывает на саму таблицу", "Назовите другой файл: ваша таблица не меняется.")
            }
        };
        return Err(Failure::usage("errors-file", what, todo));
    }
    let extension = errors.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("xlsx") => Ok(Form::Workbook),
        Some("csv" | "txt" | "tsv") => Ok(Form::Text),
        _ => {
            let (what, todo) = match language {
                Language::English => ("--errors writes .xlsx or .csv", "End the file's name with one of the two."),
                Language::Russian => ("--errors пишет .xlsx или .csv", "Закончите имя файла одним из двух."),
            };
            Err(Failure::usage("errors-file", what, todo))
        }
    }
}

/// Writes the sheet with its mistakes, for its owner's eyes, and says where; without a file, says how.
pub(super) fn give_back(import: &Import, errors: Option<(&Path, Form)>, out: &Output) -> Result<(), Failure> {
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
    let bytes = import.returned(form, language).map_err(|error| {
        Failure::internal(format!("The sheet with the mistakes could not be put together: {error}"))
    })?;
    disk::write(path, &bytes, Readers::Owner)?;
    let path = path.display();
    out.words(&match language {
        Language::English => format!(
            "Your sheet with a last column that says what to fix: {path}. Correct it there and issue that file."
        ),
        Language::Russian => {
            format!(
                "Ваша таблица с последним столбцом «что исправить»: {path}. Исправьте в ней и выдавайте по этому файлу."
            )
        }
    });
    Ok(())
}

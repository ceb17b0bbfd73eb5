//! Sheets as the registrar's commands read them: the school's own headings, all tables of all files, and the day.

mod profile;

pub(crate) use profile::{HeadingArgs, Known, parse_rows};

use crate::files::disk;
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_credential::draft::text::Date;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{FILE_BYTES_MAX, ImportError, ImportedTables, Profile, Settings, SourceFile};
use attestat_words::text;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Reads all tables of all files.
pub(crate) fn read_files(
    files: &[PathBuf],
    worksheets: &[String],
    settings: &Settings,
    profile: &Profile,
) -> Result<ImportedTables, Failure> {
    let read = |file: &PathBuf| disk::read(file, FILE_BYTES_MAX).map(Zeroizing::new);
    let bytes: Vec<Zeroizing<Vec<u8>>> = files.iter().map(read).collect::<Result<_, _>>()?;
    let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let names: Vec<String> = files.iter().map(name).collect();
    let sources: Vec<SourceFile<'_>> =
        names.iter().zip(&bytes).map(|(name, bytes)| SourceFile { name, bytes }).collect();
    attestat_sheets::read_all(&sources, worksheets, settings, profile).map_err(|(at, error)| {
        let file = files.get(at).map_or(Path::new(""), PathBuf::as_path);
        unreadable(file, &error)
    })
}

/// Failure for a file in which no table was found; a name of a worksheet that it does not have is no fault of the file.
pub(crate) fn unreadable(file: &Path, error: &ImportError) -> Failure {
    if error.is_of_the_worksheet_asked_for() {
        let what = text!("issue-no-such-worksheet", file = file, why = error.text());
        return Failure::usage("no-such-worksheet", what, text!("issue-no-such-worksheet.next"));
    }
    let (what, todo) = (text!("issue-not-a-table", file = file, why = error.text()), text!("issue-not-a-table.next"));
    Failure::new(Exit::BadRows, "bad-file", what, todo)
}

/// The day that a sheet is read on.
pub(crate) fn today() -> Result<Date, Failure> {
    Date::parse(&clock::today().to_string()).map_err(|_| Failure::internal(text!("clock-no-day")))
}

/// The kinds of documents on the command line, listed by help and by completions.
pub(crate) fn kinds() -> impl TypedValueParser<Value = DocumentKind> {
    let words = DocumentKind::ALL.iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| DocumentKind::parse(&word).map_err(|error| error.to_string()))
}

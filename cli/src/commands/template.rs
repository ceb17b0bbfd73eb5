//! `attestat template`: a sheet to fill in, and a profile of the headings of one's own sheets.

use crate::commands::issue::{today, unreadable};
use crate::files::disk;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{FILE_BYTES_MAX, Profile, Settings};
use attestat_words::language::Language;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Arguments of `template`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct TemplateArgs {
    #[command(subcommand)]
    what: Option<TemplateCommand>,
    /// Kind of document
    #[arg(long, value_parser = kinds(), default_value = DocumentKind::Basic.word())]
    kind: DocumentKind,
}

/// Templates other than sheets.
#[derive(clap::Subcommand)]
enum TemplateCommand {
    /// A profile that says what the headings of a sheet mean, to stdout; for `issue --profile`
    Profile {
        /// A sheet of the school, with or without rows
        sheet: PathBuf,
        /// Worksheet of a workbook in which several hold a table
        #[arg(long, value_name = "NAME")]
        worksheet: Option<String>,
    },
}

/// Writes the sheet, or the profile, to stdout.
pub(crate) fn run(args: &TemplateArgs, out: &Output) -> Result<Exit, Failure> {
    if let Some(TemplateCommand::Profile { sheet, worksheet }) = &args.what {
        return profile(sheet, worksheet.as_deref(), out);
    }
    out.file(attestat_sheets::template(args.kind).as_bytes());
    out.remark(match out.language() {
        Language::English => {
            "Save it as a .csv file, open it in a spreadsheet, replace the SAMPLE row, and save it as .xlsx or CSV."
        }
        Language::Russian => {
            "Сохраните как .csv, откройте в программе электронных таблиц, замените строку SAMPLE и сохраните как .xlsx или CSV."
        }
    });
    Ok(Exit::Done)
}

fn profile(sheet: &std::path::Path, worksheet: Option<&str>, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let bytes = Zeroizing::new(disk::read(sheet, FILE_BYTES_MAX)?);
    let import = attestat_sheets::read_by(&bytes, &Settings::on(today()?), worksheet, &Profile::default())
        .map_err(|error| unreadable(sheet, &error, language))?;
    let mut profile = Profile::default();
    profile.worksheet = worksheet.map(str::to_owned);
    import.teach(&mut profile);
    let unknown = import.unknown_headings();
    out.file(profile.render(&unknown).as_bytes());
    out.remark(&match (language, unknown.len()) {
        (Language::English, 0) => "Every heading is known. Use it with `attestat issue SHEET --profile FILE`.".to_owned(),
        (Language::Russian, 0) => {
            "Все заголовки известны. Применение: `attestat issue ТАБЛИЦА --profile ФАЙЛ`.".to_owned()
        }
        (Language::English, unknown) => {
            format!("Headings that are not known: {unknown}. They stand at the end with a # before them: correct these lines.")
        }
        (Language::Russian, unknown) => {
            format!("Неизвестных заголовков: {unknown}. Они стоят в конце, с # в начале: исправьте эти строки.")
        }
    });
    Ok(Exit::Done)
}

/// The kinds of documents on the command line, listed by help and by completions.
pub(crate) fn kinds() -> impl TypedValueParser<Value = DocumentKind> {
    let words = DocumentKind::ALL.iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| DocumentKind::parse(&word).map_err(|error| error.to_string()))
}

//! `attestat template`: a sheet to fill in, and a profile of the headings of one's own sheets.

use crate::commands::sheets::{kinds, today, unreadable};
use crate::files::disk;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_credential::draft::words::DocumentKind;
use attestat_sheets::{FILE_BYTES_MAX, Profile, Settings};
use attestat_words::text;
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
    out.remark(&text!("template-remark"));
    Ok(Exit::Done)
}

fn profile(sheet: &std::path::Path, worksheet: Option<&str>, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let bytes = Zeroizing::new(disk::read(sheet, FILE_BYTES_MAX)?);
    let import = attestat_sheets::read_by(&bytes, &Settings::on(today()?), worksheet, &Profile::default())
        .map_err(|error| unreadable(sheet, &error))?;
    let mut profile = Profile::default();
    profile.worksheet = worksheet.map(str::to_owned);
    import.teach(&mut profile);
    let unknown = import.unknown_headings();
    out.file(profile.render(&unknown, language).as_bytes());
    let told = match unknown.len() {
        0 => text!("template-all-known"),
        unknown => text!("template-unknown", n = unknown),
    };
    out.remark(&told);
    Ok(Exit::Done)
}

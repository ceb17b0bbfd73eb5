//! `attestat template`: a sheet to fill in.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::import;
use crate::output::Output;
use attestat_credential::draft::words::DocumentKind;

/// What `template` takes.
#[derive(clap::Args)]
pub(crate) struct TemplateArgs {
    /// Kind of document
    #[arg(long, value_parser = parse_kind, default_value = DocumentKind::Basic.word())]
    kind: DocumentKind,
}

/// Writes the sheet to stdout.
pub(crate) fn run(args: &TemplateArgs, out: &Output) -> Result<Exit, Failure> {
    out.file(import::template(args.kind).as_bytes());
    out.remark("Save it as a .csv file, open it in a spreadsheet, replace the SAMPLE row, and save it as CSV again.");
    Ok(Exit::Done)
}

/// A kind of document on the command line.
pub(crate) fn parse_kind(text: &str) -> Result<DocumentKind, String> {
    DocumentKind::parse(text).map_err(|_| {
        let known: Vec<&str> = DocumentKind::ALL.iter().map(|kind| kind.word()).collect();
        format!("the kinds are: {}", known.join(", "))
    })
}

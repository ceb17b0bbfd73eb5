//! `attestat template`: a sheet to fill in.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::import;
use crate::output::Output;
use attestat_credential::draft::words::DocumentKind;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What `template` takes.
#[derive(clap::Args)]
pub(crate) struct TemplateArgs {
    /// Kind of document
    #[arg(long, value_parser = kinds(), default_value = DocumentKind::Basic.word())]
    kind: DocumentKind,
}

/// Writes the sheet to stdout.
pub(crate) fn run(args: &TemplateArgs, out: &Output) -> Result<Exit, Failure> {
    out.file(import::template(args.kind).as_bytes());
    out.remark("Save it as a .csv file, open it in a spreadsheet, replace the SAMPLE row, and save it as CSV again.");
    Ok(Exit::Done)
}

/// The kinds of documents on the command line, listed by help and by completions.
pub(crate) fn kinds() -> impl TypedValueParser<Value = DocumentKind> {
    let words = DocumentKind::ALL.iter().map(|kind| kind.word());
    PossibleValuesParser::new(words).try_map(|word| DocumentKind::parse(&word).map_err(|error| error.to_string()))
}

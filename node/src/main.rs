//! `attestat-node`: the service that a school runs, and its operator's commands on the data folder.

mod command;

use attestat_terminal::language;
use attestat_words::language::Language;
use command::exit::Failure;
use command::output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    command::start_log();
    attestat_node::machine::process::close();
    attestat_node::machine::process::open_wide();
    let language = language::chosen(language::asked(std::env::args_os()));
    let arguments = match command::read(std::env::args_os(), language) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error, language),
    };
    match command::run(arguments, Output::speaking(language)) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.tell(language),
    }
}

/// Ends a run whose command line cannot be carried out, or asks for help.
fn refused(error: &clap::Error, language: Language) -> ExitCode {
    match Failure::of_line(error) {
        Some(failure) => failure.tell(language),
        None => error.exit(),
    }
}

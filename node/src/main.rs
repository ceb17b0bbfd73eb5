//! `attestat-node`: the service that a school runs, and its operator's commands on the data folder.

mod command;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    command::start_log();
    attestat_node::machine::process::close();
    attestat_node::machine::process::open_wide();
    let arguments = command::Arguments::parse();
    match command::run(arguments) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.tell(),
    }
}

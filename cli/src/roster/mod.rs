//! `attestat roster`: the consortium's document, from its first key to the hash that everyone pins.

mod add;
mod entry;
mod folder;
mod init;
mod quorum;
mod render;
mod show;
mod sign;
#[cfg(test)]
mod tests;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use std::path::PathBuf;

/// What to do with a roster.
#[derive(clap::Subcommand)]
pub(crate) enum RosterCommand {
    /// Make a folder with a governor's key and an empty roster
    Init(InitArgs),
    /// Take the entry.toml of schools into the next version
    Add(AddArgs),
    /// Sign the next version with the governors' keys and print the hash to pin
    Sign(SignArgs),
    /// Show a roster
    Show(ShowArgs),
}

/// What `roster init` takes.
#[derive(clap::Args)]
pub(crate) struct InitArgs {
    /// The folder to make
    dir: PathBuf,
    /// Name of the governor, such as pilot.example
    #[arg(long)]
    name: String,
    /// How many governor keys to make here
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=20))]
    governors: u8,
    /// Public key of a governor elsewhere, as their `roster init` printed it
    #[arg(long = "governor", value_name = "KEY")]
    others: Vec<String>,
    /// How many governors must sign a version [default: more than half]
    #[arg(long, value_name = "K")]
    threshold: Option<usize>,
    /// How long a version holds: 365d, 52w
    #[arg(long, value_name = "AGE", default_value = "365d", value_parser = crate::clock::parse_age)]
    valid_for: u64,
}

/// What `roster add` takes.
#[derive(clap::Args)]
pub(crate) struct AddArgs {
    /// Files entry.toml, as `attestat-node init` wrote them
    #[arg(required = true)]
    entry: Vec<PathBuf>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
    /// How many mirrors of other organisations must confirm a head [default: so many of the n that two
    /// quorums share an honest one although f = (n - 1) / 3 lie: more than (n + f) / 2]
    #[arg(long, value_name = "K")]
    quorum: Option<usize>,
}

/// What `roster sign` takes.
#[derive(clap::Args)]
pub(crate) struct SignArgs {
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
    /// Key of a governor [default: every governor-*.key in the folder]
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
}

/// What `roster show` takes.
#[derive(clap::Args)]
pub(crate) struct ShowArgs {
    /// Folder of the roster, or a roster file
    #[arg(default_value = ".")]
    roster: PathBuf,
    /// The same, as the other commands spell it
    #[arg(long = "roster", value_name = "DIR", conflicts_with = "roster")]
    folder: Option<PathBuf>,
}

/// Runs a roster command.
pub(crate) fn run(command: &RosterCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        RosterCommand::Init(args) => init::run(args, out),
        RosterCommand::Add(args) => add::run(args, out),
        RosterCommand::Sign(args) => sign::run(args, out),
        RosterCommand::Show(args) => show::run(args, out),
    }?;
    Ok(Exit::Done)
}

//! `attestat roster`: the consortium's document, from its first key to the hash that everyone pins.

mod add;
mod change;
mod cut;
mod cuts;
mod diff;
mod folder;
mod init;
mod merge;
mod show;
mod sign;
mod signed;
#[cfg(test)]
mod tests;

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::RegistryState;
use std::path::PathBuf;

/// Commands on a roster.
#[derive(clap::Subcommand)]
pub(crate) enum RosterCommand {
    /// Make a folder with a governor's key and an empty roster
    Init(InitArgs),
    /// Take the entry.toml of schools into the next version
    Add(AddArgs),
    /// Let registries issue nothing for now; their documents are amber
    Suspend(StateArgs),
    /// Let registries issue nothing any more; their documents stand
    Close(StateArgs),
    /// Let suspended or closed registries issue again
    Reopen(StateArgs),
    /// Take registries, cosigners or governors out
    Remove(RemoveArgs),
    /// Let the next version hold from today
    Renew(RenewArgs),
    /// Cut a log that forked or whose key was stolen
    Cut(CutArgs),
    /// Show what the next version changes, or how two files differ
    Diff(DiffArgs),
    /// Show the difference, ask, sign it with the governors' keys, and print the hash to pin
    Sign(SignArgs),
    /// Put the signatures of governors who signed apart from each other under one text
    Merge(MergeArgs),
    /// Show a roster
    Show(ShowArgs),
}

/// Arguments of `roster init`.
#[derive(clap::Args)]
pub(crate) struct InitArgs {
    /// The folder to make
    dir: PathBuf,
    /// Name of the governor, such as pilot.example
    #[arg(long)]
    name: Option<String>,
    /// How many governor keys to make here; 0 for a secretary who is no governor
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=20))]
    governors: u8,
    /// Public key of a governor elsewhere, as their `roster init` printed it
    #[arg(long = "governor", value_name = "KEY")]
    others: Vec<String>,
    /// How many governors must sign a version [default: more than half]
    #[arg(long, value_name = "K")]
    threshold: Option<usize>,
    /// How long a version holds: 365d, 52w
    #[arg(long, value_name = "AGE", default_value = "365d", value_parser = crate::machine::clock::parse_age)]
    valid_for: u64,
}

/// Arguments of `roster add`.
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

/// Arguments of `roster suspend`, `close` and `reopen`.
#[derive(clap::Args)]
pub(crate) struct StateArgs {
    /// Ids of registries
    #[arg(required = true, value_name = "REGISTRY")]
    registries: Vec<String>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
}

/// Arguments of `roster remove`.
#[derive(clap::Args)]
pub(crate) struct RemoveArgs {
    /// A registry's id, or the name of a cosigner or governor
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
}

/// Arguments of `roster renew`.
#[derive(clap::Args)]
pub(crate) struct RenewArgs {
    /// How long it holds from today: 365d, 52w [default: as long as the version before]
    #[arg(long, value_name = "AGE", value_parser = crate::machine::clock::parse_age)]
    valid_for: Option<u64>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
}

/// Arguments of `roster cut`.
#[derive(clap::Args)]
pub(crate) struct CutArgs {
    /// Evidence of a fork, or the head or status file at which the log is cut; with --log a node that shows one
    #[arg(long, value_name = "EVIDENCE")]
    from: String,
    /// Cut this log where the node has it: at its newest status file or head that a quorum confirmed
    #[arg(long, value_name = "LOG", conflicts_with = "offline", value_parser = crate::commands::log::parse_origin)]
    log: Option<Origin>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
    /// Ask no node whether the log was there; whoever has a network must have
    #[arg(long)]
    offline: bool,
}

/// Arguments of `roster diff`.
#[derive(clap::Args)]
pub(crate) struct DiffArgs {
    /// Two roster files; or one folder
    #[arg(num_args = 0..=2, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".", conflicts_with = "files")]
    roster: PathBuf,
}

/// Arguments of `roster merge`.
#[derive(clap::Args)]
pub(crate) struct MergeArgs {
    /// Files roster-<n>.note as the governors sent them back
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of the roster
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
}

/// Arguments of `roster sign`.
#[derive(clap::Args)]
pub(crate) struct SignArgs {
    /// Folder of the roster, or the file in it that is to be signed
    #[arg(long, value_name = "DIR", default_value = ".")]
    roster: PathBuf,
    /// Key of a governor [default: every governor-*.key in the folder]
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// Sign only what has this hash, whole or as the 25 digits that were read out
    #[arg(long, value_name = "HASH")]
    hash: Option<String>,
    /// Ask no node whether the log was where it is cut; whoever has a network must have
    #[arg(long)]
    offline: bool,
    /// Sign without a question
    #[arg(long)]
    yes: bool,
}

/// Arguments of `roster show`.
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
        RosterCommand::Suspend(args) => change::state(args, RegistryState::Suspended, out),
        RosterCommand::Close(args) => change::state(args, RegistryState::Closed, out),
        RosterCommand::Reopen(args) => change::state(args, RegistryState::Active, out),
        RosterCommand::Remove(args) => change::remove(args, out),
        RosterCommand::Renew(args) => change::renew(args, out),
        RosterCommand::Cut(args) => cut::run(args, out),
        RosterCommand::Diff(args) => diff::run(args, out),
        RosterCommand::Sign(args) => sign::run(args, out),
        RosterCommand::Merge(args) => merge::run(args, out),
        RosterCommand::Show(args) => show::run(args, out),
    }?;
    Ok(Exit::Done)
}

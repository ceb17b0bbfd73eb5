//! `attestat trust`: the beliefs of a verifier, kept in a folder and never taken backwards
//! ([`attestat_checking::trust`]).

mod answers;
pub(crate) mod climb;
mod evidence;
mod heads;
mod held;
mod pin;
mod proofs;
mod rosters;
mod store;
#[cfg(test)]
mod tests;
mod update;

pub(crate) use attestat_checking::trust::heads::SeenHead;
pub(crate) use heads::settle;
pub(crate) use proofs::command as command_for_proofs;
pub(crate) use store::{Lock, TrustStore};

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use std::path::PathBuf;

/// Argument that names the folder of trust.
#[derive(clap::Args)]
pub(crate) struct TrustArgs {
    /// Folder of the pinned roster, heads and status files [default: attestat/trust in the user's data folder]
    #[arg(id = "trust", long = "trust", value_name = "DIR", global = true)]
    pub(crate) dir: Option<PathBuf>,
}

/// Commands on trust.
#[derive(clap::Subcommand)]
pub(crate) enum TrustCommand {
    /// Trust a roster, after comparing its hash with the published one
    Pin(PinArgs),
    /// Fetch newer rosters, cosigned heads and status files, and check all of them
    Update(UpdateArgs),
}

/// Arguments of `trust pin`.
#[derive(clap::Args)]
pub(crate) struct PinArgs {
    /// The signed roster: the file `roster.note`
    roster: PathBuf,
    /// Its hash as the consortium published it: 64 hex digits, or the 25 that are read out over a telephone
    #[arg(long)]
    hash: String,
    /// Take it in place of a pinned roster that it does not follow
    #[arg(long)]
    replace: bool,
}

/// Arguments of `trust update`.
#[derive(clap::Args)]
pub(crate) struct UpdateArgs {
    /// Nodes to ask, such as https://127.0.0.1:7400; several are compared
    #[arg(long = "from", value_name = "NODE", required = true, num_args = 1..)]
    from: Vec<String>,
    /// Fetch also the proofs that these documents need: files, folders or archives that `verify` found held up
    #[arg(long = "for", value_name = "FILE", num_args = 1..)]
    files: Vec<PathBuf>,
}

#[cfg(test)]
impl TrustCommand {
    /// `trust pin`, for tests of other commands.
    pub(crate) fn pin_for_tests(roster: PathBuf, hash: String) -> Self {
        Self::Pin(PinArgs { roster, hash, replace: false })
    }

    /// `trust update`, for tests of other commands.
    pub(crate) fn update_for_tests(from: Vec<String>) -> Self {
        Self::update_for_files(from, Vec::new())
    }

    /// `trust update --for`, for tests of other commands.
    pub(crate) fn update_for_files(from: Vec<String>, files: Vec<PathBuf>) -> Self {
        Self::Update(UpdateArgs { from, files })
    }
}

/// Runs a trust command.
pub(crate) fn run(command: &TrustCommand, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let store = TrustStore::at(trust.dir.as_deref())?;
    match command {
        TrustCommand::Pin(args) => pin::run(args, &store, out),
        TrustCommand::Update(args) => update::run(args, &store, out),
    }
}

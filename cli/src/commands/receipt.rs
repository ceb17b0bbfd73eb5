//! `attestat receipt`: a verifier's record of a check, by which it can show later what it looked at and when.
//!
//! `attestat verify --receipt FILE` writes one ([`attestat_checking::receipt`], docs/spec/receipt.md); the commands here make the
//! verifier's key, and hold a receipt against all that it names.

mod check;
mod key;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use key::ReceiptSigner;

use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use std::path::PathBuf;

/// Commands on receipts.
#[derive(clap::Subcommand)]
pub(crate) enum ReceiptCommand {
    /// Make the key that signs your receipts
    Key(KeyArgs),
    /// Check a receipt, and whether files and all that their verdicts rested on are as it records them
    Check(CheckArgs),
}

/// Arguments of `receipt key`.
#[derive(clap::Args)]
pub(crate) struct KeyArgs {
    /// Your name on receipts, such as admissions.university.example
    #[arg(long = "as", value_name = "NAME")]
    name: String,
    /// The secret key; its public half is written beside it as FILE.pub
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `receipt check`.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// The receipt
    receipt: PathBuf,
    /// The verifier's public key: the line that `receipt key` printed, or its file
    #[arg(long)]
    key: Option<String>,
    /// The files, folders or archives that were verified
    path: Vec<PathBuf>,
    /// The request that was used
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// The withdrawals that were given: files, or a folder of them
    #[arg(long, value_name = "FILE", num_args = 1..)]
    withdrawal: Vec<PathBuf>,
    /// A copy of the folder of trust as it was then
    #[arg(long, value_name = "DIR")]
    trust: Option<PathBuf>,
}

/// Runs one of the commands.
pub(crate) fn run(command: &ReceiptCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        ReceiptCommand::Key(args) => key::run(args, out),
        ReceiptCommand::Check(args) => check::run(args, out),
    }
}

//! `attestat shares`: lists what was shown to whom until when, and withdraws a consent.

use crate::commands::share::{Confirmation, Handover};
use crate::commands::wallet::{FilePlace, OpenWallet, WalletArgs};
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_wallet::flow::FlowError;
use attestat_wallet::flow::share::stop as stop_share;
use attestat_wallet::told::flow::of_flow;
use attestat_wallet::told::shares::{as_json, find, first_digits, list};
use attestat_words::text;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Commands on shares.
#[derive(clap::Subcommand)]
pub(crate) enum SharesCommand {
    /// List what was shown to whom, for what and until when
    Ls(WalletArgs),
    /// Withdraw the consent of a share: writes a signed withdrawal for the receiver
    Stop(StopArgs),
}

/// Arguments of `shares stop`.
#[derive(clap::Args)]
pub(crate) struct StopArgs {
    /// The share, as `shares ls` lists it; its first digits are enough
    id: String,
    /// File for the withdrawal [default: withdrawal-<first digits>.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    wallet: WalletArgs,
}

/// Runs a shares command.
pub(crate) fn run(command: &SharesCommand, out: &Output) -> Result<Exit, Failure> {
    match command {
        SharesCommand::Ls(args) => ls(args, out),
        SharesCommand::Stop(args) => stop(args, out),
    }
}

fn ls(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = OpenWallet::open(args, out)?;
    let now = clock::now();
    out.words(&list(&opened.wallet, now, out.language()));
    let shares: Vec<Value> = opened.wallet.shares().map(|share| as_json(share, now)).collect();
    out.json("shares-ls", json!({ "shares": shares }));
    Ok(Exit::Done)
}

fn stop(args: &StopArgs, out: &Output) -> Result<Exit, Failure> {
    let mut opened = OpenWallet::open(&args.wallet, out)?;
    let id = find(&opened.wallet, &args.id)?;
    let first = first_digits(&id);
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("withdrawal-{first}.json")));
    let (wallet, lock, file) = FilePlace::of(&mut opened);
    let stopped = Handover::new(&path, Confirmation::Given, out).run(stop_share(wallet, lock, id), Some(file));
    stopped.map_err(|error| not_stopped(error, &path))?;
    let to = opened.wallet.find_share(&id).map(|share| share.audience.clone()).unwrap_or_default();
    out.words(&text!("shares-withdrawn", first = first, file = &path, to = &to));
    out.json("shares-stop", json!({"id": id.to_string(), "withdrawal": path, "audience": to}));
    Ok(Exit::Done)
}

/// Failure for a withdrawal that was not made.
fn not_stopped(error: FlowError<Failure>, path: &Path) -> Failure {
    match error {
        FlowError::Effect(failure) if failure.code == "already-there" => Failure {
            what: text!("shares-already-there", path = path),
            todo: text!("shares-already-there.next"),
            ..failure
        },
        other => of_flow(other, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::language::Language;

    #[test]
    fn a_withdrawal_in_the_way_of_a_file_names_the_argument() {
        for language in [Language::English, Language::Russian] {
            let there = FlowError::Effect(Failure::usage("already-there", "It is there", ""));
            let failure = not_stopped(there, Path::new("withdrawal.json"));
            assert!(failure.code == "already-there" && failure.todo.told(language).contains("--out"), "{failure}");
        }
    }
}

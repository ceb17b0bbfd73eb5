//! `attestat fork`: evidence that a log was signed in two histories, checked, made to count here, told to nodes.

mod report;
#[cfg(test)]
mod tests;

use crate::commands::trust::{TrustArgs, TrustStore};
use crate::files::disk;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::fork_file::{ForkFile, ForkStanding};
use attestat_ledger::fork::FORK_FILE_BYTES_MAX;
use attestat_ledger::roster::Roster;
use attestat_words::say;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Commands on evidence.
#[derive(clap::Subcommand)]
pub(crate) enum ForkCommand {
    /// Check evidence by the pinned roster, and say what it shows
    Check(FilesArgs),
    /// Put evidence that holds into the folder of trust: from then on it counts in every verdict
    Import(FilesArgs),
    /// Tell nodes: they check it, stop following the log, and pass it on
    Report(ReportArgs),
}

/// Arguments of `fork check` and `fork import`.
#[derive(clap::Args)]
pub(crate) struct FilesArgs {
    /// Files with evidence, as audits, updates and nodes keep them
    #[arg(required = true, value_name = "FILE")]
    file: Vec<PathBuf>,
}

/// Arguments of `fork report`.
#[derive(clap::Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// Nodes to tell, such as https://127.0.0.1:7400
    #[arg(long, value_name = "NODE", required = true, num_args = 1..)]
    to: Vec<String>,
}

/// Runs a command on evidence.
pub(crate) fn run(command: &ForkCommand, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let store = TrustStore::at(trust.dir.as_deref())?;
    let pinned = store.require_roster()?;
    let roster = pinned.roster();
    match command {
        ForkCommand::Check(args) => {
            let pieces = read(&args.file, roster)?;
            Ok(give(&pieces, &[], roster, out))
        }
        ForkCommand::Import(args) => import(args, &store, roster, out),
        ForkCommand::Report(args) => report::run(args, roster, out),
    }
}

/// Keeps evidence that holds; names the files that do not hold, and leaves them out.
fn import(args: &FilesArgs, store: &TrustStore, roster: &Roster, out: &Output) -> Result<Exit, Failure> {
    let pieces = read(&args.file, roster)?;
    let lock = store.lock()?;
    let good = pieces.iter().filter_map(ForkFile::good);
    let kept: Vec<PathBuf> = good.map(|fork| store.put_fork(&lock, roster, fork)).collect::<Result<_, _>>()?;
    Ok(give(&pieces, &kept, roster, out))
}

/// Says what each file shows and, after an import, where it is kept.
fn give(pieces: &[ForkFile], kept: &[PathBuf], roster: &Roster, out: &Output) -> Exit {
    let exit = pieces.iter().map(exit_of).fold(Exit::Done, Exit::worst);
    let words: Vec<String> = pieces.iter().map(|piece| piece.words(roster, &out.style())).collect();
    out.words(&words.join("\n"));
    for path in kept {
        out.words(&say!(out.language(), "fork-kept", path = path));
    }
    out.json("fork", json!({"forks": as_json(pieces, roster), "kept": kept, "exit": exit.code()}));
    exit
}

/// Reads and checks files. A file that cannot be read ends the command; one that shows nothing does not.
fn read(paths: &[PathBuf], roster: &Roster) -> Result<Vec<ForkFile>, Failure> {
    let read = |path: &PathBuf| {
        let text = disk::read_text(path, FORK_FILE_BYTES_MAX)?;
        Ok(ForkFile::judge(path.clone(), &text, roster))
    };
    paths.iter().map(read).collect()
}

/// Exit of the program by one file alone.
const fn exit_of(file: &ForkFile) -> Exit {
    match file.standing {
        ForkStanding::Holds(_) => Exit::Done,
        ForkStanding::NotJudged(_) => Exit::Amber,
        ForkStanding::Nothing(_) => Exit::Red,
    }
}

fn as_json(pieces: &[ForkFile], roster: &Roster) -> Vec<Value> {
    pieces.iter().map(|piece| piece.as_json(roster)).collect()
}

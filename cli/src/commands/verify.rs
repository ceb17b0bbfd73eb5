//! `attestat verify`: documents and presentations against the pinned roster, offline, on all cores.
//!
//! ```text
//! files, folders, archives, letters, pictures ─▶ judge (a verifier a thread) ─▶ in order ─▶ words · CSV · JSON · receipt
//! ```
//!
//! Each file is read, judged and forgotten: ten thousand take the memory of a few hundred.

mod collect;
mod disk_file;
mod replay;
mod run;
mod sink;
#[cfg(test)]
mod tests;
mod withdrawal;

pub(crate) use collect::collect;
pub(crate) use withdrawal::read as read_withdrawals;

use crate::commands::receipt::ReceiptSigner;
use crate::commands::request;
use crate::commands::trust::{self, TrustArgs, TrustStore};
use crate::files::disk;
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::judge::Question;
use attestat_credential::presentation::request::Request;
use attestat_credential::trust::{RosterSource, Trust};
use attestat_credential::verdict::presentation::Expected;
use attestat_ledger::hash::sha256;
use attestat_ledger::roster::PinnedRoster;
use replay::replay;
use run::{ResultFiles, Run};
use std::path::{Path, PathBuf};

/// Arguments of `verify`.
#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    /// Documents, presentations, pictures of their codes; or folders, .zip archives and .eml letters with them
    #[arg(required = true)]
    path: Vec<PathBuf>,
    /// Your name: what was made for anybody else is red
    #[arg(long = "as", value_name = "NAME")]
    audience: Option<String>,
    /// Your request: what does not answer it is red
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Withdrawals that families sent: files, or a folder of them
    #[arg(long, value_name = "FILE", num_args = 1..)]
    withdrawal: Vec<PathBuf>,
    /// Replay the logs of which families gave a yearly secret, from these nodes, and say what the secrets show
    #[arg(long, value_name = "NODE", num_args = 1..)]
    replay: Vec<String>,
    /// How old "not revoked as of" may be: 12h, 7d, 2w
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = clock::parse_age)]
    max_age: u64,
    /// Every check of every file, also for many
    #[arg(long)]
    details: bool,
    /// A table for a spreadsheet, one row a file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// One JSON object a file, one a line
    #[arg(long, value_name = "FILE")]
    json_lines: Option<PathBuf>,
    /// What was checked, against what and when, to keep
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// The key that signs the receipt, from `attestat receipt key`
    #[arg(long, value_name = "FILE", requires = "receipt")]
    key: Option<PathBuf>,
}

/// Verifies every file and ends with the worst verdict.
pub(crate) fn run(args: &VerifyArgs, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    run_at(clock::now(), args, trust, out)
}

fn run_at(now: u64, args: &VerifyArgs, given: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let results: Vec<&Path> =
        [&args.csv, &args.json_lines, &args.receipt].into_iter().flatten().map(PathBuf::as_path).collect();
    // Before anything is judged: what cannot be written is not worth ten thousand verdicts.
    results.iter().try_for_each(|path| disk::refuse_there(path))?;
    disk::refuse_twice(&results)?;
    let store = TrustStore::at(given.dir.as_deref())?;
    let mut trust = read_trust(&store, args.max_age)?;
    if !trust.doubted.is_empty() {
        let evidence = store.evidence(trust.roster.roster())?;
        evidence.unreadable.iter().for_each(|file| out.warning(&file.words().told(out.language())));
    }
    let inputs = collect::collect_showing(&args.path, out)?;
    let request = args.request.as_deref().map(request::read).transpose()?;
    let request_hash = request.as_ref().map(|(_, bytes)| sha256(bytes));
    let (withdrawals, withdrawal_hashes) = withdrawal::read(&args.withdrawal)?;
    let signer = args.key.as_deref().map(ReceiptSigner::read).transpose()?;
    let request: Option<&Request> = request.as_ref().map(|(request, _)| request);
    let expected = Expected { audience: args.audience.as_deref(), request, withdrawals: &withdrawals };
    let replayed = match args.replay.as_slice() {
        [] => None,
        nodes => Some(replay(&inputs, nodes, &trust, &store, out)?),
    };
    if replayed.is_some() {
        // What the replay has found of two histories counts for these verdicts already.
        trust.forks = store.evidence(trust.roster.roster())?.forks();
    }
    let question = Question { inputs: &inputs, expected, replayed: replayed.as_ref(), now };
    let files = ResultFiles {
        csv: args.csv.as_deref(),
        json_lines: args.json_lines.as_deref(),
        receipt: args.receipt.as_deref(),
        signer: signer.as_ref(),
        request_hash,
        withdrawal_hashes: &withdrawal_hashes,
    };
    let words = if args.details { run::Telling::Whole } else { run::Telling::ByNumber };
    let mending = trust::command_for_proofs(given, trust.roster.roster(), &args.path);
    Run { trust: &trust, store: &store, question, results: files, length: words, mending, out }.run()
}

/// Everything that the folder of trust holds.
pub(crate) fn read_trust(store: &TrustStore, max_age_seconds: u64) -> Result<Trust, Failure> {
    read_trust_by(store.require_roster()?, store, max_age_seconds)
}

/// Everything that the folder of trust holds of the logs of a roster, as it was signed.
pub(crate) fn read_trust_by(roster: PinnedRoster, store: &TrustStore, max_age_seconds: u64) -> Result<Trust, Failure> {
    let evidence = store.evidence(roster.roster())?;
    let logs = roster.roster().registries.iter().flat_map(|registry| &registry.logs);
    let (mut heads, mut status_files, mut prefixes) = (Vec::new(), Vec::new(), Vec::new());
    for log in logs {
        heads.extend(store.signed_head(&log.origin, roster.roster())?);
        status_files.extend(store.signed_status(&log.origin, roster.roster())?);
        prefixes.extend(store.signed_prefixes(&log.origin, roster.roster())?);
    }
    let (forks, doubted) = (evidence.forks(), evidence.doubted(roster.roster()));
    let roster_from = RosterSource::Pinned;
    Ok(Trust { roster, roster_from, heads, status_files, forks, doubted, prefixes, max_age_seconds })
}

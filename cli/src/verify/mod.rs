//! `attestat verify`: documents against the pinned roster, offline, on all cores.

mod collect;
mod report;
#[cfg(test)]
mod tests;

use crate::clock;
use crate::disk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::trust::{TrustArgs, TrustStore};
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_credential::trust::Trust;
use attestat_credential::verdict::{Colour, Verdict, Verifier};
use indicatif::ProgressBar;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many documents a thread takes at a time.
const TAKE: usize = 16;

/// What `verify` takes.
#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    /// Files, or folders that are searched for .attestat files
    #[arg(required = true)]
    path: Vec<PathBuf>,
    /// How old "not revoked as of" may be: 12h, 7d, 2w
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = clock::parse_age)]
    max_age: u64,
    /// Every check of every document, also for many
    #[arg(long)]
    details: bool,
}

/// A file and what came of it.
pub(crate) struct Checked {
    path: PathBuf,
    /// The verdict; or why the file could not be opened at all.
    verdict: Result<Verdict, String>,
}

impl Checked {
    fn colour(&self) -> Colour {
        self.verdict.as_ref().map_or(Colour::Grey, Verdict::colour)
    }

    fn exit(&self) -> Exit {
        match self.colour() {
            Colour::Green => Exit::Done,
            Colour::Amber => Exit::Amber,
            Colour::Grey => Exit::Grey,
            Colour::Red => Exit::Red,
        }
    }
}

/// Verifies every document and ends with the worst verdict.
pub(crate) fn run(args: &VerifyArgs, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let store = TrustStore::at(trust.dir.as_deref())?;
    let trust = held(&store, args.max_age)?;
    let paths = collect::collect(&args.path)?;
    let bar = out.progress(paths.len() as u64, "documents");
    let checked = check_all(paths, &trust, clock::now(), &bar);
    bar.finish_and_clear();
    out.words(&report::words(&checked, args.details, out));
    out.json("verify", report::as_json(&checked, &trust));
    Ok(checked.iter().map(Checked::exit).fold(Exit::Done, Exit::worst))
}

/// Everything that the folder of trust holds.
fn held(store: &TrustStore, max_age_seconds: u64) -> Result<Trust, Failure> {
    let roster = store.require_roster()?;
    let logs = roster.roster().registries.iter().flat_map(|registry| &registry.logs);
    let (mut heads, mut status_files) = (Vec::new(), Vec::new());
    for log in logs {
        heads.extend(store.head(&log.origin)?);
        status_files.extend(store.status(&log.origin)?);
    }
    Ok(Trust { roster, heads, status_files, forks: store.forks()?, max_age_seconds })
}

/// Checks the files on all cores; the answers are in the order of the paths.
fn check_all(paths: Vec<PathBuf>, trust: &Trust, now: u64, bar: &ProgressBar) -> Vec<Checked> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(paths.len().div_ceil(TAKE)).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Checked)>> = Mutex::new(Vec::with_capacity(paths.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                // One verifier a thread: it checks every checkpoint once.
                let mut verifier = Verifier::new(trust);
                loop {
                    let from = next.fetch_add(TAKE, Ordering::Relaxed);
                    let Some(taken) = paths.get(from..paths.len().min(from + TAKE)).filter(|taken| !taken.is_empty())
                    else {
                        break;
                    };
                    let checked: Vec<(usize, Checked)> =
                        (from..).zip(taken).map(|(at, path)| (at, check(path.clone(), &mut verifier, now))).collect();
                    bar.inc(checked.len() as u64);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(checked);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, checked)| checked).collect()
}

fn check(path: PathBuf, verifier: &mut Verifier<'_>, now: u64) -> Checked {
    let bytes = disk::read(&path, DOCUMENT_BYTES_MAX).map_err(|failure| failure.what);
    Checked { verdict: bytes.map(|bytes| verifier.verify_bytes(&bytes, now)), path }
}

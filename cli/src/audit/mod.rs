//! `attestat audit`: every log of every named node replayed, and the nodes compared.
//!
//! ```text
//! heads of all nodes ─▶ marks ─▶ stream ─ segments on all cores ─▶ fold ─▶ own heads, others' heads ─▶ report
//! ```

mod compare;
mod gather;
mod replay;
mod report;
mod targets;
#[cfg(test)]
mod tests;

use crate::disk::{self, Readers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, grouped};
use crate::remote::{Remote, runtime};
use crate::trust::{TrustArgs, TrustStore, fork_file_name};
use attestat_ledger::audit::{AuditReport, Finding};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::generation::Legacy;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::{PinnedRoster, Roster};
use gather::{LogCopy, gather};
use indicatif::ProgressBar;
use report::{CopyReport, Report};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `audit` takes.
#[derive(clap::Args)]
pub(crate) struct AuditArgs {
    /// Nodes to audit, such as https://127.0.0.1:7400; several are compared
    #[arg(required = true)]
    node: Vec<String>,
    /// Check every seal, and not only the last one of each key
    #[arg(long)]
    every_seal: bool,
    /// Folder for the evidence of forks
    #[arg(long, value_name = "DIR", default_value = ".")]
    evidence: PathBuf,
}

/// What is known of the generations around a log before it is read.
pub(crate) struct Generations<'a> {
    /// What the logs that were audited before leave to the next generation.
    legacies: &'a [Legacy],
    /// Where the roster cut this log.
    cut: Option<u64>,
}

/// Which seals are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seals {
    /// The last one of each key.
    Last,
    /// All of them.
    Every,
}

/// Audits the nodes; uses the pinned roster when there is one.
pub(crate) fn run(args: &AuditArgs, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let pinned = TrustStore::at(trust.dir.as_deref())?.roster()?;
    if pinned.is_none() {
        out.warning("No roster is pinned, so it is not checked whether the logs' keys are admitted; pin one with `attestat trust pin`.");
    }
    let report = runtime()?.block_on(audit(args, pinned.as_ref(), out))?;
    out.words(&report.words(out));
    out.json("audit", report.as_json());
    Ok(report.exit())
}

async fn audit(args: &AuditArgs, pinned: Option<&PinnedRoster>, out: &Output) -> Result<Report, Failure> {
    let begin = Instant::now();
    let mut report = Report::default();
    let nodes = connect(&args.node, &mut report).await?;
    let mut copies = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match gather(at, node).await {
            Ok(mut gathered) => {
                report.incomplete.append(&mut gathered.incomplete);
                copies.append(&mut gathered.copies);
            }
            Err(failure) => report.incomplete.push(format!("{}: {}", node.address(), failure.what)),
        }
    }
    // What a generation owes is known once the one before it was audited.
    copies.sort_by(|one, other| order(one).cmp(&order(other)));
    let roster = pinned.map(PinnedRoster::roster);
    report.incomplete.extend(roster.into_iter().flat_map(|roster| unseen(roster, &copies)));
    let bar = out.progress(copies.iter().map(|copy| copy.size).sum(), "records");
    let seals = if args.every_seal { Seals::Every } else { Seals::Last };
    for at in 0..copies.len() {
        let Some(copy) = copies.get(at) else { continue };
        let Some(node) = nodes.get(copy.node) else { continue };
        let legacies: Vec<Legacy> = report.copies.iter().filter_map(|copy| copy.audit.legacy.clone()).collect();
        let audited = one(copy, &copies, node, seals, roster, &legacies, &bar).await?;
        keep_evidence(&audited, &args.evidence, &mut report)?;
        report.copies.push(CopyReport { node: node.address().to_owned(), standing: copy.standing, audit: audited });
    }
    bar.finish_and_clear();
    report.seconds = begin.elapsed().as_secs_f64();
    Ok(report)
}

/// Logs by registry, each generation behind the one before it, and the copies of one log by node.
fn order(copy: &LogCopy) -> (&RegistryId, u32, usize) {
    (copy.origin.registry(), copy.origin.generation(), copy.node)
}

/// Connects to every node that answers; at least one must.
async fn connect(addresses: &[String], report: &mut Report) -> Result<Vec<Remote>, Failure> {
    let mut nodes = Vec::new();
    let mut last = None;
    for address in addresses {
        match Remote::connect(address).await {
            Ok(node) => nodes.push(node),
            Err(failure) if failure.exit == Exit::Unreachable => {
                report.incomplete.push(failure.what.clone());
                last = Some(failure);
            }
            Err(failure) => return Err(failure),
        }
    }
    match last {
        Some(failure) if nodes.is_empty() => Err(failure),
        _ => Ok(nodes),
    }
}

/// One node's copy of one log, from its first record to its heads and those of the other nodes.
async fn one(
    copy: &LogCopy,
    all: &[LogCopy],
    node: &Remote,
    seals: Seals,
    roster: Option<&Roster>,
    legacies: &[Legacy],
    bar: &ProgressBar,
) -> Result<AuditReport, Failure> {
    bar.set_message(copy.origin.to_string());
    let same = || all.iter().filter(|other| other.origin == copy.origin);
    let cut = roster.and_then(|roster| roster.cut(&copy.origin)).map(|cut| cut.size);
    let heads = same().flat_map(|other| &other.heads).map(|head| head.checkpoint().size);
    let mut marks: Vec<u64> = heads.chain(cut).collect();
    marks.sort_unstable();
    marks.dedup();
    let mut replayed = replay::replay(node, &copy.origin, &marks, seals, &Generations { legacies, cut }, bar).await?;
    replayed.check_own_heads(copy, roster);
    let others: Vec<_> = same().filter(|other| other.node != copy.node).flat_map(|other| &other.heads).collect();
    compare::compare(&mut replayed.audit, node, copy, &others).await;
    for fork in &copy.forks {
        compare::take_fork(&mut replayed.audit, fork, roster);
    }
    let pending = core::mem::take(&mut replayed.pending);
    targets::judge(&mut replayed.audit, node, copy, pending).await;
    replay::compare_repeats(&mut replayed.audit, node, &copy.origin).await?;
    Ok(replayed.audit.finish(roster))
}

/// Logs that the roster lists and no node shows.
fn unseen(roster: &Roster, copies: &[LogCopy]) -> Vec<String> {
    let logs = roster.registries.iter().flat_map(|registry| &registry.logs);
    let missing = logs.filter(|log| copies.iter().all(|copy| copy.origin != log.origin));
    missing.map(|log| format!("No node that was asked keeps the log {}, which the roster lists", log.origin)).collect()
}

/// Writes the evidence of forks to files that anyone can check.
fn keep_evidence(audited: &AuditReport, folder: &Path, report: &mut Report) -> Result<(), Failure> {
    let forks: Vec<&ForkEvidence> = audited
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Fork(fork) => Some(&**fork),
            _ => None,
        })
        .collect();
    if !forks.is_empty() {
        disk::make_folder(folder, Readers::Everyone)?;
    }
    for fork in forks {
        let path = folder.join(fork_file_name(fork));
        disk::write(&path, fork.to_string().as_bytes(), Readers::Everyone)?;
        if !report.evidence.contains(&path) {
            report.evidence.push(path);
        }
    }
    Ok(())
}

/// Records a second, for people.
fn speed(records: u64, seconds: f64) -> String {
    // Far above any log, and shown to three digits only.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a speed for people"
    )]
    let per_second = (records as f64 / seconds.max(0.001)) as u64;
    grouped(per_second)
}

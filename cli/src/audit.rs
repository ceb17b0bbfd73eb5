//! `attestat audit`: every log of every named node replayed, and the nodes compared.
//!
//! ```text
//! heads of all nodes, kept heads ─▶ marks ─▶ stream ─ segments on all cores ─▶ fold ─▶ heads compared ─▶ report
//! ```

mod compare;
mod gather;
mod memory;
mod replay;
mod report;
mod targets;
#[cfg(test)]
mod tests;

use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::{Remote, runtime};
use crate::trust::{TrustArgs, TrustStore};
use attestat_ledger::audit::AuditReport;
use attestat_ledger::generation::Legacy;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_words::numbers::grouped;
use gather::{LogCopy, gather};
use indicatif::ProgressBar;
use memory::Memory;
use report::{CopyReport, Report};
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `audit`.
#[derive(clap::Args)]
pub(crate) struct AuditArgs {
    /// Nodes to audit, such as https://127.0.0.1:7400; several are compared
    #[arg(required = true)]
    node: Vec<String>,
    /// Check every seal, and not only the last one of each key
    #[arg(long)]
    every_seal: bool,
    /// Longest time since the newest head was confirmed: 12h, 7d, 2w
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = clock::parse_age)]
    max_age: u64,
    /// Also write the evidence of forks to this folder [default: the folder of trust alone; without a roster, none]
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
}

/// Knowledge of the generations around a log before it is read.
pub(crate) struct Generations<'a> {
    /// Legacies that the logs audited before leave to the next generation.
    legacies: &'a [Legacy],
    /// Size at which the roster cut this log.
    cut: Option<u64>,
}

/// Selection of the seals that are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seals {
    /// The last one of each key.
    Last,
    /// Every seal.
    Every,
}

/// Audits the nodes; uses the pinned roster if there is one.
pub(crate) fn run(args: &AuditArgs, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let store = TrustStore::at(trust.dir.as_deref())?;
    let pinned = store.roster()?;
    if pinned.is_none() {
        out.warning("No roster is pinned, so it is not checked whether the logs' keys are admitted; pin one with `attestat trust pin`.");
        if args.evidence.is_none() {
            out.warning("Without a roster evidence of forks is printed and kept nowhere; name a folder for it with `--evidence`.");
        }
    }
    let memory = Memory::read(&store, pinned.as_ref(), args.max_age)?;
    let report = runtime()?.block_on(audit(args, &memory, out))?;
    out.words(&report.words(out));
    out.json("audit", report.as_json(memory.roster()));
    Ok(report.exit())
}

async fn audit(args: &AuditArgs, memory: &Memory<'_>, out: &Output) -> Result<Report, Failure> {
    let begin = Instant::now();
    let mut report = Report { every_seal: args.every_seal, ..Report::default() };
    memory.note_unreadable(&mut report);
    let roster = memory.roster();
    let nodes = connect(&args.node, roster, &mut report).await?;
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
    report.note_unseen(roster, &copies, memory);
    let bar = out.progress(copies.iter().map(|copy| copy.size).sum(), "records");
    let seals = if args.every_seal { Seals::Every } else { Seals::Last };
    for at in 0..copies.len() {
        let Some(copy) = copies.get(at) else { continue };
        let Some(node) = nodes.get(copy.node) else { continue };
        let legacies: Vec<Legacy> = report.copies.iter().filter_map(|copy| copy.audit.legacy.clone()).collect();
        let (audit, continues_kept) = one(copy, &copies, node, seals, memory, &legacies, &bar).await?;
        let (node, standing) = (node.address().to_owned(), copy.standing);
        report.copies.push(CopyReport { node, standing, continues_kept, behind: 0, audit });
    }
    report.note_lag(memory);
    memory.keep(&copies, args.evidence.as_deref(), &mut report);
    bar.finish_and_clear();
    report.seconds = begin.elapsed().as_secs_f64();
    Ok(report)
}

/// Order of copies: logs by registry, each generation behind the one before it, and the copies of one log by node.
fn order(copy: &LogCopy) -> (&RegistryId, u32, usize) {
    (copy.origin.registry(), copy.origin.generation(), copy.node)
}

/// Connects to every node that answers; at least one must.
async fn connect(addresses: &[String], roster: Option<&Roster>, report: &mut Report) -> Result<Vec<Remote>, Failure> {
    let mut nodes = Vec::new();
    let mut last = None;
    for address in addresses {
        match Remote::connect_known(address, roster).await {
            Ok(node) => {
                report.nodes.push(node.audited());
                nodes.push(node);
            }
            Err(failure) if failure.exit == Exit::Unreachable => {
                report.incomplete.push(failure.what.to_string());
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

/// Audits one node's copy of one log, from its first record to its heads, those of the other nodes and the kept one;
/// returns true beside it if the copy continues the kept head.
async fn one(
    copy: &LogCopy,
    all: &[LogCopy],
    node: &Remote,
    seals: Seals,
    memory: &Memory<'_>,
    legacies: &[Legacy],
    bar: &ProgressBar,
) -> Result<(AuditReport, bool), Failure> {
    bar.set_message(copy.origin.to_string());
    let roster = memory.roster();
    let same = || all.iter().filter(|other| other.origin == copy.origin);
    let cut = roster.and_then(|roster| roster.cut(&copy.origin)).map(|cut| cut.size);
    let heads = same().flat_map(|other| &other.heads).chain(memory.head(&copy.origin));
    let mut marks: Vec<u64> = heads.map(|head| head.checkpoint().size).chain(cut).collect();
    marks.sort_unstable();
    marks.dedup();
    let mut replayed = replay::replay(node, &copy.origin, &marks, seals, &Generations { legacies, cut }, bar).await?;
    replayed.check_own_heads(copy, roster);
    let others = same().filter(|other| other.node != copy.node).flat_map(|other| &other.heads);
    let others: Vec<_> = others.chain(memory.head(&copy.origin)).collect();
    compare::compare(&mut replayed.audit, node, copy, &others).await;
    for fork in copy.forks.iter().chain(memory.forks(&copy.origin)) {
        compare::take_fork(&mut replayed.audit, fork, roster);
    }
    let continues_kept = memory.compare(&mut replayed.audit, copy, &others);
    let pending = core::mem::take(&mut replayed.pending);
    targets::judge(&mut replayed.audit, node, copy, pending).await;
    replay::compare_repeats(&mut replayed.audit, node, &copy.origin).await?;
    Ok((replayed.audit.finish(roster), continues_kept))
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

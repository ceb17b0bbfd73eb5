//! `attestat audit`: every log of every named node replayed, and the nodes compared.
//!
//! ```text
//! heads of all nodes, kept heads ─▶ marks ─▶ stream ─ segments on all cores ─▶ fold ─▶ heads compared ─▶ report
//! ```

mod gather;
mod memory;
mod targets;
#[cfg(test)]
mod tests;

use crate::commands::trust::{TrustArgs, TrustStore};
use crate::machine::clock;
use crate::net::remote::{Remote, runtime};
use crate::net::replay::{ReplayedLog, replay};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_checking::audit::copy::{Contradiction, LogCopy, take_fork};
use attestat_checking::audit::replay::{Generations, LogReplay, RepeatedSlots, Seals};
use attestat_checking::audit::report::{AuditOutcome, CopyReport, NodesReport};
use attestat_ledger::audit::{Audit, AuditReport};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::generation::Legacy;
use attestat_ledger::hash::NodeHash;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::record::Record;
use attestat_ledger::roster::Roster;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;
use attestat_words::{say, text};
use gather::gather;
use indicatif::ProgressBar;
use memory::TrustMemory;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
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

/// Audits the nodes; uses the pinned roster if there is one.
pub(crate) fn run(args: &AuditArgs, trust: &TrustArgs, out: &Output) -> Result<Exit, Failure> {
    let store = TrustStore::at(trust.dir.as_deref())?;
    let pinned = store.roster()?;
    if pinned.is_none() {
        out.warning(&say!(out.language(), "audit-nothing-pinned"));
        if args.evidence.is_none() {
            out.warning(&say!(out.language(), "audit-nothing-pinned.evidence"));
        }
    }
    let memory = TrustMemory::read(&store, pinned.as_ref(), args.max_age)?;
    let report = runtime()?.block_on(audit(args, &memory, out))?;
    let exit = exit_of(&report);
    out.words(&report.words(&out.style()));
    out.json("audit", report.as_json(memory.roster(), clock::now(), exit.code()));
    Ok(exit)
}

/// Exit of the program by the outcome of an audit.
fn exit_of(report: &NodesReport) -> Exit {
    match report.outcome() {
        AuditOutcome::Clean => Exit::Done,
        AuditOutcome::Incomplete => Exit::Amber,
        AuditOutcome::Found => Exit::Red,
    }
}

async fn audit(args: &AuditArgs, memory: &TrustMemory<'_>, out: &Output) -> Result<NodesReport, Failure> {
    let begin = Instant::now();
    let mut report = NodesReport { every_seal: args.every_seal, ..NodesReport::default() };
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
            Err(failure) => {
                report.incomplete.push(text!("replay-at-node", node = node.address(), why = failure.what));
            }
        }
    }
    // What a generation owes is known once the one before it was audited.
    copies.sort_by(|one, other| order(one).cmp(&order(other)));
    report.note_unseen(roster, &copies, &memory.logs.heads);
    let bar = out.progress(copies.iter().map(|copy| copy.size).sum(), &say!(out.language(), "progress-records"));
    let seals = if args.every_seal { Seals::Every } else { Seals::Last };
    for at in 0..copies.len() {
        let Some(copy) = copies.get(at) else { continue };
        let Some(node) = nodes.get(copy.node) else { continue };
        let legacies: Vec<Legacy> = report.copies.iter().filter_map(|copy| copy.audit.legacy.clone()).collect();
        let (audit, continues_kept) = one(copy, &copies, node, seals, memory, &legacies, &bar).await?;
        let (node, standing) = (node.address().to_owned(), copy.standing);
        report.copies.push(CopyReport { node, standing, continues_kept, behind: 0, audit });
    }
    report.note_lag(&memory.logs.heads);
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
async fn connect(
    addresses: &[String],
    roster: Option<&Roster>,
    report: &mut NodesReport,
) -> Result<Vec<Remote>, Failure> {
    let mut nodes = Vec::new();
    let mut last = None;
    for address in addresses {
        match Remote::connect_known(address, roster).await {
            Ok(node) => {
                report.nodes.push(node.audited());
                nodes.push(node);
            }
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

/// Audits one node's copy of one log, from its first record to its heads, those of the other nodes and the kept one;
/// returns true beside it if the copy continues the kept head.
async fn one(
    copy: &LogCopy,
    all: &[LogCopy],
    node: &Remote,
    seals: Seals,
    memory: &TrustMemory<'_>,
    legacies: &[Legacy],
    bar: &ProgressBar,
) -> Result<(AuditReport, bool), Failure> {
    bar.set_message(copy.origin.to_string());
    let roster = memory.roster();
    let same = || all.iter().filter(|other| other.origin == copy.origin);
    let cut = roster.and_then(|roster| roster.cut(&copy.origin)).map(|cut| cut.size);
    let heads = same().flat_map(|other| &other.heads).chain(memory.logs.heads.of(&copy.origin));
    let mut marks: Vec<u64> = heads.map(|head| head.checkpoint().size).chain(cut).collect();
    marks.sort_unstable();
    marks.dedup();
    let log = ReplayedLog { node, origin: &copy.origin, marks: &marks, seals, enough: None };
    let mut under_way = LogReplay::new(copy.origin.clone(), &marks, seals);
    under_way.note(clock::today(), &Generations { legacies, cut });
    let cut_short = replay(&log, &mut under_way, |_| None::<()>, |_| (), bar).await?;
    cut_short.iter().for_each(|why| under_way.cut_short(&why.to_string()));
    let mut replayed = under_way.finish();
    replayed.check_own_heads(copy, roster);
    let others = same().filter(|other| other.node != copy.node).flat_map(|other| &other.heads);
    let others: Vec<_> = others.chain(memory.logs.heads.of(&copy.origin)).collect();
    compare(&mut replayed.audit, node, copy, &others).await;
    for fork in copy.forks.iter().chain(memory.logs.forks_of(&copy.origin)) {
        take_fork(&mut replayed.audit, fork, roster);
    }
    let continues_kept = memory.logs.compare(&mut replayed.audit, copy, &others);
    let pending = core::mem::take(&mut replayed.pending);
    targets::judge(&mut replayed.audit, node, copy, pending).await;
    compare_repeats(&mut replayed.audit, node, &copy.origin).await?;
    Ok((replayed.audit.finish(roster), continues_kept))
}

/// Holds every head of another node that a copy's records reach against them.
async fn compare(audit: &mut Audit, node: &Remote, copy: &LogCopy, others: &[&CheckpointNote]) {
    for found in Contradiction::all(audit, copy, others) {
        let proof = match found.proof_between() {
            Some(sizes) => consistency_path(node, &copy.origin, sizes).await,
            None => Ok(Vec::new()),
        };
        found.report(audit, proof);
    }
}

async fn consistency_path(
    node: &Remote,
    origin: &Origin,
    (old_size, new_size): (u64, u64),
) -> Result<Vec<NodeHash>, String> {
    let request = v1::GetConsistencyProofRequest { origin: origin.to_string(), old_size, new_size };
    let answer = node.answer(node.log().get_consistency_proof(timely(request))).await;
    let path = answer.map_err(|failure| failure.what.to_string())?.path;
    Field::new("GetConsistencyProofResponse", "path").path(&path).map_err(|error| error.to_string())
}

/// Compares the awards of slots that are used again, in a second reading that must come to the same root.
async fn compare_repeats(audit: &mut Audit, node: &Remote, origin: &Origin) -> Result<(), Failure> {
    let Some(mut repeated) = RepeatedSlots::of(audit) else { return Ok(()) };
    let marks = [audit.size()];
    let log = ReplayedLog { node, origin, marks: &marks, seals: Seals::Last, enough: None };
    let mut again = LogReplay::new(origin.clone(), &marks, Seals::Last);
    let slots: Arc<BTreeSet<u32>> = Arc::new(repeated.slots().clone());
    let pick = move |record: &Record| RepeatedSlots::pick(&slots, record);
    replay(&log, &mut again, pick, |awards| repeated.see(&awards), &ProgressBar::hidden()).await?;
    repeated.judge(audit, &again);
    Ok(())
}

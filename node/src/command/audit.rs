//! `attestat-node audit DIR`: the logs of a stopped node, replayed from its disk.

mod report;

use super::exit::{Exit, Failure};
use super::output::Output;
use attestat_node::operator::audit::{Auditor, Seals};
use attestat_words::say;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use report::Report;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Args)]
pub(crate) struct AuditArguments {
    /// The data folder of a stopped node
    dir: PathBuf,
    /// Check every seal, and not only the last one of each key, and the derived indexes
    #[arg(long)]
    every_seal: bool,
    /// Print the report as JSON, schema attestat.audit/2
    #[arg(long)]
    json: bool,
}

pub(crate) fn audit(arguments: &AuditArguments, out: Output) -> Result<Exit, Failure> {
    let begin = Instant::now();
    let auditor = Auditor::open(&arguments.dir)?;
    let seals = if arguments.every_seal { Seals::Every } else { Seals::LastOfEachKey };
    let bar = bar(auditor.records(), out);
    let logs = auditor.audit(seals, &mut |records| bar.inc(records));
    bar.finish_and_clear();
    let (dir, unreadable) = (arguments.dir.clone(), auditor.unreadable().to_vec());
    let (roster, nodes) = (auditor.roster().cloned(), auditor.nodes());
    let report = Report { dir, logs, unreadable, seals, roster, nodes, seconds: begin.elapsed().as_secs_f64() };
    match arguments.json {
        true => out.line(&report.as_json().to_string())?,
        false => out.text(&report.text())?,
    }
    Ok(report.exit())
}

/// Progress on stderr; nothing where stderr is no terminal.
fn bar(records: u64, out: Output) -> ProgressBar {
    let (done, total, speed, left) = ("{human_pos}", "{human_len}", "{per_sec}", "{eta}");
    let counts = say!(out.language(), "node-progress", done = done, total = total, speed = speed, left = left);
    let style = ProgressStyle::with_template(&format!("{{bar:30}} {counts}"));
    let bar = ProgressBar::new(records);
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}

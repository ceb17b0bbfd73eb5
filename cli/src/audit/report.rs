//! What an audit came to, for people and for programs.

use super::speed;
use crate::clock;
use crate::exit::Exit;
use crate::output::{Output, Paint, counted, grouped, table};
use crate::status_of::standing_word;
use attestat_ledger::audit::{AuditReport, CheckedHead, Repetition};
use attestat_wire::v1::Standing;
use serde_json::{Value, json};
use std::path::PathBuf;

/// How many findings of one log a person is shown at once.
const SHOWN_FINDINGS_MAX: usize = 20;

/// One node's copy of one log, audited.
#[derive(Debug)]
pub(super) struct CopyReport {
    /// The node's address.
    pub(super) node: String,
    /// How the log stands there, by the node's own words.
    pub(super) standing: Standing,
    /// What the audit came to.
    pub(super) audit: AuditReport,
}

/// The whole audit.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Every copy, by log, then by node.
    pub(super) copies: Vec<CopyReport>,
    /// What could not be looked at, beside what the copies say themselves.
    pub(super) incomplete: Vec<String>,
    /// Files with the evidence of forks.
    pub(super) evidence: Vec<PathBuf>,
    /// How long it took.
    pub(super) seconds: f64,
}

impl Report {
    /// A finding is red; something that was not looked at, beside the seals that were not asked for, is amber, and
    /// so are records from the future.
    pub(super) fn exit(&self) -> Exit {
        let finding = self.copies.iter().any(|copy| !copy.audit.findings.is_empty());
        let gap = self.copies.iter().any(|copy| !copy.audit.not_checked.is_empty() || copy.audit.ahead.is_some());
        if finding {
            Exit::Red
        } else if gap || !self.incomplete.is_empty() || self.copies.is_empty() {
            Exit::Amber
        } else {
            Exit::Done
        }
    }

    fn is_one_node(&self) -> bool {
        let mut nodes = self.copies.iter().map(|copy| &copy.node);
        let first = nodes.next();
        nodes.all(|node| Some(node) == first)
    }

    /// Records replayed over all copies.
    pub(super) fn records(&self) -> u64 {
        self.copies.iter().map(|copy| copy.audit.records).sum()
    }

    /// The audit for people.
    pub(super) fn words(&self, out: &Output) -> String {
        let rows: Vec<Vec<String>> = self.copies.iter().map(cells).collect();
        let mut text =
            table(&["log", "node", "records", "seals checked", "not checked", "confirmed", "findings"], &rows);
        for copy in &self.copies {
            text.push_str(&details(copy, out));
        }
        for what in &self.incomplete {
            text.push_str(&format!("\n{} {}.", out.paint(Paint::Amber, "not checked:"), what.trim_end_matches('.')));
        }
        for path in &self.evidence {
            text.push_str(&format!("\nEvidence that convinces anyone who has the roster: {}", path.display()));
        }
        let records = counted(self.records(), "record", "records");
        let pace = speed(self.records(), self.seconds);
        text.push_str(&format!("\n\nReplayed {records} in {:.1} s ({pace} a second).", self.seconds));
        let skipped: u64 = self.copies.iter().map(|copy| copy.audit.seals_not_checked).sum();
        if skipped > 0 {
            let seals = counted(skipped, "seal was", "seals were");
            text.push_str(&format!("\n{seals} not checked; `--every-seal` checks all of them."));
        }
        text.push_str(&format!("\n{}", self.conclusion(out)));
        text
    }

    fn conclusion(&self, out: &Output) -> String {
        match self.exit() {
            Exit::Done if self.is_one_node() => out.paint(Paint::Green, "Nothing was found. Name several nodes to compare them."),
            Exit::Done => out.paint(Paint::Green, "Nothing was found, and the nodes agree."),
            Exit::Red => out.paint(Paint::Red, "Something was found that honest registries, honest nodes and sound disks cannot produce. Hand this report to the consortium."),
            _ if self.copies.iter().any(|copy| copy.audit.ahead.is_some()) => out.paint(Paint::Amber, "Nothing speaks against the registries, but a log is ahead of the calendar. See what is named above."),
            _ => out.paint(Paint::Amber, "Nothing was found, but not everything could be checked. See what is named above, and run the audit again."),
        }
    }

    /// The audit for programs.
    pub(super) fn as_json(&self) -> Value {
        json!({
            "records": self.records(), "seconds": self.seconds,
            "logs": self.copies.iter().map(copy_json).collect::<Vec<_>>(),
            "not_checked": self.incomplete, "evidence": self.evidence, "exit": self.exit().code(),
        })
    }
}

fn cells(copy: &CopyReport) -> Vec<String> {
    let audit = &copy.audit;
    vec![
        audit.origin.to_string(),
        copy.node.clone(),
        grouped(audit.records),
        grouped(audit.seals_checked),
        grouped(audit.seals_not_checked),
        confirmed(audit),
        (audit.findings.len() as u64 + audit.more_findings).to_string(),
    ]
}

/// Size of the largest head that others confirmed.
fn confirmed(audit: &AuditReport) -> String {
    let heads = audit.heads.iter().filter_map(|head| Some((head.size, head.quorum.as_ref()?)));
    match heads.filter(|(_, quorum)| quorum.reached).max_by_key(|(size, _)| *size) {
        None => "-".to_owned(),
        Some((_, quorum)) if quorum.needed == Some(0) => "not asked for".to_owned(),
        Some((size, _)) => grouped(size),
    }
}

fn details(copy: &CopyReport, out: &Output) -> String {
    let audit = &copy.audit;
    let mut text = String::new();
    let place = format!("{} at {}", audit.origin, copy.node);
    for finding in audit.findings.iter().take(SHOWN_FINDINGS_MAX) {
        text.push_str(&format!("\n{} {place}: {finding}.", out.paint(Paint::Red, "finding:")));
    }
    let hidden = (audit.findings.len().saturating_sub(SHOWN_FINDINGS_MAX)) as u64 + audit.more_findings;
    if hidden > 0 {
        text.push_str(&format!("\n… and {} more there; --json lists them.", counted(hidden, "finding", "findings")));
    }
    for repetition in audit.repetitions.iter().take(SHOWN_FINDINGS_MAX) {
        text.push_str(&format!("\nharmless: {place}: {repetition}."));
    }
    let hidden = (audit.repetitions.len().saturating_sub(SHOWN_FINDINGS_MAX)) as u64 + audit.more_repetitions;
    if hidden > 0 {
        text.push_str(&format!("\n… and {} more there.", counted(hidden, "repetition", "repetitions")));
    }
    if let Some(ahead) = &audit.ahead {
        text.push_str(&format!("\n{} {place}: {ahead}.", out.paint(Paint::Amber, "from the future:")));
    }
    for what in &audit.not_checked {
        let what = what.trim_end_matches('.');
        text.push_str(&format!("\n{} {place}: {what}.", out.paint(Paint::Amber, "not checked:")));
    }
    text
}

fn copy_json(copy: &CopyReport) -> Value {
    let audit = &copy.audit;
    json!({
        "node": copy.node, "origin": audit.origin.as_str(), "standing": standing_word(copy.standing),
        "records": audit.records, "root": audit.root.to_string(), "last_day": audit.last_day.to_string(),
        "snapshots": audit.snapshots, "seals_checked": audit.seals_checked, "seals_not_checked": audit.seals_not_checked,
        "heads": audit.heads.iter().map(head_json).collect::<Vec<_>>(),
            "ahead": audit.ahead.map(|ahead| json!({"first": ahead.first, "last": ahead.last, "day": ahead.day.to_string()})),
            "cut": audit.cut.map(|cut| json!({"size": cut.size, "agrees": cut.agrees, "beyond": cut.beyond})),
            "findings": audit.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "more_findings": audit.more_findings, "not_checked": audit.not_checked,
        "repetitions": audit.repetitions.iter().map(repetition_json).collect::<Vec<_>>(),
        "more_repetitions": audit.more_repetitions,
    })
}

/// An award that stands more than once with every field equal.
fn repetition_json(repetition: &Repetition) -> Value {
    let Repetition { slot, first, again, times } = repetition;
    json!({"slot": slot, "first": first, "again": again, "times": times})
}

fn head_json(head: &CheckedHead) -> Value {
    let quorum = head.quorum.as_ref();
    json!({
        "size": head.size, "root": head.root.to_string(),
        "cosignatures": quorum.map(|quorum| quorum.cosignatures.len()),
        "needed": quorum.and_then(|quorum| quorum.needed),
        "confirmed": quorum.map(|quorum| quorum.reached),
        "confirmed_at": quorum.and_then(|quorum| quorum.time).map(clock::iso),
    })
}

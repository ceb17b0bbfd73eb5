//! The outcome of an audit, for people and for programs.

use super::copy::LogCopy;
use super::kept::KeptHeads;
use crate::style::Style;
use attestat_ledger::audit::{AuditReport, AuditedCopy, AuditedNode, Finding, Whole};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_words::numbers::{counted, grouped};
use attestat_words::paint::Paint;
use attestat_words::table::table;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Most findings of one log that a person is shown at once.
const SHOWN_FINDINGS_MAX: usize = 20;

/// One node's copy of one log, audited.
#[derive(Debug)]
pub struct CopyReport {
    /// The node's address.
    pub node: String,
    /// Standing of the log there, by the node's own words.
    pub standing: &'static str,
    /// True if its records continue the head that is kept, or none is.
    pub continues_kept: bool,
    /// Number of records by which other copies, or the head that is kept, are ahead of it.
    pub behind: u64,
    /// The report on this copy.
    pub audit: AuditReport,
}

/// Evidence of a fork, with the place where it was written or the reason for which it was not.
#[derive(Debug)]
pub struct AuditEvidence {
    /// The evidence itself.
    pub text: String,
    /// Path of its file, or the reason for which it was not written.
    pub kept: Result<PathBuf, String>,
}

/// The outcome of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOutcome {
    /// Nothing was found, and everything was looked at.
    Clean,
    /// Something was found.
    Found,
    /// Something was not looked at, or is from the future.
    Incomplete,
}

/// The whole audit.
#[derive(Debug, Default)]
pub struct NodesReport {
    /// Every copy, by log, then by node.
    pub copies: Vec<CopyReport>,
    /// Things that could not be looked at, beside those that the reports on the copies name.
    pub incomplete: Vec<String>,
    /// Logs that the roster lists and that have no record on any node.
    pub not_begun: Vec<Origin>,
    /// The nodes that answered.
    pub nodes: Vec<AuditedNode>,
    /// The evidence of forks.
    pub evidence: Vec<AuditEvidence>,
    /// True if every seal was asked for.
    pub every_seal: bool,
    /// Duration in seconds.
    pub seconds: f64,
}

impl NodesReport {
    /// Outcome of the audit: a finding is red; something that was not looked at, beside the seals that were not asked for,
    /// is amber, and so are records from the future.
    pub fn outcome(&self) -> AuditOutcome {
        let finding = self.copies.iter().any(|copy| !copy.audit.findings.is_empty());
        let gap = self.copies.iter().any(|copy| !copy.audit.not_checked.is_empty() || copy.audit.ahead.is_some());
        if finding {
            AuditOutcome::Found
        } else if gap || !self.incomplete.is_empty() || self.copies.is_empty() {
            AuditOutcome::Incomplete
        } else {
            AuditOutcome::Clean
        }
    }

    /// Forks that were found, each once.
    pub fn forks(&self) -> impl Iterator<Item = &ForkEvidence> {
        let mut seen: Vec<&ForkEvidence> = Vec::new();
        let found = self.copies.iter().flat_map(|copy| copy.audit.forks());
        found.filter(move |fork| {
            let is_new = !seen.iter().any(|known| known.shows_the_same(fork));
            if is_new {
                seen.push(fork);
            }
            is_new
        })
    }

    /// Words about a fork, and every node over whose records it was found.
    fn fork_words(&self, fork: &ForkEvidence, style: &Style) -> String {
        let shows = |copy: &&CopyReport| copy.audit.forks().any(|found| found.shows_the_same(fork));
        let nodes: Vec<&str> = self.copies.iter().filter(shows).map(|copy| copy.node.as_str()).collect();
        let finding = Finding::Fork(Box::new(fork.clone()));
        format!("\n{} {} at {}: {finding}.", style.paint(Paint::Red, "finding:"), fork.origin(), nodes.join(", "))
    }

    /// Notes the logs that the roster lists and of which there is nothing to audit: a registry that was admitted and
    /// has not begun is told from a log that no node was asked for.
    pub fn note_unseen(&mut self, roster: Option<&Roster>, copies: &[LogCopy], kept: &KeptHeads) {
        let registries = roster.into_iter().flat_map(|roster| &roster.registries);
        for origin in registries.flat_map(|registry| &registry.logs).map(|log| &log.origin) {
            let mut shown = copies.iter().filter(|copy| copy.origin == *origin).peekable();
            if shown.peek().is_none() {
                self.incomplete.push(format!("No node that was asked keeps the log {origin}, which the roster lists"));
            } else if kept.of(origin).is_none() && shown.all(|copy| copy.size == 0 && copy.heads.is_empty()) {
                self.not_begun.push(origin.clone());
            }
        }
    }

    /// Notes how far each copy is behind the longest one and behind the head that is kept.
    pub fn note_lag(&mut self, kept: &KeptHeads) {
        let mut longest: BTreeMap<Origin, u64> = BTreeMap::new();
        for audit in self.copies.iter().map(|copy| &copy.audit) {
            let kept = kept.of(&audit.origin).map_or(0, |head| head.checkpoint().size);
            let size = longest.entry(audit.origin.clone()).or_default();
            *size = audit.records.max(kept).max(*size);
        }
        for copy in &mut self.copies {
            let longest = longest.get(&copy.audit.origin).copied().unwrap_or_default();
            copy.behind = longest.saturating_sub(copy.audit.records);
        }
    }

    fn is_one_node(&self) -> bool {
        let mut nodes = self.copies.iter().map(|copy| &copy.node);
        let first = nodes.next();
        nodes.all(|node| Some(node) == first)
    }

    /// Records replayed over all copies.
    pub fn records(&self) -> u64 {
        self.copies.iter().map(|copy| copy.audit.records).sum()
    }

    /// The audit for people.
    pub fn words(&self, style: &Style) -> String {
        let rows: Vec<Vec<String>> = self.copies.iter().map(cells).collect();
        let mut text =
            table(&["log", "node", "records", "seals checked", "not checked", "confirmed", "findings"], &rows);
        for fork in self.forks() {
            text.push_str(&self.fork_words(fork, style));
        }
        for copy in &self.copies {
            text.push_str(&details(copy, style));
        }
        for what in &self.incomplete {
            text.push_str(&format!("\n{} {}.", style.paint(Paint::Amber, "not checked:"), what.trim_end_matches('.')));
        }
        for origin in &self.not_begun {
            text.push_str(&format!("\nnot begun: {origin}: no node that was asked has a record of it."));
        }
        for evidence in &self.evidence {
            text.push_str(&format!("\n{}", evidence.words()));
        }
        let records = counted(self.records(), "record", "records");
        let pace = speed(self.records(), self.seconds);
        text.push_str(&format!("\n\nReplayed {records} in {:.1} s ({pace} a second).", self.seconds));
        let skipped: u64 = self.copies.iter().map(|copy| copy.audit.seals_not_checked).sum();
        if skipped > 0 {
            let seals = counted(skipped, "seal was", "seals were");
            text.push_str(&format!("\n{seals} not checked; `--every-seal` checks all of them."));
        }
        text.push_str(&format!("\n{}", self.conclusion(style)));
        text
    }

    fn conclusion(&self, style: &Style) -> String {
        match self.outcome() {
            AuditOutcome::Clean if self.is_one_node() => style.paint(Paint::Green, "Nothing was found. Name several nodes to compare them."),
            AuditOutcome::Clean if self.copies.iter().any(|copy| copy.behind > 0) => style.paint(Paint::Green, "Nothing was found, and the nodes agree as far as each has come."),
            AuditOutcome::Clean => style.paint(Paint::Green, "Nothing was found, and the nodes agree."),
            AuditOutcome::Found => style.paint(Paint::Red, "Something was found that honest registries, honest nodes and sound disks cannot produce. Hand this report to the consortium."),
            AuditOutcome::Incomplete if self.copies.iter().any(|copy| copy.audit.ahead.is_some()) => style.paint(Paint::Amber, "Nothing speaks against the registries, but a log is ahead of the calendar. See what is named above."),
            AuditOutcome::Incomplete => style.paint(Paint::Amber, "Nothing was found, but not everything could be checked. See what is named above, and run the audit again."),
        }
    }

    /// The audit for programs: the form that `attestat-node audit` gives too.
    pub fn as_json(&self, roster: Option<&Roster>, time: u64, exit: u8) -> Value {
        let written = self.evidence.iter().filter_map(|evidence| evidence.kept.as_ref().ok());
        let whole = Whole {
            version: env!("CARGO_PKG_VERSION"),
            time,
            seconds: self.seconds,
            every_seal: self.every_seal,
            roster,
            folder: None,
            nodes: self.nodes.clone(),
            logs: self.copies.iter().map(CopyReport::as_audited).collect(),
            unreadable: &[],
            not_checked: &self.incomplete,
            not_begun: &self.not_begun,
            evidence: written.map(|path| path.display().to_string()).collect(),
            exit,
        };
        whole.to_json()
    }
}

impl CopyReport {
    fn as_audited(&self) -> AuditedCopy<'_> {
        AuditedCopy { node: Some(&self.node), standing: Some(self.standing), behind: self.behind, audit: &self.audit }
    }
}

impl AuditEvidence {
    fn words(&self) -> String {
        match &self.kept {
            Ok(path) => format!("Evidence that convinces anyone who has the roster: {}", path.display()),
            Err(why) => {
                let why = why.trim_end_matches('.');
                format!(
                    "Evidence that convinces anyone who has the roster could not be written ({why}); copy it from here:\n{}",
                    self.text
                )
            }
        }
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

fn details(copy: &CopyReport, style: &Style) -> String {
    let audit = &copy.audit;
    let mut text = String::new();
    let place = format!("{} at {}", audit.origin, copy.node);
    // Forks are told of all copies together.
    let others: Vec<&Finding> = audit.findings.iter().filter(|found| !matches!(found, Finding::Fork(_))).collect();
    for finding in others.iter().take(SHOWN_FINDINGS_MAX) {
        text.push_str(&format!("\n{} {place}: {finding}.", style.paint(Paint::Red, "finding:")));
    }
    let hidden = (others.len().saturating_sub(SHOWN_FINDINGS_MAX)) as u64 + audit.more_findings;
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
        text.push_str(&format!("\n{} {place}: {ahead}.", style.paint(Paint::Amber, "from the future:")));
    }
    if copy.behind > 0 {
        let (has, of) = (grouped(audit.records), grouped(audit.records + copy.behind));
        text.push_str(&format!("\nbehind: {place}: it has {has} of {of} records, {} fewer.", grouped(copy.behind)));
    }
    for what in &audit.not_checked {
        let what = what.trim_end_matches('.');
        text.push_str(&format!("\n{} {place}: {what}.", style.paint(Paint::Amber, "not checked:")));
    }
    text
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

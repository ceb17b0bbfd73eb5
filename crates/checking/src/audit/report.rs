//! The outcome of an audit, for people and for programs.

use super::copy::LogCopy;
use super::findings;
use super::kept::KeptHeads;
use crate::style::Style;
use attestat_ledger::audit::{AuditReport, AuditedCopy, AuditedNode, Finding, Whole};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use attestat_words::language::Language;
use attestat_words::numbers::grouped;
use attestat_words::paint::Paint;
use attestat_words::table::table;
use attestat_words::text::Text;
use attestat_words::{say, text};
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
    pub kept: Result<PathBuf, Text>,
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
    pub incomplete: Vec<Text>,
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
        let place = text!("audit-place", log = fork.origin().as_str(), node = nodes.join(", "));
        let finding = findings::words(&Finding::Fork(Box::new(fork.clone())));
        headed(Paint::Red, text!("audit-finding"), &place, finding, style)
    }

    /// Notes the logs that the roster lists and of which there is nothing to audit: a registry that was admitted and
    /// has not begun is told from a log that no node was asked for.
    pub fn note_unseen(&mut self, roster: Option<&Roster>, copies: &[LogCopy], kept: &KeptHeads) {
        let registries = roster.into_iter().flat_map(|roster| &roster.registries);
        for origin in registries.flat_map(|registry| &registry.logs).map(|log| &log.origin) {
            let mut shown = copies.iter().filter(|copy| copy.origin == *origin).peekable();
            if shown.peek().is_none() {
                self.incomplete.push(text!("audit-nobody-keeps", log = origin.as_str()));
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
        let language = style.language;
        let rows: Vec<Vec<String>> = self.copies.iter().map(|copy| cells(copy, language)).collect();
        let mut text = table(&headings(language).each_ref().map(String::as_str), &rows);
        for fork in self.forks() {
            text.push_str(&self.fork_words(fork, style));
        }
        for copy in &self.copies {
            text.push_str(&details(copy, style));
        }
        for what in &self.incomplete {
            let head = style.paint(Paint::Amber, &say!(language, "audit-not-checked"));
            text.push_str(&format!("\n{head} {}.", what.told(language).trim_end_matches('.')));
        }
        for origin in &self.not_begun {
            text.push_str(&format!("\n{}", say!(language, "audit-not-begun", log = origin.as_str())));
        }
        for evidence in &self.evidence {
            text.push_str(&format!("\n{}", evidence.words().told(language)));
        }
        let (pace, seconds) = (speed(self.records(), self.seconds), format!("{:.1}", self.seconds));
        let pace = say!(language, "audit-pace", n = self.records(), seconds = seconds, pace = pace);
        text.push_str(&format!("\n\n{pace}"));
        let skipped: u64 = self.copies.iter().map(|copy| copy.audit.seals_not_checked).sum();
        if skipped > 0 {
            text.push_str(&format!("\n{}", say!(language, "audit-seals-left", n = skipped)));
        }
        text.push_str(&format!("\n{}", self.conclusion(style)));
        text
    }

    fn conclusion(&self, style: &Style) -> String {
        let (paint, words) = match self.outcome() {
            AuditOutcome::Clean if self.is_one_node() => (Paint::Green, text!("audit-clean-alone")),
            AuditOutcome::Clean if self.copies.iter().any(|copy| copy.behind > 0) => {
                (Paint::Green, text!("audit-clean-so-far"))
            }
            AuditOutcome::Clean => (Paint::Green, text!("audit-clean")),
            AuditOutcome::Found => (Paint::Red, text!("audit-found")),
            AuditOutcome::Incomplete if self.copies.iter().any(|copy| copy.audit.ahead.is_some()) => {
                (Paint::Amber, text!("audit-incomplete-ahead"))
            }
            AuditOutcome::Incomplete => (Paint::Amber, text!("audit-incomplete")),
        };
        style.paint(paint, &words.told(style.language))
    }

    /// The audit for programs: the form that `attestat-node audit` gives too.
    pub fn as_json(&self, roster: Option<&Roster>, time: u64, exit: u8) -> Value {
        let incomplete: Vec<String> = self.incomplete.iter().map(Text::to_string).collect();
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
            not_checked: &incomplete,
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
    fn words(&self) -> Text {
        match &self.kept {
            Ok(path) => text!("audit-evidence", path = path),
            Err(why) => {
                let head = text!("audit-evidence.not-written", why = why.clone());
                Text::listed([head, self.text.clone().into()], "\n")
            }
        }
    }
}

/// The headings, in the order of the cells.
fn headings(language: Language) -> [String; 7] {
    let headings = [
        text!("audit-column-log"),
        text!("audit-column-node"),
        text!("audit-column-records"),
        text!("audit-column-seals"),
        text!("audit-column-not-checked"),
        text!("audit-column-confirmed"),
        text!("audit-column-findings"),
    ];
    headings.map(|heading| heading.told(language))
}

fn cells(copy: &CopyReport, language: Language) -> Vec<String> {
    let audit = &copy.audit;
    vec![
        audit.origin.to_string(),
        copy.node.clone(),
        grouped(audit.records, language),
        grouped(audit.seals_checked, language),
        grouped(audit.seals_not_checked, language),
        confirmed(audit).told(language),
        (audit.findings.len() as u64 + audit.more_findings).to_string(),
    ]
}

/// Size of the largest head that others confirmed.
fn confirmed(audit: &AuditReport) -> Text {
    let heads = audit.heads.iter().filter_map(|head| Some((head.size, head.quorum.as_ref()?)));
    match heads.filter(|(_, quorum)| quorum.reached).max_by_key(|(size, _)| *size) {
        None => "-".into(),
        Some((_, quorum)) if quorum.needed == Some(0) => text!("audit-not-asked-for"),
        Some((size, _)) => Text::written_in_each(|language| grouped(size, language)),
    }
}

fn details(copy: &CopyReport, style: &Style) -> String {
    let (audit, language) = (&copy.audit, style.language);
    let mut text = String::new();
    let place = text!("audit-place", log = audit.origin.as_str(), node = &copy.node);
    // Forks are told of all copies together.
    let others: Vec<&Finding> = audit.findings.iter().filter(|found| !matches!(found, Finding::Fork(_))).collect();
    for finding in others.iter().take(SHOWN_FINDINGS_MAX) {
        text.push_str(&headed(Paint::Red, text!("audit-finding"), &place, findings::words(finding), style));
    }
    let hidden = (others.len().saturating_sub(SHOWN_FINDINGS_MAX)) as u64 + audit.more_findings;
    if hidden > 0 {
        text.push_str(&format!("\n{}", say!(language, "audit-more-findings", n = hidden)));
    }
    for again in audit.repetitions.iter().take(SHOWN_FINDINGS_MAX) {
        let what = findings::repetition(again);
        text.push_str(&format!("\n{}", say!(language, "audit-harmless", place = place.clone(), what = what)));
    }
    let hidden = (audit.repetitions.len().saturating_sub(SHOWN_FINDINGS_MAX)) as u64 + audit.more_repetitions;
    if hidden > 0 {
        text.push_str(&format!("\n{}", say!(language, "audit-more-repetitions", n = hidden)));
    }
    if let Some(ahead) = &audit.ahead {
        text.push_str(&headed(Paint::Amber, text!("audit-ahead"), &place, findings::ahead(ahead), style));
    }
    if copy.behind > 0 {
        let (has, of) = (audit.records, audit.records + copy.behind);
        let behind = text!("audit-behind", place = place.clone(), has = has, of = of, fewer = copy.behind);
        text.push_str(&format!("\n{}", behind.told(language)));
    }
    for gap in &audit.gaps {
        text.push_str(&headed(Paint::Amber, text!("audit-not-checked"), &place, findings::gap(gap), style));
    }
    text
}

/// A line with a painted head, the place, and a sentence.
fn headed(paint: Paint, head: Text, place: &Text, what: Text, style: &Style) -> String {
    let head = style.paint(paint, &head.told(style.language));
    let what = what.told(style.language);
    let what = what.trim_end_matches('.');
    format!("\n{head} {}", say!(style.language, "audit-sentence", place = place.clone(), what = what))
}

/// Records a second, for people.
fn speed(records: u64, seconds: f64) -> u64 {
    // Far above any log, and shown to three digits only.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a speed for people"
    )]
    let per_second = (records as f64 / seconds.max(0.001)) as u64;
    per_second
}

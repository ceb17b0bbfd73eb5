//! Report of an audit of a data folder, for people and for programs.

use super::super::exit::Exit;
use attestat_ledger::audit::{AuditReport, AuditedCopy, AuditedNode, CheckedHead, Whole};
use attestat_ledger::roster::Roster;
use attestat_node::operator::audit::Seals;
use attestat_node::operator::told::audit as told;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::Value;
use std::path::PathBuf;

/// Most findings of one log that a person is shown at once.
const SHOWN_FINDINGS_MAX: usize = 20;

/// The audit of a data folder.
pub(super) struct Report {
    pub(super) dir: PathBuf,
    pub(super) logs: Vec<AuditReport>,
    pub(super) unreadable: Vec<Text>,
    pub(super) seals: Seals,
    pub(super) roster: Option<Roster>,
    pub(super) nodes: Vec<AuditedNode>,
    pub(super) seconds: f64,
}

impl Report {
    /// A finding is red; something that was not looked at, beside the seals that were not asked for, is
    /// amber, and so are records from the future.
    pub(super) fn exit(&self) -> Exit {
        if !self.unreadable.is_empty() || self.logs.iter().any(|log| !log.findings.is_empty()) {
            Exit::Finding
        } else if self.logs.iter().any(|log| !log.not_checked.is_empty() || log.ahead.is_some()) {
            Exit::Incomplete
        } else {
            Exit::Done
        }
    }

    fn records(&self) -> u64 {
        self.logs.iter().map(|log| log.records).sum()
    }

    /// The audit for people.
    pub(super) fn text(&self) -> Text {
        let mut lines: Vec<Text> = Vec::new();
        for log in &self.logs {
            lines.extend(lines_of(log));
            lines.push(Text::written(""));
        }
        lines.extend(self.unreadable.iter().map(|why| text!("node-audit-finding", finding = why.clone())));
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = self.records() as f64 / self.seconds.max(0.001) / 1e6;
        lines.push(text!(
            "node-audit-replayed",
            records = self.records(),
            logs = self.logs.iter().filter(|log| log.records > 0).count(),
            seconds = format!("{:.1}", self.seconds),
            rate = format!("{rate:.2}"),
        ));
        lines.push(match self.exit() {
            Exit::Done => text!("node-audit-clean"),
            Exit::Finding => text!("node-audit-found"),
            _ if self.logs.iter().any(|log| log.ahead.is_some()) => text!("node-audit-is-ahead"),
            _ => text!("node-audit-incomplete"),
        });
        Text::listed(lines, "\n")
    }

    /// The audit for programs: the form that `attestat audit` gives too.
    pub(super) fn as_json(&self) -> Value {
        let copy = |audit| AuditedCopy { node: None, standing: None, behind: 0, audit };
        let unreadable: Vec<String> = self.unreadable.iter().map(ToString::to_string).collect();
        let whole = Whole {
            version: env!("CARGO_PKG_VERSION"),
            time: attestat_node::machine::clock::now(),
            seconds: self.seconds,
            every_seal: self.seals == Seals::Every,
            roster: self.roster.as_ref(),
            folder: Some(self.dir.display().to_string()),
            nodes: self.nodes.clone(),
            logs: self.logs.iter().map(copy).collect(),
            unreadable: &unreadable,
            not_checked: &[],
            not_begun: &[],
            evidence: Vec::new(),
            exit: self.exit() as u8,
        };
        whole.to_json()
    }
}

/// The lines about one log; all but the first are set in.
fn lines_of(log: &AuditReport) -> Vec<Text> {
    let origin = log.origin.to_string();
    let first = match log.records {
        0 => text!("node-audit-no-records", log = origin),
        records => {
            text!(
                "node-audit-records",
                log = origin,
                records = records,
                day = log.last_day,
                root = log.root.to_string()
            )
        }
    };
    let mut lines = Vec::new();
    if log.records > 0 {
        lines.push(text!("node-audit-checked", snapshots = log.snapshots, seals = log.seals_checked));
    }
    lines.extend(log.heads.iter().map(head_line));
    if log.seals_not_checked > 0 {
        lines.push(text!("node-audit-seals-skipped", seals = log.seals_not_checked));
    }
    lines.extend(log.ahead.iter().map(|ahead| text!("node-audit-ahead", ahead = told::ahead(ahead))));
    let not_checked = log.gaps.iter();
    lines.extend(not_checked.map(|what| text!("node-audit-not-checked", what = told::gap(what))));
    let harmless = log.repetitions.iter().take(SHOWN_FINDINGS_MAX);
    lines.extend(harmless.map(|one| text!("node-audit-harmless", repetition = told::repetition(one))));
    let hidden = log.repetitions.len().saturating_sub(SHOWN_FINDINGS_MAX) as u64 + log.more_repetitions;
    if hidden > 0 {
        lines.push(text!("node-audit-more-harmless", count = hidden));
    }
    let findings = log.findings.iter().take(SHOWN_FINDINGS_MAX);
    lines.extend(findings.map(|one| text!("node-audit-finding", finding = told::finding(one))));
    let hidden = log.findings.len().saturating_sub(SHOWN_FINDINGS_MAX) as u64 + log.more_findings;
    if hidden > 0 {
        lines.push(text!("node-audit-more-findings", count = hidden));
    }
    let set_in = lines.into_iter().map(|line| Text::joined([Text::written("  "), line]));
    [first].into_iter().chain(set_in).collect()
}

fn head_line(head: &CheckedHead) -> Text {
    let size = head.size;
    let Some(quorum) = &head.quorum else { return text!("node-audit-head", size = size) };
    let cosignatures = quorum.cosignatures.len();
    match quorum.reached {
        true if quorum.needed == Some(0) => {
            text!("node-audit-head-none-asked", size = size, cosignatures = cosignatures)
        }
        true => text!("node-audit-head-confirmed", size = size, cosignatures = cosignatures),
        false => text!("node-audit-head-unconfirmed", size = size, cosignatures = cosignatures),
    }
}

//! Report of an audit of a data folder, for people and for programs.

use super::super::exit::Exit;
use attestat_ledger::audit::{AuditReport, AuditedCopy, AuditedNode, CheckedHead, Whole};
use attestat_ledger::roster::Roster;
use attestat_node::operator::audit::Seals;
use serde_json::Value;
use std::path::PathBuf;

/// Most findings of one log that a person is shown at once.
const SHOWN_FINDINGS_MAX: usize = 20;

/// The audit of a data folder.
pub(super) struct Report {
    pub(super) dir: PathBuf,
    pub(super) logs: Vec<AuditReport>,
    pub(super) unreadable: Vec<String>,
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
    pub(super) fn words(&self) -> String {
        let mut text: String = self.logs.iter().map(log_words).collect();
        for why in &self.unreadable {
            text.push_str(&format!("FINDING      {why}\n"));
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = self.records() as f64 / self.seconds.max(0.001) / 1e6;
        text.push_str(&format!(
            "Replayed {} records of {} logs in {:.1} s ({rate:.2} million a second).\n",
            self.records(),
            self.logs.iter().filter(|log| log.records > 0).count(),
            self.seconds
        ));
        text.push_str(match self.exit() {
            Exit::Done => "Nothing was found.",
            Exit::Finding => {
                "Something was found that an honest registry, an honest node and a sound disk cannot produce together. Keep this folder as it is; compare with other nodes: attestat audit"
            }
            _ if self.logs.iter().any(|log| log.ahead.is_some()) => {
                "Nothing speaks against the registries, but a log is ahead of the calendar: see `FUTURE` above."
            }
            _ => "Nothing was found, but not everything could be checked: see `not checked` above.",
        });
        text
    }

    /// The audit for programs: the form that `attestat audit` gives too.
    pub(super) fn as_json(&self) -> Value {
        let copy = |audit| AuditedCopy { node: None, standing: None, behind: 0, audit };
        let whole = Whole {
            version: env!("CARGO_PKG_VERSION"),
            time: attestat_node::machine::clock::now(),
            seconds: self.seconds,
            every_seal: self.seals == Seals::Every,
            roster: self.roster.as_ref(),
            folder: Some(self.dir.display().to_string()),
            nodes: self.nodes.clone(),
            logs: self.logs.iter().map(copy).collect(),
            unreadable: &self.unreadable,
            not_checked: &[],
            not_begun: &[],
            evidence: Vec::new(),
            exit: self.exit() as u8,
        };
        whole.to_json()
    }
}

fn log_words(log: &AuditReport) -> String {
    let mut text = match log.records {
        0 => format!("{}: no record was read\n", log.origin),
        records => format!(
            "{}: {records} records up to {}, root {}\n  checked      each of these records, the chain, the tree, {} snapshots, {} seals\n",
            log.origin, log.last_day, log.root, log.snapshots, log.seals_checked
        ),
    };
    for head in &log.heads {
        text.push_str(&format!("  checked      published head of size {}{}\n", head.size, quorum_words(head)));
    }
    if log.seals_not_checked > 0 {
        let skipped = log.seals_not_checked;
        text.push_str(&format!("  not checked  {skipped} seals and the derived indexes (--every-seal checks them)\n"));
    }
    if let Some(ahead) = &log.ahead {
        text.push_str(&format!("  FUTURE       {ahead}\n"));
    }
    for what in &log.not_checked {
        text.push_str(&format!("  not checked  {what}\n"));
    }
    for repetition in log.repetitions.iter().take(SHOWN_FINDINGS_MAX) {
        text.push_str(&format!("  harmless     {repetition}\n"));
    }
    let hidden = log.repetitions.len().saturating_sub(SHOWN_FINDINGS_MAX) as u64 + log.more_repetitions;
    if hidden > 0 {
        text.push_str(&format!("  harmless     and {hidden} more such repetitions\n"));
    }
    for finding in log.findings.iter().take(SHOWN_FINDINGS_MAX) {
        text.push_str(&format!("  FINDING      {finding}\n"));
    }
    let hidden = log.findings.len().saturating_sub(SHOWN_FINDINGS_MAX) as u64 + log.more_findings;
    if hidden > 0 {
        text.push_str(&format!("  FINDING      and {hidden} more; --json lists them\n"));
    }
    text.push('\n');
    text
}

fn quorum_words(head: &CheckedHead) -> String {
    match &head.quorum {
        None => String::new(),
        Some(quorum) => {
            let word = match quorum.reached {
                true if quorum.needed == Some(0) => "none asked for",
                true => "a quorum",
                false => "no quorum",
            };
            format!(", {} cosignatures, {word}", quorum.cosignatures.len())
        }
    }
}

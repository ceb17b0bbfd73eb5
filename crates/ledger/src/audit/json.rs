//! The one JSON form of an audit, of nodes and of a folder alike: schema `attestat.audit/2`.

use super::{AuditReport, CheckedHead, Finding, Repetition};
use crate::day::{DAY_SECONDS, Day};
use crate::name::Origin;
use crate::roster::Roster;
use serde_json::{Value, json};

/// The schema's name.
const SCHEMA: &str = "attestat.audit/2";

/// A node that was audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedNode {
    /// Its address.
    pub address: String,
    /// The fingerprint of its key, where the address or the roster names one.
    pub fingerprint: Option<String>,
}

/// One copy of one log, audited.
#[derive(Debug, Clone, Copy)]
pub struct AuditedCopy<'a> {
    /// The address of the node that it is of; none for a folder.
    pub node: Option<&'a str>,
    /// Standing of the log at that node, in the node's own words; none for a folder.
    pub standing: Option<&'static str>,
    /// Number of records by which other copies, or the head that the auditor keeps, are ahead of it.
    pub behind: u64,
    /// Report of the audit.
    pub audit: &'a AuditReport,
}

/// A whole audit.
#[derive(Debug, Clone)]
pub struct Whole<'a> {
    /// The program's version.
    pub version: &'a str,
    /// Time at which the audit was made, in Unix seconds.
    pub time: u64,
    /// Duration of the audit, in seconds.
    pub seconds: f64,
    /// True if every seal was checked and, for a folder, also the derived indexes.
    pub every_seal: bool,
    /// The roster that the logs were compared with.
    pub roster: Option<&'a Roster>,
    /// The folder that was audited; none where nodes were.
    pub folder: Option<String>,
    /// The nodes that were audited; for a folder, those that the roster lists for its registries.
    pub nodes: Vec<AuditedNode>,
    /// Every copy of every log.
    pub logs: Vec<AuditedCopy<'a>>,
    /// Findings that belong to no log, in words.
    pub unreadable: &'a [String],
    /// Things that could not be looked at, apart from those in the reports of the logs.
    pub not_checked: &'a [String],
    /// Logs that the roster lists and that have no record yet.
    pub not_begun: &'a [Origin],
    /// Files that evidence was written to.
    pub evidence: Vec<String>,
    /// The exit code.
    pub exit: u8,
}

impl Whole<'_> {
    /// Returns the audit as JSON, for programs.
    pub fn to_json(&self) -> Value {
        let roster = self.roster.map(|roster| json!({"version": roster.version, "hash": roster.hash().to_string()}));
        let nodes = self.nodes.iter().map(|node| json!({"address": node.address, "fingerprint": node.fingerprint}));
        let unreadable = self.unreadable.iter().map(|what| json!({"code": "unreadable", "words": what}));
        json!({
            "schema": SCHEMA, "version": self.version, "time": moment(self.time), "seconds": self.seconds,
            "every_seal": self.every_seal,
            "roster": roster, "folder": self.folder, "nodes": nodes.collect::<Vec<_>>(),
            "records": self.logs.iter().map(|copy| copy.audit.records).sum::<u64>(),
            "logs": self.logs.iter().map(copy_json).collect::<Vec<_>>(),
            "findings": unreadable.collect::<Vec<_>>(), "not_checked": self.not_checked,
            "not_begun": self.not_begun.iter().map(Origin::as_str).collect::<Vec<_>>(),
            "evidence": self.evidence, "exit": self.exit,
        })
    }
}

/// Formats a time in Unix seconds: `2026-09-01T14:05:09Z`.
pub fn moment(seconds: u64) -> String {
    let of_day = seconds % DAY_SECONDS;
    let (hour, minute, second) = (of_day / 3600, of_day % 3600 / 60, of_day % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", Day::of_unix_seconds(seconds))
}

fn copy_json(copy: &AuditedCopy<'_>) -> Value {
    let audit = copy.audit;
    json!({
        "node": copy.node, "origin": audit.origin.as_str(), "standing": copy.standing,
        "records": audit.records, "behind": copy.behind, "root": audit.root.to_string(),
        "last_day": audit.last_day.to_string(), "snapshots": audit.snapshots,
        "seals_checked": audit.seals_checked, "seals_not_checked": audit.seals_not_checked,
        "heads": audit.heads.iter().map(head_json).collect::<Vec<_>>(),
        "ahead": audit.ahead.map(|ahead| json!({"first": ahead.first, "last": ahead.last, "day": ahead.day.to_string()})),
        "cut": audit.cut.map(|cut| json!({"size": cut.size, "agrees": cut.agrees, "beyond": cut.beyond})),
        "findings": audit.findings.iter().map(finding_json).collect::<Vec<_>>(),
        "more_findings": audit.more_findings, "not_checked": audit.not_checked,
        "repetitions": audit.repetitions.iter().map(repetition_json).collect::<Vec<_>>(),
        "more_repetitions": audit.more_repetitions,
    })
}

/// A finding with its kind, its place, its words, and for a fork the evidence itself.
fn finding_json(finding: &Finding) -> Value {
    let evidence = match finding {
        Finding::Fork(fork) => Some(fork.to_string()),
        _ => None,
    };
    json!({"code": finding.code(), "at": finding.place(), "words": finding.to_string(), "evidence": evidence})
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
        "confirmed_at": quorum.and_then(|quorum| quorum.time).map(moment),
    })
}

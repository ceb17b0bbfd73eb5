//! Audits of nodes in memory: of an honest one, and of every lie that must be found.

mod memory;

use super::*;
use crate::fixture::{MemoryLog, RunningNode, Served, origin, roster, roster_with};
use crate::render::output::Format;
use crate::render::russian::assert_russian;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::key::Signature;
use attestat_ledger::roster::PinnedRoster;
use attestat_words::language::Language;
use serde_json::json;
use std::path::Path;

/// A log of genesis, some awards and a revocation, in five batches.
fn log() -> MemoryLog {
    let mut log = MemoryLog::new();
    log.award(0..40, 1);
    log.award(40..50, 1);
    log.revoke(3, 2);
    log.award(50..60, 1);
    log
}

fn pinned() -> PinnedRoster {
    let (note, hash) = roster(1, None);
    PinnedRoster::pin(&note, hash).unwrap()
}

/// Report of an audit of these nodes; evidence goes to `folder`.
fn audited(folder: &Path, served: &[Served], seals: Seals, roster: Option<&PinnedRoster>) -> NodesReport {
    let nodes: Vec<RunningNode> = served
        .iter()
        .enumerate()
        .map(|(at, served)| RunningNode::start(folder, &at.to_string(), served.clone()))
        .collect();
    let store = trusting(folder, roster);
    audited_with(&store, &arguments(&nodes, seals, folder), roster)
}

/// A folder of trust with this roster pinned.
fn trusting(folder: &Path, roster: Option<&PinnedRoster>) -> TrustStore {
    let store = TrustStore::at(Some(&folder.join("trust"))).unwrap();
    if let Some(pinned) = roster {
        let note = pinned.note().to_string();
        store.put_roster(&store.lock().unwrap(), &pinned.roster().hash(), note.as_bytes()).unwrap();
    }
    store
}

fn arguments(nodes: &[RunningNode], seals: Seals, folder: &Path) -> AuditArgs {
    AuditArgs {
        node: nodes.iter().map(|node| node.address.clone()).collect(),
        every_seal: seals == Seals::Every,
        max_age: u64::MAX,
        evidence: Some(folder.join("evidence")),
    }
}

fn audited_with(store: &TrustStore, args: &AuditArgs, roster: Option<&PinnedRoster>) -> NodesReport {
    let memory = TrustMemory::read(store, roster, args.max_age).unwrap();
    let report = runtime().unwrap().block_on(audit(args, &memory, &out())).unwrap();
    assert_russian(&report.words(&out().speaking(Language::Russian).style()));
    report
}

fn out() -> Output {
    Output::new(Format::Words)
}

fn findings(report: &NodesReport) -> Vec<String> {
    report.copies.iter().flat_map(|copy| &copy.audit.findings).map(ToString::to_string).collect()
}

#[test]
fn honest_nodes_are_clean_and_everything_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut behind = Served::honest(log());
    behind.published = 41;
    for (seals, checked) in [(Seals::Last, 1), (Seals::Every, 5)] {
        let folder = tempfile::tempdir_in(folder.path()).unwrap();
        let report = audited(folder.path(), &[Served::honest(log()), behind.clone()], seals, Some(&pinned()));
        assert_eq!(exit_of(&report), Exit::Done, "{}", report.words(&out().style()));
        for copy in &report.copies {
            assert_eq!((copy.audit.records, copy.audit.snapshots), (63, 1));
            assert_eq!((copy.audit.seals_checked, copy.audit.seals_not_checked), (checked, 5 - checked));
        }
        assert_eq!(report.records(), 2 * 63);
    }
}

#[test]
fn without_a_roster_an_audit_is_not_complete() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(exit_of(&audited(folder.path(), &[Served::honest(log())], Seals::Last, None)), Exit::Amber);
}

#[test]
fn two_histories_are_found_with_evidence_for_strangers() {
    let mut same_size = MemoryLog::new();
    same_size.award(0..40, 1);
    same_size.award(40..50, 9);
    same_size.revoke(3, 2);
    same_size.award(50..60, 1);
    let mut shorter = MemoryLog::new();
    shorter.award(0..40, 9);
    let mut longer = same_size.clone();
    longer.award(60..70, 1);
    for (why, other) in [("same size", same_size), ("shorter", shorter), ("longer", longer)] {
        let folder = tempfile::tempdir().unwrap();
        let report =
            audited(folder.path(), &[Served::honest(log()), Served::honest(other)], Seals::Last, Some(&pinned()));
        assert_eq!(exit_of(&report), Exit::Red, "{why}");
        assert!(!report.evidence.is_empty(), "{why}: {:?}", findings(&report));
        for evidence in &report.evidence {
            let text = std::fs::read_to_string(evidence.kept.as_ref().unwrap()).unwrap();
            let fork = ForkEvidence::parse(&text).unwrap();
            fork.verify(pinned().roster()).unwrap();
        }
        assert!(findings(&report).iter().all(|finding| finding.contains("two histories")), "{why}");
    }
}

#[test]
fn a_cut_log_is_compared_with_its_cut_and_what_lies_beyond_is_counted() {
    let root = |size: u64| log().head(size, false).checkpoint().root.to_string();
    let beyond = "10 records lie beyond the roster's cut at size 53: they are signed, and nothing of them counts";
    let elsewhere = "the records up to the roster's cut at size 53 have another root than the cut: this is not the history that counts";
    for (size, root, said, agrees, count) in [
        (63, root(63), vec![], Some(true), 0),
        (53, root(53), vec![beyond], Some(true), 10),
        (53, root(41), vec![elsewhere, beyond], Some(false), 10),
        (100, root(41), vec![], None, 0),
    ] {
        let cut = format!("[[cut]]\norigin = \"{}\"\nsize = {size}\nroot = \"{root}\"\n", origin());
        let (note, hash) = roster_with(1, None, &cut);
        let (folder, pinned) = (tempfile::tempdir().unwrap(), PinnedRoster::pin(&note, hash).unwrap());
        let report = audited(folder.path(), &[Served::honest(log())], Seals::Last, Some(&pinned));
        assert_eq!(findings(&report), said, "cut at {size}");
        let exit = if !said.is_empty() {
            Exit::Red
        } else if agrees.is_none() {
            Exit::Amber
        } else {
            Exit::Done
        };
        assert_eq!(exit_of(&report), exit, "cut at {size}");
        let shown = &report.as_json(None, 0, 0)["logs"][0]["cut"];
        assert_eq!(*shown, serde_json::json!({"size": size, "agrees": agrees, "beyond": count}));
        let words = report.words(&out().style());
        assert!(said.iter().all(|finding| words.contains(finding)), "{words}");
    }
}

#[test]
fn a_changed_record_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut spoilt = log();
    spoilt.spoil(1, 7);
    let report = audited(folder.path(), &[Served::honest(log()), Served::honest(spoilt)], Seals::Last, Some(&pinned()));
    assert_eq!(exit_of(&report), Exit::Red);
    // The ninth record is the first that does not name the one before it.
    assert_eq!(findings(&report), ["record 9: it does not name the record before it"]);
}

#[test]
fn a_wrong_seal_in_the_middle_is_seen_when_every_seal_is_checked() {
    let mut wrong = log();
    wrong.batches[1].seal = Signature::from_bytes([5; 64]);
    for (seals, exit) in [(Seals::Last, Exit::Done), (Seals::Every, Exit::Red)] {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(exit_of(&audited(folder.path(), &[Served::honest(wrong.clone())], seals, Some(&pinned()))), exit);
    }
    let mut last = log();
    last.batches[4].seal = Signature::from_bytes([5; 64]);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(exit_of(&audited(folder.path(), &[Served::honest(last)], Seals::Last, Some(&pinned()))), Exit::Red);
}

#[test]
fn a_cut_stream_accuses_nobody_and_is_not_complete() {
    let folder = tempfile::tempdir().unwrap();
    let mut cut = Served::honest(log());
    cut.cut_after = 2;
    let report = audited(folder.path(), &[cut], Seals::Last, Some(&pinned()));
    assert_eq!((exit_of(&report), findings(&report).len()), (Exit::Amber, 0));
}

#[test]
fn records_that_a_node_hides_below_a_signed_head_are_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let mut short = Served::honest(log());
    short.newest = Some(log().head(63, false));
    short.log.batches.truncate(4);
    short.published = 0;
    let report = audited(folder.path(), &[short], Seals::Last, Some(&pinned()));
    assert_eq!(findings(&report), ["the registry signed 63 records, but only 53 are there"]);
}

#[test]
fn evidence_of_a_node_is_a_finding_if_it_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = MemoryLog::new();
    other.award(0..40, 9);
    let fork = ForkEvidence::same_size(log().head(41, false), other.head(41, false));
    let mut told = Served::honest(log());
    told.fork = fork.to_string();
    let report = audited(folder.path(), &[told.clone()], Seals::Last, Some(&pinned()));
    assert_eq!((exit_of(&report), report.evidence.len()), (Exit::Red, 2));
    let folder = tempfile::tempdir().unwrap();
    told.fork = ForkEvidence::same_size(log().head(41, false), log().head(41, true)).to_string();
    let report = audited(folder.path(), &[told], Seals::Last, Some(&pinned()));
    assert_eq!((exit_of(&report), report.evidence.len()), (Exit::Amber, 0));
    assert_eq!(origin(), report.copies[0].audit.origin);
}

/// The same award again is reported and accuses nobody; another award in its slot is a finding.
#[test]
fn an_award_that_was_appended_twice_is_harmless_and_another_one_in_its_slot_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut twice = log();
    twice.award(5..6, 1);
    let report = audited(folder.path(), &[Served::honest(twice)], Seals::Last, Some(&pinned()));
    let words = report.words(&out().style());
    assert_eq!((exit_of(&report), findings(&report).len()), (Exit::Done, 0), "{words}");
    assert!(words.contains("harmless: ") && words.contains("slot 5 stands 2 times"), "{words}");
    assert_eq!(
        report.as_json(None, 0, 0)["logs"][0]["repetitions"][0],
        json!({"slot": 5, "first": 6, "again": 63, "times": 2})
    );

    let folder = tempfile::tempdir().unwrap();
    let mut other = log();
    other.award(5..6, 2);
    let report = audited(folder.path(), &[Served::honest(other)], Seals::Last, Some(&pinned()));
    assert_eq!(exit_of(&report), Exit::Red);
    assert!(findings(&report)[0].contains("slot 5 is used a second time"), "{:?}", findings(&report));
}

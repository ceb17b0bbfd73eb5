//! Audits remember: a head that was confirmed once is held against every copy, and a fork that is found counts from
//! then on.

use super::*;
use crate::commands::trust::TrustCommand;

/// That log with more records.
fn longer() -> MemoryLog {
    let mut longer = log();
    longer.award(60..70, 1);
    longer
}

/// A log of another history, which is longer.
fn forked() -> MemoryLog {
    let mut forked = MemoryLog::new();
    forked.award(0..40, 9);
    forked.award(40..80, 9);
    forked
}

fn words(report: &NodesReport) -> String {
    report.words(&out().style())
}

fn kept(store: &TrustStore) -> u64 {
    store.head(&origin()).unwrap().map_or(0, |head| head.checkpoint().size)
}

#[test]
fn a_copy_that_contradicts_the_kept_head_is_a_finding_also_without_a_quorum() {
    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let store = trusting(folder.path(), Some(&pinned));
    let nodes = [RunningNode::start(folder.path(), "a", Served::honest(log()))];
    let args = AuditArgs { evidence: None, ..arguments(&nodes, Seals::Last, folder.path()) };
    assert_eq!(exit_of(&audited_with(&store, &args, Some(&pinned))), Exit::Done);
    assert_eq!(kept(&store), 63);

    nodes[0].change(|served| *served = Served { cosigned: false, ..Served::honest(forked()) });
    let report = audited_with(&store, &args, Some(&pinned));
    assert_eq!(exit_of(&report), Exit::Red, "{}", words(&report));
    let known = store.evidence(pinned.roster()).unwrap().pieces;
    assert_eq!((kept(&store), known.len()), (63, 1));
    known[0].1.verify(pinned.roster()).unwrap();
    assert_eq!(report.evidence[0].kept.as_ref().unwrap(), &known[0].0);

    // What was found counts from now on, here and in every other command.
    nodes[0].change(|served| *served = Served::honest(longer()));
    assert_eq!(exit_of(&audited_with(&store, &args, Some(&pinned))), Exit::Red);
    assert_eq!(kept(&store), 63);
    let trust = crate::commands::trust::TrustArgs { dir: Some(store.path().to_owned()) };
    let update = TrustCommand::update_for_tests(args.node);
    assert_eq!(crate::commands::trust::run(&update, &trust, &out()).unwrap(), Exit::Red);
}

#[test]
fn newer_heads_are_kept_and_a_copy_that_is_shorter_is_not_the_whole() {
    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let store = trusting(folder.path(), Some(&pinned));
    let nodes = [RunningNode::start(folder.path(), "a", Served::honest(log()))];
    let args = arguments(&nodes, Seals::Last, folder.path());
    audited_with(&store, &args, Some(&pinned));
    nodes[0].change(|served| *served = Served::honest(longer()));
    assert_eq!((exit_of(&audited_with(&store, &args, Some(&pinned))), kept(&store)), (Exit::Done, 73));
    nodes[0].change(|served| *served = Served::honest(log()));
    let report = audited_with(&store, &args, Some(&pinned));
    assert_eq!((exit_of(&report), kept(&store)), (Exit::Amber, 73));
    assert!(words(&report).contains("that has 73 records, this node gave 63"), "{}", words(&report));
}

#[test]
fn a_node_that_lags_is_named_and_nodes_agree_as_far_as_each_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let served = [Served::honest(longer()), Served::honest(log())];
    let report = audited(folder.path(), &served, Seals::Last, Some(&pinned()));
    let words = words(&report);
    assert_eq!(exit_of(&report), Exit::Done, "{words}");
    assert!(words.contains("it has 63 of 73 records, 10 fewer"), "{words}");
    assert!(words.contains("agree as far as each has come"), "{words}");
    assert_eq!(report.as_json(None, 0, 0)["logs"][1]["behind"], 10);
}

#[test]
fn a_head_without_a_quorum_and_one_that_was_confirmed_long_ago_are_amber() {
    let folder = tempfile::tempdir().unwrap();
    let alone = Served { cosigned: false, ..Served::honest(log()) };
    let report = audited(folder.path(), &[alone], Seals::Last, Some(&pinned()));
    assert_eq!(exit_of(&report), Exit::Amber);
    assert!(words(&report).contains("has a quorum (0 cosignatures, 1 needed)"), "{}", words(&report));

    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let store = trusting(folder.path(), Some(&pinned));
    let nodes = [RunningNode::start(folder.path(), "a", Served::honest(log()))];
    let args = AuditArgs { max_age: 7 * 86_400, ..arguments(&nodes, Seals::Last, folder.path()) };
    let report = audited_with(&store, &args, Some(&pinned));
    assert_eq!(exit_of(&report), Exit::Amber);
    assert!(words(&report).contains("what came since 2021-09-01 14:00 UTC"), "{}", words(&report));
}

#[test]
fn a_registry_that_has_not_begun_is_named_and_keeps_no_audit_amber() {
    let other = "[[registry]]\nid = \"c.example\"\nname = \"C\"\norganisation = \"C\"\nregion = \"77\"\nclasses = [\"certificate\"]\nstate = \"active\"\n\
                 [[registry.log]]\norigin = \"c.example/1\"\n[[registry.log.key]]\nkey = \"KEY\"\nfrom_size = 1\n";
    let key = attestat_ledger::encoding::base64(crate::fixture::secret(77).public().as_bytes());
    let (note, hash) = roster_with(1, None, &other.replace("KEY", &key));
    let pinned = PinnedRoster::pin(&note, hash).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let admitted = Served { not_begun: Some("c.example/1".to_owned()), ..Served::honest(log()) };
    let report = audited(folder.path(), &[admitted], Seals::Last, Some(&pinned));
    assert_eq!(exit_of(&report), Exit::Done, "{}", words(&report));
    assert!(words(&report).contains("not begun: c.example/1"), "{}", words(&report));
    assert_eq!(report.as_json(None, 0, 0)["not_begun"], json!(["c.example/1"]));

    // A log that no node was asked for is not known to be empty.
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(exit_of(&audited(folder.path(), &[Served::honest(log())], Seals::Last, Some(&pinned))), Exit::Amber);
}

#[test]
fn the_report_is_given_also_where_evidence_cannot_be_written() {
    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let store = trusting(folder.path(), Some(&pinned));
    let nodes = [
        RunningNode::start(folder.path(), "a", Served::honest(log())),
        RunningNode::start(folder.path(), "b", Served::honest(forked())),
    ];
    let blocked = folder.path().join("a file");
    std::fs::write(&blocked, "").unwrap();
    let args = AuditArgs { evidence: Some(blocked), ..arguments(&nodes, Seals::Last, folder.path()) };
    let other = store.lock().unwrap();
    let report = audited_with(&store, &args, Some(&pinned));
    drop(other);
    assert_eq!(exit_of(&report), Exit::Red);
    assert!(!report.evidence.is_empty() && report.evidence.iter().all(|evidence| evidence.kept.is_err()));
    let words = words(&report);
    assert!(words.contains("copy it from here:\nattestat/fork/v1\n"), "{words}");
}

#[test]
fn without_a_roster_evidence_is_kept_where_a_person_named_a_place_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = trusting(folder.path(), None);
    let nodes = [
        RunningNode::start(folder.path(), "a", Served::honest(log())),
        RunningNode::start(folder.path(), "b", Served::honest(forked())),
    ];
    let named = arguments(&nodes, Seals::Last, folder.path());
    let report = audited_with(&store, &AuditArgs { evidence: None, ..named }, None);
    assert!(!report.evidence.is_empty() && report.evidence.iter().all(|evidence| evidence.kept.is_err()));
    let words = words(&report);
    assert!(words.contains("no folder was named with --evidence); copy it from here:\nattestat/fork/v1\n"), "{words}");
    let report = audited_with(&store, &arguments(&nodes, Seals::Last, folder.path()), None);
    let is_there = |evidence: &attestat_checking::audit::report::AuditEvidence| {
        evidence.kept.as_ref().is_ok_and(|path| path.starts_with(folder.path().join("evidence")))
    };
    assert!(!report.evidence.is_empty() && report.evidence.iter().all(is_there));
}

/// Both nodes show both heads, and each of them has evidence of its own.
#[test]
fn a_fork_is_told_in_one_line_however_many_nodes_show_it() {
    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let store = trusting(folder.path(), Some(&pinned));
    let nodes = [
        RunningNode::start(folder.path(), "a", Served::honest(log())),
        RunningNode::start(folder.path(), "b", Served::honest(forked())),
        RunningNode::start(folder.path(), "c", Served::honest(log())),
    ];
    let args = arguments(&nodes, Seals::Last, folder.path());
    for _ in 0..2 {
        // The second time the evidence is known.
        let report = audited_with(&store, &args, Some(&pinned));
        let words = words(&report);
        let mut lines: Vec<&str> = words.lines().filter(|line| line.contains("two histories")).collect();
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!((lines.len(), report.forks().count()), (count, count), "{words}");
        assert_eq!(lines.len(), store.evidence(pinned.roster()).unwrap().pieces.len(), "{words}");
        assert!(lines.iter().all(|line| line.contains(&nodes[1].address)), "{words}");
    }
}

#[test]
fn the_json_of_an_audit_names_time_version_roster_and_nodes() {
    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let report = audited(folder.path(), &[Served::honest(log()), Served::honest(forked())], Seals::Last, Some(&pinned));
    let told = report.as_json(Some(pinned.roster()), clock::now(), 0);
    assert_eq!((&told["schema"], &told["version"]), (&json!("attestat.audit/2"), &json!(env!("CARGO_PKG_VERSION"))));
    assert_eq!(told["roster"], json!({"version": 1, "hash": pinned.roster().hash().to_string()}));
    assert!(told["time"].as_str().is_some_and(|time| time.ends_with('Z')));
    assert_eq!(told["nodes"].as_array().map(Vec::len), Some(2));
    let found = &told["logs"][1]["findings"][0];
    assert_eq!(found["code"], "fork");
    ForkEvidence::parse(found["evidence"].as_str().unwrap()).unwrap().verify(pinned.roster()).unwrap();
}

/// The audit takes its time, and others work in the folder meanwhile.
#[test]
fn a_head_that_came_during_the_audit_gives_way_to_a_proof_only() {
    let (folder, pinned) = (tempfile::tempdir().unwrap(), pinned());
    let store = trusting(folder.path(), Some(&pinned));
    let nodes = [RunningNode::start(folder.path(), "a", Served::honest(log()))];
    let args = arguments(&nodes, Seals::Last, folder.path());
    let meanwhile = |head: attestat_ledger::checkpoint::CheckpointNote| {
        _ = std::fs::remove_dir_all(store.path().join("heads"));
        let memory = TrustMemory::read(&store, Some(&pinned), args.max_age).unwrap();
        store.put_head(&store.lock().unwrap(), &head).unwrap();
        let report = runtime().unwrap().block_on(audit(&args, &memory, &out())).unwrap();
        (exit_of(&report), store.head(&origin()).unwrap().unwrap() == head)
    };
    assert_eq!(meanwhile(longer().head(73, true)), (Exit::Done, true), "it is newer");
    assert_eq!(meanwhile(forked().head(41, true)), (Exit::Amber, true), "nothing leads from it to the copy");
}

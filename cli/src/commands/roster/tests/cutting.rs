//! Cuts: taken from evidence, compared with nodes, never loosened.

use super::signing::signed_fixture;
use super::*;
use crate::fixture::{MemoryLog, ORIGIN, RunningNode, Served};
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;

/// A log with a snapshot at its end, and its twin of another history.
fn logs() -> (MemoryLog, MemoryLog) {
    let grown = |tag| {
        let mut log = MemoryLog::new();
        log.award(0..3, tag);
        log.revoke(1, 0);
        log
    };
    (grown(1), grown(2))
}

/// A signed roster whose mirror is reached at the node, which holds `log`.
fn consortium(dir: &Path, log: &MemoryLog) -> RunningNode {
    let node = RunningNode::start(dir, "node.sock", Served::honest(log.clone()));
    let draft = signed_fixture(dir);
    edit(&draft, "kind = \"mirror\"", &format!("kind = \"mirror\"\nurl = \"{}\"", node.address));
    sign(dir, Vec::new()).unwrap();
    node
}

/// That consortium, where the registry's own node and, with `by_mirror`, a mirror of a third organisation hold `other`.
fn divided(dir: &Path, log: &MemoryLog, other: &MemoryLog, by_mirror: bool) -> [RunningNode; 2] {
    let one = consortium(dir, log);
    let two = RunningNode::start(dir, "other.sock", Served::honest(other.clone()));
    let path = dir.join("roster.toml");
    if by_mirror {
        let key = VerifierKey::new("c.example/m1", SignatureType::CosignatureV1, secret(99).public()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let more = format!(
            "[[cosigner]]\nkey = \"{key}\"\norganisation = \"C\"\nkind = \"mirror\"\nurl = \"{}\"\n",
            two.address
        );
        std::fs::write(&path, text + &more).unwrap();
    } else {
        edit(&path, "state = \"active\"", &format!("state = \"active\"\nurl = \"{}\"", two.address));
    }
    sign(dir, Vec::new()).unwrap();
    [one, two]
}

#[test]
fn a_cut_that_one_node_contradicts_is_refused_and_the_registrys_own_is_not_asked() {
    let (log, other) = logs();
    for (by_mirror, code) in [(true, Some("cut-elsewhere")), (false, None)] {
        let dir = tempfile::tempdir().unwrap();
        let _nodes = divided(dir.path(), &log, &other, by_mirror);
        let found = cut(dir.path(), &log.head(log.size(), true).to_string(), false).err().map(|failure| failure.code);
        assert_eq!(found.as_deref(), code);
        // What forked does not confirm its own other history.
        let lie = cut(dir.path(), &other.head(4, true).to_string(), false).unwrap_err();
        assert_eq!(lie.code, if by_mirror { "cut-elsewhere" } else { "cut-unproven" });
    }
}

/// It is what forked, or whoever stole its key.
#[test]
fn the_registrys_own_node_confirms_a_cut_only_where_every_other_says_that_it_holds_nothing() {
    let (log, _) = logs();
    let dir = tempfile::tempdir().unwrap();
    let [other, _own] = divided(dir.path(), &log, &log, false);
    let head = log.head(log.size(), true).to_string();
    for code in ["unknown-log", "no-head"] {
        other.change(|served| served.refuses = Some(code));
        cut(dir.path(), &head, false).unwrap();
        undo(dir.path());
    }
    other.change(|served| served.refuses = Some("unavailable"));
    assert_eq!(cut(dir.path(), &head, false).unwrap_err().code, "cut-unchecked");
    drop(other);
    assert_eq!(cut(dir.path(), &head, false).unwrap_err().code, "cut-unchecked");
    // A mirror whose address nobody knows may hold it as well.
    let path = dir.path().join("roster.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let url = text.lines().rfind(|line| line.starts_with("url = \"unix://") && line.ends_with("node.sock\"")).unwrap();
    std::fs::write(&path, text.replacen(&format!("{url}\n"), "", 1)).unwrap();
    assert_eq!(cut(dir.path(), &head, false).unwrap_err().code, "cut-unchecked");
}

/// Takes back what is prepared and not signed.
fn undo(dir: &Path) {
    let signed = RosterFolder::at(dir).signed().unwrap().unwrap();
    std::fs::write(dir.join("roster.toml"), signed.note().text()).unwrap();
}

#[test]
fn a_cut_is_lowered_only_to_what_is_proven_to_be_its_own_history() {
    let dir = tempfile::tempdir().unwrap();
    let (log, other) = logs();
    let nodes = divided(dir.path(), &log, &other, false);
    cut(dir.path(), &log.head(log.size(), true).to_string(), false).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    let signed = std::fs::read_to_string(dir.path().join("roster.toml")).unwrap();
    let (size, root) = cut_of(dir.path()).unwrap();
    for offline in [false, true] {
        let code = cut(dir.path(), &other.head(4, true).to_string(), offline).unwrap_err().code;
        assert_eq!(code, "cut-unproven", "offline: {offline}");
        let by_hand = signed.replace(&format!("size = {size}"), "size = 3").replace(&root, &"ab".repeat(32));
        std::fs::write(dir.path().join("roster.toml"), by_hand).unwrap();
        let code = sign::run(&SignArgs { offline, ..yes(dir.path(), Vec::new()) }, &out()).unwrap_err().code;
        assert_eq!(code, "cut-unproven", "offline: {offline}");
        std::fs::write(dir.path().join("roster.toml"), &signed).unwrap();
    }
    let lower = log.head(4, true).to_string();
    assert_eq!(cut(dir.path(), &lower, true).unwrap_err().code, "cut-unproven");
    cut(dir.path(), &lower, false).unwrap();
    drop(nodes);
    let failure = sign(dir.path(), Vec::new()).unwrap_err();
    assert_eq!(failure.code, "cut-unproven", "nobody proves it any more: {failure}");
}

fn cut(dir: &Path, from: &str, offline: bool) -> Result<(), Failure> {
    let path = dir.join("evidence");
    std::fs::write(&path, from).unwrap();
    let from = path.to_str().unwrap().to_owned();
    cut::run(&CutArgs { from, log: None, roster: dir.to_owned(), offline }, &out())
}

fn cut_of(dir: &Path) -> Option<(u64, String)> {
    let cut = draft(dir).cuts.first().cloned()?;
    Some((cut.size, cut.root.to_string()))
}

fn place(head: &CheckpointNote) -> Option<(u64, String)> {
    Some((head.checkpoint().size, head.checkpoint().root.to_string()))
}

#[test]
fn a_log_is_cut_where_its_evidence_shows_and_nodes_confirm() {
    let dir = tempfile::tempdir().unwrap();
    let (log, other) = logs();
    let _node = consortium(dir.path(), &log);
    let head = log.head(log.size(), true);
    // Of two histories the one that a quorum confirmed counts.
    let both =
        |one: &CheckpointNote, two: &CheckpointNote| ForkEvidence::same_size(one.clone(), two.clone()).to_string();
    let (bare, lie) = (log.head(log.size(), false), other.head(other.size(), false));
    assert_eq!(cut(dir.path(), &both(&bare, &lie), false).unwrap_err().code, "undecided");
    assert_eq!(cut(dir.path(), &both(&bare, &bare), false).unwrap_err().code, "no-evidence");
    cut(dir.path(), &both(&lie, &head), false).unwrap();
    assert_eq!((draft(dir.path()).version, cut_of(dir.path())), (3, place(&head)));
    sign(dir.path(), Vec::new()).unwrap();
    // It is lowered to a smaller head, and never raised again.
    let lower = log.head(4, true);
    cut(dir.path(), &lower.to_string(), false).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    assert_eq!(cut_of(dir.path()), place(&lower));
    assert_eq!(cut(dir.path(), &log.statuses(true).unwrap().to_string(), false).unwrap_err().code, "cut-loosened");
}

#[test]
fn a_log_is_cut_where_a_node_has_it_confirmed_and_others_agree() {
    let (log, other) = logs();
    let from = |dir: &Path, node: &RunningNode, origin: Option<&str>| {
        let log = origin.map(|origin| Origin::parse(origin).unwrap());
        let (from, roster) = (node.address.clone(), dir.to_owned());
        cut::run(&CutArgs { from, log, roster, offline: false }, &out()).map_err(|failure| failure.code)
    };
    // The log went on after its last snapshot, and nothing of that is published yet.
    let mut longer = log.clone();
    longer.award(9..12, 1);
    let dir = tempfile::tempdir().unwrap();
    let node = consortium(dir.path(), &longer);
    node.change(|served| served.published = log.size());
    from(dir.path(), &node, Some(ORIGIN)).unwrap();
    assert_eq!(cut_of(dir.path()), place(&log.head(log.size(), true)));
    let dir = tempfile::tempdir().unwrap();
    let nodes = divided(dir.path(), &log, &other, true);
    assert_eq!(from(dir.path(), &nodes[1], Some(ORIGIN)).unwrap_err(), "cut-elsewhere", "the other mirror contradicts");
    assert_eq!(cut_of(dir.path()), None);
    assert_eq!(from(dir.path(), &nodes[0], Some("a.example/7")).unwrap_err(), "unknown-log");
    let named = CutArgs {
        from: "https://node.example:7400".to_owned(),
        log: None,
        roster: dir.path().to_owned(),
        offline: false,
    };
    assert_eq!(cut::run(&named, &out()).unwrap_err().code, "which-log");
}

#[test]
fn a_cut_that_no_node_has_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (log, other) = logs();
    let node = consortium(dir.path(), &log);
    let refused = |head: &CheckpointNote| cut(dir.path(), &head.to_string(), false).unwrap_err().code;
    assert_eq!(refused(&other.head(other.size(), true)), "cut-elsewhere");
    assert_eq!(refused(&other.head(4, true)), "cut-elsewhere");
    let mut longer = log.clone();
    longer.award(9..12, 1);
    assert_eq!(refused(&longer.head(longer.size(), true)), "cut-beyond");
    // By hand as by command.
    let by_hand = format!("[[cut]]\norigin = \"{ORIGIN}\"\nsize = 4\nroot = \"{}\"\n", "ab".repeat(32));
    let path = dir.path().join("roster.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.clone() + &by_hand).unwrap();
    assert_eq!(sign(dir.path(), Vec::new()).unwrap_err().code, "cut-elsewhere");
    std::fs::write(&path, text).unwrap();
    // Nobody to ask: only who says so goes on.
    drop(node);
    let head = log.head(4, true).to_string();
    assert_eq!(cut(dir.path(), &head, false).unwrap_err().code, "cut-unchecked");
    cut(dir.path(), &head, true).unwrap();
    assert_eq!(sign(dir.path(), Vec::new()).unwrap_err().code, "cut-unchecked");
    sign::run(&SignArgs { offline: true, ..yes(dir.path(), Vec::new()) }, &out()).unwrap();
}

#[test]
fn a_cut_is_never_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let (log, _) = logs();
    let _node = consortium(dir.path(), &log);
    cut(dir.path(), &log.head(4, true).to_string(), false).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    let path = dir.path().join("roster.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let without = text.split("\n[[cut]]").next().unwrap().to_owned() + "\n";
    let (_, root) = cut_of(dir.path()).unwrap();
    for loosened in [without, text.replace("size = 4", "size = 5"), text.replace(&root, &"ab".repeat(32))] {
        std::fs::write(&path, &loosened).unwrap();
        let failure = sign(dir.path(), Vec::new()).unwrap_err();
        assert_eq!(failure.code, "not-to-be-signed", "{failure}");
        assert!(note(dir.path(), 4).is_none());
    }
}

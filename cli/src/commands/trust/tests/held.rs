//! A folder of trust keeps all that it has learnt: evidence, rosters that wait, rosters that contradict each other, and
//! a person's word about them.

use super::*;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use std::path::PathBuf;

fn listed() -> PinnedRoster {
    let (note, hash) = roster(1, None);
    PinnedRoster::pin(&note, hash).unwrap()
}

/// Begins the line of the log's own signature.
const LOGS_LINE: &str = "— a.example/1 ";

fn put(store: &TrustStore, fork: &ForkEvidence) -> PathBuf {
    store.put_fork(&store.lock().unwrap(), listed().roster(), fork).unwrap()
}

fn known(store: &TrustStore) -> Vec<ForkEvidence> {
    store.evidence(listed().roster()).unwrap().forks()
}

/// Two heads of one size that the log's key signed.
fn fork_at(size: u64) -> ForkEvidence {
    let head = |root: u8| {
        let key = crate::fixture::secret(crate::fixture::REGISTRY);
        let checkpoint = Checkpoint { origin: origin(), size, root: RootHash::from_bytes([root; 32]) };
        CheckpointNote::from_note(checkpoint.note(&key.public(), &checkpoint.seal(&key))).unwrap()
    };
    ForkEvidence::same_size(head(1), head(2))
}

/// That evidence, signed by so many strangers too.
fn padded(fork: &ForkEvidence, strangers: u8, mark: u8) -> ForkEvidence {
    let mut fork = fork.clone();
    for stranger in 0..strangers {
        let mut line = fork.smaller.note().signatures()[0].clone();
        (line.name, line.id.0, line.blob) = (format!("s{stranger}.example"), [stranger; 4], vec![mark; 800]);
        fork.smaller.put_signature(line);
    }
    fork
}

fn files(store: &TrustStore, part: &str) -> Vec<PathBuf> {
    std::fs::read_dir(store.path().join(part)).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn lines_of_strangers_make_no_second_piece_of_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let turned = ForkEvidence::same_size(fork_at(7).larger, fork_at(7).smaller);
    for fork in [padded(&fork_at(7), 90, 1), padded(&fork_at(7), 3, 2), fork_at(7), turned] {
        put(&store, &fork);
    }
    assert_eq!(files(&store, "evidence").len(), 1);
    assert_eq!(known(&store), [fork_at(7).bare(listed().roster()).unwrap()]);
    // Of one log so much is kept, and more of it makes nothing fall out.
    (8..90).for_each(|size| _ = put(&store, &fork_at(size)));
    assert_eq!(files(&store, "evidence").len(), 64);
    assert!(known(&store).iter().any(|fork| fork.shows_the_same(&fork_at(7))));
}

/// The files are such as an earlier version kept, under one name for each text.
#[test]
fn no_number_of_files_hides_a_piece_of_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let text = padded(&fork_at(7), 1, 1).to_string();
    let place = |number: u64| store.path().join(format!("evidence/a.example_1-{number:012x}.fork"));
    (0..1001).for_each(|number| std::fs::write(place(number), &text).unwrap());
    std::fs::write(place(0xffff_ffff_ffff), fork_at(9).to_string()).unwrap();
    let known = known(&store);
    assert_eq!(known.len(), 2);
    assert!(known.iter().any(|fork| fork.shows_the_same(&fork_at(9))));
}

#[test]
fn one_file_of_evidence_that_cannot_be_read_is_named_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    let bad = store.path().join("evidence/a.example_1-0123456789ab.fork");
    std::fs::write(&bad, "attestat/fork/v1\nprefix").unwrap();
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    let trust = crate::commands::verify::read_trust(&store, u64::MAX).unwrap();
    assert_eq!(trust.doubted, [origin()]);
    let evidence = store.evidence(listed().roster()).unwrap();
    assert!(evidence.unreadable[0].words().to_string().contains(bad.to_str().unwrap()));
    // One whose name says nothing may be about any log.
    std::fs::rename(&bad, store.path().join("evidence/from an auditor.fork")).unwrap();
    assert_eq!(crate::commands::verify::read_trust(&store, u64::MAX).unwrap().doubted, [origin()]);
    // What is long by lines of strangers alone is read.
    std::fs::write(store.path().join("evidence/from an auditor.fork"), padded(&fork_at(7), 90, 1).to_string()).unwrap();
    assert_eq!(known(&store), [fork_at(7).bare(listed().roster()).unwrap()]);
}

/// The text with another letter so far behind the first place of a mark.
fn with_another_letter(text: &str, mark: &str, behind: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = text.find(mark).unwrap() + mark.len() + behind;
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}

#[test]
fn evidence_in_which_one_letter_was_changed_is_named_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let path = put(&store, &fork_at(7));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, with_another_letter(&text, LOGS_LINE, 40)).unwrap();
    let evidence = store.evidence(listed().roster()).unwrap();
    assert!(evidence.pieces.is_empty() && evidence.unreadable.len() == 1, "{evidence:?}");
    assert!(evidence.unreadable[0].words().to_string().contains("is not signed by the log"));
    assert_eq!(crate::commands::verify::read_trust(&store, u64::MAX).unwrap().doubted, [origin()]);
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber, "an update says so too");
    // Met again, it takes the place of what was spoilt.
    assert_eq!(put(&store, &fork_at(7)), path);
    assert_eq!(known(&store), [fork_at(7).bare(listed().roster()).unwrap()]);
}

#[test]
fn evidence_for_which_this_roster_lists_no_key_waits_for_one_that_does() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    put(&store, &fork_at(7));
    let text = listed().note().text().replace("from_size = 1\n", "from_size = 9\n");
    let evidence = store.evidence(&attestat_ledger::roster::Roster::parse(&text).unwrap()).unwrap();
    assert_eq!((evidence.pieces.len(), evidence.unreadable.len()), (1, 0));
}

/// A revoked document would be green by its own older status otherwise.
#[test]
fn a_held_file_that_does_not_verify_any_more_is_named_and_nothing_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    let prefixes = attestat_ledger::prefixes::Prefixes::of(log(1).head(log(1).size(), true)).to_string();
    std::fs::create_dir_all(store.path().join("prefixes")).unwrap();
    std::fs::write(store.path().join("prefixes/a.example_1.prefixes"), prefixes).unwrap();
    let held = || crate::commands::verify::read_trust(&store, u64::MAX);
    held().unwrap();
    for part in ["heads/a.example_1.note", "status/a.example_1.status", "prefixes/a.example_1.prefixes"] {
        let path = store.path().join(part);
        let text = std::fs::read_to_string(&path).unwrap();
        let changed = [
            // The log's signature, the number of its key, the signer's name, a cosignature, and what does not parse.
            with_another_letter(&text, LOGS_LINE, 40),
            with_another_letter(&text, LOGS_LINE, 1),
            text.replacen("— a.example/1", "— a.example/2", 1),
            with_another_letter(&text, "— b.example/m1 ", 60),
            text.replacen(LOGS_LINE, "a.example/1 ", 1),
        ];
        for changed in changed {
            assert_ne!(changed, text);
            std::fs::write(&path, &changed).unwrap();
            let failure = held().unwrap_err();
            assert!(failure.code == "spoilt-trust" && failure.what.to_string().contains(part), "{failure}");
        }
        std::fs::write(&path, text).unwrap();
    }
    // A node that has it heals it.
    let path = store.path().join("status/a.example_1.status");
    let text = std::fs::read_to_string(&path).unwrap().replacen("— a.example/1", "— a.example/2", 1);
    std::fs::write(&path, &text).unwrap();
    node.change(|served| *served = Served { cosigned: false, ..Served::honest(log(1)) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    node.change(|served| served.cosigned = true);
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    held().unwrap();
}

#[test]
fn a_folder_that_cannot_be_read_whole_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    for part in ["evidence", "waiting"] {
        std::fs::remove_dir_all(store.path().join(part)).unwrap();
        std::fs::write(store.path().join(part), "").unwrap();
        assert_eq!(
            crate::commands::verify::read_trust(&store, u64::MAX).unwrap_err().code,
            "trust-unreadable",
            "{part}"
        );
        std::fs::remove_file(store.path().join(part)).unwrap();
    }
}

/// Versions after the first, each in force since 2021, and their hashes.
fn chain(last: u64) -> Vec<(Vec<u8>, RosterHash)> {
    let mut chain: Vec<(Vec<u8>, RosterHash)> = Vec::new();
    for version in 2..=last {
        let before = chain.last().map_or_else(|| roster(1, None).1, |(_, hash)| *hash);
        chain.push(roster(version, Some(before)));
    }
    chain
}

fn wait(store: &TrustStore, (note, hash): &(Vec<u8>, RosterHash)) {
    std::fs::write(store.path().join(format!("waiting/{hash}.note")), note).unwrap();
}

#[test]
fn no_number_of_rosters_that_waited_takes_the_newest_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let chain = chain(90);
    chain.iter().for_each(|version| wait(&store, version));
    let newest = chain.last().unwrap().1;
    assert_eq!(store.require_roster().unwrap().roster().hash(), newest);
    // Whose day has come is moved to where it belongs.
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    update(&store, &[&node]).unwrap();
    assert!(files(&store, "waiting").is_empty());
    assert_eq!(std::fs::read_to_string(store.path().join("pinned")).unwrap().trim(), newest.to_string());
    assert!(chain.iter().all(|(_, hash)| store.has_roster(hash)));
    // Beyond what can be, nothing is judged by a part.
    let (note, _) = roster(1, None);
    for number in 0..600 {
        std::fs::write(store.path().join(format!("waiting/{number}.note")), &note).unwrap();
    }
    assert_eq!(store.require_roster().unwrap_err().code, "spoilt-trust");
}

fn pin_as(folder: &Path, store: &TrustStore, (note, hash): &(Vec<u8>, RosterHash), replace: bool) {
    let path = folder.join("chosen.note");
    std::fs::write(&path, note).unwrap();
    pin::run(&PinArgs { roster: path, hash: hash.to_string(), replace }, store, &out()).unwrap();
}

fn in_force(store: &TrustStore) -> RosterHash {
    store.require_roster().unwrap().roster().hash()
}

#[test]
fn two_rosters_that_contradict_each_other_stay_known_until_a_person_decides() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let first = roster(1, None).1;
    let (second, twin) = (roster(2, Some(first)), roster_with(2, Some(first), "# another text\n"));
    let serving = |name: &str, roster: &[u8]| {
        RunningNode::start(folder.path(), name, Served { roster: roster.to_vec(), ..Served::honest(log(1)) })
    };
    let (one, other) = (serving("a", &second.0), serving("b", &twin.0));
    assert_eq!(update(&store, &[&one, &other]).unwrap(), Exit::Amber);
    // Later each of them shows one alone.
    for node in [&one, &other] {
        assert_eq!(update(&store, &[node]).unwrap(), Exit::Amber);
        assert_eq!(in_force(&store), first);
    }
    // A person's word settles it, and another one the other way.
    pin_as(folder.path(), &store, &second, false);
    for nodes in [[&one].as_slice(), &[&one, &other]] {
        assert_eq!(update(&store, nodes).unwrap(), Exit::Done);
        assert_eq!(in_force(&store), second.1);
    }
    pin_as(folder.path(), &store, &twin, true);
    assert_eq!(update(&store, &[&one, &other]).unwrap(), Exit::Done);
    assert_eq!(in_force(&store), twin.1);
}

#[test]
fn a_roster_that_waits_contradicts_one_that_is_in_force_today() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let first = roster(1, None).1;
    let later = dated_roster(2, first, "2998-01-01", "2999-01-01");
    let node = RunningNode::start(folder.path(), "a", Served { roster: later.0.clone(), ..Served::honest(log(1)) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    node.change(|served| served.roster = roster(2, Some(first)).0);
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert_eq!(in_force(&store), first);
    assert_eq!(files(&store, "evidence").len(), 1);
}

#[test]
fn a_version_that_a_person_put_aside_is_not_climbed_to_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let first = roster(1, None);
    let second = roster(2, Some(first.1));
    let node = RunningNode::start(folder.path(), "a", Served { roster: second.0.clone(), ..Served::honest(log(1)) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    assert_eq!(in_force(&store), second.1);
    pin_as(folder.path(), &store, &first, true);
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    assert_eq!(in_force(&store), first.1);
    pin_as(folder.path(), &store, &second, false);
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    assert_eq!(in_force(&store), second.1);
}

/// One text of a number was put aside, and a node shows the other: nobody has decided about that one.
#[test]
fn the_twin_of_a_version_that_was_put_aside_is_not_climbed_to_in_silence() {
    let first = roster(1, None);
    let (second, twin) = (roster(2, Some(first.1)), roster_with(2, Some(first.1), "# another text\n"));
    for both_are_known in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = pinned(folder.path());
        let serving = |name: &str, roster: &[u8]| {
            RunningNode::start(folder.path(), name, Served { roster: roster.to_vec(), ..Served::honest(log(1)) })
        };
        let (one, other) = (serving("a", &second.0), serving("b", &twin.0));
        assert_eq!(update(&store, &[&one]).unwrap(), Exit::Done);
        if both_are_known {
            other.change(|served| served.rosters = vec![second.0.clone()]);
            let _ = update(&store, &[&other]);
        }
        pin_as(folder.path(), &store, &first, true);
        assert_eq!(update(&store, &[&other]).unwrap(), Exit::Amber, "both are known: {both_are_known}");
        assert_eq!(in_force(&store), first.1);
        assert_eq!(files(&store, "evidence").len(), 1, "both are kept");
        assert_eq!(update(&store, &[&one]).unwrap(), Exit::Amber, "whoever is asked");
        assert_eq!(in_force(&store), first.1);
        pin_as(folder.path(), &store, &twin, false);
        assert_eq!(update(&store, &[&one, &other]).unwrap(), Exit::Done);
        assert_eq!(in_force(&store), twin.1);
    }
}

/// A party that gives a roster would otherwise name the nodes that confirm it.
#[test]
fn the_second_node_is_one_of_the_roster_that_was_trusted_before() {
    let folder = tempfile::tempdir().unwrap();
    let store = TrustStore::at(Some(&folder.path().join("trust"))).unwrap();
    let other = RunningNode::start_tls(7, Served::honest(log(1)), &FamilyDesk::default());
    let first = roster_with(1, None, &format!("url = \"{}\"\n", other.address));
    pin_as(folder.path(), &store, &first, false);
    let (second, twin) = (roster(2, Some(first.1)), roster_with(2, Some(first.1), "# another text\n"));
    other.change(|served| served.roster = twin.0);
    let node = RunningNode::start(folder.path(), "a", Served { roster: second.0, ..Served::honest(log(1)) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert_eq!(in_force(&store), first.1);
}

#[test]
fn one_program_at_a_time_changes_trust() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let held = store.lock().unwrap();
    assert_eq!(pin(folder.path(), &store, 1, None, false).unwrap_err().exit, Exit::InUse);
    drop(held);
    pin(folder.path(), &store, 1, None, false).unwrap();
}

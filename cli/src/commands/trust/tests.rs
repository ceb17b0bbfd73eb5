//! Trust is pinned, goes forwards, and never backwards.

mod held;
mod kept_heads;
mod race;

use super::*;
use crate::fixture::{FamilyDesk, MemoryLog, RunningNode, Served, dated_roster, origin, roster, roster_with};
use crate::net::remote::{Remote, listed_address};
use crate::render::output::Format;
use attestat_ledger::status::Status;
use std::path::Path;

fn out() -> Output {
    Output::new(Format::Words)
}

/// A folder of trust with version 1 of the roster pinned.
fn pinned(folder: &Path) -> TrustStore {
    let store = TrustStore::at(Some(&folder.join("trust"))).unwrap();
    pin(folder, &store, 1, None, false).unwrap();
    store
}

fn pin(
    folder: &Path,
    store: &TrustStore,
    version: u64,
    previous: Option<attestat_ledger::roster::RosterHash>,
    replace: bool,
) -> Result<Exit, Failure> {
    let (note, hash) = roster(version, previous);
    let path = folder.join("roster.note");
    std::fs::write(&path, note).unwrap();
    pin::run(&PinArgs { roster: path, hash: hash.to_string(), replace }, store, &out())
}

fn update(store: &TrustStore, nodes: &[&RunningNode]) -> Result<Exit, Failure> {
    let from = nodes.iter().map(|node| node.address.clone()).collect();
    update::run(&UpdateArgs { from, files: Vec::new() }, store, &out())
}

/// A log that ends in a snapshot, with the award in slot 2 revoked.
fn log(tag: u8) -> MemoryLog {
    let mut log = MemoryLog::new();
    log.award(0..10, tag);
    log.revoke(3, 2);
    log
}

#[test]
fn nothing_is_trusted_before_a_roster_is_pinned() {
    let folder = tempfile::tempdir().unwrap();
    let store = TrustStore::at(Some(folder.path())).unwrap();
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    let failure = update(&store, &[&node]).unwrap_err();
    assert_eq!((failure.exit, failure.code.as_str()), (Exit::Config, "no-trust"));
}

#[test]
fn a_roster_with_another_hash_is_not_pinned() {
    let folder = tempfile::tempdir().unwrap();
    let store = TrustStore::at(Some(&folder.path().join("trust"))).unwrap();
    let path = folder.path().join("roster.note");
    std::fs::write(&path, roster(1, None).0).unwrap();
    let (_, other) = roster(2, Some(roster(1, None).1));
    let args = |hash: String| PinArgs { roster: path.clone(), hash, replace: true };
    assert_eq!(pin::run(&args(other.to_string()), &store, &out()).unwrap_err().code, "not-pinned");
    assert_eq!(pin::run(&args("12".to_owned()), &store, &out()).unwrap_err().exit, Exit::Usage);
    assert!(store.roster().unwrap().is_none());
}

#[test]
fn a_roster_is_pinned_by_the_digits_that_were_read_out_and_an_older_one_is_called_older() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let held = store.require_roster().unwrap().roster().hash();
    let (note, hash) = roster(2, Some(held));
    let path = folder.path().join("second.note");
    std::fs::write(&path, &note).unwrap();
    let by = |told: String| pin::run(&PinArgs { roster: path.clone(), hash: told, replace: false }, &store, &out());
    let digits = attestat_ledger::roster::digits(&hash.0);
    let wrong = digits.replacen(['0', '1', '2', '3', '4'], "9", 1);
    assert_eq!(by(wrong).unwrap_err().code, "not-pinned");
    by(digits).unwrap();
    assert_eq!(store.require_roster().unwrap().roster().hash(), hash);

    let older = pin(folder.path(), &store, 1, None, false).unwrap_err();
    assert!(older.what.to_string().contains("version 1 is older"), "{older}");
    let twin = pin(folder.path(), &store, 2, Some(hash), false).unwrap_err();
    assert!(twin.what.to_string().contains("signed two texts of one number"), "{twin}");
}

#[test]
fn a_roster_with_addresses_that_cannot_be_used_is_not_pinned() {
    let folder = tempfile::tempdir().unwrap();
    let store = TrustStore::at(Some(&folder.path().join("trust"))).unwrap();
    for (url, is_taken) in [
        ("http://a.example:7400", false),
        ("https://a.example", false),
        ("unix:///run/a.sock", false),
        ("a.example", false),
        ("https://a.example:7400", true),
    ] {
        let mirror = format!("url = \"{url}\"\n");
        let (note, hash) = roster_with(1, None, &mirror);
        let path = folder.path().join("roster.note");
        std::fs::write(&path, note).unwrap();
        let pinned = pin::run(&PinArgs { roster: path, hash: hash.to_string(), replace: true }, &store, &out());
        assert_eq!(
            pinned.map_err(|failure| failure.code),
            if is_taken { Ok(Exit::Done) } else { Err("not-pinned".into()) },
            "{url}"
        );
    }
}

#[test]
fn an_update_keeps_head_and_status_and_goes_forwards_only() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let mut longer = log(1);
    longer.award(10..20, 1);
    longer.revoke(1, 0);
    let node = RunningNode::start(folder.path(), "a", Served::honest(longer.clone()));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);
    assert_eq!(store.head(&origin()).unwrap().unwrap().checkpoint().size, 25);
    let status = store.status(&origin()).unwrap().unwrap();
    assert_eq!(
        (status.status(2), status.status(0), status.status(5)),
        (Status::Revoked, Status::Revoked, Status::Valid)
    );

    // An older node is no reason to forget, and is said.
    node.change(|served| *served = Served::honest(log(1)));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert_eq!(store.head(&origin()).unwrap().unwrap().checkpoint().size, 25);
    assert_eq!(store.status(&origin()).unwrap().unwrap().listed(), 2);

    // Beside a node that is up to date it is harmless.
    let fresh = RunningNode::start(folder.path(), "b", Served::honest(longer));
    assert_eq!(update(&store, &[&node, &fresh]).unwrap(), Exit::Done);
}

/// The status at the end of a log that was cut is the one that its documents need once a later log goes on.
#[test]
fn of_a_log_that_was_cut_the_status_at_the_cut_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let mut beyond = log(1);
    beyond.award(10..20, 1);
    beyond.revoke(1, 0);
    let node = RunningNode::start(folder.path(), "a", Served::honest(beyond));
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done);

    let end = log(1).statuses(false).unwrap().anchor().checkpoint().checkpoint().clone();
    let root = attestat_ledger::encoding::hex(end.root.as_bytes());
    let cut = format!("[[cut]]\norigin = \"{}\"\nsize = {}\nroot = \"{root}\"\n", origin(), end.size);
    let (note, hash) = roster_with(2, Some(roster(1, None).1), &cut);
    let path = folder.path().join("cut.note");
    std::fs::write(&path, note).unwrap();
    pin::run(&PinArgs { roster: path, hash: hash.to_string(), replace: true }, &store, &out()).unwrap();
    node.change(|served| *served = Served { cosigned: false, ..Served::honest(log(1)) });
    update(&store, &[&node]).unwrap();
    let kept = store.status(&origin()).unwrap().unwrap();
    assert_eq!((kept.anchor().checkpoint().checkpoint().size, kept.listed()), (end.size, 1));
}

#[test]
fn another_history_is_kept_as_evidence_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let node = RunningNode::start(folder.path(), "a", Served::honest(log(1)));
    update(&store, &[&node]).unwrap();
    let before = store.head(&origin()).unwrap();
    let mut other = log(9);
    other.award(10..12, 9);
    other.revoke(5, 4);
    for forked in [log(9), other] {
        node.change(|served| *served = Served::honest(forked));
        assert_eq!(update(&store, &[&node]).unwrap(), Exit::Red);
        assert_eq!(store.head(&origin()).unwrap(), before);
    }
    let trusted = store.require_roster().unwrap();
    let forks = store.evidence(trusted.roster()).unwrap().forks();
    assert!(!forks.is_empty());
    assert!(forks.iter().all(|fork| fork.verify(trusted.roster()).is_ok()));
}

#[test]
fn an_address_without_a_key_is_held_to_the_rosters() {
    let folder = tempfile::tempdir().unwrap();
    let node = RunningNode::start_tls(7, Served::honest(log(1)), &FamilyDesk::default());
    let (place, pin) = node.address.split_once('#').unwrap();
    let foreign = format!("sha256:{}", "0".repeat(64));
    let listed = |pin: &str| {
        let (note, _) = roster(1, None);
        let text = String::from_utf8(note).unwrap();
        let text = text.split("\n\n").next().unwrap().to_owned() + "\n";
        let text = text.replace("state = \"active\"\n", &format!("state = \"active\"\nurl = \"{place}#{pin}\"\n"));
        attestat_ledger::roster::Roster::parse(&text).unwrap()
    };
    let bare = place.strip_prefix("https://").unwrap();
    let connect = |address: &str, pin: &str| {
        crate::net::remote::runtime().unwrap().block_on(Remote::connect_listed(address, &listed(pin))).map(|_| ())
    };
    for address in [place, bare] {
        connect(address, pin).unwrap();
        assert_eq!(connect(address, &foreign).unwrap_err().code, "another-key", "{address}");
    }
    // What a person says of the key stands, and of places elsewhere the roster says nothing.
    connect(&node.address, &foreign).unwrap();
    assert_eq!(listed_address("other.example:1", Some(&listed(pin))).unwrap().to_string(), "https://other.example:1");

    let store = pinned(folder.path());
    assert_eq!(
        update::run(&UpdateArgs { from: vec![place.to_owned()], files: Vec::new() }, &store, &out()).unwrap(),
        Exit::Done
    );
}

#[test]
fn a_head_below_the_quorum_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let node = RunningNode::start(folder.path(), "a", Served { cosigned: false, ..Served::honest(log(1)) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert!(store.head(&origin()).unwrap().is_none() && store.status(&origin()).unwrap().is_none());
}

#[test]
fn rosters_are_followed_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let (_, first) = roster(1, None);
    let (second, second_hash) = roster(2, Some(first));
    let (third, third_hash) = roster(3, Some(second_hash));
    let node = RunningNode::start(folder.path(), "a", Served { roster: third.clone(), ..Served::honest(log(1)) });
    // Version 3 alone does not follow version 1.
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert_eq!(store.require_roster().unwrap().roster().hash(), first);
    // With a node that keeps version 2 the chain closes, whatever that one works by.
    let other = Served { rosters: vec![roster(1, None).0, second], ..Served::honest(log(1)) };
    let other = RunningNode::start(folder.path(), "b", other);
    assert_eq!(update(&store, &[&node, &other]).unwrap(), Exit::Done);
    assert_eq!(store.require_roster().unwrap().roster().hash(), third_hash);
    assert!(store.has_roster(&second_hash), "those on the way are kept");
    // Back to version 1 only by a person's word.
    assert_eq!(pin(folder.path(), &store, 1, None, false).unwrap_err().code, "other-roster-pinned");
    pin(folder.path(), &store, 1, None, true).unwrap();
    assert_eq!(store.require_roster().unwrap().roster().hash(), first);
}

#[test]
fn two_rosters_of_one_version_are_kept_as_evidence_and_neither_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let (_, first) = roster(1, None);
    let (second, _) = roster(2, Some(first));
    let (twin, _) = roster_with(2, Some(first), "# another text\n");
    let serving = |name: &str, roster: &[u8]| {
        RunningNode::start(folder.path(), name, Served { roster: roster.to_vec(), ..Served::honest(log(1)) })
    };
    let (one, other) = (serving("a", &second), serving("b", &twin));
    assert_eq!(update(&store, &[&one, &other]).unwrap(), Exit::Amber);
    assert_eq!(store.require_roster().unwrap().roster().hash(), first);
    let evidence = || {
        let entries = std::fs::read_dir(store.path().join("evidence")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "rosters")).collect::<Vec<_>>()
    };
    let texts = |paths: &[std::path::PathBuf]| {
        paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect::<Vec<_>>()
    };
    let kept = texts(&evidence());
    assert_eq!(kept.len(), 1);
    let twins = attestat_ledger::roster::RosterTwins::parse(&kept[0]).unwrap();
    twins.verify(&store.require_roster().unwrap()).unwrap();

    // Whoever took one of them over before hears of the other.
    for path in evidence() {
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!(update(&store, &[&one]).unwrap(), Exit::Done);
    let taken = store.require_roster().unwrap().roster().hash();
    assert_eq!(update(&store, &[&one, &other]).unwrap(), Exit::Amber);
    assert_eq!((store.require_roster().unwrap().roster().hash(), evidence().len()), (taken, 1));
}

#[test]
fn a_roster_waits_for_its_day_and_an_expired_end_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let (_, first) = roster(1, None);
    let later = dated_roster(2, first, "2998-01-01", "2999-01-01");
    let node = RunningNode::start(folder.path(), "a", Served { roster: later.0, ..Served::honest(log(1)) });
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Done, "it is kept, and nothing is missing today");
    assert_eq!(store.require_roster().unwrap().roster().hash(), first);
    assert!(store.path().join(format!("waiting/{}.note", later.1)).is_file());
    std::fs::remove_dir_all(store.path().join("waiting")).unwrap();

    let over = dated_roster(2, first, "2021-09-02", "2022-09-01");
    node.change(|served| served.roster = over.0.clone());
    assert_eq!(update(&store, &[&node]).unwrap(), Exit::Amber);
    assert_eq!(store.require_roster().unwrap().roster().hash(), first);
    // One that waited here comes into force on its day, whatever nodes say later.
    let lock = store.lock().unwrap();
    store.put_waiting(&lock, &store.require_roster().unwrap().succeed(&over.0).unwrap()).unwrap();
    assert_eq!(store.require_roster().unwrap().roster().hash(), over.1);
    // Whoever goes back by a person's word stays there.
    drop(lock);
    pin(folder.path(), &store, 1, None, true).unwrap();
    assert_eq!(store.require_roster().unwrap().roster().hash(), first);
}

#[test]
fn a_node_that_does_not_answer_has_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let store = pinned(folder.path());
    let from = vec![format!("unix://{}/nobody", folder.path().display())];
    assert_eq!(
        update::run(&UpdateArgs { from, files: Vec::new() }, &store, &out()).unwrap_err().exit,
        Exit::Unreachable
    );
}

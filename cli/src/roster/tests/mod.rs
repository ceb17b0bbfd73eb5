//! A roster from its first key to its second version.

use super::*;
use crate::fixture::secret;
use crate::output::Format;
use attestat_ledger::encoding::base64;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster};
use folder::RosterFolder;
use std::path::Path;

fn out() -> Output {
    Output::new(Format::Words)
}

fn init(dir: &Path, governors: u8, threshold: Option<usize>) {
    let args = InitArgs {
        dir: dir.to_owned(),
        name: "pilot example".to_owned(),
        governors,
        others: Vec::new(),
        threshold,
        valid_for: 86_400 * 100,
    };
    init::run(&args, &out()).unwrap();
}

/// The pin of some key.
const PIN: &str = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// An entry as `attestat-node init` writes it.
fn entry(dir: &Path, letter: &str, seed: u8) -> PathBuf {
    let mirror =
        VerifierKey::new(&format!("{letter}.example/m1"), SignatureType::CosignatureV1, secret(seed + 100).public());
    let text = format!(
        "# hand this in\n[[registry]]\nid = \"{letter}.example\"\nname = \"School {letter}\"\norganisation = \"{letter}\"\nregion = \"77\"\nclasses = [\"certificate\"]\nstate = \"active\"\nurl = \"https://{letter}:7400#{PIN}\"\n\
         [[registry.log]]\norigin = \"{letter}.example/1\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n\
         [[cosigner]]\nkey = \"{}\"\norganisation = \"{letter}\"\nkind = \"mirror\"\nurl = \"https://{letter}:7400#{PIN}\"\n",
        base64(secret(seed).public().as_bytes()),
        mirror.unwrap(),
    );
    let path = dir.join(format!("{letter}.toml"));
    std::fs::write(&path, text).unwrap();
    path
}

fn add(dir: &Path, entry: Vec<PathBuf>, quorum: Option<usize>) -> Result<(), Failure> {
    add::run(&AddArgs { entry, roster: dir.to_owned(), quorum }, &out())
}

fn sign(dir: &Path, keys: Vec<PathBuf>) -> Result<(), Failure> {
    sign::run(&SignArgs { roster: dir.to_owned(), keys }, &out())
}

fn draft(dir: &Path) -> Roster {
    RosterFolder::at(dir).draft().unwrap().roster
}

fn signed(dir: &Path) -> Option<PinnedRoster> {
    RosterFolder::at(dir).signed().unwrap()
}

#[test]
fn one_school_alone_needs_no_quorum_and_five_need_three() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    assert!(!draft(dir.path()).policy.needs_cosignatures());
    let others = ["b", "c", "d", "e"].into_iter().zip(2..).map(|(letter, seed)| entry(dir.path(), letter, seed));
    add(dir.path(), others.collect(), None).unwrap();
    let roster = draft(dir.path());
    assert_eq!((roster.version, roster.registries.len(), roster.cosigners.len()), (1, 5, 5));
    for registry in &roster.registries {
        let counting: Vec<&str> = roster.counting_cosigners(registry).map(|peer| peer.key.name()).collect();
        assert_eq!(roster.policy.fewest(|name| counting.contains(&name)), Some(3), "{}", registry.id);
    }
}

#[test]
fn the_first_signature_closes_version_1_and_entries_go_into_the_next() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    let first = signed(dir.path()).unwrap();
    sign(dir.path(), Vec::new()).unwrap();
    assert_eq!(signed(dir.path()).unwrap(), first, "signing again changes nothing");
    add(dir.path(), vec![entry(dir.path(), "a", 1)], None).unwrap();
    assert_eq!(draft(dir.path()).version, 1, "the same entry again is no new version");
    add(dir.path(), vec![entry(dir.path(), "b", 2)], None).unwrap();
    add(dir.path(), vec![entry(dir.path(), "c", 3)], None).unwrap();
    let second = draft(dir.path());
    assert_eq!((second.version, second.previous, second.registries.len()), (2, Some(first.roster().hash()), 3));
    sign(dir.path(), Vec::new()).unwrap();
    let note = std::fs::read(dir.path().join("roster.note")).unwrap();
    assert_eq!(first.succeed(&note).unwrap().roster().hash(), draft(dir.path()).hash());
}

#[test]
fn a_version_is_in_force_when_enough_governors_have_signed() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 3, Some(2));
    let key = |number: usize| RosterFolder::at(dir.path()).key_path(number);
    sign(dir.path(), vec![key(1)]).unwrap();
    assert!(signed(dir.path()).is_none());
    sign(dir.path(), vec![key(3)]).unwrap();
    assert!(signed(dir.path()).is_some());
    let stranger = dir.path().join("stranger.key");
    crate::key_file::write_new(&stranger, &crate::key_file::generate().unwrap()).unwrap();
    assert_eq!(sign(dir.path(), vec![stranger]).unwrap_err().code, "not-a-governor");
}

#[test]
fn entries_that_cannot_be_taken_are_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let good = entry(dir.path(), "a", 1);
    add(dir.path(), vec![good.clone()], None).unwrap();
    let text = std::fs::read_to_string(&good).unwrap();
    let before = draft(dir.path());
    let other_key = base64(secret(77).public().as_bytes());
    let own_key = base64(secret(1).public().as_bytes());
    for (why, spoilt, code) in [
        ("no registry", "[[cosigner]]\n".to_owned(), "bad-entry"),
        ("not TOML", "[[registry".to_owned(), "bad-entry"),
        ("a governor smuggled in", format!("threshold = 0\n{text}"), "bad-entry"),
        ("an unknown key", text.replace("region =", "regoin ="), "bad-entry"),
        ("two registries", format!("{text}{}", text.replace("a.example", "z.example")), "bad-entry"),
        ("another key for the same log", text.replace(&own_key, &other_key), "other-key"),
    ] {
        let path = dir.path().join("spoilt.toml");
        std::fs::write(&path, spoilt).unwrap();
        let failure = add(dir.path(), vec![path], None).unwrap_err();
        assert_eq!((failure.code.as_str(), failure.exit), (code, Exit::Usage), "{why}: {failure}");
        assert_eq!(draft(dir.path()), before, "{why}");
    }
}

#[test]
fn a_quorum_that_nobody_could_reach_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let entries: Vec<PathBuf> =
        ["a", "b", "c"].into_iter().zip(1..).map(|(letter, seed)| entry(dir.path(), letter, seed)).collect();
    assert_eq!(add(dir.path(), entries.clone(), Some(3)).unwrap_err().code, "quorum-too-high");
    add(dir.path(), entries, Some(1)).unwrap();
    assert!(draft(dir.path()).policy.is_satisfied(|name| name == "b.example/m1"));
    // A quorum chosen by hand stays when more join.
    add(dir.path(), vec![entry(dir.path(), "d", 4)], None).unwrap();
    assert!(draft(dir.path()).policy.is_satisfied(|name| name == "b.example/m1"));
}

#[test]
fn an_address_without_the_key_that_must_answer_there_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    init(dir.path(), 1, None);
    let path = entry(dir.path(), "a", 1);
    let text = std::fs::read_to_string(&path).unwrap();
    for (url, words) in [
        ("https://a:7400", "names no key"),
        ("http://127.0.0.1:7400", "in the clear"),
        ("https://a:7400#sha256:00", "64 hex digits"),
        ("unix:///run/a.sock", "names no key"),
    ] {
        std::fs::write(&path, text.replacen(&format!("https://a:7400#{PIN}"), url, 1)).unwrap();
        let failure = add(dir.path(), vec![path.clone()], None).unwrap_err();
        assert!(failure.what.contains(words) && failure.todo.contains("attestat-node tls"), "{failure}");
    }
    // A node that nobody reaches, and a node with a new address or key, are taken as they are.
    std::fs::write(&path, text.replace(&format!("https://a:7400#{PIN}"), "")).unwrap();
    add(dir.path(), vec![path.clone()], None).unwrap();
    std::fs::write(&path, &text).unwrap();
    add(dir.path(), vec![path], None).unwrap();
    assert_eq!(draft(dir.path()).registries.first().unwrap().url, format!("https://a:7400#{PIN}"));
}

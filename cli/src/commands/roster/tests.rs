//! A roster from its first key to its second version.

mod cutting;
mod entries;
mod signing;

use super::*;
use crate::fixture::secret;
use crate::render::output::Format;
use attestat_ledger::encoding::base64;
use attestat_ledger::note::{SignatureType, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_rosters::files::RosterFiles as _;
use folder::RosterFolder;
use std::path::Path;

fn out() -> Output {
    Output::new(Format::Words)
}

fn init(dir: &Path, governors: u8, threshold: Option<usize>) {
    init::run(&init_args(dir, governors, threshold), &out()).unwrap();
}

fn init_args(dir: &Path, governors: u8, threshold: Option<usize>) -> InitArgs {
    InitArgs {
        dir: dir.to_owned(),
        name: Some("pilot example".to_owned()),
        governors,
        others: Vec::new(),
        threshold,
        valid_for: 86_400 * 100,
    }
}

/// The pin of some key.
const PIN: &str = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// An entry as `attestat-node init` writes it; school a has the pin above.
fn entry(dir: &Path, letter: &str, seed: u8) -> PathBuf {
    let pin = PIN.replacen("00", &format!("{:02x}", seed.saturating_sub(1)), 1);
    let mirror =
        VerifierKey::new(&format!("{letter}.example/m1"), SignatureType::CosignatureV1, secret(seed + 100).public());
    let text = format!(
        "# hand this in\n[[registry]]\nid = \"{letter}.example\"\nname = \"School {letter}\"\norganisation = \"{letter}\"\nregion = \"77\"\nclasses = [\"certificate\"]\nstate = \"active\"\nurl = \"https://{letter}:7400#{pin}\"\n\
         [[registry.log]]\norigin = \"{letter}.example/1\"\n[[registry.log.key]]\nkey = \"{}\"\nfrom_size = 1\n\
         [[cosigner]]\nkey = \"{}\"\norganisation = \"{letter}\"\nkind = \"mirror\"\nurl = \"https://{letter}:7400#{pin}\"\n",
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
    sign::run(&yes(dir, keys), &out())
}

/// Arguments for a signature that nobody is asked about.
fn yes(roster: &Path, keys: Vec<PathBuf>) -> SignArgs {
    SignArgs { roster: roster.to_owned(), keys, hash: None, offline: false, yes: true }
}

/// Changes a file by hand.
fn edit(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

fn note(dir: &Path, version: u64) -> Option<String> {
    std::fs::read_to_string(RosterFolder::at(dir).version_path(version)).ok()
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
    crate::files::key_file::write_new(&stranger, &crate::files::key_file::generate().unwrap()).unwrap();
    assert_eq!(sign(dir.path(), vec![stranger]).unwrap_err().code, "not-a-governor");
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

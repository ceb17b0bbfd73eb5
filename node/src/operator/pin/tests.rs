//! Rosters that may take the place of another.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::machine::config::RegistryConfig;
use crate::mirror::roster::{load, load_and_keep};
use crate::office::sample::signed_roster;
use attestat_ledger::key::{PublicKey, SecretKey};
use attestat_ledger::note::{SignatureType, VerifierKey};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A node that nobody has started, and its registry's key.
struct Made {
    folder: tempfile::TempDir,
    registry: RegistryConfig,
    key: PublicKey,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = crate::office::sample::sample_registry();
        let config = Config::new("sample.example".to_owned(), vec![registry.clone()]);
        let key = crate::operator::init::init(&folder.path().join("node"), &config).unwrap().log_key;
        Self { folder, registry, key }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("node")
    }

    /// A signed roster of a version, as a file, and its hash.
    fn roster(&self, version: u64, expires: &str) -> (PathBuf, RosterHash) {
        self.after(RosterHash([0; 32]), version, "2026-09-01", expires, 99)
    }

    /// The roster of a version that names another before it, of these days, whose only governor has this seed.
    fn after(
        &self,
        previous: RosterHash,
        version: u64,
        issued: &str,
        expires: &str,
        governor: u8,
    ) -> (PathBuf, RosterHash) {
        let Self { registry, key, .. } = self;
        let (note, _) = signed_roster(&registry.id, &registry.origin(), key, 1, r#""achievement""#, "quorum none", "");
        let previous = if version > 1 { format!("\nprevious = \"{previous}\"") } else { String::new() };
        let signer = |seed: u8| {
            let key = SecretKey::from_seed(&Zeroizing::new([seed; 32]));
            (VerifierKey::new("governor.example", SignatureType::Ed25519, key.public()).unwrap(), key)
        };
        let (name, secret) = signer(governor);
        let text = Note::parse(note.as_bytes()).unwrap().text().replacen("2098-08-31", expires, 1);
        let text = text.replacen("2026-09-01", issued, 1).replacen(&signer(99).0.to_string(), &name.to_string(), 1);
        let text = text.replacen("version = 1", &format!("version = {version}{previous}"), 1);
        let mut note = Note::unsigned(text.clone()).unwrap();
        note.sign(&name, &secret);
        let hash = RosterHash::of(&text);
        let file = self.folder.path().join(format!("{hash}.note"));
        std::fs::write(&file, note.to_string()).unwrap();
        (file, hash)
    }

    /// Keeps a roster as if a peer had given it.
    fn learn(&self, (note, hash): &(PathBuf, RosterHash)) {
        let roster = PinnedRoster::pin(&std::fs::read(note).unwrap(), *hash).unwrap();
        KeptRosters::of(&Layout::new(&self.path())).keep(&roster).unwrap();
    }

    /// A start of the node, as far as its roster goes.
    fn start(&self) -> RosterHash {
        let layout = Layout::new(&self.path());
        let config = Config::read(&layout.config()).unwrap();
        load_and_keep(&layout, &config).unwrap().unwrap().roster().hash()
    }

    fn pin(&self, (note, hash): &(PathBuf, RosterHash), accepted: Option<&str>) -> Result<(), OpenError> {
        pin(&self.path(), note, *hash, accepted).map(drop)
    }

    fn in_force(&self) -> RosterHash {
        let layout = Layout::new(&self.path());
        let config = Config::read(&layout.config()).unwrap();
        load(&layout, &config).unwrap().unwrap().roster().hash()
    }
}

#[test]
fn an_older_roster_is_put_in_force_only_when_a_person_confirms_it() {
    let made = Made::new();
    let [first, second, third] = [1, 2, 3].map(|version| made.roster(version, "2098-08-31"));
    let twin = made.roster(2, "2099-08-31");
    made.pin(&first, None).unwrap();
    made.pin(&second, None).unwrap();
    made.pin(&second, None).unwrap();
    let older = made.pin(&first, None).unwrap_err();
    assert!(matches!(older, OpenError::Roster(RosterFileError::Older { held: 2, given: 1 })), "{older}");
    let other = made.pin(&twin, None).unwrap_err();
    assert!(matches!(other, OpenError::Roster(RosterFileError::SameVersion { version: 2, .. })), "{other}");
    for refused in [older, other] {
        assert!(refused.to_string().contains("--accept-roster"), "{refused}");
    }
    assert_eq!(made.in_force(), second.1, "a refusal changes nothing");
    made.pin(&twin, Some("the other one was never published")).unwrap();
    assert_eq!(made.in_force(), twin.1);
    made.pin(&first, Some("the trial is over")).unwrap();
    assert_eq!(made.in_force(), first.1);
    let kept = EvidenceFolder::new(&made.path()).kept("override");
    for reason in ["the other one was never published", "the trial is over"] {
        assert!(kept.iter().any(|text| text.contains(&format!("reason {reason}\n"))), "{kept:?}");
    }
    // A crash while the third was pinned: the note is there, and the settings name the one before.
    std::fs::copy(
        &third.0,
        Layout::new(&made.path()).resolve(&Config::read(&made.path().join("node.toml")).unwrap().roster),
    )
    .unwrap();
    let older = made.pin(&second, None).unwrap_err();
    assert!(matches!(older, OpenError::Roster(RosterFileError::Older { held: 3, given: 2 })), "{older}");
    made.pin(&third, None).unwrap();
    assert_eq!(made.in_force(), third.1);
    // A draft that no governor signed was never in force, whatever its number.
    let (unsigned, newer) = (made.roster(9, "2098-08-31"), made.roster(4, "2098-08-31"));
    let text = Note::parse(&std::fs::read(&unsigned.0).unwrap()).unwrap().text().to_owned();
    let layout = Layout::new(&made.path());
    std::fs::write(layout.resolve(&Config::read(&layout.config()).unwrap().roster), text + "\n").unwrap();
    made.pin(&newer, None).unwrap();
    assert_eq!(made.in_force(), newer.1);
}

#[test]
fn a_start_climbs_to_the_newest_stored_roster_and_never_back() {
    let made = Made::new();
    let one = made.after(RosterHash([0; 32]), 1, "2026-09-01", "2098-08-31", 99);
    let two = made.after(one.1, 2, "2026-09-02", "2026-09-03", 99);
    let three = made.after(two.1, 3, "2098-01-01", "2098-08-31", 99);
    made.pin(&one, None).unwrap();
    assert_eq!(made.start(), one.1);
    made.learn(&three);
    assert_eq!(made.start(), one.1, "nothing leads there yet");
    made.learn(&two);
    // It has expired since it was learned; the keys that it withdrew do not count again for that. The third waits.
    assert_eq!((made.in_force(), made.start()), (two.1, two.1));
    let older = made.pin(&one, None).unwrap_err();
    assert!(matches!(older, OpenError::Roster(RosterFileError::Older { held: 2, given: 1 })), "{older}");

    // Its governors signed another second version: what was in force here stays so, and nobody climbs to the new one.
    let twin = made.after(one.1, 2, "2026-09-02", "2098-08-31", 99);
    made.learn(&twin);
    assert_eq!(made.start(), two.1);
    // An operator who goes back is not taken forward again by the next start, until they say otherwise.
    made.pin(&one, Some("version 2 was signed in error")).unwrap();
    assert_eq!(made.start(), one.1, "nor is the twin taken in place of the version that was refused");
    std::fs::remove_file(made.path().join(format!("rosters/2-{}.note", twin.1))).unwrap();
    assert_eq!(made.start(), one.1);
    made.pin(&two, None).unwrap();
    assert_eq!(made.start(), two.1);
    made.pin(&one, Some("once more")).unwrap();
    made.pin(&twin, None).unwrap();
    assert_eq!(made.start(), twin.1);
}

#[test]
fn a_node_with_one_of_two_rosters_of_one_version_is_sent_the_other() {
    let made = Made::new();
    let one = made.roster(1, "2098-08-31");
    let [two, twin] = ["2098-08-30", "2098-08-31"].map(|expires| made.after(one.1, 2, "2026-09-02", expires, 99));
    made.pin(&one, None).unwrap();
    made.learn(&two);
    let kept = KeptRosters::of(&Layout::new(&made.path()));
    let in_force = PinnedRoster::pin(&std::fs::read(&one.0).unwrap(), one.1).unwrap();
    let sent = |held: &RosterHash, version| {
        let note = kept.other_than(held, version, &in_force)?;
        Some(RosterHash::of(Note::parse(&note).unwrap().text()))
    };
    assert_eq!((sent(&two.1, 2), sent(&twin.1, 2)), (None, Some(two.1)));
    made.learn(&twin);
    // Whichever hash is the smaller one.
    assert_eq!((sent(&two.1, 2), sent(&twin.1, 2)), (Some(twin.1), Some(two.1)));
    assert_eq!((sent(&one.1, 1), sent(&two.1, 1), sent(&two.1, 3)), (None, Some(one.1), None));
}

#[test]
fn two_rosters_of_one_version_stop_the_climb_at_the_version_before() {
    let made = Made::new();
    let one = made.roster(1, "2098-08-31");
    made.pin(&one, None).unwrap();
    for expires in ["2098-08-30", "2098-08-31", "2098-09-01"] {
        made.learn(&made.after(one.1, 2, "2026-09-02", expires, 99));
    }
    assert_eq!(made.start(), one.1);
    let kept = KeptRosters::of(&Layout::new(&made.path()));
    assert_eq!((kept.of_version(1).len(), kept.of_version(2).len()), (1, 2), "two show it, and a third shows no more");
    // A file that was altered is not used under its name.
    let (path, _) = made.roster(3, "2098-08-31");
    std::fs::copy(path, made.path().join(format!("rosters/3-{}.note", RosterHash([7; 32])))).unwrap();
    assert!(kept.of_version(3).is_empty() && kept.by_hash(&RosterHash([7; 32])).is_none());
    assert_eq!(kept.by_hash(&one.1), std::fs::read(&one.0).ok());
}

#[test]
fn a_roster_of_other_governors_is_pinned_only_when_a_person_confirms_it() {
    let made = Made::new();
    let one = made.roster(1, "2098-08-31");
    made.pin(&one, None).unwrap();
    let others = made.after(RosterHash([3; 32]), 2, "2026-09-02", "2098-08-31", 98);
    let stranger = made.pin(&others, None).unwrap_err();
    assert!(matches!(stranger, OpenError::Roster(RosterFileError::Stranger { held: 1, given: 2 })), "{stranger}");
    assert!(stranger.to_string().contains("--accept-roster"), "{stranger}");
    assert_eq!(made.in_force(), one.1);
    made.pin(&others, Some("the consortium was founded anew")).unwrap();
    assert_eq!(made.start(), others.1);
}

#[test]
fn a_damaged_roster_signature_does_not_admit_an_older_roster() {
    let made = Made::new();
    let [one, two] = [made.roster(1, "2098-08-31"), made.roster(2, "2098-08-31")];
    made.pin(&two, None).unwrap();
    let layout = Layout::new(&made.path());
    let path = layout.resolve(&Config::read(&layout.config()).unwrap().roster);
    let note = std::fs::read_to_string(&path).unwrap();
    let spoilt = note.trim_end().len() - 8;
    let letter = if &note[spoilt..=spoilt] == "A" { "B" } else { "A" };
    std::fs::write(&path, format!("{}{letter}{}", &note[..spoilt], &note[spoilt + 1..])).unwrap();
    let older = made.pin(&one, None).unwrap_err();
    assert!(matches!(older, OpenError::Roster(RosterFileError::Older { held: 2, given: 1 })), "{older}");
}

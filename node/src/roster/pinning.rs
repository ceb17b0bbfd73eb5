//! Which roster may take the place of which.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::config::RegistryConfig;
use crate::sample::signed_roster;
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
        let registry = crate::sample::sample_registry();
        let config = Config::new("sample.example".to_owned(), vec![registry.clone()]);
        let key = crate::init::init(&folder.path().join("node"), &config).unwrap().log_key;
        Self { folder, registry, key }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("node")
    }

    /// A signed roster of a version, as a file, and its hash.
    fn roster(&self, version: u64, expires: &str) -> (PathBuf, RosterHash) {
        let Self { registry, key, .. } = self;
        let (note, _) = signed_roster(&registry.id, &registry.origin(), key, 1, r#""achievement""#, "quorum none", "");
        let previous = if version > 1 { format!("\nprevious = \"{}\"", RosterHash([0; 32])) } else { String::new() };
        let text = Note::parse(note.as_bytes()).unwrap().text().replacen("2098-08-31", expires, 1);
        let text = text.replacen("version = 1", &format!("version = {version}{previous}"), 1);
        let governor = SecretKey::from_seed(&Zeroizing::new([99; 32]));
        let signer = VerifierKey::new("governor.example", SignatureType::Ed25519, governor.public()).unwrap();
        let mut note = Note::unsigned(text.clone()).unwrap();
        note.sign(&signer, &governor);
        let file = self.folder.path().join(format!("roster-{version}-{expires}.note"));
        std::fs::write(&file, note.to_string()).unwrap();
        (file, RosterHash::of(&text))
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
fn an_older_roster_is_put_in_force_on_a_persons_word_alone() {
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

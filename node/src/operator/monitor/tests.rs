//! Rosters of peers that are believed to be newer.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::roster_versions::Version::{ByOthers, Newer};
use super::roster_versions::newer_version;
use crate::machine::notices::{Kind, Notices};
use crate::office::sample::School;
use crate::writer::levels::Level;
use attestat_ledger::key::SecretKey;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, RosterHash};
use zeroize::Zeroizing;

fn governor(seed: u8) -> (VerifierKey, SecretKey) {
    let key = SecretKey::from_seed(&Zeroizing::new([seed; 32]));
    (VerifierKey::new(&format!("governor-{seed}.example"), SignatureType::Ed25519, key.public()).unwrap(), key)
}

/// A version by these governors, of whom both must sign, signed by those.
fn note(version: u64, governors: [u8; 2], signers: &[u8]) -> Vec<u8> {
    let previous = if version == 1 { String::new() } else { format!("previous = \"{}\"\n", "ab".repeat(32)) };
    let [one, other] = governors.map(|seed| governor(seed).0);
    let text = format!(
        "format = \"attestat/roster/v1\"\nversion = {version}\n{previous}issued = \"2026-09-01\"\nexpires = \"2098-08-31\"\n\
         threshold = 2\ngovernors = [\"{one}\", \"{other}\"]\nquorum = \"quorum none\\n\"\n"
    );
    let mut note = Note::unsigned(text).unwrap();
    for seed in signers {
        let (signer, key) = governor(*seed);
        note.sign(&signer, &key);
    }
    note.to_string().into_bytes()
}

#[test]
fn a_newer_roster_counts_by_the_signatures_of_the_governors_in_force() {
    let ours = note(2, [1, 2], &[1, 2]);
    let hash = RosterHash::of(Note::parse(&ours).unwrap().text());
    let pinned = PinnedRoster::pin(&ours, hash).unwrap();
    for (candidate, expected, why) in [
        (note(3, [1, 2], &[1, 2]), Some(Newer(3)), "the next version"),
        (note(5, [1, 3], &[1, 2, 3]), Some(Newer(5)), "a later one, with a governor of its own"),
        (ours.clone(), None, "our own"),
        (note(1, [1, 2], &[1, 2]), None, "an older one"),
        (note(3, [1, 2], &[1]), None, "signed by too few"),
        (note(4, [3, 4], &[3, 4]), Some(ByOthers(4)), "signed by governors whom nobody here knows"),
        (note(4, [3, 4], &[3]), None, "signed by too few of them"),
        (note(3, [1, 2], &[]), None, "unsigned"),
        (b"hello".to_vec(), None, "no roster"),
        (Vec::new(), None, "nothing"),
    ] {
        assert_eq!(newer_version(&pinned, &candidate), expected, "{why}");
    }
}

/// Nothing is in the log up to size 0, so that every level is reached at once.
#[tokio::test]
async fn a_node_with_an_outdated_roster_calls_nothing_witnessed() {
    let school = School::new();
    let mirror = SecretKey::from_seed(&Zeroizing::new([7; 32])).public();
    let mirror = VerifierKey::new("other.example/m1", SignatureType::CosignatureV1, mirror).unwrap();
    let tables = format!("[[cosigner]]\nkey = \"{mirror}\"\norganisation = \"Other\"\nkind = \"mirror\"\nurl = \"\"\n");
    school.admit_with(1, "\"achievement\"", "quorum other.example/m1", &tables);
    let (office, notices) = (school.office(), Notices::default());
    assert!(office.has_cosigners());
    assert!(office.notices.set(notices.clone()).is_ok());
    assert_ne!(office.wait(0, Level::Witnessed).await.unwrap(), Level::Local);
    notices.raise(Kind::RosterOutdated, "version 2 is in force elsewhere".into());
    assert_eq!(office.wait(0, Level::Witnessed).await.unwrap(), Level::Local);
}

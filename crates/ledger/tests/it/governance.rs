//! Governors that make a roster the trusted one, and cosignatures that make a quorum by it.

use crate::key::secret;
use crate::roster::{cosigner, example, governor, origin};
use attestat_ledger::checkpoint::{Checkpoint, SignedCheckpoint};
use attestat_ledger::cosignature::cosign;
use attestat_ledger::hash::RootHash;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster, RosterError};

/// The text signed by these governors.
pub(crate) fn signed(text: &str, governors: &[u8]) -> Vec<u8> {
    let mut note = Note::unsigned(text.to_owned()).unwrap();
    for number in governors {
        let (name, key) = governor(*number);
        note.sign(&name, &key);
    }
    note.to_string().into_bytes()
}

#[test]
fn a_roster_is_pinned_only_with_its_hash_and_enough_signatures() {
    let hash = Roster::parse(&example()).unwrap().hash();
    let pinned = PinnedRoster::pin(&signed(&example(), &[1, 3]), hash).unwrap();
    assert_eq!(pinned.roster().hash(), hash);
    assert_eq!(pinned.note().to_string().into_bytes(), signed(&example(), &[1, 3]), "it can be handed on as it came");
    let other = example().replacen("Ural", "Altai", 1);
    let given = Roster::parse(&other).unwrap().hash();
    assert_eq!(
        PinnedRoster::pin(&signed(&other, &[1, 2, 3]), hash).err(),
        Some(RosterError::NotPinned { given, pinned: hash })
    );
    let too_few = |signed| Some(RosterError::TooFewGovernors { whose: "this version", signed, needed: 2 });
    assert_eq!(PinnedRoster::pin(&signed(&example(), &[2]), hash).err(), too_few(1));
    assert_eq!(PinnedRoster::pin(&signed(&example(), &[9, 8]), hash).err(), too_few(0), "strangers");
    // The hash is over the text alone: signatures come and go without changing it.
    assert!(PinnedRoster::pin(&signed(&example(), &[1, 2, 3]), hash).is_ok());
    let mut spoilt = signed(&example(), &[1, 2, 3]);
    let end = spoilt.len() - 10;
    spoilt[end] = if spoilt[end] == b'A' { b'B' } else { b'A' };
    assert!(
        matches!(PinnedRoster::pin(&spoilt, hash), Err(RosterError::Note(_))),
        "a governor's bad signature refuses the whole"
    );
}

#[test]
fn a_successor_roster_needs_signatures_of_the_old_and_the_new_governors() {
    let first = PinnedRoster::pin(&signed(&example(), &[1, 2]), Roster::parse(&example()).unwrap().hash()).unwrap();
    let next = |change: &dyn Fn(String) -> String| {
        let hash = first.roster().hash();
        change(example().replacen("version = 1", &format!("version = 2\nprevious = \"{hash}\""), 1))
    };
    let same = next(&|text| text);
    assert!(first.succeed(&signed(&same, &[2, 3])).is_ok());
    let too_few = |whose, signed, needed| Some(RosterError::TooFewGovernors { whose, signed, needed });
    assert_eq!(first.succeed(&signed(&same, &[2])).err(), too_few("the version before", 1, 2));

    // Governors 3 and 4 take over from 1, 2 and 3, and all three of the new version must sign.
    let handed_over = next(&|text| {
        let (one, two) = (governor(1).0.to_string(), governor(2).0.to_string());
        text.replacen(&one, &governor(4).0.to_string(), 1).replacen(&two, &governor(5).0.to_string(), 1).replacen(
            "threshold = 2",
            "threshold = 3",
            1,
        )
    });
    assert_eq!(first.succeed(&signed(&handed_over, &[3, 4, 5])).err(), too_few("the version before", 1, 2));
    assert_eq!(first.succeed(&signed(&handed_over, &[1, 2])).err(), too_few("this version", 0, 3));
    assert_eq!(first.succeed(&signed(&handed_over, &[1, 2, 3, 4])).err(), too_few("this version", 2, 3));
    let second = first.succeed(&signed(&handed_over, &[1, 3, 4, 5])).unwrap();
    assert_eq!(second.roster().version, 2);
    assert_eq!(second.note().to_string().into_bytes(), signed(&handed_over, &[1, 3, 4, 5]));

    let skipped = same.replacen("version = 2", "version = 3", 1);
    let not_next = |why| Some(RosterError::NotNext(why));
    assert_eq!(first.succeed(&signed(&skipped, &[1, 2])).err(), not_next("its version is not one higher"));
    assert_eq!(second.succeed(&signed(&same, &[1, 2])).err(), not_next("its version is not one higher"), "a rollback");
    let other_parent =
        same.replacen("previous = \"", "previous = \"00", 1).replacen(&first.roster().hash().to_string()[62..], "", 1);
    assert_eq!(first.succeed(&signed(&other_parent, &[1, 2])).err(), not_next("it names another previous version"));
}

#[test]
fn a_successor_roster_that_loosens_a_cut_is_refused() {
    let first = PinnedRoster::pin(&signed(&example(), &[1, 2]), Roster::parse(&example()).unwrap().hash()).unwrap();
    let previous = format!("version = 2\nprevious = \"{}\"", first.roster().hash());
    let next = example().replacen("version = 1", &previous, 1);
    let cut = next.find("[[cut]]").unwrap();
    for loosened in [next[..cut].to_owned(), next.replace("size = 77", "size = 78"), next.replace("abab", "acac")] {
        let taken = first.succeed(&signed(&loosened, &[1, 2, 3])).err();
        assert_eq!(taken, Some(RosterError::CutLoosened(origin("school-13.example.org/1"))));
    }
    assert!(first.succeed(&signed(&next.replace("size = 77", "size = 76"), &[1, 2])).is_ok());
}

#[test]
fn cosignatures_of_a_registrys_own_mirror_and_of_witnesses_do_not_count() {
    let roster = Roster::parse(&example()).unwrap();
    let names = |registry: usize| {
        let counting = roster.counting_cosigners(&roster.registries[registry]);
        counting.map(|cosigner| cosigner.key.name()).collect::<Vec<_>>()
    };
    let all = [
        "school-12.example.org/m1",
        "school-40.example.org/m1",
        "school-41.example.org/m1",
        "school-42.example.org/m1",
    ];
    assert_eq!(names(0), all[1..]);
    assert_eq!(names(1), all);

    let checkpoint =
        Checkpoint { origin: origin("school-12.example.org/main/1"), size: 5, root: RootHash::from_bytes([1; 32]) };
    let cosigned = |by: &[(u8, &str, u64)]| {
        let mut note = SignedCheckpoint::sign(checkpoint.clone(), &secret([11; 32])).note();
        for (school, role, time) in by {
            let (name, key) = cosigner(*school, role);
            note.put_signature(cosign(&name, &key, &checkpoint.text(), *time));
        }
        roster.judge(&roster.registries[0], &note).unwrap()
    };
    let rows: [(&[(u8, &str, u64)], bool, Option<u64>, usize, &str); 6] = [
        (&[], false, None, 0, "nobody"),
        (&[(40, "m1", 10)], false, None, 1, "one of two"),
        (&[(40, "m1", 10), (41, "m1", 30)], true, Some(10), 2, "two of two"),
        (&[(40, "m1", 10), (41, "m1", 30), (42, "m1", 20)], true, Some(20), 3, "the second newest of three"),
        (&[(40, "m1", 10), (12, "m1", 30)], false, None, 1, "its own mirror does not count"),
        (&[(40, "m1", 10), (40, "w1", 30)], false, None, 1, "a witness does not count"),
    ];
    for (by, reached, time, counted, why) in rows {
        let quorum = cosigned(by);
        assert_eq!(
            (quorum.reached, quorum.time, quorum.cosignatures.len(), quorum.needed),
            (reached, time, counted, Some(2)),
            "{why}"
        );
    }
    // A second line by the same mirror adds nothing.
    let (name, key) = cosigner(40, "m1");
    let note = SignedCheckpoint::sign(checkpoint.clone(), &secret([11; 32])).note();
    let lines = [10, 20].map(|time| cosign(&name, &key, &checkpoint.text(), time).line());
    let twice = Note::parse(format!("{note}{}", lines.concat()).as_bytes()).unwrap();
    assert_eq!(roster.judge(&roster.registries[0], &twice).unwrap().cosignatures.len(), 1);

    let strict = Roster::parse(&example().replacen("group mirrors 2", "group mirrors all", 1)).unwrap();
    assert_eq!(
        strict.judge(&strict.registries[0], &note).unwrap().needed,
        None,
        "without its own mirror it can never be reached"
    );
}

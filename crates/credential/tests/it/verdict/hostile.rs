//! Taken away, changed, shuffled: never green, never a panic.

use attestat_credential::document::DocumentFile;
use attestat_credential::verdict::{Colour, Verifier, verify_bytes};
use attestat_ledger::roster::RosterHash;
use proptest::prelude::*;
use serde_json::Value;

use super::Case;
use crate::support::town::{NOW, Town};

/// Takes each input away in turn: green must go.
#[test]
fn without_any_input_there_is_no_green() {
    let case = Case::certificate();
    let text: Value = serde_json::from_str(&case.file.to_json()).unwrap();
    for key in text.as_object().unwrap().keys() {
        let mut without = text.clone();
        without.as_object_mut().unwrap().shift_remove(key);
        let verdict = verify_bytes(without.to_string().as_bytes(), &case.trust, NOW);
        assert_ne!(verdict.colour(), Colour::Green, "without {key}");
    }
    let disclosures = case.file.sd_jwt.split('~').count() - 2;
    assert!(disclosures > 30);
    for line in case.file.proof.lines().filter(|line| !line.is_empty()) {
        let mut without = Case::certificate();
        without.file.proof = without.file.proof.replacen(&format!("{line}\n"), "", 1);
        // One cosignature may be missing: two of three are asked.
        let spare = line.starts_with("— school-4");
        assert_eq!(without.verdict().colour() == Colour::Green, spare, "without {line}");
    }
    for piece in ["school-12.example/1", "certificate"] {
        let mut without = Case::certificate();
        without.roster_with(
            &format!("\"{piece}\""),
            if piece == "certificate" { "\"digest\"" } else { "\"school-12.example/7\"" },
        );
        assert_ne!(without.verdict().colour(), Colour::Green, "without {piece} in the roster");
    }
}

/// Changes each byte of the file in turn: never green, unless the file still says the same.
#[test]
fn no_changed_byte_is_green() {
    let case = Case::barely_witnessed();
    let text = case.file.to_json().into_bytes();
    let mut verifier = Verifier::new(&case.trust);
    assert_eq!(verifier.verify_bytes(&text, NOW).colour(), Colour::Green);
    let mut refused = 0;
    for at in 0..text.len() {
        for change in [1, 0x20] {
            let mut changed = text.clone();
            changed[at] ^= change;
            let same = DocumentFile::parse(&changed).is_ok_and(|file| file == case.file);
            let verdict = verifier.verify_bytes(&changed, NOW);
            assert!(
                same || verdict.colour() != Colour::Green,
                "byte {at} changed by {change:#x}: {:?}",
                verdict.checks
            );
            refused += usize::from(!same);
        }
    }
    assert!(refused > text.len());
}

/// The hints of a file are not authenticated, and so nothing rests on them.
#[test]
fn hints_change_no_verdict() {
    let mut case = Case::certificate();
    case.file.roster = Some(RosterHash([9; 32]));
    case.file.earlier_checkpoint = Some("anything".to_owned());
    assert_eq!(case.verdict(), Case::certificate().verdict());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Several changes at once, cuts and repeats: never a panic, never green.
    #[test]
    fn damaged_files_never_panic(
        cut in 0_usize..20_000,
        changes in proptest::collection::vec((0_usize..20_000, any::<u8>()), 1..6),
    ) {
        let case = Case::barely_witnessed();
        let mut text = case.file.to_json().into_bytes();
        for (at, byte) in changes {
            let at = at % text.len();
            text[at] = byte;
        }
        text.truncate(1 + cut % text.len());
        let same = DocumentFile::parse(&text).is_ok_and(|file| file == case.file);
        let verdict = verify_bytes(&text, &case.trust, NOW);
        prop_assert!(same || verdict.colour() != Colour::Green);
    }

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let verdict = verify_bytes(&bytes, &Town::new().trust(), NOW);
        prop_assert_eq!(verdict.colour(), Colour::Grey);
    }

    /// A proof whose lines were shuffled or repeated is not green unless it is the same proof.
    #[test]
    fn shuffled_proofs_are_not_green(first in 0_usize..16, second in 0_usize..16) {
        let mut case = Case::barely_witnessed();
        let good = case.file.proof.clone();
        let mut lines: Vec<&str> = good.split('\n').collect();
        let (first, second) = (first % lines.len(), second % lines.len());
        lines.swap(first, second);
        let cosigners = lines[first].starts_with("— school-") && lines[second].starts_with("— school-");
        let shuffled = lines.join("\n");
        prop_assume!(shuffled != good && !cosigners);
        case.file.proof = shuffled;
        prop_assert_ne!(case.verdict().colour(), Colour::Green);
    }
}

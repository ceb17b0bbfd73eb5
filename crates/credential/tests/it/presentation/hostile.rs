//! Taken away, changed, put together from pieces: never green, never a panic.

use std::sync::LazyLock;

use attestat_credential::presentation::Presentation;
use attestat_credential::verdict::{Colour, Verifier};
use proptest::prelude::*;
use serde_json::Value;

use super::{Scene, value};
use crate::support::town::NOW;

/// A small presentation whose every byte counts.
fn small() -> &'static Scene {
    static SMALL: LazyLock<Scene> = LazyLock::new(|| {
        let mut scene = Scene::new();
        scene.documents.remove(0);
        scene.selections.remove(0);
        scene.holders.remove(0);
        scene.give_secret();
        scene
    });
    &SMALL
}

/// Takes each value of the file away in turn: green must go.
#[test]
fn without_any_part_there_is_no_green() {
    let scene = small();
    assert_eq!(scene.verdict().colour(), Colour::Green);
    let whole = value(&scene.presentation);
    let mut pointers = vec!["/format".to_owned(), "/credentials".to_owned(), "/year_secrets".to_owned()];
    for at in 0..2 {
        pointers.extend(["sd_jwt", "salt", "record", "proof", "status"].map(|key| format!("/credentials/{at}/{key}")));
    }
    pointers.extend(["registry", "year", "secret"].map(|key| format!("/year_secrets/0/{key}")));
    for pointer in pointers {
        let mut without = whole.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        without.pointer_mut(parent).unwrap().as_object_mut().unwrap().shift_remove(key).unwrap();
        assert_ne!(scene.verdict_of(without.to_string().as_bytes()).colour(), Colour::Green, "without {pointer}");
    }
}

/// Takes each piece between tildes away, doubles it, and swaps it with its neighbour.
#[test]
fn no_other_set_of_disclosures_is_green() {
    let scene = small();
    for at in 0..2 {
        let pieces: Vec<String> = scene.presentation.credentials[at].sd_jwt.split('~').map(str::to_owned).collect();
        for piece in 0..pieces.len() {
            let mut variants = vec![pieces.clone(), pieces.clone(), pieces.clone()];
            variants[0].remove(piece);
            variants[1].insert(piece, pieces[piece].clone());
            variants[2].swap(piece, (piece + 1) % pieces.len());
            for variant in variants.into_iter().filter(|variant| *variant != pieces) {
                let mut changed = scene.presentation.clone();
                changed.credentials[at].sd_jwt = variant.join("~");
                let verdict = Verifier::new(&scene.trust).verify_presentation(&changed, &scene.expected(), NOW);
                assert_ne!(verdict.colour(), Colour::Green, "document {at}, piece {piece}");
            }
        }
    }
}

/// Changes each byte of the file in turn: never green, unless the file still says the same.
#[test]
fn no_changed_byte_is_green() {
    let scene = small();
    let text = scene.presentation.to_json().into_bytes();
    let mut verifier = Verifier::new(&scene.trust);
    let mut refused = 0;
    for at in 0..text.len() {
        let mut changed = text.clone();
        changed[at] ^= if at % 2 == 0 { 1 } else { 0x20 };
        let same = Presentation::parse(&changed).is_ok_and(|read| read == scene.presentation);
        let verdict = verifier.verify_presentation_bytes(&changed, &scene.expected(), NOW);
        assert!(same || verdict.colour() != Colour::Green, "byte {at}: {:?}", verdict.checks);
        refused += usize::from(!same);
    }
    assert!(refused > text.len() * 9 / 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Several changes at once, and cuts.
    #[test]
    fn damaged_files_never_panic(
        cut in 0_usize..20_000,
        changes in proptest::collection::vec((0_usize..20_000, any::<u8>()), 1..6),
    ) {
        let scene = small();
        let mut text = scene.presentation.to_json().into_bytes();
        for (at, byte) in changes {
            let at = at % text.len();
            text[at] = byte;
        }
        text.truncate(1 + cut % text.len());
        let same = Presentation::parse(&text).is_ok_and(|read| read == scene.presentation);
        prop_assert!(same || scene.verdict_of(&text).colour() != Colour::Green);
    }

    /// Any value of the file exchanged for any other value of it.
    #[test]
    fn exchanged_values_are_not_green(from in 0_usize..14, to in 0_usize..14) {
        let scene = small();
        let mut changed = value(&scene.presentation);
        let paths: Vec<String> = (0..2)
            .flat_map(|at| ["sd_jwt", "salt", "record", "proof", "status"].map(|key| format!("/credentials/{at}/{key}")))
            .chain(["registry", "year", "secret"].map(|key| format!("/year_secrets/0/{key}")))
            .collect();
        let (from, to) = (&paths[from % paths.len()], &paths[to % paths.len()]);
        let taken: Value = changed.pointer(from).unwrap().clone();
        prop_assume!(changed.pointer(to).unwrap() != &taken);
        *changed.pointer_mut(to).unwrap() = taken;
        prop_assert_ne!(scene.verdict_of(changed.to_string().as_bytes()).colour(), Colour::Green);
    }
}

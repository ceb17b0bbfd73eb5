//! The presentation file: strict in, the same out; and what cannot be made at all.

use attestat_credential::presentation::selection::Selection;
use attestat_credential::presentation::terms::CONSENT_END_MAX;
use attestat_credential::presentation::{
    PRESENTATION_BYTES_MAX, Part, PresentError, Presentation, PresentationError, TermsError, present,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{SCHOOL_KEY, Scene, terms, value};
use crate::support::{self, town::Town, town::key};

fn full() -> Presentation {
    let mut scene = Scene::new();
    scene.give_secret();
    scene.presentation
}

#[test]
fn survives_the_trip() {
    for presentation in [full(), Scene::new().presentation] {
        let text = presentation.to_json();
        assert!(Presentation::looks_like(text.as_bytes()));
        assert!(Presentation::parse(text.as_bytes()).unwrap() == presentation);
    }
    assert!(!Presentation::looks_like(Scene::new().documents[0].to_json().as_bytes()));
}

#[test]
fn each_mutation_of_the_file_is_refused_with_its_place() {
    let rows: [(&str, Value, &str); 17] = [
        ("/format", json!("attestat/presentation/v2"), "attestat/presentation/v1"),
        ("/format", json!("attestat/document/v1"), "attestat/presentation/v1"),
        ("/credentials", json!([]), "0 credentials"),
        ("/credentials", json!({}), "credentials of entry 0"),
        ("/credentials/1", json!("x"), "entry 2"),
        ("/credentials/0/sd_jwt", json!(1), "sd_jwt of entry 1"),
        ("/credentials/0/sd_jwt", json!("a".repeat(170_000)), "sd_jwt of entry 1"),
        ("/credentials/2/salt", json!("AQ"), "salt of entry 3"),
        ("/credentials/2/record", json!("AQ=="), "record of entry 3"),
        ("/credentials/2/proof", json!("x".repeat(50_000)), "proof of entry 3"),
        ("/credentials/2/status", json!(null), "status of entry 3"),
        ("/year_secrets", json!("x"), "year_secrets of entry 0"),
        ("/year_secrets/0/registry", json!("UPPER"), "registry of entry 1"),
        ("/year_secrets/0/year", json!(70_000), "year of entry 1"),
        ("/year_secrets/0/year", json!("2026"), "year of entry 1"),
        ("/year_secrets/0/secret", json!("AQ"), "secret of entry 1"),
        ("/year_secrets/0", json!([]), "entry 1"),
    ];
    for (pointer, to, says) in rows {
        let mut changed = value(&full());
        *changed.pointer_mut(pointer).unwrap() = to;
        let error = Presentation::parse(changed.to_string().as_bytes()).expect_err(pointer).to_string();
        assert!(error.contains(says), "{pointer}: {error}");
    }
    for pointer in ["", "/credentials/1", "/year_secrets/0"] {
        let mut changed = value(&full());
        changed.pointer_mut(pointer).unwrap()["name"] = json!("x");
        let error = Presentation::parse(changed.to_string().as_bytes()).unwrap_err();
        assert!(matches!(error, PresentationError::UnknownKey), "{pointer}");
    }
    let mut many = value(&full());
    let one = many["credentials"][0].clone();
    many["credentials"] = json!(vec![one; 33]);
    assert!(matches!(Presentation::parse(many.to_string().as_bytes()), Err(PresentationError::Count(33))));
    assert!(Presentation::parse(&vec![b' '; PRESENTATION_BYTES_MAX + 1]).is_err());
}

/// Presentations that cannot be made, with the document that is to blame.
#[test]
fn what_cannot_be_presented_is_refused() {
    let scene = Scene::new();
    let nothing = Selection::of(Vec::<String>::new());
    let (right, wrong) = (key(SCHOOL_KEY), key(7));
    let part = |at: usize, holder| Part { document: &scene.documents[at], selection: &nothing, holder };
    let refused = |parts: &[Part<'_>]| present(parts, &terms(), Vec::new()).err().unwrap();
    assert!(matches!(refused(&[]), PresentError::Count(0)));
    assert!(matches!(refused(&[part(0, &right), part(1, &right), part(0, &right)]), PresentError::Twice(1, 3)));
    assert!(matches!(refused(&[part(0, &right), part(1, &wrong)]), PresentError::OtherHolder(2)));

    let (town, awarded) = Town::with_document(&support::secondary());
    let bearer = town.document(&awarded);
    let bearer = Part { document: &bearer, selection: &nothing, holder: &right };
    assert!(matches!(refused(&[part(0, &right), bearer]), PresentError::Bearer(2)));

    let unknown = Selection::of(["stamp"]);
    let unknown = Part { document: &scene.documents[0], selection: &unknown, holder: &right };
    assert!(matches!(refused(&[unknown]), PresentError::Selection(1, _)));
}

#[test]
fn terms_that_nobody_could_mean_are_refused() {
    let scene = Scene::new();
    let (nothing, right) = (Selection::of(Vec::<String>::new()), key(SCHOOL_KEY));
    type Row = (fn(&mut attestat_credential::presentation::Terms), TermsError);
    let rows: [Row; 9] = [
        (|terms| terms.audience = String::new(), TermsError::Audience),
        (|terms| terms.audience = " University".to_owned(), TermsError::Audience),
        (|terms| terms.audience = "Uni\u{202e}versity".to_owned(), TermsError::Audience),
        (|terms| terms.consent.purpose = "p".repeat(301), TermsError::Purpose),
        (|terms| terms.nonce = "AQ".to_owned(), TermsError::Nonce),
        (|terms| terms.nonce.push('='), TermsError::Nonce),
        (|terms| terms.consent.expires = terms.made_at, TermsError::Ended),
        (|terms| terms.consent.expires = u64::MAX, TermsError::Endless),
        (|terms| terms.consent.expires = CONSENT_END_MAX + 1, TermsError::Endless),
    ];
    for (change, expected) in rows {
        let mut terms = terms();
        change(&mut terms);
        let part = Part { document: &scene.documents[0], selection: &nothing, holder: &right };
        let error = present(&[part], &terms, Vec::new()).err().unwrap();
        assert!(matches!(error, PresentError::Terms(found) if found == expected), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Presentation::parse(&bytes).is_err());
    }
}

//! Documents presented together: holders, terms, the set of documents.

use attestat_credential::verdict::presentation::PresentationCheckName as Name;
use attestat_credential::verdict::{Colour, Unchecked, Verifier};
use attestat_ledger::encoding::base64url;
use serde_json::{Value, json};

use super::{DAY, OLYMPIAD_KEY, SCHOOL_KEY, Scene, UNIVERSITY, bind_with};
use crate::support::{self, town::NOW};

/// Changes of one document's holder: what is signed, by whom, over what.
#[test]
fn every_document_needs_its_own_holders_signature() {
    type Change = fn(&mut String);
    let rows: [(&str, Change, &str); 8] = [
        ("no signature", |text| text.truncate(text.rfind('~').unwrap() + 1), "holder-unsigned"),
        ("another's signature", |text| *text = bind_with(text, OLYMPIAD_KEY, |_| ()), "holder-signature-wrong"),
        (
            "over other fields",
            |text| *text = bind_with(text, SCHOOL_KEY, |claims| claims["sd_hash"] = json!(base64url(&[1; 32]))),
            "holder-signed-other",
        ),
        (
            "no consent",
            |text| {
                *text = bind_with(text, SCHOOL_KEY, |claims| drop(claims.as_object_mut().unwrap().remove("consent")))
            },
            "holder-terms-wrong",
        ),
        (
            "more in the consent",
            |text| *text = bind_with(text, SCHOOL_KEY, |claims| claims["consent"]["forever"] = json!(true)),
            "holder-terms-wrong",
        ),
        (
            "no link",
            |text| *text = bind_with(text, SCHOOL_KEY, |claims| drop(claims.as_object_mut().unwrap().remove("link"))),
            "holder-terms-wrong",
        ),
        (
            "two receivers",
            |text| *text = bind_with(text, SCHOOL_KEY, |claims| claims["aud"] = json!([UNIVERSITY, "x"])),
            "holder-terms-wrong",
        ),
        (
            "ended by itself",
            |text| *text = bind_with(text, SCHOOL_KEY, |claims| claims["exp"] = json!(NOW - 1)),
            "holder-terms-wrong",
        ),
    ];
    for (why, change, code) in rows {
        let mut scene = Scene::new();
        change(&mut scene.presentation.credentials[1].sd_jwt);
        let verdict = scene.verdict();
        let found = verdict.reasons()[0];
        assert_eq!((verdict.colour(), found.document, found.reason.code()), (Colour::Red, Some(2), code), "{why}");
        assert!(verdict.together.is_none() && verdict.terms.is_none(), "{why}");
    }
    let mut scene = Scene::new();
    let text = &mut scene.presentation.credentials[0].sd_jwt;
    *text = bind_with(text, SCHOOL_KEY, |claims| claims["iat"] = json!(NOW + DAY));
    let verdict = scene.verdict();
    assert_eq!((verdict.colour(), verdict.reasons()[0].reason.code()), (Colour::Amber, "presented-in-the-future"));
}

/// Signed by the right holder, but not the same as the others signed.
#[test]
fn what_was_not_presented_together_is_red() {
    type Change = fn(&mut Value);
    let rows: [(&str, Change, &str); 6] = [
        ("another receiver", |claims| claims["aud"] = json!("Other"), "terms-differ"),
        ("another nonce", |claims| claims["nonce"] = json!(base64url(&[7; 32])), "terms-differ"),
        ("another consent", |claims| claims["consent"]["id"] = json!(base64url(&[7; 16])), "terms-differ"),
        ("another purpose", |claims| claims["consent"]["purpose"] = json!("Other"), "terms-differ"),
        ("a longer consent", |claims| claims["consent"]["exp"] = json!(NOW + 99 * DAY), "terms-differ"),
        ("another link", |claims| claims["link"] = json!(base64url(&[7; 32])), "link-wrong"),
    ];
    for (why, change, code) in rows {
        let mut scene = Scene::new();
        let text = &mut scene.presentation.credentials[1].sd_jwt;
        *text = bind_with(text, SCHOOL_KEY, change);
        let verdict = scene.verdict();
        assert_eq!((verdict.colour(), verdict.reasons()[0].reason.code()), (Colour::Red, code), "{why}");
        let audience = verdict.outcome(Name::Audience).unwrap();
        assert_eq!(audience.word(), "not-checked", "{why}: nothing is said for whom it was made");
    }
}

/// Left out, moved, put in from another presentation, twice.
#[test]
fn another_set_of_documents_is_red() {
    let other = {
        let mut other = Scene::new();
        other.selections[2] = attestat_credential::presentation::selection::Selection::Everything;
        other.share();
        other.presentation.credentials[2].clone()
    };
    let mut scene = Scene::new();
    for (why, change) in [
        ("left out", (|credentials, _| drop(credentials.remove(1))) as fn(&mut Vec<_>, _)),
        ("moved", |credentials, _| credentials.swap(0, 1)),
        ("more of it shown, in another presentation", |credentials, other| credentials[2] = other),
    ] {
        let mut presentation = scene.presentation.clone();
        change(&mut presentation.credentials, other.clone());
        let verdict = Verifier::new(&scene.trust).verify_presentation(&presentation, &scene.expected(), NOW);
        assert_eq!((verdict.colour(), verdict.reasons()[0].reason.code()), (Colour::Red, "link-wrong"), "{why}");
    }
    let again = scene.presentation.credentials[0].clone();
    scene.presentation.credentials.push(again);
    let verdict = scene.verdict();
    assert_eq!((verdict.colour(), verdict.reasons()[0].reason.code()), (Colour::Red, "document-twice"));
    assert!(verdict.credentials.is_empty());
}

/// A copy without a holder's key could have been put in by anybody.
#[test]
fn a_bearer_copy_in_a_presentation_is_red() {
    let mut scene = Scene::new();
    let awarded = scene.school.award(&support::secondary(), 11);
    scene.school.snapshot();
    let bearer = scene.school.document_by(&awarded, &[40, 41]);
    let part = &mut scene.presentation.credentials[1];
    let binding = part.sd_jwt.rsplit('~').next().unwrap().to_owned();
    (part.sd_jwt, part.salt, part.record) = (format!("{}{binding}", bearer.sd_jwt), bearer.salt, bearer.record);
    (part.proof, part.status) = (bearer.proof, bearer.status);
    let verdict = scene.verdict();
    assert_eq!((verdict.colour(), verdict.reasons()[0].reason.code()), (Colour::Red, "holder-missing"));
    assert!(verdict.credentials[1].not_checked.contains(&Unchecked::BearerCopy));
}

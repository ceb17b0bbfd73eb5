//! Selection of the shown fields: paths, whole lists, single lines, and mistakes.

use attestat_credential::presentation::selection::{Field, Selection, SelectionError, fields};
use attestat_credential::sd_jwt::key_binding::KeyBindingPolicy;
use attestat_credential::sd_jwt::verify;
use serde_json::json;

use super::Scene;
use crate::support::town::{NOW, key};

fn paths(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.path.as_str()).collect()
}

#[test]
fn a_certificate_has_its_fields_and_every_mark_by_itself() {
    let scene = Scene::new();
    let fields = fields(&scene.documents[0].sd_jwt).unwrap();
    let paths = paths(&fields);
    assert_eq!(&paths[..5], ["family_name", "given_name", "patronymic", "birth_date", "distinction"]);
    assert_eq!(paths.iter().filter(|path| path.starts_with("marks/")).count(), 18);
    let marks = fields.iter().find(|field| field.path == "marks").unwrap();
    assert_eq!(marks.value.as_array().unwrap().len(), 18);
    let physics = fields.iter().find(|field| field.path == "marks/Физика").unwrap();
    assert_eq!(physics.value, json!({"subject": "Физика", "mark": 4, "word": "хорошо"}));
}

#[test]
fn what_is_shown_is_exactly_what_was_chosen() {
    let scene = Scene::new();
    let issuer = scene.school.key.public();
    let rows: [(&[&str], &[&str]); 5] = [
        (&[], &[]),
        (&["family_name"], &["family_name"]),
        (&["FAMILY_NAME", "marks/физика"], &["family_name", "marks", "marks/Физика"]),
        (&["marks/История", "marks/Химия"], &["marks", "marks/История", "marks/Химия"]),
        (&["additional_information"], &["additional_information"]),
    ];
    for (chosen, expected) in rows {
        let shown = Selection::of(chosen.iter().copied()).apply(&scene.documents[0].sd_jwt).unwrap();
        assert_eq!(paths(&fields(&shown).unwrap()), expected, "{chosen:?}");
        let verified = verify(&shown, &issuer, &KeyBindingPolicy::MustBeAbsent, NOW).unwrap();
        let personal =
            verified.claims.keys().filter(|name| !["iss", "vct", "iat", "cnf", "status"].contains(&name.as_str()));
        let top: Vec<&&str> = expected.iter().filter(|path| !path.contains('/')).collect();
        assert_eq!(personal.count(), top.len(), "{chosen:?}");
    }
    let whole = Selection::of(["marks"]).apply(&scene.documents[0].sd_jwt).unwrap();
    assert_eq!(fields(&whole).unwrap().len(), 19);
    assert_eq!(Selection::Everything.apply(&scene.documents[0].sd_jwt).unwrap(), scene.documents[0].sd_jwt);
}

#[test]
fn a_field_that_is_not_there_is_answered_with_the_nearest() {
    let scene = Scene::new();
    let rows = [
        ("famly_name", Some("family_name")),
        ("marks/Физка", Some("marks/Физика")),
        ("Химия", Some("marks/Химия")),
        ("geburtsdatum-des-kindes", None),
    ];
    for (asked, near) in rows {
        let error = Selection::of([asked]).apply(&scene.documents[0].sd_jwt).unwrap_err();
        let SelectionError::Unknown { nearest, .. } = &error else { panic!("{error}") };
        assert_eq!(nearest.as_deref(), near, "{asked}: {error}");
    }
}

#[test]
fn a_presented_credential_tells_exactly_what_is_seen() {
    let scene = Scene::new();
    let seen = fields(&scene.presentation.credentials[0].sd_jwt).unwrap();
    assert_eq!(paths(&seen), ["family_name", "given_name", "birth_date", "marks", "marks/Физика"]);
    assert_ne!(key(1).public(), key(2).public());
}

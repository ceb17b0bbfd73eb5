//! Check that documents name one person, as far as they name anyone.

use attestat_credential::presentation::selection::Selection;
use attestat_credential::verdict::presentation::PresentationCheckName as Name;
use attestat_credential::verdict::{Colour, Exemption, Outcome, Unchecked};
use serde_json::{Value, json};

use super::{Scene, achievement};
use crate::support;

/// Names and dates of birth across registries.
#[test]
fn names_and_dates_of_birth_are_compared_where_they_are_shown() {
    type Change = fn(&mut Value);
    let rows: [(&str, Change, Colour, &str); 5] = [
        ("another family name", |pupil| pupil["family_name"] = json!("Образцова"), Colour::Amber, "names-differ"),
        ("another date of birth", |pupil| pupil["birth_date"] = json!("2008-03-01"), Colour::Red, "birth-dates-differ"),
        (
            "both: the graver first",
            |pupil| {
                pupil["family_name"] = json!("Образцова");
                pupil["birth_date"] = json!("2008-03-01");
            },
            Colour::Red,
            "birth-dates-differ",
        ),
        ("capitals are no difference", |pupil| pupil["family_name"] = json!("ПРИМЕРОВА"), Colour::Green, ""),
        ("a hidden given name is not compared", |pupil| pupil["given_name"] = json!("Яна"), Colour::Green, ""),
    ];
    for (why, change, colour, code) in rows {
        let mut olympiad = achievement(1);
        change(&mut olympiad["pupil"]);
        let verdict = Scene::of([support::secondary(), achievement(7), olympiad]).verdict();
        let first = verdict.reasons().first().map_or("", |found| found.reason.code());
        assert_eq!((verdict.colour(), first), (colour, code), "{why}: {:?}", verdict.checks);
        assert!(verdict.not_checked.contains(&Unchecked::SamePerson), "{why}");
    }
    // ё and е are one letter in names.
    let mut samples = [support::secondary(), achievement(7), achievement(1)];
    for (sample, name) in samples.iter_mut().zip(["Королёва", "Королева", "Королёва"]) {
        sample["pupil"]["family_name"] = json!(name);
    }
    assert_eq!(Scene::of(samples).verdict().colour(), Colour::Green);
}

#[test]
fn documents_that_name_nobody_are_said_to_name_nobody() {
    let mut scene = Scene::new();
    scene.selections[1] = Selection::of(["kind"]);
    scene.share();
    let verdict = scene.verdict();
    assert!(verdict.not_checked.contains(&Unchecked::NamesNotShown(1)));
    scene.selections[2] = Selection::of(["degree"]);
    scene.share();
    let verdict = scene.verdict();
    assert_eq!(verdict.outcome(Name::Person), Some(&Outcome::NotApplicable(Exemption::NothingToCompare)));
    assert!(verdict.not_checked.contains(&Unchecked::NamesNotShown(3)));
    assert_eq!(verdict.colour(), Colour::Green);
}
